// secret.cpp - guarded memory on top of libsodium.
#include "secret.hpp"

#include <sodium.h>

#include <new>
#include <utility>

namespace tijori {

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
    if (size == 0) {
        return;
    }
    data_ = static_cast<unsigned char*>(sodium_malloc(size));
    if (data_ == nullptr) {
        throw std::bad_alloc();
    }
    sodium_memzero(data_, size);
}

SecretBytes::SecretBytes(Bytes content) : SecretBytes(content.size()) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        data_[i] = content[i];
    }
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        clear();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes() {
    clear();
}

SecretBytes SecretBytes::random(std::size_t size) {
    SecretBytes made(size);
    if (size > 0) {
        randombytes_buf(made.data(), size);
    }
    return made;
}

void SecretBytes::shrink(std::size_t size) noexcept {
    if (size < size_) {
        sodium_memzero(data_ + size, size_ - size);
        size_ = size;
    }
}

void SecretBytes::clear() noexcept {
    sodium_free(data_);  // wipes; NULL is fine
    data_ = nullptr;
    size_ = 0;
}

bool equal_secrets(Bytes left, Bytes right) noexcept {
    return left.size() == right.size() &&
           (left.empty() || sodium_memcmp(left.data(), right.data(), left.size()) == 0);
}

void wipe(void* memory, std::size_t size) noexcept {
    if (memory != nullptr && size > 0) {
        sodium_memzero(memory, size);
    }
}

bool prepare_secret_memory() noexcept {
    return sodium_init() >= 0;
}

}  // namespace tijori
