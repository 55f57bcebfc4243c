// admin_api.cpp - see admin_api.hpp.
#include "server/admin_api.hpp"

#include <Poco/JSON/Array.h>
#include <openssl/crypto.h>

#include <utility>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "faults/fault_order.hpp"

namespace irp_sandbox {
namespace {

constexpr std::int64_t largest_clock_step = std::int64_t{10} * 366 * 24 * 60 * 60;

Reply done() {
    Reply reply;
    reply.body = R"({"ok":true})";
    return reply;
}

Reply failed(int status, const std::string& message) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("ok", false);
    object->set("error", message);
    Reply reply;
    reply.status = status;
    reply.body = to_json(object);
    reply.outcome = "refused";
    return reply;
}

Poco::JSON::Object::Ptr table_of(const std::map<std::string, std::uint64_t>& counts) {
    Poco::JSON::Object::Ptr table = new_json_object();
    for (const auto& [name, count] : counts) {
        table->set(name, count);
    }
    return table;
}

template <typename Value>
Poco::Dynamic::Var value_or_null(const std::optional<Value>& value) {
    return value ? Poco::Dynamic::Var(*value) : Poco::Dynamic::Var();
}

}  // namespace

AdminApi::AdminApi(AdminReach reach, std::string token)
    : reach_(std::move(reach)),
      token_(std::move(token)),
      endpoints_{
          {"/counters", {"GET", &AdminApi::counters}},
          {"/counters/reset", {"POST", &AdminApi::reset_counters}},
          {"/fault", {"POST", &AdminApi::add_fault}},
          {"/fault/clear", {"POST", &AdminApi::clear_faults}},
          {"/tokens", {"GET", &AdminApi::tokens}},
          {"/tokens/revoke", {"POST", &AdminApi::revoke_tokens}},
          {"/clock/advance", {"POST", &AdminApi::advance_clock}},
          {"/rotate-key", {"POST", &AdminApi::rotate_key}},
          {"/accounts/update", {"POST", &AdminApi::update_account}},
          {"/accounts/portal", {"POST", &AdminApi::update_portal_account}},
          {"/one-time-codes", {"GET", &AdminApi::one_time_codes}},
          {"/limits", {"POST", &AdminApi::set_limits}},
          {"/gateway/revoke", {"POST", &AdminApi::revoke_gateway_token}},
          {"/gateway/renew", {"POST", &AdminApi::renew_gateway_token}},
      } {}

Reply AdminApi::answer(const Request& request) {
    if (!is_authorised(request)) {
        Reply reply =
            failed(401, "send \"Authorization: Bearer <admin_token>\" with the token from sandbox.json");
        reply.headers = {{"WWW-Authenticate", "Bearer"}};
        return reply;
    }
    const auto endpoint = endpoints_.find(request.path);
    if (endpoint == endpoints_.end()) {
        return failed(404, "there is no such admin endpoint");
    }
    if (request.method != endpoint->second.method) {
        Reply reply = failed(405, "use " + endpoint->second.method);
        reply.headers = {{"Allow", endpoint->second.method}};
        return reply;
    }
    const auto body = request.body.empty() ? new_json_object() : parse_json_object(request.body);
    if (!body) {
        return failed(400, "the body must be one JSON object");
    }
    return (this->*endpoint->second.action)(*body);
}

bool AdminApi::is_authorised(const Request& request) const {
    const std::string expected = "Bearer " + token_;
    const auto given = header(request, "authorization");
    return given && given->size() == expected.size() &&
           CRYPTO_memcmp(given->data(), expected.data(), expected.size()) == 0;
}

Reply AdminApi::counters(const Poco::JSON::Object& /*body*/) {
    const CounterValues values = reach_.counters.values();
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("auth_requests", values.auth_requests);
    object->set("auth_successes", values.auth_successes);
    object->set("calls", values.calls);
    object->set("call_successes", values.call_successes);
    object->set("account_requests", values.account_requests);
    object->set("account_successes", values.account_successes);
    object->set("password_changes", values.password_changes);
    object->set("api_users_created", values.api_users_created);
    object->set("outcomes", table_of(values.outcomes));
    object->set("auth_by_user", table_of(values.auth_by_user));
    object->set("auth_by_flavour", table_of(values.auth_by_flavour));
    object->set("auth_successes_by_flavour", table_of(values.auth_successes_by_flavour));
    object->set("by_path", table_of(values.by_path));
    object->set("forced_renewals", values.forced_renewals);
    object->set("concurrent_maximum", values.concurrent_maximum);
    object->set("last_user_name", value_or_null(values.last_user_name));
    object->set("last_force_flag", value_or_null(values.last_force_flag));
    object->set("last_gstin_header", value_or_null(values.last_gstin_header));
    object->set("tls_handshakes", reach_.tls_handshakes() - handshakes_before_.load());
    object->set("faults_served", values.faults_served);
    object->set("faults_pending", static_cast<std::uint64_t>(reach_.faults.pending()));
    object->set("now", format_iso_utc(reach_.clock.now()));
    Reply reply;
    reply.body = to_json(object);
    return reply;
}

Reply AdminApi::reset_counters(const Poco::JSON::Object& /*body*/) {
    reach_.counters.reset();
    // A test that begins by resetting the counters also begins with a fresh budget.
    reach_.budget.forget_all();
    handshakes_before_ = reach_.tls_handshakes();
    return done();
}

