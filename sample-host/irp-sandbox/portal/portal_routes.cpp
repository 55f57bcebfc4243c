// portal_routes.cpp - see portal_routes.hpp.
#include "portal/portal_routes.hpp"

#include <array>

namespace irp_sandbox {
namespace {

constexpr auto routes = std::to_array<PortalRoute>({
    {"POST", "/sandbox/account/eligibility", PortalOperation::eligibility},
    {"POST", "/sandbox/account/register", PortalOperation::register_account},
    {"POST", "/sandbox/account/register/verify", PortalOperation::verify_registration},
    {"POST", "/sandbox/account/register/password", PortalOperation::choose_account_password},
    {"POST", "/sandbox/account/login", PortalOperation::sign_in},
    {"POST", "/sandbox/account/logout", PortalOperation::sign_out},
    {"GET", "/sandbox/account/api-credentials", PortalOperation::api_credentials},
    {"POST", "/sandbox/account/api-credentials", PortalOperation::create_api_user},
    {"POST", "/sandbox/account/api-credentials/password", PortalOperation::change_api_password},
    {"POST", "/sandbox/account/otp", PortalOperation::send_code},
    {"POST", "/sandbox/account/otp/verify", PortalOperation::verify_code},
});

}  // namespace

std::span<const PortalRoute> portal_routes() {
    return routes;
}

}  // namespace irp_sandbox
