// terminal_person.cpp - see terminal_person.hpp.
#include "terminal_person.hpp"

#include <gtest/gtest.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "child.hpp"

namespace {

constexpr std::chrono::seconds patience{10};

int width_of(char32_t character) {
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    const locale_t before = ::uselocale(utf8);
    const int width = ::wcwidth(static_cast<wchar_t>(character));
    ::uselocale(before);
    return width;
}

std::size_t length_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

}  // namespace

void ScreenModel::resize(std::size_t columns, std::size_t rows) {
    columns_ = columns;
    cells_.assign(rows, std::vector<std::string>(columns, " "));
}

void ScreenModel::feed(std::string_view bytes) {
    partial_ += bytes;
    std::size_t at = 0;
    while (at < partial_.size()) {
        const char first = partial_[at];
        if (first == '\x1B') {
            if (at + 1 == partial_.size()) {
                break;
            }
            if (partial_[at + 1] != '[') {
                ++unknown;
                ++at;
                continue;
            }
            const std::size_t end = partial_.find_first_not_of("0123456789;?", at + 2);
            if (end == std::string::npos) {
                break;
            }
            sequence(std::string_view{partial_}.substr(at + 2, end - at - 2), partial_[end]);
            at = end + 1;
            continue;
        }
        const std::size_t length = length_of(first);
        if (at + length > partial_.size()) {
            break;
        }
        const std::string_view character = std::string_view{partial_}.substr(at, length);
        char32_t value = static_cast<unsigned char>(first);
        if (length > 1) {
            value &= 0x7FU >> length;
            for (const char next : character.substr(1)) {
                value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
            }
        }
        put(character, value);
        at += length;
    }
    partial_.erase(0, at);
}

void ScreenModel::put(std::string_view character, char32_t value) {
    const int width = width_of(value);
    if (value < 0x20 || width < 0) {
        ++unknown;
    } else if (width == 0) {
        if (cursor_column > 0 && cursor_row < cells_.size()) {
            cells_[cursor_row][cursor_column - 1] += character;
        }
    } else if (cursor_column + static_cast<std::size_t>(width) > columns_ || cursor_row >= cells_.size()) {
        ++overflows;
    } else {
        cells_[cursor_row][cursor_column] = character;
        if (width == 2) {
            cells_[cursor_row][cursor_column + 1].clear();
        }
        cursor_column += static_cast<std::size_t>(width);
    }
}

void ScreenModel::sequence(std::string_view parameters, char last) {
    const std::string text{parameters};
    if (last == 'm') {
        return;
    }
    if (last == 'H') {
        const std::size_t semicolon = text.find(';');
        cursor_row = text.empty() ? 0 : std::stoul(text) - 1;
        cursor_column = semicolon == std::string::npos ? 0 : std::stoul(text.substr(semicolon + 1)) - 1;
    } else if (last == 'J' && text == "2") {
        resize(columns_, cells_.size());
    } else if (last == 'K' && text == "2" && cursor_row < cells_.size()) {
        std::fill(cells_[cursor_row].begin(), cells_[cursor_row].end(), " ");
    } else if ((last == 'h' || last == 'l') && text == "?25") {
        cursor_is_shown = last == 'h';
    } else if ((last == 'h' || last == 'l') && text == "?1049") {
        is_alternate = last == 'h';
    } else if ((last == 'h' || last == 'l') && text == "?2004") {
        marks_pastes = last == 'h';
    } else {
        ++unknown;
    }
}

