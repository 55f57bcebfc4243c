// portal_routes.hpp - the paths of the account side. Ours: no IRP documents such requests.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_ROUTES_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_ROUTES_HPP

#include <span>
#include <string_view>

namespace irp_sandbox {

enum class PortalOperation {
    eligibility,
    register_account,
    verify_registration,
    choose_account_password,
    sign_in,
    sign_out,
    api_credentials,
    send_code,
    verify_code,
    create_api_user,
    change_api_password,
};

struct PortalRoute {
    std::string_view method;
    std::string_view path;
    PortalOperation operation;
};

std::span<const PortalRoute> portal_routes();

}  // namespace irp_sandbox

#endif
