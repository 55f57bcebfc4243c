// primitives.cpp - see primitives.hpp. A failure of the library itself (out of memory) throws
// std::runtime_error or std::bad_alloc; it carries no input.
#include "primitives.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/text.hpp"

namespace tijori::crypto {
namespace {

template <auto Free>
struct Freer {
    template <typename T>
    void operator()(T* pointer) const noexcept {
        Free(pointer);
    }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<&EVP_CIPHER_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<&EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<&EVP_PKEY_free>>;
using Memory = std::unique_ptr<BIO, Freer<&BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freer<&X509_free>>;

void must(bool worked) {
    if (!worked) {
        ERR_clear_error();
        throw std::runtime_error("the cryptographic library failed");
    }
}

int int_size(std::size_t size) {
    must(size <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    return static_cast<int>(size);
}

const EVP_CIPHER* ecb_cipher(std::size_t key_bytes) noexcept {
    switch (key_bytes) {
        case 16:
            return EVP_aes_128_ecb();
        case 24:
            return EVP_aes_192_ecb();
        case 32:
            return EVP_aes_256_ecb();
        default:
            return nullptr;
    }
}

}  // namespace

Buffer random_bytes(std::size_t size) {
    Buffer bytes(size);
    if (size > 0) {
        randombytes_buf(bytes.data(), size);
    }
    return bytes;
}

SecretBytes hkdf_sha256(Bytes key, Bytes salt, std::string_view info, std::size_t size) {
    // A salt is optional (RFC 5869), but OpenSSL wants an address.
    constexpr unsigned char none = 0;
    const unsigned char* salt_bytes = salt.empty() ? &none : salt.data();
    const KeyContext context{EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr)};
    must(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_hkdf_md(context.get(), EVP_sha256()) == 1 &&
         EVP_PKEY_CTX_set1_hkdf_salt(context.get(), salt_bytes, int_size(salt.size())) == 1 &&
         EVP_PKEY_CTX_set1_hkdf_key(context.get(), key.data(), int_size(key.size())) == 1 &&
         EVP_PKEY_CTX_add1_hkdf_info(context.get(), bytes_of(info).data(), int_size(info.size())) == 1);
    SecretBytes derived(size);
    std::size_t length = size;
    must(EVP_PKEY_derive(context.get(), derived.data(), &length) == 1 && length == size);
    return derived;
}

Buffer hmac_sha256(Bytes key, Bytes message) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    Buffer mac(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256_final(&state, mac.data());
    sodium_memzero(&state, sizeof(state));
    return mac;
}

Buffer sha256(Bytes message) {
    Buffer digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest.data(), message.data(), message.size());
    return digest;
}

Buffer aes_gcm_seal(Bytes key, Bytes nonce, Bytes additional, Bytes plaintext) {
    must(key.size() == key_size && nonce.size() == nonce_size);
    const CipherContext context{EVP_CIPHER_CTX_new()};
    Buffer sealed(plaintext.size() + tag_size);
    int length = 0;
    int last = 0;
    must(context != nullptr &&
         EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
         (additional.empty() || EVP_EncryptUpdate(context.get(), nullptr, &length, additional.data(),
                                                  int_size(additional.size())) == 1));
    length = 0;
    must((plaintext.empty() || EVP_EncryptUpdate(context.get(), sealed.data(), &length, plaintext.data(),
                                                 int_size(plaintext.size())) == 1) &&
         EVP_EncryptFinal_ex(context.get(), sealed.data() + length, &last) == 1 &&
         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, int{tag_size},
                             sealed.data() + plaintext.size()) == 1);
    return sealed;
}

