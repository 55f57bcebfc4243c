// portal_test.cpp - the account side: registering, signing in, one-time codes, and what they are good for.
#include <Poco/JSON/Array.h>

#include <atomic>
#include <thread>

#include "base/json.hpp"
#include "router_fixture.hpp"

namespace irp_sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* free_gstin = "36AAACP0029A1Z7";      // neither an account nor an API user
constexpr const char* userless_gstin = "33AAACP0029A1ZD";  // an account, but no API user
constexpr const char* account_password = "Pushpak@Portal1";

class PortalTest : public RouterFixture {
protected:
    Reply send(const std::string& path, const std::string& body, const std::string& session = "") {
        return router.answer({"test", body.empty() ? "GET" : "POST", "/sandbox/account/" + path,
                              HeaderList{{"Account-Session", session}}, body, ""});
    }

    // "OK" or the error's code.
    std::string outcome(const std::string& path, const std::string& body, const std::string& session = "") {
        return send(path, body, session).outcome;
    }

    static Poco::JSON::Object::Ptr json(const Reply& reply) {
        auto object = parse_json_object(reply.body);
        return object ? object : new_json_object();
    }

    static std::string data(const Reply& reply, const std::string& name) {
        const auto object = json(reply)->getObject("Data");
        return object && object->has(name) ? object->getValue<std::string>(name) : "(nothing)";
    }

    static std::optional<std::int64_t> beside(const Reply& reply, const std::string& name) {
        return integer_member(*json(reply), name);
    }

    static std::string login_body(const std::string& gstin, const std::string& password) {
        return R"({"gstin":")" + gstin + R"(","password":")" + password + R"("})";
    }

    std::string sign_in(const std::string& gstin = sample_gstin,
                        const std::string& password = account_password) {
        const Reply reply = send("login", login_body(gstin, password));
        EXPECT_EQ(reply.outcome, "OK");
        return data(reply, "session");
    }

    static std::string otp_body(const std::string& id, const std::string& digits) {
        return R"({"otp_id":")" + id + R"(","otp":")" + digits + R"("})";
    }

    // Six digits that are not those.
    static std::string other_than(std::string digits) {
        digits[0] = digits[0] == '9' ? '0' : static_cast<char>(digits[0] + 1);
        return digits;
    }

    // The id of a code that was sent.
    std::string ask_for_code(const std::string& session, const std::string& purpose) {
        const Reply reply = send("otp", R"({"purpose":")" + purpose + R"("})", session);
        EXPECT_EQ(reply.outcome, "OK");
        return data(reply, "otp_id");
    }

    std::string verified_code(const std::string& session, const std::string& purpose) {
        std::string id = ask_for_code(session, purpose);
        EXPECT_EQ(outcome("otp/verify", otp_body(id, sent_codes.back().digits), session), "OK");
        return id;
    }

    static std::string change_body(const std::string& id, const std::string& password) {
        return R"({"otp_id":")" + id + R"(","new":")" + password + R"("})";
    }

    static std::string create_body(const std::string& id, const std::string& user_name,
                                   const std::string& password) {
        return R"({"otp_id":")" + id + R"(","username":")" + user_name + R"(","password":")" + password +
               R"("})";
    }

    std::string api_login(const std::string& user, const std::string& password,
                          const std::string& gstin = sample_gstin, const std::string& client = sample_client,
                          const std::string& secret = sample_secret) {
        return router
            .answer(auth_request(payload(user, password),
                                 {{"client_id", client}, {"client_secret", secret}, {"Gstin", gstin}}))
            .outcome;
    }
};

TEST_F(PortalTest, EligibilitySaysWhoTheTaxpayerIs) {
    const Reply reply = send("eligibility", R"({"gstin":"07AAACP0029A1Z8"})");
    EXPECT_EQ(
        reply.body,
        R"({"Status":1,"Data":{"gstin":"07AAACP0029A1Z8","legal_name":"Pushpak Traders Private Limited",)"
        R"("trade_name":"Pushpak Traders","state_code":"07",)"
        R"("address":"5, Sample Bhavan, 3rd floor, Barakhamba Road, New Delhi, 110001",)"
        R"("registered":true}})");
    EXPECT_EQ(data(send("eligibility", R"({"gstin":"36AAACP0029A1Z7"})"), "registered"), "false");
}

