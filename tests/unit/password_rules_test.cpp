// password_rules_test.cpp - help with choosing an API password: rules, hints, and passwords made at random.
#include "credentials/password_rules.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tijori {
namespace {

irp::PasswordRules all_rules() {
    irp::PasswordRules rules;
    rules.least = 8;
    rules.most = 15;
    rules.upper = rules.lower = rules.digit = true;
    rules.specials = "%$#@_!*";
    return rules;
}

int met(const irp::PasswordRules& rules, std::string_view password) {
    int count = 0;
    for (const RuleCheck& one : check_rules(rules, password)) {
        EXPECT_FALSE(one.words.empty());
        count += one.met ? 1 : 0;
    }
    return count;
}

TEST(PasswordRules, EachIsTickedByWhatMeetsIt) {
    const irp::PasswordRules rules = all_rules();
    ASSERT_EQ(check_rules(rules, "").size(), 6U);
    EXPECT_EQ(met(rules, ""), 0);
    EXPECT_EQ(met(rules, "ledger"), 2) << "a small letter, not too long";
    EXPECT_EQ(met(rules, "Ledger"), 3);
    EXPECT_EQ(met(rules, "Ledger2026"), 5);
    EXPECT_FALSE(meets_rules(rules, "Ledger2026"));
    EXPECT_TRUE(meets_rules(rules, "Ledger@2026"));
    EXPECT_FALSE(meets_rules(rules, "Ledger@2026-Ledger@2026"));
    EXPECT_FALSE(meets_rules(rules, "Ledger&2026")) << "not one of the characters that count";
    EXPECT_TRUE(meets_rules(rules, "Lédger@7")) << "eight characters, not nine bytes";
    EXPECT_FALSE(meets_rules(rules, "Lédg@7é")) << "seven characters in nine bytes";
}

TEST(PasswordRules, WhatIsNotKnownIsNotAsked) {
    EXPECT_TRUE(check_rules({}, "x").empty());
    EXPECT_TRUE(meets_rules({}, "x"));
}

TEST(PasswordRules, DoubtsAreSaidAndStopNothing) {
    irp::PasswordRules edges = all_rules();
    edges.special_edges = false;
    EXPECT_EQ(password_doubt(all_rules(), "@Ledger2026"), "");
    EXPECT_NE(password_doubt(edges, "@Ledger2026").find("begin or end with a special"), std::string::npos);
    EXPECT_NE(password_doubt(edges, "Ledger2026!").find("begin or end with a special"), std::string::npos);
    EXPECT_EQ(password_doubt(edges, "Ledger@2026"), "");
    EXPECT_NE(password_doubt(all_rules(), "Ledger@2026 ").find("space"), std::string::npos);
    EXPECT_NE(password_doubt({}, "Short1@").find("short"), std::string::npos);
    EXPECT_NE(password_doubt({}, "A-very-long-one-indeed").find("long"), std::string::npos);
    EXPECT_EQ(password_doubt({}, ""), "");
}

TEST(PasswordRules, RepetitionsSequencesAndTheUserNameMakeItWeaker) {
    EXPECT_EQ(strength_of("", ""), Strength::none);
    EXPECT_EQ(strength_of("aaaaaaaaaaaaaaa", ""), Strength::weak);
    EXPECT_EQ(strength_of("12345678", ""), Strength::weak);
    EXPECT_EQ(strength_of("Kp7#vQ2_xW9m", ""), Strength::good);
    EXPECT_LT(strength_of("api_pushpak_blr1", "API_pushpak_blr"), Strength::fair);
}

// Protects those who let one be made: every one meets the rules, and none comes twice.
TEST(PasswordRules, WhatIsMadeMeetsThemAndIsNeverTheSame) {
    irp::PasswordRules tight = all_rules();
    tight.least = tight.most = 8;
    irp::PasswordRules edges;
    edges.special_edges = false;
    edges.specials = "-";
    for (const irp::PasswordRules& rules : {all_rules(), tight, edges, irp::PasswordRules{}}) {
        std::set<std::string> seen;
        for (int i = 0; i < 500; ++i) {
            const SecretBytes made = generate_password(rules);
            EXPECT_TRUE(meets_rules(rules, made.view())) << made.view();
            EXPECT_EQ(password_doubt(rules, made.view()), "") << made.view();
            EXPECT_NE(strength_of(made.view(), {}), Strength::weak);
            EXPECT_EQ(made.view().find_first_of("0O1lI"), std::string_view::npos);
            EXPECT_TRUE(seen.emplace(made.view()).second) << "made twice";
        }
    }
}

}  // namespace
}  // namespace tijori
