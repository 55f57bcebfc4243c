// ewb_auth_service.cpp - see ewb_auth_service.hpp.
#include "ewaybill/ewb_auth_service.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

bool is_aes_key_size(std::size_t size) {
    return size == 16 || size == 24 || size == 32;
}

std::string_view code_for(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::unknown_user:
        case Obstacle::wrong_password:
        case Obstacle::password_expired:
            return code::ewb_invalid_login;
        case Obstacle::budget_spent:
            return code::try_later;
        case Obstacle::client_not_mapped:
            return code::ewb_client_not_mapped;
        case Obstacle::gstin_not_of_user:
            return code::ewb_gstin_header_wrong;
        case Obstacle::barred:
        case Obstacle::inactive:
        case Obstacle::frozen:
        case Obstacle::gstin_cancelled:
            break;
    }
    return code::ewb_inactive_user;
}

Envelope ewb_refusal(Obstacle obstacle) {
    Envelope envelope = refusal(code_for(obstacle));
    mark_as_non_standard(obstacle, envelope);
    return envelope;
}

}  // namespace

EwbAuthService::EwbAuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission,
                               Counters& counters)
    : key_(key), accounts_(accounts), admission_(admission), counters_(counters) {}

Envelope EwbAuthService::authenticate(const Request& request, SekDamage damage) {
    const auto body = parse_json_object(request.body);
    if (!body) {
        return refusal(code::ewb_invalid_json);
    }
    const auto data = string_member(*body, "Data");
    if (!data || data->empty()) {
        return refusal(code::ewb_payload_empty);
    }
    const auto payload = open_payload(*data);
    if (!payload) {
        return refusal(code::ewb_not_decryptable);
    }
    counters_.note([&](CounterValues& values) {
        values.last_user_name = string_member(*payload, "username");
        values.last_force_flag.reset();
    });
    if (const auto refused = refuse_ewb_client(request, accounts_)) {
        return refusal(*refused);
    }
    return admit(request, *payload, damage);
}

// As in the IRP's v1.04: base64 inside RSA inside base64, and judged by what comes out.
Poco::JSON::Object::Ptr EwbAuthService::open_payload(const std::string& data) const {
    const auto cipher = base64_decode(data);
    auto encoded = cipher ? key_.decrypt(*cipher) : std::nullopt;
    if (!encoded) {
        return nullptr;
    }
    const WipeAtExit wipe_encoded(*encoded);
    auto json = base64_decode(text_of(*encoded));
    if (!json) {
        return nullptr;
    }
    const WipeAtExit wipe_json(*json);
    return parse_json_object(text_of(*json));
}

Envelope EwbAuthService::admit(const Request& request, const Poco::JSON::Object& payload, SekDamage damage) {
    if (string_member(payload, "action") != "ACCESSTOKEN") {
        return refusal(code::ewb_authentication_failed);
    }
    Applicant applicant;
    applicant.user_name = string_member(payload, "username").value_or("");
    applicant.password = string_member(payload, "password").value_or("");
    if (is_blank(applicant.user_name)) {
        return refusal(code::ewb_user_name_invalid);
    }
    if (applicant.password.empty()) {
        return refusal(code::ewb_password_invalid);
    }
    // Always decoded, and whatever length results is used: 32 characters that were meant as the key itself
    // are 24 bytes.
    auto app_key = base64_decode(string_member(payload, "app_key").value_or(""));
    if (!app_key || !is_aes_key_size(app_key->size())) {
        return refusal(code::ewb_not_decryptable);
    }
    const WipeAtExit wipe_app_key(*app_key);
    applicant.client_id = header(request, "client-id").value_or("");
    applicant.gstin = header(request, "gstin").value_or("");
    // There is no flag: asking in the last ten minutes renews.
    applicant.force = true;
    auto outcome = admission_.admit(applicant);
    if (const auto* obstacle = std::get_if<Obstacle>(&outcome)) {
        return ewb_refusal(*obstacle);
    }
    auto& session = std::get<Session>(outcome);
    const WipeAtExit wipe_session_key(session.session_key);
    Envelope envelope;
    envelope.data = Grant{applicant.client_id, applicant.user_name, session.token,
                          wrap_session_key(*app_key, session.session_key, damage), std::nullopt};
    return envelope;
}

std::optional<std::string_view> refuse_ewb_client(const Request& request, const AccountBook& accounts) {
    const auto client_id = header(request, "client-id");
    if (!client_id) {
        return code::ewb_client_id_invalid;
    }
    const auto client_secret = header(request, "client-secret");
    if (!client_secret) {
        return code::ewb_client_secret_invalid;
    }
    if (!header(request, "gstin") || gstin_is_ambiguous(request)) {
        return code::ewb_gstin_header_wrong;
    }
    if (!accounts.knows_client(*client_id, *client_secret)) {
        return code::ewb_invalid_client;
    }
    return std::nullopt;
}

}  // namespace irp_sandbox
