// csv.hpp - reads comma-separated values strictly as RFC 4180 says, row by row, out of memory that may hold
// passwords: nothing is copied, a field is a view into the reader's own wiped memory.
//
// Beyond RFC 4180: lines may also end with LF alone; the separator may be a semicolon or a tab, told from the
// first line; a UTF-8 byte order mark is skipped; empty lines are skipped. Whatever is in doubt is refused
// with the line's number: a guess about where a field ends could make a password out of something else.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace tijori {

class CsvReader {
public:
    static constexpr std::size_t most_fields = 1000;  // of one row; no spreadsheet for people has more

    struct Row {
        std::size_t line = 0;  // where it begins, counted as an editor counts; the first is 1
        // Valid as long as the reader, or what take_content() gave.
        std::vector<std::string_view> fields;
    };

    // Takes the file's content. Refuses an empty file and what is not UTF-8 text, before the first row.
    static Result<CsvReader> open(SecretBytes content);

    // Reads the next row into `row` (whose memory is used again). False at the end of the file. After an
    // error nothing more can be read, because it is not known where the next row begins.
    Result<bool> next(Row& row);

    char separator() const noexcept { return separator_; }
    std::size_t lines() const noexcept { return lines_; }

    // The memory that the fields view. What fields held in doubled quotation marks is changed in place.
    SecretBytes& content() noexcept { return content_; }
    SecretBytes take_content() noexcept;

private:
    explicit CsvReader(SecretBytes content);

    Result<std::string_view> quoted_field();
    Result<std::string_view> plain_field();
    // Steps over a line's end, if here is one.
    bool end_of_line() noexcept;

    SecretBytes content_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t lines_ = 0;
    char separator_ = ',';
};

}  // namespace tijori
