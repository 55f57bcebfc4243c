// service_test.cpp - the credentials service as the host's other modules use it.
#include "desk.hpp"

namespace integration {
namespace {

using Service = Desk;

// Protects the whole round a module makes, and that each step says what it did.
TEST_F(Service, SavesListsFindsVerifiesCallsAndRemoves) {
    start_with_credential();
    ASSERT_TRUE(plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user)));
    const auto all = plugin->credentials().list();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ((*all)[0].key.gstin, mumbai) << "in the order of GSTINs";
    EXPECT_EQ((*all)[1].user_name, bengaluru_user);
    EXPECT_GT((*all)[1].token_until, 0);

    ASSERT_TRUE(plugin->verify(key_of(bengaluru)));
    const auto answer = plugin->call(plugin->session(bengaluru), gstin_path(mumbai));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_NE(answer->find(mumbai), std::string::npos);

    const acct_session session = plugin->session(bengaluru);
    ASSERT_TRUE(plugin->remove(key_of(bengaluru)));
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
    const auto gone = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(gone) << "a session does not outlive its credential";
    EXPECT_TRUE(is_clear(gone.error(), ACCT_ERROR_NOT_FOUND, "CREDENTIAL-NONE"));
    EXPECT_FALSE(plugin->remove(key_of(bengaluru))) << "removed only once";
    EXPECT_FALSE(plugin->verify(key_of(bengaluru)));
    EXPECT_TRUE(plugin->find(key_of(mumbai))) << "the other one is not touched";
    restart_plugin();
    EXPECT_FALSE(plugin->find(key_of(bengaluru))) << "removed from the disk, too";
    EXPECT_TRUE(plugin->find(key_of(mumbai)));
}

// Protects modules that write a GSTIN as people do.
TEST_F(Service, TakesGstinsWithSpacesAndSmallLetters) {
    start_with_credential();
    EXPECT_TRUE(plugin->credentials().open_session(key_of(" 29aaacp0029 a1z2 "), "Invoices"));
    ASSERT_TRUE(plugin->verify(key_of("29aaacp0029a1z2")));
}

// Protects the account from being locked and the user from a credential that does not work: what the IRP
// refuses is not stored, and the words say where to mend it.
TEST_F(Service, AWrongPasswordIsRefusedAndNotStored) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    const auto refused = plugin->save(key_of(bengaluru), bengaluru_user, "Not-the-Passw0rd");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_REFUSED, "IRP-1019", "password"));
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
    EXPECT_EQ(sandbox->counters().auth_requests, 1U) << "asked once, so that the account is not locked";
    restart_plugin();
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
}

// Protects what is stored from being replaced by mistake, or by something worse.
TEST_F(Service, ReplacingNeedsTheFlagAndAnAcceptedPassword) {
    start_with_credential();
    const auto exists = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(exists);
    EXPECT_TRUE(is_clear(exists.error(), ACCT_ERROR_EXISTS, "CREDENTIAL-EXISTS", "gstin"));
    const auto refused =
        plugin->save(key_of(bengaluru), bengaluru_user, "Not-the-Passw0rd", ACCT_SAVE_REPLACE);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_REFUSED, "IRP-1019", "password"));

    const auto info = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->state, ACCT_CREDENTIAL_ACTIVE) << "the stored one was not what the IRP refused";
    restart_plugin();
    ASSERT_TRUE(plugin->verify(key_of(bengaluru))) << "the old password is still the one in the vault";

    sandbox->change_password(bengaluru_user, "New-Sample@29blr");
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, "New-Sample@29blr", ACCT_SAVE_REPLACE));
    restart_plugin();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru))) << "the new password is in the vault";
}

// Protects a user whose password was changed at the portal: told once, and not asked again with a password
// that locks the account.
TEST_F(Service, APasswordThatWasChangedAtThePortalNeedsAttention) {
    start_with_credential();
    sandbox->change_password(bengaluru_user, "Changed@29blr");
    const auto refused = plugin->verify(key_of(bengaluru));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_REFUSED, "IRP-1019", "password"));
    const auto info = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(info) << "still stored";
    EXPECT_EQ(info->state, ACCT_CREDENTIAL_NEEDS_PASSWORD);
    EXPECT_FALSE(info->problem.empty());
    const auto before = sandbox->counters().auth_requests;
    const auto call = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_FALSE(call);
    EXPECT_TRUE(is_clear(call.error(), ACCT_ERROR_REFUSED, "CREDENTIAL-NEEDS-ATTENTION"));
    EXPECT_EQ(sandbox->counters().auth_requests, before);
}

// Protects working off line: a credential can be kept although nobody could be asked, and says so.
TEST_F(Service, SavesUnverifiedWhenTheIrpIsDown) {
    start_sandbox();
    const std::string right = password(bengaluru_user);
    sandbox->stop();
    start_plugin();
    plugin->wait_for_vault();
    const auto down = plugin->save(key_of(bengaluru), bengaluru_user, right);
    ASSERT_FALSE(down);
    EXPECT_TRUE(is_clear(down.error(), ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE"));
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, right, ACCT_SAVE_WITHOUT_VERIFYING));
    auto info = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->state, ACCT_CREDENTIAL_UNVERIFIED);
    EXPECT_EQ(info->verified_at, 0);

    sandbox->start();
    ASSERT_TRUE(plugin->verify(key_of(bengaluru)));
    info = plugin->find(key_of(bengaluru));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->state, ACCT_CREDENTIAL_ACTIVE);
}

