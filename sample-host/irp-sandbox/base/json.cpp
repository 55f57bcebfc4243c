// json.cpp - see json.hpp.
#include "base/json.hpp"

#include <Poco/JSON/JSONException.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>

#include <sstream>

namespace irp_sandbox {
namespace {

Poco::Dynamic::Var member(const Poco::JSON::Object& object, const std::string& name) {
    return object.get(name);
}

}  // namespace

Poco::JSON::Object::Ptr new_json_object() {
    return new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

std::string to_json(const Poco::Dynamic::Var& value) {
    std::ostringstream text;
    Poco::JSON::Stringifier::stringify(value, text);
    return text.str();
}

std::string to_readable_json(const Poco::Dynamic::Var& value) {
    std::ostringstream text;
    Poco::JSON::Stringifier::stringify(value, text, 2);
    text << '\n';
    return text.str();
}

Poco::JSON::Object::Ptr parse_json_object(const std::string& text) {
    try {
        Poco::JSON::Parser parser;
        const Poco::Dynamic::Var value = parser.parse(text);
        if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
            return value.extract<Poco::JSON::Object::Ptr>();
        }
    } catch (const Poco::Exception&) {
        // Not JSON: the caller decides what that means.
    }
    return nullptr;
}

std::optional<std::string> string_member(const Poco::JSON::Object& object, const std::string& name) {
    const auto value = member(object, name);
    if (value.isEmpty() || !value.isString()) {
        return std::nullopt;
    }
    return value.extract<std::string>();
}

std::optional<bool> bool_member(const Poco::JSON::Object& object, const std::string& name) {
    const auto value = member(object, name);
    if (value.isEmpty() || !value.isBoolean()) {
        return std::nullopt;
    }
    return value.extract<bool>();
}

std::optional<std::int64_t> integer_member(const Poco::JSON::Object& object, const std::string& name) {
    const auto value = member(object, name);
    if (value.isEmpty() || !value.isInteger()) {
        return std::nullopt;
    }
    try {
        return value.convert<std::int64_t>();
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

}  // namespace irp_sandbox
