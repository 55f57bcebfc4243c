// person.hpp - a test as the person at munim's terminal (a pseudo-terminal).
#ifndef TESTS_MUNIM_PERSON_HPP
#define TESTS_MUNIM_PERSON_HPP

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "child.hpp"

// munim on a terminal of its own; we are the person.
class Person {
public:
    explicit Person(std::vector<std::string> words) {
        words.insert(words.begin(), MUNIM_PROGRAM);
        const std::vector<char*> pointers = exec_words(words);
        child_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
        if (child_ == 0) {
            ::execv(pointers[0], pointers.data());
            ::_exit(127);
        }
    }
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;
    ~Person() {
        ::close(terminal_);
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            wait_for(child_);
        }
    }

    // Reads until the text appears; false after ten seconds.
    bool sees(const std::string& text) {
        while (screen.find(text, seen_) == std::string::npos) {
            if (!read_some()) {
                return false;
            }
        }
        seen_ = screen.find(text, seen_) + text.size();
        return true;
    }
    void types(const std::string& keys) {
        EXPECT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }
    int ends() {
        while (read_some()) {
        }
        const int status = wait_for(child_);
        child_ = -1;
        return status;
    }
    bool echoes() const {
        termios now{};
        ::tcgetattr(terminal_, &now);
        return (now.c_lflag & ECHO) != 0;
    }

    std::string screen;

private:
    bool read_some() {
        pollfd waiting{terminal_, POLLIN, 0};
        std::array<char, 1024> part{};
        if (::poll(&waiting, 1, 10000) <= 0) {
            return false;
        }
        const ssize_t got = ::read(terminal_, part.data(), part.size());
        if (got <= 0) {
            return false;
        }
        screen.append(part.data(), static_cast<std::size_t>(got));
        return true;
    }

    pid_t child_ = -1;
    int terminal_ = -1;
    std::size_t seen_ = 0;
};

#endif  // TESTS_MUNIM_PERSON_HPP
