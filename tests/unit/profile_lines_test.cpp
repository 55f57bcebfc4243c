// profile_lines_test.cpp - the newer settings of a provider profile, and each mistake in one with its line:
// users write these files by hand.
#include <gtest/gtest.h>

#include "irp/profile.hpp"
#include "words.hpp"

namespace tijori::irp {
namespace {

using tests::contains;
using tests::expect_plain_words;

// One setting a line, so that each has a number of its own.
const std::vector<std::string> good{
    "{",                                                                                                // 1
    R"(  "id": "gateway", "name": "Test gateway",)",                                                    // 2
    R"(  "crypto": "ewb-1.03",)",                                                                       // 3
    R"(  "pattern": false,)",                                                                           // 4
    R"(  "extra_headers": {)",                                                                          // 5
    R"(    "X-Gateway-Token": {)",                                                                      // 6
    R"(      "label": "Gateway token",)",                                                               // 7
    R"(      "secret": true},)",                                                                        // 8
    R"(    "X-Gateway-Id": {"label": "Gateway id", "secret": false}},)",                                // 9
    R"(  "environments": {"production": {)",                                                            // 10
    R"(    "base_url": "https://gateway.example",)",                                                    // 11
    R"(    "proxy": "http://proxy.example:3128",)",                                                     // 12
    R"(    "public_key_sha256": "b477a9b813284a846c630901a5f28e3721ba9612211c20840d0a05a39d8bf664",)",  // 13
    R"(    "header_values": {)",                                                                        // 14
    R"(      "X-Gateway-Id": "42"}}},)",                                                                // 15
    R"(  "paths": {)",                                                                                  // 16
    R"(    "rewrite": {)",                                                                              // 17
    R"(      "/eivital/": "/vital/",)",                                                                 // 18
    R"(      "/eivital/v1.04/Master/": "/m/"},)",                                                       // 19
    R"(    "repeatable": ["/eicore/v1.03/Lookup"]},)",                                                  // 20
    R"(  "limits": {)",                                                                                 // 21
    R"(    "logins": 8,)",                                                                              // 22
    R"(    "refusals": 2,)",                                                                            // 23
    R"(    "minutes": 30})",                                                                            // 24
    "}",                                                                                                // 25
};

std::string text_of_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

// The good one with one line replaced.
Result<Profile> parse_with(std::size_t line, const std::string& replacement) {
    std::vector<std::string> lines = good;
    lines[line - 1] = replacement;
    return parse_profile(text_of_lines(lines), "gateway.json", "/nonexistent");
}

TEST(ProfileSettings, TheNewerOnesAreTaken) {
    const auto profile = parse_profile(text_of_lines(good), "gateway.json", "/nonexistent");
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->dialect, Dialect::ewb_103);
    EXPECT_EQ(profile->authenticate_path, "/ewaybillapi/v1.03/auth");
    EXPECT_EQ(profile->auth_token_header, "authtoken");
    ASSERT_EQ(profile->extra_headers.size(), 2U);
    for (const ExtraHeader& header : profile->extra_headers) {
        EXPECT_EQ(header.secret, header.name == "X-Gateway-Token") << header.name;
        EXPECT_EQ(header.label, header.secret ? "Gateway token" : "Gateway id");
    }
    const Environment& at = profile->environments.at("production");
    EXPECT_EQ(at.proxy, "http://proxy.example:3128");
    EXPECT_EQ(at.public_key_sha256.substr(0, 8), "b477a9b8");
    EXPECT_EQ(at.header_values.at("X-Gateway-Id"), "42");
    EXPECT_EQ(profile->path("/eivital/v1.04/auth"), "/vital/v1.04/auth");
    EXPECT_EQ(profile->path("/eivital/v1.04/Master/gstin/1"), "/m/gstin/1") << "the longest beginning counts";
    EXPECT_EQ(profile->path("/eicore/v1.03/Invoice"), "/eicore/v1.03/Invoice");
    EXPECT_TRUE(profile->may_repeat("/eicore/v1.03/Lookup/7"));
    EXPECT_FALSE(profile->may_repeat("/eicore/v1.03/Invoice"));
    EXPECT_EQ(profile->limits.logins, 8);
    EXPECT_EQ(profile->limits.refusals, 2);
    EXPECT_EQ(profile->limits.minutes, 30);
}

struct Mistake {
    std::size_t line;
    std::string text;
    std::string words;
};

TEST(ProfileSettings, EachMistakeIsToldWithItsLine) {
    const std::vector<Mistake> mistakes{
        {3, R"(  "crypto": "ewb-1.04",)", "\"ewb-1.03\""},
        {3, R"(  "crypto": 1.03,)", "\"crypto\" must be a text"},
        {4, R"(  "pattern": "no",)", "\"pattern\" must be true or false"},
        {4, R"(  "patern": false,)", "\"patern\" is not a setting"},
        {6, R"(    "X Gateway": {)", "\"X Gateway\" is not the name of an HTTP header"},
        {7, R"(      "lable": "Gateway token",)", "\"lable\" is not a setting"},
        {6, R"(    "X-Gateway-Token": {"secret": true}, "X-Other": {)", "\"label\" is missing"},
        {8, R"(      "secret": 1},)", "\"secret\" must be true or false"},
        {9, R"(    "X-Gateway-Id": "Gateway id"},)", "\"X-Gateway-Id\" must be an object in braces"},
        {12, R"(    "proxy": 3128,)", "\"proxy\" must be a text"},
        {12, R"(    "proxy": "https://proxy.example",)", "\"proxy\""},
        {12, R"(    "proxy": "socks5://proxy.example",)", "\"proxy\""},
        {12, R"(    "proxy": "http://",)", "\"proxy\""},
        {13, R"(    "public_key_sha256": "B477",)", "64 hexadecimal digits"},
        {13, R"(    "token_minutes": 18446744073709551615,)", "\"token_minutes\" must be"},
        {15, R"(      "X-Gateway-Name": "42"}}},)", "\"X-Gateway-Name\" is not a setting"},
        {15, R"(      "X-Gateway-Id": 42}}},)", "\"X-Gateway-Id\" must be a text"},
        {18, R"(      "eivital/": "/vital/",)", "must begin with a slash"},
        {18, R"(      "/eivital/": "vital/",)", "must begin with a slash"},
        {19, R"(      "/eivital/v1.04/Master/": ""},)", "is missing or empty"},
        {20, R"(    "repeatable": "/eicore/v1.03/Lookup"},)", "must be a list in brackets"},
        {20, R"(    "repeatable": ["/eicore", 5]},)", "must hold texts in quotes only"},
        {20, R"(    "repeatable": ["eicore"]},)", "must begin with a slash"},
        {20, R"(    "repeatable": [""]},)", "must begin with a slash"},
        {22, R"(    "logins": 0,)", "\"logins\" must be between 1 and"},
        {22, R"(    "login": 8,)", "\"login\" is not a setting that \"limits\" has"},
        {23, R"(    "refusals": -1,)", "\"refusals\" must be between 1 and"},
        {23, R"(    "refusals": 2.5,)", "\"refusals\" must be a whole number"},
        {24, R"(    "minutes": 1441})", "\"minutes\" must be between 1 and 1440"},
        {24, R"(    "minutes": "30"})", "\"minutes\" must be a whole number"},
        {24, R"(    "minutes": 30)", "not valid JSON"},
    };
    for (const Mistake& mistake : mistakes) {
        const auto profile = parse_with(mistake.line, mistake.text);
        ASSERT_FALSE(profile) << mistake.text;
        const std::string& message = profile.error().message;
        const std::size_t line = mistake.words == "not valid JSON" ? 26 : mistake.line;
        EXPECT_TRUE(contains(message, "gateway.json cannot be used: line " + std::to_string(line) + ": "))
            << mistake.text << "\n"
            << message;
        EXPECT_TRUE(contains(message, mistake.words)) << mistake.text << "\n" << message;
        expect_plain_words(profile.error());
    }
}

// A proxy's password is a secret in a file that may have a mistake in it.
TEST(ProfileSettings, AProxysPasswordIsNotRepeated) {
    const auto profile = parse_with(12, R"(    "proxy": "https://clerk:hush-hush@proxy.example",)");
    ASSERT_FALSE(profile);
    EXPECT_FALSE(contains(profile.error().message, "hush")) << profile.error().message;
    EXPECT_TRUE(parse_with(12, R"(    "proxy": "http://clerk:hush-hush@proxy.example",)"));
}

}  // namespace
}  // namespace tijori::irp
