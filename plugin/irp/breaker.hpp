// breaker.hpp - leaves a provider that does not answer alone for a while: calls fail at once instead of each
// waiting for its time-out, and the provider can recover.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace tijori::irp {

// All members: any thread.
class Breaker {
public:
    using Instant = std::chrono::steady_clock::time_point;

    // How long still to wait; nothing if the provider may be asked now. After the rest one is let through to
    // see whether it answers again; the others wait for what comes of that.
    std::optional<std::chrono::seconds> rest(Instant now) {
        const std::lock_guard lock(mutex_);
        if (failures_ < most_failures) {
            return std::nullopt;
        }
        if (now >= until_) {
            until_ = now + pause;
            return std::nullopt;
        }
        return std::chrono::ceil<std::chrono::seconds>(until_ - now);
    }
    void answered() {
        const std::lock_guard lock(mutex_);
        failures_ = 0;
    }
    void silent(Instant now) {
        const std::lock_guard lock(mutex_);
        if (++failures_ >= most_failures) {
            until_ = now + pause;
        }
    }

    static constexpr int most_failures = 5;
    static constexpr std::chrono::seconds pause{30};

private:
    std::mutex mutex_;
    int failures_ = 0;
    Instant until_;
};

}  // namespace tijori::irp
