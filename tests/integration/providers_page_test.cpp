// providers_page_test.cpp - the page "Providers": what a program needs at an IRP is entered there, kept in
// the vault, and never shown again.
#include <memory>
#include <vector>

#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

class ProvidersPage : public Desk {
protected:
    // The sandbox's profile without what the user is to enter, and those values.
    void start_without_setup() {
        start_sandbox();
        std::string json = content_of(sandbox->profile());
        client_id = json_value(json, "client_id");
        client_secret = json_value(json, "client_secret");
        key_file = json_value(json, "public_key_file");
        for (const std::string& setting :
             {"\"client_id\": \"" + client_id + "\",", "\"client_secret\": \"" + client_secret + "\",",
              "\"public_key_file\": \"" + key_file + "\","}) {
            const auto at = json.find(setting);
            ASSERT_NE(at, std::string::npos) << "the profile has no " << setting.substr(0, 20);
            json.erase(at, setting.size());
        }
        install_profile(json);
        start_plugin();
        plugin->wait_for_vault();
    }
    static void choose(PageDriver& page) {
        page.wait_for("provider");
        ASSERT_TRUE(page.set("provider", "local-sandbox"));
    }

    std::string client_id;
    std::string client_secret;
    std::string key_file;
};

// Protects the first set-up of a direct integration: without it the words say what is missing and where it
// goes; with it credentials can be saved; a restart forgets nothing.
TEST_F(ProvidersPage, WhatIsMissingIsEnteredAndKept) {
    start_without_setup();
    const auto missing = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(missing);
    EXPECT_TRUE(is_clear(missing.error(), ACCT_ERROR_CONFIGURATION, "PROVIDER-NO-PUBLIC-KEY", "provider"));
    EXPECT_NE(missing.error().next_step.find("\"Providers\""), std::string::npos);
    {
        PageDriver page = plugin->open_page("providers");
        choose(page);
        EXPECT_TRUE(page.look().has("missing"));
        ASSERT_TRUE(page.set("client-id", client_id));
        ASSERT_TRUE(page.set("client-secret", client_secret));
        ASSERT_TRUE(page.set("key-file", key_file));
        const SeenView typed = page.look();
        EXPECT_TRUE(typed.has("fingerprint")) << "what the user compares before saving";
        EXPECT_TRUE(typed["client-secret"].holds_secret());
        ASSERT_TRUE(page.press("save"));
        const SeenView saved = page.settle();
        EXPECT_EQ(saved["result"].tone, ACCT_TONE_SUCCESS) << saved["result"].value;
        EXPECT_FALSE(saved.has("missing"));
        EXPECT_TRUE(disguises_found(page.seen(), client_secret).empty()) << "a view holds the secret";
    }
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    restart_plugin();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru)));
    EXPECT_TRUE(files_with(host.data_folder, client_secret).empty()) << "on the disk it is sealed";
    PageDriver page = plugin->open_page("providers");
    choose(page);
    const SeenView again = page.look();
    EXPECT_EQ(again["client-id"].value, client_id);
    EXPECT_FALSE(again["client-secret"].holds_secret()) << "kept, not shown";
    EXPECT_NE(again["client-secret"].help.find("One is stored"), std::string::npos);
    ASSERT_TRUE(page.press("forget"));
    EXPECT_TRUE(page.settle().has("missing"));
    EXPECT_FALSE(plugin->verify(key_of(bengaluru)));
}

// Protects what was just saved or typed: pages that read the settings anew meanwhile (each does when it is
// opened) must not put back what they saw before.
TEST_F(ProvidersPage, WhatIsSavedWhileOthersReadStays) {
    start_without_setup();
    for (int round = 0; round < 10; ++round) {
        PageDriver page = plugin->open_page("providers");
        choose(page);
        ASSERT_TRUE(page.set("client-secret", client_secret));
        ASSERT_TRUE(page.set("key-file", key_file));
        std::vector<std::unique_ptr<PageDriver>> others;
        for (int i = 0; i < 6; ++i) {
            others.emplace_back(new PageDriver(plugin->open_page("providers")));
        }
        ASSERT_TRUE(page.set("client-id", client_id));
        page.settle();
        EXPECT_TRUE(page.look()["client-secret"].holds_secret()) << "typed before the page was read";
        ASSERT_TRUE(page.press("save"));
        ASSERT_FALSE(page.settle().has("missing")) << "round " << round;
        others.clear();
        PageDriver again = plugin->open_page("providers");
        choose(again);
        ASSERT_TRUE(again.press("forget"));
        ASSERT_TRUE(again.settle().has("missing")) << "round " << round;
    }
}

// Protects from a key that cannot be right, and tells which of the two ways to enter it was wrong.
TEST_F(ProvidersPage, AKeyThatIsNoneIsToldAtOnce) {
    start_without_setup();
    PageDriver page = plugin->open_page("providers");
    choose(page);
    ASSERT_TRUE(page.set("key-text", "-----BEGIN PUBLIC KEY----- MIIB cut off"));
    EXPECT_FALSE(page.look()["key-text"].error.empty());
    ASSERT_TRUE(page.set("key-file", "/nonexistent/key.pem"));
    EXPECT_NE(page.look()["key-file"].error.find("/nonexistent/key.pem"), std::string::npos);
    EXPECT_FALSE(page.look().has("fingerprint"));
    // A PEM file pasted into a field of one line has lost its line breaks.
    std::string pasted = content_of(key_file);
    std::replace(pasted.begin(), pasted.end(), '\n', ' ');
    ASSERT_TRUE(page.set("key-text", pasted));
    EXPECT_TRUE(page.look()["key-text"].error.empty()) << page.look()["key-text"].error;
    EXPECT_TRUE(page.look().has("fingerprint"));
}

// Protects the requests: a line break in a header would make two of it.
TEST_F(ProvidersPage, WhatCannotBeSentInAHeaderIsRefused) {
    start_without_setup();
    PageDriver page = plugin->open_page("providers");
    choose(page);
    ASSERT_TRUE(page.set("client-id", "AACCT29\r\nX-Evil: 1"));
    ASSERT_TRUE(page.press("save"));
    const SeenView refused = page.settle();
    EXPECT_FALSE(refused["client-id"].error.empty());
    EXPECT_EQ(refused["result"].tone, ACCT_TONE_ERROR);
}

// Protects users of a gateway: its token is entered under its own name.
TEST_F(ProvidersPage, AGatewaysTokenIsEntered) {
    start_sandbox();
    const std::string token = json_value(content_of(sandbox->data() / "sandbox.json"), "gateway_token");
    install_other_profiles();
    const auto profile = host.data_folder / "providers" / "local-gateway.json";
    std::string json = content_of(profile);
    const auto at = json.find(token);
    ASSERT_NE(at, std::string::npos);
    json.erase(at, token.size());
    write_to(profile, json);
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page("providers");
    page.wait_for("provider");
    ASSERT_TRUE(page.set("provider", "local-gateway"));
    EXPECT_FALSE(page.look().has("client-id")) << "the gateway has its own";
    EXPECT_EQ(page.look()["header-X-CT-Auth-Token"].label, "Gateway token");
    ASSERT_TRUE(page.set("header-X-CT-Auth-Token", token));
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.settle()["result"].tone, ACCT_TONE_SUCCESS);
    EXPECT_TRUE(disguises_found(page.seen(), token).empty());
    const auto key = key_of(bengaluru, "sandbox", "local-gateway");
    const auto saved = plugin->save(key, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(saved) << saved.error().message;
}

}  // namespace
}  // namespace integration
