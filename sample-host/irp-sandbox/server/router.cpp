// router.cpp - see router.hpp.
#include "server/router.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "faults/fault_effects.hpp"

namespace irp_sandbox {
namespace {

constexpr std::string_view auth_path = "/eivital/v1.04/auth";
// v1.03 of the look-ups is still served by real systems, with the same answer.
constexpr auto gstin_prefixes = std::to_array<std::string_view>({
    "/eivital/v1.04/Master/gstin/",
    "/eivital/v1.04/Master/syncgstin/",
    "/eivital/v1.03/Master/gstin/",
    "/eivital/v1.03/Master/syncgstin/",
});

Reply plain_refusal(int status, const std::string& message) {
    Reply reply;
    reply.status = status;
    reply.body = R"({"Message":")" + message + R"("})";
    reply.outcome = "refused";
    return reply;
}

Reply reply_of(const Envelope& envelope, const EnvelopeShape& shape = {}) {
    Reply reply;
    reply.body = render(envelope, shape);
    if (!envelope.ok()) {
        const std::string& error_code = envelope.errors.front().code;
        reply.outcome = error_code.empty() ? "no-code" : error_code;
    }
    return reply;
}

}  // namespace

struct Router::Route {
    FaultPlace place;
    std::string method;
    std::string gstin;  // the one in the path, if any
};

Router::Router(AuthService& auth, const CallService& calls, FaultQueue& faults, Counters& counters,
               const Clock& clock, Wait wait)
    : auth_(auth),
      calls_(calls),
      faults_(faults),
      counters_(counters),
      clock_(clock),
      wait_(std::move(wait)) {}

Reply Router::answer(const Request& request) {
    const auto route = find_route(request.path);
    if (!route) {
        return plain_refusal(404, "No HTTP resource was found that matches the request URI.");
    }
    if (request.method != route->method) {
        Reply reply = plain_refusal(405, "The requested resource does not support this HTTP method.");
        reply.headers = {{"Allow", route->method}};
        return reply;
    }
    count_request(request, *route);
    const auto fault = faults_.take(route->place);
    Reply reply = fault ? serve_with_fault(request, *route, *fault) : serve(request, *route);
    if (fault) {
        counters_.note([](CounterValues& values) { ++values.faults_served; });
    }
    count_answer(*route, reply);
    return reply;
}

std::optional<Router::Route> Router::find_route(const std::string& path) {
    if (path == auth_path) {
        return Route{FaultPlace::auth, "POST", ""};
    }
    for (const std::string_view prefix : gstin_prefixes) {
        const std::string_view rest = std::string_view{path}.substr(std::min(prefix.size(), path.size()));
        if (path.starts_with(prefix) && !rest.empty() && rest.find('/') == std::string_view::npos) {
            return Route{FaultPlace::call, "GET", std::string{rest}};
        }
    }
    return std::nullopt;
}

void Router::count_request(const Request& request, const Route& route) {
    const auto gstin = header(request, "gstin");
    counters_.note([&](CounterValues& values) {
        ++(route.place == FaultPlace::auth ? values.auth_requests : values.calls);
        values.last_gstin_header = gstin;
    });
}

void Router::count_answer(const Route& route, const Reply& reply) {
    counters_.note([&](CounterValues& values) {
        ++values.outcomes[reply.outcome];
        if (reply.outcome == "OK") {
            ++(route.place == FaultPlace::auth ? values.auth_successes : values.call_successes);
        }
    });
}

Reply Router::serve(const Request& request, const Route& route) {
    return reply_of(decide(request, route, SekDamage::none));
}

Reply Router::serve_with_fault(Request request, const Route& route, const Fault& fault) {
    if (auto reply = reply_instead(fault)) {
        return std::move(*reply);
    }
    if (fault.kind == FaultKind::slow) {
        wait_(std::chrono::seconds{fault.seconds});
    }
    change_request(fault, request);
    Envelope envelope = decide(request, route, sek_damage(fault));
    change_envelope(fault, route.place, clock_.now(), envelope);
    Reply reply = reply_of(envelope, envelope_shape(fault));
    change_reply(fault, reply);
    return reply;
}

Envelope Router::decide(const Request& request, const Route& route, SekDamage damage) {
    return route.place == FaultPlace::auth ? auth_.authenticate(request, damage)
                                           : calls_.gstin_details(request, route.gstin);
}

}  // namespace irp_sandbox
