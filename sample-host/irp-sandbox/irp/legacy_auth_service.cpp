// legacy_auth_service.cpp - see auth_service.hpp: v1.03.
#include <Poco/UTF8Encoding.h>

#include <algorithm>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/auth_service.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

// The bytes that the client encrypted; nothing if the member is not such a ciphertext.
std::optional<Bytes> opened(const Poco::JSON::Object& data, const char* name, const AuthKey& key) {
    const auto text = string_member(data, name);
    const auto cipher = text ? base64_decode(*text) : std::nullopt;
    return cipher ? key.decrypt(*cipher) : std::nullopt;
}

// Newer OpenSSL answers a ciphertext for another key with random bytes instead of an error; a password is
// text.
bool is_text(ByteView bytes) {
    const auto* begin = bytes.data();
    const auto* end = begin + bytes.size();
    const Poco::UTF8Encoding utf8;
    for (const auto* at = begin; at != end;) {
        const int length = utf8.sequenceLength(at, 1);
        if (length < 1 || length > end - at || *at < 0x20 || !Poco::UTF8Encoding::isLegal(at, length)) {
            return false;
        }
        at += length;
    }
    return begin != end;
}

}  // namespace

LegacyAuthService::LegacyAuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission,
                                     Counters& counters)
    : key_(key), accounts_(accounts), admission_(admission), counters_(counters) {}

Envelope LegacyAuthService::authenticate(const Request& request, SekDamage damage) {
    const auto body = parse_json_object(request.body);
    const auto data = body ? body->getObject("data") : nullptr;
    if (!data) {
        return refusal(code::data_empty);
    }
    const auto user_name = string_member(*data, "UserName");
    const auto force = bool_member(*data, "ForceRefreshAccessToken");
    counters_.note([&](CounterValues& values) {
        values.last_user_name = user_name;
        values.last_force_flag = force;
    });
    if (const auto refused = refuse_client(request, accounts_, GstinHeader::optional)) {
        return refusal(*refused);
    }
    if (data->has("UserName") && !user_name) {
        return refusal(code::payload_malformed);
    }
    if (!user_name || is_blank(*user_name)) {
        return refusal(code::user_name_required);
    }
    auto password = opened(*data, "Password", key_);
    if (!password || !is_text(*password)) {
        return refusal(code::password_not_decryptable);
    }
    const WipeAtExit wipe_password(*password);
    auto app_key = opened(*data, "AppKey", key_);
    if (!app_key || app_key->size() != nic_app_key_size) {
        return refusal(code::app_key_unusable);
    }
    const WipeAtExit wipe_app_key(*app_key);
    if (data->has("ForceRefreshAccessToken") && !force) {
        return refusal(code::payload_malformed);
    }
    Applicant applicant;
    applicant.client_id = header(request, "client-id").value_or("");
    applicant.gstin = header(request, "gstin").value_or("");
    applicant.user_name = *user_name;
    applicant.password = text_of(*password);
    applicant.force = force.value_or(false);
    return nic_answer(admission_, applicant, *app_key, damage);
}

}  // namespace irp_sandbox
