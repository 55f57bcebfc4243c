// ewb_call_service.cpp - see ewb_call_service.hpp.
#include "ewaybill/ewb_call_service.hpp"

#include <Poco/NumberParser.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "ewaybill/ewb_auth_service.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/gstin.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t rek_size = 32;

std::string hmac_sha256(ByteView key, const std::string& text) {
    Bytes code(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    require_openssl(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), view_of(text).data(),
                         text.size(), code.data(), &size) != nullptr,
                    "authenticate an answer");
    code.resize(size);
    return base64_encode(code);
}

// Numbers come as numbers or as texts.
std::int64_t number_of(const Poco::JSON::Object& object, const std::string& name) {
    if (const auto number = integer_member(object, name)) {
        return *number;
    }
    Poco::Int64 number = 0;
    return Poco::NumberParser::tryParse64(string_member(object, name).value_or(""), number) ? number : 0;
}

bool is_document(const Poco::JSON::Object& document) {
    constexpr std::array texts{"supplyType", "docType", "docNo", "docDate", "fromGstin", "toGstin"};
    for (const char* name : texts) {
        if (string_member(document, name).value_or("").empty()) {
            return false;
        }
    }
    const auto items = document.getArray("itemList");
    return parse_document_date(string_member(document, "docDate").value_or("")) && items && items->size() > 0;
}

std::string details_json(const Taxpayer& taxpayer) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("gstin", taxpayer.gstin);
    object->set("tradeName", taxpayer.trade_name);
    object->set("legalName", taxpayer.legal_name);
    object->set("address1", taxpayer.address.building_number + " " + taxpayer.address.building_name);
    object->set("address2", taxpayer.address.street + ", " + taxpayer.address.location);
    object->set("stateCode", taxpayer.gstin.substr(0, 2));
    object->set("pinCode", std::to_string(taxpayer.address.pin_code));
    object->set("txpType", taxpayer.type);
    object->set("status", taxpayer.status);
    object->set("blkStatus", taxpayer.block_status);
    return to_json(object);
}

std::string bill_json(const EwayBill& bill) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("ewbNo", bill.number);
    object->set("ewayBillDate", format_ist_for_eway_bills(bill.made));
    object->set("genMode", "API");
    object->set("userGstin", bill.gstin);
    object->set("docNo", bill.document_number);
    object->set("transDistance", bill.distance);
    object->set("validUpto", format_ist_for_eway_bills(bill.valid_until));
    object->set("status", bill.active() ? "ACT" : "CNL");
    if (bill.document) {
        for (const auto& [name, value] : *bill.document) {
            if (!object->has(name)) {
                object->set(name, value);
            }
        }
    }
    return to_json(object);
}

}  // namespace

EwbCallService::EwbCallService(const AccountBook& accounts, const TokenDesk& tokens, EwayBillRegister& bills)
    : accounts_(accounts), tokens_(tokens), bills_(bills) {}

