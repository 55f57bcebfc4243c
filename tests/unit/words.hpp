// words.hpp - what every message for people must fulfil, and small helpers that several tests share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"

namespace tijori::tests {

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Words that a bookkeeper can read: sentences, nothing from inside a library, no terminal or HTML tricks.
inline void expect_plain_words(const Error& error) {
    for (const std::string& text : {error.message, error.next_step}) {
        EXPECT_TRUE(is_utf8(text)) << error.code;
        EXPECT_FALSE(has_control_characters(text)) << error.code;
        EXPECT_LE(text.size(), 767U) << error.code << ": the ABI's error would cut it";
        ASSERT_GE(text.size(), 10U) << error.code << ": \"" << text << '"';
        EXPECT_TRUE(text.ends_with('.') || text.ends_with('"')) << text;
        EXPECT_TRUE(std::any_of(text.begin(), text.end(), [](char c) { return c == ' '; })) << text;
        for (const std::string_view inside :
             {"xception", "errno", "SSL_", "X509_", "nullptr", "error:0", "{provider}", "  "}) {
            EXPECT_FALSE(contains(text, inside)) << text;
        }
    }
    EXPECT_FALSE(error.code.empty());
    EXPECT_LE(error.code.size(), 31U) << "the ABI's error would cut it";
    EXPECT_TRUE(
        std::all_of(error.code.begin(), error.code.end(), [](char c) { return c > ' ' && c < 0x7F; }));
}

// `size` bytes that count up from `first`: the keys of the protocol page's vectors.
inline std::vector<unsigned char> counting_bytes(unsigned char first, std::size_t size = 32) {
    std::vector<unsigned char> bytes(size);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

}  // namespace tijori::tests
