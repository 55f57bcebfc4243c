// access_test.cpp - the credentials service against providers of all kinds and in trouble: one log-in for
// all, budgets, renewal, repeating, waiting, giving up.
#include <atomic>
#include <chrono>
#include <thread>

#include "desk.hpp"
#include "invoice.hpp"

namespace integration {
namespace {

using std::chrono::steady_clock;

class AccessToIrp : public Desk {
protected:
    std::string counter(const std::string& key) const {
        return json_value(sandbox->admin("GET", "/counters", ""), key);
    }
    // A profile whose limits are those, as text of JSON.
    std::string profile_with_limits(const std::string& limits) const {
        return profile_with("\"crypto\"", "\"limits\": " + limits + ", \"crypto\"");
    }
};

constexpr const char* invoice_path = "/eicore/v1.03/Invoice";

// ---- kinds of providers

// Protects users of a gateway: its token is sent, its paths are used, and a token that was renewed there is
// not taken for a wrong password.
TEST_F(AccessToIrp, AGatewayIsSpokenToInItsOwnWay) {
    start_sandbox();
    install_other_profiles();
    start_plugin();
    plugin->wait_for_vault();
    const auto key = key_of(bengaluru, "sandbox", "local-gateway");
    const auto saved = plugin->save(key, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(saved) << saved.error().message;
    const acct_session session = plugin->session(key);
    const auto registered = plugin->call(session, "POST", invoice_path, invoice("GW/1"));
    ASSERT_TRUE(registered) << registered.error().message;
    EXPECT_NE(registered->payload.find("\"Irn\""), std::string::npos);
    (void)sandbox->admin("POST", "/gateway/renew", "{}");
    const auto refused = plugin->call(session, "POST", invoice_path, invoice("GW/2"));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_CONFIGURATION, "HTTP-401", "provider"));
    EXPECT_EQ(plugin->find(key)->state, ACCT_CREDENTIAL_ACTIVE) << "the credential is not to blame";
}

// Protects users of systems that still speak the older authentication.
TEST_F(AccessToIrp, TheOlderAuthenticationWorks) {
    start_sandbox();
    install_other_profiles();
    start_plugin();
    plugin->wait_for_vault();
    const auto key = key_of(bengaluru, "sandbox", "local-sandbox-103");
    const auto saved = plugin->save(key, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(saved) << saved.error().message;
    EXPECT_EQ(counter("nic-1.03"), "1");
    EXPECT_EQ(plugin->find(key)->legal_name, "Pushpak Traders Private Limited")
        << "an encrypted call worked, too";
    const auto wrong =
        plugin->save(key_of(mumbai, "sandbox", "local-sandbox-103"), mumbai_user, "Not-the-Passw0rd");
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(is_clear(wrong.error(), ACCT_ERROR_REFUSED, "IRP-1019", "password"));
}

// Protects modules that make e-way bills: their requests are encrypted in part, their answers come under a
// key of their own with a check over them.
TEST_F(AccessToIrp, TheEWayBillSystemIsSpokenTo) {
    start_sandbox();
    install_other_profiles();
    start_plugin();
    plugin->wait_for_vault();
    const auto key = key_of(bengaluru, "sandbox", "local-ewaybill");
    const auto saved = plugin->save(key, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(saved) << saved.error().message;
    EXPECT_EQ(counter("ewb-1.03"), "1");
    EXPECT_EQ(plugin->find(key)->legal_name, "Pushpak Traders Private Limited")
        << "an answer with rek and hmac was opened";
    const acct_session session = plugin->session(key);
    const std::string bill =
        R"({"action":"GENEWAYBILL","data":{"supplyType":"O","docType":"INV","docNo":"EWB/1",)"
        R"("docDate":")" +
        today() +
        R"(","fromGstin":"29AAACP0029A1Z2","toGstin":"27AAACP0027A1Z8","itemList":)"
        R"([{"productName":"Copper wire","hsnCode":7408,"quantity":10,"taxableAmount":8500}]}})";
    const auto made = plugin->call(session, "POST", "/ewaybillapi/v1.03/ewayapi", bill);
    ASSERT_TRUE(made) << made.error().message;
    const std::string number = json_value(made->payload, "ewayBillNo");
    ASSERT_EQ(number.size(), 12U) << made->payload;
    const auto found =
        plugin->call(session, "GET", "/ewaybillapi/v1.03/ewayapi/GetEwayBill?ewbNo=" + number, "");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_NE(found->payload.find(number), std::string::npos);
    const auto shapeless =
        plugin->call(session, "POST", "/ewaybillapi/v1.03/ewayapi", R"({"supplyType":"O"})");
    ASSERT_FALSE(shapeless);
    EXPECT_TRUE(is_clear(shapeless.error(), ACCT_ERROR_INVALID_VALUE, "CALL-BODY"));
    sandbox->revoke_tokens();
    ASSERT_TRUE(plugin->call(session, "GET", "/ewaybillapi/v1.03/ewayapi/GetEwayBill?ewbNo=" + number, ""))
        << "238: logged in once more";
}

// ---- what a call gives

// Protects modules from registering twice: what the IRP says beside an error reaches them.
TEST_F(AccessToIrp, WhatTheIrpSaysBesidesIsHandedThrough) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    const auto first = plugin->call(session, "POST", invoice_path, invoice("DUP/1"));
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_TRUE(first->info.empty());
    const std::string irn = json_value(first->payload, "Irn");
    ASSERT_EQ(irn.size(), 64U);
    const auto again = plugin->call(session, "POST", invoice_path, invoice("DUP/1"));
    ASSERT_FALSE(again);
    EXPECT_TRUE(is_clear(again.error(), ACCT_ERROR_REJECTED, "IRP-2150"));
    EXPECT_NE(again.error().info.find("DUPIRN"), std::string::npos) << again.error().info;
    EXPECT_NE(again.error().info.find(irn), std::string::npos) << "the IRN that is there";
}

