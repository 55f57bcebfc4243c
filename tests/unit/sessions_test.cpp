// sessions_test.cpp - how long a token is used, when a new one is asked for and when not, with the hands of
// the clock turned: a provider must not be asked too often, and no call may fail that a token could have
// served.
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

#include "fake_provider.hpp"
#include "irp/access.hpp"
#include "scratch_folder.hpp"
#include "turned_clock.hpp"
#include "words.hpp"

namespace tijori::irp {
namespace {

using namespace std::chrono_literals;
using tests::expect_plain_words;
using tests::FakeProvider;
using tests::http_date;
using tests::in_india;
using tests::TurnedClock;
using Asked = std::vector<std::string>;

// Records in memory, and work for later that the test runs when it wants.
class Around final : public Surroundings, public LoginStore {
public:
    LoginStore* logins() override { return this; }
    bool later(const std::function<void(Cancellation&)>& work) override {
        waiting.push_back(work);
        return true;
    }
    void run_waiting() {
        Cancellation never;
        for (const auto& work : std::exchange(waiting, {})) {
            work(never);
        }
    }
    std::optional<SecretBytes> read(const std::string& key) override {
        const auto found = records.find(key);
        return found != records.end() ? std::optional<SecretBytes>(std::string_view(found->second))
                                      : std::nullopt;
    }
    void write(const std::string& key, Bytes record) override { records[key] = text_of(record); }
    std::unique_ptr<Turn> try_turn(const std::string&) override { return std::make_unique<Turn>(); }

    std::map<std::string, std::string> records;
    std::vector<std::function<void(Cancellation&)>> waiting;
};

class Sessions : public ::testing::Test {
protected:
    Sessions() {
        usual.expiry = [this] { return in_india(clock.utc + 3600); };
        usual.date = [this] { return http_date(clock.utc); };
        provider.set(usual);
    }

    Result<CallAnswer> call(Access& with) {
        Cancellation cancellation;
        return with.call(account, lend, {.method = "GET", .path = "/x", .json = "", .timeout = 30s},
                         cancellation);
    }
    Result<CallAnswer> call() { return call(access); }
    void expect_answer() {
        const auto answer = call();
        EXPECT_TRUE(answer) << answer.error().code << ' ' << answer.error().message;
    }
    // What was asked since the last time.
    Asked asked() {
        Asked all = provider.asked();
        Asked fresh(all.begin() + static_cast<std::ptrdiff_t>(seen_), all.end());
        seen_ = all.size();
        return fresh;
    }
    void set(const FakeProvider::Manners& manners) {
        provider.set(manners);
        seen_ = 0;
    }

    ScratchFolder folder;
    TurnedClock clock;
    FakeProvider provider{folder.path().string()};
    FakeProvider::Manners usual;
    Account account = provider.account();
    Access::PasswordLender lend = [](const std::function<Status(Bytes)>& use) {
        return use(bytes_of("Demo@1234"));
    };
    Around around;
    Access access{clock, around};

private:
    std::size_t seen_ = 0;
};

// ---- a token's life

TEST_F(Sessions, ATokenIsUsedToItsEndAndNotBeyond) {
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"login", "call token-1"}));
    EXPECT_EQ(access.token_until(account), clock.utc + 3600);
    clock.go_on(3599s);
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"call token-1"}));
    clock.go_on(1s);
    EXPECT_EQ(access.token_until(account), 0);
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"login", "call token-1"}));
}

// Somebody sets the computer's clock, by a day either way: a live token stays live and a dead one dead.
TEST_F(Sessions, SettingTheCalendarChangesNothing) {
    for (const std::int64_t jump : {86400, -2 * 86400, 86400 + 3 * 3600}) {
        expect_answer();
        (void)asked();
        clock.utc += jump;
        expect_answer();
        EXPECT_EQ(asked(), (Asked{"call token-1"})) << jump;
        Around other_program;
        other_program.records = around.records;
        Access other(clock, other_program);
        ASSERT_TRUE(call(other));
        EXPECT_EQ(asked(), (Asked{"call token-1"})) << "nor for another program, by " << jump;
        clock.instant = clock.instant.load() + 3600s;
        expect_answer();
        EXPECT_EQ(asked(), (Asked{"login", "call token-1"})) << jump;
        clock.go_on(3600s);
    }
}

