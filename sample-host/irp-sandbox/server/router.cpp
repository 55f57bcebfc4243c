// router.cpp - see router.hpp.
#include "server/router.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "faults/fault_effects.hpp"

namespace irp_sandbox {
namespace {

Reply plain_refusal(int status, const std::string& message) {
    Reply reply;
    reply.status = status;
    reply.body = R"({"Message":")" + message + R"("})";
    reply.outcome = "refused";
    return reply;
}

Reply gateway_refusal() {
    Reply reply = plain_refusal(401, "The gateway token is missing, wrong or no longer valid.");
    reply.outcome = "gateway-token";
    return reply;
}

Reply reply_of(const Envelope& envelope, const EnvelopeShape& shape) {
    Reply reply;
    reply.body = render(envelope, shape);
    if (!envelope.ok()) {
        const std::string& error_code = envelope.errors.front().code;
        reply.outcome = error_code.empty() ? "no-code" : error_code;
    }
    return reply;
}

std::uint64_t& successes_at(FaultPlace place, CounterValues& values) {
    switch (place) {
        case FaultPlace::auth:
            return values.auth_successes;
        case FaultPlace::account:
            return values.account_successes;
        default:
            return values.call_successes;
    }
}

// Counts the requests that are being answered at this moment.
class Presence {
public:
    explicit Presence(Counters& counters) : counters_(counters) {
        counters_.note([](CounterValues& values) {
            ++values.concurrent;
            values.concurrent_maximum = std::max(values.concurrent_maximum, values.concurrent);
        });
    }
    ~Presence() {
        counters_.note([](CounterValues& values) { --values.concurrent; });
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;

private:
    Counters& counters_;
};

}  // namespace

Router::Router(Services services, FaultQueue& faults, Counters& counters, const Clock& clock, Wait wait)
    : services_(services), faults_(faults), counters_(counters), clock_(clock), wait_(std::move(wait)) {}

Reply Router::answer(const Request& request) {
    const auto route = find_route(request.path, request.method);
    if (!route) {
        return plain_refusal(404, "No HTTP resource was found that matches the request URI.");
    }
    if (request.method != route->method) {
        Reply reply = plain_refusal(405, "The requested resource does not support this HTTP method.");
        reply.headers = {{"Allow", methods_of(request.path)}};
        return reply;
    }
    const Presence presence(counters_);
    count_request(request, *route);
    Reply reply = answer_route(request, *route);
    count_answer(*route, reply);
    return reply;
}

Reply Router::answer_route(const Request& request, const Route& route) {
    if (route.through_gateway && !services_.gateway.admits(request)) {
        return gateway_refusal();
    }
    const auto fault = faults_.take(route.place, request.path);
    const Request inner = route.through_gateway ? services_.gateway.passed_on(request) : request;
    if (!fault) {
        return serve(inner, route);
    }
    counters_.note([](CounterValues& values) { ++values.faults_served; });
    return serve_with_fault(inner, route, *fault);
}

void Router::count_request(const Request& request, const Route& route) {
    const auto gstin = header(request, "gstin");
    counters_.note([&](CounterValues& values) {
        ++values.by_path[std::string{route.method} + " " + route.name];
        if (route.place == FaultPlace::account) {
            ++values.account_requests;
            return;
        }
        ++(route.place == FaultPlace::auth ? values.auth_requests : values.calls);
        if (route.place == FaultPlace::auth) {
            ++values.auth_by_flavour[std::string{flavour_of(route.operation)}];
        }
        values.last_gstin_header = gstin;
    });
}

void Router::count_answer(const Route& route, const Reply& reply) {
    counters_.note([&](CounterValues& values) {
        ++values.outcomes[reply.outcome];
        if (reply.outcome == "OK") {
            ++successes_at(route.place, values);
        }
    });
}

Reply Router::serve(const Request& request, const Route& route) {
    EnvelopeShape shape;
    shape.dialect = route.dialect;
    return reply_of(decide(request, route, nullptr), shape);
}

Reply Router::serve_with_fault(Request request, const Route& route, const Fault& fault) {
    EnvelopeShape shape = envelope_shape(fault);
    shape.dialect = route.dialect;
    if (auto reply = reply_instead(fault, shape, clock_.now())) {
        return std::move(*reply);
    }
    if (fault.kind == FaultKind::slow) {
        wait_(std::chrono::seconds{fault.seconds});
    }
    change_request(fault, request);
    Envelope envelope = decide(request, route, &fault);
    change_envelope(fault, route.place, clock_.now(), envelope);
    Reply reply = reply_of(envelope, shape);
    change_reply(fault, reply);
    return reply;
}

Envelope Router::decide(const Request& request, const Route& route, const Fault* fault) {
    const SekDamage sek = fault == nullptr ? SekDamage::none : sek_damage(*fault);
    const RekDamage rek = fault == nullptr ? RekDamage::none : rek_damage(*fault);
    switch (route.operation) {
        case Operation::auth_104:
            return services_.auth.authenticate(request, sek);
        case Operation::auth_103:
            return services_.legacy_auth.authenticate(request, sek);
        case Operation::gstin:
            return services_.calls.gstin_details(request, route.argument, GstinSource::register_only);
        case Operation::sync_gstin:
            return services_.calls.gstin_details(request, route.argument, GstinSource::common_portal);
        case Operation::invoice:
            return services_.invoices.generate(request);
        case Operation::invoice_cancel:
            return services_.invoices.cancel(request);
        case Operation::invoice_by_irn:
            return services_.invoices.by_irn(request, route.argument);
        case Operation::invoice_by_document:
            return services_.invoices.by_document(request);
        case Operation::eway_bill:
            return services_.invoices.generate_eway_bill(request);
        case Operation::eway_bill_by_irn:
            return services_.invoices.eway_bill_by_irn(request, route.argument);
        case Operation::ewb_auth:
            return services_.ewb_auth.authenticate(request, sek);
        case Operation::ewb_action:
            return services_.ewb_calls.act(request);
        case Operation::ewb_look_up:
            return services_.ewb_calls.eway_bill(request, rek);
        case Operation::account:
            return services_.portal.answer(*route.account_operation, request);
        case Operation::ewb_gstin:
            break;
    }
    return services_.ewb_calls.gstin_details(request, rek);
}

}  // namespace irp_sandbox
