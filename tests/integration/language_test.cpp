// language_test.cpp - the plugin speaks the language of the host's user: in errors, lists and pages, from one
// moment to the next, and English where it has no words.
#include <fstream>

#include "desk.hpp"

namespace integration {
namespace {

using accounting::string_of;

// Every text of a view that is for people, columns and actions included; not what a person typed or what
// names a thing that has no other name.
std::vector<std::string> texts_for_people(const acct_page_view& view) {
    std::vector<std::string> texts{string_of(view.title)};
    for (std::uint32_t i = 0; i < view.breadcrumb_count; ++i) {
        texts.push_back(string_of(view.breadcrumbs[i]));
    }
    for (std::uint32_t i = 0; i < view.control_count; ++i) {
        const acct_control& control = *view.controls[i];
        for (const acct_text text : {control.label, control.help, control.error, control.warning}) {
            texts.push_back(string_of(text));
        }
        if (control.kind == ACCT_CONTROL_NOTICE ||
            (control.kind == ACCT_CONTROL_TEXT && control.label.size == 0)) {
            texts.push_back(string_of(control.value));
        }
        for (std::uint32_t option = 0; option < control.option_count; ++option) {
            texts.push_back(string_of(control.options[option]->badge));
            if (string_of(control.id) != "provider") {
                texts.push_back(string_of(control.options[option]->label));
            }
        }
        for (std::uint32_t column = 0; column < control.column_count; ++column) {
            texts.push_back(string_of(control.columns[column]->text));
        }
        for (std::uint32_t row = 0; row < control.row_count; ++row) {
            for (std::uint32_t action = 0; action < control.rows[row]->action_count; ++action) {
                texts.push_back(string_of(control.rows[row]->actions[action]->label));
            }
        }
    }
    std::erase_if(texts, [](const std::string& text) { return text.empty(); });
    return texts;
}

bool in_devanagari(std::string_view text) {
    return text.find("\xE0\xA4") != std::string_view::npos || text.find("\xE0\xA5") != std::string_view::npos;
}

// True if small Latin words follow each other as in a sentence: "of the", but neither "GST API" nor an
// address.
bool holds_english(std::string_view text) {
    int words = 0;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (c != ' ' && c != '\n') {
            word += c;
            continue;
        }
        const bool small =
            !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz',;.") == std::string::npos;
        words = small ? words + 1 : 0;
        if (words == 2) {
            return true;
        }
        word.clear();
    }
    return false;
}

// The word or a number: the same in every language.
bool is_gstin(const std::string& text) {
    return text == "GSTIN" ||
           (text.size() == 15 &&
            text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
}

class LanguageTest : public Desk {
protected:
    void expect_hindi(PageDriver& page, const std::string& where) {
        const acct_plugin* handle = plugin->instance().get();
        const auto* pages = plugin->instance().extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
        const acct_page_view* view = nullptr;
        ASSERT_EQ(pages->acquire(handle, page.id(), &view, nullptr), ACCT_OK);
        const std::vector<std::string> texts = texts_for_people(*view);
        EXPECT_EQ(pages->release(handle, view->view_id, nullptr), ACCT_OK);
        EXPECT_GT(texts.size(), 3U);
        for (const std::string& text : texts) {
            EXPECT_TRUE(in_devanagari(text) || is_gstin(text)) << where << ": " << text;
            EXPECT_FALSE(holds_english(text)) << where << ": " << text;
        }
    }
    // Presses, and judges what is there then.
    void press(PageDriver& page, const std::string& control, const std::string& row = {},
               const std::string& action = {}) {
        page.settle();
        ASSERT_TRUE(page.press(control, row, action)) << control;
        page.settle();
        expect_hindi(page, "after " + control);
    }
    std::string titles() const {
        std::string all;
        for (const accounting::PageInfo& page : accounting::SettingsPages(plugin->instance()).list()) {
            all += page.title + "|";
        }
        return all;
    }
};

TEST_F(LanguageTest, TheJudgeKnowsEnglishFromHindi) {
    EXPECT_TRUE(holds_english("The vault is locked."));
    EXPECT_TRUE(holds_english("तिजोरी is locked."));
    EXPECT_FALSE(holds_english("IRP के पोर्टल से /home/asha/a.csv लें: https://x.example/y"));
    EXPECT_FALSE(in_devanagari("Save"));
    EXPECT_TRUE(in_devanagari("सहेजें"));
}

// Protects a person who reads Hindi: what goes wrong is said so at once and after work in the background,
// while codes and fields, which programs read, stay.
TEST_F(LanguageTest, ErrorsAreSaidInHindi) {
    host.language = "hi-IN";
    start_with_credential();
    const auto missing = plugin->save(key_of(mumbai), "", "x");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, "USER-NAME-EMPTY");
    EXPECT_EQ(missing.error().field, "user-name");
    EXPECT_EQ(missing.error().message, "API यूज़र नाम नहीं दिया गया है।");
    const auto wrong = plugin->save(key_of(mumbai), mumbai_user, "Wr0ng#pass");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().field, "password") << wrong.error().code;
    EXPECT_TRUE(in_devanagari(wrong.error().message)) << wrong.error().message;
    EXPECT_FALSE(holds_english(wrong.error().message)) << wrong.error().message;
    EXPECT_FALSE(holds_english(wrong.error().next_step)) << wrong.error().next_step;
    const auto form = plugin->save(key_of("29"), mumbai_user, "Wr0ng#pass");
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().message, "\"29\" GSTIN नहीं है: GSTIN में 15 अक्षर होते हैं।");
    const auto empty = plugin->unlock("");
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().message, "कोई पासफ़्रेज़ नहीं दिया गया।");
    const auto known = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->state_text, "जाँचा हुआ");
    EXPECT_EQ(titles(), "API क्रेडेंशियल|प्रोवाइडर|तिजोरी|");
}

