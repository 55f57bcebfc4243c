// json_lines_test.cpp - a message about a file that a person wrote names the line, and the right one.
#include "base/json_lines.hpp"

#include <gtest/gtest.h>

namespace tijori {
namespace {

TEST(JsonLines, FindMembersByTheirKeys) {
    const JsonLines lines(
        "{\n"
        "  \"a\": 1, \"b\": {\r\n"
        "    \"a\": \"x\\\"}\",\n"
        "\n"
        "    \"list\": [1, {\"inside\": true},\n"
        "      2], \"last\": null\n"
        "  },\n"
        "  \"c\": -1.5e+3}\n");
    EXPECT_FALSE(lines.mistake());
    EXPECT_EQ(lines.of({}), 1U);
    EXPECT_EQ(lines.of({"a"}), 2U);
    EXPECT_EQ(lines.of({"b"}), 2U);
    EXPECT_EQ(lines.of({"b", "a"}), 3U);
    EXPECT_EQ(lines.of({"b", "list"}), 5U);
    EXPECT_EQ(lines.of({"b", "last"}), 6U);
    EXPECT_EQ(lines.of({"c"}), 8U);
    EXPECT_EQ(lines.of({"b", "missing"}), 2U) << "of the nearest above it";
    EXPECT_EQ(lines.of({"missing", "missing"}), 1U);
}

// Of two members with one name the last counts, for JSON libraries as well.
TEST(JsonLines, TheLastOfTwoMembersCounts) {
    EXPECT_EQ(JsonLines("{\"a\": 1,\n\"a\": 2}").of({"a"}), 2U);
}

TEST(JsonLines, GoodJsonHasNoMistake) {
    for (const char* text :
         {"{}", "[]", " \r\n\t1 ", "\"\"", "true", "false", "null", "-0", "0.5", "1e9", "1E-9", "[[],{}]",
          R"("\"\\\/\b\f\n\r\t\u20b9")", "{\"\": \"\"}", "\"\xE2\x82\xB9\""}) {
        EXPECT_FALSE(JsonLines(text).mistake()) << text;
    }
}

TEST(JsonLines, AMistakeIsToldByItsLine) {
    const std::vector<std::pair<std::string, std::size_t>> mistakes{
        {"", 1},
        {"\n\n", 3},
        {"{\n\"a\": 1\n\"b\": 2\n}", 3},  // no comma
        {"{\n\"a\": 1,\n}", 3},           // one too many
        {"{\n\"a\" 1}", 2},               // no colon
        {"{\n\n  a: 1}", 3},              // no quotes
        {"{\n\"a\": yes\n}", 2},          // no word of JSON
        {"{\n\"a\": TRUE}", 2},           //
        {"{\n\"a\": \"x\n\"}", 2},        // a line break in a text
        {"[1,\n2", 2},                    // no end
        {"{\"a\":\n[1}\n]", 2},           // the wrong end
        {"{}\n{}", 2},                    // two
        {"{\n\"a\": 'x'}", 2},            // other quotes
        {"{\n// no\n\"a\": 1}", 2},       // a comment
        {"[\n1-2]", 2},                   // no number, nor are these:
        {"[\n01]", 2},
        {"[\n.5]", 2},
        {"[\n5.]", 2},
        {"[\n1e]", 2},
        {"[\n+1]", 2},
        {"[\n-]", 2},
        {"[\n\"\\q\"]", 2},  // no escape
        {"[\n\"\\u12g4\"]", 2},
        {"{\"a\":\n\"x", 2},
        {"{\"a\":\n\"x\\", 2},
        {"\xEF\xBB\xBF{}", 1},
    };
    for (const auto& [text, line] : mistakes) {
        const JsonLines lines(text);
        ASSERT_TRUE(lines.mistake()) << text;
        EXPECT_EQ(*lines.mistake(), line) << text;
    }
}

TEST(JsonLines, NeitherDepthNorSizeExhaustsIt) {
    EXPECT_TRUE(JsonLines(std::string(1'000'000, '[')).mistake());
    std::string many = "{";
    for (int i = 0; i < 10'000; ++i) {
        many += "\"k" + std::to_string(i) + "\":\n" + std::to_string(i) + ",";
    }
    many += "\"last\": 1}";
    EXPECT_EQ(JsonLines(many).of({"last"}), 10'001U);
}

}  // namespace
}  // namespace tijori
