// tls_material.hpp - the certificates: an own CA, the server's leaf, and deliberately bad leaves for clients
// to refuse.
#ifndef IRP_SANDBOX_SERVER_TLS_MATERIAL_HPP
#define IRP_SANDBOX_SERVER_TLS_MATERIAL_HPP

#include <filesystem>
#include <optional>
#include <string_view>

#include "server/certificates.hpp"

namespace irp_sandbox {

enum class TlsFault { expired, wrong_host, self_signed, untrusted_ca };

std::optional<TlsFault> tls_fault_from(std::string_view name);

struct TlsFiles {
    std::filesystem::path ca_certificate;
    std::filesystem::path certificate;
    std::filesystem::path private_key;
};

// Makes what is missing, unreadable or about to expire; keeps the rest. With a fault, the leaf named in the
// answer is a bad one, made afresh; ca_certificate is always the good CA's.
TlsFiles prepare_tls(const std::filesystem::path& directory, std::optional<TlsFault> fault);

// Certificate and key of a bad leaf under the good CA, for a second port.
TlsFiles prepare_second_tls(const std::filesystem::path& directory, TlsFault fault);

// The pair that signs invoices, and where its certificate is published.
struct SigningPair {
    CertifiedKey pair;
    std::filesystem::path certificate_file;
};
SigningPair prepare_signing_pair(const std::filesystem::path& directory);

}  // namespace irp_sandbox

#endif