std::string ScreenModel::row(std::size_t number) const {
    std::string line;
    for (const std::string& cell : cells_[number]) {
        line += cell;
    }
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::string ScreenModel::from_cursor() const {
    std::string line;
    for (std::size_t column = cursor_column; column < columns_; ++column) {
        line += cells_[cursor_row][column];
    }
    return line;
}

std::string ScreenModel::text() const {
    std::string all;
    for (std::size_t number = 0; number < cells_.size(); ++number) {
        all += row(number) + "\n";
    }
    return all;
}

TerminalPerson::TerminalPerson(std::vector<std::string> words, Size size,
                               const std::vector<std::string>& variables)
    : screen(size.first, size.second) {
    words.insert(words.begin(), MUNIM_PROGRAM);
    const std::vector<char*> pointers = exec_words(words);
    std::vector<std::string> settings = variables;
    winsize window{};
    window.ws_col = static_cast<unsigned short>(size.first);
    window.ws_row = static_cast<unsigned short>(size.second);
    EXPECT_EQ(::openpty(&person_, &terminal_, nullptr, nullptr, &window), 0);
    ::tcgetattr(terminal_, &before_);
    child_ = ::fork();
    if (child_ == 0) {
        ::close(person_);
        ::login_tty(terminal_);
        // NOLINTBEGIN(concurrency-mt-unsafe): the child has one thread
        ::setenv("TERM", "xterm", 1);
        ::unsetenv("NO_COLOR");
        for (std::string& variable : settings) {
            ::putenv(variable.data());
        }
        // NOLINTEND(concurrency-mt-unsafe)
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
}

TerminalPerson::~TerminalPerson() {
    if (child_ > 0) {
        ::kill(child_, SIGKILL);
        wait_for(child_);
    }
    ::close(terminal_);
    ::close(person_);
}

bool TerminalPerson::read_some(int milliseconds) {
    pollfd waiting{person_, POLLIN, 0};
    std::array<char, 4096> part{};
    if (::poll(&waiting, 1, milliseconds) <= 0) {
        return false;
    }
    const ssize_t got = ::read(person_, part.data(), part.size());
    if (got <= 0) {
        return false;
    }
    const std::string_view bytes{part.data(), static_cast<std::size_t>(got)};
    sent += bytes;
    screen.feed(bytes);
    return true;
}

bool TerminalPerson::waits(const std::function<bool()>& wanted) {
    const auto end = std::chrono::steady_clock::now() + patience;
    // A screen that is half drawn is none: only what stands still counts.
    while (read_some(30) || !wanted()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
    }
    return true;
}

bool TerminalPerson::sees(const std::string& text) {
    return waits([&] { return has(text); });
}

bool TerminalPerson::sees_no(const std::string& text) {
    return waits([&] { return !has(text); });
}

void TerminalPerson::idles(int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{milliseconds};
    while (std::chrono::steady_clock::now() < end) {
        read_some(20);
    }
}

bool TerminalPerson::stands_at(const std::string& label) {
    return waits([&] { return has("\n> " + label); });
}

bool TerminalPerson::stands_at_button(const std::string& label) {
    return waits([&] { return screen.from_cursor().starts_with("[ " + label + " ]"); });
}

void TerminalPerson::types(const std::string& keys) {
    EXPECT_EQ(::write(person_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

bool TerminalPerson::goes_to(const std::string& label) {
    // Keys that come before would be shown by the terminal itself.
    if (!waits([&] { return screen.is_alternate; })) {
        return false;
    }
    for (int steps = 0; steps < 20; ++steps) {
        const std::string before = screen.text() + screen.from_cursor();
        if (has("\n> " + label) || screen.from_cursor().starts_with("[ " + label + " ]")) {
            return true;
        }
        types("\t");
        if (!waits([&] { return screen.text() + screen.from_cursor() != before; })) {
            return false;
        }
    }
    return false;
}

void TerminalPerson::resizes(std::size_t columns, std::size_t rows) {
    winsize window{};
    window.ws_col = static_cast<unsigned short>(columns);
    window.ws_row = static_cast<unsigned short>(rows);
    screen.resize(columns, rows);
    ::ioctl(person_, TIOCSWINSZ, &window);
}

void TerminalPerson::signals(int number) const {
    ::kill(child_, number);
}

int TerminalPerson::finds_in_memory(const std::string& bytes) const {
    return find_in_memory(child_, bytes);
}

int TerminalPerson::ends() {
    const auto end = std::chrono::steady_clock::now() + patience;
    int status = 0;
    while (::waitpid(child_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > end) {
            return -1;
        }
        read_some(20);
    }
    child_ = -1;
    while (read_some(0)) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool TerminalPerson::terminal_is_restored() const {
    termios now{};
    ::tcgetattr(terminal_, &now);
    return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag &&
           now.c_oflag == before_.c_oflag && !screen.is_alternate && screen.cursor_is_shown &&
           !screen.marks_pastes;
}
