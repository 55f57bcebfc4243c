// invoice_json.cpp - see invoice_json.hpp.
#include "web/invoice_json.hpp"

#include <string_view>

#include "base/json_writer.hpp"
#include "invoices/irp_answers.hpp"

namespace munim {
namespace {

std::string_view tone_of(InvoiceState state) noexcept {
    switch (state) {
        case InvoiceState::registered:
            return "success";
        case InvoiceState::rejected:
            return "error";
        case InvoiceState::sent:
            return "warning";
        case InvoiceState::open:
        case InvoiceState::cancelled:
            break;
    }
    return "neutral";
}

void write_problem(JsonWriter& json, std::string_view name, const Error& error) {
    json.key(name)
        .begin_object()
        .member("code", error.code)
        .member("message", error.message)
        .member("next_step", error.next_step)
        .member("credentials", is_about_credentials(error))
        .end_object();
}

// The members that list and single invoice share.
void write_heads(JsonWriter& json, const InvoiceOffice& office, const Invoice& invoice) {
    json.member("id", invoice.id)
        .member("gstin", invoice.heads.gstin)
        .member("type", invoice.heads.type)
        .member("number", invoice.heads.number)
        .member("date", invoice.heads.date)
        .member("buyer", invoice.heads.buyer)
        .member("buyer_gstin", invoice.heads.buyer_gstin)
        .member("total", invoice.heads.total)
        .member("state", id_of(invoice.state))
        .member("state_text", words_of(invoice.state))
        .member("tone", tone_of(invoice.state))
        .member("busy", office.desk.busy(invoice.id))
        .member("waiting", office.desk.waits_in_run(invoice.id));
    if (!invoice.remark.message.empty()) {
        json.key("remark")
            .begin_object()
            .member("code", invoice.remark.code)
            .member("message", invoice.remark.message)
            .member("next_step", invoice.remark.next_step)
            .end_object();
    }
    if (const Error* trouble = office.desk.trouble(invoice.id)) {
        write_problem(json, "trouble", *trouble);
    }
}

void write_run(JsonWriter& json, const InvoiceDesk::Run& run) {
    json.key("run")
        .begin_object()
        .member("phase", id_of(run.phase))
        .member("total", run.total)
        .member("done", run.done())
        .member("registered", run.registered)
        .member("rejected", run.rejected)
        .member("failed", run.failed)
        .member("under_way", run.under_way);
    if (run.paused_by) {
        write_problem(json, "paused_by", *run.paused_by);
    }
    json.end_object();
}

void write_portals(JsonWriter& json, const InvoiceOffice& office) {
    const auto portals = office.irp.portals();
    json.key("portals").begin_array();
    if (portals) {
        for (const std::string& portal : *portals) {
            json.value(portal);
        }
    }
    json.end_array();
    if (!portals) {
        write_problem(json, "problem", portals.error());
    }
}

}  // namespace

std::string invoice_list_json(const InvoiceOffice& office, uint64_t revision) {
    JsonWriter json;
    json.begin_object().member("revision", revision).member("settings", office.credentials_settings);
    write_portals(json, office);
    write_run(json, office.desk.run());
    json.key("problems").begin_array();
    for (const Error& problem : office.book.problems()) {
        json.begin_object()
            .member("message", problem.message)
            .member("next_step", problem.next_step)
            .end_object();
    }
    json.end_array().key("invoices").begin_array();
    for (const Invoice* invoice : office.book.all()) {
        json.begin_object();
        write_heads(json, office, *invoice);
        json.end_object();
    }
    return json.end_array().end_object().take();
}

std::string invoice_json(const InvoiceOffice& office, const Invoice& invoice) {
    JsonWriter json;
    json.begin_object();
    write_heads(json, office, invoice);
    return json.member("portal", invoice.portal)
        .member("irn", invoice.irn)
        .member("ack_no", invoice.ack_no)
        .member("ack_date", invoice.ack_date)
        .member("has_picture", !invoice.signed_qr_code.empty())
        .member("cancel_date", invoice.cancel_date)
        .member("cancel_reason", invoice.cancel_reason)
        .member("cancel_remark", invoice.cancel_remark)
        .member("settings", office.credentials_settings)
        .key("document")
        .raw(invoice.document)
        .end_object()
        .take();
}

}  // namespace munim
