// first_credential_test.cpp - the story the plugin exists for: a user enters a first API credential, and it
// is kept, works, and stays secret.
#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

using FirstCredential = Desk;

// Protects the searches below from finding nothing because they cannot find anything.
TEST(Leaks, AreFoundInEveryDisguise) {
    const std::string secret = "Sample-secret-1";
    EXPECT_EQ(disguises_found("ab" + secret + "cd", secret), std::vector<std::string>{"plain"});
    // base64 of "x:Sample-secret-1!", "Sample-secret-1" and of ".Sample-secret-1"
    for (const char* text :
         {"eDpTYW1wbGUtc2VjcmV0LTEh", "U2FtcGxlLXNlY3JldC0x", "LlNhbXBsZS1zZWNyZXQtMQ=="}) {
        EXPECT_FALSE(disguises_found(text, secret).empty()) << text;
    }
    EXPECT_EQ(disguises_found("53616d706c652d7365637265742d31", secret),
              std::vector<std::string>{"hexadecimal"});
    EXPECT_TRUE(disguises_found("Sample-secret-2", secret).empty());
}

// Protects the whole way from an empty page to a credential that is verified, stored, and still there in the
// next run of the host, after the library was really unloaded and loaded again.
TEST_F(FirstCredential, IsEnteredVerifiedAndThereAfterARestart) {
    start_sandbox();
    start_plugin();
    {
        PageDriver page = plugin->open_page();
        const SeenView empty = page.wait_for("save");
        EXPECT_TRUE(empty.has("stored-none"));
        EXPECT_EQ(empty["provider"].value, "local-sandbox") << "the provider that is set up is chosen";
        page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
        EXPECT_TRUE(page.look()["password"].holds_secret());
        ASSERT_TRUE(page.press("save"));
        EXPECT_TRUE(page.look().busy()) << "pressing returns before the IRP has answered";
        const SeenView saved = page.wait_for("result");
        EXPECT_EQ(saved["result"].label, "Saved and verified with the IRP");
        EXPECT_EQ(saved["result"].tone, ACCT_TONE_SUCCESS);
        EXPECT_NE(saved["result"].value.find("Pushpak Traders"), std::string::npos);
        EXPECT_FALSE(saved["password"].holds_secret()) << "the form forgets the password";
        ASSERT_EQ(saved["credentials"].rows.size(), 1U);
        EXPECT_EQ(saved["credentials"].rows[0].id, bengaluru + "|local-sandbox|sandbox");
    }
    EXPECT_EQ(sandbox->counters().auth_requests, 1U);
    stop_plugin();
    EXPECT_FALSE(is_mapped("libtijori.so")) << "stopped means unloaded";

    start_plugin();
    EXPECT_EQ(plugin->wait_for_vault(), ACCT_VAULT_UNLOCKED);
    PageDriver page = plugin->open_page();
    const SeenView again = page.wait_for("credentials");
    ASSERT_EQ(again["credentials"].rows.size(), 1U);
    EXPECT_NE(again.texts().find(bengaluru_user), std::string::npos);
    EXPECT_NE(again.texts().find("Verified"), std::string::npos);
    const auto info = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->state, ACCT_CREDENTIAL_ACTIVE);
    EXPECT_GT(info->verified_at, 0);
    EXPECT_GE(info->password_saved_at, info->verified_at - 60);
    // and it works: what is stored is the password and not something else
    const auto answer = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_NE(answer->find("Pushpak Traders"), std::string::npos);
}

// Protects the password: it stands in no file, no view, no log line, however written, neither while the
// plugin runs nor afterwards, neither after success nor after a refusal.
TEST_F(FirstCredential, LeavesThePasswordNowhere) {
    start_sandbox();
    start_plugin();
    const std::string right = password(bengaluru_user);
    const std::string wrong = "Wrong-Passw0rd-of-a-test";
    std::string seen;
    {
        PageDriver page = plugin->open_page();
        for (const std::string& typed : {wrong, right}) {
            page.fill(bengaluru, bengaluru_user, typed);
            ASSERT_TRUE(page.press("save"));
            page.settle();
        }
        ASSERT_TRUE(plugin->find(key_of(bengaluru)));
        ASSERT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
        seen = page.seen();
    }
    const auto look_everywhere = [&](const std::string& when) {
        for (const std::string& secret : {wrong, right}) {
            EXPECT_EQ(files_with(host.data_folder, secret), std::vector<std::string>{}) << when;
            EXPECT_TRUE(disguises_found(seen, secret).empty()) << "a view holds a password, " << when;
            EXPECT_TRUE(disguises_found(host.log(), secret).empty()) << "the log holds a password, " << when;
        }
    };
    look_everywhere("while it runs");
    stop_plugin();
    look_everywhere("after it was stopped");
    EXPECT_NE(seen.find(bengaluru_user), std::string::npos) << "views were seen";
    EXPECT_NE(host.log().find("Integration test"), std::string::npos) << "log lines were seen";
}

// Protects a user whose host holds no key: the page asks for a passphrase first, and the next run asks for it
// again. The passphrase, too, stands nowhere.
TEST_F(FirstCredential, WithAPassphraseWhenTheHostHoldsNoKey) {
    host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
    start_sandbox();
    start_plugin();
    {
        PageDriver page = plugin->open_page();
        page.wait_for("create-vault");
        ASSERT_TRUE(page.set("passphrase", passphrase));
        ASSERT_TRUE(page.set("passphrase-again", "another passphrase, which differs"));
        ASSERT_TRUE(page.press("create-vault"));
        EXPECT_FALSE(page.look()["passphrase-again"].error.empty()) << "a typing error is found";
        ASSERT_TRUE(page.set("passphrase", passphrase));
        ASSERT_TRUE(page.set("passphrase-again", passphrase));
        ASSERT_TRUE(page.press("create-vault"));
        page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
        ASSERT_TRUE(page.press("save"));
        EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
        EXPECT_TRUE(disguises_found(page.seen(), passphrase).empty());
    }
    restart_plugin();
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    {
        PageDriver page = plugin->open_page();
        page.wait_for("unlock");
        ASSERT_TRUE(page.set("passphrase", passphrase));
        ASSERT_TRUE(page.press("unlock"));
        EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    }
    EXPECT_EQ(files_with(host.data_folder, passphrase), std::vector<std::string>{});
    EXPECT_TRUE(disguises_found(host.log(), passphrase).empty());
}

}  // namespace
}  // namespace integration
