// access.hpp - talks to providers: logs in, makes encrypted calls, keeps tokens. One token per credential,
// for all threads and all programs that share a login store: who asks while a log-in is under way waits for
// its result.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "irp/account.hpp"
#include "irp/answer.hpp"
#include "irp/breaker.hpp"
#include "irp/login_record.hpp"
#include "net/https_client.hpp"

namespace tijori::irp {

// What a registration looks like at the provider; from the first encrypted call after a log-in.
struct Registration {
    std::string legal_name;
    std::string trade_name;
    std::string status;  // "ACT", "CNL", "INA", "PRO"
};

struct Call {
    std::string_view method;                   // "GET" or "POST"
    std::string_view path;                     // as NIC spells it; the profile may spell it otherwise
    std::string_view json;                     // of a POST
    std::chrono::milliseconds timeout{60000};  // for all of it: log-in, waiting, repeating
    bool repeatable = false;                   // this POST may be sent twice without harm
};

struct CallAnswer {
    std::string payload;  // JSON
    std::string info;     // what the provider said besides (InfoDtls), JSON; empty if nothing
};

// What Access asks of its surroundings.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    // Where log-ins are remembered; nothing: in this process only. Any thread.
    virtual LoginStore* logins() { return nullptr; }
    // Runs work soon on another thread; false: it cannot. Any thread.
    virtual bool later(const std::function<void(Cancellation&)>&) { return false; }
    // The proxy for an address ("http://host:port"), and whether somebody decided at all: if not, the
    // environment's variables count. Any thread.
    virtual std::optional<std::string> proxy_for(const std::string&) { return std::nullopt; }
    // A PEM file with certificate authorities to trust besides the system's; empty: none. Any thread.
    virtual std::string additional_authorities() { return {}; }
};

// All members: any thread; those with a Cancellation take as long as the network takes.
class Access {
public:
    Access(const Clock& clock, Surroundings& around) : clock_(clock), around_(around) {}

    // True if everything needed to log in is there: address, client id, public key, the gateway's headers.
    // Otherwise what is missing, in words.
    static Status ready(const Account& account);

    // Logs in now, and keeps the token. Errors as in error_catalogue.hpp.
    Status authenticate(const Account& account, Bytes password, Cancellation& cancellation);

    // Lends the password to `use`, or says why it cannot be had. May be called later, too.
    using PasswordLender = std::function<Status(const std::function<Status(Bytes)>& use)>;

    // One encrypted call; logs in first if there is no live token, and once more if the provider no longer
    // takes the token. What may be repeated is repeated, a few times, when the provider does not answer.
    Result<CallAnswer> call(const Account& account, const PasswordLender& password, const Call& call,
                            Cancellation& cancellation);

    // Looks the account's own GSTIN up: proves that the session key works.
    Result<Registration> registration(const Account& account, const PasswordLender& password,
                                      Cancellation& cancellation);

    // One request to the provider's address, without a session. Wipes the headers.
    Result<net::Response> send(const Account& account, net::Request& http, Cancellation& cancellation);

    // UTC seconds until when a token lives; 0 if none is known here.
    std::int64_t token_until(const Account& account) const;
    // Forgets the token, here and in the login store.
    void forget(const Account& account);
    // Forgets what is in memory.
    void forget_all();

private:
    using SessionPointer = std::shared_ptr<const Session>;

    // One API user's place in this process.
    struct Desk {
        std::mutex mutex;
        std::condition_variable changed;
        bool authenticating = false;  // a log-in is under way
        std::uint64_t round = 0;      // of log-ins, counted when one ends
        Status outcome = Nothing{};   // of the last round
        std::optional<LiveSession> live;
        std::chrono::steady_clock::time_point renewal_after;  // no renewal is tried before
        bool renewing = false;
    };

    static std::string key_of(const Account& account);
    std::shared_ptr<Desk> desk(const Account& account);
    Result<std::shared_ptr<net::HttpsClient>> client(const Account& account);
    Breaker& breaker(const Account& account);
    net::Request request(const Account& account) const;

    // sessions.cpp
    struct Demand {
        const PasswordLender& password;
        SessionPointer refused;  // a session that the provider no longer takes
        bool anew = false;       // log in although there is a live session
        bool renew = false;      // ask for a new token although the present one lives
        std::chrono::steady_clock::time_point deadline;
    };
    Result<SessionPointer> session(const Account& account, const Demand& demand, Cancellation& cancellation);
    Result<SessionPointer> in_turn(const Account& account, Desk& at, const Demand& demand,
                                   Cancellation& cancellation);
    Result<LiveSession> log_in(const Account& account, Bytes password, bool force,
                               std::chrono::steady_clock::time_point deadline, Cancellation& cancellation);
    void take_up(Desk& at, const LiveSession& live) const;
    void renew_later(const Account& account, const std::shared_ptr<Desk>& at, const PasswordLender& password);
    std::optional<LoginRecord> stored(LoginStore* store, const std::string& key) const;

    // calls.cpp
    Result<CallAnswer> call_once(const Account& account, const Session& session, const Call& call,
                                 std::chrono::steady_clock::time_point deadline, std::int64_t& retry_after,
                                 Cancellation& cancellation);
    Result<CallAnswer> call_patiently(const Account& account, const Session& session, const Call& call,
                                      std::chrono::steady_clock::time_point deadline,
                                      Cancellation& cancellation);

    const Clock& clock_;
    Surroundings& around_;
    net::Watchdog watchdog_;  // outlives the clients
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Desk>> desks_;
    std::map<std::string, std::shared_ptr<net::HttpsClient>> clients_;
    std::map<std::string, std::unique_ptr<Breaker>> breakers_;
};

}  // namespace tijori::irp