// After the computer was started anew, a token that is stored is used as long as the calendar says.
TEST_F(Sessions, AStoredTokenOutlivesTheComputersRun) {
    expect_answer();
    (void)asked();
    TurnedClock next;
    next.boot_id = "another run";
    next.instant = std::chrono::steady_clock::time_point(60s);
    next.utc = clock.utc + 1800;
    Access other(next, around);
    ASSERT_TRUE(call(other));
    EXPECT_EQ(asked(), (Asked{"call token-1"}));
    next.utc = clock.utc + 3600;
    Access late(next, around);
    ASSERT_TRUE(call(late));
    EXPECT_EQ(asked(), (Asked{"login", "call token-1"}));
}

// What counts is how long the token lives after the server's own time, be the server's clock or ours hours
// off.
TEST_F(Sessions, ALifeIsMeasuredByTheServersOwnClock) {
    for (const std::int64_t off : {5 * 3600, -5 * 3600, 40 * 86400}) {
        usual.expiry = [this, off] { return in_india(clock.utc + off + 1800); };
        usual.date = [this, off] { return http_date(clock.utc + off); };
        set(usual);
        expect_answer();
        EXPECT_EQ(access.token_until(account), clock.utc + 1800) << off;
        clock.go_on(1799s);
        expect_answer();
        EXPECT_EQ(asked(), (Asked{"login", "call token-1", "call token-1"})) << off;
        clock.go_on(1s);
        EXPECT_EQ(access.token_until(account), 0);
        clock.go_on(900s);  // out of the way of the budget
    }
}

// An expiry that is missing, past, or in another zone by mistake: the profile's life of a token, which is an
// hour here.
TEST_F(Sessions, AnExpiryThatCannotBeRightIsReplaced) {
    const std::vector<std::function<std::string()>> expiries{
        nullptr, [] { return std::string("soon"); }, [this] { return in_india(clock.utc - 60); },
        [this] { return in_india(clock.utc + 1800 - 19800); },  // in UTC
        [this] { return in_india(clock.utc + 40 * 86400); }};
    for (const auto& expiry : expiries) {
        for (const bool dated : {true, false}) {
            usual.expiry = expiry;
            usual.date =
                dated ? std::function<std::string()>([this] { return http_date(clock.utc); }) : nullptr;
            set(usual);
            expect_answer();
            EXPECT_EQ(access.token_until(account), clock.utc + 3600);
            clock.go_on(3600s);
            expect_answer();
            EXPECT_EQ(asked(), (Asked{"login", "call token-1", "login", "call token-1"}));
            clock.go_on(3600s);
        }
    }
}

// ---- renewal

TEST_F(Sessions, InItsLastTenMinutesATokenIsRenewedAsideAndOnce) {
    expect_answer();
    clock.go_on(2999s);
    expect_answer();
    EXPECT_TRUE(around.waiting.empty()) << "a forced renewal is not honoured earlier";
    (void)asked();
    usual.token_if_forced = "token-2";
    set(usual);
    clock.go_on(1s);
    expect_answer();
    expect_answer();
    EXPECT_EQ(around.waiting.size(), 1U);
    EXPECT_EQ(asked(), (Asked{"call token-1", "call token-1"})) << "calls do not wait for it";
    around.run_waiting();
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"login forced", "call token-2"}));
    EXPECT_EQ(access.token_until(account), clock.utc + 3600);
    EXPECT_TRUE(around.waiting.empty());
}

