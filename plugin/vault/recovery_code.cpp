// recovery_code.cpp - see recovery_code.hpp.
#include "vault/recovery_code.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/primitives.hpp"

namespace tijori::vault {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view checksum_label = "tijori/1/recovery";
constexpr unsigned bits_per_character = 5;
constexpr std::size_t entropy_characters = 26;
constexpr std::size_t checksum_characters = 2;
constexpr std::size_t characters = entropy_characters + checksum_characters;
constexpr std::size_t group = 4;

constexpr std::string_view field = "recovery-code";

static_assert(entropy_characters * bits_per_character == RecoveryCode::entropy_size * 8 + 2);

// Ten bits, as a number below 1024.
unsigned checksum_of(Bytes entropy) {
    SecretBytes message(checksum_label.size() + entropy.size());
    std::size_t at = 0;
    for (const char letter : checksum_label) {
        message.data()[at++] = static_cast<unsigned char>(letter);
    }
    for (const unsigned char byte : entropy) {
        message.data()[at++] = byte;
    }
    crypto::Buffer digest = crypto::sha256(message.bytes());
    const WipeOnExit wiped{digest};  // it would tell a right guess from a wrong one
    return static_cast<unsigned>(digest[0]) << 2U | static_cast<unsigned>(digest[1]) >> 6U;
}

std::optional<unsigned> value_of(unsigned char letter) {
    if (letter >= 'a' && letter <= 'z') {
        letter = static_cast<unsigned char>(letter - 'a' + 'A');
    }
    if (letter == 'O') {
        return 0;
    }
    if (letter == 'I' || letter == 'L') {
        return 1;
    }
    const std::size_t value = alphabet.find(static_cast<char>(letter));
    return value == std::string_view::npos ? std::nullopt : std::optional(static_cast<unsigned>(value));
}

// How many bytes of what separates groups begin here; 0 if none. Besides blanks and dashes these are the
// no-break space and the dashes that word processors and PDF viewers make of a hyphen.
std::size_t separator_at(Bytes typed, std::size_t i) {
    switch (typed[i]) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case '-':
            return 1;
        default:
            break;
    }
    const auto next = [&](std::size_t ahead) -> unsigned {
        return i + ahead < typed.size() ? typed[i + ahead] : 0U;
    };
    if (typed[i] == 0xC2 && next(1) == 0xA0) {  // U+00A0
        return 2;
    }
    if (typed[i] == 0xE2 && next(1) == 0x80 && next(2) >= 0x90 && next(2) <= 0x95) {  // U+2010 to U+2015
        return 3;
    }
    return 0;
}

Error wrong(std::string code, std::string message, std::string next_step) {
    return make_error(ACCT_ERROR_INVALID_VALUE, std::move(code), std::move(message), std::move(next_step),
                      std::string(field));
}

}  // namespace

RecoveryCode RecoveryCode::make() {
    return RecoveryCode{SecretBytes::random(entropy_size)};
}

SecretBytes RecoveryCode::text() const {
    SecretBytes written(characters + characters / group - 1);
    std::size_t at = 0;
    std::size_t put = 0;
    const auto add = [&](unsigned value) {
        if (put > 0 && put % group == 0) {
            written.data()[at++] = '-';
        }
        written.data()[at++] = static_cast<unsigned char>(alphabet[value & 0x1FU]);
        ++put;
    };
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const unsigned char byte : entropy.bytes()) {
        pending = (pending << 8U | byte) & 0xFFFU;  // at most four bits are left over from before
        bits += 8;
        while (bits >= bits_per_character) {
            bits -= bits_per_character;
            add(pending >> bits);
        }
    }
    add(pending << (bits_per_character - bits));  // the last three bits and the padding
    const unsigned checksum = checksum_of(entropy.bytes());
    add(checksum >> bits_per_character);
    add(checksum);
    return written;
}

Result<RecoveryCode> RecoveryCode::parse(Bytes typed) {
    SecretBytes values(characters);
    std::size_t count = 0;
    for (std::size_t i = 0; i < typed.size();) {
        if (const std::size_t skip = separator_at(typed, i); skip > 0) {
            i += skip;
            continue;
        }
        const auto value = value_of(typed[i]);
        if (!value) {
            return wrong(
                "RECOVERY-CODE-CHARACTER",
                say("Character {number} of what you entered, in group {group}, cannot occur in a recovery "
                    "code.",
                    {{"number", std::to_string(count + 1)}, {"group", std::to_string(count / group + 1)}}),
                say("A recovery code has only digits and the letters from A to Z without I, L, O and U. "
                    "Compare that group with your printout."));
        }
        if (count < characters) {
            values.data()[count] = static_cast<unsigned char>(*value);
        }
        ++count;
        ++i;
    }
    if (count == 0) {
        return wrong(
            "RECOVERY-CODE-EMPTY", say("The recovery code is missing."),
            say_n(
                characters,
                "Enter the {n} character that you printed or wrote down when the recovery code was made.",
                "Enter the {n} characters that you printed or wrote down when the recovery code was made."));
    }
    if (count != characters) {
        const bool few = count < characters;
        const auto difference = static_cast<std::int64_t>(few ? characters - count : count - characters);
        return wrong("RECOVERY-CODE-LENGTH",
                     few ? say_n(difference, "The recovery code is too short: {n} character is missing.",
                                 "The recovery code is too short: {n} characters are missing.")
                         : say_n(difference, "The recovery code is too long: {n} character is too many.",
                                 "The recovery code is too long: {n} characters are too many."),
                     say("It has {characters} characters, in {groups} groups of {size}. Compare it with your "
                         "printout, group by group.",
                         {{"characters", std::to_string(characters)},
                          {"groups", std::to_string(characters / group)},
                          {"size", std::to_string(group)}}));
    }

    SecretBytes entropy(entropy_size);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    std::size_t at = 0;
    for (const unsigned char value : values.bytes().first(entropy_characters)) {
        pending = (pending << bits_per_character | value) & 0xFFFU;
        bits += bits_per_character;
        if (bits >= 8 && at < entropy_size) {
            bits -= 8;
            entropy.data()[at++] = static_cast<unsigned char>(pending >> bits & 0xFFU);
        }
    }
    const unsigned padding = pending & 0x3U;
    const unsigned checksum = static_cast<unsigned>(values.data()[entropy_characters]) << bits_per_character |
                              static_cast<unsigned>(values.data()[entropy_characters + 1]);
    if (padding != 0 || checksum != checksum_of(entropy.bytes())) {
        return wrong(
            "RECOVERY-CODE-CHECKSUM", say("The recovery code has a typing error."),
            say("Compare every group with your printout. 8 and B, 5 and S, 2 and Z are easily confused."));
    }
    return RecoveryCode{std::move(entropy)};
}

}  // namespace tijori::vault
