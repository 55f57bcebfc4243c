// portal_account.hpp - a taxpayer's account at the portal: who signs in there makes the API user and its
// password.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_ACCOUNT_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_ACCOUNT_HPP

#include <string>

namespace irp_sandbox {

enum class PortalState { active, inactive };

struct PortalAccount {
    std::string gstin;
    std::string password;
    std::string email;
    std::string phone;
    PortalState state = PortalState::active;
};

}  // namespace irp_sandbox

#endif