TEST_F(PortalTest, EligibilityAndRegisteringRefuseTheSame) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "3009"},
        {"29aaacp0029a1z2", "3009"},
        {"29ABCDE1234F1ZW", "3028"},
        {"06AAACP0029A1ZA", "3029"},
        {"19AAACP0029A1Z3", "3046"},
    };
    for (const auto& [gstin, expected] : cases) {
        const std::string member = R"({"gstin":")" + std::string{gstin} + '"';
        EXPECT_EQ(outcome("eligibility", member + "}"), expected) << gstin;
        EXPECT_EQ(outcome("register", member + R"(,"email":"a@b.example","phone":"9840054321"})"), expected)
            << gstin;
    }
    for (const char* body : {"{}", "[]", "{", R"({"gstin":29})", R"({"gstin":null})"}) {
        EXPECT_EQ(outcome("eligibility", body), "3009") << body;
    }
    EXPECT_TRUE(sent_codes.empty());
}

TEST_F(PortalTest, RegistersAndIsSignedIn) {
    const std::string body =
        R"({"gstin":"36AAACP0029A1Z7","email":"priya@pushpak.example","phone":"9840054321"})";
    const Reply sent = send("register", body);
    ASSERT_EQ(sent.outcome, "OK");
    const auto told = json(sent)->getObject("Data");
    EXPECT_EQ(told->getArray("sent_to")->getElement<std::string>(0), "p•••@pushpak.example");
    EXPECT_EQ(told->getArray("sent_to")->getElement<std::string>(1), "••••••4321");
    EXPECT_EQ(data(sent, "expires_in"), "600");
    EXPECT_EQ(data(sent, "resend_in"), "60");
    ASSERT_EQ(sent_codes.size(), 1U);
    EXPECT_EQ(sent_codes[0].owner.gstin, free_gstin);
    EXPECT_EQ(sent.body.find(sent_codes[0].digits), std::string::npos);

    const std::string id = data(sent, "otp_id");
    const std::string password_body = R"({"otp_id":")" + id + R"(","password":"Godavari#7"})";
    EXPECT_EQ(outcome("register/password", password_body), "SBX-OTP-NEEDED");
    EXPECT_EQ(outcome("register/verify", otp_body(id, sent_codes[0].digits)), "OK");
    for (const char* weak : {"Short#1", "12345678#", "Letters##", "Letters123"}) {
        EXPECT_EQ(outcome("register/password", R"({"otp_id":")" + id + R"(","password":")" + weak + R"("})"),
                  "3003")
            << weak;
    }
    const Reply made = send("register/password", password_body);
    EXPECT_EQ(data(made, "gstin"), free_gstin);
    EXPECT_EQ(outcome("api-credentials", "", data(made, "session")), "3068");  // signed in
    EXPECT_EQ(outcome("register/password", password_body), "SBX-OTP-NEEDED");  // spent
    EXPECT_EQ(outcome("register", body), "3022");
    sign_in(free_gstin, "Godavari#7");
}

TEST_F(PortalTest, RegisteringAgainKillsTheOlderCodeAndWaitsAMinute) {
    const std::string body = R"({"gstin":"36AAACP0029A1Z7","email":"p@q.example","phone":"9840054321"})";
    const std::string first = data(send("register", body), "otp_id");
    clock.advance(seconds{59});
    const Reply early = send("register", body);
    EXPECT_EQ(early.outcome, "SBX-OTP-WAIT");
    EXPECT_EQ(beside(early, "retry_in"), 1);
    clock.advance(seconds{1});
    EXPECT_EQ(outcome("register", body), "OK");
    EXPECT_EQ(outcome("register/verify", otp_body(first, sent_codes[0].digits)), "SBX-OTP-UNKNOWN");
    for (const char* wrong :
         {R"({"gstin":"36AAACP0029A1Z7"})", R"({"gstin":"36AAACP0029A1Z7","email":"p","phone":"9840054321"})",
          R"({"gstin":"36AAACP0029A1Z7","email":"p@q.example","phone":"+919840054321"})"}) {
        EXPECT_EQ(outcome("register", wrong), "3009") << wrong;
    }
}

