// pem.hpp - keys and certificates as PEM text and back.
#ifndef IRP_SANDBOX_BASE_PEM_HPP
#define IRP_SANDBOX_BASE_PEM_HPP

#include <string>

#include "base/openssl_handles.hpp"

namespace irp_sandbox {

std::string private_key_to_pem(EVP_PKEY* key);
std::string public_key_to_pem(EVP_PKEY* key);
std::string certificate_to_pem(X509* certificate);

// Null if the text holds none.
PkeyHandle private_key_from_pem(const std::string& text);
CertificateHandle certificate_from_pem(const std::string& text);

}  // namespace irp_sandbox

#endif
