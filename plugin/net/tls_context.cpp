// tls_context.cpp - see tls_context.hpp.
#include "tls_context.hpp"

#include <Poco/Exception.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace tijori::net {
namespace {

Error unreadable(const std::string& host, const std::string& file) {
    return make_error(ACCT_ERROR_CONFIGURATION, "TLS-CA-FILE",
                      file.empty()
                          ? say("The certificate authorities for {host} could not be read from the system.",
                                {{"host", host}})
                          : say("The certificate authorities for {host} could not be read from {file}.",
                                {{"host", host}, {"file", file}}),
                      say("Check that the file is there, readable, and holds PEM certificates."));
}

}  // namespace

struct TlsCallbacks {
    static TlsContext* owner(const SSL* ssl) {
        return static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    }

    // Never turns a "no" into a "yes"; notes the reason.
    static int verify(int accepted, X509_STORE_CTX* store) {
        if (accepted != 1) {
            const auto* ssl = static_cast<const SSL*>(
                X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
            if (TlsContext* context = ssl != nullptr ? owner(ssl) : nullptr) {
                context->failure_ = X509_STORE_CTX_get_error(store);
            }
        }
        return accepted;
    }

    static void happened(const SSL* ssl, int where, int what) {
        TlsContext* context = owner(ssl);
        if (where == SSL_CB_READ_ALERT && (what & 0xFF) == SSL_AD_CLOSE_NOTIFY) {
            const std::lock_guard lock(context->mutex_);
            context->goodbyes_.insert(SSL_get_fd(ssl));
        }
        // A decode error is what OpenSSL says to a peer that hung up.
        const bool hung_up = where == SSL_CB_WRITE_ALERT && (what & 0xFF) == SSL_AD_DECODE_ERROR;
        if ((where & SSL_CB_ALERT) != 0 && (what >> 8) == SSL3_AL_FATAL && !hung_up) {
            const std::lock_guard lock(context->mutex_);
            context->alarms_.insert(SSL_get_fd(ssl));
        }
        if ((where & SSL_CB_HANDSHAKE_DONE) == 0) {
            return;
        }
        const bool good = SSL_get_verify_result(ssl) == X509_V_OK &&
                          SSL_get0_peer_certificate(ssl) != nullptr && SSL_version(ssl) >= TLS1_2_VERSION;
        const std::lock_guard lock(context->mutex_);
        context->verified_[SSL_get_fd(ssl)] = good;
    }
};

Result<std::unique_ptr<TlsContext>> TlsContext::create(const std::string& host, const Trust& trust) {
    std::unique_ptr<TlsContext> made{new TlsContext};
    try {
        Poco::Net::Context::Params parameters;
        parameters.caLocation = trust.only_file;
        parameters.verificationMode = Poco::Net::Context::VERIFY_STRICT;
        parameters.verificationDepth = 9;
        parameters.loadDefaultCAs = trust.only_file.empty();
        parameters.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES:!PSK:!SRP";
        made->context_ = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, parameters);
    } catch (const Poco::Exception&) {
        return unreadable(host, trust.only_file);
    }
    // The host name is checked by OpenSSL (below) during the handshake; Poco's own check afterwards knows no
    // IP addresses.
    made->context_->enableExtendedCertificateVerification(false);

    SSL_CTX* ssl = made->context_->sslContext();
    if (!trust.additional_file.empty() &&
        SSL_CTX_load_verify_locations(ssl, trust.additional_file.c_str(), nullptr) != 1) {
        ERR_clear_error();
        return unreadable(host, trust.additional_file);
    }
    // We keep sessions ourselves, one for each client; a session remembers that its peer was verified, and
    // for which name.
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(ssl, made.get());
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, &TlsCallbacks::verify);
    SSL_CTX_set_info_callback(ssl, &TlsCallbacks::happened);
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
    X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) != 1 &&
        X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size()) != 1) {
        return make_error(ACCT_ERROR_CONFIGURATION, "TLS-HOST",
                          say("\"{host}\" is not a host name.", {{"host", host}}),
                          say("Correct the address in the provider profile."));
    }
    return made;
}

TlsContext::~TlsContext() {
    if (context_) {
        SSL_CTX_set_app_data(context_->sslContext(), nullptr);
    }
}

TlsContext::Handshake TlsContext::take_handshake(int socket) {
    const std::lock_guard lock(mutex_);
    const auto found = verified_.find(socket);
    if (found == verified_.end()) {
        return Handshake::unfinished;
    }
    const bool verified = found->second;
    verified_.erase(found);
    return verified ? Handshake::verified : Handshake::unverified;
}

bool TlsContext::take_goodbye(int socket) {
    const std::lock_guard lock(mutex_);
    return goodbyes_.erase(socket) == 1;
}

bool TlsContext::take_alarm(int socket) {
    const std::lock_guard lock(mutex_);
    return alarms_.erase(socket) == 1;
}

std::string TlsContext::take_verification_failure() {
    switch (const long failure = failure_.exchange(0)) {
        case X509_V_OK:
            return {};
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return say("its certificate has expired");
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return say("its certificate is not valid yet (or this computer's clock is wrong)");
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return say("its certificate is for another name");
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return say("its certificate is signed by itself and not by an authority");
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return say("its certificate was not issued by an authority that this computer trusts");
        case X509_V_ERR_CERT_REVOKED:
            return say("its certificate was revoked");
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return say("its certificate is too weak to be trusted");
        default:
            return say("its certificate was refused ({why})",
                       {{"why", X509_verify_cert_error_string(failure)}});
    }
}

}  // namespace tijori::net
