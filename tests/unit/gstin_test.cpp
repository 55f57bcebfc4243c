// gstin_test.cpp - GSTINs by the rules of the protocol page, section 9, with each of its vectors.
#include "credentials/gstin.hpp"

#include <gtest/gtest.h>

#include <map>

#include "words.hpp"

namespace tijori {
namespace {

using tests::contains;
using tests::expect_plain_words;

const std::vector<std::string> checked_elsewhere{"27AAPFU0939F1ZV", "29AAACP7879D1Z0", "09AAJCM7191E1Z5",
                                                 "37AABCA7365E2ZP", "24AAQCA8719H1ZC", "24AAUPV7468F1ZW",
                                                 "24AUTPV8831F1ZZ", "24AADFT5917A1ZK", "05AAACG2115R1ZN",
                                                 "29AAGCB7383J1Z4", "27ACBPN2353E1ZX", "27GSPMH1881G1ZH"};
const std::vector<std::string> synthetic{
    "01AAACP0001A1ZW", "02AAACP0002A1ZT", "07AAACP0007A1ZE", "09AAACP0009A1Z8",
    "24AAACP0024A1ZH", "27AAACP0027A1Z8", "29AAACP0029A1Z2", "33AAACP0033A1ZH",
    "36AAACP0036A1Z8", "37AAACP0037A1Z5", "38AAACP0038A1Z2", "97AAACP0097A1ZN",
    "29AAACP0029A2Z1", "29AAACP0029AAZT", "29ABCDE1234F1ZW", "27AAAAA0000A1Z2"};
const std::vector<std::string> wrong_check_digit{"27AAPFU0939F1ZW", "29AWGPV7107B1Z1", "37ARZPT4384Q1MT"};
const std::vector<std::string> sandbox_dummies{
    "29AAFCD5862R000", "24AAFCD5862R005", "35AAFCD5862R010", "37AAFCD5862R011", "18AAFCD5862R020",
    "10AAFCD5862R019", "07AAFCD5862R007", "06AAFCD5862R017", "01AAFCD5862R015", "27AAFCD5862R013",
    "03AAFCD5862R016", "33AAFCD5862R009", "36AAFCD5862R014", "09AAFCD5862R006", "02AMBPG7773M002"};

// The 14 characters with the check character that belongs to them.
std::string completed(const std::string& first_14) {
    return first_14 + gstin_check_character(first_14).value();
}

bool good_in_production(const std::string& text) {
    return static_cast<bool>(Gstin::parse(text, true));
}

// A business must be able to use its real GSTIN, in production as well as in a sandbox.
TEST(Gstin, ValidOnesAreAcceptedWithoutDoubt) {
    for (const auto& list : {checked_elsewhere, synthetic}) {
        for (const std::string& text : list) {
            for (const bool production : {true, false}) {
                const auto gstin = Gstin::parse(text, production);
                ASSERT_TRUE(gstin) << text << ": " << gstin.error().message;
                EXPECT_EQ(gstin->text(), text);
                EXPECT_EQ(gstin->doubt(), "") << text;
                EXPECT_EQ(gstin->state_code(), text.substr(0, 2));
                EXPECT_FALSE(gstin->state_name().empty()) << text;
            }
        }
    }
}

// The traced example, and the one whose sum is a multiple of 36.
TEST(Gstin, CheckCharacterFollowsTheTrace) {
    EXPECT_EQ(gstin_check_character("27AAPFU0939F1Z"), 'V');
    EXPECT_EQ(gstin_check_character("29AAACP7879D1Z"), '0');
    EXPECT_EQ(gstin_check_character("29AWGPV7107B1Z"), 'F');
}

TEST(Gstin, CheckCharacterIsRefusedForWhatHasNone) {
    EXPECT_EQ(gstin_check_character(""), std::nullopt);
    EXPECT_EQ(gstin_check_character("27AAPFU0939F1"), std::nullopt);
    EXPECT_EQ(gstin_check_character("27AAPFU0939F1ZV"), std::nullopt);
    EXPECT_EQ(gstin_check_character("27aapfu0939f1z"), std::nullopt);
    EXPECT_EQ(gstin_check_character("27AAPFU 939F1Z"), std::nullopt);
}

// The check character is there to find typing errors: any single wrong character must be found.
TEST(Gstin, EverySingleTypingErrorIsFoundInProduction) {
    const std::string right = "29AAACP0029A1Z2";
    for (std::size_t at = 0; at < right.size(); ++at) {
        for (const char other : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
            std::string typed = right;
            typed[at] = other;
            EXPECT_EQ(good_in_production(typed), typed == right) << typed;
        }
    }
}

TEST(Gstin, WrongCheckDigitIsAnErrorInProductionAndADoubtInASandbox) {
    for (const std::string& text : wrong_check_digit) {
        const auto production = Gstin::parse(text, true);
        ASSERT_FALSE(production) << text;
        EXPECT_EQ(production.error().status, ACCT_ERROR_INVALID_VALUE);
        EXPECT_EQ(production.error().field, "gstin");
        EXPECT_TRUE(production.error().code == "GSTIN-CHECK" || production.error().code == "GSTIN-PATTERN")
            << text;
        EXPECT_TRUE(contains(production.error().message, text)) << production.error().message;
        expect_plain_words(production.error());
        const auto sandbox = Gstin::parse(text, false);
        ASSERT_TRUE(sandbox) << text;
        EXPECT_FALSE(sandbox->doubt().empty()) << text;
    }
    EXPECT_EQ(Gstin::parse("27AAPFU0939F1ZW", true).error().code, "GSTIN-CHECK");
}

// The GSTINs that sandboxes hand out break the rules; without them nobody can try the sandbox.
TEST(Gstin, SandboxDummiesAreAcceptedInTheSandboxOnlyAndWithADoubt) {
    for (const std::string& text : sandbox_dummies) {
        EXPECT_FALSE(good_in_production(text)) << text;
        const auto sandbox = Gstin::parse(text, false);
        ASSERT_TRUE(sandbox) << text << ": " << sandbox.error().message;
        EXPECT_EQ(sandbox->text(), text);
        EXPECT_FALSE(sandbox->doubt().empty()) << text;
    }
}

// Each kind of registration has its own pattern. The numbers are made up; only their shape matters.
TEST(Gstin, EveryKindOfRegistrationIsKnown) {
    const std::vector<std::string> kinds{
        "29AAACP0029A1Z",  // regular
        "29AAACP0029A9Z",  // the ninth registration in the state
        "29AAACP0029AAZ",  // the tenth: a letter
        "29AAACP0029A1A",  // 14th character other than Z
        "29AAAC00029A1D",  // tax deductor with a digit in the fifth place of its number
        "29AAACP0029A1D",  // tax deductor
        "29AAACP0029A1C",  // tax collector
        "2926ABC00001UN",  // UN body
        "2926ABC00001ON",  // other notified body
        "9926ABC00001NR",  // non-resident
        "9926ABC00001OS",  // online services from abroad
    };
    for (const std::string& kind : kinds) {
        EXPECT_TRUE(good_in_production(completed(kind))) << completed(kind);
    }
    // A government department's last character is a digit; look for numbers whose check character is one.
    int found = 0;
    for (int number = 10000; number < 10100; ++number) {
        const std::string text = completed("29AAAC" + std::to_string(number) + "A1Z");
        const bool digit = text.back() >= '0' && text.back() <= '9';
        found += digit ? 1 : 0;
        EXPECT_EQ(good_in_production(text), digit) << text;
    }
    EXPECT_GT(found, 0);
}

// Right check character, wrong shape: nobody may register something that no office ever issued.
TEST(Gstin, WhatHasTheWrongShapeIsRefusedInProduction) {
    const std::vector<std::string> shapes{
        "29AAACP0029A0Z",  // registrations count from 1
        "290AACP0029A1Z",  // digit in the letters of the PAN
        "29AAACPA029A1Z",  // letter in the digits of the PAN
        "29AAACP002901Z",  // the PAN ends with a letter
        "29AAACP0029A1K",  // no kind has a K there
        "2926ABC00001XN",  // neither UN nor other body
        "2926ABC00001OS",  // online services from abroad register with the Centre, state 99
    };
    for (const std::string& shape : shapes) {
        const auto gstin = Gstin::parse(completed(shape), true);
        ASSERT_FALSE(gstin) << completed(shape);
        EXPECT_EQ(gstin.error().code, "GSTIN-PATTERN") << completed(shape);
        expect_plain_words(gstin.error());
    }
}

TEST(Gstin, EveryStateHasItsName) {
    const std::map<std::string, std::string> some{
        {"01", "Jammu and Kashmir"}, {"07", "Delhi"},          {"24", "Gujarat"},
        {"27", "Maharashtra"},       {"29", "Karnataka"},      {"33", "Tamil Nadu"},
        {"36", "Telangana"},         {"37", "Andhra Pradesh"}, {"38", "Ladakh"},
        {"97", "Other Territory"},   {"99", "Centre"}};
    for (const auto& [code, name] : some) {
        EXPECT_EQ(state_name_of(code), name);
    }
    for (int number = 0; number < 100; ++number) {
        const std::string code = (number < 10 ? "0" : "") + std::to_string(number);
        const bool known = (number >= 1 && number <= 38) || number == 97 || number == 99;
        EXPECT_EQ(!state_name_of(code).empty(), known) << code;
        const std::string text = completed(code + "AAACP0029A1Z");
        EXPECT_EQ(good_in_production(text), known) << text;
        if (!known) {
            EXPECT_EQ(Gstin::parse(text, true).error().code, "GSTIN-STATE");
            EXPECT_FALSE(Gstin::parse(text, false)->doubt().empty()) << text;
        }
    }
    EXPECT_EQ(state_name_of(""), "");
    EXPECT_EQ(state_name_of("7"), "");
}

// People copy GSTINs from letters and web pages: blanks and small letters are not mistakes.
TEST(Gstin, BlanksAndSmallLettersAreNormalised) {
    for (const char* typed : {"29aaacp0029a1z2", " 29AAACP0029A1Z2 ", "29 AAACP 0029 A1Z2",
                              "29AAACP0029A1Z2\r\n", "29\tAAACP0029A1Z2"}) {
        const auto gstin = Gstin::parse(typed, true);
        ASSERT_TRUE(gstin) << typed;
        EXPECT_EQ(gstin->text(), "29AAACP0029A1Z2");
        EXPECT_EQ(normalized_gstin(typed), "29AAACP0029A1Z2");
    }
}

TEST(Gstin, WhatIsNoGstinAtAllIsRefusedEverywhereWithWords) {
    const std::map<std::string, std::string> mistakes{
        {"", "GSTIN-EMPTY"},
        {" \t\n", "GSTIN-EMPTY"},
        {"29AAACP0029A1Z", "GSTIN-LENGTH"},
        {"29AAACP0029A1Z22", "GSTIN-LENGTH"},
        {std::string(100000, '2'), "GSTIN-LENGTH"},
        {"2\xC3\x84"
         "AAACP0029A1Z",
         "GSTIN-CHARACTERS"},
        {"29AAACP0029A1Z-", "GSTIN-CHARACTERS"},
        {"A9AAACP0029A1Z2", "GSTIN-CHARACTERS"},
        {std::string("29AAACP0029A1Z\0", 15), "GSTIN-CHARACTERS"},
        {"29AAACP0029A1\x1B[", "GSTIN-CHARACTERS"},
        {"29AAACP0029A1Z\xFF", "GSTIN-CHARACTERS"},
    };
    for (const auto& [typed, code] : mistakes) {
        for (const bool production : {true, false}) {
            const auto gstin = Gstin::parse(typed, production);
            ASSERT_FALSE(gstin) << code;
            EXPECT_EQ(gstin.error().code, code);
            EXPECT_EQ(gstin.error().field, "gstin");
            expect_plain_words(gstin.error());
        }
    }
}

}  // namespace
}  // namespace tijori
