// login_record.cpp - see login_record.hpp. Layout: "TIJORI-LOGIN-1\n" | boot id | i64 deadline in nanoseconds
// of the clock that does not jump | i64 expiry in UTC | token | session key | attempts | refusals. A text is
// its length (u32) and its bytes, a list its length (u32) and i64s; little-endian.
#include "login_record.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tijori::irp {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::string_view magic = "TIJORI-LOGIN-1\n";
constexpr seconds longest_life{24 * 3600};

class Writer {
public:
    explicit Writer(std::size_t size) : bytes_(size) {}
    void raw(Bytes bytes) {
        std::copy(bytes.begin(), bytes.end(), bytes_.data() + at_);
        at_ += bytes.size();
    }
    void number(std::uint64_t value, unsigned size) {
        for (unsigned i = 0; i < size; ++i) {
            bytes_.data()[at_++] = static_cast<unsigned char>(value >> (8 * i));
        }
    }
    void text(Bytes bytes) {
        number(bytes.size(), 4);
        raw(bytes);
    }
    void list(const std::vector<std::int64_t>& values) {
        number(values.size(), 4);
        for (const std::int64_t value : values) {
            number(static_cast<std::uint64_t>(value), 8);
        }
    }
    SecretBytes take() { return std::move(bytes_); }

private:
    SecretBytes bytes_;
    std::size_t at_ = 0;
};

// Reads what Writer wrote; after a mistake everything is empty and good() is false.
class Reader {
public:
    explicit Reader(Bytes bytes) : rest_(bytes) {}
    Bytes raw(std::size_t size) {
        if (size > rest_.size()) {
            good_ = false;
            return {};
        }
        const Bytes taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::uint64_t number(unsigned size) {
        const Bytes bytes = raw(size);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            value |= std::uint64_t{bytes[i]} << (8 * i);
        }
        return value;
    }
    Bytes text() { return raw(static_cast<std::size_t>(number(4))); }
    std::vector<std::int64_t> list() {
        const std::uint64_t count = number(4);
        if (count > rest_.size() / 8) {
            good_ = false;
            return {};
        }
        std::vector<std::int64_t> values(static_cast<std::size_t>(count));
        for (std::int64_t& value : values) {
            value = static_cast<std::int64_t>(number(8));
        }
        return values;
    }
    bool good() const { return good_; }
    bool at_end() const { return rest_.empty(); }

private:
    Bytes rest_;
    bool good_ = true;
};

// "in a minute", "in 12 minutes"
std::string in_minutes(std::int64_t wait_seconds) {
    const std::int64_t minutes = std::max<std::int64_t>(1, (wait_seconds + 59) / 60);
    return minutes == 1 ? "in a minute" : "in " + std::to_string(minutes) + " minutes";
}

}  // namespace

SecretBytes LoginRecord::encoded(const Clock& clock) const {
    const std::string boot = clock.boot();
    const Session none;
    const Session& session = live ? *live->session : none;
    Writer writer(magic.size() + 4 + boot.size() + 16 + 4 + session.token.size() + 4 + session.key.size() +
                  8 + 8 * (attempts.size() + refusals.size()));
    writer.raw(bytes_of(magic));
    writer.text(bytes_of(boot));
    const auto deadline = live ? live->deadline.time_since_epoch() : steady_clock::duration{};
    writer.number(static_cast<std::uint64_t>(std::chrono::duration_cast<nanoseconds>(deadline).count()), 8);
    writer.number(static_cast<std::uint64_t>(session.expires), 8);
    writer.text(session.token.bytes());
    writer.text(session.key.bytes());
    writer.list(attempts);
    writer.list(refusals);
    return writer.take();
}

std::optional<LoginRecord> LoginRecord::decoded(Bytes bytes, const Clock& clock) {
    Reader reader(bytes);
    if (text_of(reader.raw(magic.size())) != magic) {
        return std::nullopt;
    }
    const std::string boot(text_of(reader.text()));
    const nanoseconds deadline{static_cast<std::int64_t>(reader.number(8))};
    Session session;
    session.expires = static_cast<std::int64_t>(reader.number(8));
    session.token = SecretBytes(reader.text());
    session.key = SecretBytes(reader.text());
    LoginRecord record;
    record.attempts = reader.list();
    record.refusals = reader.list();
    if (!reader.good() || !reader.at_end()) {
        return std::nullopt;
    }
    if (!session.token.empty() && session.key.size() == crypto::key_size) {
        // The same boot: the same clock that does not jump. Otherwise what the calendar says has to do.
        const std::int64_t today = clock.utc_seconds();
        const seconds left(std::clamp(session.expires, today, today + longest_life.count()) - today);
        const steady_clock::time_point by_calendar = clock.now() + left;
        const steady_clock::time_point by_boot{std::chrono::duration_cast<steady_clock::duration>(deadline)};
        const bool same_boot = !boot.empty() && boot == clock.boot() && by_boot <= clock.now() + longest_life;
        record.live = LiveSession{std::make_shared<const Session>(std::move(session)),
                                  same_boot ? by_boot : by_calendar};
    }
    return record;
}

void LoginRecord::tidy(const LoginLimits& limits, std::int64_t now) {
    for (auto* times : {&attempts, &refusals}) {
        for (std::int64_t& time : *times) {
            time = std::min(time, now);
        }
        std::erase_if(*times,
                      [&](std::int64_t time) { return time <= now - std::int64_t{limits.minutes} * 60; });
    }
}

Status LoginRecord::admits(const LoginLimits& limits, std::int64_t now, const std::string& provider,
                           const std::string& user_name) const {
    const auto again = [&](const std::vector<std::int64_t>& times, int most) {
        return in_minutes(times[times.size() - static_cast<std::size_t>(most)] +
                          std::int64_t{limits.minutes} * 60 - now);
    };
    const std::string window = std::to_string(limits.minutes) + " minutes";
    if (refusals.size() >= static_cast<std::size_t>(limits.refusals)) {
        return make_error(ACCT_ERROR_BUSY, "LOGIN-GUARD",
                          provider + " refused the API user " + user_name + " " +
                              std::to_string(refusals.size()) + " times within " + window +
                              ". It is not asked again for now, so that it does not lock the account.",
                          "Find out the right user name and password meanwhile, and try again " +
                              again(refusals, limits.refusals) + ".",
                          "password");
    }
    if (attempts.size() >= static_cast<std::size_t>(limits.logins)) {
        return make_error(ACCT_ERROR_BUSY, "LOGIN-BUDGET",
                          provider + " was asked to log the API user " + user_name + " in " +
                              std::to_string(attempts.size()) + " times within " + window +
                              ". Who asks more often may be blocked there.",
                          "Try again " + again(attempts, limits.logins) + ".");
    }
    return Nothing{};
}

std::string LoginRecord::warning(const LoginLimits& limits) const {
    const int left = limits.refusals - static_cast<int>(refusals.size());
    if (left <= 0) {
        return " The next attempt is possible in " + std::to_string(limits.minutes) +
               " minutes: IRPs lock accounts after too many wrong ones.";
    }
    return left == 1 ? " One more wrong attempt, and you would have to wait, so that the IRP does not lock "
                       "the account."
                     : "";
}

}  // namespace tijori::irp
