// json.hpp - the little that this program needs of Poco::JSON: ordered objects, compact text, and parsing of
// foreign bytes that answers instead of throwing.
#ifndef IRP_SANDBOX_BASE_JSON_HPP
#define IRP_SANDBOX_BASE_JSON_HPP

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <optional>
#include <string>

namespace irp_sandbox {

// Members are written in the order in which they were set.
Poco::JSON::Object::Ptr new_json_object();

// Compact, without line breaks.
std::string to_json(const Poco::Dynamic::Var& value);
// Indented, ends with a line break; for files that people read.
std::string to_readable_json(const Poco::Dynamic::Var& value);

// Null if the text is not exactly one JSON object.
Poco::JSON::Object::Ptr parse_json_object(const std::string& text);

// Nothing if the member is missing or of another type (a number is not a string here).
std::optional<std::string> string_member(const Poco::JSON::Object& object, const std::string& name);
std::optional<bool> bool_member(const Poco::JSON::Object& object, const std::string& name);
std::optional<std::int64_t> integer_member(const Poco::JSON::Object& object, const std::string& name);

}  // namespace irp_sandbox

#endif
