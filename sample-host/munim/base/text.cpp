// text.cpp - see text.hpp.
#include "base/text.hpp"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <vector>

namespace munim {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool within(char32_t character, const std::array<Range, N>& ranges) noexcept {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return character >= range.first && character <= range.last;
    });
}

// Characters that move the cursor, start escape sequences, break lines or change the reading direction of
// what follows.
constexpr std::array<Range, 6> steering{{{0x00, 0x1F},
                                         {0x7F, 0x9F},
                                         {0x2028, 0x202E},
                                         {0x2066, 0x2069},
                                         {0x200E, 0x200F},
                                         {bad_character, bad_character}}};

// Combining marks and vowel signs that take no column: Latin marks, the non-spacing signs of the Indian
// scripts, joiners.
constexpr std::array<Range, 22> zero_width{
    {{0x0300, 0x036F}, {0x0900, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948},
     {0x094D, 0x094D}, {0x0951, 0x0957}, {0x0962, 0x0963}, {0x0981, 0x0981}, {0x09C1, 0x09C4},
     {0x09CD, 0x09CD}, {0x0A41, 0x0A4D}, {0x0AC1, 0x0AC8}, {0x0ACD, 0x0ACD}, {0x0B3F, 0x0B3F},
     {0x0B4D, 0x0B4D}, {0x0BC0, 0x0BC0}, {0x0BCD, 0x0BCD}, {0x0C3E, 0x0C40}, {0x0CCC, 0x0CCD},
     {0x0D4D, 0x0D4D}, {0x200B, 0x200D}}};

constexpr std::array<Range, 7> double_width{{{0x1100, 0x115F},
                                             {0x2E80, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF00, 0xFF60},
                                             {0x1F300, 0x1FAFF}}};

// What the C library knows, by its table for UTF-8, whatever the user's locale is; -1 if it knows nothing.
int library_width(char32_t character) noexcept {
    // Made once and kept to the end of the program.
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (utf8 == nullptr || character == bad_character) {
        return -1;
    }
    const locale_t before = ::uselocale(utf8);
    const int width = ::wcwidth(static_cast<wchar_t>(character));
    ::uselocale(before);
    return width;
}

std::string escaped(std::string_view text, std::size_t limit, bool keep_lines) {
    std::string shown;
    while (!text.empty()) {
        if (shown.size() >= limit) {
            shown += "…";
            break;
        }
        const std::string_view before = text;
        const char32_t character = next_character(text);
        const std::string_view bytes = before.substr(0, before.size() - text.size());
        if (!within(character, steering) || (keep_lines && character == U'\n')) {
            shown += bytes;
            continue;
        }
        std::array<char, 16> code{};
        if (character == bad_character || character < 0x80) {
            std::snprintf(code.data(), code.size(), "\\x%02X", static_cast<unsigned char>(bytes.front()));
        } else {
            std::snprintf(code.data(), code.size(), "\\u{%04X}", static_cast<unsigned>(character));
        }
        shown += code.data();
    }
    return shown;
}

}  // namespace

char32_t next_character(std::string_view& rest) noexcept {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(rest[index]); };
    const unsigned char lead = byte(0);
    std::size_t length = 1;
    char32_t character = lead;
    char32_t least = 0;
    if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        character = lead & 0x07U;
        least = 0x10000;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3;
        character = lead & 0x0FU;
        least = 0x800;
    } else if (lead >= 0xC2 && lead < 0xE0) {
        length = 2;
        character = lead & 0x1FU;
        least = 0x80;
    } else if (lead >= 0x80) {
        rest.remove_prefix(1);
        return bad_character;
    }
    bool good = rest.size() >= length;
    for (std::size_t index = 1; good && index < length; ++index) {
        good = (byte(index) & 0xC0U) == 0x80U;
        character = (character << 6U) | (byte(index) & 0x3FU);
    }
    // Overlong forms, surrogates and what lies beyond Unicode are not UTF-8.
    if (!good || character < least || (character >= 0xD800 && character <= 0xDFFF) || character > 0x10FFFF) {
        rest.remove_prefix(1);
        return bad_character;
    }
    rest.remove_prefix(length);
    return character;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        if (next_character(text) == bad_character) {
            return false;
        }
    }
    return true;
}

bool is_printable(char32_t character) noexcept {
    return !within(character, steering);
}

std::string printable(std::string_view text, std::size_t limit) {
    return escaped(text, limit, false);
}

std::string printable_lines(std::string_view text, std::size_t limit) {
    return escaped(text, limit, true);
}

std::size_t character_width(char32_t character) noexcept {
    if (character < 0x300) {
        return 1;
    }
    if (const int known = library_width(character); known >= 0) {
        return static_cast<std::size_t>(known);
    }
    return within(character, double_width) ? 2 : within(character, zero_width) ? 0 : 1;
}

std::size_t display_width(std::string_view text) noexcept {
    std::size_t width = 0;
    while (!text.empty()) {
        width += character_width(next_character(text));
    }
    return width;
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[to.size()];
}

}  // namespace munim
