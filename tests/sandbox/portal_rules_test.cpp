// portal_rules_test.cpp - what the account side takes, and what it shows of what it keeps.
#include "portal/portal_rules.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/random.hpp"

namespace irp_sandbox {
namespace {

TEST(PortalRules, AccountPasswords) {
    for (const char* good : {"Portal@1", "portal 1.", "1234567a!", "Pushpak@Portal1 with more words"}) {
        EXPECT_TRUE(is_account_password(good)) << good;
    }
    for (const char* bad : {"", "Porta@1", "Portal12", "Portal@@", "1234567@", "ಬೆಂಗಳೂರು1@"}) {
        EXPECT_FALSE(is_account_password(bad)) << bad;
    }
}

TEST(PortalRules, ApiPasswordsNeedOneOfEachKind) {
    for (const char special : std::string{"%$#@_!*"}) {
        EXPECT_TRUE(is_api_password(std::string{"Passwor1"} + special)) << special;
    }
    for (const char special : std::string{"-&. ?^"}) {
        EXPECT_FALSE(is_api_password(std::string{"Passwor1"} + special)) << special;
    }
    EXPECT_TRUE(is_api_password("Aa1@5678"));
    EXPECT_FALSE(is_api_password("Aa1@567"));
    EXPECT_TRUE(is_api_password("Aa1@56789012345"));
    EXPECT_FALSE(is_api_password("Aa1@567890123456"));
}

TEST(PortalRules, NamesAddressesAndNumbers) {
    EXPECT_TRUE(is_api_user_name("abc"));
    EXPECT_TRUE(is_api_user_name(std::string(50, '_')));
    EXPECT_FALSE(is_api_user_name("ab"));
    EXPECT_FALSE(is_api_user_name(std::string(51, 'a')));
    EXPECT_FALSE(is_api_user_name("a-b-c"));
    EXPECT_TRUE(is_email("a@b"));
    for (const char* bad : {"", "@b", "a@", "a", "a@b@c", "a b@c", "a\n@b"}) {
        EXPECT_FALSE(is_email(bad)) << bad;
    }
    EXPECT_TRUE(is_mobile_number("9840054321"));
    EXPECT_FALSE(is_mobile_number("984005432"));
    EXPECT_FALSE(is_mobile_number("98400 5432"));
}

TEST(PortalRules, Masks) {
    EXPECT_EQ(masked_email("priya@pushpak.example"), "p•••@pushpak.example");
    EXPECT_EQ(masked_mobile_number("9840054321"), "••••••4321");
    EXPECT_EQ(masked_password("Pushpak@6!"), "Pu••••••••6!");
    EXPECT_EQ(masked_password("Pushpak@2026!!6!"), "Pu••••••••6!");  // no longer
    EXPECT_EQ(masked_password("abc"), "••••••••");
}

TEST(Random, DigitsAreDigits) {
    std::set<char> seen;
    for (const char c : random_digits(2000)) {
        seen.insert(c);
    }
    EXPECT_EQ(std::string(seen.begin(), seen.end()), "0123456789");
    EXPECT_EQ(random_digits(6).size(), 6U);
}

}  // namespace
}  // namespace irp_sandbox
