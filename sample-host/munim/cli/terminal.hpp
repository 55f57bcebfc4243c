// terminal.hpp - asks the person at the terminal: passwords without echo, and yes or no. Talks to /dev/tty,
// so that standard input and output stay free for data.
#ifndef MUNIM_CLI_TERMINAL_HPP
#define MUNIM_CLI_TERMINAL_HPP

#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/secret_text.hpp"

namespace munim {

class Terminal {
public:
    // Nothing if the program has no terminal.
    static std::optional<Terminal> open();

    // One line, not shown while typed. The terminal is put back as it was also when a signal ends or stops
    // the program.
    Result<SecretText> ask_secret(std::string_view prompt) const;
    // One line, shown while typed: for a secret that stands on the screen anyway.
    Result<SecretText> ask_visibly(std::string_view prompt) const;
    void show(std::string_view text) const;
    // True if the answer starts with y or Y.
    bool confirm(std::string_view question) const;

private:
    explicit Terminal(FileDescriptor device) noexcept : device_(std::move(device)) {}

    FileDescriptor device_;
};

// Reads one line from a descriptor without its newline, byte by byte, so that what follows stays unread.
// Nothing at all before the end is an error that mentions `what`.
Result<SecretText> read_secret_line(int descriptor, std::string_view what);

}  // namespace munim

#endif  // MUNIM_CLI_TERMINAL_HPP
