// call_gate.cpp - see call_gate.hpp.
#include "irp/call_gate.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {

std::variant<Caller, std::string_view> CallGate::pass(const Request& request) const {
    if (const auto refused = refuse_client(request, accounts_)) {
        return *refused;
    }
    const auto user_name = header(request, "user-name");
    if (!user_name) {
        return code::user_name_required;
    }
    // "AuthToken" is also written "auth-token" by some clients.
    auto token = header(request, "AuthToken");
    if (!token) {
        token = header(request, "auth-token");
    }
    SessionOwner owner{header(request, "client-id").value_or(""), header(request, "gstin").value_or(""),
                       *user_name};
    auto session_key = token ? tokens_.session_key(owner, *token) : std::nullopt;
    if (!session_key) {
        return code::invalid_token;
    }
    return Caller{std::move(owner), std::move(*session_key)};
}

std::variant<Poco::JSON::Object::Ptr, std::string_view> open_body(const Request& request,
                                                                  const Caller& caller) {
    const auto body = parse_json_object(request.body);
    const auto data = body ? string_member(*body, "Data") : std::nullopt;
    if (!data || data->empty()) {
        return code::data_empty;
    }
    const auto cipher = base64_decode(*data);
    const auto json = cipher ? aes_ecb_decrypt(caller.session_key, *cipher) : std::nullopt;
    auto object = json ? parse_json_object(text_of(*json)) : nullptr;
    if (!object) {
        return code::not_decryptable;
    }
    return object;
}

Envelope encrypted(const Caller& caller, const std::string& json) {
    Envelope envelope;
    envelope.data = base64_encode(aes_ecb_encrypt(caller.session_key, view_of(json)));
    return envelope;
}

}  // namespace irp_sandbox