// ---- one log-in for all

// Protects accounts from being locked by many programs at once: three programs with one vault, a hundred
// callers, one log-in.
TEST_F(AccessToIrp, ThreeProgramsAndAHundredThreadsLogInOnce) {
    start_with_credential();
    restart_without_tokens();
    Running second(host);
    Running third(host);
    second.wait_for_vault();
    third.wait_for_vault();
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    constexpr int threads_each = 34;
    std::atomic<int> answered{0};
    std::vector<std::thread> callers;
    for (Running* program : {plugin.get(), &second, &third}) {
        const acct_session session = program->session(bengaluru);
        for (int i = 0; i < threads_each; ++i) {
            callers.emplace_back([&, program, session] {
                const auto started = program->credentials().call(
                    session, "GET", gstin_path(bengaluru), "",
                    [&](const accounting::Result<std::string>& answer) { answered += answer ? 1 : 1000; });
                EXPECT_TRUE(started);
            });
        }
    }
    for (std::thread& caller : callers) {
        caller.join();
    }
    plugin->pump_until(
        [&] {
            second.pump();
            third.pump();
            return answered >= 3 * threads_each;
        },
        "all answers");
    EXPECT_EQ(answered, 3 * threads_each) << "each of them was answered";
    EXPECT_EQ(sandbox->counters().auth_requests, 1U);
}

// Protects the account when a password is wrong: however many wait for the log-in, the IRP is asked once.
TEST_F(AccessToIrp, ARefusalIsOneForAllWhoWait) {
    start_with_credential();
    sandbox->change_password(bengaluru_user, "Changed@29blr");
    restart_without_tokens();
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    sandbox->fault(R"({"kind":"slow","seconds":1,"where":"auth"})");
    const acct_session session = plugin->session(bengaluru);
    int refused = 0;
    for (int i = 0; i < 6; ++i) {
        ASSERT_TRUE(plugin->credentials().call(session, "GET", gstin_path(bengaluru), "",
                                               [&](const accounting::Result<std::string>& answer) {
                                                   EXPECT_FALSE(answer);
                                                   EXPECT_EQ(answer.error().status, ACCT_ERROR_REFUSED);
                                                   ++refused;
                                               }));
    }
    plugin->pump_until([&] { return refused == 6; }, "six refusals");
    EXPECT_EQ(sandbox->counters().auth_requests, 1U);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_NEEDS_PASSWORD);
}

