// invoice_service.cpp - see invoice_service.hpp.
#include "invoices/invoice_service.hpp"

#include "base/json.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

using Poco::Dynamic::Var;

Envelope field_refusal(const std::vector<std::string>& problems) {
    Envelope envelope;
    for (const std::string& problem : problems) {
        envelope.errors.push_back({std::string{code::field_invalid}, problem});
    }
    return envelope;
}

// What the QR code on the printed invoice says.
std::string qr_json(const InvoiceHeads& heads, const Invoice& invoice) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("SellerGstin", heads.supplier);
    object->set("BuyerGstin", heads.recipient);
    object->set("DocNo", heads.number);
    object->set("DocTyp", heads.type);
    object->set("DocDt", heads.date_text);
    object->set("TotInvVal", heads.total);
    object->set("ItemCnt", static_cast<std::uint64_t>(heads.items));
    object->set("MainHsnCode", heads.main_hsn);
    object->set("Irn", invoice.irn);
    object->set("IrnDt", format_ist(invoice.acknowledged));
    return to_json(object);
}

std::string invoice_json(const Poco::JSON::Object& document, const Invoice& invoice) {
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("AckNo", invoice.acknowledgement);
    object->set("AckDt", format_ist(invoice.acknowledged));
    object->set("Irn", invoice.irn);
    for (const auto& [name, value] : document) {
        object->set(name, value);
    }
    return to_json(object);
}

bool state_differs(const InvoiceHeads& heads) {
    const std::string state =
        heads.recipient_state.size() == 1 ? "0" + heads.recipient_state : heads.recipient_state;
    return !heads.is_export() && state != heads.recipient.substr(0, 2);
}

}  // namespace

InvoiceService::InvoiceService(const AccountBook& accounts, const CallGate& gate, const InvoiceSigner& signer,
                               InvoiceRegister& invoices, EwayBillRegister& bills, const Clock& clock)
    : accounts_(accounts), gate_(gate), signer_(signer), invoices_(invoices), bills_(bills), clock_(clock) {}

