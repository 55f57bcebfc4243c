// error_catalogue_test.cpp - every code of the protocol page's section 6.1 leads to the right action, and
// whatever an IRP says comes out as words that are safe to show.
#include "irp/error_catalogue.hpp"

#include <gtest/gtest.h>

#include <map>

#include "words.hpp"

namespace tijori::irp {
namespace {

using tests::contains;
using tests::expect_plain_words;

struct Expected {
    std::string code;
    std::string message;  // as the IRP spells it
    Action action;
    acct_status status;
    std::string field;
};

const std::vector<Expected> section_6_1{
    {"1004", "Header GSTIN is required", Action::our_fault, ACCT_ERROR_PROTOCOL, ""},
    {"1005", "Invalid Token", Action::authenticate_again, ACCT_ERROR_REJECTED, ""},
    {"1006", "User Name is required", Action::ask_user_name, ACCT_ERROR_REFUSED, "user-name"},
    {"1007", "Authentication failed. Pls. inform the helpdesk", Action::our_fault, ACCT_ERROR_PROTOCOL, ""},
    {"1008", "Invalid login credentials", Action::ask_password, ACCT_ERROR_REFUSED, "password"},
    {"1010", "Invalid Client-ID/Client-Secret", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"1011", "Client Id is required", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"1012", "Client Secret is required", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"1013", "Decryption of password failed", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"1014", "Inactive User", Action::blocked, ACCT_ERROR_BLOCKED, ""},
    {"1015", "Invalid GSTIN for this user", Action::ask_user_name, ACCT_ERROR_REFUSED, "user-name"},
    {"1016", "Decryption of App Key failed", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"1017", "Incorrect user id/User does not exists", Action::ask_user_name, ACCT_ERROR_REFUSED,
     "user-name"},
    {"1018", "Client Id is not mapped to this user", Action::ask_user_name, ACCT_ERROR_REFUSED, "user-name"},
    {"1019", "Incorrect Password", Action::ask_password, ACCT_ERROR_REFUSED, "password"},
    {"1020", "Decryption failed", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"3000", "Invalid login credentials", Action::ask_password, ACCT_ERROR_REFUSED, "password"},
    {"3002", "Invalid login credentials", Action::ask_password, ACCT_ERROR_REFUSED, "password"},
    {"3052", "Error occured while Authentication", Action::later, ACCT_ERROR_UNREACHABLE, ""},
    {"3053", "Unauthorised access", Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"3059", "Client-Id for this PAN is not generated check your IP-Whitelisting status.",
     Action::configuration, ACCT_ERROR_CONFIGURATION, ""},
    {"5001", "Application Error in Auth, Please Contact the help desk", Action::later, ACCT_ERROR_UNREACHABLE,
     ""},
    {"5002", "Application error. Please try again", Action::later, ACCT_ERROR_UNREACHABLE, ""},
    {"SYS_5001", "Application error. Please try again", Action::later, ACCT_ERROR_UNREACHABLE, ""},
    {"5003", "Data cannot be null or empty", Action::our_fault, ACCT_ERROR_PROTOCOL, ""},
    {"", "User Password has expired. Contact Support.", Action::ask_password, ACCT_ERROR_REFUSED, "password"},
    {"118", "Try after 5 minutes", Action::later, ACCT_ERROR_UNREACHABLE, ""},
};

TEST(ErrorCatalogue, EveryAuthenticationErrorLeadsToItsAction) {
    for (const Expected& expected : section_6_1) {
        const ErrorMeaning meaning = meaning_of(expected.code, expected.message, "NIC IRP 1");
        EXPECT_EQ(meaning.action, expected.action) << expected.code;
        EXPECT_EQ(meaning.error.status, expected.status) << expected.code;
        EXPECT_EQ(meaning.error.field, expected.field) << expected.code;
        EXPECT_EQ(meaning.error.code, expected.code.empty() ? "IRP-MESSAGE" : "IRP-" + expected.code);
        expect_plain_words(meaning.error);
    }
}

// A wrong password is never tried again by itself, and the user must know that; each other next step has to
// name the place where the error can be mended.
TEST(ErrorCatalogue, NextStepsNameThePlaceToMendIt) {
    const std::map<std::string, std::string> steps{{"1005", "Try again"},      {"1008", "did not try again"},
                                                   {"1010", "whoever set up"}, {"1013", "public key"},
                                                   {"1015", "GSTIN"},          {"1016", "public key"},
                                                   {"1017", "API_"},           {"1018", "portal"},
                                                   {"1019", "did not try"},    {"1020", "public key"},
                                                   {"3002", "did not try"},    {"3059", "white-list"},
                                                   {"5001", "few minutes"},    {"118", "five minutes"},
                                                   {"3028", "Sync GSTIN"},     {"3068", "API user"},
                                                   {"3046", "enablement"},     {"3014", "portal"},
                                                   {"1014", "portal"}};
    for (const auto& [code, words] : steps) {
        const Error error = meaning_of(code, "", "NIC IRP 1").error;
        EXPECT_TRUE(contains(error.next_step, words) || contains(error.message, words))
            << code << ": " << error.next_step;
    }
}

// States of accounts and GSTINs, section 6.2, as far as a log-in can meet them.
TEST(ErrorCatalogue, AccountAndGstinStatesAreTold) {
    for (const char* code : {"3014", "3015", "3016", "3017", "3025", "3028", "3029", "3033", "3034", "3035",
                             "3036", "3046", "3065", "3080"}) {
        const ErrorMeaning meaning = meaning_of(code, "whatever", "NIC IRP 1");
        EXPECT_EQ(meaning.action, Action::blocked) << code;
        EXPECT_EQ(meaning.error.status, ACCT_ERROR_BLOCKED) << code;
        expect_plain_words(meaning.error);
    }
    for (const char* code : {"3020", "3043"}) {
        EXPECT_EQ(meaning_of(code, "", "NIC IRP 1").action, Action::later) << code;
    }
}

// 3052 was seen live for a failing log-in although the published list calls it something else.
TEST(ErrorCatalogue, Code3052IsReadByItsMessage) {
    EXPECT_EQ(meaning_of("3052", "Error occured while Authentication", "NIC IRP 1").action, Action::later);
    const ErrorMeaning transporter =
        meaning_of("3052", "Transporter Id 29AAACP0029A1Z2 is cancelled or invalid.", "NIC IRP 1");
    EXPECT_EQ(transporter.action, Action::document);
    EXPECT_EQ(transporter.error.status, ACCT_ERROR_REJECTED);
    EXPECT_EQ(transporter.error.code, "IRP-3052");
    EXPECT_TRUE(contains(transporter.error.message, "Transporter Id"));
    expect_plain_words(transporter.error);
}

// Gateways pass this message on under codes of their own.
TEST(ErrorCatalogue, AnExpiredPasswordIsRecognisedUnderAnyCode) {
    for (const char* code : {"", "GSP102", "9998"}) {
        const ErrorMeaning meaning =
            meaning_of(code, "user PASSWORD HAS EXPIRED. contact support", "Gateway");
        EXPECT_EQ(meaning.action, Action::ask_password) << code;
        EXPECT_EQ(meaning.error.field, "password");
        EXPECT_TRUE(contains(meaning.error.next_step, "new API password"));
        expect_plain_words(meaning.error);
    }
}

TEST(ErrorCatalogue, AnUnknownCodeBringsTheIrpsOwnWords) {
    const Error foreign = meaning_of("7776", "Item 3: HSN is odd", "NIC IRP 1").error;
    EXPECT_EQ(foreign.status, ACCT_ERROR_REJECTED);
    EXPECT_EQ(foreign.code, "IRP-7776");
    EXPECT_EQ(foreign.message, "NIC IRP 1 refused the request: \"Item 3: HSN is odd\"");
    EXPECT_TRUE(contains(foreign.next_step, "IRP-7776"));
    expect_plain_words(foreign);

    const Error silent = meaning_of("7777", "", "NIC IRP 1").error;
    EXPECT_TRUE(contains(silent.message, "without saying why"));
    expect_plain_words(silent);
    expect_plain_words(meaning_of("", "", "NIC IRP 1").error);
    expect_plain_words(meaning_of("", "1005", "NIC IRP 1").error);
}

// What a document is refused for comes in our words and, since it names the item, in the IRP's.
TEST(ErrorCatalogue, ARefusedDocumentBringsBothOursAndTheirWords) {
    const Error duplicate = meaning_of("2150", "Duplicate IRN", "NIC IRP 1").error;
    EXPECT_EQ(duplicate.status, ACCT_ERROR_REJECTED);
    EXPECT_EQ(duplicate.code, "IRP-2150");
    EXPECT_TRUE(contains(duplicate.message, "registered already"));
    EXPECT_TRUE(contains(duplicate.message, "\"Duplicate IRN\""));
    expect_plain_words(duplicate);
}

// The e-way bill re-uses numbers that gateways give another meaning.
TEST(ErrorCatalogue, TheEWayBillHasItsOwnNumbers) {
    EXPECT_EQ(meaning_of("101", "", "E-way bill", Dialect::ewb_103).action, Action::ask_user_name);
    EXPECT_EQ(meaning_of("101", "", "Gateway").action, Action::document);
    for (const char* code : {"105", "106", "238"}) {
        EXPECT_EQ(meaning_of(code, "", "E-way bill", Dialect::ewb_103).action, Action::authenticate_again);
    }
    for (int number = 100; number <= 118; ++number) {
        const Error error = meaning_of(std::to_string(number), "", "E-way bill", Dialect::ewb_103).error;
        expect_plain_words(error);
        EXPECT_FALSE(contains(error.message, "without saying why")) << number;
    }
}

// Section 6.2 and 6.3 in full: every number that is listed has words of its own.
TEST(ErrorCatalogue, EveryListedCodeIsKnown) {
    for (const int code :
         {1004, 1005, 1006, 1007, 1008, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019,
          1020, 3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010, 3011, 3012, 3013,
          3014, 3015, 3016, 3017, 3019, 3020, 3021, 3022, 3023, 3024, 3025, 3027, 3028, 3029, 3030,
          3031, 3032, 3033, 3034, 3035, 3036, 3037, 3039, 3043, 3044, 3045, 3046, 3053, 3058, 3059,
          3060, 3061, 3062, 3063, 3064, 3065, 3067, 3068, 3069, 3070, 3071, 3072, 3073, 3074, 3075,
          3076, 3077, 3078, 3079, 3080, 5001, 5002, 5003, 2143, 2148, 2150, 2163, 2211, 2230, 2265,
          2270, 2278, 2283, 2295, 2305, 4002, 9999, 101,  201,  301,  302,  500,  502}) {
        EXPECT_FALSE(
            contains(meaning_of(std::to_string(code), "", "IRP").error.message, "without saying why"))
            << code;
    }
}

// No code may come out as an empty message, as a bare number, or with a placeholder left in.
TEST(ErrorCatalogue, EveryCodeHasWords) {
    for (int number = 0; number < 10000; ++number) {
        const Error error = meaning_of(std::to_string(number), "", "NIC IRP 1").error;
        expect_plain_words(error);
        EXPECT_GT(error.message.size(), 20U) << number;
        if (HasFailure()) {
            return;
        }
    }
}

// An IRP's text is foreign: it must not drive a terminal, flood a page or break UTF-8.
TEST(ErrorCatalogue, ForeignTextIsMadeSafe) {
    const std::vector<std::string> messages{
        "\x1B[2J\x1B]0;title\x07 gone",
        std::string("C1 \xC2\x9B") + "2J and \xC2\x85 next line",
        std::string("nul \0 inside", 12),
        "line one\r\nline two\ttab",
        "\x7F\x7F",
        "\xFF\xFE not UTF-8",
        "cut \xE2\x82",
        std::string(10240, 'x'),
        std::string(298, 'x') + "\xE2\x82\xB9\xE2\x82\xB9",
        std::string(299, 'x') + "\xE2\x82\xB9\xE2\x82\xB9",
    };
    for (const std::string& message : messages) {
        const Error error = meaning_of("7777", message, "NIC IRP 1").error;
        expect_plain_words(error);
        EXPECT_LT(error.message.size(), 400U);
    }
    EXPECT_TRUE(
        contains(meaning_of("7777", "line one\r\nline two", "NIC IRP 1").error.message, "line one line two"))
        << "words of two lines must not run together";
}

// The code goes into the error's code, its next step and the log.
TEST(ErrorCatalogue, ForeignCodesAreMadeSafe) {
    const std::vector<std::string> codes{
        "\x1B[2J",
        std::string("1\0"
                    "5",
                    3),
        std::string(10240, '9'),
        "\xFF\xFE",
        "abcdefghijklmnopqrs\xE2\x82\xB9",  // a cut at 20 bytes would halve the sign
        "two words",
        "\xC2\x9B"};
    for (const std::string& code : codes) {
        const Error error = meaning_of(code, "Some reason.", "NIC IRP 1").error;
        expect_plain_words(error);
        EXPECT_TRUE(error.code.starts_with("IRP-"));
    }
}

}  // namespace
}  // namespace tijori::irp
