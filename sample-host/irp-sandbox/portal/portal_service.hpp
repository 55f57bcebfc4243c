// portal_service.hpp - the account side: a taxpayer registers, signs in, and makes or changes the API user
// with which accounting programs then authenticate. Ours, non-standard: real portals do this on web pages.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_SERVICE_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_SERVICE_HPP

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/account_book.hpp"
#include "base/clock.hpp"
#include "irp/counters.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"
#include "irp/user_guard.hpp"
#include "portal/one_time_codes.hpp"
#include "portal/portal_accounts.hpp"
#include "portal/portal_routes.hpp"
#include "portal/portal_sessions.hpp"

namespace irp_sandbox {

// What the portal changes outside of itself.
struct PortalReach {
    AccountBook& accounts;
    TokenDesk& tokens;
    TokenDesk& ewb_tokens;
    UserGuard& guard;
    Counters& counters;
    const Clock& clock;
};

class PortalService {
public:
    // In place of the message to a phone and a mailbox. Called one at a time.
    using Messenger = std::function<void(const OneTimeCode&)>;

    PortalService(PortalReach reach, Messenger messenger);

    Envelope answer(PortalOperation operation, const Request& request);

    // For the admin endpoint.
    std::vector<OneTimeCode> live_codes() const;
    // What is not given stays; a password makes an account where there is none, with a made-up address.
    // Unlocks, unless `locked`. Ends the sessions of an account that may no longer be used. False if there is
    // no account and no password.
    enum class AccountState { active, inactive, none, locked };
    bool set_account(const std::string& gstin, std::optional<AccountState> state,
                     const std::optional<std::string>& password);
    // Whether the API user's live tokens die with its old password. They do not, unless asked for.
    void set_tokens_die_on_change(bool die);

private:
    using Body = Poco::JSON::Object;
    struct Caller {
        std::string session;
        std::string gstin;
    };

    Envelope decide(PortalOperation operation, const Request& request);
    Envelope decide_for(PortalOperation operation, const Caller& caller, const Body& body);

    Envelope eligibility(const Body& body) const;
    Envelope register_account(const Body& body);
    Envelope choose_account_password(const Body& body);
    Envelope sign_in(const Body& body);
    Envelope sign_out(const Request& request);
    Envelope api_credentials(const Caller& caller) const;
    Envelope send_code_for(const Caller& caller, const Body& body);
    Envelope verify_code(const std::string& session, const Body& body);
    Envelope create_api_user(const Caller& caller, const Body& body);
    Envelope change_api_password(const Caller& caller, const Body& body);

    Envelope send_code(const CodeOwner& owner, const PortalAccount& to);
    // Why nothing can be done for that GSTIN, if so.
    std::optional<std::string_view> refuse_gstin(const std::string& gstin) const;

    PortalReach reach_;
    Messenger messenger_;
    mutable std::mutex mutex_;
    PortalAccounts accounts_;
    PortalSessions sessions_;
    OneTimeCodes codes_;
    // While somebody registers: where the code went, by GSTIN.
    std::map<std::string, PortalAccount> applicants_;
    // Since when passwords stand that accounts.json gives no date for.
    Instant began_;
    bool tokens_die_on_change_ = false;
};

// "active", "inactive", "none" or "locked"
std::optional<PortalService::AccountState> account_state_from(std::string_view name);

}  // namespace irp_sandbox

#endif
