// Protects against a reader that guesses: whatever RFC 4180 leaves open must be refused with the line's
// number, because a field that ends in the wrong place makes a password out of something else, and every
// file that a spreadsheet really writes must be read to the last byte.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "credentials/csv.hpp"

namespace tijori {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Outcome {
    Rows rows;
    std::vector<std::size_t> lines;
    std::string code;  // of the error that ended it
    std::string message;
};

Outcome read(std::string_view content) {
    Outcome outcome;
    auto reader = CsvReader::open(SecretBytes{content});
    if (!reader) {
        outcome.code = reader.error().code;
        outcome.message = reader.error().message;
        EXPECT_FALSE(reader.error().next_step.empty());
        return outcome;
    }
    CsvReader::Row row;
    for (;;) {
        const auto more = reader->next(row);
        if (!more) {
            outcome.code = more.error().code;
            outcome.message = more.error().message;
            EXPECT_FALSE(more.error().next_step.empty());
            const auto after = reader->next(row);
            EXPECT_TRUE(after && !*after) << "nothing is read after an error";
            return outcome;
        }
        if (!*more) {
            return outcome;
        }
        outcome.rows.emplace_back(row.fields.begin(), row.fields.end());
        outcome.lines.push_back(row.line);
    }
}

// The reading must end in this error, on this line.
void expect_refused(std::string_view content, std::string_view code, std::string_view line) {
    const Outcome outcome = read(content);
    EXPECT_EQ(outcome.code, code) << content;
    EXPECT_TRUE(outcome.message.starts_with(line)) << outcome.message;
}

TEST(Csv, ReadsPlainFields) {
    EXPECT_EQ(read("a,b,c\r\nd,e,f\r\n").rows, (Rows{{"a", "b", "c"}, {"d", "e", "f"}}));
    EXPECT_EQ(read("a,b\nc,d\n").rows, (Rows{{"a", "b"}, {"c", "d"}}));
    EXPECT_EQ(read("a,b\nc,d\r\ne,f").rows, (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}})) << "mixed line ends";
    EXPECT_EQ(read("a").rows, (Rows{{"a"}}));
}

TEST(Csv, KeepsEmptyFieldsAndBlanks) {
    EXPECT_EQ(read("a,,\n,,\n , b ,\"\"\n").rows, (Rows{{"a", "", ""}, {"", "", ""}, {" ", " b ", ""}}));
    EXPECT_EQ(read("a,b,").rows, (Rows{{"a", "b", ""}})) << "a separator at the very end";
    EXPECT_EQ(read("a,\"\"").rows, (Rows{{"a", ""}}));
}

TEST(Csv, ReadsQuotedFields) {
    EXPECT_EQ(read("\"a\",\"b,c\"\r\n\"\"\"\",\"say \"\"hi\"\" now\"\r\n").rows,
              (Rows{{"a", "b,c"}, {"\"", "say \"hi\" now"}}));
    EXPECT_EQ(read("\"\"\"\"\"\",x").rows, (Rows{{"\"\"", "x"}}));
    EXPECT_EQ(read("\"a\"\"\"").rows, (Rows{{"a\""}})) << "a doubled mark just before the end of the file";
}

TEST(Csv, CountsLinesAsAnEditorDoes) {
    const Outcome outcome = read("h,i\r\n\"one\r\ntwo\nthree\",x\r\n\r\n\n\nlast,y");
    EXPECT_EQ(outcome.rows, (Rows{{"h", "i"}, {"one\r\ntwo\nthree", "x"}, {"last", "y"}}));
    EXPECT_EQ(outcome.lines, (std::vector<std::size_t>{1, 2, 8}));
}

TEST(Csv, SkipsAByteOrderMark) {
    EXPECT_EQ(read("\xEF\xBB\xBFGSTIN,User\n1,2\n").rows, (Rows{{"GSTIN", "User"}, {"1", "2"}}));
    EXPECT_EQ(read("\xEF\xBB\xBF\"GSTIN\",User\n").rows, (Rows{{"GSTIN", "User"}}));
    EXPECT_EQ(read("a,\xEF\xBB\xBF").rows, (Rows{{"a", "\xEF\xBB\xBF"}})) << "elsewhere it is a character";
}

