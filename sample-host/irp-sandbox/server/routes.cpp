// routes.cpp - see routes.hpp.
#include "server/routes.hpp"

#include <array>

#include "server/gateway.hpp"

namespace irp_sandbox {
namespace {

struct Row {
    std::string_view path;  // one that ends in '/' takes one more part
    std::string_view argument;
    std::string_view method;
    Operation operation;
};

constexpr auto rows = std::to_array<Row>({
    {"/eivital/v1.04/auth", "", "POST", Operation::auth_104},
    {"/eivital/v1.03/auth", "", "POST", Operation::auth_103},
    // v1.03 of the look-ups is still served by real systems, with the same answer.
    {"/eivital/v1.04/Master/gstin/", "{gstin}", "GET", Operation::gstin},
    {"/eivital/v1.04/Master/syncgstin/", "{gstin}", "GET", Operation::sync_gstin},
    {"/eivital/v1.03/Master/gstin/", "{gstin}", "GET", Operation::gstin},
    {"/eivital/v1.03/Master/syncgstin/", "{gstin}", "GET", Operation::sync_gstin},
    {"/eicore/v1.03/Invoice", "", "POST", Operation::invoice},
    {"/eicore/v1.03/Invoice/Cancel", "", "POST", Operation::invoice_cancel},
    {"/eicore/v1.03/Invoice/irn/", "{irn}", "GET", Operation::invoice_by_irn},
    {"/eicore/v1.03/Invoice/irnbydocdetails", "", "GET", Operation::invoice_by_document},
    {"/eiewb/v1.03/ewaybill", "", "POST", Operation::eway_bill},
    {"/eiewb/v1.03/ewaybill/irn/", "{irn}", "GET", Operation::eway_bill_by_irn},
    {"/ewaybillapi/v1.03/auth", "", "POST", Operation::ewb_auth},
    {"/ewaybillapi/v1.03/ewayapi", "", "POST", Operation::ewb_action},
    {"/ewaybillapi/v1.03/ewayapi/GetEwayBill", "", "GET", Operation::ewb_look_up},
    {"/ewaybillapi/v1.03/Master/GetGSTINDetails", "", "GET", Operation::ewb_gstin},
});

bool fits(const Row& row, std::string_view path) {
    if (!row.path.ends_with('/')) {
        return path == row.path;
    }
    const std::string_view rest = path.substr(std::min(row.path.size(), path.size()));
    return path.starts_with(row.path) && !rest.empty() && rest.find('/') == std::string_view::npos;
}

Dialect dialect_of(Operation operation) {
    return operation >= Operation::ewb_auth ? Dialect::eway_bill : Dialect::nic;
}

std::optional<Route> find_account_route(const std::string& path, std::string_view method) {
    std::optional<Route> found;
    for (const PortalRoute& row : portal_routes()) {
        if (row.path == path && (!found || row.method == method)) {
            found = Route{Operation::account, FaultPlace::account, Dialect::account, row.method, "", path};
            found->account_operation = row.operation;
        }
    }
    return found;
}

}  // namespace

std::optional<Route> find_route(const std::string& path, std::string_view method) {
    const auto behind_gateway = Gateway::inner_path(path);
    const std::string& inner = behind_gateway ? *behind_gateway : path;
    for (const Row& row : rows) {
        if (fits(row, inner)) {
            Route route;
            route.operation = row.operation;
            route.place = flavour_of(row.operation).empty() ? FaultPlace::call : FaultPlace::auth;
            route.dialect = dialect_of(row.operation);
            route.method = row.method;
            route.argument = row.argument.empty() ? "" : inner.substr(row.path.size());
            route.name = path.substr(0, path.size() - route.argument.size()) + std::string{row.argument};
            route.through_gateway = behind_gateway.has_value();
            return route;
        }
    }
    return find_account_route(path, method);
}

std::string methods_of(const std::string& path) {
    std::string methods;
    for (const std::string_view method : {"GET", "POST"}) {
        const auto route = find_route(path, method);
        if (route && route->method == method) {
            methods += (methods.empty() ? "" : ", ") + std::string{method};
        }
    }
    return methods;
}

std::string_view flavour_of(Operation operation) {
    switch (operation) {
        case Operation::auth_104:
            return "nic-1.04";
        case Operation::auth_103:
            return "nic-1.03";
        case Operation::ewb_auth:
            return "ewb-1.03";
        default:
            return "";
    }
}

}  // namespace irp_sandbox
