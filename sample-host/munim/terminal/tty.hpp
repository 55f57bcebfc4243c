// tty.hpp - the terminal for full-screen use: every key at once, a screen of its own, and back to how it was
// on every way out, a signal and a crash included.
#ifndef MUNIM_TERMINAL_TTY_HPP
#define MUNIM_TERMINAL_TTY_HPP

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "base/secret_text.hpp"

namespace munim::terminal {

struct ScreenSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

// One at a time.
class Tty {
public:
    // Standard input and output are a terminal that can move its cursor.
    static bool is_usable() noexcept;

    // Throws std::system_error if the terminal does not obey.
    Tty();
    Tty(const Tty&) = delete;
    Tty& operator=(const Tty&) = delete;
    ~Tty();

    int input() const noexcept { return 0; }
    // Readable when a signal came: size_changed, ended_by.
    int signals() const noexcept { return signals_.get(); }

    ScreenSize size() const noexcept;
    void write(std::string_view bytes) const noexcept;
    // What was typed, into memory that is wiped; false: the terminal is gone.
    bool read(SecretText& into) const noexcept;

    // Since it was last asked.
    bool take_size_changed() noexcept;
    // The signal that wants the program to end.
    std::optional<int> ended_by() const noexcept;
    // Hands the terminal back and stops, as Ctrl-Z does; takes it again when the program goes on.
    void suspend();
    bool take_stop_wanted() noexcept;

private:
    void enter();

    FileDescriptor signals_;
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_TTY_HPP
