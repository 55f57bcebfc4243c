// pem.cpp - see pem.hpp.
#include "base/pem.hpp"

#include <openssl/pem.h>

#include <cstddef>

namespace irp_sandbox {
namespace {

// Without this OpenSSL would ask on the terminal for the passphrase of an encrypted file.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
    return 0;
}

template <typename Write>
std::string written(Write&& write) {
    const BioHandle bio{BIO_new(BIO_s_mem())};
    require_openssl(bio && write(bio.get()) == 1, "write PEM");
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

BioHandle reader(const std::string& text) {
    BioHandle bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    require_openssl(bio != nullptr, "read PEM");
    return bio;
}

}  // namespace

std::string private_key_to_pem(EVP_PKEY* key) {
    return written([key](BIO* bio) {
        return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

std::string public_key_to_pem(EVP_PKEY* key) {
    return written([key](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key); });
}

std::string certificate_to_pem(X509* certificate) {
    return written([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

PkeyHandle private_key_from_pem(const std::string& text) {
    PkeyHandle key{PEM_read_bio_PrivateKey(reader(text).get(), nullptr, no_passphrase, nullptr)};
    ERR_clear_error();
    return key;
}

CertificateHandle certificate_from_pem(const std::string& text) {
    CertificateHandle certificate{PEM_read_bio_X509(reader(text).get(), nullptr, no_passphrase, nullptr)};
    ERR_clear_error();
    return certificate;
}

}  // namespace irp_sandbox
