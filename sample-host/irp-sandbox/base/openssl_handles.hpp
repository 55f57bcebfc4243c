// openssl_handles.hpp - OpenSSL objects that free themselves, and its errors as exceptions.
#ifndef IRP_SANDBOX_BASE_OPENSSL_HANDLES_HPP
#define IRP_SANDBOX_BASE_OPENSSL_HANDLES_HPP

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace irp_sandbox {

template <auto free_function>
struct OpensslDelete {
    template <typename Object>
    void operator()(Object* object) const {
        free_function(object);
    }
};

using PkeyHandle = std::unique_ptr<EVP_PKEY, OpensslDelete<EVP_PKEY_free>>;
using PkeyContextHandle = std::unique_ptr<EVP_PKEY_CTX, OpensslDelete<EVP_PKEY_CTX_free>>;
using CipherContextHandle = std::unique_ptr<EVP_CIPHER_CTX, OpensslDelete<EVP_CIPHER_CTX_free>>;
using DigestContextHandle = std::unique_ptr<EVP_MD_CTX, OpensslDelete<EVP_MD_CTX_free>>;
using CertificateHandle = std::unique_ptr<X509, OpensslDelete<X509_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, OpensslDelete<X509_EXTENSION_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, OpensslDelete<BN_free>>;
using BioHandle = std::unique_ptr<BIO, OpensslDelete<BIO_free>>;

// Throws std::runtime_error "cannot <what>: <OpenSSL's reason>" unless the call went well.
inline void require_openssl(bool went_well, const std::string& what) {
    if (went_well) {
        return;
    }
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    ERR_clear_error();
    throw std::runtime_error("cannot " + what + ": " + reason.data());
}

}  // namespace irp_sandbox

#endif