TEST_F(PortalTest, SigningInTellsOneTroubleFromAnother) {
    const Reply good = send("login", login_body(sample_gstin, account_password));
    EXPECT_EQ(data(good, "expires_in"), "900");
    EXPECT_EQ(data(good, "gstin"), sample_gstin);
    EXPECT_EQ(data(good, "legal_name"), "Pushpak Traders Private Limited");
    EXPECT_EQ(outcome("login", login_body("29ABCDE1234F1ZW", "x")), "3002");
    EXPECT_EQ(outcome("login", login_body("29AAFCD5862R000", "x")), "3070");
    EXPECT_EQ(outcome("login", login_body("07AAACP0029A1Z8", "Pushpak@Portal5")), "3036");
    EXPECT_EQ(outcome("login", login_body("07AAACP0029A1Z8", "wrong")), "3002");
    EXPECT_EQ(outcome("login", login_body("29", "x")), "3009");
    EXPECT_EQ(outcome("login", login_body(sample_gstin, "")), "3009");
}

TEST_F(PortalTest, FiveWrongPasswordsLockForAQuarterOfAnHour) {
    const std::string wrong = login_body(sample_gstin, "Pushpak@Portal2");
    const std::string right = login_body(sample_gstin, account_password);
    for (const int left : {4, 3, 2, 1}) {
        EXPECT_EQ(beside(send("login", wrong), "tries_left"), left);
    }
    EXPECT_EQ(outcome("login", right), "OK");  // forgives
    for (const int left : {4, 3, 2, 1}) {
        EXPECT_EQ(beside(send("login", wrong), "tries_left"), left);
    }
    const Reply last = send("login", wrong);
    EXPECT_EQ(last.outcome, "3025");
    EXPECT_EQ(beside(last, "retry_in"), 900);
    clock.advance(seconds{899});
    const Reply still = send("login", right);
    EXPECT_EQ(still.outcome, "3025");
    EXPECT_EQ(beside(still, "retry_in"), 1);
    EXPECT_EQ(outcome("login", login_body("27AAACP0029A1Z6", "Pushpak@Portal2")), "OK");
    clock.advance(seconds{1});
    EXPECT_EQ(beside(send("login", wrong), "tries_left"), 4);
    EXPECT_EQ(outcome("login", right), "OK");
}

TEST_F(PortalTest, SessionsSlideAndEnd) {
    const std::string session = sign_in();
    for (int i = 0; i < 3; ++i) {
        clock.advance(minutes{15} - seconds{1});
        EXPECT_EQ(outcome("api-credentials", "", session), "OK");
    }
    clock.advance(minutes{15});
    EXPECT_EQ(outcome("api-credentials", "", session), "SBX-SESSION");

    const std::string left = sign_in();
    const std::string other = sign_in();
    EXPECT_EQ(send("logout", "{}", left).body, R"({"Status":1,"Data":{}})");
    EXPECT_EQ(outcome("logout", "{}", left), "OK");
    EXPECT_EQ(outcome("api-credentials", "", other), "OK");
    const std::pair<const char*, const char*> needing[] = {{"api-credentials", ""},
                                                           {"api-credentials", "{}"},
                                                           {"api-credentials/password", "{}"},
                                                           {"otp", R"({"purpose":"change_password"})"},
                                                           {"otp/verify", "{}"}};
    for (const auto& [path, body] : needing) {
        EXPECT_EQ(outcome(path, body, left), "SBX-SESSION") << path;
        EXPECT_EQ(outcome(path, body), "SBX-SESSION") << path;
    }
    EXPECT_TRUE(sent_codes.empty());
}

TEST_F(PortalTest, ShowsTheApiUserWithItsPasswordMasked) {
    // No date in accounts.json: since the sandbox started, 18:04:56 in India.
    EXPECT_EQ(send("api-credentials", "", sign_in()).body,
              R"({"Status":1,"Data":{"username":"API_pushpak_blr","masked_password":"Sa••••••••lr",)"
              R"("changed_on":"2026-03-28 18:04:56"}})");
    const Reply dated = send("api-credentials", "", sign_in("24AAACP0029A1ZC", "Pushpak@Portal3"));
    EXPECT_EQ(data(dated, "changed_on"), "2026-06-01 00:00:00");
    EXPECT_EQ(outcome("api-credentials", "", sign_in(userless_gstin, "Pushpak@Portal4")), "3068");
}

TEST_F(PortalTest, CodesAreGuessedFiveTimesAtMost) {
    const std::string session = sign_in();
    const std::string id = ask_for_code(session, "change_password");
    const std::string digits = sent_codes.back().digits;
    EXPECT_EQ(digits.size(), 6U);
    EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos);
    const std::string wrong = otp_body(id, other_than(digits));
    for (const int left : {4, 3, 2, 1}) {
        const Reply reply = send("otp/verify", wrong, session);
        EXPECT_EQ(reply.outcome, "SBX-OTP-WRONG");
        EXPECT_EQ(beside(reply, "tries_left"), left);
    }
    EXPECT_EQ(outcome("otp/verify", wrong, session), "SBX-OTP-TRIES");
    EXPECT_EQ(outcome("otp/verify", otp_body(id, digits), session), "SBX-OTP-TRIES");
    EXPECT_EQ(outcome("api-credentials/password", change_body(id, "Mandara@29"), session), "SBX-OTP-NEEDED");
}

