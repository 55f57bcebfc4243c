// account_test.cpp - what a person does with the account at an IRP: a forgotten API password, a first API
// user, and a change whose answer gets lost. Through the page, the real library and the sandbox over TLS.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

const std::string chennai = "33AAACP0029A1ZD";  // has an account and no API user
const std::string new_password = "Audit@Ledg3r7";

class Account : public Desk {
protected:
    void start() {
        host.entities.push_back({chennai, "Pushpak Traders Private Limited", "Chennai"});
        start_sandbox();
        start_plugin();
        plugin->wait_for_vault();
    }
    // The account password in accounts.json. Not for output.
    std::string account_password(const std::string& gstin) const {
        std::ifstream in(sandbox->data() / "accounts.json");
        const std::string json{std::istreambuf_iterator<char>(in), {}};
        const auto accounts = json.find("\"portal_accounts\"");
        return json_value(json, "password", json.find(gstin, accounts));
    }
    // The newest one-time code.
    std::string code() const {
        const std::string codes = sandbox->admin("GET", "/one-time-codes", "");
        const auto last = codes.rfind("\"otp\":");
        return last == std::string::npos ? std::string{} : json_value(codes, "otp", last);
    }
    void forgot(PageDriver& page) const {
        page.wait_for("forgot-password");
        ASSERT_TRUE(page.set("gstin", bengaluru));
        ASSERT_TRUE(page.press("forgot-password"));
    }
    void sign_in(PageDriver& page, const std::string& gstin) const {
        ASSERT_TRUE(page.set("account-password", account_password(gstin)));
        ASSERT_TRUE(page.press("sign-in"));
        page.settle();
    }
    void give_code(PageDriver& page) const {
        page.wait_for("code");
        ASSERT_TRUE(page.set("code", code()));
        ASSERT_TRUE(page.press("check-code"));
        page.wait_for("new-password");
    }
    // From the first page to the new password.
    void come_to_entry(PageDriver& page) const {
        forgot(page);
        sign_in(page, bengaluru);
        ASSERT_TRUE(page.press("change-password"));
        give_code(page);
    }
    static void type_new(PageDriver& page, const std::string& typed) {
        ASSERT_TRUE(page.set("new-password", typed));
        ASSERT_TRUE(page.set("new-password-again", typed));
    }
};

// Protects the flow that users know as "Forgot API password": each step shows what they expect, the change is
// made at the IRP and here, and what was stored before is replaced.
TEST_F(Account, AForgottenPasswordIsChangedAtTheIrpAndHere) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    forgot(page);
    const SeenView first = page.look();
    EXPECT_EQ(first.title, "Forgot API password");
    EXPECT_NE(first["task-gstin"].value.find(bengaluru), std::string::npos) << "whom it is about is in sight";
    ASSERT_TRUE(page.set("account-password", "Not-the-Passw0rd"));
    ASSERT_TRUE(page.press("sign-in"));
    const SeenView refused = page.settle();
    EXPECT_NE(refused["account-password"].error.find("does not accept this account password"),
              std::string::npos);
    EXPECT_NE(refused["account-password"].error.find("tries are left"), std::string::npos);
    sign_in(page, bengaluru);
    const SeenView user = page.look();
    EXPECT_EQ(user["api-user"].value, bengaluru_user);
    EXPECT_NE(user["api-password"].value.find("•"), std::string::npos);
    ASSERT_TRUE(page.press("change-password"));
    const SeenView asked = page.wait_for("code");
    EXPECT_NE(asked["code"].help.find("Valid for another"), std::string::npos);
    EXPECT_FALSE(asked["resend-code"].enabled()) << "not before a minute has passed";
    ASSERT_TRUE(page.set("code", code() == "000000" ? "111111" : "000000"));
    ASSERT_TRUE(page.press("check-code"));
    EXPECT_NE(page.settle()["code"].error.find("not the code that was sent"), std::string::npos);
    const std::string right = code();
    ASSERT_TRUE(page.set("code", " " + right.substr(0, 3) + " " + right.substr(3) + " ")) << "as pasted";
    ASSERT_TRUE(page.press("check-code"));
    const SeenView entry = page.wait_for("new-password");
    EXPECT_EQ(entry["new-user-name"].kind, ACCT_CONTROL_TEXT) << "the user name is fixed";
    EXPECT_EQ(entry["new-user-name"].value, bengaluru_user);
    type_new(page, new_password);
    ASSERT_TRUE(page.press("submit"));
    const SeenView done = page.wait_for("credentials");
    EXPECT_EQ(done["result"].label, "The API password was changed");
    EXPECT_EQ(done["result"].tone, ACCT_TONE_SUCCESS);
    EXPECT_FALSE(done.has("pending-notice"));
    page.close();
    restart_without_tokens();
    const auto answer = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_TRUE(answer) << answer.error().message;
}

