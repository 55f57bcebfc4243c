// layout.cpp - see layout.hpp.
#include "terminal/layout.hpp"

#include <algorithm>

#include "acct/settings_page.h"
#include "base/text.hpp"

namespace munim::terminal {
namespace {

// The widest text that a paragraph is cut at: more than any screen shows.
constexpr std::size_t longest_paragraph = 65536;

void wrap_paragraph(std::string_view paragraph, std::size_t width, std::vector<std::string>& lines) {
    std::string line;
    std::size_t used = 0;
    while (!paragraph.empty()) {
        const std::size_t blank = std::min(paragraph.find(' '), paragraph.size());
        std::string_view word = paragraph.substr(0, blank);
        paragraph.remove_prefix(std::min(blank + 1, paragraph.size()));
        std::size_t columns = display_width(word);
        if (used > 0 && used + 1 + columns > width) {
            lines.push_back(std::move(line));
            line.clear();
            used = 0;
        }
        while (columns > width) {
            std::string_view part = head_of(word, width);
            if (part.empty()) {
                part = word.substr(0, 1);
            }
            lines.emplace_back(part);
            word.remove_prefix(part.size());
            columns = display_width(word);
        }
        if (used > 0) {
            line += ' ';
            ++used;
        }
        line += word;
        used += columns;
    }
    lines.push_back(std::move(line));
}

}  // namespace

Look look_of(uint32_t tone) noexcept {
    switch (tone) {
        case ACCT_TONE_INFO:
        case ACCT_TONE_PRIMARY:
            return Look::info;
        case ACCT_TONE_SUCCESS:
            return Look::success;
        case ACCT_TONE_WARNING:
            return Look::warning;
        case ACCT_TONE_ERROR:
            return Look::error;
        case ACCT_TONE_DESTRUCTIVE:
            return Look::destructive;
        default:
            return Look::plain;
    }
}

std::string_view word_of(uint32_t tone) noexcept {
    switch (tone) {
        case ACCT_TONE_SUCCESS:
            return "Done";
        case ACCT_TONE_WARNING:
        case ACCT_TONE_DESTRUCTIVE:
            return "Warning";
        case ACCT_TONE_ERROR:
            return "Error";
        default:
            return "Note";
    }
}

std::size_t Line::width() const noexcept {
    std::size_t columns = 0;
    for (const Span& span : spans) {
        columns += display_width(span.text);
    }
    return columns;
}

std::string_view head_of(std::string_view text, std::size_t width) noexcept {
    std::string_view rest = text;
    std::size_t used = 0;
    while (!rest.empty()) {
        std::string_view after = rest;
        used += character_width(next_character(after));
        if (used > width) {
            break;
        }
        rest = after;
    }
    return text.substr(0, text.size() - rest.size());
}

std::string_view tail_of(std::string_view text, std::size_t width) noexcept {
    std::size_t columns = display_width(text);
    while (columns > width && !text.empty()) {
        columns -= character_width(next_character(text));
    }
    // A sign whose letter was cut off goes, too.
    for (std::string_view after = text; !after.empty(); text = after) {
        if (character_width(next_character(after)) != 0) {
            break;
        }
    }
    return text;
}

std::string fitted(std::string_view text, std::size_t width) {
    const std::size_t columns = display_width(text);
    if (columns <= width) {
        return std::string{text} + std::string(width - columns, ' ');
    }
    if (width == 0) {
        return {};
    }
    std::string shown{head_of(text, width - 1)};
    shown += "…";
    return shown + std::string(width - display_width(shown), ' ');
}

Line cut(const Line& line, std::size_t width) {
    Line shown;
    std::size_t left = width;
    for (const Span& span : line.spans) {
        const std::string_view part = head_of(span.text, left);
        shown.add(std::string{part}, span.look);
        if (part.size() < span.text.size()) {
            break;
        }
        left -= display_width(part);
    }
    return shown;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    const std::string shown = printable_lines(text, longest_paragraph);
    std::vector<std::string> lines;
    std::string_view rest = shown;
    while (true) {
        const std::size_t end = rest.find('\n');
        wrap_paragraph(rest.substr(0, end), std::max<std::size_t>(width, 1), lines);
        if (end == std::string_view::npos) {
            return lines;
        }
        rest.remove_prefix(end + 1);
    }
}

std::size_t widest_word(std::string_view text) noexcept {
    std::size_t widest = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        widest = std::max(widest, display_width(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return widest;
}

}  // namespace munim::terminal
