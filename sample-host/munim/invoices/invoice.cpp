// invoice.cpp - see invoice.hpp.
#include "invoices/invoice.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace munim {
namespace {

constexpr int file_version = 1;

struct StateName {
    InvoiceState state;
    std::string_view id;
    std::string_view words;
};

constexpr std::array<StateName, 5> names{{
    {InvoiceState::open, "open", "Not registered"},
    {InvoiceState::sent, "sent", "Sent, answer not known"},
    {InvoiceState::registered, "registered", "Registered"},
    {InvoiceState::rejected, "rejected", "Rejected"},
    {InvoiceState::cancelled, "cancelled", "Cancelled"},
}};

const StateName& name_of(InvoiceState state) noexcept {
    return *std::find_if(names.begin(), names.end(),
                         [&](const StateName& name) { return name.state == state; });
}

Error broken(const std::string& reason) {
    return make_error(
        ACCT_ERROR_DAMAGED, "INVOICE-FILE", reason,
        "Munim does not touch the file. Put it back from a backup, or move it away and enter the "
        "invoice again: what is registered already is found at the IRP by its number.");
}

}  // namespace

std::string_view id_of(InvoiceState state) noexcept {
    return name_of(state).id;
}

std::string_view words_of(InvoiceState state) noexcept {
    return name_of(state).words;
}

std::string invoice_text(const Invoice& invoice) {
    return JsonWriter{}
               .begin_object()
               .member("version", file_version)
               .member("id", invoice.id)
               .member("state", id_of(invoice.state))
               .member("portal", invoice.portal)
               .member("irn", invoice.irn)
               .member("ack_no", invoice.ack_no)
               .member("ack_date", invoice.ack_date)
               .member("signed_qr_code", invoice.signed_qr_code)
               .member("code", invoice.remark.code)
               .member("message", invoice.remark.message)
               .member("next_step", invoice.remark.next_step)
               .member("cancel_date", invoice.cancel_date)
               .member("cancel_reason", invoice.cancel_reason)
               .member("cancel_remark", invoice.cancel_remark)
               .member("document", invoice.document)
               .end_object()
               .take() +
           "\n";
}

Result<Invoice> parse_invoice(std::string_view text) {
    if (!is_utf8(text)) {
        return broken("It is not UTF-8 text.");
    }
    Invoice invoice;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(4);
        const auto root = parser.parse(std::string{text});
        if (root.type() != typeid(Poco::JSON::Object::Ptr)) {
            return broken("It is not an object in { }.");
        }
        const auto& object = *root.extract<Poco::JSON::Object::Ptr>();
        if (object.optValue<int>("version", 0) != file_version) {
            return broken("It was written by another version of Munim.");
        }
        const auto take = [&](const char* name) { return object.getValue<std::string>(name); };
        const std::string state = take("state");
        const auto* const known =
            std::find_if(names.begin(), names.end(), [&](const StateName& name) { return name.id == state; });
        if (known == names.end()) {
            return broken("Its state \"" + printable(state, 40) + "\" is not known.");
        }
        invoice.state = known->state;
        invoice.id = take("id");
        invoice.portal = take("portal");
        invoice.irn = take("irn");
        invoice.ack_no = take("ack_no");
        invoice.ack_date = take("ack_date");
        invoice.signed_qr_code = take("signed_qr_code");
        invoice.remark = {take("code"), take("message"), take("next_step")};
        invoice.cancel_date = take("cancel_date");
        invoice.cancel_reason = take("cancel_reason");
        invoice.cancel_remark = take("cancel_remark");
        invoice.document = take("document");
    } catch (const Poco::Exception& bad) {
        return broken("It cannot be read (" + printable(bad.message(), 300) + ").");
    }
    if (invoice.id != document_id(invoice.document)) {
        return broken("Its document was changed: it is not the one that was entered.");
    }
    const auto heads = heads_of(invoice.document);
    if (!heads) {
        return heads.error();
    }
    invoice.heads = *heads;
    return invoice;
}

}  // namespace munim
