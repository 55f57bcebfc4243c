// leaks.cpp - see leaks.hpp.
#include "leaks.hpp"

#include <cstdint>
#include <utility>

#include "scratch_folder.hpp"

namespace integration {
namespace {

std::string hexadecimal(std::string_view bytes, std::string_view digits) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

// Those characters of the base64 of `before` other bytes and the secret that the secret alone decides.
std::string base64_core(std::string_view secret, std::size_t before, std::string_view last_two) {
    const std::string alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + std::string(last_two);
    const std::string bytes = std::string(before, '\0') + std::string(secret);
    std::string text;
    for (std::size_t bit = 0; bit + 6 <= bytes.size() * 8; bit += 6) {
        std::uint32_t value = 0;
        for (std::size_t i = bit; i < bit + 6; ++i) {
            value = value * 2 + ((static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8)) & 1U);
        }
        if (bit >= before * 8) {
            text += alphabet[value];
        }
    }
    return text;
}

std::string utf16(std::string_view secret, bool big_endian) {
    std::string text;
    for (const char c : secret) {
        text += big_endian ? '\0' : c;
        text += big_endian ? c : '\0';
    }
    return text;
}

}  // namespace

std::vector<std::string> disguises_found(std::string_view bytes, std::string_view secret) {
    std::vector<std::pair<std::string, std::string>> needles{
        {"plain", std::string(secret)},
        {"hexadecimal", hexadecimal(secret, "0123456789abcdef")},
        {"hexadecimal", hexadecimal(secret, "0123456789ABCDEF")},
        {"UTF-16", utf16(secret, false)},
        {"UTF-16", utf16(secret, true)},
    };
    for (std::size_t before = 0; before < 3; ++before) {
        needles.emplace_back("base64", base64_core(secret, before, "+/"));
        needles.emplace_back("base64", base64_core(secret, before, "-_"));
    }
    std::vector<std::string> found;
    for (const auto& [disguise, needle] : needles) {
        if (bytes.find(needle) != std::string_view::npos) {
            found.push_back(disguise);
        }
    }
    return found;
}

std::vector<std::string> files_with(const std::filesystem::path& folder, std::string_view secret) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().string();
        const std::string content = entry.is_regular_file() ? content_of(entry.path()) : std::string{};
        for (const std::string_view where : {std::string_view(name), std::string_view(content)}) {
            for (std::string& disguise : disguises_found(where, secret)) {
                found.push_back(disguise.append(" in ").append(name));
            }
        }
    }
    return found;
}

}  // namespace integration
