// operations_test.cpp - long work: cancelled soon, ended exactly once, shared where it can be.
#include <algorithm>
#include <atomic>
#include <thread>

#include "desk.hpp"

namespace integration {
namespace {

class Operations : public Desk {
protected:
    std::uint64_t requests() const {
        const Counters counters = sandbox->counters();
        return counters.auth_requests + counters.calls;
    }
    // One call under way, held up by the sandbox at `where` for longer than the plugin waits. Its error goes
    // to `ended`.
    acct_operation start_slow_call(const char* where, const std::string& gstin,
                                   std::optional<accounting::Error>& ended) {
        sandbox->fault(std::string(R"({"kind":"slow","seconds":600,"where":")") + where + "\"}");
        const auto before = requests();
        const auto started =
            plugin->credentials().call(plugin->session(gstin), "GET", gstin_path(gstin), "",
                                       [&ended](const accounting::Result<std::string>& answer) {
                                           EXPECT_FALSE(ended.has_value()) << "completed twice";
                                           EXPECT_FALSE(answer);
                                           ended = answer ? accounting::Error{} : answer.error();
                                       });
        EXPECT_TRUE(started);
        plugin->pump_until([&] { return requests() > before; }, "a call that hangs at the sandbox");
        return started ? *started : 0;
    }
    acct_status cancel(acct_operation operation) const {
        return plugin->operations()->cancel(plugin->instance().get(), operation, nullptr);
    }
};

// Protects a user who does not want to wait for a slow IRP: while the answer is waited for, and while the
// log-in is. An older request to the same IRP hangs all the while: a cancel that only took effect at the
// time-out would come after that one's.
TEST_F(Operations, ACancelEndsASlowCall) {
    start_with_credential();
    std::optional<accounting::Error> older_ended;
    const acct_operation older = start_slow_call("call", bengaluru, older_ended);
    std::optional<accounting::Error> ended;
    const acct_operation call = start_slow_call("call", bengaluru, ended);
    EXPECT_FALSE(ended);
    EXPECT_EQ(cancel(call), ACCT_OK);
    EXPECT_EQ(cancel(call), ACCT_OK) << "again does not hurt";
    plugin->pump_until([&] { return ended.has_value(); }, "the cancelled call");
    EXPECT_FALSE(older_ended) << "the cancel interrupts, and one operation only";
    EXPECT_TRUE(is_clear(*ended, ACCT_ERROR_CANCELLED, "CANCELLED"));
    EXPECT_EQ(cancel(call), ACCT_ERROR_UNKNOWN_ID) << "it has completed";
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru))) << "the plugin goes on";
    (void)cancel(older);
    plugin->pump_until([&] { return older_ended.has_value(); }, "the older call's end");
}

TEST_F(Operations, ACancelEndsASlowLogIn) {
    start_with_credential();
    ASSERT_TRUE(plugin->save(key_of(mumbai), mumbai_user, password(mumbai_user)));
    restart_without_tokens();
    std::optional<accounting::Error> older_ended;
    const acct_operation older = start_slow_call("auth", mumbai, older_ended);
    std::optional<accounting::Error> ended;
    const acct_operation call = start_slow_call("auth", bengaluru, ended);
    EXPECT_EQ(cancel(call), ACCT_OK);
    plugin->pump_until([&] { return ended.has_value(); }, "the cancelled call");
    EXPECT_FALSE(older_ended) << "the cancel interrupts, and one operation only";
    EXPECT_EQ(ended->status, ACCT_ERROR_CANCELLED);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_ACTIVE) << "nobody refused it";
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    (void)cancel(older);
    plugin->pump_until([&] { return older_ended.has_value(); }, "the older call's end");
}

// Protects a caller who waits for another's log-in and changes his mind: he is not held by it.
TEST_F(Operations, ACancelEndsWaitingForAnothersLogIn) {
    start_with_credential();
    restart_without_tokens();
    std::optional<accounting::Error> first;
    std::optional<accounting::Error> second;
    const acct_operation slow = start_slow_call("auth", bengaluru, first);
    const auto waiting = plugin->credentials().call(plugin->session(bengaluru), "GET", gstin_path(mumbai), "",
                                                    [&](const accounting::Result<std::string>& answer) {
                                                        second =
                                                            answer ? accounting::Error{} : answer.error();
                                                    });
    ASSERT_TRUE(waiting);
    EXPECT_EQ(cancel(*waiting), ACCT_OK);
    plugin->pump_until([&] { return second.has_value(); }, "the second caller's end");
    EXPECT_EQ(second->status, ACCT_ERROR_CANCELLED);
    EXPECT_FALSE(first) << "the other one is not cancelled";
    EXPECT_EQ(cancel(slow), ACCT_OK);
    plugin->pump_until([&] { return first.has_value(); }, "the first caller's end");
}

