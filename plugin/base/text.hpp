// text.hpp - checks and small transformations of text that comes from outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tijori {

// True if the bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

// True if the text holds a C0 or C1 control character, or DEL.
bool has_control_characters(std::string_view text) noexcept;

// Both: what can stand in a line of a view.
inline bool is_plain_text(std::string_view text) noexcept {
    return is_utf8(text) && !has_control_characters(text);
}

// ASCII only, whatever the locale.
std::string to_upper(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept;
std::string_view trim(std::string_view text) noexcept;

// The text in quotation marks for a message, if it can be shown there; otherwise "what was entered".
std::string in_quotes(std::string_view text);

// "24 November 2026, 14:05" at `utc_offset_minutes` from UTC.
std::string date_and_time(std::int64_t utc_seconds, int utc_offset_minutes);

// "2026-11-24T14:05:09Z"
std::string utc_text(std::int64_t utc_seconds);

// "a, b and c"; there is at least one.
std::string listed(const std::vector<std::string>& names);

// A GSTIN with its middle hidden, for logs: "29***********Z2".
std::string masked_gstin(std::string_view gstin);

}  // namespace tijori
