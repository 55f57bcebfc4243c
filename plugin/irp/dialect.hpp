// dialect.hpp - the protocols that providers speak. They differ in how a log-in is written, in what an answer
// looks like, and in which language their error codes are; the profile of a provider names its dialect.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tijori::irp {

enum class Dialect {
    nic_104,  // e-invoice, authentication v1.04: one encrypted block
    nic_103,  // e-invoice, authentication v1.03: password and key encrypted apart
    ewb_103,  // e-way bill v1.03
};

// "nic-1.04", "nic-1.03", "ewb-1.03": as profiles write them.
constexpr std::optional<Dialect> dialect_named(std::string_view name) noexcept {
    if (name == "nic-1.04") {
        return Dialect::nic_104;
    }
    if (name == "nic-1.03") {
        return Dialect::nic_103;
    }
    if (name == "ewb-1.03") {
        return Dialect::ewb_103;
    }
    return std::nullopt;
}

// How many bytes user name and password may take together, as JSON writes them. A 2048-bit key takes 245
// bytes with PKCS#1 v1.5 padding. v1.04 and the e-way bill put JSON, base64-encoded, into one block: 183
// bytes of JSON fit, less what is always in it. v1.03 encrypts the password alone.
constexpr std::size_t most_credential_bytes(Dialect dialect) noexcept {
    switch (dialect) {
        case Dialect::nic_104:
            return 66;
        case Dialect::ewb_103:
            return 74;
        case Dialect::nic_103:
            break;
    }
    return 245;
}

}  // namespace tijori::irp
