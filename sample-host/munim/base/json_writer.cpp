// json_writer.cpp - see json_writer.hpp.
#include "base/json_writer.hpp"

#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace munim {

void JsonWriter::separate() {
    if (comma_) {
        text_ += ',';
    }
    comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::shut(char bracket) {
    text_ += bracket;
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    quote(name);
    text_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}

void JsonWriter::quote(std::string_view text) {
    text_ += '"';
    while (!text.empty()) {
        const std::string_view before = text;
        const char32_t character = next_character(text);
        if (character == bad_character) {
            text_ += "\xEF\xBF\xBD";
        } else if (character == U'"' || character == U'\\') {
            text_ += '\\';
            text_ += before.front();
        } else if (character == U'\n') {
            text_ += "\\n";
        } else if (character < 0x20 || character == 0x7F) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(character));
            text_ += code.data();
        } else {
            text_ += before.substr(0, before.size() - text.size());
        }
    }
    text_ += '"';
}

}  // namespace munim
