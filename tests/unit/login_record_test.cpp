// login_record_test.cpp - what programs know together of one API user's log-ins: that it survives being
// stored, torn and read in another run of the computer, that clocks which jump neither lock anybody out nor
// let anybody ask without end, and that the limits hold to the number.
#include "irp/login_record.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "turned_clock.hpp"
#include "words.hpp"

namespace tijori::irp {
namespace {

using namespace std::chrono_literals;
using tests::contains;
using tests::counting_bytes;
using tests::expect_plain_words;
using tests::TurnedClock;

LoginRecord record_at(const TurnedClock& clock) {
    Session session;
    session.token = SecretBytes(std::string_view("token"));
    session.key = SecretBytes(Bytes(counting_bytes(0)));
    session.expires = clock.utc_seconds() + 3600;
    LoginRecord record;
    record.live = LiveSession{std::make_shared<const Session>(std::move(session)), clock.now() + 3600s};
    record.attempts = {clock.utc_seconds() - 100, clock.utc_seconds()};
    record.refusals = {clock.utc_seconds() - 100};
    return record;
}

std::optional<LoginRecord> again(const LoginRecord& record, const Clock& written, const Clock& read) {
    return LoginRecord::decoded(record.encoded(written).bytes(), read);
}

// ---- its bytes

TEST(LoginRecord, ComesBackAsItWas) {
    const TurnedClock clock;
    const LoginRecord record = record_at(clock);
    const auto read = again(record, clock, clock);
    ASSERT_TRUE(read);
    ASSERT_TRUE(read->live);
    EXPECT_EQ(read->live->session->token.view(), "token");
    EXPECT_EQ(text_of(read->live->session->key.bytes()), text_of(counting_bytes(0)));
    EXPECT_EQ(read->live->session->expires, record.live->session->expires);
    EXPECT_EQ(read->live->deadline, record.live->deadline);
    EXPECT_EQ(read->attempts, record.attempts);
    EXPECT_EQ(read->refusals, record.refusals);
    const auto empty = again(LoginRecord{}, clock, clock);
    ASSERT_TRUE(empty);
    EXPECT_FALSE(empty->live);
    EXPECT_TRUE(empty->attempts.empty() && empty->refusals.empty());
}

TEST(LoginRecord, APartOfOneIsNone) {
    const TurnedClock clock;
    const SecretBytes whole = record_at(clock).encoded(clock);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(LoginRecord::decoded(whole.bytes().first(size), clock)) << size;
    }
    std::string more(whole.view());
    more += '\0';
    EXPECT_FALSE(LoginRecord::decoded(bytes_of(more), clock)) << "nor is one with something behind it";
    EXPECT_FALSE(LoginRecord::decoded(bytes_of("TIJORI-LOGIN-2\n"), clock));
}

// Whatever is in it, it is either none, or one that can be used without harm: no token lives longer than a
// day, and no reckoning goes astray.
TEST(LoginRecord, EachAlteredBitIsHarmless) {
    const TurnedClock clock;
    const SecretBytes whole = record_at(clock).encoded(clock);
    const LoginLimits limits;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        SecretBytes altered = whole.copy();
        altered.data()[bit / 8] = static_cast<unsigned char>(altered.data()[bit / 8] ^ (1U << (bit % 8)));
        auto read = LoginRecord::decoded(altered.bytes(), clock);
        if (!read) {
            continue;
        }
        if (read->live) {
            EXPECT_LE(read->live->deadline, clock.now() + 24h) << "bit " << bit;
            EXPECT_EQ(read->live->session->key.size(), 32U);
            EXPECT_FALSE(read->live->session->token.empty());
        }
        read->tidy(limits, clock.utc_seconds());
        const Status admitted = read->admits(limits, clock.utc_seconds(), "NIC", "u");
        if (!admitted) {
            expect_plain_words(admitted.error());
        }
    }
}

TEST(LoginRecord, TheFarthestTimesAreHarmless) {
    const TurnedClock clock;
    for (const std::int64_t time :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        Session session;
        session.token = SecretBytes(std::string_view("token"));
        session.key = SecretBytes(Bytes(counting_bytes(0)));
        session.expires = time;
        LoginRecord record;
        record.live = LiveSession{std::make_shared<const Session>(std::move(session)), clock.now()};
        record.attempts = {time};
        TurnedClock other;
        other.boot_id = "another run";
        auto read = again(record, clock, other);
        ASSERT_TRUE(read && read->live);
        EXPECT_EQ(other.now() < read->live->deadline, time > 0) << "a time in the past is no life";
        EXPECT_LE(read->live->deadline, other.now() + 24h);
        read->tidy(LoginLimits{}, other.utc_seconds());
        EXPECT_TRUE(read->admits(LoginLimits{}, other.utc_seconds(), "NIC", "u"));
    }
}

// ---- clocks

// Within one run of the computer the calendar may be set: what counts is the clock that does not jump.
TEST(LoginRecord, InTheSameRunTheCalendarPlaysNoPart) {
    const TurnedClock written;
    for (const std::int64_t jump : {-86400, -3600, 3600, 86400}) {
        TurnedClock read;
        read.utc += jump;
        const auto record = again(record_at(written), written, read);
        ASSERT_TRUE(record && record->live);
        EXPECT_EQ(record->live->deadline, written.now() + 3600s) << jump;
    }
}

