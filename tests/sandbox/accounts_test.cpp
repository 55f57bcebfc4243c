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

TEST(Accounts, PortalAccountsOfTheSample) {
    const Accounts accounts = parse_accounts(std::string{sample_accounts()}, "sample");
    ASSERT_EQ(accounts.portal_accounts.size(), 5U);
    EXPECT_EQ(accounts.portal_accounts[0].gstin, "29AAACP0029A1Z2");
    EXPECT_EQ(accounts.portal_accounts[0].password, "Pushpak@Portal1");
    EXPECT_EQ(accounts.portal_accounts[0].email, "bengaluru@pushpak.example");
    EXPECT_EQ(accounts.portal_accounts[0].phone, "9845054321");
    EXPECT_EQ(accounts.portal_accounts[0].state, PortalState::active);
    EXPECT_EQ(accounts.portal_accounts[4].state, PortalState::inactive);
    EXPECT_FALSE(accounts.users[0].password_changed);
    // Midnight in India is 18:30 of the day before.
    EXPECT_EQ(accounts.users[2].password_changed, std::chrono::sys_days{std::chrono::year{2026} / 5 / 31} +
                                                      std::chrono::hours{18} + std::chrono::minutes{30});
    const Accounts without = parse_accounts(
        Poco::replace(std::string{sample_accounts()}, "portal_accounts", "something_else"), "sample");
    EXPECT_TRUE(without.portal_accounts.empty());
}

TEST(Accounts, ComplaintsAboutPortalAccounts) {
    EXPECT_EQ(
        complaint("Pushpak@Portal2", "Pushpak2"),
        "file:76: portal_accounts[1].password: needs at least 8 characters with a letter, a digit and a "
        "special one");
    EXPECT_EQ(complaint("chennai@pushpak.example", "chennai"),
              "file:78: portal_accounts[3].email: \"chennai\" is not a mail address; write one with an @");
    EXPECT_EQ(complaint("9810054325", "98100"),
              "file:79: portal_accounts[4].phone: \"98100\" is not a mobile number; write its ten digits");
    EXPECT_EQ(complaint(R"("phone": "9845054321", "state": "active")", R"("phone": "9845054321")"),
              "file:75: portal_accounts[0].state: is missing; add it as a text in quotes");
    EXPECT_EQ(
        complaint(R"({"gstin": "27AAACP0029A1Z6", "password": "Pushpak)",
                  R"({"gstin": "29AAACP0029A1Z2", "password": "Pushpak)"),
        "file:76: portal_accounts[1].gstin: \"29AAACP0029A1Z2\" appears twice; remove one of the entries");
    EXPECT_EQ(complaint(R"({"gstin": "27AAACP0029A1Z6", "password": "Pushpak)",
                        R"({"gstin": "27AAACP0027A1Z8", "password": "Pushpak)"),
              "file:76: portal_accounts[1].gstin: no taxpayer has the GSTIN 27AAACP0027A1Z8; add it under "
              "taxpayers");
    EXPECT_EQ(complaint("[\n    {\"gstin\": \"29AAACP0029A1Z2\", \"password\"", "[7, {\"password\""),
              "file:74: portal_accounts[0]: must be an object in { }");
    for (const char* day : {"2026-6-1", "2026-02-30", "01-06-2026", "2026/06/01", ""}) {
        EXPECT_EQ(complaint("\"2026-06-01\"", '"' + std::string{day} + '"'),
                  "file:38: users[2].password_changed_on: \"" + std::string{day} +
                      "\" is not a date; write it as in 2026-06-30");
    }
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
