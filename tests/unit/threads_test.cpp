// threads_test.cpp - work that moves between threads arrives exactly once and ends completely.
#include "base/threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/background.hpp"
#include "base/cancellation.hpp"
#include "words.hpp"

namespace tijori {
namespace {

using namespace std::chrono_literals;

constexpr auto generous = 60s;  // a hanging test ends, a slow machine passes

TEST(Workers, RunEverythingBeforeTheyStop) {
    std::atomic<int> done{0};
    Workers workers(3);
    for (int i = 0; i < 500; ++i) {
        EXPECT_TRUE(workers.post([&] { ++done; }));
    }
    workers.stop();
    EXPECT_EQ(done, 500);
}

TEST(Workers, OneWorkerKeepsTheOrder) {
    std::vector<int> order;
    {
        Workers workers(1);
        for (int i = 0; i < 100; ++i) {
            EXPECT_TRUE(workers.post([&order, i] { order.push_back(i); }));
        }
    }
    ASSERT_EQ(order.size(), 100U);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Workers, TakeNothingAfterStop) {
    std::atomic<bool> ran{false};
    Workers workers(1);
    workers.stop();
    EXPECT_FALSE(workers.post([&] { ran = true; }));
    workers.stop();
    EXPECT_FALSE(ran);
}

// A long call must not keep another from being made.
TEST(Workers, SeveralRunAtOnce) {
    Workers workers(2);
    std::promise<void> second_ran;
    std::promise<bool> first_saw_it;
    EXPECT_TRUE(workers.post([&] {
        first_saw_it.set_value(second_ran.get_future().wait_for(generous) == std::future_status::ready);
    }));
    EXPECT_TRUE(workers.post([&] { second_ran.set_value(); }));
    EXPECT_TRUE(first_saw_it.get_future().get());
}

// A task's captures may be secrets: they are gone once it has run and not with the next task.
TEST(Workers, ForgetATaskThatHasRun) {
    Workers workers(1);
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    EXPECT_TRUE(workers.post([held = std::move(held)] {}));
    workers.stop();
    EXPECT_TRUE(watched.expired());
}

TEST(MainThreadQueue, AsksTheHostOncePerDrain) {
    int asked = 0;
    int ran = 0;
    MainThreadQueue queue([&] { ++asked; });
    queue.post([&] { ++ran; });
    queue.post([&] { ++ran; });
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(ran, 0) << "nothing runs on the thread that posts";
    queue.drain();
    EXPECT_EQ(ran, 2);
    queue.post([&] { ++ran; });
    EXPECT_EQ(asked, 2) << "after a drain the host is asked anew";
    queue.drain();
    EXPECT_EQ(ran, 3);
    queue.drain();
    EXPECT_EQ(ran, 3) << "nothing runs twice";
}

TEST(MainThreadQueue, RunsWhatIsPostedMeanwhileInOrder) {
    std::vector<int> order;
    MainThreadQueue queue([] {});
    queue.post([&] {
        order.push_back(1);
        queue.post([&] { order.push_back(3); });
    });
    queue.post([&] { order.push_back(2); });
    queue.drain();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

// A host's callback may run the event loop (a message box), which drains again in the midst of a task.
TEST(MainThreadQueue, ADrainWithinATaskChangesNothing) {
    std::vector<int> order;
    MainThreadQueue queue([] {});
    queue.post([&] {
        order.push_back(1);
        queue.drain();
        order.push_back(2);
    });
    queue.post([&] { order.push_back(3); });
    queue.drain();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3})) << "the second task does not cut into the first";
    queue.post([&] { order.push_back(4); });
    queue.drain();
    EXPECT_EQ(order.back(), 4) << "the queue goes on working";
}

TEST(MainThreadQueue, IsQuietOnceItWasToldSo) {
    int asked = 0;
    int ran = 0;
    MainThreadQueue queue([&] { ++asked; });
    queue.stop_requests();
    queue.post([&] { ++ran; });
    EXPECT_EQ(asked, 0);
    queue.drain();
    EXPECT_EQ(ran, 1) << "what is due is still delivered";
}

