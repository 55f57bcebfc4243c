// prompt_test.cpp - passwords at a real terminal (a pseudo-terminal): never shown, and the terminal is put
// back.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "fingerprint.hpp"
#include "person.hpp"
#include "scratch_folder.hpp"

namespace {

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
