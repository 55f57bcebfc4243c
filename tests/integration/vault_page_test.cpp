// vault_page_test.cpp - the page "Vault" as a user sees it: making and opening the vault there, the time
// after which it locks itself, and the audit trail as a file.
#include "desk.hpp"

namespace integration {
namespace {

class VaultPageTest : public Desk {
protected:
    void start_without_key() {
        host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
        start_sandbox();
        start_plugin();
        plugin->wait_for_vault();
    }
};

// Protects a user who comes to this page first.
TEST_F(VaultPageTest, MakesAndOpensTheVault) {
    start_without_key();
    PageDriver page = plugin->open_page("vault");
    page.wait_for("create-vault");
    ASSERT_TRUE(page.set("new-passphrase", "short"));
    ASSERT_TRUE(page.press("create-vault"));
    EXPECT_FALSE(page.settle()["new-passphrase"].error.empty());
    ASSERT_TRUE(page.set("new-passphrase", passphrase));
    ASSERT_TRUE(page.set("new-passphrase-again", "another one entirely"));
    ASSERT_TRUE(page.press("create-vault"));
    EXPECT_FALSE(page.settle()["new-passphrase-again"].error.empty());
    ASSERT_TRUE(page.set("new-passphrase", passphrase));
    ASSERT_TRUE(page.set("new-passphrase-again", passphrase));
    ASSERT_TRUE(page.press("create-vault"));
    EXPECT_EQ(page.wait_for("ways-in")["ways-in"].rows.size(), 1U);
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED);

    page.close();
    restart_plugin();
    PageDriver again = plugin->open_page("vault");
    again.wait_for("unlock");
    ASSERT_TRUE(again.press("unlock"));
    EXPECT_FALSE(again.settle()["passphrase"].error.empty()) << "an empty one is told";
    ASSERT_TRUE(again.set("passphrase", "not the passphrase at all"));
    ASSERT_TRUE(again.press("unlock"));
    EXPECT_NE(again.settle()["passphrase"].error.find("not the vault's passphrase"), std::string::npos);
    EXPECT_FALSE(again.look()["passphrase"].holds_secret());
    ASSERT_TRUE(again.set("passphrase", passphrase));
    ASSERT_TRUE(again.press("unlock"));
    EXPECT_EQ(again.wait_for("ways-in")["ways-in"].rows.size(), 1U);
    again.settle();  // it may still be reading the vault
    ASSERT_TRUE(again.press("lock"));
    EXPECT_TRUE(again.wait_for("unlock").has("passphrase"));
}

// Protects a user of a host that holds the key: one press, no passphrase.
TEST_F(VaultPageTest, MakesAVaultThatTheHostOpens) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page("vault");
    const SeenView view = page.wait_for("create-vault");
    EXPECT_FALSE(view.has("new-passphrase"));
    ASSERT_TRUE(page.press("create-vault"));
    page.wait_for("ways-in");
    page.close();
    restart_plugin();
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_UNLOCKED);
}

// Protects the host's process: a page that is closed at once is still being read for on a worker.
TEST_F(VaultPageTest, IsClosedWhileTheVaultIsRead) {
    start_with_credential();
    for (int i = 0; i < 50; ++i) {
        PageDriver page = plugin->open_page("vault");
        PageDriver other = plugin->open_page("vault");
        other.close();
        page.close();
    }
    PageDriver page = plugin->open_page("vault");
    EXPECT_FALSE(page.wait_for("ways-in")["ways-in"].rows.empty());
}

// Protects who leaves the desk: the choice shows what is set, also when another program set it.
TEST_F(VaultPageTest, OffersWhenTheVaultLocksItself) {
    start_with_credential();
    PageDriver page = plugin->open_page("vault");
    EXPECT_EQ(page.wait_for("auto-lock")["auto-lock"].value, "0");
    ASSERT_TRUE(page.set("auto-lock", "900"));
    page.wait_until([](const SeenView& view) { return view["auto-lock"].value == "900"; }, "15 minutes");
    const auto told =
        plugin->run([&](accounting::Completion done) { return plugin->vault().auto_lock(std::move(done)); });
    ASSERT_TRUE(told);
    EXPECT_EQ(*told, "{\"seconds\":900}");
    ASSERT_TRUE(plugin->run(
        [&](accounting::Completion done) { return plugin->vault().set_auto_lock(7200, std::move(done)); }));
    PageDriver other = plugin->open_page("vault");
    const SeenView view = other.wait_for("auto-lock");
    EXPECT_EQ(view["auto-lock"].value, "7200");
    EXPECT_NE(view.texts().find("120 minutes idle"), std::string::npos);
}

// Protects who audits: the file holds every entry, is the owner's alone, and never takes the place of
// another.
TEST_F(VaultPageTest, WritesTheAuditTrailIntoAFile) {
    start_with_credential();
    PageDriver page = plugin->open_page("vault");
    page.wait_for("export-audit");
    ASSERT_TRUE(page.press("export-audit"));
    EXPECT_FALSE(page.settle()["audit-file"].error.empty()) << "no file was named";
    const std::filesystem::path file = folder / "audit.csv";
    ASSERT_TRUE(page.set("audit-file", file.string()));
    ASSERT_TRUE(page.press("export-audit"));
    EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
    const std::string written = content_of(file);
    EXPECT_TRUE(written.starts_with("sequence,time,program,user,action,subject,outcome\r\n1,2")) << written;
    EXPECT_NE(written.find(",save,29AAACP0029A1Z2 at local-sandbox (sandbox),ok\r\n"), std::string::npos)
        << written;
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    ASSERT_TRUE(page.press("export-audit"));
    page.settle();
    EXPECT_NE(page.look()["audit-file"].error.find("already a file"), std::string::npos);
    EXPECT_EQ(content_of(file), written);
}

}  // namespace
}  // namespace integration
