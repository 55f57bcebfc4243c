// clock.hpp - where the plugin gets its time from, so that tests can turn the hands.
#pragma once

#include <chrono>
#include <cstdint>

namespace tijori {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    // Seconds since 1970-01-01T00:00:00Z. May jump when somebody sets the computer's clock.
    virtual std::int64_t utc_seconds() const = 0;
    // Never jumps; for deadlines.
    virtual std::chrono::steady_clock::time_point now() const = 0;
};

class SystemClock final : public Clock {
public:
    std::int64_t utc_seconds() const override {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace tijori
