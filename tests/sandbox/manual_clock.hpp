// manual_clock.hpp - a clock that stands still until a test moves it.
#ifndef TESTS_SANDBOX_MANUAL_CLOCK_HPP
#define TESTS_SANDBOX_MANUAL_CLOCK_HPP

#include "base/clock.hpp"

namespace irp_sandbox {

class ManualClock : public Clock {
public:
    Instant now() const override { return now_; }
    void advance(std::chrono::seconds by) { now_ += by; }

private:
    // 2026-03-28 12:34:56 UTC, which is 18:04:56 IST: neither on a minute nor at a day's edge.
    Instant now_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28} + std::chrono::hours{12} +
                 std::chrono::minutes{34} + std::chrono::seconds{56}};
};

}  // namespace irp_sandbox

#endif
