// invoice_service.hpp - the IRP's core: register, cancel and look up invoices, and make e-way bills from
// them.
#ifndef IRP_SANDBOX_INVOICES_INVOICE_SERVICE_HPP
#define IRP_SANDBOX_INVOICES_INVOICE_SERVICE_HPP

#include <functional>
#include <string>

#include "accounts/account_book.hpp"
#include "base/clock.hpp"
#include "ewaybill/eway_bill_register.hpp"
#include "invoices/invoice_check.hpp"
#include "invoices/invoice_register.hpp"
#include "invoices/invoice_signer.hpp"
#include "irp/call_gate.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

class InvoiceService {
public:
    InvoiceService(const AccountBook& accounts, const CallGate& gate, const InvoiceSigner& signer,
                   InvoiceRegister& invoices, EwayBillRegister& bills, const Clock& clock);

    Envelope generate(const Request& request);                              // POST …/Invoice
    Envelope cancel(const Request& request);                                // POST …/Invoice/Cancel
    Envelope by_irn(const Request& request, const std::string& irn) const;  // GET …/Invoice/irn/{irn}
    Envelope by_document(const Request& request) const;   // GET …/irnbydocdetails?doctype=&docnum=&docdate=
    Envelope generate_eway_bill(const Request& request);  // POST …/ewaybill
    Envelope eway_bill_by_irn(const Request& request, const std::string& irn) const;

private:
    // Passes the gate and opens the body before the work is done.
    using Work = std::function<Envelope(const Caller& caller, const Poco::JSON::Object& body)>;
    Envelope with_body(const Request& request, const Work& work) const;

    Envelope registered(const Caller& caller, const Poco::JSON::Object& document);
    std::optional<std::string_view> refuse(const InvoiceHeads& heads, const Caller& caller) const;
    std::optional<Invoice> own_invoice(const std::string& irn, const Caller& caller) const;
    Envelope duplicate(const Invoice& invoice) const;
    Invoice signed_invoice(const InvoiceHeads& heads, const std::string& irn,
                           const Poco::JSON::Object& document);
    Envelope shown(const Caller& caller, const Invoice& invoice) const;
    Envelope new_eway_bill(const Caller& caller, const Poco::JSON::Object& order);

    const AccountBook& accounts_;
    const CallGate& gate_;
    const InvoiceSigner& signer_;
    InvoiceRegister& invoices_;
    EwayBillRegister& bills_;
    const Clock& clock_;
};

}  // namespace irp_sandbox

#endif
