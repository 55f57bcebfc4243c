// fingerprint.hpp - a short number for bytes (FNV-1a), so that the fake plugin can tell a test which bytes it
// got without giving a secret back. Used by the fake plugin and by the tests.
#ifndef TESTS_MUNIM_FINGERPRINT_HPP
#define TESTS_MUNIM_FINGERPRINT_HPP

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

inline std::string fingerprint(std::string_view bytes) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * UINT64_C(0x100000001b3);
    }
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%016" PRIx64, hash);
    return text.data();
}

#endif  // TESTS_MUNIM_FINGERPRINT_HPP