TEST_F(PortalTest, CodesAreForOneSessionAndOnePurpose) {
    const std::string session = sign_in();
    const std::string other = sign_in();
    const std::string id = ask_for_code(session, "create_user");
    const std::string right = otp_body(id, sent_codes.back().digits);
    EXPECT_EQ(outcome("otp/verify", right, other), "SBX-OTP-UNKNOWN");
    EXPECT_EQ(outcome("register/verify", right), "SBX-OTP-UNKNOWN");
    EXPECT_EQ(outcome("otp/verify", otp_body("nonsense", "123456"), session), "SBX-OTP-UNKNOWN");
    EXPECT_EQ(outcome("otp/verify", right, session), "OK");
    EXPECT_EQ(outcome("api-credentials/password", change_body(id, "Mandara@29"), session), "SBX-OTP-NEEDED");
    for (const char* purpose : {"register", "", "anything"}) {
        EXPECT_EQ(outcome("otp", R"({"purpose":")" + std::string{purpose} + R"("})", session), "3009");
    }
}

TEST_F(PortalTest, CodesWaitExpireAndReplaceEachOther) {
    const std::string session = sign_in();
    const std::string first = ask_for_code(session, "change_password");
    const std::string first_digits = sent_codes.back().digits;
    const Reply early = send("otp", R"({"purpose":"change_password"})", session);
    EXPECT_EQ(early.outcome, "SBX-OTP-WAIT");
    EXPECT_EQ(beside(early, "retry_in"), 60);
    ask_for_code(session, "create_user");  // another purpose need not wait
    clock.advance(seconds{60});
    const std::string second = verified_code(session, "change_password");
    EXPECT_EQ(outcome("otp/verify", otp_body(first, first_digits), session), "SBX-OTP-UNKNOWN");
    const std::string second_digits = sent_codes.back().digits;
    clock.advance(minutes{10} - seconds{1});
    EXPECT_EQ(outcome("otp/verify", otp_body(second, second_digits), session), "OK");
    clock.advance(seconds{1});
    EXPECT_EQ(outcome("otp/verify", otp_body(second, second_digits), session), "SBX-OTP-EXPIRED");
    EXPECT_EQ(outcome("api-credentials/password", change_body(second, "Mandara@29"), session),
              "SBX-OTP-NEEDED");
    EXPECT_TRUE(portal.live_codes().empty());
}

TEST_F(PortalTest, ChangesThePassword) {
    const std::string session = sign_in();
    ASSERT_EQ(api_login(sample_user, sample_password), "OK");
    const std::string id = verified_code(session, "change_password");
    for (const char* weak :
         {"Aa@3567", "Aa@3567890123456", "aa@35678", "AA@35678", "Aa@bcdef", "Aa135678", "Aa-35678"}) {
        EXPECT_EQ(outcome("api-credentials/password", change_body(id, weak), session), "3003") << weak;
    }
    EXPECT_EQ(outcome("api-credentials/password", change_body(id, sample_password), session), "3023");
    EXPECT_EQ(outcome("api-credentials/password", change_body(id, ""), session), "3009");
    clock.advance(seconds{5});
    EXPECT_EQ(send("api-credentials/password", change_body(id, "Mandara@29"), session).body,
              R"({"Status":1,"Data":{"username":"API_pushpak_blr"}})");
    EXPECT_EQ(api_login(sample_user, sample_password), "1019");
    EXPECT_EQ(tokens.live().size(), 1U);  // the token of before still works
    EXPECT_EQ(api_login(sample_user, "Mandara@29"), "OK");
    const Reply shown = send("api-credentials", "", session);
    EXPECT_EQ(data(shown, "masked_password"), "Ma••••••••29");
    EXPECT_EQ(data(shown, "changed_on"), "2026-03-28 18:05:01");
    EXPECT_EQ(outcome("api-credentials/password", change_body(id, "Mandara@30"), session), "SBX-OTP-NEEDED");
    EXPECT_EQ(counters.values().password_changes, 1U);
    EXPECT_EQ(outcome("api-credentials/password", change_body("x", "Mandara@29"),
                      sign_in(userless_gstin, "Pushpak@Portal4")),
              "3068");
}