std::optional<SecretBytes> aes_gcm_open(Bytes key, Bytes nonce, Bytes additional, Bytes sealed) {
    must(key.size() == key_size);
    if (nonce.size() != nonce_size || sealed.size() < tag_size) {
        return std::nullopt;
    }
    const Bytes ciphertext = sealed.first(sealed.size() - tag_size);
    Buffer tag(sealed.end() - tag_size, sealed.end());
    const CipherContext context{EVP_CIPHER_CTX_new()};
    SecretBytes plaintext(ciphertext.size());
    int length = 0;
    must(context != nullptr &&
         EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
         (additional.empty() || EVP_DecryptUpdate(context.get(), nullptr, &length, additional.data(),
                                                  int_size(additional.size())) == 1));
    length = 0;
    must(ciphertext.empty() || EVP_DecryptUpdate(context.get(), plaintext.data(), &length, ciphertext.data(),
                                                 int_size(ciphertext.size())) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, int{tag_size}, tag.data()) == 1);
    unsigned char none = 0;
    if (EVP_DecryptFinal_ex(context.get(), plaintext.empty() ? &none : plaintext.data() + length, &length) !=
        1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return plaintext;
}

std::optional<SecretBytes> argon2id(Bytes password, Bytes salt, const Argon2idCost& cost, std::size_t size) {
    must(salt.size() == argon2id_salt_size && argon2id_salt_size == crypto_pwhash_argon2id_SALTBYTES);
    SecretBytes derived(size);
    // An empty password has no address, and libsodium wants one.
    const char* text = password.empty() ? "" : reinterpret_cast<const char*>(password.data());
    if (crypto_pwhash_argon2id(derived.data(), derived.size(), text, password.size(), salt.data(),
                               cost.passes, static_cast<std::size_t>(cost.memory_kib) * 1024,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
        return std::nullopt;
    }
    return derived;
}

Buffer aes_ecb_encrypt(Bytes key, Bytes plaintext) {
    const EVP_CIPHER* cipher = ecb_cipher(key.size());
    must(cipher != nullptr);
    const CipherContext context{EVP_CIPHER_CTX_new()};
    Buffer ciphertext(plaintext.size() + 16);
    int length = 0;
    int last = 0;
    must(context != nullptr && EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), nullptr) == 1 &&
         (plaintext.empty() || EVP_EncryptUpdate(context.get(), ciphertext.data(), &length, plaintext.data(),
                                                 int_size(plaintext.size())) == 1) &&
         EVP_EncryptFinal_ex(context.get(), ciphertext.data() + length, &last) == 1);
    ciphertext.resize(static_cast<std::size_t>(length) + static_cast<std::size_t>(last));
    return ciphertext;
}

std::optional<SecretBytes> aes_ecb_decrypt(Bytes key, Bytes ciphertext) {
    const EVP_CIPHER* cipher = ecb_cipher(key.size());
    if (cipher == nullptr || ciphertext.empty() || ciphertext.size() % 16 != 0) {
        return std::nullopt;
    }
    const CipherContext context{EVP_CIPHER_CTX_new()};
    SecretBytes plaintext(ciphertext.size());
    int length = 0;
    int last = 0;
    must(context != nullptr && EVP_DecryptInit_ex(context.get(), cipher, nullptr, key.data(), nullptr) == 1 &&
         EVP_DecryptUpdate(context.get(), plaintext.data(), &length, ciphertext.data(),
                           int_size(ciphertext.size())) == 1);
    if (EVP_DecryptFinal_ex(context.get(), plaintext.data() + length, &last) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    plaintext.shrink(static_cast<std::size_t>(length) + static_cast<std::size_t>(last));
    return plaintext;
}

std::string base64(Bytes bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the terminating NUL
    return text;
}

SecretBytes base64_secret(Bytes bytes) {
    SecretBytes text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL));
    sodium_bin2base64(reinterpret_cast<char*>(text.data()), text.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.shrink(text.size() - 1);
    return text;
}

std::optional<Buffer> base64_decode(std::string_view text) {
    Buffer bytes(text.size() / 4 * 3 + 3);
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

std::optional<SecretBytes> base64_decode_secret(std::string_view text) {
    SecretBytes bytes(text.size() / 4 * 3 + 3);
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::nullopt;
    }
    bytes.shrink(length);
    return bytes;
}

