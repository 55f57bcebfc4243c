// words_test.cpp - texts in the language of the thread: which language, which form of a number, what stands
// at the places.
#include "base/words.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/result.hpp"
#include "base/text.hpp"

namespace tijori {
namespace {

TEST(Words, TagsOfHindiAreHindiAndAllOthersEnglish) {
    for (const char* hindi : {"hi", "hi-IN", "HI", "hi-Deva-IN", "hi_IN"}) {
        EXPECT_EQ(language_of(hindi), Language::hindi) << hindi;
    }
    for (const char* other : {"", "en", "en-IN", "hil", "h", "mr-IN", "fr", "-hi"}) {
        EXPECT_EQ(language_of(other), Language::english) << other;
    }
}

TEST(Words, AThreadSpeaksTheLanguageOfItsInnermostSpeaking) {
    EXPECT_EQ(cancelled_error().message, "The operation was cancelled.");
    {
        const Speaking hindi(Language::hindi);
        EXPECT_EQ(cancelled_error().message, "यह कार्य रद्द कर दिया गया।");
        EXPECT_EQ(cancelled_error().code, "CANCELLED");
        {
            const Speaking english(Language::english);
            EXPECT_EQ(cancelled_error().message, "The operation was cancelled.");
        }
        EXPECT_EQ(cancelled_error().message, "यह कार्य रद्द कर दिया गया।");
        std::thread([] { EXPECT_EQ(cancelled_error().message, "The operation was cancelled."); }).join();
    }
    EXPECT_EQ(cancelled_error().message, "The operation was cancelled.");
}

TEST(Words, WhatTheCatalogueLacksIsSaidInEnglish) {
    const Speaking hindi(Language::hindi);
    EXPECT_EQ(say("A text that no catalogue has."), "A text that no catalogue has.");
    EXPECT_EQ(say_n(0, "{n} thing that no catalogue has", "{n} things that no catalogue has"),
              "0 things that no catalogue has");
}

TEST(Words, ValuesStandAtTheirPlacesAsTheyAre) {
    EXPECT_EQ(say("{a} and {b}, {a}", {{"a", "x"}, {"b", "{a}"}}), "x and {a}, x");
    EXPECT_EQ(say("{a", {{"a", "x"}}), "{a");
    EXPECT_EQ(say("{other} {a}", {{"a", "x"}}), "{other} x");
    EXPECT_EQ(say("", {{"a", "x"}}), "");
}

TEST(Words, NumbersAreGroupedAsInIndia) {
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(999), "999");
    EXPECT_EQ(number(1000), "1,000");
    EXPECT_EQ(number(99999), "99,999");
    EXPECT_EQ(number(100000), "1,00,000");
    EXPECT_EQ(number(12345678), "1,23,45,678");
    EXPECT_EQ(number(-100000), "-1,00,000");
    EXPECT_EQ(number(-999), "-999");
    EXPECT_EQ(say_n(1, "{n} file in {where}", "{n} files in {where}", {{"where", "x"}}), "1 file in x");
    EXPECT_EQ(say_n(100000, "{n} file", "{n} files"), "1,00,000 files");
}

// What is put together of words that are not the sentence's own.
TEST(Words, ListsAndDatesAreInTheLanguageToo) {
    EXPECT_EQ(listed({"a"}), "a");
    EXPECT_EQ(listed({"a", "b"}), "a and b");
    EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(date_and_time(1795600800, 330), "25 November 2026, 15:30");
    const Speaking hindi(Language::hindi);
    EXPECT_EQ(listed({"a", "b", "c"}), "a, b और c");
    EXPECT_EQ(date_and_time(1795600800, 330), "25 नवंबर 2026, 15:30");
    EXPECT_EQ(in_quotes("\n"), "जो लिखा गया है, वह");
    EXPECT_EQ(utc_text(1795600800), "2026-11-25T10:00:00Z");
}

}  // namespace
}  // namespace tijori