// ---- budgets

// Protects API users from being blocked for logging in too often: also by different runs of the program.
TEST_F(AccessToIrp, NoMoreLogInsThanTheProviderBears) {
    start_sandbox();
    install_profile(profile_with_limits(R"({"logins": 3, "minutes": 15})"));
    start_plugin();
    plugin->wait_for_vault();
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    ASSERT_TRUE(plugin->verify(key_of(bengaluru)));
    restart_plugin();
    ASSERT_TRUE(plugin->verify(key_of(bengaluru)));
    const auto enough = plugin->verify(key_of(bengaluru));
    ASSERT_FALSE(enough);
    EXPECT_TRUE(is_clear(enough.error(), ACCT_ERROR_BUSY, "LOGIN-BUDGET"));
    EXPECT_NE(enough.error().next_step.find("in 15 minutes"), std::string::npos) << enough.error().next_step;
    EXPECT_EQ(sandbox->counters().auth_requests, 3U);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_ACTIVE);
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)))
        << "the token goes on working";
    ASSERT_TRUE(plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user)))
        << "each API user has a budget";
}

// Protects accounts from being locked by guessing: the user is warned before the last attempt, and then
// stopped.
TEST_F(AccessToIrp, WrongPasswordsAreCountedAndTheUserIsWarned) {
    start_with_credential();
    const auto attempt = [&](const std::string& words) {
        return plugin->save(key_of(mumbai), mumbai_user, words);
    };
    const auto first = attempt("Not-the-Passw0rd-1");
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().next_step.find("One more wrong attempt"), std::string::npos);
    const auto second = attempt("Not-the-Passw0rd-2");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "IRP-1019");
    EXPECT_NE(second.error().next_step.find("One more wrong attempt"), std::string::npos)
        << second.error().next_step;
    restart_plugin();
    const auto third = attempt("Not-the-Passw0rd-3");
    ASSERT_FALSE(third);
    EXPECT_NE(third.error().next_step.find("15 minutes"), std::string::npos) << third.error().next_step;
    const auto before = sandbox->counters().auth_requests;
    const auto stopped = attempt("Not-the-Passw0rd-4");
    ASSERT_FALSE(stopped);
    EXPECT_TRUE(is_clear(stopped.error(), ACCT_ERROR_BUSY, "LOGIN-GUARD", "password"));
    EXPECT_EQ(sandbox->counters().auth_requests, before) << "the IRP was not asked";
    EXPECT_TRUE(plugin->verify(key_of(bengaluru))) << "another user is not concerned";
}

// ---- renewal

// Protects long runs of calls: near its end a token is renewed aside, and calls go on with the old one
// meanwhile.
TEST_F(AccessToIrp, ATokenNearItsEndIsRenewedWhileCallsGoOn) {
    start_with_credential();
    (void)sandbox->admin("POST", "/clock/advance", R"({"seconds": 3300})");  // of 3600
    restart_without_tokens();
    const acct_session session = plugin->session(bengaluru);
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)))
        << "logs in: the same token, with minutes to live";
    const std::int64_t short_lived = plugin->find(key_of(bengaluru))->token_until;
    EXPECT_EQ(counter("forced_renewals"), "0");
    sandbox->fault(R"({"kind":"slow","seconds":2,"where":"auth"})");
    const auto begun = steady_clock::now();
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(2))
        << "the call did not wait for the renewal";
    plugin->pump_until([&] { return counter("forced_renewals") == "1"; }, "the renewal");
    plugin->pump_until([&] { return plugin->find(key_of(bengaluru))->token_until > short_lived; },
                       "the new token");
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    EXPECT_EQ(counter("forced_renewals"), "1") << "once";
}

// ---- trouble

// Protects modules from a provider that stumbles: what may be repeated is repeated.
TEST_F(AccessToIrp, AnUnansweredLookUpIsRepeated) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(R"({"kind":"http_503_html","where":"call","times":2})");
    const auto answer = plugin->call(session, gstin_path(bengaluru));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(sandbox->counters().faults_served, 2U);
}

