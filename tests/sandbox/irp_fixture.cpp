// irp_fixture.cpp - see irp_fixture.hpp.
#include "irp_fixture.hpp"

#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/openssl_handles.hpp"
#include "base/pem.hpp"

namespace irp_sandbox {

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "irp-sandbox-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("cannot make a temporary directory");
    }
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string IrpFixture::sealed(const std::string& json) const {
    const PkeyHandle pair = private_key_from_pem(read_file(directory.path() / "irp-private-key.pem").value());
    const std::string encoded = base64_encode(view_of(json));
    const PkeyContextHandle context{EVP_PKEY_CTX_new(pair.get(), nullptr)};
    EXPECT_EQ(EVP_PKEY_encrypt_init(context.get()), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING), 1);
    Bytes cipher(256);
    std::size_t size = cipher.size();
    EXPECT_EQ(EVP_PKEY_encrypt(context.get(), cipher.data(), &size, view_of(encoded).data(), encoded.size()),
              1);
    return R"({"Data":")" + base64_encode(cipher) + R"("})";
}

std::string IrpFixture::payload(const std::string& user, const std::string& password,
                                const std::string& app_key, const std::string& force) {
    return R"({"UserName":")" + user + R"(","Password":")" + password + R"(","AppKey":")" + app_key +
           R"(","ForceRefreshAccessToken":)" + force + "}";
}

HeaderList IrpFixture::client_headers() {
    return {{"client_id", sample_client}, {"client_secret", sample_secret}, {"Gstin", sample_gstin}};
}

Request IrpFixture::auth_request(const std::string& json, HeaderList headers) const {
    return {"test", "POST", "/eivital/v1.04/auth", std::move(headers), sealed(json), ""};
}

std::string IrpFixture::code_of(const Envelope& envelope) {
    return envelope.ok() ? "OK" : envelope.errors.front().code;
}

}  // namespace irp_sandbox
