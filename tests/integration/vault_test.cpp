// vault_test.cpp - the vault from outside: wrong keys, damaged files, files of a newer version. Knows nothing
// of its format but that it is an SQLite file.
#include <sqlite3.h>

#include <array>

#include "desk.hpp"

namespace integration {
namespace {

namespace fs = std::filesystem;

class VaultTrouble : public Desk {
protected:
    // The SQLite file in the plugin's data folder.
    fs::path vault_file() const {
        for (const auto& entry : fs::recursive_directory_iterator(host.data_folder)) {
            if (entry.is_regular_file() && content_of(entry.path()).starts_with("SQLite format 3")) {
                return entry.path();
            }
        }
        ADD_FAILURE() << "there is no vault in the data folder";
        return {};
    }
    // Ends the plugin and puts a copy of the whole vault folder aside.
    void put_aside() {
        stop_plugin();
        vault = vault_file();
        fs::copy(vault.parent_path(), folder / "aside", fs::copy_options::recursive);
    }
    void put_back() const {
        fs::remove_all(vault.parent_path());
        fs::copy(folder / "aside", vault.parent_path(), fs::copy_options::recursive);
    }
    // Only the main file, with this content; what SQLite keeps next to it goes.
    void spoil(const std::string& content) const {
        for (const char* companion : {"-wal", "-shm", "-journal"}) {
            fs::remove(vault.string() + companion);
        }
        write_to(vault, content);
    }
    // The state and the page say that the vault cannot be used, and why.
    accounting::Error expect_unusable(PageDriver& page) {
        accounting::Error why;
        EXPECT_EQ(plugin->vault().state(&why), ACCT_VAULT_UNUSABLE);
        EXPECT_TRUE(is_clear(why, why.status, ""));
        const SeenView view = page.wait_for("vault-problem");
        EXPECT_EQ(view["vault-problem"].tone, ACCT_TONE_ERROR);
        EXPECT_NE(view["vault-problem"].value.find(why.message), std::string::npos);
        EXPECT_NE(view["vault-problem"].value.find(why.next_step), std::string::npos);
        EXPECT_FALSE(view.has("save")) << "no new vault is made over the old one";
        const auto list = plugin->credentials().list();
        EXPECT_TRUE(!list && list.error().status == why.status);
        const auto saved = plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user));
        EXPECT_TRUE(!saved && saved.error().status == why.status);
        return why;
    }
    void expect_all_back() {
        EXPECT_TRUE(plugin->find(key_of(bengaluru)));
        EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    }

    fs::path vault;
};

