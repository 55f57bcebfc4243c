// tls_material.cpp - see tls_material.hpp.
#include "server/tls_material.hpp"

#include <openssl/rsa.h>

#include "base/files.hpp"
#include "base/pem.hpp"

namespace irp_sandbox {
namespace {

namespace fs = std::filesystem;

constexpr long day = 24L * 60 * 60;
constexpr long ca_life = 3650 * day;
constexpr long leaf_life = 820 * day;  // browsers refuse more than 825
constexpr long renew_before = 30 * day;

// Subordinate names of localhost stay within the CA's name constraints, so only the host name is wrong.
constexpr const char* good_names = "DNS:localhost,IP:127.0.0.1,IP:::1";
constexpr const char* wrong_names = "DNS:wrong-host.localhost";

struct PairFiles {
    fs::path certificate;
    fs::path key;
};

std::optional<CertifiedKey> load(const PairFiles& files) {
    const auto certificate_text = read_file(files.certificate);
    const auto key_text = read_file(files.key);
    if (!certificate_text || !key_text) {
        return std::nullopt;
    }
    CertifiedKey pair{certificate_from_pem(*certificate_text), private_key_from_pem(*key_text)};
    if (!pair.certificate || !pair.key ||
        X509_check_private_key(pair.certificate.get(), pair.key.get()) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return pair;
}

void store(const CertifiedKey& pair, const PairFiles& files) {
    write_file(files.key, private_key_to_pem(pair.key.get()), FileAccess::owner_only);
    write_file(files.certificate, certificate_to_pem(pair.certificate.get()), FileAccess::everyone_reads);
}

CertifiedKey load_or_make_ca(const PairFiles& files) {
    auto stored = load(files);
    if (stored && is_valid_for(*stored->certificate, renew_before)) {
        return std::move(*stored);
    }
    CertifiedKey ca = make_ca("Tijori IRP sandbox CA (local tests only)", ca_life);
    store(ca, files);
    return ca;
}

void ensure_leaf(const CertifiedKey& ca, const PairFiles& files) {
    const auto stored = load(files);
    if (stored && is_valid_for(*stored->certificate, renew_before) &&
        is_signed_by(*stored->certificate, ca)) {
        return;
    }
    store(make_leaf(&ca, {good_names, 0, leaf_life}), files);
}

CertifiedKey make_bad_leaf(const CertifiedKey& ca, TlsFault fault) {
    switch (fault) {
        case TlsFault::expired:
            return make_leaf(&ca, {good_names, -10 * day, -day});
        case TlsFault::wrong_host:
            return make_leaf(&ca, {wrong_names, 0, leaf_life});
        case TlsFault::self_signed:
            return make_leaf(nullptr, {good_names, 0, leaf_life});
        case TlsFault::untrusted_ca:
            break;
    }
    const CertifiedKey stranger = make_ca("A CA that nobody trusts", ca_life);
    return make_leaf(&stranger, {good_names, 0, leaf_life});
}

}  // namespace

std::optional<TlsFault> tls_fault_from(std::string_view name) {
    if (name == "expired") {
        return TlsFault::expired;
    }
    if (name == "wrong-host") {
        return TlsFault::wrong_host;
    }
    if (name == "self-signed") {
        return TlsFault::self_signed;
    }
    if (name == "untrusted-ca") {
        return TlsFault::untrusted_ca;
    }
    return std::nullopt;
}

TlsFiles prepare_tls(const fs::path& directory, std::optional<TlsFault> fault) {
    const PairFiles ca_files{directory / "ca.pem", directory / "ca.key"};
    PairFiles leaf_files{directory / "server.pem", directory / "server.key"};
    const CertifiedKey ca = load_or_make_ca(ca_files);
    ensure_leaf(ca, leaf_files);
    if (fault) {
        leaf_files = {directory / "bad-server.pem", directory / "bad-server.key"};
        store(make_bad_leaf(ca, *fault), leaf_files);
    }
    return {ca_files.certificate, leaf_files.certificate, leaf_files.key};
}

TlsFiles prepare_second_tls(const fs::path& directory, TlsFault fault) {
    const PairFiles ca_files{directory / "ca.pem", directory / "ca.key"};
    const PairFiles leaf_files{directory / "second-server.pem", directory / "second-server.key"};
    store(make_bad_leaf(load_or_make_ca(ca_files), fault), leaf_files);
    return {ca_files.certificate, leaf_files.certificate, leaf_files.key};
}

SigningPair prepare_signing_pair(const fs::path& directory) {
    constexpr int signing_key_bits = 2048;
    const PairFiles files{directory / "irp-signing-certificate.pem", directory / "irp-signing-key.pem"};
    auto stored = load(files);
    if (!stored || !is_valid_for(*stored->certificate, renew_before)) {
        PkeyHandle key{EVP_RSA_gen(signing_key_bits)};
        require_openssl(key != nullptr, "make an RSA key");
        stored =
            make_signing_certificate("Tijori IRP sandbox, signature of invoices", std::move(key), ca_life);
        store(*stored, files);
    }
    return {std::move(*stored), files.certificate};
}

}  // namespace irp_sandbox
