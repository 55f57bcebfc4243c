// terminal_vault_test.cpp - a person sets everything up in the terminal, with keys alone: the real plugin and
// a sandbox IRP.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "child.hpp"
#include "sandbox_process.hpp"
#include "scratch_folder.hpp"
#include "terminal_person.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* user = "API_pushpak_blr";
constexpr const char* passphrase = "four words about wagtails";

class TerminalVault : public testing::Test {
protected:
    void SetUp() override {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        ::setenv("XDG_STATE_HOME", (folder_ / "state").c_str(), 1);
        const fs::path providers = folder_ / "data/plugins/in.tijori.credentials/providers";
        fs::create_directories(providers);
        fs::copy_file(sandbox_.profile(), providers / "local-sandbox.json");
    }
    std::vector<std::string> words() const {
        return {"--data",         (folder_ / "data").string(),
                "--plugin",       TIJORI_PLUGIN,
                "--no-vault-key", "settings",
                "api-credentials"};
    }
    // A helper for what help the bottom line gives about the control that has the focus.
    static bool at_secret(TerminalPerson& person) {
        return person.waits([&] { return person.has("only dots show"); });
    }
    // Moves on from the choice of the GSTIN to the user name: past provider and environment.
    static bool go_to_user_name(TerminalPerson& person) {
        for (int steps = 0; steps < 10 && !person.has("type to edit"); ++steps) {
            person.types("\t");
            person.idles(150);
        }
        return person.has("type to edit");
    }
    static bool press(TerminalPerson& person, const char* button) {
        if (!person.goes_to(button)) {
            return false;
        }
        person.types("\r");
        return true;
    }
    void expect_no_secret(const TerminalPerson& person, std::initializer_list<std::string> secrets) const {
        const std::string log = content_of(folder_ / "data/munim.log");
        for (const std::string& secret : secrets) {
            EXPECT_EQ(person.sent.find(secret), std::string::npos);
            EXPECT_EQ(log.find(secret), std::string::npos);
        }
    }

    ScratchFolder folder_;
    integration::SandboxProcess sandbox_{folder_ / "irp"};
};

TEST_F(TerminalVault, AVaultIsMadeAndACredentialStoredWithKeysAlone) {
    const std::string password = sandbox_.password_of(user);
    {
        TerminalPerson person{words(), {80, 50}};
        ASSERT_TRUE(at_secret(person)) << person.screen.text();
        person.types(std::string{passphrase} + "\t" + passphrase + "\r");
        ASSERT_TRUE(person.sees("Save and submit")) << person.screen.text();

        // The GSTIN out of the books, the rest as it is offered.
        ASSERT_TRUE(person.sees("Enter opens the list"));
        person.types("29AAACP0029A1Z2\r");
        ASSERT_TRUE(person.waits([&] { return person.has("[29AAACP0029A1Z2"); })) << person.screen.text();
        ASSERT_TRUE(go_to_user_name(person)) << person.screen.text();
        person.types(std::string{user} + "\t");
        ASSERT_TRUE(at_secret(person));

        // A wrong password is told where it was typed, and the cursor is there.
        person.types("not-this-one\r");
        ASSERT_TRUE(person.sees("Error:")) << person.screen.text();
        ASSERT_TRUE(at_secret(person)) << person.screen.text();
        const std::size_t row = person.screen.cursor_row;
        ASSERT_LT(row + 1, person.screen.rows());
        EXPECT_NE(person.screen.row(row + 1).find("Error:"), std::string::npos) << person.screen.text();

        person.types("\x15");
        person.pastes(password);
        person.types("\r");
        ASSERT_TRUE(person.waits([&] {
            const std::string text = person.screen.text();
            return text.rfind(user) > text.find("Stored credentials") &&
                   text.find("working") == std::string::npos;
        })) << person.screen.text();
        expect_no_secret(person, {password, passphrase, "not-this-one"});
        person.types("\x03");
        EXPECT_EQ(person.ends(), 0);
        EXPECT_TRUE(person.terminal_is_restored());
    }

    // Another day: the vault is opened, and the stored credential is tried from its row.
    TerminalPerson person{words(), {80, 50}};
    ASSERT_TRUE(at_secret(person)) << person.screen.text();
    person.types("this is not it\r");
    ASSERT_TRUE(person.sees("Error:")) << person.screen.text();
    ASSERT_TRUE(at_secret(person)) << person.screen.text();
    person.types(std::string{"\x15"} + passphrase + "\r");
    ASSERT_TRUE(person.sees(user)) << person.screen.text();
    const auto logins = sandbox_.counters().auth_successes;
    for (int steps = 0; steps < 20 && !person.has("what can be done with this row"); ++steps) {
        person.types("\t");
        person.idles(150);
    }
    person.types("\r");
    ASSERT_TRUE(person.sees("[ Test")) << person.screen.text();
    while (!person.screen.from_cursor().starts_with("[ Test")) {
        person.types("\x1B[B");
        person.idles(150);
    }
    person.types("\r");
    ASSERT_TRUE(person.waits([&] { return sandbox_.counters().auth_successes > logins; }))
        << person.screen.text();
    ASSERT_TRUE(person.waits([&] { return !person.has("working"); }));
    expect_no_secret(person, {password, passphrase, "this is not it"});
    person.signals(SIGTERM);
    EXPECT_EQ(person.ends(), 128 + SIGTERM);
    EXPECT_TRUE(person.terminal_is_restored());
    EXPECT_EQ(person.screen.overflows, 0);
    EXPECT_EQ(person.screen.unknown, 0);
}

// Protects what is secret while it is being typed, in the program's memory too.
TEST_F(TerminalVault, APageThatIsLeftForgetsWhatWasTyped) {
    TerminalPerson person{words(), {60, 30}};
    ASSERT_TRUE(at_secret(person));
    person.types("half-typed wagtail");
    person.idles(400);
    person.types("\x1B\x1B");
    person.idles(400);
    ASSERT_TRUE(person.sees("Esc or q leaves")) << person.screen.text();
    EXPECT_EQ(person.finds_in_memory("half-typed wagtail"), 0);
}

}  // namespace