// Protects the user who mistypes: nothing is lost, the right one opens.
TEST_F(VaultTrouble, AWrongPassphraseIsRefusedAndTheRightOneOpens) {
    host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    ASSERT_TRUE(plugin->create_vault(passphrase));
    const auto again = plugin->create_vault(passphrase);
    ASSERT_FALSE(again);
    EXPECT_TRUE(is_clear(again.error(), ACCT_ERROR_EXISTS, ""));
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    restart_plugin();

    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    const auto list = plugin->credentials().list();
    ASSERT_FALSE(list);
    EXPECT_TRUE(is_clear(list.error(), ACCT_ERROR_LOCKED, "VAULT-LOCKED"));
    const auto saved = plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user));
    ASSERT_FALSE(saved);
    EXPECT_TRUE(is_clear(saved.error(), ACCT_ERROR_LOCKED, "VAULT-LOCKED"));

    const auto wrong = plugin->unlock("six wary tigers audit the ledgers");
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(is_clear(wrong.error(), ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE", "passphrase"));
    PageDriver page = plugin->open_page();
    page.wait_for("unlock");
    ASSERT_TRUE(page.press("unlock"));
    EXPECT_FALSE(page.settle()["passphrase"].error.empty()) << "an empty one is told";
    ASSERT_TRUE(page.set("passphrase", "not the passphrase at all"));
    ASSERT_TRUE(page.press("unlock"));
    EXPECT_NE(page.settle()["passphrase"].error.find(wrong.error().message), std::string::npos);
    ASSERT_TRUE(page.set("passphrase", passphrase));
    ASSERT_TRUE(page.press("unlock"));
    EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    expect_all_back();

    // Locked again, everything is closed: also a session with a live token.
    const acct_session session = plugin->session(bengaluru);
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    plugin->vault().lock();
    const auto locked = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(locked);
    EXPECT_TRUE(is_clear(locked.error(), ACCT_ERROR_LOCKED, "VAULT-LOCKED"));
    EXPECT_TRUE(page.wait_for("unlock").has("unlock")) << "the open page follows";
    ASSERT_TRUE(plugin->unlock(passphrase));
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
}

// Protects a user whose host lost its key: said which key, the vault is not touched, and all is back with it.
TEST_F(VaultTrouble, TheWrongKeyOfTheHostIsTold) {
    start_with_credential();
    put_aside();
    for (const std::string& key : {std::string(32, 'w'), std::string()}) {
        host.key = key;
        start_plugin();
        plugin->wait_for_vault();
        PageDriver page = plugin->open_page();
        EXPECT_EQ(expect_unusable(page).status, ACCT_ERROR_REFUSED);
        host.key = std::string(32, 'k');
        ASSERT_TRUE(page.press("retry-vault"));
        EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
        expect_all_back();
        page.close();
        stop_plugin();
    }
}

class Spoilt : public VaultTrouble, public ::testing::WithParamInterface<int> {};

// Protects a user whose disk spoilt the vault: said so, the file left as it is for a rescue, and all is back
// when a backup is put in its place, without a restart.
TEST_P(Spoilt, AVaultOfNonsenseIsLeftAlone) {
    start_with_credential();
    put_aside();
    const std::string good = content_of(vault);
    const std::array bads{std::string(good.size(), 'x'), std::string("SQLite format 3"),
                          good.substr(0, 100) + std::string(good.size() - 100, '\xAA')};
    const std::string& bad = bads.at(static_cast<std::size_t>(GetParam()));
    spoil(bad);
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    EXPECT_EQ(expect_unusable(page).status, ACCT_ERROR_DAMAGED);
    EXPECT_TRUE(content_of(vault) == bad) << "nothing writes over what may be rescued";
    EXPECT_NE(host.log().find("vault"), std::string::npos) << "it is in the log, too";
    put_back();
    ASSERT_TRUE(page.press("retry-vault"));
    EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    expect_all_back();
}

std::string spoilt_name(const ::testing::TestParamInfo<int>& one) {
    constexpr std::array names{"Garbage", "OnlyItsFirstBytes", "GarbageBody"};
    return names.at(static_cast<std::size_t>(one.param));
}

INSTANTIATE_TEST_SUITE_P(Each, Spoilt, ::testing::Values(0, 1, 2), spoilt_name);

class Truncated : public VaultTrouble, public ::testing::WithParamInterface<int> {};

// Protects a user whose vault was cut off by a full disk or a broken copy: whatever is left of it, the plugin
// says that something is wrong and does not take it for a whole one.
TEST_P(Truncated, AVaultThatWasCutOffIsNoticed) {
    start_with_credential();
    ASSERT_TRUE(plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user)));
    put_aside();
    const std::string good = content_of(vault);
    spoil(good.substr(0, good.size() * static_cast<std::size_t>(GetParam()) / 100));
    start_plugin();
    plugin->wait_for_vault();
    {
        PageDriver page = plugin->open_page();
        const SeenView view = page.settle();
        EXPECT_TRUE(view.has("vault-problem") || view.has("damaged")) << view.texts();
    }
    stop_plugin();
    put_back();
    start_plugin();
    plugin->wait_for_vault();
    expect_all_back();
}

INSTANTIATE_TEST_SUITE_P(At, Truncated, ::testing::Values(10, 25, 50, 75),
                         [](const ::testing::TestParamInfo<int>& one) {
                             return std::to_string(one.param) + "Percent";
                         });

// Protects a vault that a newer version of the plugin has taken over: an older one does not touch it.
TEST_F(VaultTrouble, AVaultOfANewerFormatIsLeftAlone) {
    start_with_credential();
    put_aside();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(vault.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 999999", nullptr, nullptr, nullptr), SQLITE_OK);
    ASSERT_EQ(sqlite3_close(database), SQLITE_OK);
    const std::string newer = content_of(vault);
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    EXPECT_EQ(expect_unusable(page).status, ACCT_ERROR_TOO_NEW);
    EXPECT_TRUE(content_of(vault) == newer);
    put_back();
    ASSERT_TRUE(page.press("retry-vault"));
    EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    expect_all_back();
}

// Protects from a folder that is none: saving says so, and the rest of the plugin goes on.
TEST_F(VaultTrouble, AFolderThatCannotBeMadeIsTold) {
    start_sandbox();
    const std::string profile = content_of(sandbox->profile());
    write_to(folder / "a-file", "not a folder");
    host.data_folder = folder / "a-file" / "data";
    start_plugin();
    ASSERT_TRUE(plugin->initialised());
    plugin->wait_for_vault();
    const auto saved = plugin->save({bengaluru, "nic-1", "sandbox"}, bengaluru_user, "Sample-1",
                                    ACCT_SAVE_WITHOUT_VERIFYING);
    ASSERT_FALSE(saved);
    EXPECT_TRUE(is_clear(saved.error(), ACCT_ERROR_STORAGE, ""));
    EXPECT_NE(plugin->open_page().settle().controls.size(), 0U);
}

// Protects what others on the computer may see: only the user may look into the vault and its folder.
TEST_F(VaultTrouble, OnlyTheUserMayReadTheVault) {
    start_with_credential();
    const fs::path file = vault_file();
    EXPECT_EQ(mode_of(file) & 0077U, 0U);
    EXPECT_EQ(mode_of(file.parent_path()) & 0077U, 0U);
}

}  // namespace
}  // namespace integration
