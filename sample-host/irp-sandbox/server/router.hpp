// router.hpp - takes each request to the service that answers it, and lets ordered faults take hold on the
// way.
#ifndef IRP_SANDBOX_SERVER_ROUTER_HPP
#define IRP_SANDBOX_SERVER_ROUTER_HPP

#include <chrono>
#include <functional>

#include "base/clock.hpp"
#include "ewaybill/ewb_auth_service.hpp"
#include "ewaybill/ewb_call_service.hpp"
#include "faults/fault.hpp"
#include "invoices/invoice_service.hpp"
#include "irp/auth_service.hpp"
#include "irp/call_service.hpp"
#include "irp/counters.hpp"
#include "irp/message.hpp"
#include "portal/portal_service.hpp"
#include "server/gateway.hpp"
#include "server/routes.hpp"

namespace irp_sandbox {

// What answers.
struct Services {
    AuthService& auth;
    LegacyAuthService& legacy_auth;
    const CallService& calls;
    InvoiceService& invoices;
    EwbAuthService& ewb_auth;
    EwbCallService& ewb_calls;
    const Gateway& gateway;
    PortalService& portal;
};

class Router {
public:
    // Waits, but not beyond the end of the program.
    using Wait = std::function<void(std::chrono::seconds)>;

    Router(Services services, FaultQueue& faults, Counters& counters, const Clock& clock, Wait wait);

    Reply answer(const Request& request);

private:
    Reply answer_route(const Request& request, const Route& route);
    void count_request(const Request& request, const Route& route);
    void count_answer(const Route& route, const Reply& reply);
    Reply serve(const Request& request, const Route& route);
    Reply serve_with_fault(Request request, const Route& route, const Fault& fault);
    Envelope decide(const Request& request, const Route& route, const Fault* fault);

    Services services_;
    FaultQueue& faults_;
    Counters& counters_;
    const Clock& clock_;
    Wait wait_;
};

}  // namespace irp_sandbox

#endif