// Protects what is stored from a save that was cancelled.
TEST_F(Operations, ACancelledSaveStoresNothing) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    sandbox->fault(R"({"kind":"slow","seconds":600,"where":"auth"})");
    PageDriver page = plugin->open_page();
    page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(page.press("save"));
    page.wait_for("cancel-task");
    EXPECT_FALSE(page.look()["save"].enabled()) << "pressed once";
    const auto twice = page.press("save");
    ASSERT_FALSE(twice);
    EXPECT_TRUE(is_clear(twice.error(), ACCT_ERROR_WRONG_STATE, "CONTROL-DISABLED"));
    ASSERT_TRUE(page.press("cancel-task"));
    const SeenView cancelled = page.wait_for("result");
    EXPECT_EQ(cancelled["result"].label, "Cancelled");
    EXPECT_EQ(cancelled["user-name"].value, bengaluru_user) << "nothing typed is lost";
    EXPECT_TRUE(cancelled["password"].holds_secret());
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
    (void)sandbox->admin("POST", "/fault/clear", "{}");
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.wait_until([](const SeenView& view) { return view["result"].tone == ACCT_TONE_SUCCESS; },
                              "saved")["credentials"]
                  .rows.size(),
              1U);
}

// Protects the plugin from a user who closes the page while it saves: the work is cancelled, later pages
// work.
TEST_F(Operations, ClosingThePageCancelsItsSave) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    sandbox->fault(R"({"kind":"slow","seconds":600,"where":"auth"})");
    {
        PageDriver page = plugin->open_page();
        page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
        ASSERT_TRUE(page.press("save"));
        plugin->pump_until([&] { return requests() == 1; }, "a save that hangs");
    }
    PageDriver page = plugin->open_page();
    page.fill(mumbai, mumbai_user, password(mumbai_user));
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
}

// Protects the account and the IRP's budget: however many modules start at once, one log-in serves all.
TEST_F(Operations, ManyThreadsShareOneLogIn) {
    constexpr int threads = 32;
    start_with_credential();
    restart_without_tokens();
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    const acct_session session = plugin->session(bengaluru);
    int answered = 0;
    std::atomic<int> started{0};
    std::vector<std::thread> callers;
    callers.reserve(threads);
    for (int i = 0; i < threads; ++i) {
        callers.emplace_back([&] {
            // the completion runs on the main thread
            const auto call = plugin->credentials().call(
                session, "GET", gstin_path(bengaluru), "",
                [&](const accounting::Result<std::string>& answer) { answered += answer ? 1 : 1000; });
            started += call ? 1 : 1000;
        });
    }
    for (std::thread& caller : callers) {
        caller.join();
    }
    EXPECT_EQ(started, threads);
    plugin->pump_until([&] { return answered >= threads; }, "all answers");
    EXPECT_EQ(answered, threads);
    const Counters counters = sandbox->counters();
    EXPECT_EQ(counters.auth_requests, 1U);
    EXPECT_EQ(counters.call_successes, static_cast<std::uint64_t>(threads));
}

// Protects the log-in from being repeated when a token dies under many calls at once.
TEST_F(Operations, ManyCallsWithADeadTokenShareOneLogIn) {
    constexpr int calls = 16;
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    (void)sandbox->admin("POST", "/counters/reset", "{}");
    sandbox->revoke_tokens();
    int answered = 0;
    for (int i = 0; i < calls; ++i) {
        ASSERT_TRUE(plugin->credentials().call(
            session, "GET", gstin_path(bengaluru), "",
            [&](const accounting::Result<std::string>& answer) { answered += answer ? 1 : 1000; }));
    }
    plugin->pump_until([&] { return answered >= calls; }, "all answers");
    EXPECT_EQ(answered, calls);
    EXPECT_EQ(sandbox->counters().auth_requests, 1U);
}

// Protects every caller: each operation that started completes exactly once, whatever cancels when.
TEST_F(Operations, EachCompletesOnceWhenCancelledAtAnyMoment) {
    constexpr int calls = 60;
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    std::vector<int> ends(calls, 0);
    std::vector<acct_operation> handles(calls, 0);
    for (int i = 0; i < calls; ++i) {
        const auto started = plugin->credentials().call(
            session, "GET", gstin_path(bengaluru), "",
            [&ends, i](const accounting::Result<std::string>& answer) {
                ++ends[static_cast<std::size_t>(i)];
                EXPECT_TRUE(answer || answer.error().status == ACCT_ERROR_CANCELLED) << answer.error().code;
            });
        ASSERT_TRUE(started);
        handles[static_cast<std::size_t>(i)] = *started;
    }
    std::thread canceller{[&] {
        for (int i = 0; i < calls; i += 2) {
            (void)cancel(handles[static_cast<std::size_t>(i)]);
        }
    }};
    plugin->pump_until([&] { return std::count(ends.begin(), ends.end(), 0) == 0; }, "all ends");
    canceller.join();
    for (int i = 0; i < 5; ++i) {
        plugin->pump();
    }
    EXPECT_EQ(std::count(ends.begin(), ends.end(), 1), calls);
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
}

}  // namespace
}  // namespace integration
