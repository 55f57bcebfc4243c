// guarded.hpp - memory that ends where a struct ends: whoever reads or writes behind it crashes there and
// then.
#ifndef ACCT_PLUGIN_CHECK_GUARDED_HPP
#define ACCT_PLUGIN_CHECK_GUARDED_HPP

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <new>

namespace accounting::check {

class Guarded {
public:
    // `size` is rounded up to what a struct with pointers is aligned to.
    explicit Guarded(std::size_t size) : size_((size + 7) / 8 * 8) {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        room_ = (size_ + page - 1) / page * page;
        mapped_ = room_ + page;
        void* memory = ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            throw std::bad_alloc();
        }
        memory_ = static_cast<char*>(memory);
        (void)::mprotect(memory_ + room_, page, PROT_NONE);
    }
    // A copy of the first `size` bytes of `from`.
    Guarded(const void* from, std::size_t size) : Guarded(size) { std::memcpy(at(), from, size); }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    ~Guarded() { (void)::munmap(memory_, mapped_); }

    char* at() noexcept { return memory_ + room_ - size_; }
    std::size_t size() const noexcept { return size_; }
    template <typename Struct>
    Struct* as() noexcept {
        return reinterpret_cast<Struct*>(at());
    }

private:
    std::size_t size_;
    std::size_t room_ = 0;
    std::size_t mapped_ = 0;
    char* memory_ = nullptr;
};

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_GUARDED_HPP
