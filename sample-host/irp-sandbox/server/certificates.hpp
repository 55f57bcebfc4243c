// certificates.hpp - makes X.509 certificates on P-256 keys.
#ifndef IRP_SANDBOX_SERVER_CERTIFICATES_HPP
#define IRP_SANDBOX_SERVER_CERTIFICATES_HPP

#include <string>

#include "base/openssl_handles.hpp"

namespace irp_sandbox {

struct CertifiedKey {
    CertificateHandle certificate;
    PkeyHandle key;
};

struct LeafWish {
    std::string names;       // as in "DNS:localhost,IP:127.0.0.1"
    long begins_in_seconds;  // from now; negative for the past
    long ends_in_seconds;
};

// May sign only for this machine's own names, so that trusting it is harmless even if its key leaks.
CertifiedKey make_ca(const std::string& common_name, long life_in_seconds);

// Self-signed without a CA.
CertifiedKey make_leaf(const CertifiedKey* ca, const LeafWish& wish);

// For signing invoices: self-signed, on the RSA key that it is given.
CertifiedKey make_signing_certificate(const std::string& common_name, PkeyHandle key, long life_in_seconds);

bool is_valid_for(const X509& certificate, long seconds);
bool is_signed_by(const X509& certificate, const CertifiedKey& ca);

}  // namespace irp_sandbox

#endif
