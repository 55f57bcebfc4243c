// books_test.cpp - the books file: the sample, broken files, and that a broken file is never overwritten.
#include "books/books.hpp"

#include <gtest/gtest.h>

#include "scratch_folder.hpp"

using munim::Books;
using munim::open_books;
using munim::parse_books;

namespace {

// The check character of a GSTIN (irp-protocol.md, section 9).
char check_character(const std::string& gstin) {
    const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::size_t sum = 0;
    for (std::size_t index = 0; index < 14; ++index) {
        const std::size_t product = alphabet.find(gstin[index]) * (index % 2 == 0 ? 1 : 2);
        sum += product / 36 + product % 36;
    }
    return alphabet[(36 - sum % 36) % 36];
}

TEST(Books, SampleIsWrittenWhenNothingIsThere) {
    const ScratchFolder folder;
    const Books books = open_books(folder / "books.json");
    ASSERT_FALSE(books.problem);
    EXPECT_EQ(content_of(folder / "books.json"), munim::sample_books());
    EXPECT_EQ(mode_of(folder / "books.json"), 0600U);
    ASSERT_EQ(books.companies.size(), 2U);
    EXPECT_EQ(books.companies[0].name, "Pushpak Traders Private Limited");
    ASSERT_EQ(books.companies[0].registrations.size(), 5U);
    for (const munim::Registration& registration : books.companies[0].registrations) {
        ASSERT_EQ(registration.gstin.size(), 15U);
        EXPECT_EQ(registration.gstin.back(), check_character(registration.gstin)) << registration.gstin;
        EXPECT_EQ(registration.gstin.substr(2, 10), books.companies[0].pan);
    }
    EXPECT_EQ(books.companies[1].registrations.at(0).gstin, "29AAFCD5862R000");
}

TEST(Books, BrokenFileIsExplainedAndLeftAlone) {
    const ScratchFolder folder;
    for (const std::string broken :
         {"", "{\"companies\": [", "[]", "{}", "{\"companies\": 7}", "{\"companies\": [{\"name\": \"A\"}]}",
          "{\"companies\": [{\"name\": 5, \"registrations\": []}]}",
          "{\"companies\": [{\"name\": \"A\", \"registrations\": [{\"unit_name\": \"B\"}]}]}", "\xFF\xFE",
          "null"}) {
        write_to(folder / "books.json", broken);
        const Books books = open_books(folder / "books.json");
        ASSERT_TRUE(books.problem) << broken;
        EXPECT_TRUE(books.companies.empty());
        EXPECT_NE(books.problem->message.find((folder / "books.json").string()), std::string::npos);
        EXPECT_FALSE(books.problem->next_step.empty());
        EXPECT_EQ(content_of(folder / "books.json"), broken);
    }
}

TEST(Books, SaysWhichEntryIsWrong) {
    const auto parsed =
        parse_books(R"({"companies": [{"name": "A", "registrations": [{"gstin": "1"}, {"gstin": ""}]}]})");
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().message.find("company 1, registration 2"), std::string::npos)
        << parsed.error().message;
}

TEST(Books, DanglingLinkIsNotFollowedToWriteTheSample) {
    const ScratchFolder folder;
    std::filesystem::create_symlink(folder / "elsewhere.json", folder / "books.json");
    EXPECT_TRUE(open_books(folder / "books.json").problem);
    EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere.json"));
}

}  // namespace