// A renewal that another program was quicker with is not made again.
TEST_F(Sessions, ARenewalByAnotherProgramIsTaken) {
    expect_answer();
    Access other(clock, around);
    ASSERT_TRUE(call(other));
    usual.token_if_forced = "token-2";
    set(usual);
    clock.go_on(3000s);
    expect_answer();
    ASSERT_TRUE(call(other));
    EXPECT_EQ(around.waiting.size(), 2U);
    around.run_waiting();
    expect_answer();
    ASSERT_TRUE(call(other));
    EXPECT_EQ(asked(),
              (Asked{"call token-1", "call token-1", "login forced", "call token-2", "call token-2"}));
}

// The provider is in trouble, or hands out the old token again: calls go on with that to its end, renewals
// keep a minute's distance, and leave enough of the budget for the log-in that is due afterwards.
TEST_F(Sessions, ARenewalInVainHarmsNobody) {
    for (const std::string status : {"200 OK", "503 Unavailable"}) {
        usual.login_status = "200 OK";
        set(usual);
        expect_answer();
        EXPECT_EQ(asked(), (Asked{"login", "call token-1"}));
        usual.login_status = status;
        usual.expiry = [end = clock.utc + 3600] { return in_india(end); };
        set(usual);
        clock.go_on(3000s);
        int renewals = 0;
        for (int second = 0; second < 600; second += 20) {
            expect_answer();
            around.run_waiting();
            for (const std::string& one : asked()) {
                renewals += one == "login forced" ? 1 : 0;
            }
            EXPECT_LE(renewals, second / 60 + 1) << "a minute's distance";
            clock.go_on(20s);
        }
        EXPECT_GE(renewals, 2);
        usual.login_status = "200 OK";
        usual.expiry = [this] { return in_india(clock.utc + 3600); };
        set(usual);
        expect_answer();
        EXPECT_EQ(asked(), (Asked{"login", "call token-1"})) << "the budget is not used up by renewals";
        clock.go_on(2h);
    }
}

// The password was changed at the portal meanwhile: asking with the old one again and again locks the
// account.
TEST_F(Sessions, ARenewalThatIsRefusedIsNotRepeated) {
    expect_answer();
    usual.login_error = "1019";
    set(usual);
    clock.go_on(3000s);
    for (int second = 0; second < 600; second += 20) {
        expect_answer();
        around.run_waiting();
        clock.go_on(20s);
    }
    Asked all = asked();
    EXPECT_EQ(std::count(all.begin(), all.end(), "login forced"), 1);
    usual.login_error.clear();
    set(usual);
    Cancellation cancellation;
    EXPECT_TRUE(access.authenticate(account, bytes_of("New@1234"), cancellation))
        << "the new password may be tried at once";
}

// ---- tokens that the provider no longer takes

TEST_F(Sessions, ARefusedTokenIsReplacedAndTheCallRepeatedOnce) {
    expect_answer();
    usual.token = "token-2";
    usual.only_takes = "token-2";
    set(usual);
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"call token-1", "login", "call token-2"}));
}

// Some hand out the very token that they refuse: a forced renewal once, and then the truth.
TEST_F(Sessions, ARefusedTokenThatIsHandedOutAgainIsRenewedByForceOnce) {
    expect_answer();
    usual.token_if_forced = "token-2";
    usual.only_takes = "token-2";
    set(usual);
    expect_answer();
    EXPECT_EQ(asked(), (Asked{"call token-1", "login", "login forced", "call token-2"}));
    usual.token_if_forced = "token-1";
    usual.only_takes = "another";
    set(usual);
    clock.go_on(2h);
    const auto refused = call();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "IRP-1005");
    expect_plain_words(refused.error());
    EXPECT_EQ(asked(), (Asked{"login", "call token-1", "login", "login forced", "call token-1"}));
}

// ---- what must not stop everything

// An exception in the midst of a log-in (no memory) is one call's misfortune, not the end of all log-ins.
TEST_F(Sessions, AnExceptionDuringALogInLeavesTheWayFree) {
    const Access::PasswordLender good = lend;
    lend = [](const std::function<Status(Bytes)>&) -> Status { throw std::bad_alloc(); };
    EXPECT_THROW((void)call(), std::bad_alloc);
    lend = good;
    expect_answer();
}

}  // namespace
}  // namespace tijori::irp
