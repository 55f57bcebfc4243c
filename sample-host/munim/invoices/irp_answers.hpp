// irp_answers.hpp - what the IRP answers about an invoice: its registration, and what an error says about the
// outcome.
#ifndef MUNIM_INVOICES_IRP_ANSWERS_HPP
#define MUNIM_INVOICES_IRP_ANSWERS_HPP

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "invoices/document.hpp"

namespace munim {

// What the IRP has of an invoice.
struct IrpEntry {
    std::string irn;
    std::string ack_no;
    std::string ack_date;
    std::string signed_qr_code;
    bool cancelled = false;
    std::optional<InvoiceHeads> document;  // what stands in its signed invoice, if that can be read
};

// The answer to a registration or a look-up.
Result<IrpEntry> parse_entry(std::string_view payload);
// "DUPIRN" of InfoDtls: the entry that is there already.
std::optional<IrpEntry> duplicate_entry(std::string_view info);
// The answer to a cancellation: its date.
Result<std::string> parse_cancel_date(std::string_view payload);

// What an error says about a document that was to be sent.
enum class Outcome {
    rejected,   // the IRP looked at the document and does not take it
    not_taken,  // it certainly did not get there, or was not looked at: credentials, vault, connection
    unknown,    // the IRP may have taken it
};
Outcome outcome_of(const Error& error);
// The user has to look at the credentials.
bool is_about_credentials(const Error& error);

// InfoDtls for people, one line for each; empty if there are none.
std::string info_words(std::string_view info);

}  // namespace munim

#endif  // MUNIM_INVOICES_IRP_ANSWERS_HPP
