// json_lines.cpp - see json_lines.hpp.
#include "accounts/json_lines.hpp"

#include <cstddef>

namespace irp_sandbox {
namespace {

// Walks valid JSON and writes down where each value begins. It understands only as much as that takes.
class Walker {
public:
    Walker(std::string_view text, std::map<std::string, int>& lines) : text_(text), lines_(lines) {}

    // Recursion is as deep as the document, which the parser before us has bounded.
    void value(const std::string& path) {  // NOLINT(misc-no-recursion)
        skip_space();
        lines_[path] = line_;
        if (peek() == '{') {
            object(path);
        } else if (peek() == '[') {
            array(path);
        } else if (peek() == '"') {
            string();
        } else {
            while (at_ < text_.size() &&
                   std::string_view{",]} \t\r\n"}.find(peek()) == std::string_view::npos) {
                ++at_;
            }
        }
    }

private:
    void object(const std::string& path) {  // NOLINT(misc-no-recursion)
        advance();
        skip_space();
        while (at_ < text_.size() && peek() != '}') {
            const std::string name = string();
            skip_space();
            advance();  // the colon
            value(path.empty() ? name : path + "." + name);
            skip_comma();
        }
        advance();
    }

    void array(const std::string& path) {  // NOLINT(misc-no-recursion)
        advance();
        skip_space();
        for (int i = 0; at_ < text_.size() && peek() != ']'; ++i) {
            value(path + "[" + std::to_string(i) + "]");
            skip_comma();
        }
        advance();
    }

    std::string string() {
        std::string content;
        advance();
        while (at_ < text_.size() && peek() != '"') {
            if (peek() == '\\') {
                advance();
            }
            content += peek();
            advance();
        }
        advance();
        return content;
    }

    void skip_comma() {
        skip_space();
        if (peek() == ',') {
            advance();
            skip_space();
        }
    }

    void skip_space() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(peek()) != std::string_view::npos) {
            advance();
        }
    }

    void advance() {
        if (peek() == '\n') {
            ++line_;
        }
        ++at_;
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::string_view text_;
    std::map<std::string, int>& lines_;
    std::size_t at_ = 0;
    int line_ = 1;
};

}  // namespace

JsonLines::JsonLines(std::string_view text) {
    Walker(text, lines_).value("");
}

int JsonLines::line_of(const std::string& path) const {
    std::string nearest = path;
    for (;;) {
        const auto found = lines_.find(nearest);
        if (found != lines_.end()) {
            return found->second;
        }
        const std::size_t cut = nearest.find_last_of(".[");
        if (cut == std::string::npos) {
            return 1;
        }
        nearest.resize(cut);
    }
}

}  // namespace irp_sandbox