TEST(Csv, TellsTheSeparatorFromTheFirstLine) {
    EXPECT_EQ(read("a;b;c\n1,5;2;3\n").rows, (Rows{{"a", "b", "c"}, {"1,5", "2", "3"}}));
    EXPECT_EQ(read("a\tb\n1;2,3\t4\n").rows, (Rows{{"a", "b"}, {"1;2,3", "4"}}));
    EXPECT_EQ(read("\r\n\na;b\n").rows, (Rows{{"a", "b"}})) << "empty lines before it";
    EXPECT_EQ(read("\"x,y,z\";b\n1;2\n").rows, (Rows{{"x,y,z", "b"}, {"1", "2"}})) << "not within quotes";
    EXPECT_EQ(read("alone\n1,2\n").rows, (Rows{{"alone"}, {"1", "2"}})) << "a comma if nothing is known";
}

TEST(Csv, RefusesMalformedQuotes) {
    expect_refused("a,b\nc,d\"e\n", "CSV-QUOTE", "Line 2");
    expect_refused("a,b\n \"c\",d\n", "CSV-QUOTE", "Line 2");
    expect_refused("a,b\n\"c\"d,e\n", "CSV-QUOTE-END", "Line 2");
    expect_refused("a,b\n\"c\" ,e\n", "CSV-QUOTE-END", "Line 2");
    expect_refused("a,b\n\"c\"\re\n", "CSV-QUOTE-END", "Line 2");
    expect_refused("a,b\n\"x\ny\"z,e\n", "CSV-QUOTE-END", "Line 3");
    expect_refused("a,b\nc,\"d\ne,f\n", "CSV-QUOTE-OPEN", "Line 2");
    expect_refused("a,\"", "CSV-QUOTE-OPEN", "Line 1");
    expect_refused("a,\"b\"\"", "CSV-QUOTE-OPEN", "Line 1");
}

TEST(Csv, RefusesLoneCarriageReturns) {
    expect_refused("a,b\rc,d\r", "CSV-LINE-END", "Line 1");
    expect_refused("a,b\nc,d\r", "CSV-LINE-END", "Line 2");
}

TEST(Csv, RefusesWhatIsNotUtf8Text) {
    expect_refused(std::string_view("\xFF\xFEg\0s\0", 6), "CSV-UTF16", "The file is in UTF-16, from line 1");
    expect_refused(std::string_view("\xFE\xFF\0g\0s", 6), "CSV-UTF16", "The file is in UTF-16");
    expect_refused(std::string_view("g\0s\0", 4), "CSV-UTF16", "The file is in UTF-16");
    expect_refused(std::string_view("\0g\0s", 4), "CSV-UTF16", "The file is in UTF-16");
    expect_refused(std::string_view("a,b\nc,\0\n", 8), "CSV-NUL", "Line 2");
    expect_refused(std::string_view("a,b\n\0", 5), "CSV-NUL", "Line 2");
    expect_refused("a,b\nc,caf\xE9\nd,e\n", "CSV-ENCODING", "Line 2");
    expect_refused("a,b\nc,d\ne,\xC0\x80", "CSV-ENCODING", "Line 3");
    expect_refused("a,b\nc,\xE2\x82\nd", "CSV-ENCODING", "Line 2");
}

TEST(Csv, RefusesAnEmptyFile) {
    for (const char* empty : {"", "\xEF\xBB\xBF", "\r\n\n", "  \n"}) {
        EXPECT_EQ(read(empty).code, "CSV-EMPTY");
    }
}

TEST(Csv, RefusesRowsWithoutEnd) {
    EXPECT_EQ(read(std::string(CsvReader::most_fields - 1, ',')).rows.at(0).size(), CsvReader::most_fields);
    expect_refused("a,b\n" + std::string(5'000'000, ','), "CSV-COLUMNS", "Line 2");
}

TEST(Csv, ReadsATenMegabyteFieldAndItsDoubledQuotes) {
    constexpr std::size_t pairs = 5'000'000;
    std::string content = "a,\"";
    content.append(2 * pairs, '"');
    content += "\",z\n";
    const Outcome outcome = read(content);
    ASSERT_EQ(outcome.rows.size(), 1U) << outcome.message;
    EXPECT_EQ(outcome.rows[0][1], std::string(pairs, '"'));
    EXPECT_EQ(outcome.rows[0][2], "z");
}

TEST(Csv, FieldsAreViewsIntoTheReadersMemory) {
    auto reader = CsvReader::open(SecretBytes{std::string_view("\"x\"\"y\",plain\n")});
    ASSERT_TRUE(reader);
    CsvReader::Row row;
    ASSERT_TRUE(reader->next(row));
    const auto* const begin = reinterpret_cast<const char*>(reader->content().data());
    const auto* const end = begin + reader->content().size();
    for (const std::string_view field : row.fields) {
        EXPECT_TRUE(field.data() >= begin && field.data() + field.size() <= end)
            << "a copy of a password would stay in memory that nobody wipes";
    }
}

}  // namespace
}  // namespace tijori
