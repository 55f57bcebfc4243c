// secret.hpp - memory for passwords, keys and tokens: locked against swapping, left out of core dumps,
// between guard pages, wiped when released (libsodium's sodium_malloc).
//
// A sodium_malloc costs several system calls, and a save needs a dozen short-lived secrets. So what is small
// shares guarded areas, each for blocks of one size; a block is wiped the moment it is given back. What is
// large has pages of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tijori {

using Bytes = std::span<const unsigned char>;

inline Bytes bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}
inline std::string_view text_of(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Owns `size` secret bytes. Move-only: a copy is made only where copy() says so.
class SecretBytes {
public:
    SecretBytes() noexcept = default;
    explicit SecretBytes(std::size_t size);  // zeros; throws std::bad_alloc
    explicit SecretBytes(Bytes content);
    explicit SecretBytes(std::string_view content) : SecretBytes(bytes_of(content)) {}
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    static SecretBytes random(std::size_t size);
    SecretBytes copy() const { return SecretBytes{bytes()}; }

    unsigned char* data() noexcept { return data_; }
    const unsigned char* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    Bytes bytes() const noexcept { return {data_, size_}; }
    std::string_view view() const noexcept { return text_of(bytes()); }

    // Forgets the bytes past `size`; they are wiped now.
    void shrink(std::size_t size) noexcept;
    void clear() noexcept;

private:
    unsigned char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;  // as allocated; size_ may be less after shrink
};

// True if both hold the same bytes; takes as long whatever they hold.
bool equal_secrets(Bytes left, Bytes right) noexcept;

// Overwrites memory in a way that the compiler does not leave out.
void wipe(void* memory, std::size_t size) noexcept;

// Wipes a container's bytes when the scope ends; for the buffers of libraries that want a std::string or
// std::vector.
template <typename Container>
class WipeOnExit {
public:
    explicit WipeOnExit(Container& container) noexcept : container_(container) {}
    WipeOnExit(const WipeOnExit&) = delete;
    WipeOnExit& operator=(const WipeOnExit&) = delete;
    ~WipeOnExit() { wipe(container_.data(), container_.capacity() * sizeof(*container_.data())); }

private:
    Container& container_;
};

// Prepares libsodium; called once at the library's init. False if the system gives no randomness.
bool prepare_secret_memory() noexcept;
// Gives the shared areas back to the system, if nothing is in use any more; at the library's last deinit.
void release_secret_memory() noexcept;

}  // namespace tijori
