// terminal_test.cpp - `munim settings` as a program at a terminal: what it takes and gives back, when it
// refuses, and that it never leaves a terminal behind that is of no use.
#include <gtest/gtest.h>

#include <csignal>

#include "base/text.hpp"
#include "child.hpp"
#include "scratch_folder.hpp"
#include "terminal/keys.hpp"
#include "terminal/layout.hpp"
#include "terminal_person.hpp"

namespace {

using munim::terminal::Key;
using munim::terminal::KeyReader;

class TerminalProgram : public testing::Test {
protected:
    std::vector<std::string> words(std::vector<std::string> more = {},
                                   const char* plugin = PAGE_PLUGIN) const {
        std::vector<std::string> all{
            "--data", (folder_ / "data").string(), "--plugin", plugin, "--no-vault-key", "settings"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    ScratchFolder folder_;
};

TEST_F(TerminalProgram, WithoutATerminalItNamesTheOtherWays) {
    const ChildResult piped = run_munim(words());
    EXPECT_EQ(piped.status, 1);
    EXPECT_TRUE(piped.out.empty()) << piped.out;
    for (const char* way : {"terminal", "munim serve", "munim credentials", "munim vault"}) {
        EXPECT_NE(piped.err.find(way), std::string::npos) << piped.err;
    }
    TerminalPerson dumb{words(), {80, 24}, {"TERM=dumb"}};
    EXPECT_TRUE(dumb.waits([&] { return dumb.sent.find("munim serve") != std::string::npos; }));
    EXPECT_EQ(dumb.ends(), 1);
    EXPECT_EQ(dumb.sent.find('\x1B'), std::string::npos);
}

TEST_F(TerminalProgram, WrongUsageIsTold) {
    TerminalPerson person{words({"nothing-like-it"})};
    EXPECT_TRUE(person.sees("desk, small"));
    EXPECT_EQ(person.ends(), 2);
    EXPECT_EQ(run_munim(words({"--json"})).status, 2);
}

TEST_F(TerminalProgram, TheMenuLeadsToPagesAndBack) {
    TerminalPerson person{words()};
    ASSERT_TRUE(person.stands_at("Desk"));
    EXPECT_TRUE(person.has("Hardly anything."));
    person.types("\x1B[B");
    ASSERT_TRUE(person.stands_at("Small"));
    person.types("\r");
    ASSERT_TRUE(person.sees("There is little to set here."));
    person.types("\x1B");
    ASSERT_TRUE(person.stands_at("Small"));
    person.types("\x1B[A\r");
    ASSERT_TRUE(person.stands_at("Branch"));
    person.types("\x1B");
    ASSERT_TRUE(person.stands_at("Desk"));
    person.types("q");
    EXPECT_EQ(person.ends(), 0);
    EXPECT_TRUE(person.terminal_is_restored());
}

TEST_F(TerminalProgram, APageCanBeNamed) {
    TerminalPerson person{words({"small"})};
    ASSERT_TRUE(person.sees("There is little to set here."));
    person.types("\x03");
    EXPECT_EQ(person.ends(), 0);
    EXPECT_TRUE(person.terminal_is_restored());
}

// Protects the user's terminal: however the program ends, what is typed next is seen again.
TEST_F(TerminalProgram, EveryWayOutGivesTheTerminalBack) {
    struct WayOut {
        int number;
        int status;
    };
    for (const auto& [number, status] :
         {WayOut{SIGTERM, 128 + SIGTERM}, WayOut{SIGHUP, 128 + SIGHUP}, WayOut{SIGINT, 128 + SIGINT},
          WayOut{SIGSEGV, 1000 + SIGSEGV}, WayOut{SIGABRT, 1000 + SIGABRT}}) {
        TerminalPerson person{words({"desk"})};
        ASSERT_TRUE(person.stands_at("Branch"));
        EXPECT_FALSE(person.terminal_is_restored());
        person.signals(number);
        EXPECT_EQ(person.ends(), status);
        EXPECT_TRUE(person.terminal_is_restored()) << number;
    }
}

TEST_F(TerminalProgram, EscapeWarnsBeforeWhatWasTypedIsLost) {
    TerminalPerson person{words({"everything"}, FAKE_PLUGIN)};
    ASSERT_TRUE(person.stands_at("Input"));
    person.types("typed");
    ASSERT_TRUE(person.sees("[typed"));
    person.types("\x1B");
    ASSERT_TRUE(person.sees("is not saved"));
    person.types("\x1B");
    EXPECT_EQ(person.ends(), 0);
    EXPECT_TRUE(person.terminal_is_restored());
}

TEST_F(TerminalProgram, TheWindowsSizeIsFollowed) {
    TerminalPerson person{words({"desk"}), {80, 40}};
    ASSERT_TRUE(person.sees("API_user_0"));
    for (const auto& [columns, rows] : {TerminalPerson::Size{40, 24}, {200, 60}, {61, 17}, {100, 12}}) {
        person.resizes(columns, rows);
        ASSERT_TRUE(person.stands_at("Branch")) << columns << person.screen.text();
        EXPECT_EQ(person.screen.row(0).substr(0, 4), "Desk");
        EXPECT_TRUE(person.has("Enter opens the list"));
    }
    person.resizes(12, 4);
    EXPECT_TRUE(person.sees("Make this"));
    person.resizes(80, 24);
    EXPECT_TRUE(person.stands_at("Branch"));
    EXPECT_EQ(person.screen.overflows, 0);
    EXPECT_EQ(person.screen.unknown, 0);
}

TEST_F(TerminalProgram, WithoutColoursTheWordsRemain) {
    for (const bool coloured : {true, false}) {
        TerminalPerson person{words({"desk"}), {80, 40}, {coloured ? "WITH=colours" : "NO_COLOR=1"}};
        ASSERT_TRUE(person.goes_to("Tell"));
        person.types("\r");
        ASSERT_TRUE(person.sees("Error: Told"));
        EXPECT_EQ(person.sent.find("\x1B[36m") != std::string::npos, coloured);
        EXPECT_EQ(person.sent.find("\x1B[1;31m") != std::string::npos, coloured);
    }
}

// ---- keys

std::string kinds_of(KeyReader& reader, std::string_view bytes) {
    std::string found;
    reader.feed(bytes, [&](const Key& key) {
        found += key.pasted ? "p" : "";
        found += key.kind == Key::Kind::character ? std::string{key.text()}
                                                  : "<" + std::to_string(static_cast<int>(key.kind)) + ">";
    });
    return found;
}

std::string name_of(Key::Kind kind) {
    return "<" + std::to_string(static_cast<int>(kind)) + ">";
}

TEST(TerminalKeys, CutAnywhereTheyAreTheSame) {
    const std::string bytes = "a\x1B[A\x1B[3~\x1B[Zश₹\x1B[200~x\ry\x1B[201~\x7F\x1BOH";
    KeyReader whole;
    const std::string expected = kinds_of(whole, bytes);
    EXPECT_EQ(expected, "a" + name_of(Key::Kind::up) + name_of(Key::Kind::erase) +
                            name_of(Key::Kind::back_tab) + "श₹px" + "p" + name_of(Key::Kind::enter) + "py" +
                            name_of(Key::Kind::paste_ended) + name_of(Key::Kind::backspace) +
                            name_of(Key::Kind::home));
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        KeyReader reader;
        const std::string first = kinds_of(reader, std::string_view{bytes}.substr(0, cut));
        EXPECT_EQ(first + kinds_of(reader, std::string_view{bytes}.substr(cut)), expected) << cut;
    }
}

TEST(TerminalKeys, EscapeAloneIsToldByItsSilence) {
    KeyReader reader;
    EXPECT_EQ(kinds_of(reader, "\x1B"), "");
    ASSERT_TRUE(reader.is_waiting());
    int escapes = 0;
    reader.stop_waiting([&](const Key& key) { escapes += key.kind == Key::Kind::escape ? 1 : 0; });
    EXPECT_EQ(escapes, 1);
    EXPECT_FALSE(reader.is_waiting());
    // Bytes that are no key harm nothing.
    for (int byte = 0; byte < 256; ++byte) {
        kinds_of(reader, std::string(40, static_cast<char>(byte)) + "[[;;~");
    }
    KeyReader next;
    EXPECT_EQ(kinds_of(next,
                       "\xFF"
                       "a"),
              name_of(Key::Kind::unknown) + "a");
}

// ---- layout

TEST(TerminalLayout, BreaksBetweenWordsAndNeverInsideALetter) {
    using munim::terminal::wrapped;
    EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("", 7), std::vector<std::string>{""});
    EXPECT_EQ(wrapped("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
    EXPECT_EQ(wrapped("a\n\nb", 7), (std::vector<std::string>{"a", "", "b"}));
    EXPECT_EQ(wrapped("帳簿帳簿", 5), (std::vector<std::string>{"帳簿", "帳簿"}));
    // The vowel sign and the virama stay with their letters.
    EXPECT_EQ(munim::terminal::head_of("कु्ख", 1), "कु्");
    EXPECT_EQ(munim::terminal::tail_of("कु्ख", 1), "ख");
    EXPECT_EQ(munim::display_width("बेंगलुरु"), 4U);
    EXPECT_EQ(munim::terminal::fitted("帳簿帳", 4), "帳… ");
    for (std::size_t width = 1; width < 30; ++width) {
        for (const std::string& line : wrapped("लेखा पुस्तकें और शाखाएँ 帳簿 abcdefghijklmnop", width)) {
            EXPECT_LE(munim::display_width(line), std::max<std::size_t>(width, 2)) << width;
        }
    }
}

TEST(TerminalLayout, ControlCharactersAreWrittenOut) {
    for (const std::string& line : munim::terminal::wrapped("a\x1B[2Jb\rc\xC2\x9Bx\xE2\x80\xAEy", 80)) {
        EXPECT_EQ(line, "a\\x1B[2Jb\\x0Dc\\u{009B}x\\u{202E}y");
    }
}

}  // namespace
