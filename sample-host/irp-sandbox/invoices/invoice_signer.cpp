// invoice_signer.cpp - see invoice_signer.hpp.
#include "invoices/invoice_signer.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace irp_sandbox {
namespace {

// RFC 7515: the URL-safe alphabet without padding.
std::string base64_url(ByteView bytes) {
    std::string text = base64_encode(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return text;
}

// RFC 7515's x5t: SHA-1 here is a name for the certificate, not a protection.
std::string thumbprint(const X509& certificate) {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    require_openssl(X509_digest(&certificate, EVP_sha1(), digest.data(), &size) == 1, "name a certificate");
    digest.resize(size);
    return base64_url(digest);
}

}  // namespace

InvoiceSigner::InvoiceSigner(PkeyHandle key, const X509& certificate) : key_(std::move(key)) {
    const std::string name = thumbprint(certificate);
    Poco::JSON::Object::Ptr head = new_json_object();
    head->set("alg", "RS256");
    head->set("kid", name);
    head->set("x5t", name);
    head->set("typ", "JWT");
    head_ = base64_url(view_of(to_json(head)));
}

std::string InvoiceSigner::sign(const std::string& data) const {
    Poco::JSON::Object::Ptr claims = new_json_object();
    claims->set("data", data);
    claims->set("iss", "irp-sandbox");
    const std::string message = head_ + "." + base64_url(view_of(to_json(claims)));
    const DigestContextHandle context{EVP_MD_CTX_new()};
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    Bytes signature(size);
    require_openssl(
        context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
            EVP_DigestSign(context.get(), signature.data(), &size, view_of(message).data(), message.size()) ==
                1,
        "sign an invoice");
    signature.resize(size);
    return message + "." + base64_url(signature);
}

}  // namespace irp_sandbox
