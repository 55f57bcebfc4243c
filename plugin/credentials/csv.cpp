// csv.cpp - see csv.hpp.
#include "credentials/csv.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace tijori {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view save_as_utf8 = N_(
    "Save the file again as CSV in UTF-8. Excel calls that \"CSV UTF-8 (Comma delimited)\"; LibreOffice asks "
    "for the character set when it saves.");

// Never quotes the file: it is not known yet which of its bytes are passwords.
Error refused(acct_status status, std::string code, std::string message, std::string next_step) {
    return make_error(status, std::move(code), std::move(message), std::move(next_step), "file");
}

// `english` with {line} in it.
std::string on_line(std::string_view english, std::size_t line) {
    return say(english, {{"line", std::to_string(line)}});
}

std::size_t count_lines(std::string_view text) {
    const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    return text.empty() || text.back() == '\n' ? ends : ends + 1;
}

// UTF-16 says so with a mark, or shows it with the zero half of its first letter.
bool looks_like_utf16(std::string_view text) {
    if (text.size() < 2) {
        return false;
    }
    const auto first = static_cast<unsigned char>(text[0]);
    const auto second = static_cast<unsigned char>(text[1]);
    return (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF) ||
           ((first == 0) != (second == 0));
}

std::size_t first_line_that_is_not_utf8(std::string_view text) {
    std::size_t line = 1;
    // A line's end is a character of its own in UTF-8, so that each line can be looked at alone.
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
        if (!is_utf8(text.substr(0, length))) {
            break;
        }
        text.remove_prefix(length);
        ++line;
    }
    return line;
}

// The separator that occurs most often outside of quotation marks; a comma in doubt.
char separator_of(std::string_view first_line) {
    constexpr std::array<char, 3> separators{',', ';', '\t'};
    std::array<std::size_t, separators.size()> counts{};
    bool quoted = false;
    for (const char letter : first_line) {
        if (letter == '"') {
            quoted = !quoted;
        } else if (letter == '\n' && !quoted) {
            break;
        } else if (!quoted) {
            const auto* const found = std::find(separators.begin(), separators.end(), letter);
            if (found != separators.end()) {
                ++counts[static_cast<std::size_t>(found - separators.begin())];
            }
        }
    }
    const auto* const most = std::max_element(counts.begin(), counts.end());
    return separators[static_cast<std::size_t>(most - counts.begin())];
}

}  // namespace

CsvReader::CsvReader(SecretBytes content)
    : content_(std::move(content)), lines_(count_lines(content_.view())) {
    if (content_.view().starts_with(utf8_mark)) {
        at_ = utf8_mark.size();
    }
    // Empty lines before the first row say nothing about the separator.
    const std::string_view text = content_.view();
    const std::size_t begin = std::min(text.find_first_not_of("\r\n", at_), text.size());
    separator_ = separator_of(text.substr(begin));
}

Result<CsvReader> CsvReader::open(SecretBytes content) {
    const std::string_view text = content.view();
    if (looks_like_utf16(text)) {
        return refused(ACCT_ERROR_BAD_TEXT, "CSV-UTF16",
                       say("The file is in UTF-16, from line 1 on; Excel calls it \"Unicode Text\"."),
                       say(save_as_utf8));
    }
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        return refused(ACCT_ERROR_BAD_TEXT, "CSV-NUL",
                       on_line(N_("Line {line} holds a NUL byte, which no text has: the file is damaged, or "
                                  "not a CSV file."),
                               count_lines(text.substr(0, zero + 1))),
                       say("Export the list as CSV again, and choose that file."));
    }
    if (!is_utf8(text)) {
        return refused(
            ACCT_ERROR_BAD_TEXT, "CSV-ENCODING",
            on_line(
                N_("Line {line} holds characters that are not in UTF-8, the character set that is expected."),
                first_line_that_is_not_utf8(text)),
            say(save_as_utf8));
    }
    const std::string_view after_mark = text.starts_with(utf8_mark) ? text.substr(utf8_mark.size()) : text;
    if (trim(after_mark).empty()) {
        return refused(ACCT_ERROR_INVALID_VALUE, "CSV-EMPTY", say("The file is empty."),
                       say("Choose a file with a line of headings and a line for each credential."));
    }
    return CsvReader(std::move(content));
}

SecretBytes CsvReader::take_content() noexcept {
    at_ = 0;
    return std::move(content_);
}

