// random.cpp - see random.hpp.
#include "base/random.hpp"

#include <openssl/rand.h>

#include <string_view>

#include "base/openssl_handles.hpp"

namespace irp_sandbox {

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    require_openssl(RAND_bytes(bytes.data(), static_cast<int>(count)) == 1, "draw random bytes");
    return bytes;
}

namespace {

std::string random_letters(std::string_view letters, std::size_t count) {
    // Bytes at or above the largest multiple are thrown away: a plain remainder would favour some letters.
    const std::size_t fair = 256 / letters.size() * letters.size();
    std::string text;
    while (text.size() < count) {
        for (const std::uint8_t byte : random_bytes(count)) {
            if (byte < fair && text.size() < count) {
                text += letters[byte % letters.size()];
            }
        }
    }
    return text;
}

}  // namespace

std::string random_alphanumerics(std::size_t count) {
    return random_letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
}

std::string random_digits(std::size_t count) {
    return random_letters("0123456789", count);
}

}  // namespace irp_sandbox
