// token_desk.hpp - hands out session tokens and says which of them are alive.
#ifndef IRP_SANDBOX_IRP_TOKEN_DESK_HPP
#define IRP_SANDBOX_IRP_TOKEN_DESK_HPP

#include <chrono>
#include <compare>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace irp_sandbox {

// Whom a session belongs to. A token is only good together with all three.
struct SessionOwner {
    std::string client_id;
    std::string gstin;
    std::string user_name;
    auto operator<=>(const SessionOwner&) const = default;
};

struct Session {
    std::string token;
    Bytes session_key;
    Instant expires;
    bool replaced_a_live_one = false;  // forced by the client
};

class TokenDesk {
public:
    static constexpr std::chrono::minutes renewal_window{10};

    TokenDesk(const Clock& clock, std::chrono::minutes life);

    // Asking again gives the same token and key until it expires; `force` makes a new one, and kills the old
    // one, only in the last ten minutes.
    Session issue(const SessionOwner& owner, bool force);

    // The session key, if that token is the owner's and alive.
    std::optional<Bytes> session_key(const SessionOwner& owner, const std::string& token) const;

    // The owner and key of a token, for a system whose calls do not name the user.
    std::optional<std::pair<SessionOwner, Bytes>> find(const std::string& client_id, const std::string& gstin,
                                                       const std::string& token) const;

    // All sessions that are alive.
    std::map<SessionOwner, Session> live() const;

    void revoke(const std::string& user_name);
    void revoke_all();

private:
    const Clock& clock_;
    std::chrono::minutes life_;
    mutable std::mutex mutex_;
    std::map<SessionOwner, Session> sessions_;
};

}  // namespace irp_sandbox

#endif
