// invoice_signer.hpp - signs what the IRP registered: JSON Web Tokens with RS256, as in SignedInvoice and
// SignedQRCode. The key is not the one for authentication; its certificate is published so that anybody can
// check.
#ifndef IRP_SANDBOX_INVOICES_INVOICE_SIGNER_HPP
#define IRP_SANDBOX_INVOICES_INVOICE_SIGNER_HPP

#include <string>

#include "base/openssl_handles.hpp"

namespace irp_sandbox {

class InvoiceSigner {
public:
    InvoiceSigner(PkeyHandle key, const X509& certificate);

    // A token whose claims are {"data": <the text>, "iss": …}: NIC signs the JSON as a text, not as an
    // object.
    std::string sign(const std::string& data) const;

private:
    PkeyHandle key_;
    std::string head_;  // the encoded header, always the same
};

}  // namespace irp_sandbox

#endif