// Protects businesses from registering an invoice twice: a lost answer may mean that it is registered.
TEST_F(AccessToIrp, AnUnansweredRegistrationIsNotRepeated) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(R"({"kind":"reset_after","where":"call","times":3})");
    const auto before = sandbox->counters().calls;
    const auto lost = plugin->call(session, "POST", invoice_path, invoice("LOST/1"));
    ASSERT_FALSE(lost);
    EXPECT_TRUE(is_clear(lost.error(), ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE"));
    EXPECT_EQ(sandbox->counters().calls, before + 1);
    (void)sandbox->admin("POST", "/fault/clear", "{}");
    const auto known = plugin->call(
        session, "GET",
        std::string(invoice_path) + "/irnbydocdetails?doctype=INV&docnum=LOST/1&docdate=" + today(), "");
    EXPECT_TRUE(known) << "it had been registered: " << known.error().message;
    // Unless the module says that twice does no harm.
    sandbox->fault(R"({"kind":"reset_before","where":"call","times":1})");
    EXPECT_TRUE(plugin->call(session, "POST", invoice_path, invoice("LOST/2"), 0, ACCT_CALL_REPEATABLE));
}

// Protects a provider that is overrun: it says how long to wait, and that is waited.
TEST_F(AccessToIrp, RetryAfterIsHeeded) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(R"({"kind":"http_429","where":"call","retry_after":"seconds","seconds":2})");
    const auto begun = steady_clock::now();
    const auto registered = plugin->call(session, "POST", invoice_path, invoice("BUSY/1"));
    ASSERT_TRUE(registered) << "turned away is not acted upon: " << registered.error().message;
    EXPECT_GE(steady_clock::now() - begun, std::chrono::seconds(2));
    sandbox->fault(R"({"kind":"http_429","where":"call","retry_after":"seconds","seconds":300})");
    const auto later = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(later) << "longer than a call lasts";
    EXPECT_TRUE(is_clear(later.error(), ACCT_ERROR_UNREACHABLE, "HTTP-429"));
    EXPECT_NE(later.error().next_step.find("300 seconds"), std::string::npos) << later.error().next_step;
}

// Protects modules from a provider that drips: the time is for the whole of a call.
TEST_F(AccessToIrp, ACallEndsAtItsDeadline) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(R"({"kind":"slow","seconds":600,"where":"call"})");
    const auto begun = steady_clock::now();
    const auto late = plugin->call(session, "GET", gstin_path(bengaluru), "", 1500);
    ASSERT_FALSE(late);
    EXPECT_TRUE(is_clear(late.error(), ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE"));
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(15));
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru))) << "and the next one goes on";
}

// Protects everybody from waiting for a provider that is down, and the provider from being hammered.
TEST_F(AccessToIrp, ASilentProviderIsLeftAloneForAWhile) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->stop();
    accounting::Error last;
    for (int i = 0; i < 3; ++i) {
        const auto failed = plugin->call(session, gstin_path(bengaluru));
        ASSERT_FALSE(failed);
        last = failed.error();
        EXPECT_EQ(last.status, ACCT_ERROR_UNREACHABLE);
    }
    EXPECT_TRUE(is_clear(last, ACCT_ERROR_UNREACHABLE, "IRP-RESTING"));
    sandbox->start();
    EXPECT_TRUE(plugin->verify(key_of(bengaluru))) << "a person who asks is not made to wait";
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru))) << "and that it answers again is known";
}

// ---- observing

// Protects modules that show states: they are told of changes, once for many, and not after they have left.
TEST_F(AccessToIrp, ObserversAreToldOfChanges) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    plugin->pump();
    int told = 0;
    std::function<void()> changed = [&] { ++told; };
    const auto observation = plugin->credentials().observe(&changed);
    ASSERT_TRUE(observation);
    plugin->pump();
    told = 0;
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    plugin->pump();
    EXPECT_EQ(told, 1);
    ASSERT_TRUE(plugin->remove(key_of(bengaluru)));
    plugin->pump();
    EXPECT_EQ(told, 2);
    plugin->credentials().unobserve(*observation);
    ASSERT_TRUE(plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user)));
    plugin->pump();
    EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace integration
