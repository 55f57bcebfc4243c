// user_guard_test.cpp - lock-out after wrong passwords, and the block for too many authentications.
#include "irp/user_guard.hpp"

#include <gtest/gtest.h>

#include "manual_clock.hpp"

namespace irp_sandbox {
namespace {

TEST(UserGuard, LocksOutAfterWrongPasswordsInARow) {
    const ManualClock clock;
    UserGuard guard{clock, {3, 0}};
    for (int round = 0; round < 2; ++round) {
        guard.note_wrong_password("a");
        guard.note_wrong_password("a");
        EXPECT_TRUE(guard.note_success("a"));
    }
    guard.note_wrong_password("a");
    guard.note_wrong_password("a");
    EXPECT_FALSE(guard.is_barred("a"));
    guard.note_wrong_password("a");
    EXPECT_TRUE(guard.is_barred("a"));
    EXPECT_FALSE(guard.is_barred("b"));
    guard.release("a");
    EXPECT_FALSE(guard.is_barred("a"));
    guard.note_wrong_password("a");
    EXPECT_FALSE(guard.is_barred("a")) << "a release forgives the wrong passwords, too";
}

TEST(UserGuard, BlocksWhoAuthenticatesTooOften) {
    ManualClock clock;
    UserGuard guard{clock, {0, 2}};
    EXPECT_TRUE(guard.note_success("a"));
    clock.advance(std::chrono::minutes{10});
    EXPECT_TRUE(guard.note_success("a"));
    clock.advance(std::chrono::minutes{5});
    EXPECT_TRUE(guard.note_success("a")) << "the first is 15 minutes ago";
    EXPECT_FALSE(guard.note_success("a"));
    clock.advance(std::chrono::hours{24});
    EXPECT_TRUE(guard.is_barred("a"));
    guard.set_limits({});
    EXPECT_FALSE(guard.is_barred("a"));
    for (int i = 0; i < 100; ++i) {
        guard.note_wrong_password("a");
        EXPECT_TRUE(guard.note_success("a"));
    }
}

}  // namespace
}  // namespace irp_sandbox
