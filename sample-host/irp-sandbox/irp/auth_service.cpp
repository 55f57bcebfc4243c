// auth_service.cpp - see auth_service.hpp.
#include "irp/auth_service.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t app_key_size = 32;

// The Data member of the body; nothing if the body is not JSON or Data is missing, empty or not a text.
std::optional<std::string> data_of(const std::string& body) {
    const auto object = parse_json_object(body);
    auto data = object ? string_member(*object, "Data") : std::nullopt;
    return data && !data->empty() ? data : std::nullopt;
}

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t") == std::string::npos;
}

std::string wrap_session_key(ByteView app_key, ByteView session_key, SekDamage damage) {
    switch (damage) {
        case SekDamage::wrong_length:
            return base64_encode(aes_ecb_encrypt(app_key, session_key.first(session_key_size - 1)));
        case SekDamage::bad_padding: {
            // A last byte of zero is never valid PKCS#7 padding.
            Bytes blocks(session_key.begin(), session_key.end());
            blocks.resize(session_key_size + 16, 0);
            return base64_encode(aes_ecb_encrypt(app_key, blocks, Padding::none));
        }
        case SekDamage::none:
            break;
    }
    return base64_encode(aes_ecb_encrypt(app_key, session_key));
}

Envelope budget_refusal() {
    Envelope envelope = refusal(code::try_later);
    envelope.infos.push_back({"SANDBOX",
                              "Non-standard: the request budget (--budget) follows the e-way bill system; "
                              "the e-invoice IRP documents no such limit."});
    return envelope;
}

}  // namespace

struct AuthService::Payload {
    std::string user_name;
    std::string password;
    std::string app_key;
    bool force = false;
    bool well_typed = false;

    Payload() = default;
    Payload(Payload&&) = default;
    Payload& operator=(Payload&&) = default;
    Payload(const Payload&) = delete;
    Payload& operator=(const Payload&) = delete;
    ~Payload() {
        OPENSSL_cleanse(password.data(), password.size());
        OPENSSL_cleanse(app_key.data(), app_key.size());
    }
};

AuthService::AuthService(const AuthKey& key, const AccountBook& accounts, TokenDesk& tokens,
                         AuthBudget& budget, Counters& counters)
    : key_(key), accounts_(accounts), tokens_(tokens), budget_(budget), counters_(counters) {}

Envelope AuthService::authenticate(const Request& request, SekDamage damage) {
    const auto data = data_of(request.body);
    if (!data) {
        return refusal(code::data_empty);
    }
    const auto payload = open_payload(*data);
    if (!payload) {
        return refusal(code::not_decryptable);
    }
    counters_.note([&](CounterValues& values) {
        values.last_user_name = payload->user_name;
        values.last_force_flag = payload->force;
    });
    if (const auto refused = refuse_client(request, accounts_)) {
        return refusal(*refused);
    }
    return grant(request, *payload, damage);
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
    payload.user_name = user_name.value_or("");
    payload.password = password.value_or("");
    payload.app_key = app_key.value_or("");
    payload.force = force.value_or(false);
    payload.well_typed = user_name && password && app_key && force;
    return payload;
}

Envelope AuthService::grant(const Request& request, const Payload& payload, SekDamage damage) {
    if (!payload.well_typed) {
        return refusal(code::payload_malformed);
    }
    if (is_blank(payload.user_name)) {
        return refusal(code::user_name_required);
    }
    auto app_key = base64_decode(payload.app_key);
    if (!app_key || app_key->size() != app_key_size) {
        return refusal(code::app_key_unusable);
    }
    const WipeAtExit wipe_app_key(*app_key);
    const auto user = accounts_.user(payload.user_name);
    if (!user) {
        return refusal(code::unknown_user);
    }
    if (!budget_.admit(user->user_name)) {
        return budget_refusal();
    }
    // Both are there: refuse_client saw to it.
    const std::string client_id = header(request, "client-id").value_or("");
    const std::string gstin = header(request, "gstin").value_or("");
    if (!user->is_mapped_to(client_id)) {
        return refusal(code::client_not_mapped);
    }
    if (!user->has_password(payload.password)) {
        return refusal(code::wrong_password);
    }
    switch (user->state) {
        case UserState::inactive:
            return refusal(code::inactive_user);
        case UserState::frozen:
            return refusal(code::account_frozen);
        case UserState::password_expired:
            return refusal(code::password_expired);
        case UserState::active:
            break;
    }
    const auto taxpayer = accounts_.taxpayer(gstin);
    if (taxpayer && taxpayer->is_cancelled_or_inactive()) {
        return refusal(code::gstin_cancelled);
    }
    if (gstin != user->gstin) {
        return refusal(code::gstin_not_of_user);
    }

    Session session = tokens_.issue({client_id, gstin, user->user_name}, payload.force);
    const WipeAtExit wipe_session_key(session.session_key);
    Envelope envelope;
    envelope.data =
        Grant{client_id, user->user_name, session.token,
              wrap_session_key(*app_key, session.session_key, damage), format_ist(session.expires)};
    return envelope;
}

}  // namespace irp_sandbox
