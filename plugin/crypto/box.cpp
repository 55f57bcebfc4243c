// box.cpp - see box.hpp.
#include "box.hpp"

#include <sodium.h>

#include <new>

namespace tijori::crypto {

static_assert(box_key_size == crypto_box_PUBLICKEYBYTES);
static_assert(box_key_size == crypto_box_SECRETKEYBYTES);
static_assert(box_key_size == crypto_box_SEEDBYTES);

BoxKeys box_keys(Bytes seed) {
    BoxKeys keys{Buffer(box_key_size), SecretBytes(box_key_size)};
    if (seed.size() != box_key_size ||
        crypto_box_seed_keypair(keys.public_key.data(), keys.secret_key.data(), seed.data()) != 0) {
        throw std::bad_alloc();  // cannot happen with a seed of the right size
    }
    return keys;
}

Buffer box_seal(Bytes public_key, Bytes plaintext) {
    Buffer sealed(plaintext.size() + crypto_box_SEALBYTES);
    if (public_key.size() != box_key_size ||
        crypto_box_seal(sealed.data(), plaintext.data(), plaintext.size(), public_key.data()) != 0) {
        return {};
    }
    return sealed;
}

std::optional<SecretBytes> box_open(const BoxKeys& keys, Bytes sealed) {
    if (sealed.size() < crypto_box_SEALBYTES) {
        return std::nullopt;
    }
    SecretBytes plaintext(sealed.size() - crypto_box_SEALBYTES);
    unsigned char none = 0;
    if (crypto_box_seal_open(plaintext.empty() ? &none : plaintext.data(), sealed.data(), sealed.size(),
                             keys.public_key.data(), keys.secret_key.data()) != 0) {
        return std::nullopt;
    }
    return plaintext;
}

}  // namespace tijori::crypto