// Protects the accountant: the page with the credentials and the way to a new password are in Hindi
// throughout.
TEST_F(LanguageTest, ThePageApiCredentialsIsInHindi) {
    host.language = "hi-IN";
    start_with_credential();
    PageDriver page = plugin->open_page();
    page.wait_for("credentials");
    expect_hindi(page, "one stored");
    press(page, "save");  // nothing was entered
    const std::string row = bengaluru + "|local-sandbox|sandbox";
    press(page, "credentials", row, "test");
    press(page, "credentials", row, "remove");
    press(page, "cancel-remove");
    press(page, "verify-all");
    press(page, "export-report");  // no file was named
    ASSERT_TRUE(page.set("gstin", bengaluru));
    press(page, "forgot-password");
    press(page, "sign-in");  // no password was typed
    ASSERT_TRUE(page.set("account-password", "Wr0ng@Account"));
    press(page, "sign-in");
    press(page, "task-cancel");
    press(page, "register");
    press(page, "task-continue");
    press(page, "task-back");
    press(page, "task-cancel");
    ASSERT_TRUE(page.set("provider", "nic-1"));
    press(page, "create-user");
}

// Protects who keeps the vault in order: no state of the page leaves a sentence in English.
TEST_F(LanguageTest, ThePageVaultIsInHindi) {
    host.language = "hi-IN";
    host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page("vault");
    page.wait_for("create-vault");
    expect_hindi(page, "no vault");
    ASSERT_TRUE(page.set("new-passphrase", "short"));
    press(page, "create-vault");
    ASSERT_TRUE(page.set("new-passphrase", passphrase));
    ASSERT_TRUE(page.set("new-passphrase-again", passphrase));
    ASSERT_TRUE(page.press("create-vault"));
    page.wait_for("ways-in");
    page.settle();
    expect_hindi(page, "vault made");
    press(page, "open-passphrase");
    press(page, "cancel-form");
    press(page, "open-recovery-code");
    press(page, "confirm-code");
    press(page, "cancel-form");
    page.settle();
    ASSERT_TRUE(page.set("auto-lock", "900"));
    page.settle();
    expect_hindi(page, "a time set");
    press(page, "check");
    press(page, "change-key");
    press(page, "backup");
    ASSERT_TRUE(page.set("copy-file", (folder / "copy.db").string()));
    press(page, "backup");
    press(page, "backup");  // it is there already
    press(page, "open-export");
    press(page, "cancel-form");
    ASSERT_TRUE(page.set("import-file", (folder / "no-such-list.csv").string()));
    press(page, "check-list");
    const auto list = folder / "list.csv";
    std::ofstream(list) << "GSTIN,Provider,Environment,API User Name,API Password,Remark\n"
                        << bengaluru << ",local-sandbox,sandbox,API_x,secret1,why\n"
                        << "29,local-sandbox,sandbox,API_x,secret1,\n";
    ASSERT_TRUE(page.set("import-file", list.string()));
    press(page, "check-list");
    press(page, "import-list");
    press(page, "open-import");
    press(page, "cancel-form");
    ASSERT_TRUE(page.set("audit-file", (folder / "trail.csv").string()));
    press(page, "export-audit");
    ASSERT_TRUE(page.press("lock"));
    page.wait_for("unlock");
    page.settle();
    expect_hindi(page, "locked");
    ASSERT_TRUE(page.set("passphrase", "not the passphrase at all"));
    press(page, "unlock");
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    std::ifstream trail(folder / "trail.csv");
    const std::string written{std::istreambuf_iterator<char>(trail), {}};
    EXPECT_NE(written.find("import-list"), std::string::npos);
    EXPECT_FALSE(in_devanagari(written)) << "what other programs read stays English: " << written;
    EXPECT_FALSE(in_devanagari(host.log())) << host.log();
}