// Protects people from typing in vain: what breaks a rule, differs, or is the old password is said at the
// field before anything is sent, and the rules are ticked as they are met.
TEST_F(Account, TheNewPasswordIsJudgedBeforeItIsSent) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    const auto unmet = [](const SeenView& view) {
        int count = 0;
        for (int i = 1; view.has("rule-" + std::to_string(i)); ++i) {
            count += view["rule-" + std::to_string(i)].tone == ACCT_TONE_SUCCESS ? 0 : 1;
        }
        return count;
    };
    EXPECT_GE(unmet(page.look()), 5);
    type_new(page, "audit");
    EXPECT_EQ(unmet(page.look()), 4) << "a small letter, and not too long";
    ASSERT_TRUE(page.press("submit"));
    EXPECT_NE(page.look()["new-password"].error.find("breaks one of the rules"), std::string::npos);
    ASSERT_TRUE(page.set("new-password", new_password));
    EXPECT_EQ(unmet(page.look()), 0);
    ASSERT_TRUE(page.press("submit"));
    EXPECT_NE(page.look()["new-password-again"].error.find("differ"), std::string::npos);
    type_new(page, password(bengaluru_user));
    ASSERT_TRUE(page.press("submit"));
    EXPECT_NE(page.settle()["new-password"].error.find("same as the present one"), std::string::npos);
    ASSERT_TRUE(page.press("generate"));
    const SeenView made = page.look();
    EXPECT_TRUE(made.has("made-password"));
    EXPECT_FALSE(made.has("new-password")) << "the field would go on showing what was typed";
    EXPECT_FALSE(made.has("new-password-again"));
    ASSERT_TRUE(page.press("submit"));
    EXPECT_EQ(page.wait_for("credentials")["result"].label, "The API password was changed");
}

// Protects the worst moment: the IRP has taken the new password and its answer is lost. The password is not:
// a log-in finds out that it counts, also after the program was started anew.
TEST_F(Account, ALostAnswerLosesNoPassword) {
    start_with_credential();
    {
        PageDriver page = plugin->open_page();
        come_to_entry(page);
        type_new(page, new_password);
        sandbox->fault(
            R"({"where":"account","path":"/sandbox/account/api-credentials/password","kind":"reset_after","times":1})");
        ASSERT_TRUE(page.press("submit"));
        const SeenView unsure = page.wait_for("check-now");
        EXPECT_NE(unsure["result"].value.find("Nothing is lost"), std::string::npos);
        EXPECT_EQ(files_with(host.data_folder, new_password), std::vector<std::string>{}) << "it is sealed";
    }
    stop_plugin();
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    const SeenView waiting = page.wait_for("pending");
    ASSERT_EQ(waiting["pending"].rows.size(), 1U);
    ASSERT_TRUE(page.press("pending", waiting["pending"].rows[0].id, "check"));
    const SeenView settled =
        page.wait_until([](const SeenView& view) { return !view.has("pending"); }, "settled");
    EXPECT_EQ(settled["result"].label, "The new password counts");
    page.close();
    restart_without_tokens();
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
}

