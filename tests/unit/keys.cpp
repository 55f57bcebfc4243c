// keys.cpp - see keys.hpp.
#include "keys.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace tijori::tests {
namespace {

using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

void must(bool worked) {
    if (!worked) {
        throw std::runtime_error("the test's keys could not be made");
    }
}

Memory memory() {
    return {BIO_new(BIO_s_mem()), &BIO_free_all};
}

std::string content(const Memory& memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Key owned(EVP_PKEY* key) {
    must(key != nullptr);
    return {key, &EVP_PKEY_free};
}

void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    must(extension != nullptr && X509_add_ext(to, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Identity certified(const Identity* authority, const Key& key, const CertificateWish& wish) {
    static std::atomic<long> serial{1000};
    const Certificate made{X509_new(), &X509_free};
    must(made != nullptr && X509_set_version(made.get(), 2) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(wish.from));
    X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(wish.until));
    X509_NAME* subject = X509_get_subject_name(made.get());
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(wish.subject.c_str()), -1, -1,
                                    0) == 1);
    X509* issuer = authority != nullptr ? authority->certificate.get() : made.get();
    must(X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) == 1 &&
         X509_set_pubkey(made.get(), key.get()) == 1);
    add_extension(made.get(), issuer, NID_basic_constraints,
                  wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!wish.names.empty()) {
        add_extension(made.get(), issuer, NID_subject_alt_name, wish.names);
    }
    EVP_PKEY* signer = authority != nullptr ? authority->key.get() : key.get();
    must(X509_sign(made.get(), signer, EVP_sha256()) > 0);
    return {key, made};
}

}  // namespace

Key make_rsa_key(unsigned bits) {
    return owned(EVP_RSA_gen(bits));
}

Key make_ec_key() {
    return owned(EVP_EC_gen("P-256"));
}

const Key& rsa_2048() {
    static const Key key = make_rsa_key(2048);
    return key;
}

std::string private_pem(const Key& key) {
    const Memory out = memory();
    must(PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return content(out);
}

std::string public_pem(const Key& key) {
    const Memory out = memory();
    must(PEM_write_bio_PUBKEY(out.get(), key.get()) == 1);
    return content(out);
}

std::vector<unsigned char> public_der(const Key& key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    must(size > 0);
    std::vector<unsigned char> bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

std::optional<std::string> rsa_decrypt(const Key& key, Bytes ciphertext) {
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context{
        EVP_PKEY_CTX_new(key.get(), nullptr), &EVP_PKEY_CTX_free};
    must(context != nullptr && EVP_PKEY_decrypt_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_size(key.get()));
    std::string plain(size, '\0');
    if (EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size,
                         ciphertext.data(), ciphertext.size()) != 1) {
        return std::nullopt;
    }
    plain.resize(size);
    return plain;
}

Identity self_signed(const Key& key, const CertificateWish& wish) {
    return certified(nullptr, key, wish);
}

Identity issued_by(const Identity& authority, const Key& key, const CertificateWish& wish) {
    return certified(&authority, key, wish);
}

std::string certificate_pem(const Certificate& certificate) {
    const Memory out = memory();
    must(PEM_write_bio_X509(out.get(), certificate.get()) == 1);
    return content(out);
}

}  // namespace tijori::tests
