// auth_service.cpp - see auth_service.hpp: v1.04.
#include "irp/auth_service.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

// The Data member of the body; nothing if the body is not JSON or Data is missing, empty or not a text.
std::optional<std::string> data_of(const std::string& body) {
    const auto object = parse_json_object(body);
    auto data = object ? string_member(*object, "Data") : std::nullopt;
    return data && !data->empty() ? data : std::nullopt;
}

}  // namespace

struct AuthService::Payload {
    Applicant applicant;
    std::string app_key;
    bool well_typed = false;

    Payload() = default;
    Payload(Payload&&) = default;
    Payload& operator=(Payload&&) = default;
    Payload(const Payload&) = delete;
    Payload& operator=(const Payload&) = delete;
    ~Payload() { OPENSSL_cleanse(app_key.data(), app_key.size()); }
};

AuthService::AuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission,
                         Counters& counters)
    : key_(key), accounts_(accounts), admission_(admission), counters_(counters) {}

Envelope AuthService::authenticate(const Request& request, SekDamage damage) {
    const auto data = data_of(request.body);
    if (!data) {
        return refusal(code::data_empty);
    }
    auto payload = open_payload(*data);
    if (!payload) {
        return refusal(code::not_decryptable);
    }
    Applicant& applicant = payload->applicant;
    counters_.note([&](CounterValues& values) {
        values.last_user_name = applicant.user_name;
        values.last_force_flag = applicant.force;
    });
    if (const auto refused = refuse_client(request, accounts_)) {
        return refusal(*refused);
    }
    if (!payload->well_typed) {
        return refusal(code::payload_malformed);
    }
    if (is_blank(applicant.user_name)) {
        return refusal(code::user_name_required);
    }
    auto app_key = base64_decode(payload->app_key);
    if (!app_key || app_key->size() != nic_app_key_size) {
        return refusal(code::app_key_unusable);
    }
    const WipeAtExit wipe_app_key(*app_key);
    // Both are there: refuse_client saw to it.
    applicant.client_id = header(request, "client-id").value_or("");
    applicant.gstin = header(request, "gstin").value_or("");
    return nic_answer(admission_, applicant, *app_key, damage);
}

// Whether the ciphertext was made for our key is judged by what comes out, never by OpenSSL's word alone (see
// rsa_decrypt).
std::optional<AuthService::Payload> AuthService::open_payload(const std::string& data) const {
    const auto cipher = base64_decode(data);
    auto encoded = cipher ? key_.decrypt(*cipher) : std::nullopt;
    if (!encoded) {
        return std::nullopt;
    }
    const WipeAtExit wipe_encoded(*encoded);
    auto json = base64_decode(text_of(*encoded));
    if (!json) {
        return std::nullopt;
    }
    const WipeAtExit wipe_json(*json);
    const auto object = parse_json_object(text_of(*json));
    if (!object || !object->has("UserName") || !object->has("Password") || !object->has("AppKey") ||
        !object->has("ForceRefreshAccessToken")) {
        return std::nullopt;
    }
    const auto user_name = string_member(*object, "UserName");
    const auto password = string_member(*object, "Password");
    const auto app_key = string_member(*object, "AppKey");
    const auto force = bool_member(*object, "ForceRefreshAccessToken");

    Payload payload;
    payload.applicant.user_name = user_name.value_or("");
    payload.applicant.password = password.value_or("");
    payload.applicant.force = force.value_or(false);
    payload.app_key = app_key.value_or("");
    payload.well_typed = user_name && password && app_key && force;
    return payload;
}

Envelope nic_answer(Admission& admission, const Applicant& applicant, ByteView app_key, SekDamage damage) {
    auto outcome = admission.admit(applicant);
    if (const auto* obstacle = std::get_if<Obstacle>(&outcome)) {
        return nic_refusal(*obstacle);
    }
    auto& session = std::get<Session>(outcome);
    const WipeAtExit wipe_session_key(session.session_key);
    Envelope envelope;
    envelope.data =
        Grant{applicant.client_id, applicant.user_name, session.token,
              wrap_session_key(app_key, session.session_key, damage), format_ist(session.expires)};
    return envelope;
}

}  // namespace irp_sandbox
