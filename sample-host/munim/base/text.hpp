// text.hpp - UTF-8: is it, how wide is it on a terminal, and how to show foreign text without letting it
// steer a terminal or forge a log line.
#ifndef MUNIM_BASE_TEXT_HPP
#define MUNIM_BASE_TEXT_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace munim {

// Takes one character off the front of `rest` (not empty). A byte that is not UTF-8 counts as one character,
// with the value bad_character.
constexpr char32_t bad_character = 0xFFFFFFFFU;
char32_t next_character(std::string_view& rest) noexcept;

bool is_utf8(std::string_view text) noexcept;

// False for what `printable` writes out instead of passing it on.
bool is_printable(char32_t character) noexcept;

// The same text with control characters, line separators, direction overrides and bad bytes written out as
// \xNN or \u{NNNN}, cut at `limit` bytes: for logs and terminals.
std::string printable(std::string_view text, std::size_t limit = 4096);

// Like printable, but keeps line breaks: for messages of several lines.
std::string printable_lines(std::string_view text, std::size_t limit = 16384);

// Columns that a character takes on a terminal: 0 for signs that combine with the one before, 2 for wide
// ones.
std::size_t character_width(char32_t character) noexcept;
std::size_t display_width(std::string_view text) noexcept;

// How many single-character changes turn one word into the other.
std::size_t edit_distance(std::string_view from, std::string_view to);

}  // namespace munim

#endif  // MUNIM_BASE_TEXT_HPP
