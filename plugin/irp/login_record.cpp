// login_record.cpp - see login_record.hpp. Layout: "TIJORI-LOGIN-1\n" | boot id | i64 deadline in nanoseconds
// of the clock that does not jump | i64 expiry in UTC | token | session key | attempts | refusals. Encoded
// as base/encoding.hpp has it; a list is its length (u64) and i64s.
#include "login_record.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/encoding.hpp"

namespace tijori::irp {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::string_view magic = "TIJORI-LOGIN-1\n";
constexpr seconds longest_life{24 * 3600};

void write_times(Writer& writer, const std::vector<std::int64_t>& times) {
    writer.u64(times.size());
    for (const std::int64_t time : times) {
        writer.i64(time);
    }
}

std::optional<std::vector<std::int64_t>> read_times(Parser& parser) {
    std::vector<std::int64_t> times;
    const auto count = parser.u64();
    for (std::uint64_t i = 0; count && i < *count; ++i) {
        const auto time = parser.i64();
        if (!time) {
            return std::nullopt;
        }
        times.push_back(*time);
    }
    return count ? std::optional(std::move(times)) : std::nullopt;
}

std::int64_t in_minutes(std::int64_t wait_seconds) {
    return std::max<std::int64_t>(1, (wait_seconds + 59) / 60);
}

}  // namespace

SecretBytes LoginRecord::encoded(const Clock& clock) const {
    const std::string boot = clock.boot();
    const Session none;
    const Session& session = live ? *live->session : none;
    const auto deadline = live ? live->deadline.time_since_epoch() : steady_clock::duration{};
    SecretBytes record(magic.size() + 8 * 7 + boot.size() + session.token.size() + session.key.size() +
                       8 * (attempts.size() + refusals.size()));
    Writer writer(record);
    writer.bytes(bytes_of(magic));
    writer.text(boot);
    writer.i64(std::chrono::duration_cast<nanoseconds>(deadline).count());
    writer.i64(session.expires);
    writer.text(session.token.view());
    writer.text(session.key.view());
    write_times(writer, attempts);
    write_times(writer, refusals);
    return record;
}

std::optional<LoginRecord> LoginRecord::decoded(Bytes bytes, const Clock& clock) {
    if (!text_of(bytes).starts_with(magic)) {
        return std::nullopt;
    }
    Parser parser(bytes.subspan(magic.size()));
    const auto boot = parser.text();
    const auto nanoseconds_left = parser.i64();
    const auto expires = parser.i64();
    const auto token = parser.text();
    const auto key = parser.text();
    auto attempts = read_times(parser);
    auto refusals = read_times(parser);
    if (!boot || !nanoseconds_left || !expires || !token || !key || !attempts || !refusals ||
        !parser.at_end()) {
        return std::nullopt;
    }
    LoginRecord record;
    record.attempts = std::move(*attempts);
    record.refusals = std::move(*refusals);
    const nanoseconds deadline{*nanoseconds_left};
    Session session;
    session.expires = *expires;
    session.token = SecretBytes(*token);
    session.key = SecretBytes(*key);
    if (!session.token.empty() && session.key.size() == crypto::key_size) {
        // The same boot: the same clock that does not jump. Otherwise what the calendar says has to do.
        const std::int64_t today = clock.utc_seconds();
        const seconds left(std::clamp(session.expires, today, today + longest_life.count()) - today);
        const steady_clock::time_point by_calendar = clock.now() + left;
        const steady_clock::time_point by_boot{std::chrono::duration_cast<steady_clock::duration>(deadline)};
        const bool same_boot =
            !boot->empty() && *boot == clock.boot() && by_boot <= clock.now() + longest_life;
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
    const std::string window = std::to_string(limits.minutes);
    if (refusals.size() >= static_cast<std::size_t>(limits.refusals)) {
        return make_error(
            ACCT_ERROR_BUSY, "LOGIN-GUARD",
            say_n(static_cast<std::int64_t>(refusals.size()),
                  "{provider} refused the API user {user} {n} time within {minutes} minutes. It is not asked "
                  "again for now, so that it does not lock the account.",
                  "{provider} refused the API user {user} {n} times within {minutes} minutes. It is not "
                  "asked again for now, so that it does not lock the account.",
                  {{"provider", provider}, {"user", user_name}, {"minutes", window}}),
            say_n(again(refusals, limits.refusals),
                  "Find out the right user name and password meanwhile, and try again in a minute.",
                  "Find out the right user name and password meanwhile, and try again in {n} minutes."),
            "password");
    }
    if (attempts.size() >= static_cast<std::size_t>(limits.logins)) {
        return make_error(
            ACCT_ERROR_BUSY, "LOGIN-BUDGET",
            say_n(static_cast<std::int64_t>(attempts.size()),
                  "{provider} was asked to log the API user {user} in {n} time within {minutes} minutes. Who "
                  "asks more often may be blocked there.",
                  "{provider} was asked to log the API user {user} in {n} times within {minutes} minutes. "
                  "Who asks more often may be blocked there.",
                  {{"provider", provider}, {"user", user_name}, {"minutes", window}}),
            say_n(again(attempts, limits.logins), "Try again in a minute.", "Try again in {n} minutes."));
    }
    return Nothing{};
}

std::string LoginRecord::warning(const LoginLimits& limits) const {
    const int left = limits.refusals - static_cast<int>(refusals.size());
    if (left <= 0) {
        return say_n(
            limits.minutes,
            "The next attempt is possible in {n} minute: IRPs lock accounts after too many wrong ones.",
            "The next attempt is possible in {n} minutes: IRPs lock accounts after too many wrong ones.");
    }
    return left == 1 ? say("One more wrong attempt, and you would have to wait, so that the IRP does not "
                           "lock the account.")
                     : "";
}

}  // namespace tijori::irp
