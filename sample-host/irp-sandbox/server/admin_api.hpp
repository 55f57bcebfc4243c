// admin_api.hpp - the sandbox's remote control for tests. Not part of any IRP: plain HTTP on loopback, with a
// token that is in sandbox.json.
#ifndef IRP_SANDBOX_SERVER_ADMIN_API_HPP
#define IRP_SANDBOX_SERVER_ADMIN_API_HPP

#include <Poco/JSON/Object.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "accounts/account_book.hpp"
#include "base/clock.hpp"
#include "faults/fault.hpp"
#include "irp/auth_budget.hpp"
#include "irp/auth_key.hpp"
#include "irp/counters.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"
#include "irp/user_guard.hpp"
#include "portal/portal_service.hpp"
#include "server/gateway.hpp"

namespace irp_sandbox {

// What the remote control reaches.
struct AdminReach {
    AccountBook& accounts;
    TokenDesk& tokens;
    TokenDesk& ewb_tokens;
    AuthBudget& budget;
    AuthKey& key;
    FaultQueue& faults;
    Counters& counters;
    AdjustableClock& clock;
    UserGuard& guard;
    Gateway& gateway;
    PortalService& portal;
    std::function<std::int64_t()> tls_handshakes;
    // Writes the files that name the gateway token again.
    std::function<void()> republish;
};

class AdminApi {
public:
    AdminApi(AdminReach reach, std::string token);

    Reply answer(const Request& request);

private:
    using Action = Reply (AdminApi::*)(const Poco::JSON::Object& body);
    struct Endpoint {
        std::string method;
        Action action;
    };

    bool is_authorised(const Request& request) const;
    Reply counters(const Poco::JSON::Object& body);
    Reply reset_counters(const Poco::JSON::Object& body);
    Reply add_fault(const Poco::JSON::Object& body);
    Reply clear_faults(const Poco::JSON::Object& body);
    Reply tokens(const Poco::JSON::Object& body);
    Reply revoke_tokens(const Poco::JSON::Object& body);
    Reply advance_clock(const Poco::JSON::Object& body);
    Reply rotate_key(const Poco::JSON::Object& body);
    Reply update_account(const Poco::JSON::Object& body);
    Reply update_portal_account(const Poco::JSON::Object& body);
    Reply one_time_codes(const Poco::JSON::Object& body);
    Reply set_limits(const Poco::JSON::Object& body);
    Reply revoke_gateway_token(const Poco::JSON::Object& body);
    Reply renew_gateway_token(const Poco::JSON::Object& body);

    AdminReach reach_;
    std::string token_;
    std::map<std::string, Endpoint> endpoints_;
    std::atomic<std::int64_t> handshakes_before_{0};
};

}  // namespace irp_sandbox

#endif
