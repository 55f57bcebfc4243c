// clock.hpp - the sandbox's own time. Tests inject one; the admin endpoint moves the real one forward, so
// that token expiry can be seen without waiting for it.
#ifndef IRP_SANDBOX_BASE_CLOCK_HPP
#define IRP_SANDBOX_BASE_CLOCK_HPP

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace irp_sandbox {

using Instant = std::chrono::sys_seconds;

class Clock {
public:
    Clock() = default;
    virtual ~Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual Instant now() const = 0;
};

// The machine's clock plus what the admin endpoint added to it.
class AdjustableClock : public Clock {
public:
    Instant now() const override;
    void advance(std::chrono::seconds by);

private:
    std::atomic<std::chrono::seconds::rep> offset_{0};
};

// "yyyy-MM-dd HH:mm:ss" in Indian Standard Time (UTC+05:30), the form of every stamp of the protocol.
std::string format_ist(Instant instant);
// "dd/MM/yyyy hh:mm:ss AM" in IST: the e-way bill system's form.
std::string format_ist_for_eway_bills(Instant instant);
// Today's date in India.
std::chrono::sys_days ist_date(Instant instant);
// When that day began in India.
Instant ist_midnight(std::chrono::sys_days date);
// "dd/MM/yyyy", the form of dates in documents; nothing for anything else.
std::optional<std::chrono::sys_days> parse_document_date(const std::string& text);
// The same form in UTC: what a server with a wrong zone would say.
std::string format_utc(Instant instant);
std::string format_iso_utc(Instant instant);
std::string format_http_date(Instant instant);

}  // namespace irp_sandbox

#endif
