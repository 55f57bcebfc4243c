// json_lines.cpp - see json_lines.hpp. A reader of JSON's grammar (RFC 8259) that keeps nothing but places.
#include "json_lines.hpp"

#include <algorithm>

namespace tijori {
namespace {

constexpr int deepest = 64;

struct NotJson {};

// Takes the digits at the beginning off; how many there were.
std::size_t take_digits(std::string_view& text) {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
}

bool is_number(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const bool zero = text.starts_with('0');
    const std::size_t whole = take_digits(text);
    if (whole == 0 || (zero && whole > 1)) {
        return false;
    }
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (take_digits(text) == 0) {
            return false;
        }
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) {
            text.remove_prefix(1);
        }
        if (take_digits(text) == 0) {
            return false;
        }
    }
    return text.empty();
}

class Reader {
public:
    Reader(std::string_view text, std::map<std::vector<std::string>, std::size_t>& lines)
        : text_(text), lines_(lines) {}

    void whole() {
        lines_[{}] = 1;
        value(0);
        blanks();
        if (at_ != text_.size()) {
            throw NotJson{};
        }
    }
    std::size_t line() {
        const std::string_view unseen = text_.substr(seen_, at_ - std::min(seen_, at_));
        breaks_ += static_cast<std::size_t>(std::count(unseen.begin(), unseen.end(), '\n'));
        seen_ += unseen.size();
        return 1 + breaks_;
    }

private:
    void blanks() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }
    char next() const {
        if (at_ >= text_.size()) {
            throw NotJson{};
        }
        return text_[at_];
    }
    void expect(char c) {
        if (next() != c) {
            throw NotJson{};
        }
        ++at_;
    }
    // What may follow a backslash; stays there.
    void check_escape() const {
        const char kind = next();
        const bool hexadecimal =
            kind == 'u' && text_.size() - at_ > 4 &&
            text_.substr(at_ + 1, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        if (!hexadecimal && std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
            throw NotJson{};
        }
    }
    // Keys are compared with what a JSON library reads: an escaped key is not found again, which costs a
    // line number.
    std::string string() {
        expect('"');
        std::string content;
        while (next() != '"') {
            if (static_cast<unsigned char>(next()) < 0x20) {
                throw NotJson{};
            }
            if (next() == '\\') {
                content += text_[at_++];
                check_escape();
            }
            content += text_[at_++];
        }
        ++at_;
        return content;
    }
    void value(int depth) {
        if (depth > deepest) {
            throw NotJson{};
        }
        blanks();
        switch (next()) {
            case '{':
                members('}', depth, true);
                break;
            case '[':
                members(']', depth, false);
                break;
            case '"':
                (void)string();
                break;
            default:
                word();
        }
    }
    void members(char end, int depth, bool named) {
        ++at_;
        blanks();
        if (next() == end) {
            ++at_;
            return;
        }
        while (true) {
            blanks();
            if (named) {
                const std::size_t at_line = line();
                path_.push_back(string());
                lines_[path_] = at_line;  // of several the last counts
                blanks();
                expect(':');
            }
            value(depth + 1);
            if (named) {
                path_.pop_back();
            }
            blanks();
            if (next() == end) {
                ++at_;
                return;
            }
            expect(',');
        }
    }
    void word() {
        const auto begin = at_;
        while (at_ < text_.size() &&
               std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) {
            ++at_;
        }
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (word != "true" && word != "false" && word != "null" && !is_number(word)) {
            at_ = begin;
            throw NotJson{};
        }
    }

    std::string_view text_;
    std::map<std::vector<std::string>, std::size_t>& lines_;
    std::vector<std::string> path_;
    std::size_t at_ = 0;
    std::size_t seen_ = 0;  // so far line breaks are counted
    std::size_t breaks_ = 0;
};

}  // namespace

JsonLines::JsonLines(std::string_view text) {
    Reader reader(text, lines_);
    try {
        reader.whole();
    } catch (const NotJson&) {
        mistake_ = reader.line();
    }
}

std::size_t JsonLines::of(const std::vector<std::string>& path) const {
    std::vector<std::string> nearest = path;
    while (true) {
        if (const auto found = lines_.find(nearest); found != lines_.end()) {
            return found->second;
        }
        if (nearest.empty()) {
            return 1;
        }
        nearest.pop_back();
    }
}

}  // namespace tijori
