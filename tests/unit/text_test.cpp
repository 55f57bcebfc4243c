// text_test.cpp - checks of text that comes from outside.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include "words.hpp"

namespace tijori {
namespace {

// Bad UTF-8 breaks hosts' toolkits and JSON; overlong forms and surrogates have been used to smuggle
// characters.
TEST(Text, OnlyWellFormedUtf8IsUtf8) {
    for (const std::string_view good :
         {"", "plain", "\xC3\xA9", "\xE2\x82\xB9", "\xF0\x9F\x98\x80", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
          "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
          "\xE0\xA4\x95\xE0\xA4\xBE"}) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const std::string_view bad : {"\x80",
                                       "\xBF",
                                       "\xC0\x80",
                                       "\xC1\xBF",
                                       "\xE0\x80\x80",
                                       "\xE0\x9F\xBF",
                                       "\xED\xA0\x80",
                                       "\xED\xBF\xBF",
                                       "\xF0\x80\x80\x80",
                                       "\xF0\x8F\xBF\xBF",
                                       "\xF4\x90\x80\x80",
                                       "\xF5\x80\x80\x80",
                                       "\xFE",
                                       "\xFF",
                                       "\xC3",
                                       "\xE2\x82",
                                       "\xF0\x9F\x98",
                                       "\xC3(",
                                       "\xE2(\xA1",
                                       "\xE2\x82(",
                                       "ok\xC3"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
    EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

// Escape sequences in a message could drive a terminal; U+0080…U+009F do so as well as ESC.
TEST(Text, ControlCharactersAreFound) {
    for (const std::string_view with :
         {std::string_view("\0", 1), std::string_view("a\tb"), std::string_view("a\n"),
          std::string_view("\r"), std::string_view("\x1B[2J"), std::string_view("\x7F"),
          std::string_view("a\xC2\x80"), std::string_view("\xC2\x9B"), std::string_view("x\xC2\x9F")}) {
        EXPECT_TRUE(has_control_characters(with));
    }
    for (const std::string_view without : {"", " ", "~", "\xC2\xA0", "\xC3\x80", "\xE2\x82\xB9", "\xC2"}) {
        EXPECT_FALSE(has_control_characters(without));
    }
}

TEST(Text, CapitalsAreThoseOfAscii) {
    EXPECT_EQ(to_upper("aZ09_\xC3\xA9"), "AZ09_\xC3\xA9");
    EXPECT_TRUE(equal_ignoring_case("AuthToken", "authTOKEN"));
    EXPECT_FALSE(equal_ignoring_case("AuthToken", "AuthToken "));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
    EXPECT_TRUE(equal_ignoring_case("", ""));
}

TEST(Text, TrimTakesBlanksFromTheEndsOnly) {
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim("a"), "a");
}

// A message quotes what was entered only if it can do no harm there.
TEST(Text, OnlyHarmlessTextIsQuoted) {
    EXPECT_EQ(in_quotes("29ABC"), "\"29ABC\"");
    EXPECT_EQ(in_quotes(std::string(60, 'x')), "\"" + std::string(60, 'x') + "\"");
    EXPECT_EQ(in_quotes(std::string(61, 'x')), "what was entered");
    EXPECT_EQ(in_quotes("\x1B[2J"), "what was entered");
    EXPECT_EQ(in_quotes("\xC2\x9B"
                        "2J"),
              "what was entered");
    EXPECT_EQ(in_quotes("\xFF"), "what was entered");
}

TEST(Text, MomentsAreTheUsersOwn) {
    constexpr std::int64_t moment = 1774708200;  // 2026-03-28 14:30:00 UTC
    EXPECT_EQ(date_and_time(moment, 0), "28 March 2026, 14:30");
    EXPECT_EQ(date_and_time(moment, 330), "28 March 2026, 20:00");
    EXPECT_EQ(date_and_time(moment, -480), "28 March 2026, 06:30");
    EXPECT_EQ(date_and_time(0, 0), "1 January 1970, 00:00");
    EXPECT_EQ(date_and_time(-1, 0), "31 December 1969, 23:59");
    EXPECT_EQ(date_and_time(951782400, 0), "29 February 2000, 00:00");
    EXPECT_EQ(date_and_time(1767205740, 330), "31 December 2025, 23:59");
    EXPECT_EQ(date_and_time(1767205800, 330), "1 January 2026, 00:00");
}

// Logs may name a business only so far that it recognises itself.
TEST(Text, AGstinInALogHidesItsMiddle) {
    EXPECT_EQ(masked_gstin("29AAACP0029A1Z2"), "29***********Z2");
    EXPECT_EQ(masked_gstin(""), "(not a GSTIN)");
    EXPECT_EQ(masked_gstin("API_demo01"), "(not a GSTIN)");
}

}  // namespace
}  // namespace tijori
