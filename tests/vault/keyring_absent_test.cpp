// Protects people without a desktop: no keyring must mean a clear word and a way on, never a crash, and never
// a secret in some file instead. What needs a real keyring is in keyring_live_test.cpp.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "vault/os_keyring.hpp"

namespace tijori::vault {
namespace {

// Each state has its own code, words and next step, and says "keyring", so that nobody looks elsewhere.
TEST(KeyringWords, TellEveryStateApart) {
    std::set<std::string> codes;
    std::set<std::string> messages;
    std::set<std::string> steps;
    constexpr KeyringState states[] = {
        KeyringState::no_library, KeyringState::no_session_bus,
        KeyringState::no_service, KeyringState::no_default_collection,
        KeyringState::locked,     KeyringState::failing,
    };
    for (const KeyringState state : states) {
        const Error error = keyring_error(state);
        EXPECT_NE(error.message.find("keyring"), std::string::npos) << error.message;
        EXPECT_NE(error.next_step.find("passphrase"), std::string::npos) << "there is always another way in";
        codes.insert(error.code);
        messages.insert(error.message);
        steps.insert(error.next_step);
    }
    EXPECT_EQ(codes.size(), std::size(states));
    EXPECT_EQ(messages.size(), std::size(states));
    EXPECT_EQ(steps.size(), std::size(states));
}

class KeyringAbsent : public testing::Test {
protected:
    // Before GLib is asked for the first time in this process: there is one thread.
    void SetUp() override {
        // NOLINTNEXTLINE(concurrency-mt-unsafe)
        setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
    }
    // libsecret is not on every computer that builds this.
    static void expect_absent(const Error& error) {
        EXPECT_EQ(error.status, ACCT_ERROR_UNSUPPORTED);
        EXPECT_TRUE(error.code == "KEYRING-NO-SESSION-BUS" || error.code == "KEYRING-NO-LIBRARY")
            << error.code;
    }
};

TEST_F(KeyringAbsent, IsAStateAndNotACrash) {
    const KeyringState state = OsKeyring::state();
    EXPECT_TRUE(state == KeyringState::no_session_bus || state == KeyringState::no_library);
}

TEST_F(KeyringAbsent, EveryOperationSaysSo) {
    const auto read = OsKeyring::read("0123456789abcdef", true);
    ASSERT_FALSE(read);
    expect_absent(read.error());
    const auto stored = OsKeyring::store("0123456789abcdef", SecretBytes::random(32).bytes());
    ASSERT_FALSE(stored);
    expect_absent(stored.error());
    const auto removed = OsKeyring::remove("0123456789abcdef");
    ASSERT_FALSE(removed);
    expect_absent(removed.error());
}

TEST_F(KeyringAbsent, StoresNothingThatIsNotAVaultsSecret) {
    EXPECT_EQ(OsKeyring::store("0123456789abcdef", SecretBytes::random(31).bytes()).error().status,
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(OsKeyring::store("", SecretBytes::random(32).bytes()).error().status, ACCT_ERROR_BAD_ARGUMENT);
}

}  // namespace
}  // namespace tijori::vault
