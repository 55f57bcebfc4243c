// sek.cpp - see sek.hpp.
#include "irp/sek.hpp"

#include "base/base64.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {

std::string wrap_session_key(ByteView app_key, ByteView session_key, SekDamage damage) {
    switch (damage) {
        case SekDamage::wrong_length:
            return base64_encode(aes_ecb_encrypt(app_key, session_key.first(session_key_size - 1)));
        case SekDamage::bad_padding: {
            // A last byte of zero is never valid PKCS#7 padding.
            Bytes blocks(session_key.begin(), session_key.end());
            blocks.resize(session_key_size + 16, 0);
            return base64_encode(aes_ecb_encrypt(app_key, blocks, Padding::none));
        }
        case SekDamage::none:
            break;
    }
    return base64_encode(aes_ecb_encrypt(app_key, session_key));
}

}  // namespace irp_sandbox
