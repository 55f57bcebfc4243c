// main_loop.hpp - the program's main thread as a queue of tasks. Plugins may be called only there (the ABI's
// [main-thread]), so the web server's threads hand their calls over here.
#ifndef MUNIM_BASE_MAIN_LOOP_HPP
#define MUNIM_BASE_MAIN_LOOP_HPP

#include <poll.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/file_descriptor.hpp"

namespace munim {

// What call() throws when the loop has been closed: the program is ending.
class LoopClosed : public std::runtime_error {
public:
    LoopClosed() : std::runtime_error{"Munim is closing"} {}
};

class MainLoop {
public:
    using Clock = std::chrono::steady_clock;
    using Task = std::function<void()>;

    // The thread that makes the loop is its main thread.
    MainLoop();

    // Queues a task; after close() it is dropped. Any thread.
    void post(Task task);
    void post_after(std::chrono::milliseconds delay, Task task);

    // Runs a function on the main thread and waits for what it returns or throws. On the main thread it runs
    // at once.
    template <typename Function>
    auto call(Function&& function) -> decltype(function()) {
        if (on_main_thread()) {
            return function();
        }
        using Value = decltype(function());
        auto task = std::make_shared<std::packaged_task<Value()>>(std::forward<Function>(function));
        std::future<Value> result = task->get_future();
        post([task = std::move(task)] { (*task)(); });
        // A dropped task breaks its promise.
        try {
            return result.get();
        } catch (const std::future_error&) {
            throw LoopClosed{};
        }
    }

    bool on_main_thread() const noexcept { return std::this_thread::get_id() == owner_; }

    // Runs tasks until stop(). Main thread.
    void run();
    // Runs tasks until `done` answers true (asked after every round) or the time is up; what `done` answered
    // last.
    bool run_until(const std::function<bool()>& done, Clock::time_point deadline);
    // Runs what is due, after waiting at most this long for something. Also ends waiting when one of these
    // descriptors (seven at most) has what it was asked for; their `revents` say so.
    void run_once(std::chrono::milliseconds patience, std::span<pollfd> also = {});

    // Makes run() return. Any thread, also a signal handler.
    void stop() noexcept;
    bool stopped() const noexcept { return stopped_.load(); }

    // Drops what waits and what comes: waiting call()s throw LoopClosed.
    void close() noexcept;

private:
    void wake() const noexcept;
    std::deque<Task> take_due();
    std::chrono::milliseconds until_next(std::chrono::milliseconds patience);

    std::thread::id owner_;
    FileDescriptor event_;  // an eventfd, since a signal handler may not touch a condition variable
    std::atomic<bool> stopped_{false};
    static_assert(std::atomic<bool>::is_always_lock_free);

    std::mutex mutex_;
    std::deque<Task> ready_;
    std::multimap<Clock::time_point, Task> later_;
    bool closed_ = false;
};

}  // namespace munim

#endif  // MUNIM_BASE_MAIN_LOOP_HPP
