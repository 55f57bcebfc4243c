// input_test.cpp - what is said about a user name and a password before any server is asked.
#include <gtest/gtest.h>

#include "credentials/credential.hpp"
#include "irp/authentication.hpp"
#include "words.hpp"

namespace tijori {
namespace {

using tests::contains;
using tests::expect_plain_words;

Status password(std::string_view text) {
    return check_password(bytes_of(text));
}

void expect_refused(const Status& checked, acct_status status, const std::string& code,
                    const std::string& field) {
    ASSERT_FALSE(checked) << code;
    EXPECT_EQ(checked.error().status, status);
    EXPECT_EQ(checked.error().code, code);
    EXPECT_EQ(checked.error().field, field);
    expect_plain_words(checked.error());
}

TEST(UserName, UsualOnesAreAccepted) {
    for (const std::string& name :
         {std::string("API_demo01"), std::string("a"), std::string(50, 'u'), std::string("name with space"),
          std::string("\xE0\xA4\x95"), std::string("quote\"back\\slash")}) {
        EXPECT_TRUE(check_user_name(name)) << name;
    }
}

TEST(UserName, EachMistakeIsNamed) {
    expect_refused(check_user_name(""), ACCT_ERROR_INVALID_VALUE, "USER-NAME-EMPTY", "user-name");
    expect_refused(check_user_name("API_demo01\n"), ACCT_ERROR_INVALID_VALUE, "USER-NAME-CONTROL",
                   "user-name");
    expect_refused(check_user_name("API\tdemo"), ACCT_ERROR_INVALID_VALUE, "USER-NAME-CONTROL", "user-name");
    expect_refused(check_user_name("API\xC2\x9B"), ACCT_ERROR_INVALID_VALUE, "USER-NAME-CONTROL",
                   "user-name");
    expect_refused(check_user_name(std::string_view("A\0B", 3)), ACCT_ERROR_INVALID_VALUE,
                   "USER-NAME-CONTROL", "user-name");
    expect_refused(check_user_name("API\xFF"), ACCT_ERROR_BAD_TEXT, "USER-NAME-ENCODING", "user-name");
    expect_refused(check_user_name(std::string(51, 'u')), ACCT_ERROR_INVALID_VALUE, "USER-NAME-LONG",
                   "user-name");
}

// Password rules differ between IRPs: nothing is refused that an IRP may have accepted.
TEST(Password, OrdinaryAndOddOnesAreAccepted) {
    for (const char* text :
         {"Demo@1234", "x", " leading and trailing ", "\"\\", "\xE2\x82\xB9uro", "no digit no capital"}) {
        EXPECT_TRUE(password(text)) << text;
    }
}

TEST(Password, EachMistakeIsNamed) {
    expect_refused(password(""), ACCT_ERROR_INVALID_VALUE, "PASSWORD-EMPTY", "password");
    expect_refused(password("Demo@1234\n"), ACCT_ERROR_INVALID_VALUE, "PASSWORD-CONTROL", "password");
    expect_refused(password("Demo\x7F"), ACCT_ERROR_INVALID_VALUE, "PASSWORD-CONTROL", "password");
    expect_refused(password(std::string_view("De\0mo", 5)), ACCT_ERROR_INVALID_VALUE, "PASSWORD-CONTROL",
                   "password");
    expect_refused(password("Demo\xC3"), ACCT_ERROR_BAD_TEXT, "PASSWORD-ENCODING", "password");
}

// The message is shown, logged and stored: it must not hold the password.
TEST(Password, IsNotRepeatedInTheMessage) {
    for (const Status& checked :
         {password("Hidden@1\n"), password("Hidden@1\xFF"),
          check_together("API_demo01", bytes_of("Hidden@1" + std::string(60, 'x')))}) {
        ASSERT_FALSE(checked);
        EXPECT_FALSE(contains(checked.error().message, "Hidden@1"));
        EXPECT_FALSE(contains(checked.error().next_step, "Hidden@1"));
    }
}

// The IRP's key has room for 66 bytes of user name and password, as JSON writes them.
TEST(Together, SixtySixBytesFitAndSixtySevenDoNot) {
    const std::string name(50, 'u');
    EXPECT_TRUE(check_together(name, bytes_of(std::string(16, 'p'))));
    const Status long_one = check_together(name, bytes_of(std::string(17, 'p')));
    expect_refused(long_one, ACCT_ERROR_INVALID_VALUE, "CREDENTIAL-TOO-LONG", "password");
    EXPECT_TRUE(contains(long_one.error().message, "67") && contains(long_one.error().message, "66"));
    // Escapes take two bytes each, a rupee sign three.
    EXPECT_TRUE(check_together(name, bytes_of(std::string(8, '"'))));
    EXPECT_FALSE(check_together(name, bytes_of(std::string(8, '\\') + "p")));
    EXPECT_TRUE(
        check_together(name, bytes_of("\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9p")));
    EXPECT_FALSE(
        check_together(name, bytes_of("\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9\xE2\x82\xB9pp")));
}

// A blank at an end is usually an accident of copying, but may be meant: it is kept and pointed out.
TEST(Doubt, BlanksAtTheEndsArePointedOut) {
    EXPECT_EQ(doubt_about("", "password"), "");
    EXPECT_EQ(doubt_about("Demo@1234", "password"), "");
    EXPECT_EQ(doubt_about("in the middle", "password"), "");
    EXPECT_TRUE(contains(doubt_about(" x", "password"), "The password begins with a space."));
    EXPECT_TRUE(contains(doubt_about("x ", "password"), "The password ends with a space."));
    EXPECT_TRUE(contains(doubt_about(" x ", "user name"), "The user name begins and ends with a space."));
    EXPECT_TRUE(contains(doubt_about(" ", "password"), "begins and ends"));
    EXPECT_FALSE(contains(doubt_about(" Hidden@1", "password"), "Hidden@1"));
}

// The badge that a refusal leaves on a credential, so that the user sees which ones need attention.
TEST(State, FollowsFromTheError) {
    const auto after = [](acct_status status, const std::string& field) {
        return state_after(make_error(status, "CODE", "Message.", "Step.", field), CredentialState::active);
    };
    EXPECT_EQ(after(ACCT_ERROR_REFUSED, "password"), CredentialState::needs_password);
    EXPECT_EQ(after(ACCT_ERROR_REFUSED, "user-name"), CredentialState::needs_user);
    EXPECT_EQ(after(ACCT_ERROR_BLOCKED, ""), CredentialState::blocked);
    EXPECT_EQ(after(ACCT_ERROR_CONFIGURATION, ""), CredentialState::configuration);
    for (const acct_status nothing_said :
         {ACCT_ERROR_UNREACHABLE, ACCT_ERROR_INSECURE, ACCT_ERROR_PROTOCOL, ACCT_ERROR_CANCELLED,
          ACCT_ERROR_REJECTED, ACCT_ERROR_STORAGE, ACCT_ERROR_LOCKED}) {
        EXPECT_EQ(after(nothing_said, ""), CredentialState::active) << nothing_said;
    }
}

TEST(State, EachHasWords) {
    for (std::uint32_t state = 1; state <= 7; ++state) {
        EXPECT_GE(state_words(static_cast<CredentialState>(state)).size(), 5U) << state;
    }
}

}  // namespace
}  // namespace tijori
