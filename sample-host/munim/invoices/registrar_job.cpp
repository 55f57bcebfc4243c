// registrar_job.cpp - see registrar_job.hpp.
#include "invoices/registrar_job.hpp"

#include <Poco/URI.h>

#include "base/json_writer.hpp"

namespace munim {
namespace {

constexpr int most_sends = 2;
constexpr std::string_view invoice_path = "/eicore/v1.03/Invoice";

bool is_not_there(const Error& error) {
    return error.code == "IRP-2148";
}

InvoiceRemark remark_of(const Error& error) {
    return {error.code, error.message, error.next_step};
}

std::string encoded(const std::string& text) {
    std::string result;
    Poco::URI::encode(text, "/?&=+#%", result);
    return result;
}

// The words where the IRP's own would leave open whose GSTIN is meant.
Error about_the_buyer(const Error& error, const InvoiceHeads& heads) {
    Error clear = error;
    if (error.code == "IRP-3028") {
        clear.message = "The IRP does not know the buyer's GSTIN " + heads.buyer_gstin + ".";
        clear.next_step =
            "Check the GSTIN with the buyer. If it is new, the IRP may have to fetch it from the GST portal: "
            "\"munim irp call GET /eivital/v1.04/Master/syncgstin/" +
            heads.buyer_gstin + "\".";
    } else if (error.code == "IRP-3029") {
        clear.message = "The buyer's GSTIN " + heads.buyer_gstin + " is inactive or cancelled.";
        clear.next_step = "Ask the buyer for the GSTIN that is valid now, and correct the invoice.";
    }
    return clear;
}

}  // namespace

void RegistrarJob::finish(const std::optional<Error>& trouble) {
    claim_.reset();
    registrar_.busy_.erase(id_);
    registrar_.book_.news().ring();
    done_(trouble);
}

void RegistrarJob::claim(Step next) {
    registrar_.book_.claim(
        id_, [self = shared_from_this(), next = std::move(next)](Result<ClaimedInvoice> claimed) {
            if (self->alive_.expired()) {
                return;
            }
            if (!claimed) {
                self->finish(claimed.error());
                return;
            }
            self->invoice_ = std::move(claimed->invoice);
            self->claim_ = std::move(claimed->claim);
            next();
        });
}

void RegistrarJob::save_and(Step next) {
    registrar_.book_.save(invoice_, [self = shared_from_this(), next = std::move(next)](const Status& saved) {
        if (self->alive_.expired()) {
            return;
        }
        if (saved) {
            next();
        } else {
            self->finish(saved.error());
        }
    });
}

void RegistrarJob::save_and_finish(const std::optional<Error>& trouble) {
    save_and([this, trouble] { finish(trouble); });
}

Result<accounting::CredentialKey> RegistrarJob::address() const {
    return registrar_.desk_.choose(
        {invoice_.heads.gstin, invoice_.portal.empty() ? portal_ : invoice_.portal});
}

void RegistrarJob::call(const std::string& method, const std::string& path, const std::string& json,
                        const std::function<void(const Answer&)>& next) {
    const auto key = address();
    if (!key) {
        next(key.error());
        return;
    }
    const auto started = registrar_.desk_.call(*key, method, path, json,
                                               [self = shared_from_this(), next](const Answer& answer) {
                                                   if (!self->alive_.expired()) {
                                                       next(answer);
                                                   }
                                               });
    if (!started) {
        next(started.error());
    }
}

// ---- registering

void RegistrarJob::run_register() {
    claim([this] {
        switch (invoice_.state) {
            case InvoiceState::registered:
            case InvoiceState::cancelled:
                finish(std::nullopt);
                break;
            case InvoiceState::sent:
                resolve_lost(make_error(ACCT_ERROR_UNREACHABLE, "ANSWER-LOST",
                                        "The invoice was sent before, and the IRP's answer is not known.",
                                        "Look it up."));
                break;
            case InvoiceState::open:
            case InvoiceState::rejected:
                send();
                break;
        }
    });
}

void RegistrarJob::send() {
    before_ = invoice_.state == InvoiceState::rejected ? InvoiceState::rejected : InvoiceState::open;
    invoice_.portal.clear();  // it is nowhere: it may go where the user wants
    const auto key = address();
    if (!key) {
        finish(key.error());
        return;
    }
    ++tries_;
    invoice_.portal = portal_of(*key);
    invoice_.state = InvoiceState::sent;
    save_and([this] {
        call("POST", std::string{invoice_path}, invoice_.document,
             [this](const Answer& answer) { sent(answer); });
    });
}

void RegistrarJob::sent(const Answer& answer) {
    if (answer) {
        const auto entry = parse_entry(answer->payload);
        if (entry) {
            adopt(*entry);
        } else {
            resolve_lost(entry.error());
        }
        return;
    }
    const Error& error = answer.error();
    if (error.code == "IRP-2150" || error.code == "IRP-2278") {
        resolve_duplicate(error);
        return;
    }
    switch (outcome_of(error)) {
        case Outcome::rejected:
            invoice_.state = InvoiceState::rejected;
            invoice_.remark = remark_of(about_the_buyer(error, invoice_.heads));
            invoice_.portal.clear();
            save_and_finish(std::nullopt);
            break;
        case Outcome::not_taken:
            invoice_.state = before_;
            invoice_.portal.clear();
            save_and_finish(error);
            break;
        case Outcome::unknown:
            resolve_lost(error);
            break;
    }
}

void RegistrarJob::resolve_lost(const Error& lost) {
    call("GET", document_path(), {}, [this, lost](const Answer& answer) {
        if (answer) {
            const auto entry = parse_entry(answer->payload);
            if (entry) {
                adopt(*entry);
                return;
            }
        } else if (is_not_there(answer.error())) {
            invoice_.state = InvoiceState::open;
            invoice_.remark = {};
            if (tries_ < most_sends) {
                send();
            } else {
                invoice_.portal.clear();
                save_and_finish(lost);
            }
            return;
        }
        // Neither way: it stays as sent, and the next time begins with the look-up again.
        Error unknown = answer ? lost : answer.error();
        unknown.message = "Whether the IRP has the invoice is not known: " + unknown.message;
        unknown.next_step += " Munim looks the invoice up before it sends it again.";
        invoice_.remark = remark_of(unknown);
        save_and_finish(unknown);
    });
}

void RegistrarJob::resolve_duplicate(const Error& refusal) {
    const auto known = duplicate_entry(refusal.info);
    const std::string path = known ? irn_path(known->irn) : document_path();
    call("GET", path, {}, [this, refusal, known](const Answer& answer) {
        if (answer) {
            if (const auto entry = parse_entry(answer->payload)) {
                adopt(*entry);
                return;
            }
        }
        const bool is_old = !answer && answer.error().code == "IRP-2283";
        if (known && is_old && refusal.code == "IRP-2150") {
            // The IRP shows details for a few days only; the IRN is what counts.
            adopt(*known);
            return;
        }
        invoice_.state = InvoiceState::sent;  // it is there, but what exactly could not be read now
        invoice_.remark = remark_of(refusal);
        if (!answer && outcome_of(answer.error()) == Outcome::rejected) {
            invoice_.state = InvoiceState::rejected;
        }
        save_and_finish(answer || invoice_.state == InvoiceState::rejected ? std::nullopt
                                                                           : std::optional{answer.error()});
    });
}

// ---- looking up

std::string RegistrarJob::document_path() const {
    return std::string{invoice_path} + "/irnbydocdetails?doctype=" + encoded(invoice_.heads.type) +
           "&docnum=" + encoded(invoice_.heads.number) + "&docdate=" + encoded(invoice_.heads.date);
}

std::string RegistrarJob::irn_path(const std::string& irn) const {
    return std::string{invoice_path} + "/irn/" + irn;
}

void RegistrarJob::adopt(const IrpEntry& entry) {
    if (entry.document && !same_invoice(*entry.document, invoice_.heads)) {
        const InvoiceHeads& other = *entry.document;
        invoice_.state = InvoiceState::rejected;
        invoice_.portal.clear();
        invoice_.remark = {"IRP-2150",
                           "The number " + invoice_.heads.number +
                               " belongs to another registered invoice: to " + other.buyer + ", dated " +
                               other.date + ", over " + other.total + " rupees (IRN " + entry.irn + ").",
                           "Give this invoice a number of its own."};
        save_and_finish(std::nullopt);
        return;
    }
    invoice_.state = entry.cancelled ? InvoiceState::cancelled : InvoiceState::registered;
    invoice_.remark = {};
    invoice_.irn = entry.irn;
    invoice_.ack_no = entry.ack_no;
    invoice_.ack_date = entry.ack_date;
    if (!entry.signed_qr_code.empty()) {
        invoice_.signed_qr_code = entry.signed_qr_code;
    }
    if (!entry.document && invoice_.signed_qr_code.empty()) {
        invoice_.remark = {"", "The IRP gave the IRN, but no signed QR code.", "Look the invoice up."};
    }
    save_and_finish(std::nullopt);
}

void RegistrarJob::run_look_up() {
    claim([this] {
        call("GET", invoice_.irn.empty() ? document_path() : irn_path(invoice_.irn), {},
             [this](const Answer& answer) { looked_up(answer); });
    });
}

void RegistrarJob::looked_up(const Answer& answer) {
    if (answer) {
        const auto entry = parse_entry(answer->payload);
        if (!entry) {
            finish(entry.error());
            return;
        }
        if (invoice_.portal.empty()) {
            if (const auto key = address()) {
                invoice_.portal = portal_of(*key);
            }
        }
        adopt(*entry);
        return;
    }
    Error error = answer.error();
    if (is_not_there(error) && invoice_.irn.empty()) {
        error.message =
            "The IRP has no invoice " + invoice_.heads.number + " of " + invoice_.heads.date + ".";
        error.next_step = "Register it.";
        if (invoice_.state == InvoiceState::sent) {
            invoice_.state = InvoiceState::open;
            invoice_.remark = {};
            invoice_.portal.clear();
            save_and_finish(error);
            return;
        }
    }
    finish(error);
}

// ---- cancelling

void RegistrarJob::run_cancel(const CancelOrder& order) {
    claim([this, order] {
        if (invoice_.state != InvoiceState::registered) {
            finish(make_error(ACCT_ERROR_WRONG_STATE, "INVOICE-NOT-REGISTERED",
                              "Only a registered invoice can be cancelled at the IRP.",
                              "Look the invoice up if it should be registered."));
            return;
        }
        const std::string json = JsonWriter{}
                                     .begin_object()
                                     .member("Irn", invoice_.irn)
                                     .member("CnlRsn", order.reason)
                                     .member("CnlRem", order.remark)
                                     .end_object()
                                     .take();
        call("POST", std::string{invoice_path} + "/Cancel", json,
             [this, order](const Answer& answer) { cancelled(order, answer); });
    });
}

void RegistrarJob::cancelled(const CancelOrder& order, const Answer& answer) {
    if (!answer) {
        const Error& error = answer.error();
        // Not active any more, or the answer was lost: what is at the IRP decides.
        if (error.code == "IRP-9999" || outcome_of(error) == Outcome::unknown) {
            see_whether_cancelled(order, error);
        } else {
            finish(error);
        }
        return;
    }
    const auto date = parse_cancel_date(answer->payload);
    if (!date) {
        see_whether_cancelled(order, date.error());
        return;
    }
    invoice_.state = InvoiceState::cancelled;
    invoice_.cancel_date = *date;
    invoice_.cancel_reason = order.reason;
    invoice_.cancel_remark = order.remark;
    save_and_finish(std::nullopt);
}

void RegistrarJob::see_whether_cancelled(const CancelOrder& order, const Error& why) {
    call("GET", irn_path(invoice_.irn), {}, [this, order, why](const Answer& answer) {
        if (answer) {
            const auto entry = parse_entry(answer->payload);
            if (entry && entry->cancelled) {
                invoice_.state = InvoiceState::cancelled;
                invoice_.cancel_reason = order.reason;
                invoice_.cancel_remark = order.remark;
                save_and_finish(std::nullopt);
                return;
            }
        }
        finish(why);
    });
}

}  // namespace munim