// Protects the same moment while the program runs on: what was sent is listed at once, and can be settled.
TEST_F(Account, ALostAnswerIsSettledWithoutStartingAnew) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    type_new(page, new_password);
    sandbox->fault(
        R"({"where":"account","path":"/sandbox/account/api-credentials/password","kind":"reset_after","times":1})");
    ASSERT_TRUE(page.press("submit"));
    page.wait_for("check-now");
    ASSERT_TRUE(page.press("settle-later"));
    const SeenView waiting = page.look();
    ASSERT_TRUE(waiting.has("pending"));
    ASSERT_EQ(waiting["pending"].rows.size(), 1U);
    ASSERT_TRUE(page.press("pending", waiting["pending"].rows[0].id, "check"));
    const SeenView settled =
        page.wait_until([](const SeenView& view) { return !view.has("pending"); }, "settled");
    EXPECT_EQ(settled["result"].label, "The new password counts");
}

// Protects the password that counts from the next attempt: while it is not known whether an earlier one was
// taken, another change finds that out first, and one that is refused then takes nothing away.
TEST_F(Account, ASecondChangeDoesNotLoseTheFirst) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    type_new(page, new_password);
    sandbox->fault(
        R"({"where":"account","path":"/sandbox/account/api-credentials/password","kind":"reset_after","times":1})");
    ASSERT_TRUE(page.press("submit"));
    page.wait_for("settle-later");
    ASSERT_TRUE(page.press("settle-later"));
    forgot(page);
    sign_in(page, bengaluru);
    ASSERT_TRUE(page.press("change-password"));
    // The portal sends the next code to a session of its own at once.
    give_code(page);
    sandbox->admin("POST", "/clock/advance", R"({"seconds":660})");  // the code is checked, but dead by now
    type_new(page, "Ledger#2026x");
    ASSERT_TRUE(page.press("submit"));
    page.settle();
    page.close();
    restart_without_tokens();
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)))
        << "the password that the IRP took first";
}

// Protects against the opposite: the order never arrived, and the stored password goes on to count.
TEST_F(Account, AnOrderThatDidNotArriveLeavesTheOldPassword) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    type_new(page, new_password);
    sandbox->fault(
        R"({"where":"account","path":"/sandbox/account/api-credentials/password","kind":"reset_before","times":1})");
    ASSERT_TRUE(page.press("submit"));
    page.wait_for("check-now");
    ASSERT_TRUE(page.press("check-now"));
    const SeenView back = page.wait_for("account-password");
    EXPECT_EQ(back["result"].label, "The password was not changed");
    ASSERT_TRUE(page.press("task-cancel"));
    EXPECT_FALSE(page.look().has("pending"));
    EXPECT_TRUE(plugin->verify(key_of(bengaluru)));
}

// Protects the other modules: while nobody knows which password counts, a call that is refused finds out by
// itself and goes through.
TEST_F(Account, ACallSettlesAPasswordWhoseAnswerWasLost) {
    start_with_credential();
    {
        PageDriver page = plugin->open_page();
        come_to_entry(page);
        type_new(page, new_password);
        sandbox->fault(
            R"({"where":"account","path":"/sandbox/account/api-credentials/password","kind":"reset_after","times":1})");
        ASSERT_TRUE(page.press("submit"));
        page.wait_for("check-now");
    }
    restart_without_tokens();
    const auto answer = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_TRUE(answer) << answer.error().message;
    PageDriver page = plugin->open_page();
    page.wait_for("credentials");
    EXPECT_FALSE(page.look().has("pending"));
}

