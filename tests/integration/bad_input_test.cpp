// bad_input_test.cpp - what users type that cannot be right: told at its field, before anybody is asked.
#include "desk.hpp"

namespace integration {
namespace {

class BadInput : public Desk {
protected:
    void SetUp() override {
        start_sandbox();
        start_plugin();
        plugin->wait_for_vault();
    }

    // The same input through the service and through the page: the same words at the same field, nothing
    // sent, nothing stored.
    void expect_refused(const std::string& gstin, const std::string& user_name, const std::string& typed,
                        acct_status status, const std::string& code, const std::string& field,
                        const std::string& environment = "sandbox");
};

void BadInput::expect_refused(const std::string& gstin, const std::string& user_name,
                              const std::string& typed, acct_status status, const std::string& code,
                              const std::string& field, const std::string& environment) {
    const auto refused = plugin->save(key_of(gstin, environment), user_name, typed);
    ASSERT_FALSE(refused) << code;
    EXPECT_TRUE(is_clear(refused.error(), status, code, field));
    PageDriver page = plugin->open_page();
    page.fill(gstin, user_name, typed);
    ASSERT_TRUE(page.press("save"));
    const SeenView shown = page.settle();
    EXPECT_NE(shown[field].error.find(refused.error().message), std::string::npos) << shown[field].error;
    EXPECT_NE(shown[field].error.find(refused.error().next_step), std::string::npos) << shown[field].error;
    EXPECT_NE(shown[field].flags & ACCT_FLAG_AUTOFOCUS, 0U) << "the cursor goes to the field";
    EXPECT_EQ(shown["user-name"].value, user_name) << "nothing typed is lost";
    EXPECT_EQ(shown["password"].holds_secret(), !typed.empty());
    EXPECT_FALSE(shown.has("credentials"));
    EXPECT_EQ(sandbox->counters().auth_requests, 0U) << "nobody is asked";
}

// Protects each field of the form.
TEST_F(BadInput, IsToldAtItsField) {
    const std::string good = password(bengaluru_user);
    const acct_status invalid = ACCT_ERROR_INVALID_VALUE;
    expect_refused("", bengaluru_user, good, invalid, "GSTIN-EMPTY", "gstin");
    expect_refused(bengaluru, "", good, invalid, "USER-NAME-EMPTY", "user-name");
    expect_refused(bengaluru, bengaluru_user, "", invalid, "PASSWORD-EMPTY", "password");
    expect_refused(bengaluru, std::string(51, 'u'), good, invalid, "USER-NAME-LONG", "user-name");
    expect_refused(bengaluru, "tab\there", good, invalid, "USER-NAME-CONTROL", "user-name");
    expect_refused(bengaluru, bengaluru_user, "line\nbreak", invalid, "PASSWORD-CONTROL", "password");
    // 15 bytes of user name leave 51 for the password
    expect_refused(bengaluru, bengaluru_user, std::string(52, 'p'), invalid, "CREDENTIAL-TOO-LONG",
                   "password");
    // a quotation mark takes two bytes in JSON
    expect_refused(bengaluru, bengaluru_user, std::string(26, '"'), invalid, "CREDENTIAL-TOO-LONG",
                   "password");
}

// Protects against a limit that is drawn too tightly: the longest credential that fits is asked about.
TEST_F(BadInput, TheLongestCredentialThatFitsIsSent) {
    ASSERT_EQ(bengaluru_user.size(), 15U);
    const std::string longest(51, 'p');
    sandbox->change_password(bengaluru_user, longest);
    const auto saved = plugin->save(key_of(bengaluru), bengaluru_user, longest);
    EXPECT_TRUE(saved) << saved.error().message;
}

// Protects users from wondering why the page is silent: both fields missing are both told.
TEST_F(BadInput, TwoEmptyFieldsAreBothTold) {
    PageDriver page = plugin->open_page();
    page.fill(bengaluru, "", "");
    ASSERT_TRUE(page.press("save"));
    const SeenView shown = page.settle();
    EXPECT_FALSE(shown["user-name"].error.empty());
    EXPECT_FALSE(shown["password"].error.empty());
    ASSERT_TRUE(page.set("user-name", bengaluru_user));
    EXPECT_TRUE(page.look()["user-name"].error.empty()) << "gone when it was mended";
}

// Protects the vault and the wire from bytes that are no text, in each argument.
TEST_F(BadInput, BytesThatAreNotUtf8AreRefused) {
    for (const std::string bad : {"\xFF", "caf\xE9", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
        const auto user = plugin->save(key_of(bengaluru), bad, "Sample-1");
        ASSERT_FALSE(user);
        EXPECT_TRUE(is_clear(user.error(), ACCT_ERROR_BAD_TEXT, "USER-NAME-ENCODING", "user-name"));
        const auto secret = plugin->save(key_of(bengaluru), bengaluru_user, bad);
        ASSERT_FALSE(secret);
        EXPECT_TRUE(is_clear(secret.error(), ACCT_ERROR_BAD_TEXT, "PASSWORD-ENCODING", "password"));
        const auto gstin = plugin->save(key_of(bad), bengaluru_user, "Sample-1");
        ASSERT_FALSE(gstin);
        EXPECT_TRUE(is_clear(gstin.error(), ACCT_ERROR_BAD_TEXT, "", "gstin"));
        const auto provider = plugin->save({bengaluru, bad, "sandbox"}, bengaluru_user, "Sample-1");
        ASSERT_FALSE(provider);
        EXPECT_TRUE(is_clear(provider.error(), ACCT_ERROR_BAD_TEXT, "", "provider"));
    }
    EXPECT_EQ(sandbox->counters().auth_requests, 0U);
}

// Protects passwords that really begin or end with a space: warned about, and kept to the byte.
TEST_F(BadInput, SpacesAtTheEndsAreWarnedAboutAndKept) {
    const std::string spaced = " Sample@29 blr ";
    sandbox->change_password(bengaluru_user, spaced);
    {
        PageDriver page = plugin->open_page();
        page.fill(bengaluru, bengaluru_user, spaced);
        SeenView shown = page.look();
        EXPECT_FALSE(shown["password"].warning.empty());
        EXPECT_TRUE(shown["password"].error.empty());
        ASSERT_TRUE(page.set("user-name", bengaluru_user + " "));
        EXPECT_FALSE(page.look()["user-name"].warning.empty());
        EXPECT_EQ(page.look()["user-name"].value, bengaluru_user + " ") << "not stripped";
        ASSERT_TRUE(page.set("user-name", bengaluru_user));
        EXPECT_TRUE(page.look()["user-name"].warning.empty());
        ASSERT_TRUE(page.press("save"));
        EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS) << "the IRP got the spaces, too";
    }
    restart_plugin();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru))) << "and the vault kept them";
}