std::string hex(Bytes bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

std::optional<Buffer> hex_decode(std::string_view text) {
    Buffer bytes(text.size() / 2 + 1);  // never without an address
    std::size_t length = 0;
    if (text.size() % 2 != 0 ||
        sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr) !=
            0 ||
        length != text.size() / 2) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

struct RsaPublicKey::Key {
    crypto::Key key;
    std::string fingerprint;  // made once: OpenSSL takes its time to write a key down
};

namespace {

std::string fingerprint_of(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    must(length > 0);
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner{
        der, [](unsigned char* p) { OPENSSL_free(p); }};
    return hex(sha256({der, static_cast<std::size_t>(length)}));
}

// What stands between the first "-----BEGIN kind-----" and its end; empty if there is no end.
std::string_view between(std::string_view text, const std::string& kind) {
    const std::string begin = "-----BEGIN " + kind + "-----";
    const auto from = text.find(begin) + begin.size();
    const auto to = text.find("-----END " + kind + "-----", from);
    return to == std::string_view::npos ? std::string_view{} : text.substr(from, to - from);
}

}  // namespace

Result<RsaPublicKey> RsaPublicKey::parse(std::string_view text) {
    const auto unusable = [](const std::string& why) {
        return make_error(
            ACCT_ERROR_CONFIGURATION, "PUBLIC-KEY",
            say("The IRP's public key cannot be used: {why}", {{"why", why}}),
            say("Take the public key for this environment from the IRP's portal (API user management) and "
                "enter it on the page \"Providers\"."),
            "public-key");
    };
    text = trim(text);
    if (text.empty()) {
        return unusable(say("it is empty."));
    }
    if (text.size() > 64 * 1024) {
        return unusable(say("it is longer than any key."));
    }
    crypto::Key key;
    if (text.find("PRIVATE KEY") != std::string_view::npos) {
        return unusable(say("this is a private key, which only the IRP may have."));
    }
    // PEM is base64 between two lines. It is unpacked here, since what is pasted into one line of a form has
    // lost its line breaks, which OpenSSL's reader insists on.
    const bool is_certificate = text.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos;
    std::string packed(is_certificate ? between(text, "CERTIFICATE")
                       : text.find("-----BEGIN PUBLIC KEY-----") != std::string_view::npos
                           ? between(text, "PUBLIC KEY")
                           : text);
    std::erase_if(packed, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    if (const auto der = base64_decode(packed); der && !der->empty()) {
        const unsigned char* at = der->data();
        const auto size = static_cast<long>(der->size());
        if (is_certificate) {
            const Certificate certificate{d2i_X509(nullptr, &at, size)};
            key.reset(certificate != nullptr ? X509_get_pubkey(certificate.get()) : nullptr);
        } else {
            key.reset(d2i_PUBKEY(nullptr, &at, size));
        }
    }
    ERR_clear_error();
    if (key == nullptr) {
        return unusable(say(
            "it is neither a PEM public key, nor a PEM certificate, nor a public key in base64; perhaps a "
            "part "
            "was lost in copying."));
    }
    if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA) {
        return unusable(say("it is not an RSA key."));
    }
    if (EVP_PKEY_bits(key.get()) < 2048) {
        return unusable(say("it has {bits} bits; fewer than 2048 are not safe.",
                            {{"bits", std::to_string(EVP_PKEY_bits(key.get()))}}));
    }
    std::string fingerprint = fingerprint_of(key.get());
    return RsaPublicKey{std::make_shared<const Key>(Key{std::move(key), std::move(fingerprint)})};
}

int RsaPublicKey::bits() const noexcept {
    return EVP_PKEY_bits(key_->key.get());
}

const std::string& RsaPublicKey::fingerprint() const noexcept {
    return key_->fingerprint;
}

std::optional<Buffer> RsaPublicKey::encrypt(Bytes plaintext) const {
    const KeyContext context{EVP_PKEY_CTX_new(key_->key.get(), nullptr)};
    must(context != nullptr && EVP_PKEY_encrypt_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
    std::size_t length = static_cast<std::size_t>(EVP_PKEY_size(key_->key.get()));
    Buffer ciphertext(length);
    if (EVP_PKEY_encrypt(context.get(), ciphertext.data(), &length, plaintext.data(), plaintext.size()) !=
        1) {
        ERR_clear_error();
        return std::nullopt;
    }
    ciphertext.resize(length);
    return ciphertext;
}

}  // namespace tijori::crypto
