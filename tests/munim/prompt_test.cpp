// prompt_test.cpp - passwords at a real terminal (a pseudo-terminal): never shown, and the terminal is put
// back.
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "child.hpp"
#include "fingerprint.hpp"
#include "scratch_folder.hpp"

namespace {

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

class Prompt : public testing::Test {
protected:
    std::vector<std::string> words(std::vector<std::string> more) const {
        std::vector<std::string> all{"--data", (folder_ / "data").string(), "--plugin", FAKE_PLUGIN,
                                     "--no-vault-key"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::vector<std::string> add() const {
        return words({"credentials", "add", "--gstin", "29AAACP0029A1Z2", "--provider", "nic-1",
                      "--environment", "sandbox", "--user", "someone"});
    }
    ScratchFolder folder_;
};

TEST_F(Prompt, AsksForEverythingAndShowsNothing) {
    Person person{add()};
    ASSERT_TRUE(person.sees("Passphrase for the new vault: "));
    EXPECT_FALSE(person.echoes());
    person.types("open sesame\n");
    ASSERT_TRUE(person.sees("again: "));
    person.types("open sesame\n");
    ASSERT_TRUE(person.sees("API password of someone: "));
    person.types("hüsh\n");
    EXPECT_EQ(person.ends(), 0) << person.screen;
    EXPECT_EQ(person.screen.find("sesame"), std::string::npos);
    EXPECT_EQ(person.screen.find("sh\n"), std::string::npos);
    EXPECT_NE(person.screen.find(fingerprint("hüsh")), std::string::npos) << person.screen;

    Person again{words({"credentials", "list"})};
    ASSERT_TRUE(again.sees("Passphrase of the vault: "));
    again.types("open sesame\n");
    EXPECT_EQ(again.ends(), 0) << again.screen;

    Person removing{words({"credentials", "remove"})};
    ASSERT_TRUE(removing.sees("Passphrase of the vault: "));
    removing.types("open sesame\n");
    ASSERT_TRUE(removing.sees("[y/N] "));
    EXPECT_TRUE(removing.echoes());
    removing.types("n\n");
    EXPECT_EQ(removing.ends(), 1) << removing.screen;
}

TEST_F(Prompt, TwoDifferentPassphrasesMakeNoVault) {
    Person person{words({"vault", "create"})};
    ASSERT_TRUE(person.sees("Passphrase for the new vault: "));
    person.types("one\n");
    ASSERT_TRUE(person.sees("again: "));
    person.types("two\n");
    EXPECT_EQ(person.ends(), 1);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "data/plugins/test.fake/vault"));
}

TEST_F(Prompt, InterruptPutsTheTerminalBack) {
    Person person{add()};
    ASSERT_TRUE(person.sees("Passphrase for the new vault: "));
    EXPECT_FALSE(person.echoes());
    person.types("half a sec\x03");
    // While the child is a zombie the terminal still answers.
    for (int tries = 0; tries < 500 && !person.echoes(); ++tries) {
        ::usleep(10000);
    }
    EXPECT_TRUE(person.echoes());
    EXPECT_EQ(person.ends(), 1000 + SIGINT);
    EXPECT_EQ(person.screen.find("half"), std::string::npos);
}

}  // namespace