Envelope InvoiceService::with_body(const Request& request, const Work& work) const {
    const auto gate = gate_.pass(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto& caller = std::get<Caller>(gate);
    const auto body = open_body(request, caller);
    if (const auto* refused = std::get_if<std::string_view>(&body)) {
        return refusal(*refused);
    }
    return work(caller, *std::get<Poco::JSON::Object::Ptr>(body));
}

Envelope InvoiceService::generate(const Request& request) {
    return with_body(request, [this](const Caller& caller, const Poco::JSON::Object& document) {
        return registered(caller, document);
    });
}

Envelope InvoiceService::registered(const Caller& caller, const Poco::JSON::Object& document) {
    const InvoiceReading reading = read_invoice(document);
    if (!reading.problems.empty()) {
        return field_refusal(reading.problems);
    }
    const InvoiceHeads& heads = reading.heads;
    if (const auto refused = refuse(heads, caller)) {
        return refusal(*refused);
    }
    const std::string irn = invoice_reference_number(heads.supplier, heads.date, heads.type, heads.number);
    if (const auto known = invoices_.find(irn)) {
        return duplicate(*known);
    }
    const Invoice invoice = signed_invoice(heads, irn, document);
    if (!invoices_.add(invoice)) {
        return duplicate(*invoices_.find(irn));  // somebody was quicker
    }
    return shown(caller, invoice);
}

// In this order; it is the sandbox's choice.
std::optional<std::string_view> InvoiceService::refuse(const InvoiceHeads& heads,
                                                       const Caller& caller) const {
    if (heads.supplier != caller.owner.gstin) {
        return code::not_own_invoice;
    }
    if (heads.date > ist_date(clock_.now())) {
        return code::future_date;
    }
    if (heads.supplier == heads.recipient) {
        return code::supplier_is_recipient;
    }
    if (!heads.is_export()) {
        const auto buyer = accounts_.taxpayer(heads.recipient);
        if (!buyer) {
            return code::gstin_not_present;
        }
        if (buyer->is_cancelled_or_inactive()) {
            return code::gstin_cancelled;
        }
    }
    if (state_differs(heads)) {
        return code::recipient_state_differs;
    }
    return std::nullopt;
}

Envelope InvoiceService::duplicate(const Invoice& invoice) const {
    Envelope envelope = refusal(invoice.cancelled ? code::irn_cancelled_before : code::irn_duplicate);
    Poco::JSON::Object::Ptr known = new_json_object();
    known->set("AckNo", invoice.acknowledgement);
    known->set("AckDt", format_ist(invoice.acknowledged));
    known->set("Irn", invoice.irn);
    envelope.infos.push_back({"DUPIRN", "", known});
    return envelope;
}

Invoice InvoiceService::signed_invoice(const InvoiceHeads& heads, const std::string& irn,
                                       const Poco::JSON::Object& document) {
    Invoice invoice;
    invoice.irn = irn;
    invoice.acknowledgement = invoices_.next_acknowledgement();
    invoice.acknowledged = clock_.now();
    invoice.supplier = heads.supplier;
    invoice.date_text = heads.date_text;
    invoice.signed_invoice = signer_.sign(invoice_json(document, invoice));
    invoice.signed_qr_code = signer_.sign(qr_json(heads, invoice));
    return invoice;
}

Envelope InvoiceService::shown(const Caller& caller, const Invoice& invoice) const {
    const auto bill = bills_.find_by_irn(invoice.irn);
    Poco::JSON::Object::Ptr object = new_json_object();
    object->set("AckNo", invoice.acknowledgement);
    object->set("AckDt", format_ist(invoice.acknowledged));
    object->set("Irn", invoice.irn);
    object->set("SignedInvoice", invoice.signed_invoice);
    object->set("SignedQRCode", invoice.signed_qr_code);
    object->set("Status", invoice.cancelled ? "CNL" : "ACT");
    object->set("EwbNo", bill ? Var(bill->number) : Var());
    object->set("EwbDt", bill ? Var(format_ist(bill->made)) : Var());
    object->set("EwbValidTill", bill ? Var(format_ist(bill->valid_until)) : Var());
    object->set("Remarks", Var());
    return encrypted(caller, to_json(object));
}

Envelope InvoiceService::cancel(const Request& request) {
    return with_body(request, [this](const Caller& caller, const Poco::JSON::Object& order) {
        const std::string irn = string_member(order, "Irn").value_or("");
        const auto reason = order.get("CnlRsn");
        const std::string number = reason.isEmpty() ? "" : reason.convert<std::string>();
        if (number.size() != 1 || number < "1" || number > "4") {
            return field_refusal({"CnlRsn: is required; one of 1, 2, 3, 4"});
        }
        const auto remark = string_member(order, "CnlRem");
        if (!remark || remark->empty() || remark->size() > 100) {
            return field_refusal({"CnlRem: is required with 1 to 100 characters"});
        }
        const auto bill = bills_.find_by_irn(irn);
        if (bill && bill->active() && own_invoice(irn, caller)) {
            return refusal(code::eway_bill_prevents_cancelling);
        }
        const auto outcome = invoices_.cancel(irn, caller.owner.gstin);
        if (const auto* refused = std::get_if<InvoiceRegister::Refusal>(&outcome)) {
            return refusal(*refused == InvoiceRegister::Refusal::unknown      ? code::irn_unknown
                           : *refused == InvoiceRegister::Refusal::not_active ? code::invoice_not_active
                                                                              : code::cancel_window_over);
        }
        Poco::JSON::Object::Ptr answer = new_json_object();
        answer->set("Irn", irn);
        answer->set("CancelDate", format_ist(*std::get<Invoice>(outcome).cancelled));
        return encrypted(caller, to_json(answer));
    });
}

std::optional<Invoice> InvoiceService::own_invoice(const std::string& irn, const Caller& caller) const {
    auto invoice = invoices_.find(irn);
    // Another taxpayer's is as good as unknown.
    return invoice && invoice->supplier == caller.owner.gstin ? std::move(invoice) : std::nullopt;
}

Envelope InvoiceService::by_irn(const Request& request, const std::string& irn) const {
    const auto gate = gate_.pass(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto& caller = std::get<Caller>(gate);
    const auto invoice = own_invoice(irn, caller);
    if (!invoice) {
        return refusal(code::irn_unknown);
    }
    return invoices_.is_within_look_up(*invoice) ? shown(caller, *invoice) : refusal(code::irn_too_old);
}

Envelope InvoiceService::by_document(const Request& request) const {
    const auto gate = gate_.pass(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto& caller = std::get<Caller>(gate);
    const std::string date_text = query_value(request, "docdate");
    const auto date = parse_document_date(date_text);
    if (!date) {
        return field_refusal({"docdate: is required as dd/MM/yyyy"});
    }
    const std::string irn = invoice_reference_number(
        caller.owner.gstin, *date, query_value(request, "doctype"), query_value(request, "docnum"));
    const auto invoice = own_invoice(irn, caller);
    if (!invoice || invoice->date_text != date_text) {
        return refusal(code::irn_unknown);
    }
    return invoices_.is_within_look_up(*invoice) ? shown(caller, *invoice) : refusal(code::irn_too_old);
}

Envelope InvoiceService::generate_eway_bill(const Request& request) {
    return with_body(request, [this](const Caller& caller, const Poco::JSON::Object& order) {
        return new_eway_bill(caller, order);
    });
}

Envelope InvoiceService::new_eway_bill(const Caller& caller, const Poco::JSON::Object& order) {
    constexpr std::int64_t farthest = 4000;
    constexpr std::int64_t made_up_distance = 347;  // there is no map here
    const auto invoice = own_invoice(string_member(order, "Irn").value_or(""), caller);
    if (!invoice) {
        return refusal(code::irn_unknown);
    }
    if (invoice->cancelled) {
        return refusal(code::invoice_not_active);
    }
    const auto distance = integer_member(order, "Distance");
    if (!distance || *distance < 0 || *distance > farthest) {
        return field_refusal({"Distance: is required; 0 to 4000"});
    }
    if (string_member(order, "TransId").value_or("").empty() &&
        string_member(order, "VehNo").value_or("").empty()) {
        return field_refusal({"TransId: is required unless VehNo is given"});
    }
    EwayBill draft;
    draft.gstin = caller.owner.gstin;
    draft.irn = invoice->irn;
    draft.distance = *distance == 0 ? made_up_distance : *distance;
    const auto bill = bills_.add(std::move(draft));
    if (!bill) {
        return refusal(code::eway_bill_exists);
    }
    Poco::JSON::Object::Ptr answer = new_json_object();
    answer->set("EwbNo", bill->number);
    answer->set("EwbDt", format_ist(bill->made));
    answer->set("EwbValidTill", format_ist(bill->valid_until));
    answer->set("Remarks", Var());
    Envelope envelope = encrypted(caller, to_json(answer));
    if (*distance == 0) {
        // Asked to find the distance itself, the IRP says what it found.
        envelope.infos.push_back(
            {"EWBPPD", "Pin-Pin calc distance: " + std::to_string(made_up_distance) + "KM"});
    }
    return envelope;
}

Envelope InvoiceService::eway_bill_by_irn(const Request& request, const std::string& irn) const {
    const auto gate = gate_.pass(request);
    if (const auto* refused = std::get_if<std::string_view>(&gate)) {
        return refusal(*refused);
    }
    const auto& caller = std::get<Caller>(gate);
    if (!own_invoice(irn, caller)) {
        return refusal(code::irn_unknown);
    }
    const auto bill = bills_.find_by_irn(irn);
    if (!bill) {
        return refusal(code::eway_bill_missing);
    }
    Poco::JSON::Object::Ptr answer = new_json_object();
    answer->set("EwbNo", bill->number);
    answer->set("Status", bill->active() ? "ACT" : "CNL");
    answer->set("GenGstin", bill->gstin);
    answer->set("EwbDt", format_ist(bill->made));
    answer->set("EwbValidTill", format_ist(bill->valid_until));
    return encrypted(caller, to_json(answer));
}

}  // namespace irp_sandbox
