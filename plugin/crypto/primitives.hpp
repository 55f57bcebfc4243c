// primitives.hpp - the cryptography that Tijori is composed of, and the only room that calls OpenSSL's EVP
// and libsodium's primitives directly. Poco::Crypto is not used where a secret would stay behind in freed
// memory (its transforms copy keys into std::vectors that nobody wipes) or where it lacks additional
// authenticated data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace tijori::crypto {

using Buffer = std::vector<unsigned char>;  // never for secrets

constexpr std::size_t key_size = 32;    // AES-256, HMAC-SHA-256, the vault's data key
constexpr std::size_t nonce_size = 12;  // AES-GCM, NIST SP 800-38D
constexpr std::size_t tag_size = 16;

Buffer random_bytes(std::size_t size);

// HKDF-SHA-256, RFC 5869: extract with `salt`, expand with `info` to `size` bytes.
SecretBytes hkdf_sha256(Bytes key, Bytes salt, std::string_view info, std::size_t size = key_size);

Buffer hmac_sha256(Bytes key, Bytes message);
Buffer sha256(Bytes message);

// AES-256-GCM. The result is ciphertext followed by the 16-byte tag. A nonce is used once per key.
Buffer aes_gcm_seal(Bytes key, Bytes nonce, Bytes additional, Bytes plaintext);
// Nothing if the tag does not fit: the bytes, the key, the nonce or the additional data were altered.
std::optional<SecretBytes> aes_gcm_open(Bytes key, Bytes nonce, Bytes additional, Bytes sealed);

// What an Argon2id derivation costs. RFC 9106's second recommendation is 64 MiB and 3 passes; libsodium
// computes one lane.
struct Argon2idCost {
    std::uint64_t passes = 3;
    std::uint64_t memory_kib = std::uint64_t{64} * 1024;
};
constexpr std::size_t argon2id_salt_size = 16;
// Nothing if the memory cannot be had. Takes long by design: never on the main thread.
std::optional<SecretBytes> argon2id(Bytes password, Bytes salt, const Argon2idCost& cost,
                                    std::size_t size = key_size);

// AES-ECB with PKCS#7 padding: what the IRP protocol prescribes for its payloads. Not for anything of our
// own.
Buffer aes_ecb_encrypt(Bytes key, Bytes plaintext);
// Nothing for a wrong key, a wrong length or bad padding, without telling which.
std::optional<SecretBytes> aes_ecb_decrypt(Bytes key, Bytes ciphertext);

// Standard base64 with padding, RFC 4648 section 4.
std::string base64(Bytes bytes);
SecretBytes base64_secret(Bytes bytes);
std::optional<Buffer> base64_decode(std::string_view text);
std::optional<SecretBytes> base64_decode_secret(std::string_view text);
std::string hex(Bytes bytes);
std::optional<Buffer> hex_decode(std::string_view text);

// An RSA public key.
class RsaPublicKey {
public:
    // Reads a PEM "PUBLIC KEY", a PEM certificate, or a bare base64 SubjectPublicKeyInfo: the three forms in
    // which portals hand out their key. The error says what is wrong with it.
    static Result<RsaPublicKey> parse(std::string_view text);

    int bits() const noexcept;
    // SHA-256 of the SubjectPublicKeyInfo in DER, in hexadecimal: what two people compare over the telephone.
    const std::string& fingerprint() const noexcept;
    // RSAES-PKCS1-v1_5; at most bits/8 - 11 bytes. Nothing if that is exceeded.
    std::optional<Buffer> encrypt(Bytes plaintext) const;

private:
    struct Key;
    explicit RsaPublicKey(std::shared_ptr<const Key> key) noexcept : key_(std::move(key)) {}
    std::shared_ptr<const Key> key_;
};

}  // namespace tijori::crypto