Envelope EwbCallService::act(const Request& request) {
    const auto gate = pass_gate(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto& caller = std::get<Caller>(gate);
    const auto body = parse_json_object(request.body);
    if (!body) {
        return refusal(code::ewb_invalid_json);
    }
    const auto data = string_member(*body, "data");
    if (!data || data->empty()) {
        return refusal(code::ewb_payload_empty);
    }
    const auto cipher = base64_decode(*data);
    const auto json = cipher ? aes_ecb_decrypt(caller.session_key, *cipher) : std::nullopt;
    if (!json) {
        return refusal(code::ewb_not_decryptable);
    }
    const auto order = parse_json_object(text_of(*json));
    const std::string action = string_member(*body, "action").value_or("");
    if (order && action == "GENEWAYBILL") {
        return generate(caller, order);
    }
    if (order && action == "CANEWB") {
        return cancel(caller, *order);
    }
    return refusal(code::ewb_invalid_json);
}

Envelope EwbCallService::eway_bill(const Request& request, RekDamage damage) const {
    const auto gate = pass_gate(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    Poco::Int64 number = 0;
    const auto bill = Poco::NumberParser::tryParse64(query_value(request, "ewbNo"), number)
                          ? bills_.find(number)
                          : std::nullopt;
    const auto& caller = std::get<Caller>(gate);
    if (!bill || bill->gstin != caller.owner.gstin) {
        return refusal(code::ewb_no_data);
    }
    return sealed_with_rek(caller, bill_json(*bill), damage);
}

Envelope EwbCallService::gstin_details(const Request& request, RekDamage damage) const {
    const auto gate = pass_gate(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto taxpayer = accounts_.taxpayer(query_value(request, "GSTIN"));
    if (!taxpayer) {
        return refusal(code::ewb_no_data);
    }
    return sealed_with_rek(std::get<Caller>(gate), details_json(*taxpayer), damage);
}

std::variant<Caller, std::string_view> EwbCallService::pass_gate(const Request& request) const {
    if (const auto refused = refuse_ewb_client(request, accounts_)) {
        return *refused;
    }
    const auto token = header(request, "authtoken");
    if (!token) {
        return code::ewb_token_missing;
    }
    auto found = tokens_.find(header(request, "client-id").value_or(""),
                              header(request, "gstin").value_or(""), *token);
    if (!found) {
        return code::ewb_invalid_token;
    }
    return Caller{std::move(found->first), std::move(found->second)};
}

Envelope EwbCallService::generate(const Caller& caller, const Poco::JSON::Object::Ptr& document) {
    if (!is_document(*document)) {
        return refusal(code::ewb_invalid_json);
    }
    EwayBill draft;
    draft.gstin = caller.owner.gstin;
    draft.document_number = string_member(*document, "docNo").value_or("");
    draft.distance = std::clamp<std::int64_t>(number_of(*document, "transDistance"), 0, 4000);
    draft.document = document;
    const auto bill = bills_.add(std::move(draft));
    Poco::JSON::Object::Ptr answer = new_json_object();
    answer->set("ewayBillNo", std::to_string(bill->number));
    answer->set("ewayBillDate", format_ist_for_eway_bills(bill->made));
    answer->set("validUpto", format_ist_for_eway_bills(bill->valid_until));
    answer->set("alert", "");
    return encrypted(caller, to_json(answer));
}

Envelope EwbCallService::cancel(const Caller& caller, const Poco::JSON::Object& order) {
    const auto outcome = bills_.cancel(number_of(order, "ewbNo"), caller.owner.gstin);
    if (const auto* refused = std::get_if<EwayBillRegister::Refusal>(&outcome)) {
        return refusal(*refused == EwayBillRegister::Refusal::too_late ? code::ewb_cancel_window_over
                                                                       : code::ewb_not_cancellable);
    }
    const auto& bill = std::get<EwayBill>(outcome);
    Poco::JSON::Object::Ptr answer = new_json_object();
    answer->set("ewayBillNo", std::to_string(bill.number));
    answer->set("cancelDate", format_ist_for_eway_bills(*bill.cancelled));
    return encrypted(caller, to_json(answer));
}

Envelope sealed_with_rek(const Caller& caller, const std::string& json, RekDamage damage) {
    if (damage == RekDamage::no_rek) {
        return encrypted(caller, json);
    }
    Bytes rek = random_bytes(damage == RekDamage::wrong_length ? rek_size / 2 : rek_size);
    const WipeAtExit wipe(rek);
    const std::string encoded = base64_encode(view_of(json));
    Envelope envelope;
    envelope.data = base64_encode(aes_ecb_encrypt(rek, view_of(encoded)));
    envelope.rek = base64_encode(aes_ecb_encrypt(caller.session_key, rek));
    if (damage != RekDamage::no_hmac) {
        envelope.hmac = hmac_sha256(rek, damage == RekDamage::wrong_hmac ? encoded + "A" : encoded);
    }
    return envelope;
}

}  // namespace irp_sandbox
