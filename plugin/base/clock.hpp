// clock.hpp - where the plugin gets its time from, so that tests can turn the hands.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tijori {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    // Seconds since 1970-01-01T00:00:00Z. May jump when somebody sets the computer's clock.
    virtual std::int64_t utc_seconds() const = 0;
    // Never jumps, and goes on while the computer sleeps; for deadlines.
    virtual std::chrono::steady_clock::time_point now() const = 0;
    // Names the run of the computer within which now() can be compared between programs; empty: cannot.
    virtual std::string boot() const { return {}; }
};

class SystemClock final : public Clock {
public:
    std::int64_t utc_seconds() const override {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    std::chrono::steady_clock::time_point now() const override;
    std::string boot() const override;
};

}  // namespace tijori
