// screen.cpp - see screen.hpp.
#include "terminal/screen.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace munim::terminal {
namespace {

constexpr std::size_t longest_span = 65536;

std::string_view sequence_of(Look look, bool with_colours) noexcept {
    switch (look) {
        case Look::plain:
            return "";
        case Look::strong:
            return "\x1B[1m";
        case Look::quiet:
            return "\x1B[2m";
        case Look::selected:
            return "\x1B[7m";
        case Look::info:
            return with_colours ? "\x1B[36m" : "";
        case Look::success:
            return with_colours ? "\x1B[32m" : "";
        case Look::warning:
            return with_colours ? "\x1B[33m" : "";
        case Look::error:
        case Look::destructive:
            return with_colours ? "\x1B[1;31m" : "\x1B[1m";
    }
    return "";
}

std::string move_to(const Spot& spot) {
    return "\x1B[" + std::to_string(spot.row + 1) + ";" + std::to_string(spot.column + 1) + "H";
}

}  // namespace

// Whatever made the line: no control character gets through here.
std::string Screen::written(const Line& line, std::size_t width) const {
    std::string bytes;
    for (const Span& span : cut(line, width).spans) {
        const std::string_view sequence = sequence_of(span.look, with_colours_);
        bytes += sequence;
        bytes += printable(span.text, longest_span);
        bytes += sequence.empty() ? "" : "\x1B[0m";
    }
    return bytes;
}

void Screen::draw(const Frame& frame, const ScreenSize& size) {
    std::string bytes = "\x1B[?25l";
    if (!is_known_ || shown_.size() != size.rows) {
        bytes += "\x1B[0m\x1B[2J";
        shown_.assign(size.rows, {});
        is_known_ = true;
    }
    for (std::size_t row = 0; row < size.rows; ++row) {
        std::string now = row < frame.lines.size() ? written(frame.lines[row], size.columns) : std::string{};
        if (now != shown_[row] || revealed_row_ == row) {
            bytes += move_to({row, 0}) + "\x1B[2K" + now;
            shown_[row] = std::move(now);
        }
    }
    tty_.write(bytes);
    revealed_row_.reset();
    if (frame.reveal && frame.reveal->at.row < size.rows && frame.reveal->at.column < size.columns) {
        const Reveal& reveal = *frame.reveal;
        const std::size_t width = std::min(reveal.width, size.columns - reveal.at.column);
        tty_.write(move_to(reveal.at));
        tty_.write(tail_of(reveal.secret->view(), width));
        revealed_row_ = reveal.at.row;
    }
    if (frame.cursor && frame.cursor->row < size.rows) {
        const Spot spot{frame.cursor->row, std::min(frame.cursor->column, size.columns - 1)};
        tty_.write(move_to(spot) + "\x1B[?25h");
    }
}

}  // namespace munim::terminal