TEST_F(LanguageTest, ThePageProvidersIsInHindi) {
    host.language = "hi-IN";
    start_with_credential();
    install_other_profiles();
    PageDriver page = plugin->open_page("providers");
    page.wait_for("provider");
    for (const char* provider : {"local-sandbox", "nic-1", "nic-2", "nic-ewaybill", "clear-gsp"}) {
        ASSERT_TRUE(page.set("provider", provider));
        page.settle();
        expect_hindi(page, provider);
        press(page, "save");
    }
    ASSERT_TRUE(page.set("provider", "nic-1"));
    ASSERT_TRUE(page.set("key-text", "not a key"));
    expect_hindi(page, "a key that is none");
    ASSERT_TRUE(page.set("client-id", " blank "));
    press(page, "save");
    ASSERT_TRUE(page.set("provider", "gsp-pass-through"));
    page.settle();
    expect_hindi(page, "a pattern");
}

// Protects a person who changes the language while pages are open: the host is told, and what it draws next
// is in the new one; English again as it was.
TEST_F(LanguageTest, OpenPagesFollowTheHostsLanguage) {
    start_with_credential();
    PageDriver page = plugin->open_page("vault");
    const SeenView english = page.wait_for("ways-in");
    EXPECT_EQ(english.title, "Vault");
    EXPECT_EQ(titles(), "API credentials|Providers|Vault|");
    std::uint64_t told = 0;
    host.on_changed = [&](acct_page changed, std::uint64_t revision) {
        told = changed == page.id() ? revision : told;
    };
    host.language = "hi-IN";
    plugin->pump();
    EXPECT_GT(told, english.revision) << "the host learns that there is something to draw";
    const SeenView hindi = page.look();
    EXPECT_EQ(hindi.title, "तिजोरी");
    expect_hindi(page, "switched");
    EXPECT_EQ(titles(), "API क्रेडेंशियल|प्रोवाइडर|तिजोरी|");
    host.language = "en";
    EXPECT_EQ(page.look().title, "Vault") << "even if nothing but a look tells the plugin";
    page.settle();
    EXPECT_EQ(page.look()["lock"].label, english["lock"].label);
}

// Protects people whose language the plugin does not speak: English, and not half of something.
TEST_F(LanguageTest, UnknownLanguagesAreEnglish) {
    host.language = "ta-IN";
    start_with_credential();
    PageDriver page = plugin->open_page("vault");
    const SeenView view = page.wait_for("ways-in");
    EXPECT_EQ(view.title, "Vault");
    EXPECT_FALSE(in_devanagari(view.texts()));
    for (const char* odd : {"", "hindi", "zz-Zzzz-ZZ-x-y", "\xFF"}) {
        host.language = odd;
        plugin->pump();
        EXPECT_EQ(page.look().title, "Vault") << odd;
    }
    EXPECT_EQ(titles(), "API credentials|Providers|Vault|");
}

}  // namespace
}  // namespace integration
