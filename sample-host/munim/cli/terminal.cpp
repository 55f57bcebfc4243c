// terminal.cpp - see terminal.hpp.
#include "cli/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string>

#include "base/files.hpp"

namespace munim {
namespace {

// The signals that a person at a terminal can cause, and those that end the program.
constexpr std::array<int, 8> watched{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGALRM};
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> caught{0};  // the last of them that came while a secret was being typed

std::atomic<int> wake_up{-1};  // an eventfd that the handler writes to

void note_signal(int number) {
    const int before = errno;
    caught = number;
    const uint64_t one = 1;
    const ssize_t ignored = ::write(wake_up, &one, sizeof(one));
    (void)ignored;
    errno = before;
}

// Notes signals instead of obeying them, so that the terminal can be put back first. A descriptor tells of
// them: an interrupted read() would miss one that comes just before it, or that the system gives to a
// plugin's thread.
class SignalWatch {
public:
    SignalWatch() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        caught = 0;
        wake_up = event_.get();
        struct sigaction action {};
        action.sa_handler = &note_signal;
        sigemptyset(&action.sa_mask);
        for (std::size_t index = 0; index < watched.size(); ++index) {
            ::sigaction(watched[index], &action, &before_[index]);
        }
    }
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;
    ~SignalWatch() {
        for (std::size_t index = 0; index < watched.size(); ++index) {
            ::sigaction(watched[index], &before_[index], nullptr);
        }
        wake_up = -1;
    }
    int descriptor() const noexcept { return event_.get(); }

private:
    FileDescriptor event_;
    std::array<struct sigaction, watched.size()> before_{};
};

class EchoOff {
public:
    explicit EchoOff(int device) : device_(device) {
        if (::tcgetattr(device_, &before_) == 0) {
            termios silent = before_;
            silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
            off_ = ::tcsetattr(device_, TCSAFLUSH, &silent) == 0;
        }
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;
    ~EchoOff() {
        while (off_ && ::tcsetattr(device_, TCSAFLUSH, &before_) != 0 && errno == EINTR) {
        }
    }
    explicit operator bool() const noexcept { return off_; }

private:
    int device_;
    termios before_{};
    bool off_ = false;
};

Error cancelled(std::string_view what) {
    return make_error(ACCT_ERROR_CANCELLED, "MUNIM-CANCELLED", "No " + std::string{what} + " was given.",
                      "Run the command again.");
}

enum class LineEnd { newline, end_of_input, interrupted, too_long, failed };

// `signals` is the descriptor of a SignalWatch, or -1.
LineEnd read_line(int descriptor, SecretText& line, int signals = -1) {
    while (true) {
        std::array<pollfd, 2> waiting{{{descriptor, POLLIN, 0}, {signals, POLLIN, 0}}};
        if (signals >= 0 && ::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            return LineEnd::failed;
        }
        if (waiting[1].revents != 0 || (signals >= 0 && caught != 0)) {
            return LineEnd::interrupted;
        }
        if (signals >= 0 && waiting[0].revents == 0) {
            continue;
        }
        if (line.room_size() == 0) {
            return LineEnd::too_long;
        }
        const ssize_t got = ::read(descriptor, line.room(), 1);
        if (got < 0) {
            if (errno != EINTR) {
                return LineEnd::failed;
            }
            continue;
        }
        if (got == 0) {
            return LineEnd::end_of_input;
        }
        if (*line.room() == '\n') {
            return LineEnd::newline;
        }
        line.grow(1);
    }
}

Error too_long(std::string_view what) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "MUNIM-TOO-LONG",
                      "The " + std::string{what} + " is longer than 4096 bytes.", "Give a shorter one.");
}

}  // namespace

std::optional<Terminal> Terminal::open() {
    FileDescriptor device{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
    return device ? std::optional{Terminal{std::move(device)}} : std::nullopt;
}

Result<SecretText> Terminal::ask_secret(std::string_view prompt) const {
    SecretText line;
    while (true) {
        LineEnd end = LineEnd::failed;
        int came = 0;
        {
            const SignalWatch watch;
            const EchoOff echo_off{device_.get()};
            if (!echo_off) {
                return make_error(ACCT_ERROR_FAILED, "MUNIM-TERMINAL",
                                  "The terminal cannot hide what you type, so Munim does not ask.",
                                  "Use --password-stdin or --passphrase-fd.");
            }
            (void)device_.write_all(prompt);
            line.wipe();
            end = read_line(device_.get(), line, watch.descriptor());
            (void)device_.write_all("\n");
            came = caught;
        }
        if (came != 0) {
            // The terminal is as before: now the signal may do what it does. After a stop and "fg" ask again.
            line.wipe();
            ::raise(came);
            if (came == SIGTSTP || came == SIGTTIN || came == SIGTTOU) {
                continue;
            }
            return cancelled("password or passphrase");
        }
        if (end == LineEnd::too_long) {
            return too_long("text");
        }
        if (end != LineEnd::newline && line.empty()) {
            return cancelled("password or passphrase");
        }
        return line;
    }
}

Result<SecretText> Terminal::ask_visibly(std::string_view prompt) const {
    show(prompt);
    Result<SecretText> line = read_secret_line(device_.get(), "text");
    return line && line->empty() ? Result<SecretText>{cancelled("text")} : std::move(line);
}

void Terminal::show(std::string_view text) const {
    (void)device_.write_all(text);
}

bool Terminal::confirm(std::string_view question) const {
    (void)device_.write_all(question);
    (void)device_.write_all(" [y/N] ");
    SecretText answer;
    (void)read_line(device_.get(), answer);
    return !answer.empty() && (answer.view().front() == 'y' || answer.view().front() == 'Y');
}

Result<SecretText> read_secret_line(int descriptor, std::string_view what) {
    SecretText line;
    switch (read_line(descriptor, line)) {
        case LineEnd::newline:
            return line;
        case LineEnd::end_of_input:
            return line.empty() ? Result<SecretText>{cancelled(what)} : Result<SecretText>{std::move(line)};
        case LineEnd::too_long:
            return too_long(what);
        default:
            return make_error(
                ACCT_ERROR_FAILED, "MUNIM-READ",
                "The " + std::string{what} + " could not be read: " + system_reason(errno) + ".",
                "Check the file descriptor.");
    }
}

}  // namespace munim
