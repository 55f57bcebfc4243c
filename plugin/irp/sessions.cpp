// sessions.cpp - log-ins. A session comes, in this order, from memory, from what another program stored, or
// from the provider; one thread of one program at a time asks the provider for an API user, and the others
// take what it got, be it a session or a refusal.
#include <algorithm>
#include <thread>
#include <utility>

#include "irp/access.hpp"
#include "irp/authentication.hpp"
#include "irp/error_catalogue.hpp"

namespace tijori::irp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// A forced renewal is honoured only in a token's last ten minutes.
constexpr seconds renewal_window{600};
constexpr seconds renewal_pause{60};
constexpr milliseconds between_looks{20};
// A renewal leaves so much of the budget: for the log-in that is due if it was in vain, and for one more if
// the provider then refuses that token.
constexpr std::size_t logins_kept = 2;

Error took_too_long(const std::string& provider) {
    return make_error(
        ACCT_ERROR_UNREACHABLE, "CALL-DEADLINE",
        say("Logging in at {provider} took longer than the time that was given.", {{"provider", provider}}),
        say("Try again in a few minutes. Nothing you entered is lost."));
}

}  // namespace

std::optional<LoginRecord> Access::stored(LoginStore* store, const std::string& key) const {
    const std::optional<SecretBytes> bytes = store != nullptr ? store->read(key) : std::nullopt;
    return bytes ? LoginRecord::decoded(bytes->bytes(), clock_) : std::nullopt;
}

void Access::take_up(Desk& at, const LiveSession& live) const {
    const std::lock_guard lock(at.mutex);
    const bool same = at.live && equal_secrets(at.live->session->token.bytes(), live.session->token.bytes());
    at.live = live;
    // A renewal that brought the same token again is not tried anew at once.
    const steady_clock::time_point window = live.deadline - renewal_window;
    at.renewal_after = same ? std::max(window, clock_.now() + renewal_pause) : window;
}

Result<LiveSession> Access::log_in(const Account& account, Bytes password, bool force,
                                   steady_clock::time_point deadline, Cancellation& cancellation) {
    Result<AuthenticationRequest> authentication = make_authentication_request(
        account.profile->dialect, *account.public_key(), account.user_name, password, force);
    if (!authentication) {
        return authentication.error();
    }
    net::Request http = request(account);
    http.method = "POST";
    http.target = account.profile->path(account.profile->authenticate_path);
    http.body = std::move(authentication->body);
    http.repeatable = true;
    http.deadline = deadline;
    Result<net::Response> response = send(account, http, cancellation);
    if (!response) {
        return response.error();
    }
    Result<Answer> answer = read_answer(response->body, response->status);
    if (!answer) {
        return answer.error();
    }
    if (!answer->success) {
        return meaning_of(answer->code, answer->message, account.profile->name, account.profile->dialect)
            .error;
    }
    const std::int64_t now = clock_.utc_seconds();
    Result<Session> session = read_session(account.profile->dialect, *answer, authentication->app_key.bytes(),
                                           now, response->date, account.at().token_minutes);
    if (!session) {
        return session.error();
    }
    const auto life = seconds(session->expires - now);
    return LiveSession{std::make_shared<const Session>(std::move(*session)), clock_.now() + life};
}

// With the turn in this process: waits for the turn among programs, looks whether another one logged in
// meanwhile, and otherwise asks the provider.
Result<Access::SessionPointer> Access::in_turn(const Account& account, Desk& at, const Demand& demand,
                                               Cancellation& cancellation) {
    const std::string key = key_of(account);
    LoginStore* store = around_.logins();
    std::unique_ptr<LoginStore::Turn> turn;
    while (store != nullptr && (turn = store->try_turn(key)) == nullptr) {
        if (cancellation.cancelled()) {
            return cancelled_error();
        }
        if (steady_clock::now() >= demand.deadline) {
            return took_too_long(account.profile->name);
        }
        std::this_thread::sleep_for(between_looks);
    }
    LoginRecord record = stored(store, key).value_or(LoginRecord{});
    const auto is_refused = [&](const LiveSession& live) {
        return demand.refused != nullptr &&
               equal_secrets(live.session->token.bytes(), demand.refused->token.bytes());
    };
    // In the midst of a renewal only a token that has a long time to live is another program's renewal.
    const auto enough = demand.renew ? renewal_window : seconds(0);
    if (!demand.anew && record.live && clock_.now() + enough < record.live->deadline &&
        !is_refused(*record.live)) {
        take_up(at, *record.live);
        return record.live->session;
    }
    record.tidy(account.profile->limits, clock_.utc_seconds());
    if (demand.renew &&
        (!record.refusals.empty() ||
         record.attempts.size() + logins_kept >= static_cast<std::size_t>(account.profile->limits.logins))) {
        return make_error(
            ACCT_ERROR_BUSY, "RENEWAL-LATER",
            say("{provider} is not asked for a new token early.", {{"provider", account.profile->name}}),
            say("Nothing needs to be done: the program logs in when the token has expired."));
    }
    Result<LiveSession> fresh = took_too_long(account.profile->name);
    const auto ask = [&](bool force) -> Status {
        if (Status bearable = record.admits(account.profile->limits, clock_.utc_seconds(),
                                            account.profile->name, account.user_name);
            !bearable) {
            return bearable;
        }
        return demand.password([&](Bytes bytes) -> Status {
            record.attempts.push_back(clock_.utc_seconds());
            fresh = log_in(account, bytes, force, demand.deadline, cancellation);
            return fresh ? Status{Nothing{}} : Status{fresh.error()};
        });
    };
    Status asked = ask(demand.renew);
    if (asked && is_refused(*fresh)) {
        // The provider hands out the very token that it refuses: only a forced renewal helps.
        asked = ask(true);
    }
    Error why;
    if (!asked) {
        why = asked.error();
        if (why.status == ACCT_ERROR_REFUSED) {
            record.refusals.push_back(clock_.utc_seconds());
            if (const std::string warning = record.warning(account.profile->limits); !warning.empty()) {
                why.next_step += " " + warning;
            }
        }
    } else {
        record.live = *fresh;
        record.refusals.clear();  // the provider counts wrong passwords in a row, too
    }
    if (store != nullptr) {
        store->write(key, record.encoded(clock_).bytes());
    }
    if (!asked) {
        return why;
    }
    take_up(at, *record.live);
    return record.live->session;
}

