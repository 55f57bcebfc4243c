// file_descriptor.hpp - owns one open file descriptor.
#ifndef MUNIM_BASE_FILE_DESCRIPTOR_HPP
#define MUNIM_BASE_FILE_DESCRIPTOR_HPP

#include <cstddef>
#include <string_view>
#include <utility>

namespace munim {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) noexcept : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() { reset(); }

    void reset() noexcept;
    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

    // Writes all bytes, also when interrupted. False: errno says why.
    bool write_all(std::string_view bytes) const noexcept;
    // Reads until `size` bytes or the end; the number read, or -1 with errno.
    std::ptrdiff_t read_all(void* to, std::size_t size) const noexcept;

private:
    int number_ = -1;
};

}  // namespace munim

#endif  // MUNIM_BASE_FILE_DESCRIPTOR_HPP
