// tty.cpp - see tty.hpp.
#include "terminal/tty.hpp"

#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "base/places.hpp"

namespace munim::terminal {
namespace {

// A screen of its own, marks around what is pasted.
constexpr std::string_view take_screen = "\x1B[?1049h\x1B[?2004h\x1B[0m\x1B[2J\x1B[H";
// Cleared first: what is on it shall not come back with a terminal's "alternate screen" menu.
constexpr std::string_view give_screen = "\x1B[0m\x1B[2J\x1B[?2004l\x1B[?25h\x1B[?1049l";

constexpr std::array<int, 5> noted{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM};
constexpr std::array<int, 5> crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// For the signal handlers, which can be given nothing else.
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);
std::atomic<int> ended{0};
std::atomic<bool> size_changed{false};
std::atomic<bool> stop_wanted{false};
std::atomic<bool> is_taken{false};
std::atomic<int> wake_up{-1};
termios before{};  // written while is_taken is false
std::array<struct sigaction, noted.size() + crashes.size() + 3> actions_before{};

// Safe in a signal handler.
void give_back() noexcept {
    if (!is_taken.exchange(false)) {
        return;
    }
    const ssize_t ignored = ::write(STDOUT_FILENO, give_screen.data(), give_screen.size());
    (void)ignored;
    // Without waiting for what is still being sent: a terminal that hangs must not keep the program from
    // ending.
    while (::tcsetattr(STDIN_FILENO, TCSANOW, &before) != 0 && errno == EINTR) {
    }
}

void note_signal(int number) {
    const int kept = errno;
    if (number == SIGWINCH || number == SIGCONT) {
        size_changed = true;
    } else if (number == SIGTSTP) {
        stop_wanted = true;
    } else {
        ended = number;
    }
    const uint64_t one = 1;
    const ssize_t ignored = ::write(wake_up, &one, sizeof(one));
    (void)ignored;
    errno = kept;
}

void crash(int number) {
    give_back();
    ::signal(number, SIG_DFL);
    ::raise(number);
}

// Every signal that a Tty watches, with its handler and a number for what it did before.
template <typename Act>
void for_each_signal(const Act& act) {
    std::size_t place = 0;
    for (const int number : noted) {
        act(number, &note_signal, place++);
    }
    for (const int number : {SIGWINCH, SIGCONT, SIGTSTP}) {
        act(number, &note_signal, place++);
    }
    for (const int number : crashes) {
        act(number, &crash, place++);
    }
}

}  // namespace

bool Tty::is_usable() noexcept {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 &&
           environment("TERM").value_or("dumb") != "dumb";
}

Tty::Tty() : signals_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    ended = 0;
    stop_wanted = false;
    size_changed = false;
    wake_up = signals_.get();
    for_each_signal([](int number, void (*handler)(int), std::size_t place) {
        struct sigaction action {};
        action.sa_handler = handler;
        sigemptyset(&action.sa_mask);
        ::sigaction(number, &action, &actions_before[place]);
    });
    try {
        enter();
    } catch (...) {
        for_each_signal([](int number, void (*)(int), std::size_t place) {
            ::sigaction(number, &actions_before[place], nullptr);
        });
        throw;
    }
}

Tty::~Tty() {
    give_back();
    for_each_signal([](int number, void (*)(int), std::size_t place) {
        ::sigaction(number, &actions_before[place], nullptr);
    });
    wake_up = -1;
}

void Tty::enter() {
    if (::tcgetattr(STDIN_FILENO, &before) != 0) {
        throw std::system_error{errno, std::generic_category(), "the terminal"};
    }
    termios every_key = before;
    every_key.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    every_key.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL | INLCR | IGNCR | BRKINT | ISTRIP);
    every_key.c_cc[VMIN] = 1;
    every_key.c_cc[VTIME] = 0;
    is_taken = true;
    while (::tcsetattr(STDIN_FILENO, TCSADRAIN, &every_key) != 0) {
        if (errno != EINTR) {
            is_taken = false;
            throw std::system_error{errno, std::generic_category(), "the terminal"};
        }
    }
    write(take_screen);
}

ScreenSize Tty::size() const noexcept {
    winsize window{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) {
        return {};
    }
    return {window.ws_col, window.ws_row};
}

void Tty::write(std::string_view bytes) const noexcept {
    while (!bytes.empty()) {
        const ssize_t done = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (done < 0 && (errno != EINTR || ended != 0)) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(done > 0 ? done : 0));
    }
}

bool Tty::read(SecretText& into) const noexcept {
    const ssize_t got = ::read(STDIN_FILENO, into.room(), into.room_size());
    if (got > 0) {
        into.grow(static_cast<std::size_t>(got));
    }
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

bool Tty::take_size_changed() noexcept {
    uint64_t count = 0;
    const ssize_t ignored = ::read(signals_.get(), &count, sizeof(count));
    (void)ignored;
    return size_changed.exchange(false);
}

std::optional<int> Tty::ended_by() const noexcept {
    const int number = ended;
    return number != 0 ? std::optional{number} : std::nullopt;
}

bool Tty::take_stop_wanted() noexcept {
    return stop_wanted.exchange(false);
}

void Tty::suspend() {
    give_back();
    // To the group, as the terminal's own Ctrl-Z would: a shell script in front of Munim stops with it. Where
    // nobody could wake the program again, the system passes this signal over.
    struct sigaction usual {};
    struct sigaction ours {};
    usual.sa_handler = SIG_DFL;
    sigemptyset(&usual.sa_mask);
    ::sigaction(SIGTSTP, &usual, &ours);
    ::kill(0, SIGTSTP);
    ::sigaction(SIGTSTP, &ours, nullptr);
    enter();
    size_changed = true;
}

}  // namespace munim::terminal
