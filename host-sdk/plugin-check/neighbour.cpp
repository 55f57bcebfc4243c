// neighbour.cpp - see neighbour.h.
#include "neighbour.h"

#include <Poco/Crypto/Crypto.h>
#include <Poco/Crypto/DigestEngine.h>
#include <Poco/Net/AcceptCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <openssl/evp.h>

#include <exception>

namespace {

const Poco::Net::Context* own_context = nullptr;

void begin() {
    Poco::Crypto::initializeCrypto();
    Poco::Net::initializeSSL();
    const Poco::Net::SSLManager::InvalidCertificateHandlerPtr accepts(
        new Poco::Net::AcceptCertificateHandler(false));
    const Poco::Net::Context::Ptr context(
        new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_RELAXED));
    Poco::Net::SSLManager::instance().initializeClient(nullptr, accepts, context);
    own_context = context.get();
}

const char* broken() {
    try {
        if (Poco::Net::SSLManager::instance().defaultClientContext().get() != own_context) {
            return "Poco's default SSL context is another one";
        }
        if (own_context->verificationMode() != Poco::Net::Context::VERIFY_RELAXED) {
            return "the verification mode of Poco's default SSL context was changed";
        }
        Poco::Crypto::DigestEngine digest("SHA256");
        digest.update("neighbour");
        unsigned char other[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        if (EVP_Digest("neighbour", 9, other, &size, EVP_sha256(), nullptr) != 1) {
            return "OpenSSL makes no digests";
        }
        const Poco::DigestEngine::Digest& made = digest.digest();
        return made == Poco::DigestEngine::Digest(other, other + size) ? nullptr : "digests differ";
    } catch (const std::exception&) {
        return "Poco throws";
    }
}

void end() {
    own_context = nullptr;
    Poco::Net::uninitializeSSL();
    Poco::Crypto::uninitializeCrypto();
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const acct_check_neighbour acct_check_neighbour_table;
const acct_check_neighbour acct_check_neighbour_table = {&begin, &broken, &end};
