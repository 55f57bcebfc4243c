// invoice.hpp - one entry of the invoice book: the document, and how far its registration is.
#ifndef MUNIM_INVOICES_INVOICE_HPP
#define MUNIM_INVOICES_INVOICE_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "invoices/document.hpp"

namespace munim {

enum class InvoiceState {
    open,  // the IRP has not got it
    sent,  // it was sent and the answer is not known: look it up before it is sent again
    registered,
    rejected,
    cancelled,
};

// As in files and in the API ("registered").
std::string_view id_of(InvoiceState state) noexcept;
// For people ("Registered").
std::string_view words_of(InvoiceState state) noexcept;

// Why the IRP did not take it, or what is to be known about it.
struct InvoiceRemark {
    std::string code;
    std::string message;
    std::string next_step;
};

struct Invoice {
    std::string id;
    std::string document;  // JSON, exactly as it came
    InvoiceHeads heads;    // read from it
    InvoiceState state = InvoiceState::open;
    std::string portal;  // "provider/environment" to which it was sent last
    std::string irn;
    std::string ack_no;
    std::string ack_date;
    std::string signed_qr_code;
    InvoiceRemark remark;
    std::string cancel_date;
    std::string cancel_reason;  // 1 to 4
    std::string cancel_remark;
};

// The entry as the text of its file, and back.
std::string invoice_text(const Invoice& invoice);
Result<Invoice> parse_invoice(std::string_view text);

}  // namespace munim

#endif  // MUNIM_INVOICES_INVOICE_HPP
