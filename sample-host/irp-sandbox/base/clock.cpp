// clock.cpp - see clock.hpp.
#include "base/clock.hpp"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <string_view>

namespace irp_sandbox {
namespace {

constexpr std::chrono::minutes ist{5 * 60 + 30};

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
    return format(instant + ist, "%Y-%m-%d %H:%M:%S");
}

std::string format_ist_for_eway_bills(Instant instant) {
    return format(instant + ist, "%d/%m/%Y %h:%M:%S %A");
}

std::chrono::sys_days ist_date(Instant instant) {
    return std::chrono::floor<std::chrono::days>(instant + ist);
}

Instant ist_midnight(std::chrono::sys_days date) {
    return date - ist;
}

std::optional<std::chrono::sys_days> parse_document_date(const std::string& text) {
    constexpr std::string_view form = "00/00/0000";
    if (text.size() != form.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == '/' ? text[i] == '/' : (text[i] >= '0' && text[i] <= '9');
        if (!fits) {
            return std::nullopt;
        }
    }
    const std::chrono::year_month_day date{
        std::chrono::year{std::stoi(text.substr(6))},
        std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(3, 2)))},
        std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(0, 2)))}};
    return date.ok() ? std::optional<std::chrono::sys_days>{date} : std::nullopt;
}

std::string format_utc(Instant instant) {
    return format(instant, "%Y-%m-%d %H:%M:%S");
}

std::string format_http_date(Instant instant) {
    return format(instant, "%w, %d %b %Y %H:%M:%S GMT");
}

std::string format_iso_utc(Instant instant) {
    return format(instant, "%Y-%m-%dT%H:%M:%SZ");
}

}  // namespace irp_sandbox