Result<Access::SessionPointer> Access::session(const Account& account, const Demand& demand,
                                               Cancellation& cancellation) {
    const std::shared_ptr<Desk> at = desk(account);
    std::unique_lock lock(at->mutex);
    const auto usable = [&] {
        return !demand.anew && !demand.renew && at->live && clock_.now() < at->live->deadline &&
               (demand.refused == nullptr ||
                !equal_secrets(at->live->session->token.bytes(), demand.refused->token.bytes()));
    };
    while (!usable()) {
        if (!at->authenticating) {
            at->authenticating = true;
            lock.unlock();
            // Also when memory runs out in the midst of it, the next one must have its turn.
            const auto over = [&](const Status& outcome) {
                lock.lock();
                at->authenticating = false;
                ++at->round;
                at->outcome = outcome;
                at->changed.notify_all();
            };
            try {
                Result<SessionPointer> got = in_turn(account, *at, demand, cancellation);
                // That a renewal was in vain is no answer to those who need a session.
                over(got || demand.renew ? Status{Nothing{}} : Status{got.error()});
                return got;
            } catch (...) {
                over(Nothing{});
                throw;
            }
        }
        const std::uint64_t round = at->round;
        while (at->round == round) {
            if (cancellation.cancelled()) {
                return cancelled_error();
            }
            if (steady_clock::now() >= demand.deadline) {
                return took_too_long(account.profile->name);
            }
            (void)at->changed.wait_for(lock, between_looks);
        }
        // What was refused to one is refused to all who waited for it. That one gave up says nothing about
        // the others; and who was told to log in anew does so.
        if (!at->outcome && at->outcome.error().status != ACCT_ERROR_CANCELLED && !demand.anew) {
            return at->outcome.error();
        }
    }
    const LiveSession live = *at->live;
    const bool due = clock_.now() >= at->renewal_after && !at->renewing;
    if (due) {
        at->renewing = true;
        at->renewal_after = clock_.now() + renewal_pause;
    }
    lock.unlock();
    if (due) {
        renew_later(account, at, demand.password);
    }
    return live.session;
}

// In a token's last minutes: calls go on with it while a new one is fetched.
void Access::renew_later(const Account& account, const std::shared_ptr<Desk>& at,
                         const PasswordLender& password) {
    const auto renew = [this, account, at, password](Cancellation& cancellation) {
        const Demand demand{.password = password,
                            .refused = nullptr,
                            .anew = false,
                            .renew = true,
                            .deadline = steady_clock::now() + seconds(60)};
        // If it fails, the present token still lives.
        const Result<SessionPointer> got = session(account, demand, cancellation);
        const std::lock_guard lock(at->mutex);
        at->renewing = false;
        if (!got && got.error().status == ACCT_ERROR_REFUSED) {
            // The password is no longer right: the provider locks those out who go on asking with it.
            at->renewal_after = steady_clock::time_point::max();
        }
    };
    if (!around_.later(renew)) {
        Cancellation never;
        renew(never);
    }
}

Status Access::authenticate(const Account& account, Bytes password, Cancellation& cancellation) {
    if (Status able = ready(account); !able) {
        return able;
    }
    const PasswordLender lender = [password](const std::function<Status(Bytes)>& use) {
        return use(password);
    };
    const Demand demand{.password = lender,
                        .refused = nullptr,
                        .anew = true,
                        .renew = false,
                        .deadline = steady_clock::now() + seconds(90)};
    Result<SessionPointer> got = session(account, demand, cancellation);
    return got ? Status{Nothing{}} : Status{got.error()};
}

}  // namespace tijori::irp
