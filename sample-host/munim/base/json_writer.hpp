// json_writer.hpp - writes JSON straight into a string. Poco::JSON would build a tree of variants for every
// view of a page; a view is written many times a second while the user types.
#ifndef MUNIM_BASE_JSON_WRITER_HPP
#define MUNIM_BASE_JSON_WRITER_HPP

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace munim {

class JsonWriter {
public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return shut('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return shut(']'); }

    // The name of the member whose value comes next.
    JsonWriter& key(std::string_view name);

    // Text; bytes that are not UTF-8 become U+FFFD.
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
    JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
    JsonWriter& null() { return raw("null"); }
    // JSON that was written elsewhere.
    JsonWriter& raw(std::string_view json);

    template <typename Value>
    JsonWriter& member(std::string_view name, Value&& content) {
        return key(name).value(std::forward<Value>(content));
    }

    std::string take() { return std::move(text_); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& shut(char bracket);
    void separate();
    void quote(std::string_view text);

    std::string text_;
    bool comma_ = false;  // the next value follows another
};

}  // namespace munim

#endif  // MUNIM_BASE_JSON_WRITER_HPP
