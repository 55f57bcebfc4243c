// terminal_page_test.cpp - every kind of control on the terminal, with plugins that exist for testing: what a
// person sees and types, and what reaches the plugin.
#include <gtest/gtest.h>

#include "fingerprint.hpp"
#include "scratch_folder.hpp"
#include "terminal_person.hpp"

namespace {

constexpr const char* up = "\x1B[A";
constexpr const char* down = "\x1B[B";
constexpr const char* back_tab = "\x1B[Z";

class TerminalPage : public testing::Test {
protected:
    std::vector<std::string> words(const char* page, const char* plugin = PAGE_PLUGIN) const {
        return {"--data", (folder_ / "data").string(), "--plugin", plugin, "--no-vault-key", "settings",
                page};
    }
    ScratchFolder folder_;
};

// Protects every kind of control, at the narrowest and the widest window, also with a kind from the future.
TEST_F(TerminalPage, EveryKindIsShownAtEveryWidth) {
    for (const std::size_t columns : {40U, 80U, 200U}) {
        TerminalPerson person{words("everything", FAKE_PLUGIN), {columns, 70}};
        ASSERT_TRUE(person.stands_at("Input (required)")) << person.screen.text();
        for (const char* text :
             {"Every \"kind\" <of> control", "Received: cbf29ce484222325", "Warning: Notice", "Choice",
              "Secret", "Code", "[ ] Check", "[ Slow ]", "( Off )", "Link", "Progress", "] 1 of 4",
              "29AAACP0029A1Z2", "Verified", "File", "New: a kind from the future"}) {
            EXPECT_TRUE(person.has(text)) << text << columns << person.screen.text();
        }
        EXPECT_FALSE(person.has("a plugin must not do this"));
        EXPECT_EQ(person.screen.overflows, 0);
        EXPECT_EQ(person.screen.unknown, 0);
    }
}

TEST_F(TerminalPage, WhatIsTypedReachesThePlugin) {
    TerminalPerson person{words("everything", FAKE_PLUGIN), {90, 60}};
    ASSERT_TRUE(person.stands_at("Input"));
    person.types("Pqshpak\x1B[D\x1B[D\x1B[D\x1B[D\x1B[D\x7Fu\x1B[F!");  // mended in the middle
    ASSERT_TRUE(person.sees("[Pushpak!"));
    EXPECT_EQ(person.screen.cursor_column, 3U + 8U);
    person.types("\t");
    ASSERT_TRUE(person.stands_at("Secret"));
    person.types("hüsh-wren");
    ASSERT_TRUE(person.sees("Received: " + fingerprint("hüsh-wren")));
    EXPECT_TRUE(person.has("[•••••••••  "));
    EXPECT_EQ(person.screen.cursor_column, 3U + 9U);
    ASSERT_TRUE(person.goes_to("[ ] Check"));
    person.types(" ");
    ASSERT_TRUE(person.sees("[x] Check"));
    person.types(back_tab);
    ASSERT_TRUE(person.stands_at("Code"));
    ASSERT_TRUE(person.goes_to("Slow"));
    person.types("\r");
    ASSERT_TRUE(person.waits([&] { return person.sent.find("( Slow … )") != std::string::npos; }));
    ASSERT_TRUE(person.sees("Done"));
    ASSERT_TRUE(person.goes_to("Table"));
    person.types("\r");
    ASSERT_TRUE(person.sees("[ Edit ]"));
    person.types("\r");
    ASSERT_TRUE(person.sees("table:r1/edit"));
    ASSERT_TRUE(person.goes_to("Link"));
    person.types("\r");
    ASSERT_TRUE(person.sees("link:"));
    EXPECT_TRUE(person.has("[Pushpak!"));
    person.types("q");
    EXPECT_EQ(person.ends(), 0);
    EXPECT_EQ(person.sent.find("wren"), std::string::npos);
    EXPECT_EQ(person.sent.find("hüsh"), std::string::npos);
}

TEST_F(TerminalPage, ASecretIsSeenOnlyWhenAskedFor) {
    TerminalPerson person{words("desk"), {80, 60}};
    ASSERT_TRUE(person.goes_to("Pin"));
    person.types("swift-nest");
    ASSERT_TRUE(person.sees("[••••••••••  "));
    person.types("\x12");
    ASSERT_TRUE(person.sees("[swift-nest  "));
    person.types("\x12");
    ASSERT_TRUE(person.sees_no("swift-nest"));
    person.types("\x12");
    ASSERT_TRUE(person.sees("swift-nest"));
    person.types("\t");  // leaving hides it, too
    ASSERT_TRUE(person.sees_no("swift-nest"));
    // Taken by the plugin: nothing of it is left here.
    ASSERT_TRUE(person.goes_to("Save"));
    person.types("\r");
    ASSERT_TRUE(person.sees("pressed save pin " + fingerprint("swift-nest")));
    EXPECT_FALSE(person.has("•"));
}

TEST_F(TerminalPage, PastedTextIsTextAndNeverACommand) {
    TerminalPerson person{words("desk"), {80, 60}};
    ASSERT_TRUE(person.goes_to("Pin"));
    person.pastes("नीड़ q\tpair\r\n");
    ASSERT_TRUE(person.sees("Part of what was pasted"));
    person.types("\x15");
    ASSERT_TRUE(person.sees_no("Part of what was pasted"));
    person.pastes("नीड़-wren\n");
    ASSERT_TRUE(person.sees("pin=" + fingerprint("नीड़-wren")));
    EXPECT_FALSE(person.has("Part of what was pasted"));
    EXPECT_TRUE(person.stands_at("Pin"));
    ASSERT_TRUE(person.goes_to("Save"));
    person.pastes("q \r");
    person.idles(300);
    EXPECT_TRUE(person.stands_at_button("Save"));
    EXPECT_FALSE(person.has("pressed"));
    EXPECT_EQ(person.sent.find("wren"), std::string::npos);
}

TEST_F(TerminalPage, TenThousandOptionsAreSearchedAsYouType) {
    TerminalPerson person{words("desk"), {80, 40}};
    ASSERT_TRUE(person.stands_at("Branch"));
    person.types("\r");
    ASSERT_TRUE(person.sees("1 of 10000"));
    person.types(up);
    ASSERT_TRUE(person.sees("10000 of 10000"));
    EXPECT_TRUE(person.has("> Branch 9999"));
    person.types("शाखा");
    ASSERT_TRUE(person.sees("1 of 1 that match"));
    EXPECT_TRUE(person.has("> Branch 4711"));
    person.types("\r");
    ASSERT_TRUE(person.sees("Did: branch=b4711"));
    EXPECT_TRUE(person.has("[Branch 4711 · बेंगलुरु शाखा"));
    person.types("branch 471 zzz");
    ASSERT_TRUE(person.sees("Nothing matches"));
    person.types("\x7F\x7F\x7F\x7F");
    ASSERT_TRUE(person.sees("1 of 20 that match"));
    person.types("\x1B");
    ASSERT_TRUE(person.sees("[Branch 4711"));
    EXPECT_EQ(person.screen.overflows, 0);
}

TEST_F(TerminalPage, MistakesGetTheCursor) {
    TerminalPerson person{words("desk"), {80, 24}};
    ASSERT_TRUE(person.goes_to("Save"));
    person.types("\r");
    ASSERT_TRUE(person.stands_at("Name"));
    EXPECT_TRUE(person.has("Error: A name is missing."));
    person.types("A name that is much too long for it");
    ASSERT_TRUE(person.sees("Error: This name is too long. Shorten it."));
    person.types("\x15Pushpak\r");
    ASSERT_TRUE(person.stands_at("[ ] Agree"));
    EXPECT_FALSE(person.has("Error:"));
}

TEST_F(TerminalPage, EscapePressesTheCancelButton) {
    TerminalPerson person{words("desk"), {80, 60}};
    ASSERT_TRUE(person.goes_to("Name"));
    person.types("cancellable");
    ASSERT_TRUE(person.sees("Esc: Cancel"));
    person.types("\x1B");
    ASSERT_TRUE(person.sees("pressed cancel"));
    EXPECT_TRUE(person.sees_no("[ Cancel ]"));
}

// Protects the terminal from a page whose texts are made to steer it.
TEST_F(TerminalPage, TextsCannotSteerTheTerminal) {
    for (const std::size_t columns : {40U, 100U}) {
        TerminalPerson person{words("desk"), {columns, 40}};
        ASSERT_TRUE(person.goes_to("Tell"));
        person.types("\r");
        ASSERT_TRUE(person.sees("a\\x1B]0;owned\\x07z"));
        EXPECT_TRUE(person.has("\\u{202E}w"));
        EXPECT_EQ(person.screen.unknown, 0);
        for (const char* bytes : {"\x1B]", "\x07", "\r", "\xC2\x9B", "\xE2\x80\xAE"}) {
            EXPECT_EQ(person.sent.find(bytes), std::string::npos);
        }
    }
}

TEST_F(TerminalPage, ATableIsMovedThroughSearchedAndActedOn) {
    TerminalPerson person{words("desk"), {80, 40}};
    ASSERT_TRUE(person.goes_to("Branches"));
    EXPECT_TRUE(person.has("GSTIN            User"));
    person.types("\x1B[F");
    ASSERT_TRUE(person.sees("> 29AAACP1199A1Z2"));
    EXPECT_TRUE(person.has("to 200 of 200"));
    EXPECT_TRUE(person.has("शाखा 199"));
    person.types("/user_42");
    ASSERT_TRUE(person.sees("Search: user_42"));
    ASSERT_TRUE(person.sees("Rows 1 to 1 of 1 that match"));
    person.types("\r\r");
    ASSERT_TRUE(person.sees("[ Test ]"));
    EXPECT_TRUE(person.has("( Edit )"));
    person.types(std::string{down} + "\r");  // off: nothing happens
    person.types(std::string{down} + "\r");
    ASSERT_TRUE(person.sees("pressed rows:r42/remove"));
    person.types("\x1B");
    ASSERT_TRUE(person.sees("of 200"));

    // Where the columns do not fit, each row is a card.
    person.resizes(40, 40);
    ASSERT_TRUE(person.sees("Status: Verified"));
    EXPECT_EQ(person.screen.overflows, 0);
}

TEST_F(TerminalPage, ProgressIsDrawnAsItGetsOn) {
    TerminalPerson person{words("desk"), {80, 60}, {"PREFERS_REDUCED_MOTION=1"}};
    ASSERT_TRUE(person.goes_to("Run"));
    person.types("\r");
    ASSERT_TRUE(person.sees("working …"));
    ASSERT_TRUE(person.sees("] 4 of 6"));
    ASSERT_TRUE(person.sees("Did: ran"));
    EXPECT_FALSE(person.has("working"));
    EXPECT_EQ(person.sent.find("Under way … "), std::string::npos);  // no spinner

    TerminalPerson other{words("desk"), {80, 60}};
    ASSERT_TRUE(other.goes_to("Run"));
    other.types("\r");
    ASSERT_TRUE(other.sees("Did: ran"));
    int turns = 0;
    for (const char* mark : {"|", "/", "-", "\\"}) {
        turns += other.sent.find(std::string{"Under way … "} + mark) != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(turns, 2);
}

TEST_F(TerminalPage, AFilesPathIsMadeWhole) {
    TerminalPerson person{words("desk"), {120, 100}, {"HOME=/home/asha"}};
    ASSERT_TRUE(person.goes_to("List"));
    EXPECT_TRUE(person.has("https://portal.example/help"));
    person.types("~/books/../list.csv\t");
    ASSERT_TRUE(person.sees("Did: list=/home/asha/list.csv"));
    EXPECT_TRUE(person.has("[/home/asha/list.csv"));
}

}  // namespace