Reply AdminApi::add_fault(const Poco::JSON::Object& body) {
    const auto order = read_fault_order(body);
    if (const auto* problem = std::get_if<std::string>(&order)) {
        return failed(400, *problem);
    }
    reach_.faults.add(std::get<Fault>(order));
    return done();
}

Reply AdminApi::clear_faults(const Poco::JSON::Object& /*body*/) {
    reach_.faults.clear();
    return done();
}

// For tests that look for a secret where it must not be, and so have to know it.
Reply AdminApi::tokens(const Poco::JSON::Object& /*body*/) {
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
    for (const TokenDesk* desk : {&reach_.tokens, &reach_.ewb_tokens}) {
        for (const auto& [owner, session] : desk->live()) {
            Poco::JSON::Object::Ptr one = new_json_object();
            one->set("user_name", owner.user_name);
            one->set("gstin", owner.gstin);
            one->set("token", session.token);
            one->set("session_key", base64_encode(session.session_key));
            list->add(one);
        }
    }
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("tokens", list);
    Reply reply;
    reply.body = to_json(object);
    return reply;
}

Reply AdminApi::revoke_tokens(const Poco::JSON::Object& /*body*/) {
    reach_.tokens.revoke_all();
    reach_.ewb_tokens.revoke_all();
    return done();
}

Reply AdminApi::advance_clock(const Poco::JSON::Object& body) {
    const auto seconds = integer_member(body, "seconds");
    if (!seconds || *seconds < 0 || *seconds > largest_clock_step) {
        return failed(
            400, "\"seconds\" must be a whole number from 0 up to ten years; the clock only goes forward");
    }
    reach_.clock.advance(std::chrono::seconds{*seconds});
    return done();
}

Reply AdminApi::rotate_key(const Poco::JSON::Object& /*body*/) {
    reach_.key.rotate();
    return done();
}

Reply AdminApi::update_account(const Poco::JSON::Object& body) {
    const auto user_name = string_member(body, "username");
    if (!user_name) {
        return failed(400, "\"username\" is missing");
    }
    const auto password = string_member(body, "password");
    if (body.has("password") && (!password || password->empty())) {
        return failed(400, "\"password\" must be a text that is not empty");
    }
    std::optional<UserState> state;
    if (body.has("state")) {
        state = user_state_from(string_member(body, "state").value_or(""));
        if (!state) {
            return failed(400, "\"state\" must be one of active, inactive, frozen, password_expired");
        }
    }
    if (!reach_.accounts.update_user(*user_name, password, state, reach_.clock.now())) {
        return failed(404, "there is no such user");
    }
    // The portal unlocks with any change.
    reach_.guard.release(*user_name);
    return done();
}

Reply AdminApi::update_portal_account(const Poco::JSON::Object& body) {
    const auto gstin = string_member(body, "gstin");
    if (!gstin || !reach_.accounts.taxpayer(*gstin)) {
        return failed(404, "\"gstin\" must be that of a taxpayer");
    }
    const auto password = string_member(body, "password");
    if (body.has("password") && (!password || password->empty())) {
        return failed(400, "\"password\" must be a text that is not empty");
    }
    std::optional<PortalService::AccountState> state;
    if (body.has("account_state")) {
        state = account_state_from(string_member(body, "account_state").value_or(""));
        if (!state) {
            return failed(400, "\"account_state\" must be one of active, inactive, none, locked");
        }
    }
    if (!reach_.portal.set_account(*gstin, state, password)) {
        return failed(404, "there is no account for this GSTIN; give a \"password\" to make one");
    }
    return done();
}

// In place of the phone and the mailbox.
Reply AdminApi::one_time_codes(const Poco::JSON::Object& /*body*/) {
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
    for (const OneTimeCode& code : reach_.portal.live_codes()) {
        Poco::JSON::Object::Ptr one = new_json_object();
        one->set("gstin", code.owner.gstin);
        one->set("purpose", std::string{name_of(code.owner.purpose)});
        one->set("otp", code.digits);
        one->set("otp_id", code.id);
        one->set("expires_in", (code.ends - reach_.clock.now()).count());
        list->add(one);
    }
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("codes", list);
    Reply reply;
    reply.body = to_json(object);
    return reply;
}

Reply AdminApi::set_limits(const Poco::JSON::Object& body) {
    GuardLimits limits = reach_.guard.limits();
    for (const auto& [name, limit] :
         {std::pair{"lockout", &limits.wrong_passwords}, std::pair{"block_after", &limits.authentications}}) {
        if (!body.has(name)) {
            continue;
        }
        const auto value = integer_member(body, name);
        if (!value || *value < 0 || *value > 1'000'000) {
            return failed(
                400, "\"" + std::string{name} + "\" must be a whole number from 0 (no limit) to 1000000");
        }
        *limit = static_cast<int>(*value);
    }
    if (body.has("tokens_die_on_change")) {
        const auto die = bool_member(body, "tokens_die_on_change");
        if (!die) {
            return failed(400, "\"tokens_die_on_change\" must be true or false");
        }
        reach_.portal.set_tokens_die_on_change(*die);
    }
    reach_.guard.set_limits(limits);
    return done();
}

Reply AdminApi::revoke_gateway_token(const Poco::JSON::Object& /*body*/) {
    reach_.gateway.revoke();
    return done();
}

Reply AdminApi::renew_gateway_token(const Poco::JSON::Object& /*body*/) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("ok", true);
    object->set("gateway_token", reach_.gateway.renew());
    reach_.republish();
    Reply reply;
    reply.body = to_json(object);
    return reply;
}

}  // namespace irp_sandbox
