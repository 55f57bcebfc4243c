// turned_clock.hpp - a clock whose hands the test turns: calendar and clock that does not jump, each by
// itself.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace tijori::tests {

class TurnedClock final : public Clock {
public:
    std::int64_t utc_seconds() const override { return utc; }
    std::chrono::steady_clock::time_point now() const override { return instant; }
    std::string boot() const override { return boot_id; }

    // Time goes by as it does.
    void go_on(std::chrono::seconds time) {
        utc += time.count();
        instant = instant.load() + time;
    }

    std::atomic<std::int64_t> utc{1774693800};  // 2026-03-28 10:30:00 UTC
    std::atomic<std::chrono::steady_clock::time_point> instant{
        std::chrono::steady_clock::time_point(std::chrono::hours(10))};
    std::string boot_id = "this run";
};

}  // namespace tijori::tests
