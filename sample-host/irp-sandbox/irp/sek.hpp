// sek.hpp - the Sek of a granted session: the session key, wrapped under the client's app key.
#ifndef IRP_SANDBOX_IRP_SEK_HPP
#define IRP_SANDBOX_IRP_SEK_HPP

#include <string>

#include "base/bytes.hpp"

namespace irp_sandbox {

// How a fault may spoil the Sek of an otherwise good answer.
enum class SekDamage { none, wrong_length, bad_padding };

// Base64, as it goes out. The app key has 16, 24 or 32 bytes.
std::string wrap_session_key(ByteView app_key, ByteView session_key, SekDamage damage);

}  // namespace irp_sandbox

#endif
