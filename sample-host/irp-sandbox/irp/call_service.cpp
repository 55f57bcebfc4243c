// call_service.cpp - see call_service.hpp.
#include "irp/call_service.hpp"

#include "base/json.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/gstin.hpp"

namespace irp_sandbox {
namespace {

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

}  // namespace

CallService::CallService(AccountBook& accounts, const CallGate& gate) : accounts_(accounts), gate_(gate) {}

Envelope CallService::gstin_details(const Request& request, const std::string& gstin,
                                    GstinSource source) const {
    const auto gate = gate_.pass(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    if (!looks_like_gstin(gstin)) {
        return refusal(code::invalid_gstin);
    }
    const auto taxpayer =
        source == GstinSource::common_portal ? accounts_.synced_taxpayer(gstin) : accounts_.taxpayer(gstin);
    if (!taxpayer) {
        return refusal(code::gstin_not_present);
    }
    return encrypted(std::get<Caller>(gate), details_json(*taxpayer));
}

}  // namespace irp_sandbox
