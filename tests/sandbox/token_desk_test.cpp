// token_desk_test.cpp - the life of a token, and the request budget, on a clock that tests move.
#include "irp/token_desk.hpp"

#include <gtest/gtest.h>

#include "irp/auth_budget.hpp"
#include "manual_clock.hpp"

namespace irp_sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class TokenDeskTest : public testing::Test {
protected:
    bool is_alive(const Session& session) const { return desk.session_key(owner, session.token).has_value(); }

    ManualClock clock;
    TokenDesk desk{clock, minutes{60}};
    const SessionOwner owner{"client", "29AAACP0029A1Z2", "API_user"};
};

TEST_F(TokenDeskTest, ExpiryIsCutToTheMinuteAndWrittenInIst) {
    // 12:34:56 UTC + 60 min, cut, + 05:30
    EXPECT_EQ(format_ist(desk.issue(owner, false).expires), "2026-03-28 19:04:00");
}

TEST_F(TokenDeskTest, AskingAgainGivesTheSameTokenAndKey) {
    const Session first = desk.issue(owner, false);
    clock.advance(minutes{58});
    const Session again = desk.issue(owner, false);
    EXPECT_EQ(again.token, first.token);
    EXPECT_EQ(again.session_key, first.session_key);
    EXPECT_EQ(again.expires, first.expires);
}

TEST_F(TokenDeskTest, ForceCountsOnlyInTheLastTenMinutes) {
    const Session first = desk.issue(owner, false);
    clock.advance(first.expires - clock.now() - minutes{10} - seconds{1});
    EXPECT_EQ(desk.issue(owner, true).token, first.token);
    clock.advance(seconds{1});
    const Session renewed = desk.issue(owner, true);
    EXPECT_NE(renewed.token, first.token);
    EXPECT_NE(renewed.session_key, first.session_key);
    EXPECT_FALSE(is_alive(first));
    EXPECT_TRUE(is_alive(renewed));
}

TEST_F(TokenDeskTest, DiesExactlyAtTheStamp) {
    const Session first = desk.issue(owner, false);
    clock.advance(first.expires - clock.now() - seconds{1});
    EXPECT_TRUE(is_alive(first));
    clock.advance(seconds{1});
    EXPECT_FALSE(is_alive(first));
    EXPECT_NE(desk.issue(owner, false).token, first.token);
}

TEST_F(TokenDeskTest, BelongsToClientGstinAndUserTogether) {
    const Session session = desk.issue(owner, false);
    EXPECT_FALSE(desk.session_key({"other", owner.gstin, owner.user_name}, session.token));
    EXPECT_FALSE(desk.session_key({owner.client_id, "other", owner.user_name}, session.token));
    EXPECT_FALSE(desk.session_key({owner.client_id, owner.gstin, "other"}, session.token));
    EXPECT_FALSE(desk.session_key(owner, session.token + "x"));
    EXPECT_FALSE(desk.session_key(owner, ""));
    EXPECT_EQ(desk.session_key(owner, session.token), session.session_key);
}

TEST_F(TokenDeskTest, RevokedMeansDead) {
    const Session session = desk.issue(owner, false);
    desk.revoke_all();
    EXPECT_FALSE(is_alive(session));
}

TEST(AuthBudget, RefusesUntilFifteenMinutesAfterTheFirst) {
    ManualClock clock;
    AuthBudget budget(clock, 2);
    EXPECT_TRUE(budget.admit("user"));
    clock.advance(minutes{14});
    EXPECT_TRUE(budget.admit("user"));
    EXPECT_FALSE(budget.admit("user"));
    EXPECT_TRUE(budget.admit("another"));
    clock.advance(seconds{59});
    EXPECT_FALSE(budget.admit("user"));
    clock.advance(seconds{1});
    EXPECT_TRUE(budget.admit("user"));
}

TEST(AuthBudget, ZeroIsUnlimited) {
    ManualClock clock;
    AuthBudget budget(clock, 0);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(budget.admit("user"));
    }
}

}  // namespace
}  // namespace irp_sandbox
