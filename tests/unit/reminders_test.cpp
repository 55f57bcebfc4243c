// reminders_test.cpp - passwords that have not been changed for long: when one counts as old, and what is
// said.
#include "credentials/reminders.hpp"

#include <gtest/gtest.h>

#include "irp/profile.hpp"

namespace tijori {
namespace {

constexpr std::int64_t day = 24 * 3600;
constexpr std::int64_t now = 1'795'000'000;

Credential saved_days_ago(std::int64_t days, const std::string& provider = "nic-1") {
    Credential one;
    one.key = {"29AAACP0029A1Z2", provider, "production"};
    one.password_saved_at = now - days * day;
    return one;
}

TEST(Reminders, APasswordIsOldAfterTheProfilesDays) {
    const irp::Profiles profiles = irp::Profiles::load({});
    const irp::Profile* nic = profiles.find("nic-1");
    ASSERT_NE(nic, nullptr);
    ASSERT_EQ(nic->password_reminder_days, 90);
    EXPECT_FALSE(password_is_old(saved_days_ago(89), nic, now));
    EXPECT_TRUE(password_is_old(saved_days_ago(90), nic, now));
    EXPECT_FALSE(password_is_old(saved_days_ago(-3), nic, now)) << "a clock that was set back";
    Credential unknown = saved_days_ago(0);
    unknown.password_saved_at = 0;
    EXPECT_FALSE(password_is_old(unknown, nic, now)) << "when it was saved is not known";
    irp::Profile never = *nic;
    never.password_reminder_days = 0;
    EXPECT_FALSE(password_is_old(saved_days_ago(1000), &never, now));
    EXPECT_FALSE(password_is_old(saved_days_ago(1000), nullptr, now));
}

TEST(Reminders, TheOldestIsNamedAndNothingIsSaidToExpire) {
    const irp::Profiles profiles = irp::Profiles::load({});
    EXPECT_TRUE(reminder_of({}, profiles, now).text.empty());
    EXPECT_TRUE(reminder_of({saved_days_ago(10)}, profiles, now).text.empty());
    const Reminder reminder =
        reminder_of({saved_days_ago(100), saved_days_ago(120), saved_days_ago(1)}, profiles, now);
    EXPECT_EQ(reminder.title, "2 API passwords are old");
    EXPECT_EQ(reminder.text, "The one of 29AAACP0029A1Z2 has not been changed for 120 days.");
    EXPECT_EQ(reminder.text.find("expire"), std::string::npos);
}

}  // namespace
}  // namespace tijori