bool CsvReader::end_of_line() noexcept {
    const std::string_view rest = content_.view().substr(at_);
    const std::size_t length = rest.starts_with('\n') ? 1 : rest.starts_with("\r\n") ? 2 : 0;
    at_ += length;
    line_ += length > 0 ? 1 : 0;
    return length > 0;
}

Result<bool> CsvReader::next(Row& row) {
    row.fields.clear();
    while (end_of_line()) {
    }
    row.line = line_;
    if (at_ == content_.size()) {
        return false;
    }
    for (;;) {
        if (row.fields.size() == most_fields) {
            at_ = content_.size();
            return refused(
                ACCT_ERROR_INVALID_VALUE, "CSV-COLUMNS",
                say("Line {line} has more than {most} fields.",
                    {{"line", std::to_string(row.line)}, {"most", std::to_string(most_fields)}}),
                say("Check that this is the right file. It has to be a CSV file with one credential a "
                    "line."));
        }
        const bool quoted = at_ < content_.size() && content_.data()[at_] == '"';
        Result<std::string_view> field = quoted ? quoted_field() : plain_field();
        if (!field) {
            at_ = content_.size();
            return field.error();
        }
        row.fields.push_back(*field);
        if (at_ == content_.size() || end_of_line()) {
            return true;
        }
        ++at_;  // the separator
    }
}

// Leaves at_ at a separator, a line's end or the end of the file.
Result<std::string_view> CsvReader::plain_field() {
    const std::string_view text = content_.view();
    const std::array<char, 4> stops{separator_, '\n', '\r', '"'};
    const std::size_t begin = at_;
    at_ = std::min(text.find_first_of(std::string_view(stops.data(), stops.size()), begin), text.size());
    if (at_ < text.size() && text[at_] == '"') {
        return refused(
            ACCT_ERROR_INVALID_VALUE, "CSV-QUOTE",
            on_line(N_("Line {line} has a quotation mark inside of a field that does not begin with one."),
                    line_),
            say("Put the whole field in quotation marks, and write each quotation mark within it twice."));
    }
    if (at_ < text.size() && text[at_] == '\r' && !text.substr(at_).starts_with("\r\n")) {
        return refused(ACCT_ERROR_INVALID_VALUE, "CSV-LINE-END",
                       on_line(N_("Line {line} holds a carriage return without a line feed."), line_),
                       say("Save the file again as CSV with the line ends of Windows or Unix, not of an old "
                           "Macintosh."));
    }
    return text.substr(begin, at_ - begin);
}

// As above. Doubled quotation marks are made single by moving up what follows: the field's content never
// leaves the memory that is wiped.
Result<std::string_view> CsvReader::quoted_field() {
    const std::size_t first_line = line_;
    const std::size_t begin = at_ + 1;
    const std::size_t size = content_.size();
    char* const text = reinterpret_cast<char*>(content_.data());
    std::size_t from = begin;
    std::size_t to = begin;
    for (;;) {
        const void* const found = std::memchr(text + from, '"', size - from);
        if (found == nullptr) {
            return refused(ACCT_ERROR_INVALID_VALUE, "CSV-QUOTE-OPEN",
                           on_line(N_("Line {line} has a field that begins with a quotation mark, and the "
                                      "one that ends it is missing."),
                                   first_line),
                           say("Put it at the field's end. If the field itself begins with a quotation mark, "
                               "put the whole "
                               "field in quotation marks and write each quotation mark within it twice."));
        }
        const auto stop = static_cast<std::size_t>(static_cast<const char*>(found) - text);
        line_ += static_cast<std::size_t>(std::count(text + from, text + stop, '\n'));
        if (to != from) {
            std::memmove(text + to, text + from, stop - from);
        }
        to += stop - from;
        from = stop + 1;
        if (from == size || text[from] != '"') {
            break;
        }
        text[to++] = '"';
        ++from;
    }
    at_ = from;
    const std::string_view rest = content_.view().substr(at_);
    if (!rest.empty() && rest.front() != separator_ && rest.front() != '\n' && !rest.starts_with("\r\n")) {
        return refused(
            ACCT_ERROR_INVALID_VALUE, "CSV-QUOTE-END",
            on_line(N_("Line {line} has text after the quotation mark that ends a field."), line_),
            say("If that quotation mark belongs to the field, write it twice; otherwise take out what "
                "follows it, blanks too."));
    }
    return std::string_view(text + begin, to - begin);
}

}  // namespace tijori
