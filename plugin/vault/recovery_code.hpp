// recovery_code.hpp - the way into a vault that is kept on paper: 128 random bits, written so that a person
// can copy them by hand, and checked so that a slip of the pen is found before the vault is tried.
//
// Seven groups of four characters of Crockford's base32, "4GTR-…": 26 characters hold the 128 bits and two
// bits of padding, which are zero; the last two hold the first ten bits of
// SHA-256("tijori/1/recovery" | the 16 bytes). One wrong character passes with a chance of 1 in 1024, and the
// vault then refuses the code as it refuses any other wrong one.
#pragma once

#include <cstddef>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace tijori::vault {

struct RecoveryCode {
    static constexpr std::size_t entropy_size = 16;

    SecretBytes entropy;

    static RecoveryCode make();
    // As it is shown and printed, in capital letters: 34 characters with the dashes.
    SecretBytes text() const;
    // Reads what somebody typed: small letters, blanks and dashes anywhere or nowhere, O for 0, I and L
    // for 1. The error names what is wrong, and never repeats what was typed.
    static Result<RecoveryCode> parse(Bytes typed);
};

}  // namespace tijori::vault
