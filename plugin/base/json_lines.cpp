// json_lines.cpp - see json_lines.hpp. A reader of JSON's grammar (RFC 8259) that keeps nothing but places.
#include "json_lines.hpp"

#include <algorithm>

namespace tijori {
namespace {

constexpr int deepest = 64;

struct NotJson {};

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
    std::size_t line() const {
        const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size()));
        return 1 + static_cast<std::size_t>(std::count(text_.begin(), end, '\n'));
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
                (void)next();
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
                lines_.emplace(path_, at_line);
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
        const bool number =
            !word.empty() && word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
        if (word != "true" && word != "false" && word != "null" && !number) {
            at_ = begin;
            throw NotJson{};
        }
    }

    std::string_view text_;
    std::map<std::vector<std::string>, std::size_t>& lines_;
    std::vector<std::string> path_;
    std::size_t at_ = 0;
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
