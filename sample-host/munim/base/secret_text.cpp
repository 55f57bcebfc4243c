// secret_text.cpp - see secret_text.hpp.
#include "base/secret_text.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace munim {

SecretText::SecretText(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 1)) {
    // Harmless when it was called before; sodium_malloc needs it.
    if (sodium_init() < 0) {
        throw std::bad_alloc{};
    }
    data_ = static_cast<char*>(sodium_malloc(capacity_));
    if (data_ == nullptr) {
        throw std::bad_alloc{};
    }
}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
}

SecretText::~SecretText() {
    sodium_free(data_);  // wipes
}

bool SecretText::append(std::string_view bytes) noexcept {
    if (bytes.size() > room_size()) {
        return false;
    }
    if (!bytes.empty()) {
        std::memcpy(room(), bytes.data(), bytes.size());
        size_ += bytes.size();
    }
    return true;
}

void SecretText::remove_last_character() noexcept {
    while (size_ > 0) {
        --size_;
        const auto removed = static_cast<unsigned char>(data_[size_]);
        data_[size_] = '\0';
        if ((removed & 0xC0U) != 0x80U) {
            break;
        }
    }
}

void SecretText::wipe() noexcept {
    if (data_ != nullptr) {
        sodium_memzero(data_, capacity_);
        size_ = 0;
    }
}

bool SecretText::equals(const SecretText& other) const noexcept {
    return size_ == other.size_ && (size_ == 0 || sodium_memcmp(data_, other.data_, size_) == 0);
}

#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(gnu::zero_call_used_regs)
[[gnu::zero_call_used_regs("all")]]
#endif
#endif
void forget_copies() noexcept {
    constexpr std::size_t deepest = 32 * 1024;
    sodium_stackzero(deepest);
}

}  // namespace munim
