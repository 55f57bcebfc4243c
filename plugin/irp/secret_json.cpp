// secret_json.cpp - see secret_json.hpp.
#include "secret_json.hpp"

#include <algorithm>

namespace tijori::irp {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

std::size_t json_escaped_size(std::string_view text) noexcept {
    std::size_t size = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        size += c == '"' || c == '\\' ? 2 : byte < 0x20 ? 6 : 1;
    }
    return size;
}

void SecretWriter::raw(std::string_view text) noexcept {
    std::copy(text.begin(), text.end(), to_.data() + at_);
    at_ += text.size();
}

void SecretWriter::escaped(std::string_view text) noexcept {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            put('\\');
            put(c);
        } else if (byte < 0x20) {
            raw("\\u00");
            put(digits[byte >> 4U]);
            put(digits[byte & 0xFU]);
        } else {
            put(c);
        }
    }
}

SecretBytes secret_object(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    std::size_t size = 2;
    for (const auto& [key, value] : members) {
        size += json_escaped_size(key) + json_escaped_size(value) + 6;
    }
    SecretBytes json(size);
    SecretWriter writer(json);
    writer.raw("{");
    bool first = true;
    for (const auto& [key, value] : members) {
        writer.raw(first ? "\"" : ",\"");
        first = false;
        writer.escaped(key);
        writer.raw("\":\"");
        writer.escaped(value);
        writer.raw("\"");
    }
    writer.raw("}");
    json.shrink(writer.size());
    return json;
}

}  // namespace tijori::irp
