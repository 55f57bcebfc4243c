// auth_key.cpp - see auth_key.hpp.
#include "irp/auth_key.hpp"

#include <openssl/rsa.h>

#include <stdexcept>
#include <string>

#include "base/files.hpp"
#include "base/pem.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

constexpr int key_bits = 2048;

PkeyHandle make_rsa_key() {
    PkeyHandle key{EVP_RSA_gen(key_bits)};
    require_openssl(key != nullptr, "make an RSA key");
    return key;
}

bool is_auth_key(EVP_PKEY* key) {
    return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) == key_bits;
}

}  // namespace

AuthKey::AuthKey(const std::filesystem::path& directory)
    : private_file_(directory / "irp-private-key.pem"), public_file_(directory / "irp-public-key.pem") {
    const auto stored = read_file(private_file_);
    if (!stored) {
        create();
        return;
    }
    PkeyHandle key = private_key_from_pem(*stored);
    if (!is_auth_key(key.get())) {
        throw std::runtime_error(private_file_.string() +
                                 " is not an RSA-2048 private key in PEM; remove it to have a new pair made");
    }
    // Rewritten at every start: a public half that does not fit would show as error 1020 and be hard to find.
    write_file(public_file_, public_key_to_pem(key.get()), FileAccess::everyone_reads);
    key_ = std::move(key);
}

std::optional<Bytes> AuthKey::decrypt(ByteView cipher) const {
    std::shared_ptr<EVP_PKEY> key;
    {
        const std::lock_guard lock(mutex_);
        key = key_;
    }
    return rsa_decrypt(key.get(), cipher);
}

void AuthKey::rotate() {
    create();
}

void AuthKey::create() {
    PkeyHandle key = make_rsa_key();
    const std::lock_guard lock(mutex_);
    write_file(private_file_, private_key_to_pem(key.get()), FileAccess::owner_only);
    write_file(public_file_, public_key_to_pem(key.get()), FileAccess::everyone_reads);
    key_ = std::move(key);
}

}  // namespace irp_sandbox