// Protects from a typing error in a GSTIN: an error where invoices have legal effect, a hint in a sandbox,
// whose GSTINs are often made up.
TEST_F(BadInput, AWrongCheckCharacterIsAnErrorInProductionAndAHintInASandbox) {
    {
        PageDriver page = plugin->open_page();
        page.fill(sandbox_gstin, sandbox_user, password(sandbox_user));
        EXPECT_FALSE(page.look()["gstin"].warning.empty());
        EXPECT_TRUE(page.look()["gstin"].error.empty());
        ASSERT_TRUE(page.press("save"));
        EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
    }
    stop_plugin();
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    install_profile(production_profile());
    const std::string mistyped = "27AAPFU0939F1ZW";  // ends in V when it is typed rightly
    host.entities.push_back({mistyped, "Pushpak Traders Private Limited", "Mistyped in the books"});
    start_plugin();
    plugin->wait_for_vault();
    const auto refused = plugin->save(key_of(mistyped, "production"), bengaluru_user, "Sample-1");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_INVALID_VALUE, "GSTIN-CHECK", "gstin"));
    PageDriver page = plugin->open_page();
    page.fill(mistyped, bengaluru_user, "Sample-1");
    ASSERT_TRUE(page.press("save"));
    EXPECT_NE(page.settle()["gstin"].error.find(refused.error().message), std::string::npos);
    EXPECT_EQ(sandbox->counters().auth_requests, 0U);
    // A right one is taken in production.
    EXPECT_TRUE(plugin->save(key_of(bengaluru, "production"), bengaluru_user, password(bengaluru_user)));
    EXPECT_FALSE(plugin->find(key_of(bengaluru))) << "environments are apart";
}

