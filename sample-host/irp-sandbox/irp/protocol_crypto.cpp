// protocol_crypto.cpp - see protocol_crypto.hpp.
#include "irp/protocol_crypto.hpp"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace irp_sandbox {
namespace {

constexpr std::size_t aes_block = 16;

const EVP_CIPHER* cipher_for(ByteView key) {
    switch (key.size()) {
        case 16:
            return EVP_aes_128_ecb();
        case 24:
            return EVP_aes_192_ecb();
        case 32:
            return EVP_aes_256_ecb();
        default:
            throw std::invalid_argument("an AES key has 16, 24 or 32 bytes");
    }
}

}  // namespace

Bytes aes_ecb_encrypt(ByteView key, ByteView plain, Padding padding) {
    const CipherContextHandle context{EVP_CIPHER_CTX_new()};
    require_openssl(
        context && EVP_EncryptInit_ex(context.get(), cipher_for(key), nullptr, key.data(), nullptr) == 1,
        "prepare AES");
    EVP_CIPHER_CTX_set_padding(context.get(), padding == Padding::pkcs7 ? 1 : 0);
    Bytes cipher(plain.size() + aes_block);
    int body = 0;
    int tail = 0;
    require_openssl(EVP_EncryptUpdate(context.get(), cipher.data(), &body, plain.data(),
                                      static_cast<int>(plain.size())) == 1 &&
                        EVP_EncryptFinal_ex(context.get(), cipher.data() + body, &tail) == 1,
                    "encrypt with AES");
    cipher.resize(static_cast<std::size_t>(body) + static_cast<std::size_t>(tail));
    return cipher;
}

std::optional<Bytes> aes_ecb_decrypt(ByteView key, ByteView cipher) {
    const CipherContextHandle context{EVP_CIPHER_CTX_new()};
    require_openssl(
        context && EVP_DecryptInit_ex(context.get(), cipher_for(key), nullptr, key.data(), nullptr) == 1,
        "prepare AES");
    Bytes plain(cipher.size() + aes_block);
    int body = 0;
    int tail = 0;
    if (EVP_DecryptUpdate(context.get(), plain.data(), &body, cipher.data(),
                          static_cast<int>(cipher.size())) != 1 ||
        EVP_DecryptFinal_ex(context.get(), plain.data() + body, &tail) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    plain.resize(static_cast<std::size_t>(body) + static_cast<std::size_t>(tail));
    return plain;
}

std::optional<Bytes> rsa_decrypt(EVP_PKEY* key, ByteView cipher) {
    const PkeyContextHandle context{EVP_PKEY_CTX_new(key, nullptr)};
    require_openssl(context && EVP_PKEY_decrypt_init(context.get()) == 1 &&
                        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1,
                    "prepare RSA");
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
    Bytes plain(size);
    if (EVP_PKEY_decrypt(context.get(), plain.data(), &size, cipher.data(), cipher.size()) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    plain.resize(size);
    return plain;
}

}  // namespace irp_sandbox