TEST(MainThreadQueue, LosesNothingFromManyThreads) {
    std::atomic<int> asked{0};
    int ran = 0;
    MainThreadQueue queue([&] { ++asked; });
    {
        Workers workers(4);
        for (int i = 0; i < 1000; ++i) {
            EXPECT_TRUE(workers.post([&] { queue.post([&] { ++ran; }); }));
        }
    }
    queue.drain();
    EXPECT_EQ(ran, 1000);
    EXPECT_GE(asked, 1);
}

TEST(Cancellation, InterruptsAWaitThatIsUnderWay) {
    Cancellation cancellation;
    std::promise<void> waiting;
    std::promise<void> interrupted;
    std::atomic<bool> once{false};
    auto waiter = std::async(std::launch::async, [&] {
        const Cancellation::Waiting while_here(cancellation, [&] {
            if (!once.exchange(true)) {
                interrupted.set_value();
            }
        });
        waiting.set_value();
        return interrupted.get_future().wait_for(generous) == std::future_status::ready;
    });
    waiting.get_future().wait();
    cancellation.cancel();
    cancellation.cancel();
    EXPECT_TRUE(waiter.get());
    EXPECT_TRUE(cancellation.cancelled());
}

// Cancelled just before the wait began: the wait must not begin as if nothing had happened.
TEST(Cancellation, InterruptsAWaitThatBeginsTooLate) {
    Cancellation cancellation;
    cancellation.cancel();
    int interrupted = 0;
    {
        const Cancellation::Waiting waiting(cancellation, [&] { ++interrupted; });
    }
    EXPECT_EQ(interrupted, 1);
    cancellation.cancel();
    EXPECT_EQ(interrupted, 1) << "a wait that is over is left alone";
}

TEST(Background, BringsTheResultToTheMainThread) {
    std::promise<void> requested;
    std::atomic<bool> once{false};
    Background background(2, [&] {
        if (!once.exchange(true)) {
            requested.set_value();
        }
    });
    const std::thread::id here = std::this_thread::get_id();
    int delivered = 0;
    background.run(
        [here](Cancellation&) -> Result<int> { return std::this_thread::get_id() == here ? 0 : 7; },
        [&](Result<int> result) {
            ++delivered;
            EXPECT_EQ(std::this_thread::get_id(), here);
            ASSERT_TRUE(result);
            EXPECT_EQ(*result, 7) << "the work ran on another thread";
        });
    ASSERT_EQ(requested.get_future().wait_for(generous), std::future_status::ready);
    EXPECT_EQ(delivered, 0) << "nothing is delivered before the host drains";
    background.main_thread().drain();
    EXPECT_EQ(delivered, 1);
    background.stop();
    EXPECT_EQ(delivered, 1);
}

// A host that quits must not wait for a server that does not answer, and every caller gets its answer.
TEST(Background, StopCancelsWhatRunsAndDeliversEverythingOnce) {
    Background background(1, [] {});
    std::promise<void> started;
    std::promise<void> released;
    int running = 0;
    int queued = 0;
    int late = 0;
    std::vector<acct_status> statuses;
    background.run(
        [&](Cancellation& cancellation) -> Status {
            std::atomic<bool> once{false};
            const Cancellation::Waiting waiting(cancellation, [&] {
                if (!once.exchange(true)) {
                    released.set_value();
                }
            });
            started.set_value();
            if (released.get_future().wait_for(generous) != std::future_status::ready) {
                return make_error(ACCT_ERROR_FAILED, "TEST", "Never cancelled.", "Mend it.");
            }
            return cancelled_error();
        },
        [&](const Status& result) {
            ++running;
            statuses.push_back(result ? ACCT_OK : result.error().status);
        });
    background.run([](Cancellation&) -> Status { return Nothing{}; },
                   [&](const Status& result) {
                       ++queued;
                       statuses.push_back(result ? ACCT_OK : result.error().status);
                   });
    started.get_future().wait();
    background.stop();
    EXPECT_EQ(running, 1);
    EXPECT_EQ(queued, 1);
    EXPECT_EQ(statuses, (std::vector<acct_status>{ACCT_ERROR_CANCELLED, ACCT_ERROR_CANCELLED}));

    bool ran = false;
    background.run(
        [&](Cancellation&) -> Status {
            ran = true;
            return Nothing{};
        },
        [&](const Status& result) {
            ++late;
            ASSERT_FALSE(result);
            EXPECT_EQ(result.error().status, ACCT_ERROR_CANCELLED);
            tests::expect_plain_words(result.error());
        });
    background.stop();
    EXPECT_FALSE(ran) << "nothing runs after stop";
    EXPECT_EQ(late, 1);
}