TEST_F(PortalTest, TokensDieWithThePasswordIfOrdered) {
    ASSERT_EQ(api_login(sample_user, sample_password), "OK");
    ASSERT_EQ(api_login("API_pushpak_mum", "Sample@27mum", "27AAACP0029A1Z6"), "OK");
    ewb_tokens.issue({sample_client, sample_gstin, sample_user}, false);
    portal.set_tokens_die_on_change(true);
    const std::string session = sign_in();
    EXPECT_EQ(outcome("api-credentials/password",
                      change_body(verified_code(session, "change_password"), "Mandara@29"), session),
              "OK");
    ASSERT_EQ(tokens.live().size(), 1U);
    EXPECT_EQ(tokens.live().begin()->first.user_name, "API_pushpak_mum");
    EXPECT_TRUE(ewb_tokens.live().empty());
}

TEST_F(PortalTest, AChangeUnlocksAndEndsAnExpiry) {
    guard.set_limits({1, 0});
    accounts.update_user(sample_user, std::nullopt, UserState::password_expired, clock.now());
    EXPECT_EQ(api_login(sample_user, "wrong"), "1019");
    EXPECT_EQ(api_login(sample_user, sample_password), "3025");
    const std::string session = sign_in();
    EXPECT_EQ(outcome("api-credentials/password",
                      change_body(verified_code(session, "change_password"), "Mandara@29"), session),
              "OK");
    EXPECT_EQ(api_login(sample_user, "Mandara@29"), "OK");
}

TEST_F(PortalTest, CreatesAnApiUserForEveryClient) {
    const std::string session = sign_in(userless_gstin, "Pushpak@Portal4");
    EXPECT_EQ(outcome("api-credentials", create_body("x", "API_chn_33", "Marina@33"), session),
              "SBX-OTP-NEEDED");
    const std::string id = verified_code(session, "create_user");
    EXPECT_EQ(outcome("api-credentials", create_body(id, sample_user, "Marina@33"), session), "3004");
    EXPECT_EQ(outcome("api-credentials", create_body(id, "API_chn_33", "marina33"), session), "3003");
    for (const std::string& name :
         {std::string{}, std::string{"ab"}, std::string{"API chn"}, std::string(51, 'a')}) {
        EXPECT_EQ(outcome("api-credentials", create_body(id, name, "Marina@33"), session), "3009") << name;
    }
    EXPECT_EQ(api_login("API_chn_33", "Marina@33", userless_gstin), "1017");
    EXPECT_EQ(send("api-credentials", create_body(id, "API_chn_33", "Marina@33"), session).body,
              R"({"Status":1,"Data":{"username":"API_chn_33"}})");
    EXPECT_EQ(api_login("API_chn_33", "Marina@33", userless_gstin), "OK");
    EXPECT_EQ(api_login("API_chn_33", "Marina@33", userless_gstin, "AACCT27GSPSAMPLE0002",
                        "SAMPLE-ONLY-client-secret-0002"),
              "OK");
    EXPECT_EQ(api_login("API_chn_33", "Marina@33"), "1015");  // of another GSTIN
    EXPECT_EQ(data(send("api-credentials", "", session), "username"), "API_chn_33");
    EXPECT_EQ(counters.values().api_users_created, 1U);
    EXPECT_TRUE(portal.live_codes().empty());  // spent
    clock.advance(seconds{60});
    EXPECT_EQ(outcome("api-credentials",
                      create_body(verified_code(session, "create_user"), "API_chn_34", "Marina@33"), session),
              "3022");
}

TEST_F(PortalTest, ACodeIsSpentOnceHoweverManyComeAtOnce) {
    const std::string session = sign_in();
    const std::string id = verified_code(session, "change_password");
    std::atomic<int> changes{0};
    std::vector<std::thread> clients;
    clients.reserve(8);
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, i] {
            const std::string password = "Mandara@2" + std::to_string(i);
            changes +=
                outcome("api-credentials/password", change_body(id, password), session) == "OK" ? 1 : 0;
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    EXPECT_EQ(changes, 1);
}

