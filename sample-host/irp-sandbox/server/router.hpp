// router.hpp - which service answers which path, and where the ordered faults take hold on the way.
#ifndef IRP_SANDBOX_SERVER_ROUTER_HPP
#define IRP_SANDBOX_SERVER_ROUTER_HPP

#include <chrono>
#include <functional>

#include "base/clock.hpp"
#include "faults/fault.hpp"
#include "irp/auth_service.hpp"
#include "irp/call_service.hpp"
#include "irp/counters.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

class Router {
public:
    // Waits, but not beyond the end of the program.
    using Wait = std::function<void(std::chrono::seconds)>;

    Router(AuthService& auth, const CallService& calls, FaultQueue& faults, Counters& counters,
           const Clock& clock, Wait wait);

    Reply answer(const Request& request);

private:
    struct Route;

    static std::optional<Route> find_route(const std::string& path);
    void count_request(const Request& request, const Route& route);
    void count_answer(const Route& route, const Reply& reply);
    Reply serve(const Request& request, const Route& route);
    Reply serve_with_fault(Request request, const Route& route, const Fault& fault);
    Envelope decide(const Request& request, const Route& route, SekDamage damage);

    AuthService& auth_;
    const CallService& calls_;
    FaultQueue& faults_;
    Counters& counters_;
    const Clock& clock_;
    Wait wait_;
};

}  // namespace irp_sandbox

#endif
