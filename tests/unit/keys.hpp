// keys.hpp - keys and certificates that tests make for themselves, straight with OpenSSL. None is stored.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace tijori::tests {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

Key make_rsa_key(unsigned bits);
Key make_ec_key();
// One for all tests of a process: making one takes long.
const Key& rsa_2048();

std::string private_pem(const Key& key);
std::string public_pem(const Key& key);
std::vector<unsigned char> public_der(const Key& key);
// Undoes RSAES-PKCS1-v1_5, as the IRP does.
std::optional<std::string> rsa_decrypt(const Key& key, Bytes ciphertext);

struct CertificateWish {
    std::string subject = "Test server";
    std::string names = "IP:127.0.0.1,DNS:localhost";  // subjectAltName; empty: none
    std::int64_t from = -3600;                         // seconds from now
    std::int64_t until = std::int64_t{24} * 3600;
    bool authority = false;
};

// A certificate and its key.
struct Identity {
    Key key;
    Certificate certificate;
};

Identity self_signed(const Key& key, const CertificateWish& wish);
Identity issued_by(const Identity& authority, const Key& key, const CertificateWish& wish);
std::string certificate_pem(const Certificate& certificate);

}  // namespace tijori::tests
