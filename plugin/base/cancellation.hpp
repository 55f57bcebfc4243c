// cancellation.hpp - how an operation is told to stop, also while it waits for the network, and how it tells
// how far it is.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace tijori {

class Cancellation {
public:
    // Any thread; also again.
    void cancel() {
        const std::lock_guard lock(mutex_);
        cancelled_ = true;
        if (interrupt_) {
            interrupt_();
        }
    }
    bool cancelled() const noexcept { return cancelled_; }

    // How far the work is, of how much (0: not known). Any thread.
    void report(std::uint64_t done, std::uint64_t total) noexcept {
        done_ = done;
        total_ = total;
    }
    std::uint64_t done() const noexcept { return done_; }
    std::uint64_t total() const noexcept { return total_; }

    // While a Waiting lives, cancel calls `interrupt`, which must make the wait end (and may be called more
    // than once).
    class Waiting {
    public:
        Waiting(Cancellation& cancellation, std::function<void()> interrupt) : cancellation_(cancellation) {
            const std::lock_guard lock(cancellation_.mutex_);
            cancellation_.interrupt_ = std::move(interrupt);
            if (cancellation_.cancelled_) {
                cancellation_.interrupt_();
            }
        }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;
        ~Waiting() {
            const std::lock_guard lock(cancellation_.mutex_);
            cancellation_.interrupt_ = nullptr;
        }

    private:
        Cancellation& cancellation_;
    };

private:
    std::mutex mutex_;
    std::atomic<bool> cancelled_{false};
    std::atomic<std::uint64_t> done_{0};
    std::atomic<std::uint64_t> total_{0};
    std::function<void()> interrupt_;
};

// Waits, unless it is cancelled; then false.
inline bool pause(std::chrono::milliseconds time, const Cancellation& cancellation) {
    using std::chrono::steady_clock;
    constexpr std::chrono::milliseconds look{20};
    const auto until = steady_clock::now() + time;
    while (steady_clock::now() < until && !cancellation.cancelled()) {
        std::this_thread::sleep_for(std::min<steady_clock::duration>(look, until - steady_clock::now()));
    }
    return !cancellation.cancelled();
}

}  // namespace tijori
