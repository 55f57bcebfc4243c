// background.hpp - runs work on a worker thread and brings its result back to the main thread. Ends
// completely: stop cancels what is under way, waits for it, and delivers every result that is due.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/cancellation.hpp"
#include "base/result.hpp"
#include "base/threads.hpp"

namespace tijori {

class Background {
public:
    // What is kept while a piece of work runs.
    using Around = std::function<std::shared_ptr<void>(Cancellation&)>;

    Background(std::size_t threads, std::function<void()> request_main_thread, Around around = {})
        : around_(std::move(around)), main_(std::move(request_main_thread)), workers_(threads) {}
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background() { stop(); }

    MainThreadQueue& main_thread() noexcept { return main_; }

    // Runs `work(cancellation)`, which returns a Result, on a worker; then `then(result)` on the main thread,
    // exactly once. The work speaks the caller's language. Nothing is run after stop: `then` gets
    // ACCT_ERROR_CANCELLED at the next drain. Any thread.
    template <typename Work, typename Then>
    std::shared_ptr<Cancellation> run(Work work, Then then) {
        using Outcome = decltype(work(std::declval<Cancellation&>()));
        auto cancellation = std::make_shared<Cancellation>();
        {
            const std::lock_guard lock(mutex_);
            std::erase_if(running_, [](const auto& one) { return one.expired(); });
            running_.push_back(cancellation);
            if (stopping_) {
                cancellation->cancel();
            }
        }
        // shared, because std::function wants copies and work may hold secrets, which cannot be copied
        auto shared_work = std::make_shared<Work>(std::move(work));
        auto shared_then = std::make_shared<Then>(std::move(then));
        const bool posted = workers_.post(
            [this, cancellation, shared_work, shared_then, language = Speaking::now()]() mutable {
                const Speaking speaking(language);  // as whoever asked for it
                // stop cancels one after the other: what is queued must not begin meanwhile
                auto outcome = std::make_shared<Outcome>(
                    stopping_ ? Outcome{cancelled_error()} : attempt<Outcome>(*shared_work, *cancellation));
                shared_work.reset();
                main_.post([outcome, shared_then] { (*shared_then)(std::move(*outcome)); });
            });
        if (!posted) {
            main_.post([shared_then] { (*shared_then)(Outcome{cancelled_error()}); });
        }
        return cancellation;
    }

    // [main-thread] Cancels everything, joins the threads, runs what is due on the main thread.
    void stop() {
        main_.stop_requests();
        stopping_ = true;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& one : running_) {
                if (const auto cancellation = one.lock()) {
                    cancellation->cancel();
                }
            }
        }
        workers_.stop();
        main_.drain();
    }

private:
    template <typename Outcome, typename Work>
    Outcome attempt(Work& work, Cancellation& cancellation) noexcept {
        if (cancellation.cancelled()) {
            return cancelled_error();
        }
        try {
            const std::shared_ptr<void> kept = around_ ? around_(cancellation) : nullptr;
            return work(cancellation);
        } catch (const std::bad_alloc&) {
            return make_error(ACCT_ERROR_NO_MEMORY, "NO-MEMORY", say("There is not enough memory."),
                              say("Close other programs and try again."));
        } catch (const std::exception&) {
            // Nothing of the exception's text is shown: it is not written for users and might quote input.
            return make_error(
                ACCT_ERROR_FAILED, "INTERNAL", say("Something went wrong inside the credentials plugin."),
                say("Try again. If it happens again, restart the program and report what you did."));
        }
    }

    const Around around_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::vector<std::weak_ptr<Cancellation>> running_;
    MainThreadQueue main_;
    Workers workers_;
};

}  // namespace tijori