TEST_F(PortalTest, ManySignInsAtOnceGetASessionEach) {
    constexpr int clients_count = 8;
    constexpr int rounds = 200;
    std::atomic<int> usable{0};
    std::vector<std::thread> clients;
    clients.reserve(clients_count);
    for (int i = 0; i < clients_count; ++i) {
        clients.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const std::string session =
                    data(send("login", login_body(sample_gstin, account_password)), "session");
                usable += outcome("api-credentials", "", session) == "OK" ? 1 : 0;
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    EXPECT_EQ(usable, clients_count * rounds);
}

TEST_F(PortalTest, MethodsAndCounters) {
    const Reply wrong = router.answer({"", "PUT", "/sandbox/account/api-credentials", {}, "{}", ""});
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers, (HeaderList{{"Allow", "GET, POST"}}));
    EXPECT_EQ(send("login", "").headers, (HeaderList{{"Allow", "POST"}}));
    EXPECT_EQ(send("nothing", "{}").status, 404);
    send("login", login_body(sample_gstin, "wrong"));
    sign_in();
    const CounterValues values = counters.values();
    EXPECT_EQ(values.account_requests, 2U);
    EXPECT_EQ(values.account_successes, 1U);
    EXPECT_EQ(values.by_path.at("POST /sandbox/account/login"), 2U);
    EXPECT_EQ(values.outcomes.at("3002"), 1U);
    EXPECT_EQ(values.auth_requests + values.calls, 0U);
}

TEST_F(PortalTest, FaultsReachTheAccountSide) {
    const auto order = [this](FaultKind kind, FaultPlace place = FaultPlace::account) {
        Fault fault;
        fault.kind = kind;
        fault.where = place;
        fault.path = "/sandbox/account/login";
        faults.add(fault);
    };
    const std::string right = login_body(sample_gstin, account_password);
    order(FaultKind::http_503_html, FaultPlace::call);
    EXPECT_EQ(outcome("login", right), "OK");
    faults.clear();
    order(FaultKind::http_503_html);
    EXPECT_EQ(outcome("eligibility", R"({"gstin":"36AAACP0029A1Z7"})"), "OK");
    EXPECT_EQ(send("login", right).status, 503);
    order(FaultKind::truncated_json);
    EXPECT_FALSE(parse_json_object(send("login", right).body));
    order(FaultKind::reset_after);
    EXPECT_TRUE(send("login", right).reset);
    order(FaultKind::status_as_string);
    EXPECT_EQ(send("login", right).body.find(R"({"Status":"1")"), 0U);
    order(FaultKind::slow);
    EXPECT_EQ(outcome("login", right), "OK");
    EXPECT_EQ(waited, seconds{5});
    order(FaultKind::error_details_string);
    EXPECT_EQ(outcome("login", right), "SBX-SESSION");
    order(FaultKind::drop_underscore_headers, FaultPlace::any);
    EXPECT_EQ(outcome("login", right), "OK");
    Fault error;
    error.where = FaultPlace::account;
    error.code = "3020";
    faults.add(error);
    EXPECT_EQ(send("login", right).body, R"({"Status":0,"ErrorDetails":[{"ErrorCode":"3020","ErrorMessage":)"
                                         R"("Internal Server Error pls try after sometime"}]})");
}

TEST_F(PortalTest, TheAdministratorOfThePortal) {
    using State = PortalService::AccountState;
    const std::string right = login_body(sample_gstin, account_password);
    const std::string session = sign_in();
    ask_for_code(session, "change_password");
    EXPECT_TRUE(portal.set_account(sample_gstin, State::locked, std::nullopt));
    EXPECT_EQ(outcome("api-credentials", "", session), "SBX-SESSION");
    EXPECT_EQ(beside(send("login", right), "retry_in"), 900);
    EXPECT_TRUE(portal.set_account(sample_gstin, State::inactive, std::nullopt));
    EXPECT_EQ(outcome("login", right), "3036");
    EXPECT_TRUE(portal.set_account(sample_gstin, State::active, std::nullopt));
    EXPECT_EQ(outcome("login", right), "OK");
    EXPECT_TRUE(portal.set_account(sample_gstin, State::none, std::nullopt));
    EXPECT_EQ(outcome("login", right), "3070");
    EXPECT_TRUE(portal.live_codes().empty());
    EXPECT_FALSE(portal.set_account(sample_gstin, State::active, std::nullopt));
    EXPECT_TRUE(portal.set_account(sample_gstin, std::nullopt, "Another@1"));
    EXPECT_EQ(outcome("login", login_body(sample_gstin, "Another@1")), "OK");
}

}  // namespace
}  // namespace irp_sandbox
