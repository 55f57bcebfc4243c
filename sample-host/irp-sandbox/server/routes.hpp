// routes.hpp - every path that the sandbox serves, and what it stands for.
#ifndef IRP_SANDBOX_SERVER_ROUTES_HPP
#define IRP_SANDBOX_SERVER_ROUTES_HPP

#include <optional>
#include <string>
#include <string_view>

#include "faults/fault.hpp"
#include "irp/envelope.hpp"
#include "portal/portal_routes.hpp"

namespace irp_sandbox {

enum class Operation {
    auth_104,
    auth_103,
    gstin,
    sync_gstin,
    invoice,
    invoice_cancel,
    invoice_by_irn,
    invoice_by_document,
    eway_bill,
    eway_bill_by_irn,
    ewb_auth,
    ewb_action,
    ewb_look_up,
    ewb_gstin,
    account,
};

struct Route {
    Operation operation;
    FaultPlace place;
    Dialect dialect;
    std::string_view method;
    std::string argument;  // the last part of the path, where it varies
    std::string name;      // the path with its varying part as {…}; for counters
    bool through_gateway = false;
    std::optional<PortalOperation> account_operation = {};
};

// By the path without its query. Nothing if there is no such path; where the path takes other methods only,
// the route of one of them.
std::optional<Route> find_route(const std::string& path, std::string_view method);

// As in an Allow header.
std::string methods_of(const std::string& path);

// "nic-1.04", "nic-1.03" or "ewb-1.03"; empty if the operation does not authenticate.
std::string_view flavour_of(Operation operation);

}  // namespace irp_sandbox

#endif
