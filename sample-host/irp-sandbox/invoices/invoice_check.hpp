// invoice_check.hpp - whether a document is an e-invoice of schema 1.1, as far as its mandatory parts say,
// and what of it the IRP itself needs.
#ifndef IRP_SANDBOX_INVOICES_INVOICE_CHECK_HPP
#define IRP_SANDBOX_INVOICES_INVOICE_CHECK_HPP

#include <Poco/JSON/Object.h>

#include <chrono>
#include <string>
#include <vector>

namespace irp_sandbox {

struct InvoiceHeads {
    std::string supplier;  // GSTIN
    std::string recipient;
    std::string recipient_state;
    std::string supply_type;
    std::string type;  // INV, CRN or DBN
    std::string number;
    std::string date_text;  // dd/MM/yyyy
    std::chrono::sys_days date;
    Poco::Dynamic::Var total;
    std::size_t items = 0;
    std::string main_hsn;

    bool is_export() const { return recipient == "URP"; }
};

struct InvoiceReading {
    InvoiceHeads heads;
    // Sentences about what is missing or wrong, each naming its member; the heads are whole only if there are
    // none.
    std::vector<std::string> problems;
};

InvoiceReading read_invoice(const Poco::JSON::Object& invoice);

// "2026-27": the year that begins in April.
std::string financial_year(std::chrono::sys_days date);

// The Invoice Reference Number: SHA-256 over supplier, financial year, type and number, in lower-case hex.
// The order in which they are joined is the sandbox's choice: sources differ.
std::string invoice_reference_number(const std::string& supplier, std::chrono::sys_days date,
                                     const std::string& type, const std::string& number);

}  // namespace irp_sandbox

#endif
