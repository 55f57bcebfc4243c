// accounts_test.cpp - the accounts file: the shipped sample is good, and mistakes are pointed at.
#include <Poco/String.h>
#include <gtest/gtest.h>

#include "accounts/accounts_file.hpp"
#include "accounts/json_lines.hpp"
#include "irp/gstin.hpp"

namespace irp_sandbox {
namespace {

// The check character of section 9 of the protocol page.
char check_character(const std::string& first_fourteen) {
    const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::size_t sum = 0;
    for (std::size_t i = 0; i < first_fourteen.size(); ++i) {
        const std::size_t product = alphabet.find(first_fourteen[i]) * (i % 2 == 0 ? 1 : 2);
        sum += product / 36 + product % 36;
    }
    return alphabet[(36 - sum % 36) % 36];
}

std::string complaint(const std::string& what, const std::string& with) {
    std::string text{sample_accounts()};
    EXPECT_NE(text.find(what), std::string::npos) << what;
    text = Poco::replace(text, what, with);
    try {
        parse_accounts(text, "file");
    } catch (const AccountsError& problem) {
        return problem.what();
    }
    return "";
}

TEST(Accounts, ShippedSampleIsGood) {
    const Accounts accounts = parse_accounts(std::string{sample_accounts()}, "sample");
    EXPECT_EQ(accounts.clients.size(), 2U);
    EXPECT_EQ(accounts.taxpayers.size(), 9U);
    EXPECT_EQ(accounts.users.size(), 11U);
    EXPECT_EQ(accounts.buyers.size(), 8U);
    ASSERT_EQ(check_character("27AAPFU0939F1Z"), 'V');
    for (const Taxpayer& taxpayer : accounts.taxpayers) {
        if (taxpayer.gstin != "29AAFCD5862R000") {  // published by a GSP, and wrong there too
            EXPECT_EQ(taxpayer.gstin.back(), check_character(taxpayer.gstin.substr(0, 14))) << taxpayer.gstin;
        }
    }
    for (const Taxpayer& buyer : accounts.buyers) {
        EXPECT_EQ(buyer.gstin.back(), check_character(buyer.gstin.substr(0, 14))) << buyer.gstin;
    }
    for (const User& user : accounts.users) {
        EXPECT_NE(user.password.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos);
        EXPECT_NE(user.password.find_first_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos);
        EXPECT_NE(user.password.find_first_of("0123456789"), std::string::npos);
        EXPECT_NE(user.password.find_first_of("%$#@_!*"), std::string::npos);
    }
}

TEST(Accounts, ComplaintsPointAtTheLine) {
    EXPECT_EQ(complaint(R"("state": "frozen")", R"("state": "icy")"),
              "file:42: users[6].state: \"icy\" is not known; use one of active, inactive, frozen, "
              "password_expired");
    EXPECT_EQ(complaint(R"("status": "CNL")", R"("status": 5)"),
              "file:26: taxpayers[6].status: must be a text in quotes");
    EXPECT_NE(complaint(R"("username": "API_frozen", )", "").find("file:42: users[6].username: is missing"),
              std::string::npos);
    EXPECT_NE(complaint(R"("pin_code": 122001)", R"("pin_code": "x")").find("taxpayers[6].address.pin_code"),
              std::string::npos);
}

TEST(Accounts, ComplaintsAboutWhatDoesNotFitTogether) {
    EXPECT_NE(complaint(R"("username": "API_frozen")", R"("username": "API_inactive")").find("appears twice"),
              std::string::npos);
    EXPECT_NE(complaint(R"("client_id": "AACCT27GSPSAMPLE0002")", R"("client_id": "X")")
                  .find("no client has this id"),
              std::string::npos);
    EXPECT_NE(
        complaint(R"({"gstin": "06AAACP0029A1ZA")", R"({"gstin": "06AAACP0029A1ZB")").find("no taxpayer has"),
        std::string::npos);
    EXPECT_NE(
        complaint(R"("state_code": "07")", R"("state_code": "08")").find("differs from the first two digits"),
        std::string::npos);
    EXPECT_NE(complaint("Sample@29frz", std::string(60, 'x')).find("exceed 66 bytes"), std::string::npos);
    EXPECT_NE(complaint(R"("users")", R"("user")").find("users: is missing"), std::string::npos);
    EXPECT_NE(complaint("{\n", "").find("file"), std::string::npos);
    EXPECT_NE(complaint("{\n", "[").find("file"), std::string::npos);
}

TEST(Accounts, BuyersAreTheRegisterBeyondTheTaxpayers) {
    EXPECT_NE(complaint(R"("known_after_sync": true)", R"("known_after_sync": "yes")")
                  .find("buyers[7].known_after_sync: must be true or false"),
              std::string::npos);
    EXPECT_NE(complaint(R"({"gstin": "27AAACP0027A1Z8")", R"({"gstin": "27AAACP0029A1Z6")")
                  .find("buyers[0].gstin: 27AAACP0029A1Z6 is a taxpayer already"),
              std::string::npos);
    AccountBook book{parse_accounts(std::string{sample_accounts()}, "sample")};
    EXPECT_EQ(book.taxpayer("27AAACP0027A1Z8")->status, "ACT");
    EXPECT_FALSE(book.taxpayer("38AAACP0038A1Z2"));
    EXPECT_TRUE(book.synced_taxpayer("38AAACP0038A1Z2"));
    EXPECT_TRUE(book.taxpayer("38AAACP0038A1Z2"));
    EXPECT_FALSE(book.synced_taxpayer("29ABCDE1234F1ZW"));
}

TEST(JsonLines, FindsValuesAndTheirNearestParents) {
    const JsonLines lines("{\n \"a\": [1,\n  {\"b\\\"c\": \"x,]}\",\n \"d\": null}],\n\"e\": {}\n}");
    EXPECT_EQ(lines.line_of(""), 1);
    EXPECT_EQ(lines.line_of("a[0]"), 2);
    EXPECT_EQ(lines.line_of("a[1].b\"c"), 3);
    EXPECT_EQ(lines.line_of("a[1].d"), 4);
    EXPECT_EQ(lines.line_of("a[1].missing"), 3);
    EXPECT_EQ(lines.line_of("e"), 5);
    EXPECT_EQ(lines.line_of("missing"), 1);
}

TEST(Gstin, FormAndMask) {
    EXPECT_TRUE(looks_like_gstin("29AAFCD5862R000"));
    EXPECT_FALSE(looks_like_gstin("29aafcd5862r000"));
    EXPECT_FALSE(looks_like_gstin("A9AAFCD5862R000"));
    EXPECT_FALSE(looks_like_gstin(""));
    EXPECT_FALSE(looks_like_gstin("29AAFCD5862R0001"));
    EXPECT_EQ(masked_gstin("29AAACP0029A1Z2"), "29AA*********Z2");
    EXPECT_EQ(masked_gstin("secret"), "(not a GSTIN)");
}

}  // namespace
}  // namespace irp_sandbox
