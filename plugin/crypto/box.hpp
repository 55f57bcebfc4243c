// box.hpp - sealing to a public key: X25519 sealed boxes (libsodium's crypto_box_seal). Whoever knows the
// public key can seal; only the holder of the secret key can open. The vault uses it to give a new key to
// every key slot without asking for each slot's passphrase.
#pragma once

#include <optional>

#include "base/secret.hpp"
#include "crypto/primitives.hpp"

namespace tijori::crypto {

constexpr std::size_t box_key_size = 32;

struct BoxKeys {
    Buffer public_key;
    SecretBytes secret_key;
};

// The pair that belongs to a 32-byte seed; always the same for the same seed.
BoxKeys box_keys(Bytes seed);

Buffer box_seal(Bytes public_key, Bytes plaintext);
// Nothing if it was sealed to another key or altered.
std::optional<SecretBytes> box_open(const BoxKeys& keys, Bytes sealed);

}  // namespace tijori::crypto