// Protects the IRP's request budget: one log-in serves every call while its token lives.
TEST_F(Service, ManyCallsNeedOneLogIn) {
    start_with_credential();
    restart_without_tokens();
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    const acct_session session = plugin->session(bengaluru);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(plugin->call(session, gstin_path(mumbai)));
    }
    const Counters counters = sandbox->counters();
    EXPECT_EQ(counters.auth_requests, 1U);
    EXPECT_EQ(counters.call_successes, 10U);
}

// Protects the account from needless log-ins: a program that starts finds the token that is there.
TEST_F(Service, ATokenOutlivesTheProgram) {
    start_with_credential();
    const std::int64_t until = plugin->find(key_of(bengaluru))->token_until;
    EXPECT_GT(until, 0);
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    restart_plugin();
    ASSERT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(mumbai)));
    EXPECT_EQ(sandbox->counters().auth_requests, 0U);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->token_until, until);
}

// Protects modules from tokens that die early: they notice nothing, and the IRP is asked once.
TEST_F(Service, ADeadTokenIsRenewedOnce) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    sandbox->revoke_tokens();
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    Counters counters = sandbox->counters();
    EXPECT_EQ(counters.auth_requests, 1U);
    EXPECT_EQ(counters.calls, 2U) << "refused with 1005, then repeated";

    // An IRP that goes on saying 1005 is not asked for ever.
    sandbox->fault(R"({"kind":"error","code":"1005","where":"call","times":100})");
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    const auto refused = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "IRP-1005");
    counters = sandbox->counters();
    EXPECT_EQ(counters.calls, 2U);
    EXPECT_LE(counters.auth_requests, 2U);
}

// Protects modules from confusing what the IRP rejects in a call with a credential that does not work.
TEST_F(Service, WhatTheIrpRejectsComesWithItsCode) {
    start_with_credential();
    sandbox->fault(R"({"kind":"error","code":"2150","message":"Duplicate IRN","where":"call"})");
    const auto rejected = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_FALSE(rejected);
    EXPECT_TRUE(is_clear(rejected.error(), ACCT_ERROR_REJECTED, "IRP-2150"));
    EXPECT_NE(rejected.error().message.find("Duplicate IRN"), std::string::npos);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_ACTIVE);
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
}

struct Trouble {
    const char* user_name;
    std::string gstin;
    acct_status status;
    const char* code;
    const char* field;
};

void PrintTo(const Trouble& trouble, std::ostream* out) {
    *out << trouble.user_name;
}

class Troubles : public Desk, public ::testing::WithParamInterface<Trouble> {};

// Protects users from a bare number: each refusal of the IRP comes in words, with a next step, at its field.
TEST_P(Troubles, AreToldInWords) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    const Trouble& trouble = GetParam();
    const auto refused = plugin->save(key_of(trouble.gstin), trouble.user_name, password(trouble.user_name));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), trouble.status, trouble.code, trouble.field));
    EXPECT_FALSE(plugin->find(key_of(trouble.gstin)));
}

INSTANTIATE_TEST_SUITE_P(
    OfAccounts, Troubles,
    ::testing::Values(Trouble{"API_inactive", bengaluru, ACCT_ERROR_BLOCKED, "IRP-1014", ""},
                      Trouble{"API_frozen", bengaluru, ACCT_ERROR_BLOCKED, "IRP-3025", ""},
                      Trouble{"API_expired_pw", bengaluru, ACCT_ERROR_REFUSED, "IRP-MESSAGE", "password"},
                      Trouble{"API_other_gsp", bengaluru, ACCT_ERROR_REFUSED, "IRP-1018", "user-name"},
                      Trouble{"API_other_gstin", bengaluru, ACCT_ERROR_REFUSED, "IRP-1015", "user-name"},
                      Trouble{"API_cancelled", cancelled_gstin, ACCT_ERROR_BLOCKED, "IRP-3029", ""}));

// Protects the calls' arguments: what cannot be right is answered at once and nobody is asked.
TEST_F(Service, CallsThatCannotBeRightAreAnsweredAtOnce) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    const auto before = sandbox->counters().calls;
    const auto refused = [&](acct_session where, std::string_view method, std::string_view path,
                             std::string_view json) {
        const auto started = plugin->credentials().call(where, method, path, json,
                                                        [](const accounting::Result<std::string>&) {});
        return started ? ACCT_OK : started.error().status;
    };
    EXPECT_EQ(refused(session + 100, "GET", "/x", ""), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(refused(0, "GET", "/x", ""), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(refused(session, "DELETE", "/x", ""), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(refused(session, "GET", "/x", "{}"), ACCT_ERROR_BAD_ARGUMENT);
    // paths that would reach another server, or another request
    for (const char* path : {"", "x", "//elsewhere.invalid/x", "/x y", "/x\r\nHost: y", "/x#y", "/\\y"}) {
        EXPECT_EQ(refused(session, "GET", path, ""), ACCT_ERROR_BAD_ARGUMENT) << path;
    }
    EXPECT_EQ(refused(session, "GET", "/\xFF", ""), ACCT_ERROR_BAD_TEXT);
    plugin->credentials().close_session(session);
    EXPECT_EQ(refused(session, "GET", "/x", ""), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(sandbox->counters().calls, before);
}

}  // namespace
}  // namespace integration
