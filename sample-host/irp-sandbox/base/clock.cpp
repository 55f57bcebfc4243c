// clock.cpp - see clock.hpp.
#include "base/clock.hpp"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

namespace irp_sandbox {
namespace {

std::string format(Instant instant, const char* form) {
    return Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(instant.time_since_epoch().count()),
                                           form);
}

}  // namespace

Instant AdjustableClock::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
           std::chrono::seconds{offset_.load()};
}

void AdjustableClock::advance(std::chrono::seconds by) {
    offset_ += by.count();
}

std::string format_ist(Instant instant) {
    constexpr std::chrono::minutes ist{5 * 60 + 30};
    return format(instant + ist, "%Y-%m-%d %H:%M:%S");
}

std::string format_utc(Instant instant) {
    return format(instant, "%Y-%m-%d %H:%M:%S");
}

std::string format_iso_utc(Instant instant) {
    return format(instant, "%Y-%m-%dT%H:%M:%SZ");
}

}  // namespace irp_sandbox
