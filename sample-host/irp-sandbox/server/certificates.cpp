// certificates.cpp - see certificates.hpp.
#include "server/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <utility>

namespace irp_sandbox {
namespace {

constexpr const char* this_machine_only =
    "critical,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,"
    "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
// Clocks of virtual machines differ a little; a certificate from the future would be refused.
constexpr long clock_slack = 60L * 60;

PkeyHandle make_key() {
    PkeyHandle key{EVP_EC_gen("P-256")};
    require_openssl(key != nullptr, "make an EC key");
    return key;
}

class CertificateDraft {
public:
    CertificateDraft(const std::string& common_name, const CertifiedKey* ca, PkeyHandle key = make_key())
        : key_(std::move(key)), ca_(ca) {
        require_openssl(certificate_ && X509_set_version(certificate_.get(), X509_VERSION_3) == 1,
                        "begin a certificate");
        set_random_serial();
        X509_NAME* subject = X509_get_subject_name(certificate_.get());
        require_openssl(
            X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common_name.data()),
                                       static_cast<int>(common_name.size()), -1, 0) == 1 &&
                X509_set_issuer_name(certificate_.get(), ca == nullptr ? subject : issuer_name()) == 1 &&
                X509_set_pubkey(certificate_.get(), key_.get()) == 1,
            "fill a certificate");
    }

    void set_life(long begins_in_seconds, long ends_in_seconds) {
        X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), begins_in_seconds - clock_slack);
        X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), ends_in_seconds);
    }

    void add_extension(int id, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, ca_ == nullptr ? certificate_.get() : ca_->certificate.get(),
                       certificate_.get(), nullptr, nullptr, 0);
        const ExtensionHandle extension{X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str())};
        require_openssl(extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1,
                        "add a certificate extension");
    }

    CertifiedKey sign() && {
        EVP_PKEY* signer = ca_ == nullptr ? key_.get() : ca_->key.get();
        require_openssl(X509_sign(certificate_.get(), signer, EVP_sha256()) > 0, "sign a certificate");
        return {std::move(certificate_), std::move(key_)};
    }

private:
    void set_random_serial() {
        const NumberHandle number{BN_new()};
        constexpr int serial_bits = 127;
        require_openssl(
            number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate_.get())) != nullptr,
            "make a serial number");
    }

    X509_NAME* issuer_name() const { return X509_get_subject_name(ca_->certificate.get()); }

    CertificateHandle certificate_{X509_new()};
    PkeyHandle key_;
    const CertifiedKey* ca_;
};

}  // namespace

CertifiedKey make_ca(const std::string& common_name, long life_in_seconds) {
    CertificateDraft draft(common_name, nullptr);
    draft.set_life(0, life_in_seconds);
    draft.add_extension(NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    draft.add_extension(NID_key_usage, "critical,keyCertSign,cRLSign");
    draft.add_extension(NID_subject_key_identifier, "hash");
    draft.add_extension(NID_name_constraints, this_machine_only);
    return std::move(draft).sign();
}

CertifiedKey make_leaf(const CertifiedKey* ca, const LeafWish& wish) {
    CertificateDraft draft("Tijori IRP sandbox", ca);
    draft.set_life(wish.begins_in_seconds, wish.ends_in_seconds);
    draft.add_extension(NID_basic_constraints, "critical,CA:FALSE");
    draft.add_extension(NID_key_usage, "critical,digitalSignature");
    draft.add_extension(NID_ext_key_usage, "serverAuth");
    draft.add_extension(NID_subject_key_identifier, "hash");
    if (ca != nullptr) {
        draft.add_extension(NID_authority_key_identifier, "keyid");
    }
    draft.add_extension(NID_subject_alt_name, wish.names);
    return std::move(draft).sign();
}

CertifiedKey make_signing_certificate(const std::string& common_name, PkeyHandle key, long life_in_seconds) {
    CertificateDraft draft(common_name, nullptr, std::move(key));
    draft.set_life(0, life_in_seconds);
    draft.add_extension(NID_basic_constraints, "critical,CA:FALSE");
    draft.add_extension(NID_key_usage, "critical,digitalSignature");
    draft.add_extension(NID_subject_key_identifier, "hash");
    return std::move(draft).sign();
}

bool is_valid_for(const X509& certificate, long seconds) {
    std::time_t then = std::time(nullptr) + seconds;
    return X509_cmp_current_time(X509_get0_notBefore(&certificate)) < 0 &&
           X509_cmp_time(X509_get0_notAfter(&certificate), &then) > 0;
}

bool is_signed_by(const X509& certificate, const CertifiedKey& ca) {
    // OpenSSL's signature lacks a const; the certificate is not changed.
    const bool good = X509_verify(const_cast<X509*>(&certificate), ca.key.get()) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace irp_sandbox
