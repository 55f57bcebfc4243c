// base64.hpp - standard base64 (RFC 4648 section 4), strict on the way in: the protocol's "is this decodable"
// decisions must not depend on a lenient decoder.
#ifndef IRP_SANDBOX_BASE_BASE64_HPP
#define IRP_SANDBOX_BASE_BASE64_HPP

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace irp_sandbox {

std::string base64_encode(ByteView bytes);

// Nothing for a character outside the alphabet, a wrong length, misplaced padding or non-zero spare bits.
std::optional<Bytes> base64_decode(std::string_view text);

}  // namespace irp_sandbox

#endif