// After a restart the clock that does not jump begins anew: then the calendar has to do, for a day at most.
TEST(LoginRecord, InAnotherRunTheCalendarCounts) {
    const TurnedClock written;
    TurnedClock read;
    read.boot_id = "another run";
    read.instant = std::chrono::steady_clock::time_point(5s);
    read.utc += 600;
    auto record = again(record_at(written), written, read);
    ASSERT_TRUE(record && record->live);
    EXPECT_EQ(record->live->deadline, read.now() + 3000s);
    read.utc += 3000;
    record = again(record_at(written), written, read);
    ASSERT_TRUE(record && record->live);
    EXPECT_LE(record->live->deadline, read.now()) << "dead by the calendar";
    read.utc = written.utc.load() - std::int64_t{10} * 86400;
    record = again(record_at(written), written, read);
    ASSERT_TRUE(record && record->live);
    EXPECT_EQ(record->live->deadline, read.now() + 24h)
        << "a calendar set back ten days does not lend ten days";
    TurnedClock nameless;
    nameless.boot_id.clear();
    record = again(record_at(nameless), nameless, nameless);
    ASSERT_TRUE(record && record->live);
    EXPECT_EQ(record->live->deadline, nameless.now() + 3600s)
        << "a run without a name is no run to compare with";
}

// ---- limits

// Five log-ins within a quarter of an hour and no sixth, to the second.
TEST(LoginRecord, TheBudgetHoldsToTheSecond) {
    const LoginLimits limits;
    constexpr std::int64_t now = 1774693800;
    LoginRecord record;
    record.attempts = {now - 899, now - 4, now - 3, now - 2};
    EXPECT_TRUE(record.admits(limits, now, "NIC", "API_demo01"));
    record.attempts.push_back(now - 1);
    const Status refused = record.admits(limits, now, "NIC", "API_demo01");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, ACCT_ERROR_BUSY);
    EXPECT_EQ(refused.error().code, "LOGIN-BUDGET");
    EXPECT_TRUE(contains(refused.error().message, "API_demo01"));
    EXPECT_TRUE(contains(refused.error().message, "5 times within 15 minutes")) << refused.error().message;
    EXPECT_TRUE(contains(refused.error().next_step, "in a minute")) << refused.error().next_step;
    expect_plain_words(refused.error());
    LoginRecord later = record;
    later.tidy(limits, now + 1);
    EXPECT_EQ(later.attempts.size(), 4U);
    EXPECT_TRUE(later.admits(limits, now + 1, "NIC", "API_demo01"));
}

TEST(LoginRecord, TheWaitIsToldInMinutes) {
    const LoginLimits limits;
    constexpr std::int64_t now = 1774693800;
    const std::vector<std::pair<std::int64_t, std::string>> waits{{0, "in 15 minutes"},
                                                                  {59, "in 15 minutes"},
                                                                  {60, "in 14 minutes"},
                                                                  {839, "in 2 minutes"},
                                                                  {840, "in a minute"}};
    for (const auto& [ago, words] : waits) {
        LoginRecord record;
        record.attempts = std::vector<std::int64_t>(5, now - ago);
        const Status refused = record.admits(limits, now, "NIC", "u");
        ASSERT_FALSE(refused);
        EXPECT_TRUE(contains(refused.error().next_step, words)) << ago << ": " << refused.error().next_step;
    }
}

// Accounts are locked by too many wrong passwords: the third refusal is the last, and the user is told
// before.
TEST(LoginRecord, RefusalsAreCountedAndWarnedOf) {
    const LoginLimits limits;
    constexpr std::int64_t now = 1774693800;
    LoginRecord record;
    record.refusals = {now - 20};
    EXPECT_EQ(record.warning(limits), "");
    record.refusals.push_back(now - 10);
    EXPECT_TRUE(contains(record.warning(limits), "One more wrong attempt"));
    EXPECT_TRUE(record.admits(limits, now, "NIC", "u"));
    record.refusals.push_back(now);
    EXPECT_TRUE(contains(record.warning(limits), "15 minutes"));
    const Status refused = record.admits(limits, now, "NIC", "u");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "LOGIN-GUARD");
    EXPECT_EQ(refused.error().field, "password");
    EXPECT_TRUE(contains(refused.error().message, "3 times within 15 minutes")) << refused.error().message;
    EXPECT_TRUE(contains(refused.error().next_step, "in 15 minutes")) << refused.error().next_step;
    expect_plain_words(refused.error());
}

// A clock that was set back must not lock an account out for the time it was set back by.
TEST(LoginRecord, TimesInTheFutureCountAsNow) {
    const LoginLimits limits;
    constexpr std::int64_t now = 1774693800;
    LoginRecord record;
    record.attempts = {now + 86400, now + 86401, now + 86402, now + 86403, now + 86404};
    record.tidy(limits, now);
    EXPECT_EQ(record.attempts, std::vector<std::int64_t>(5, now));
    ASSERT_FALSE(record.admits(limits, now, "NIC", "u"));
    EXPECT_TRUE(contains(record.admits(limits, now, "NIC", "u").error().next_step, "in 15 minutes"));
    record.tidy(limits, now + 900);
    EXPECT_TRUE(record.attempts.empty());
}

}  // namespace
}  // namespace tijori::irp