// Protects a person whose question takes long: the answer comes in the language in which it was asked, and
// the next person's is not mixed with it.
TEST(Background, TheWorkSpeaksTheLanguageOfWhoStartedIt) {
    Background background(1, [] {});
    std::vector<std::string> said;
    const auto ask = [&](Language language) {
        const Speaking speaking(language);
        background.run([](Cancellation&) -> Status { return cancelled_error(); },
                       [&](const Status& result) { said.push_back(result.error().message); });
    };
    ask(Language::hindi);
    ask(Language::english);
    ask(Language::hindi);
    const auto deadline = std::chrono::steady_clock::now() + generous;
    while (said.size() < 3 && std::chrono::steady_clock::now() < deadline) {
        background.main_thread().drain();
        std::this_thread::yield();
    }
    const std::string hindi = "यह कार्य रद्द कर दिया गया।";
    EXPECT_EQ(said, (std::vector<std::string>{hindi, "The operation was cancelled.", hindi}));
}

TEST(Background, OneOperationCanBeCancelledAlone) {
    Background background(1, [] {});
    std::promise<void> started;
    std::promise<void> go_on;
    acct_status first = ACCT_OK;
    acct_status second = ACCT_OK;
    background.run(
        [&](Cancellation& cancellation) -> Status {
            started.set_value();
            go_on.get_future().wait();
            if (cancellation.cancelled()) {
                return cancelled_error();
            }
            return Nothing{};
        },
        [&](const Status& result) { first = result ? ACCT_OK : result.error().status; });
    started.get_future().wait();
    const auto other =
        background.run([](Cancellation&) -> Status { return Nothing{}; },
                       [&](const Status& result) { second = result ? ACCT_OK : result.error().status; });
    other->cancel();
    go_on.set_value();
    // a third that tells when the second is through
    std::promise<void> through;
    background.run(
        [&](Cancellation&) -> Status {
            through.set_value();
            return Nothing{};
        },
        [](const Status&) {});
    through.get_future().wait();
    background.stop();
    EXPECT_EQ(first, ACCT_OK);
    EXPECT_EQ(second, ACCT_ERROR_CANCELLED);
}

// An exception's text is for programmers and may quote input: it stays inside.
TEST(Background, AnExceptionBecomesAnErrorWithoutItsText) {
    Background background(1, [] {});
    std::vector<Error> errors;
    background.run([](Cancellation&) -> Status { throw std::runtime_error("Demo@1234"); },
                   [&](const Status& result) { errors.push_back(result.error()); });
    background.run([](Cancellation&) -> Status { throw std::bad_alloc(); },
                   [&](const Status& result) { errors.push_back(result.error()); });
    std::promise<void> through;
    background.run(
        [&](Cancellation&) -> Status {
            through.set_value();
            return Nothing{};
        },
        [](const Status&) {});
    through.get_future().wait();
    background.stop();
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0].status, ACCT_ERROR_FAILED);
    EXPECT_EQ(errors[1].status, ACCT_ERROR_NO_MEMORY);
    for (const Error& error : errors) {
        EXPECT_FALSE(tests::contains(error.message, "Demo@1234"));
        tests::expect_plain_words(error);
    }
}

// Work and its result are released when they were used: both may hold secrets.
TEST(Background, ReleasesTheWorkBeforeTheResultIsDelivered) {
    Background background(1, [] {});
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    bool gone = false;
    background.run([held = std::move(held)](Cancellation&) -> Status { return Nothing{}; },
                   [&](const Status&) { gone = watched.expired(); });
    background.stop();
    EXPECT_TRUE(gone);
}

}  // namespace
}  // namespace tijori
