// protocol_crypto.hpp - the ciphers of the NIC protocol: AES-ECB with PKCS#7 padding for Sek and Data, RSA
// with PKCS#1 v1.5 padding for the authentication payload. Written apart from any client's code on purpose:
// two implementations that agree say more than one that agrees with itself.
#ifndef IRP_SANDBOX_IRP_PROTOCOL_CRYPTO_HPP
#define IRP_SANDBOX_IRP_PROTOCOL_CRYPTO_HPP

#include <optional>

#include "base/bytes.hpp"
#include "base/openssl_handles.hpp"

namespace irp_sandbox {

inline constexpr std::size_t session_key_size = 32;

enum class Padding { pkcs7, none };

// The key's length picks AES-128, -192 or -256 (real systems accept what the base64 of the key decodes to);
// any other length throws std::invalid_argument. Without padding the text must fill whole blocks.
Bytes aes_ecb_encrypt(ByteView key, ByteView plain, Padding padding = Padding::pkcs7);

// Nothing if the length or the padding is wrong.
std::optional<Bytes> aes_ecb_decrypt(ByteView key, ByteView cipher);

// Nothing if OpenSSL says so; but newer OpenSSL answers a bad ciphertext with random bytes instead
// ("implicit rejection"), so the caller must judge the content.
std::optional<Bytes> rsa_decrypt(EVP_PKEY* key, ByteView cipher);

}  // namespace irp_sandbox

#endif
