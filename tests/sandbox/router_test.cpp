// router_test.cpp - paths, methods, the gate in front of calls, and faults taking hold.
#include "router_fixture.hpp"
#include "server/request_log.hpp"

namespace irp_sandbox {
namespace {

using RouterTest = RouterFixture;

TEST_F(RouterTest, UnknownPathsAndWrongMethods) {
    EXPECT_EQ(router.answer(get("/")).status, 404);
    EXPECT_EQ(router.answer(get("/eivital/v1.04/Master/gstin/")).status, 404);
    EXPECT_EQ(router.answer(get("/eivital/v1.04/Master/gstin/x/y")).status, 404);
    const Reply wrong = router.answer(get("/eivital/v1.04/auth"));
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers, (HeaderList{{"Allow", "POST"}}));
    EXPECT_EQ(counters.values().auth_requests, 0U);
}

TEST_F(RouterTest, GateOfCalls) {
    const std::string path = std::string{"/eivital/v1.04/Master/gstin/"} + sample_gstin;
    HeaderList headers = session_headers();
    const std::vector<std::string> codes{"1011", "1012", "1004", "1006", "1005"};
    for (std::size_t present = 0; present < codes.size(); ++present) {
        const HeaderList some(headers.begin(), headers.begin() + static_cast<std::ptrdiff_t>(present));
        EXPECT_EQ(router.answer(get(path, some)).outcome, codes[present]);
    }
    EXPECT_EQ(router.answer(get(path, headers)).outcome, "OK");
    EXPECT_EQ(router.answer(get("/eivital/v1.04/Master/gstin/27AAPFU0939F1ZV", headers)).outcome, "3028");
    EXPECT_EQ(router.answer(get("/eivital/v1.04/Master/syncgstin/short", headers)).outcome, "3030");
    clock.advance(std::chrono::hours{1});
    EXPECT_EQ(router.answer(get(path, headers)).outcome, "1005");
    EXPECT_EQ(counters.values().calls, 9U);
    EXPECT_EQ(counters.values().call_successes, 1U);
}

TEST_F(RouterTest, FaultsComeInOrderAndOnlyWhereOrdered) {
    Fault on_auth;
    on_auth.where = FaultPlace::auth;
    on_auth.kind = FaultKind::http_503_html;
    Fault on_call;
    on_call.where = FaultPlace::call;
    on_call.code = "3020";
    on_call.times = 2;
    faults.add(on_auth);
    faults.add(on_call);
    const std::string path = std::string{"/eivital/v1.04/Master/gstin/"} + sample_gstin;
    EXPECT_EQ(router.answer(get(path)).outcome, "3020");
    EXPECT_EQ(router.answer(auth_request(payload(sample_user, sample_password))).status, 503);
    EXPECT_EQ(router.answer(get(path)).outcome, "3020");
    EXPECT_EQ(router.answer(get(path)).outcome, "1011");
    EXPECT_EQ(router.answer(auth_request(payload(sample_user, sample_password))).outcome, "OK");
}

TEST_F(RouterTest, SlowIsSlowAndThenNormal) {
    Fault slow;
    slow.kind = FaultKind::slow;
    slow.seconds = 7;
    faults.add(slow);
    EXPECT_EQ(router.answer(auth_request(payload(sample_user, sample_password))).outcome, "OK");
    EXPECT_EQ(waited, std::chrono::seconds{7});
}

TEST_F(RouterTest, EnvelopeHasItsFourMembersInOrder) {
    EXPECT_EQ(router.answer({"", "POST", "/eivital/v1.04/auth", {}, "{}", ""}).body,
              R"({"Status":0,"Data":null,"ErrorDetails":[{"ErrorCode":"5003",)"
              R"("ErrorMessage":"Data cannot be null or empty"}],"InfoDtls":null})");
    const Reply good = router.answer(auth_request(payload(sample_user, sample_password)));
    std::size_t last = 0;
    for (const char* name :
         {R"({"Status":1,)", R"("Data":{"ClientId":)", R"("UserName":)", R"("AuthToken":)", R"("Sek":)",
          R"("TokenExpiry":)", R"("ErrorDetails":null,)", R"("InfoDtls":null})"}) {
        const std::size_t at = good.body.find(name);
        ASSERT_NE(at, std::string::npos) << name;
        EXPECT_GE(at, last) << name;
        last = at;
    }
}

TEST(RequestLog, MasksAndShortensPaths) {
    EXPECT_EQ(loggable_path("/eivital/v1.04/Master/gstin/29AAACP0029A1Z2"),
              "/eivital/v1.04/Master/gstin/29AA*********Z2");
    EXPECT_EQ(loggable_path("/x/AbcdefghijklmnopqrstuvwxY"), "/x/(25?characters)");
    EXPECT_EQ(loggable_path("/a\nb\x1b"), "/a?b?");
    EXPECT_EQ(loggable_path(""), "");
    EXPECT_EQ(loggable_path("/"), "/");
}

}  // namespace
}  // namespace irp_sandbox
