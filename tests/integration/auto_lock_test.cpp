// auto_lock_test.cpp - the vault locks itself when nobody uses it. Real seconds, but few.
#include <chrono>
#include <thread>

#include "desk.hpp"

namespace integration {
namespace {

class AutoLockTest : public Desk {
protected:
    accounting::Result<std::string> set(std::uint32_t seconds) {
        return plugin->run([&](accounting::Completion done) {
            return plugin->vault().set_auto_lock(seconds, std::move(done));
        });
    }
    std::string seconds_set() {
        const auto told = plugin->run(
            [&](accounting::Completion done) { return plugin->vault().auto_lock(std::move(done)); });
        return told ? *told : told.error().code;
    }
    void make_with_passphrase() {
        host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
        start_sandbox();
        start_plugin();
        plugin->wait_for_vault();
        ASSERT_TRUE(plugin->create_vault(passphrase));
        ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    }
    void wait_until_locked() {
        plugin->pump_until([&] { return plugin->vault().state() == ACCT_VAULT_LOCKED; },
                           "the vault locks itself");
    }
    void idle(std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            plugin->pump();
        }
    }
};

// Protects who walks away: what was opened with a passphrase asks for it again, after a restart too.
TEST_F(AutoLockTest, AVaultThatWasOpenedWithAPassphraseAsksAgain) {
    make_with_passphrase();
    EXPECT_EQ(seconds_set(), "{\"seconds\":0}");
    ASSERT_TRUE(set(2));
    restart_plugin();
    ASSERT_TRUE(plugin->unlock(passphrase));
    EXPECT_EQ(seconds_set(), "{\"seconds\":2}") << "it is kept with the vault";
    const acct_session session = plugin->session(bengaluru);
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    PageDriver page = plugin->open_page();
    page.wait_for("credentials");
    wait_until_locked();
    EXPECT_TRUE(page.wait_for("unlock").has("passphrase")) << "the open page follows";
    const auto refused = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(refused) << "the token is gone too";
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_LOCKED, "VAULT-LOCKED"));
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    ASSERT_TRUE(plugin->unlock(passphrase));
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    wait_until_locked();  // the time counts again
}

// Protects a server: what opened with the host's key opens again when it is needed, and nobody is asked.
TEST_F(AutoLockTest, AVaultThatOpensByItselfOpensAgainWhenItIsNeeded) {
    start_with_credential();
    ASSERT_TRUE(set(1));
    const acct_session session = plugin->session(bengaluru);
    wait_until_locked();
    idle(std::chrono::milliseconds(1500));
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED) << "nobody needs it";
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED);
    wait_until_locked();
    // Looking up what is stored has to wait for it; a page shows that it is being opened, and then what is
    // stored.
    const auto list = plugin->credentials().list();
    EXPECT_TRUE(!list && list.error().status == ACCT_ERROR_LOCKED);
    plugin->pump_until([&] { return static_cast<bool>(plugin->find(key_of(bengaluru))); }, "it opens again");
    wait_until_locked();
    PageDriver page = plugin->open_page();
    EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    // Locked by hand it stays locked.
    plugin->vault().lock();
    const auto refused = plugin->call(session, gstin_path(bengaluru));
    EXPECT_TRUE(!refused && refused.error().status == ACCT_ERROR_LOCKED);
}

// Protects who is at work.
TEST_F(AutoLockTest, UseKeepsItOpen) {
    make_with_passphrase();
    ASSERT_TRUE(set(2));
    PageDriver page = plugin->open_page();
    page.wait_for("user-name");
    for (int i = 0; i < 8; ++i) {
        idle(std::chrono::milliseconds(500));
        ASSERT_TRUE(page.set("user-name", "API_pushpak_" + std::to_string(i))) << "typing counts";
        ASSERT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED) << i;
    }
    for (int i = 0; i < 8; ++i) {
        idle(std::chrono::milliseconds(500));
        EXPECT_EQ(seconds_set(), "{\"seconds\":2}") << "an operation counts";
        ASSERT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED) << i;
    }
    for (int i = 0; i < 8 && plugin->vault().state() == ACCT_VAULT_UNLOCKED; ++i) {
        idle(std::chrono::milliseconds(500));
        (void)plugin->find(key_of(bengaluru));  // looking up does not
    }
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    ASSERT_TRUE(plugin->unlock(passphrase));
    ASSERT_TRUE(set(0));
    idle(std::chrono::milliseconds(3000));
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED) << "never";
}

// Protects against a time that is none, and a vault that cannot say.
TEST_F(AutoLockTest, WhatCannotBeSetIsTold) {
    make_with_passphrase();
    const auto too_long = set(31U * 24 * 60 * 60);
    ASSERT_FALSE(too_long);
    EXPECT_TRUE(is_clear(too_long.error(), ACCT_ERROR_INVALID_VALUE, "AUTO-LOCK-TOO-LONG", "auto-lock"));
    EXPECT_EQ(seconds_set(), "{\"seconds\":0}");
    plugin->vault().lock();
    const auto locked = set(60);
    ASSERT_FALSE(locked);
    EXPECT_TRUE(is_clear(locked.error(), ACCT_ERROR_LOCKED, "VAULT-LOCKED"));
}

}  // namespace
}  // namespace integration
