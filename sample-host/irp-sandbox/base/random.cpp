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

std::string random_alphanumerics(std::size_t count) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    // Bytes at or above the largest multiple of 62 are thrown away: a plain remainder would favour some
    // letters.
    constexpr std::size_t fair = 256 / letters.size() * letters.size();
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

}  // namespace irp_sandbox
