// encoding.hpp - the encoding of base/encoding.hpp for what is not secret and grows as it is written
// (FORMAT.md).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "crypto/primitives.hpp"

namespace tijori::vault {

using crypto::Buffer;

inline void append_u64(Buffer& to, std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        to.push_back(static_cast<unsigned char>((value >> shift) & 0xFFU));
    }
}
inline void append_i64(Buffer& to, std::int64_t value) {
    append_u64(to, static_cast<std::uint64_t>(value));
}
inline void append(Buffer& to, Bytes bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}
inline void append_text(Buffer& to, std::string_view text) {
    append_u64(to, text.size());
    append(to, bytes_of(text));
}

}  // namespace tijori::vault