// Protects a GSTIN's first API user: made at the IRP, stored here, usable at once.
TEST_F(Account, AnApiUserIsMade) {
    start();
    PageDriver page = plugin->open_page();
    page.wait_for("create-user");
    ASSERT_TRUE(page.set("gstin", chennai));
    ASSERT_TRUE(page.press("create-user"));
    sign_in(page, chennai);
    EXPECT_TRUE(page.look().has("api-user-none"));
    ASSERT_TRUE(page.press("create-user"));
    give_code(page);
    ASSERT_TRUE(page.set("new-user-name", bengaluru_user));
    type_new(page, new_password);
    ASSERT_TRUE(page.press("submit"));
    EXPECT_NE(page.settle()["new-user-name"].error.find("already taken"), std::string::npos);
    ASSERT_TRUE(page.set("new-user-name", "API_pushpak_chn"));
    ASSERT_TRUE(page.press("submit"));
    const SeenView done = page.wait_for("credentials");
    EXPECT_EQ(done["result"].label, "The API user was made");
    EXPECT_TRUE(plugin->call(plugin->session(chennai), gstin_path(chennai)));
}

// Protects what was typed: back and cancel work in each state and lose nothing before the task ends; a
// session that is over asks for the account password only.
TEST_F(Account, BackAndAnEndedSessionLoseNothing) {
    start_with_credential();
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    type_new(page, new_password);
    ASSERT_TRUE(page.press("task-back"));
    EXPECT_EQ(page.look()["api-user"].value, bengaluru_user);
    ASSERT_TRUE(page.press("change-password"));
    const SeenView again = page.wait_for("new-password");
    EXPECT_TRUE(again["new-password"].holds_secret()) << "and no second code is asked for";
    sandbox->admin("POST", "/clock/advance", R"({"seconds":1200})");
    ASSERT_TRUE(page.press("submit"));
    const SeenView out = page.wait_for("account-password");
    EXPECT_EQ(out["result"].label, "Please log in again");
    EXPECT_FALSE(out.has("pending"));
    sign_in(page, bengaluru);
    ASSERT_TRUE(page.press("change-password"));
    give_code(page);
    EXPECT_TRUE(page.look()["new-password"].holds_secret());
    ASSERT_TRUE(page.press("task-cancel"));
    EXPECT_TRUE(page.look().has("save")) << "back at the form";
}

// Protects who walks away in the midst of it: the vault locks, the page asks for the passphrase, and goes on
// where it was, with what was typed.
TEST_F(Account, AVaultThatLocksInTheMidstIsUnlockedAndItGoesOn) {
    host.missing = {ACCT_EXT_HOST_UNLOCK_SECRET};
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    ASSERT_TRUE(plugin->create_vault(passphrase));
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    PageDriver page = plugin->open_page();
    come_to_entry(page);
    type_new(page, new_password);
    plugin->vault().lock();
    page.wait_for("unlock");
    ASSERT_TRUE(page.set("passphrase", passphrase));
    ASSERT_TRUE(page.press("unlock"));
    const SeenView again = page.wait_for("new-password-again");
    EXPECT_TRUE(again["new-password-again"].holds_secret());
    ASSERT_TRUE(page.press("submit"));
    EXPECT_EQ(page.wait_for("credentials")["result"].label, "The API password was changed");
}

// Protects the secrets of these flows: account password, code and new password stand in no view, file or log.
TEST_F(Account, NothingOfItIsLeftAnywhere) {
    start_with_credential();
    std::string seen;
    const std::string account = account_password(bengaluru);
    std::string one_time;
    {
        PageDriver page = plugin->open_page();
        forgot(page);
        sign_in(page, bengaluru);
        ASSERT_TRUE(page.press("change-password"));
        page.wait_for("code");
        one_time = code();
        give_code(page);
        type_new(page, new_password);
        ASSERT_TRUE(page.press("submit"));
        page.wait_for("credentials");
        seen = page.seen();
    }
    stop_plugin();
    for (const std::string& secret : {account, one_time, new_password}) {
        ASSERT_FALSE(secret.empty());
        EXPECT_TRUE(disguises_found(seen, secret).empty());
        EXPECT_TRUE(disguises_found(host.log(), secret).empty());
        EXPECT_EQ(files_with(host.data_folder, secret), std::vector<std::string>{});
    }
}

}  // namespace
}  // namespace integration
