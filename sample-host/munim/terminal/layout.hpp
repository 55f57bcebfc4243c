// layout.hpp - text as lines on a terminal: what a piece of it means, how wide it is, where it breaks.
#ifndef MUNIM_TERMINAL_LAYOUT_HPP
#define MUNIM_TERMINAL_LAYOUT_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace munim::terminal {

// How a piece of text is drawn. A colour never carries a meaning alone.
enum class Look : uint8_t { plain, strong, quiet, selected, info, success, warning, error, destructive };

// The look of an ACCT_TONE_….
Look look_of(uint32_t tone) noexcept;
// The word in front of a notice of that tone: "Error".
std::string_view word_of(uint32_t tone) noexcept;

struct Span {
    std::string text;  // printable
    Look look = Look::plain;
};

struct Line {
    std::vector<Span> spans;

    Line() = default;
    Line(std::string text, Look look = Look::plain) { add(std::move(text), look); }
    Line& add(std::string text, Look look = Look::plain) {
        if (!text.empty()) {
            spans.push_back({std::move(text), look});
        }
        return *this;
    }
    Line& add(const Line& other) {
        spans.insert(spans.end(), other.spans.begin(), other.spans.end());
        return *this;
    }
    std::size_t width() const noexcept;
};

using Lines = std::vector<Line>;

// As many whole characters from the start as fit into `width` columns; signs that combine stay with theirs.
std::string_view head_of(std::string_view text, std::size_t width) noexcept;
// The same from the end.
std::string_view tail_of(std::string_view text, std::size_t width) noexcept;

// The text, cut with "…" or filled with blanks, so that it takes exactly `width` columns.
std::string fitted(std::string_view text, std::size_t width);
// The line, cut at `width` columns.
Line cut(const Line& line, std::size_t width);

// Makes foreign text printable and breaks it between words into lines of at most `width` columns; a word that
// is wider is broken itself. At least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// The widest word of a text, in columns.
std::size_t widest_word(std::string_view text) noexcept;

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_LAYOUT_HPP
