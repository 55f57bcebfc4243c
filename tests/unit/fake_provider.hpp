// fake_provider.hpp - a provider of tokens (v1.04) that does as a test tells it, and counts what it was
// asked.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "irp/account.hpp"
#include "tls_peer.hpp"

namespace tijori::tests {

class FakeProvider {
public:
    // What it does; to be set while nobody asks.
    struct Manners {
        std::string token = "token-1";            // that it hands out
        std::string token_if_forced = "token-1";  // the same: it ignores the flag, as outside of the window
        std::function<std::string()> expiry;      // as it writes it; none: it does not tell
        std::function<std::string()> date;        // its Date header; none: it sends none
        std::string login_error;                  // a code with which it refuses to log in
        std::string login_status = "200 OK";      // of HTTP
        std::optional<std::string> only_takes;    // the one token that calls may use; none: any
    };
    // What it was asked, in order: "login", "login forced", "call token-1".
    std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    void set(const Manners& manners) {
        const std::lock_guard lock(mutex_);
        manners_ = manners;
        asked_.clear();
    }

    // `folder` keeps the file with its authority.
    explicit FakeProvider(const std::string& folder);
    FakeProvider(const FakeProvider&) = delete;
    FakeProvider& operator=(const FakeProvider&) = delete;
    ~FakeProvider() = default;

    // An account there; `settings` are added to the profile.
    irp::Account account(const std::string& settings = {}) const;

private:
    void serve(Talk& talk);
    std::string answer_to(const std::string& request);
    std::string log_in(const std::string& request);

    mutable std::mutex mutex_;
    Manners manners_;
    std::vector<std::string> asked_;
    std::string ca_file_;
    std::unique_ptr<TlsPeer> peer_;
};

// Those seconds of UTC as an IRP writes them (Indian time) and as HTTP does.
std::string in_india(std::int64_t utc_seconds);
std::string http_date(std::int64_t utc_seconds);

}  // namespace tijori::tests
