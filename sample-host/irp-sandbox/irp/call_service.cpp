// call_service.cpp - see call_service.hpp.
#include "irp/call_service.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/client_check.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/gstin.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

// The session key of a request that may pass, or the code that refuses it.
std::variant<Bytes, std::string_view> pass_gate(const Request& request, const AccountBook& accounts,
                                                const TokenDesk& tokens) {
    if (const auto refused = refuse_client(request, accounts)) {
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
    const SessionOwner owner{header(request, "client-id").value_or(""), header(request, "gstin").value_or(""),
                             *user_name};
    auto session_key = token ? tokens.session_key(owner, *token) : std::nullopt;
    if (!session_key) {
        return code::invalid_token;
    }
    return std::move(*session_key);
}

std::string details_json(const Taxpayer& taxpayer) {
    using Poco::Dynamic::Var;
    const auto date = [](const std::string& text) { return text.empty() ? Var() : Var(text); };
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("Gstin", taxpayer.gstin);
    object->set("TradeName", taxpayer.trade_name);
    object->set("LegalName", taxpayer.legal_name);
    object->set("AddrBnm", taxpayer.address.building_name);
    object->set("AddrBno", taxpayer.address.building_number);
    object->set("AddrFlno", taxpayer.address.floor);
    object->set("AddrSt", taxpayer.address.street);
    object->set("AddrLoc", taxpayer.address.location);
    object->set("StateCode", taxpayer.state_code);
    object->set("AddrPncd", taxpayer.address.pin_code);
    object->set("TxpType", taxpayer.type);
    object->set("Status", taxpayer.status);
    object->set("BlkStatus", taxpayer.block_status);
    object->set("DtReg", date(taxpayer.registered_on));
    object->set("DtDReg", date(taxpayer.deregistered_on));
    return to_json(object);
}

Envelope encrypted(ByteView session_key, const std::string& json) {
    Envelope envelope;
    envelope.data = base64_encode(aes_ecb_encrypt(session_key, view_of(json)));
    return envelope;
}

}  // namespace

CallService::CallService(const AccountBook& accounts, const TokenDesk& tokens)
    : accounts_(accounts), tokens_(tokens) {}

Envelope CallService::gstin_details(const Request& request, const std::string& gstin) const {
    auto gate = pass_gate(request, accounts_, tokens_);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    auto& session_key = std::get<Bytes>(gate);
    const WipeAtExit wipe(session_key);
    if (!looks_like_gstin(gstin)) {
        return refusal(code::invalid_gstin);
    }
    const auto taxpayer = accounts_.taxpayer(gstin);
    if (!taxpayer) {
        return refusal(code::gstin_not_present);
    }
    return encrypted(session_key, details_json(*taxpayer));
}

}  // namespace irp_sandbox
