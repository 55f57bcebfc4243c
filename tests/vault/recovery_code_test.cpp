// Protects people who copied a recovery code onto paper years ago: what was printed then must open the vault
// now, a slip must be found and named, and no error may repeat what was typed.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "crypto/primitives.hpp"
#include "vault/recovery_code.hpp"

namespace tijori::vault {
namespace {

RecoveryCode code_of(std::string_view hex) {
    return RecoveryCode{SecretBytes{Bytes{crypto::hex_decode(hex).value()}}};
}

std::string hex_of(const RecoveryCode& code) {
    return crypto::hex(code.entropy.bytes());
}

Result<RecoveryCode> parse(std::string_view typed) {
    return RecoveryCode::parse(bytes_of(typed));
}

// The code of the error, or "fine". Fails if the error is not fit to be shown.
std::string verdict(std::string_view typed) {
    const auto parsed = parse(typed);
    if (parsed) {
        return "fine";
    }
    const Error& error = parsed.error();
    EXPECT_EQ(error.status, ACCT_ERROR_INVALID_VALUE);
    EXPECT_EQ(error.field, "recovery-code");
    EXPECT_FALSE(error.message.empty());
    EXPECT_FALSE(error.next_step.empty());
    return error.code;
}

struct Vector {
    std::string_view hex;
    std::string_view text;
};
// Computed apart from this code, with Python's hashlib and integers. They are for ever: codes like these are
// on paper.
constexpr Vector vectors[] = {
    {"00000000000000000000000000000000", "0000-0000-0000-0000-0000-0000-00RB"},
    {"ffffffffffffffffffffffffffffffff", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZW7T"},
    {"000102030405060708090a0b0c0d0e0f", "000G-40R4-0M30-E209-185G-R38E-1WDZ"},
    {"3b7d5ee1c4a98f02d6710bb9e2f45c83", "7DYN-XRE4-N67G-5NKH-1EWY-5X2W-GCGB"},
    {"87376f07bcb81287fdc8c0388fe881c3", "GWVP-Y1XW-Q098-FZE8-R0W8-ZT41-RC9Y"},
};
constexpr std::string_view good = vectors[4].text;

TEST(RecoveryCode, WritesAndReadsTheFixedVectors) {
    for (const Vector& vector : vectors) {
        EXPECT_EQ(code_of(vector.hex).text().view(), vector.text);
        const auto parsed = parse(vector.text);
        ASSERT_TRUE(parsed) << vector.text;
        EXPECT_EQ(hex_of(*parsed), vector.hex);
    }
}

TEST(RecoveryCode, NewCodesDifferAndReadBack) {
    const RecoveryCode first = RecoveryCode::make();
    const RecoveryCode second = RecoveryCode::make();
    EXPECT_EQ(first.entropy.size(), RecoveryCode::entropy_size);
    EXPECT_NE(hex_of(first), hex_of(second));
    const auto parsed = parse(first.text().view());
    ASSERT_TRUE(parsed);
    EXPECT_EQ(hex_of(*parsed), hex_of(first));
}

TEST(RecoveryCode, ReadsWhatPeopleType) {
    constexpr std::string_view variants[] = {
        "gwvp-y1xw-q098-fze8-r0w8-zt41-rc9y",                 // small letters
        "GWVPY1XWQ098FZE8R0W8ZT41RC9Y",                       // no dashes
        "  GWVP Y1XW Q098 FZE8\tR0W8 ZT41 RC9Y \r\n",         // blanks, and a pasted line end
        "G-W-V-P-Y-1-X-W-Q-0-9-8-FZE8-R0W8-ZT41-RC9Y--",      // dashes anywhere
        "GWVP-YIXW-QO98-FZE8-ROW8-ZT4L-RC9Y",                 // I and L for 1, O for 0
        "gwvp-ylxw-qo98-fze8-row8-zt4i-rc9y",                 // the same small
        "GWVP\u2011Y1XW\u2013Q098\u00A0FZE8-R0W8-ZT41-RC9Y",  // what a word processor makes of dashes and
                                                              // blanks
    };
    for (const auto variant : variants) {
        const auto parsed = parse(variant);
        ASSERT_TRUE(parsed) << variant;
        EXPECT_EQ(hex_of(*parsed), vectors[4].hex) << variant;
    }
}

TEST(RecoveryCode, FindsEverySingleWrongCharacterOfThisCode) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    int unnoticed = 0;
    int tried = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        if (good[i] == '-') {
            continue;
        }
        for (const char letter : alphabet) {
            if (letter != good[i]) {
                std::string typed(good);
                typed[i] = letter;
                ++tried;
                unnoticed += verdict(typed) == "RECOVERY-CODE-CHECKSUM" ? 0 : 1;
            }
        }
    }
    EXPECT_EQ(tried, 28 * 31);
    EXPECT_LE(unnoticed, 4) << "ten bits should let about one in 1024 pass";
}

TEST(RecoveryCode, FindsSwappedNeighbours) {
    std::string typed(good);
    std::swap(typed[0], typed[1]);
    EXPECT_EQ(verdict(typed), "RECOVERY-CODE-CHECKSUM");
}

TEST(RecoveryCode, RefusesPaddingThatIsNotZero) {
    // The 26th character of the zero code is 0; 1 to 3 set only padding bits, which the checksum does not
    // cover: without the rule there would be four spellings of each code.
    for (const char padding : {'1', '2', '3'}) {
        std::string typed(vectors[0].text);
        typed[31] = padding;
        ASSERT_EQ(typed.substr(0, 30), "0000-0000-0000-0000-0000-0000-");
        EXPECT_EQ(verdict(typed), "RECOVERY-CODE-CHECKSUM") << padding;
    }
}

TEST(RecoveryCode, SaysHowManyCharactersAreMissingOrTooMany) {
    EXPECT_EQ(verdict(""), "RECOVERY-CODE-EMPTY");
    EXPECT_EQ(verdict(" - \n"), "RECOVERY-CODE-EMPTY");
    const auto message = [](std::string_view typed) {
        EXPECT_EQ(verdict(typed), "RECOVERY-CODE-LENGTH");
        return parse(typed).error().message;
    };
    EXPECT_EQ(message(good.substr(0, good.size() - 1)),
              "The recovery code is too short: 1 character is missing.");
    EXPECT_EQ(message("GWVP"), "The recovery code is too short: 24 characters are missing.");
    EXPECT_EQ(message(std::string(good) + "0"), "The recovery code is too long: 1 character is too many.");
    EXPECT_EQ(message(std::string(1'000'000, '0')),
              "The recovery code is too long: 9,99,972 characters are too many.");
}

TEST(RecoveryCode, SaysWhereACharacterCannotOccur) {
    for (const char* wrong : {"U", "u", "!", "_", "\xC3\xA9", "\xFF", "\xE2\x80", "\xC2"}) {
        std::string typed(good);
        typed.replace(6, 1, wrong);  // in the second group
        EXPECT_EQ(verdict(typed), "RECOVERY-CODE-CHARACTER") << wrong;
        EXPECT_NE(parse(typed).error().message.find("Character 6 of what you entered, in group 2,"),
                  std::string::npos);
    }
    EXPECT_EQ(verdict(std::string_view("GWVP\0", 5)), "RECOVERY-CODE-CHARACTER");
}

TEST(RecoveryCode, NeverRepeatsWhatWasTyped) {
    const std::string typed[] = {
        "GWVP-Y1XW",
        std::string(good) + "QQQQ",
        "GWVP-Y1XW-Q098-FZE8-R0W8-ZT41-RC9Z",
        "GWVP-Y1XU-Q098-FZE8-R0W8-ZT41-RC9Y",
    };
    for (const auto& one : typed) {
        const auto parsed = parse(one);
        ASSERT_FALSE(parsed) << one;
        const std::string said = parsed.error().message + parsed.error().next_step;
        for (std::size_t i = 0; i + 4 <= one.size(); i += 5) {
            EXPECT_EQ(said.find(one.substr(i, 4)), std::string::npos) << said;
        }
    }
}

}  // namespace
}  // namespace tijori::vault