// Protects from a credential for somebody else's registration.
TEST_F(BadInput, AGstinThatIsNotInTheBooksIsRefused) {
    const std::string stranger = "36AAACP0036A1Z8";
    const auto refused = plugin->save(key_of(stranger), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_INVALID_VALUE, "GSTIN-NOT-IN-BOOKS", "gstin"));
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    ASSERT_TRUE(page.set("gstin", bengaluru));
    ASSERT_TRUE(page.set("gstin", stranger)) << "taken as typed; the view tells";
    EXPECT_NE(page.look()["gstin"].error.find(stranger), std::string::npos);
    EXPECT_EQ(page.look()["gstin"].value, bengaluru) << "the choice stays";
}

// Protects from GSTINs that are none, and from providers and environments that are not there.
TEST_F(BadInput, WhatIsNotThereIsToldWithWhatThereIs) {
    stop_plugin();
    host.missing = {ACCT_EXT_HOST_ENTITIES};
    start_plugin();
    plugin->wait_for_vault();
    for (const char* odd :
         {"29AAACP0029A1Z", "29AAACP0029A1Z22", "XXAAACP0029A1Z2", "29AAACP0029A1Z!", "२९AAACP0029A1Z2"}) {
        const auto refused = plugin->save(key_of(odd), bengaluru_user, "Sample-1");
        ASSERT_FALSE(refused) << odd;
        EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_INVALID_VALUE, "", "gstin"));
    }
    const auto provider = plugin->save({bengaluru, "no-such", "sandbox"}, bengaluru_user, "Sample-1");
    ASSERT_FALSE(provider);
    EXPECT_TRUE(is_clear(provider.error(), ACCT_ERROR_UNKNOWN_ID, "PROVIDER-UNKNOWN", "provider"));
    EXPECT_NE(provider.error().next_step.find("local-sandbox"), std::string::npos);
    const auto environment = plugin->save(key_of(bengaluru, "production"), bengaluru_user, "Sample-1");
    ASSERT_FALSE(environment);
    EXPECT_TRUE(is_clear(environment.error(), ACCT_ERROR_UNKNOWN_ID, "PROVIDER-ENVIRONMENT", "environment"));
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    EXPECT_TRUE(page.set("provider", "no-such"));
    EXPECT_FALSE(page.look()["provider"].error.empty());
    EXPECT_EQ(page.look()["provider"].value, "local-sandbox");
    EXPECT_TRUE(page.set("environment", "production"));
    EXPECT_FALSE(page.look()["environment"].error.empty());
}

// Protects from enormous input through the service, where no page limits it.
TEST_F(BadInput, EnormousInputIsRefused) {
    const std::string endless(std::size_t{32} * 1024 * 1024, 'x');
    const auto user = plugin->save(key_of(bengaluru), endless, "Sample-1");
    ASSERT_FALSE(user);
    EXPECT_TRUE(is_clear(user.error(), ACCT_ERROR_INVALID_VALUE, "USER-NAME-LONG", "user-name"));
    const auto gstin = plugin->save(key_of(endless), bengaluru_user, "Sample-1");
    ASSERT_FALSE(gstin);
    EXPECT_TRUE(is_clear(gstin.error(), ACCT_ERROR_INVALID_VALUE, "GSTIN-LENGTH", "gstin"));
}

}  // namespace
}  // namespace integration
