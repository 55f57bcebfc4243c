// document.hpp - e-invoices as JSON of schema 1.1: what Munim itself has to know of one. The text is kept and
// sent as it came; whether the invoice is right is the IRP's to say.
#ifndef MUNIM_INVOICES_DOCUMENT_HPP
#define MUNIM_INVOICES_DOCUMENT_HPP

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace munim {

struct InvoiceHeads {
    std::string gstin;  // the seller's
    std::string type;   // INV, CRN, DBN
    std::string number;
    std::string date;  // dd/MM/yyyy
    std::string buyer;
    std::string buyer_gstin;
    std::string total;  // rupees with two decimals
};

// What names the document: without it nothing can be looked up. Errors say which member is missing.
Result<InvoiceHeads> heads_of(std::string_view document);

// True if both speak of one and the same invoice, not only of the same number.
bool same_invoice(const InvoiceHeads& one, const InvoiceHeads& other);

// The documents of a file: one object, or an array of them; each exactly as it stands there.
Result<std::vector<std::string>> documents_in(std::string_view text);

// Names a document by its content: 16 hexadecimal digits.
std::string document_id(std::string_view document);

}  // namespace munim

#endif  // MUNIM_INVOICES_DOCUMENT_HPP
