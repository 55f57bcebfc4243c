// screen.hpp - draws lines on the terminal, only those that have changed.
#ifndef MUNIM_TERMINAL_SCREEN_HPP
#define MUNIM_TERMINAL_SCREEN_HPP

#include <optional>
#include <string>
#include <vector>

#include "base/secret_text.hpp"
#include "terminal/layout.hpp"
#include "terminal/tty.hpp"

namespace munim::terminal {

struct Spot {
    std::size_t row = 0;
    std::size_t column = 0;
};

// A secret that its owner wants to see. It goes straight from its own memory to the terminal, never into a
// line.
struct Reveal {
    Spot at;
    const SecretText* secret = nullptr;
    std::size_t width = 0;  // columns; the end of a longer one is shown
};

struct Frame {
    Lines lines;
    std::optional<Spot> cursor;
    std::optional<Reveal> reveal;
};

class Screen {
public:
    Screen(const Tty& tty, bool with_colours) : tty_(tty), with_colours_(with_colours) {}

    void draw(const Frame& frame, const ScreenSize& size);
    // Draws everything next time.
    void forget() noexcept { is_known_ = false; }

private:
    std::string written(const Line& line, std::size_t width) const;

    const Tty& tty_;
    bool with_colours_;
    bool is_known_ = false;
    std::vector<std::string> shown_;
    std::optional<std::size_t> revealed_row_;
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_SCREEN_HPP
