// access.hpp - talks to providers: logs in, makes encrypted calls, keeps tokens. One token per credential:
// who asks while a log-in is under way waits for its result.
#pragma once

#include <Poco/JSON/Object.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "irp/nic_104.hpp"
#include "irp/profile.hpp"
#include "net/https_client.hpp"

namespace tijori::irp {

// Who logs in where.
struct Account {
    std::shared_ptr<const Profile> profile;
    std::string environment;
    std::string gstin;
    std::string user_name;

    const Environment& at() const { return profile->environments.at(environment); }
};

// What a registration looks like at the provider; from the first encrypted call after a log-in.
struct Registration {
    std::string legal_name;
    std::string trade_name;
    std::string status;  // "ACT", "CNL", "INA", "PRO"
};

// All members: any thread; those with a Cancellation take as long as the network takes.
class Access {
public:
    explicit Access(const Clock& clock) : clock_(clock) {}

    // True if everything needed to log in is there: address, client id, public key. Otherwise what is
    // missing, in words.
    static Status ready(const Account& account);

    // Logs in now, and keeps the token. Errors as in error_catalogue.hpp.
    Status authenticate(const Account& account, Bytes password, Cancellation& cancellation);

    // Lends the password to `use`, or says why it cannot be had.
    using PasswordLender = std::function<Status(const std::function<Status(Bytes)>& use)>;

    // One encrypted call; logs in first if there is no live token, and once more if the provider no longer
    // takes the token. The result is the decrypted payload, JSON.
    Result<std::string> call(const Account& account, const PasswordLender& password, std::string_view method,
                             std::string_view path, std::string_view json, Cancellation& cancellation);

    // Looks the account's own GSTIN up: proves that the session key works.
    Result<Registration> registration(const Account& account, const PasswordLender& password,
                                      Cancellation& cancellation);

    // UTC seconds until when a token lives; 0 if there is none.
    std::int64_t token_until(const Account& account) const;
    void forget(const Account& account);
    void forget_all();

private:
    struct Desk {
        std::mutex mutex;
        bool authenticating = false;  // a log-in is under way
        std::condition_variable authenticated;
        std::shared_ptr<const Session> session;
        std::chrono::steady_clock::time_point deadline;       // of the session, by a clock that does not jump
        std::chrono::steady_clock::time_point renewal_after;  // no renewal is tried before
    };

    // The turn to log in at a desk. Waits for it; a cancel ends the wait without it.
    class Turn {
    public:
        Turn(Desk& desk, const Cancellation& cancellation);
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();
        bool taken() const noexcept { return taken_; }

    private:
        Desk& desk_;
        bool taken_ = false;
    };

    static std::string key_of(const Account& account);
    std::shared_ptr<Desk> desk(const Account& account);
    Result<std::shared_ptr<net::HttpsClient>> client(const Environment& environment);
    net::Request request(const Account& account) const;
    Result<Session> log_in(const Account& account, Bytes password, bool force, Cancellation& cancellation);
    Status keep(Desk& desk, Result<Session> session);
    std::shared_ptr<const Session> live_session(Desk& desk) const;
    Result<std::shared_ptr<const Session>> session(const Account& account, const PasswordLender& password,
                                                   const std::shared_ptr<const Session>& refused,
                                                   Cancellation& cancellation);
    Result<std::string> call_once(const Account& account, const Session& session, std::string_view method,
                                  std::string_view path, std::string_view json, Cancellation& cancellation);

    const Clock& clock_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Desk>> desks_;
    std::map<std::string, std::shared_ptr<net::HttpsClient>> clients_;
};

}  // namespace tijori::irp
