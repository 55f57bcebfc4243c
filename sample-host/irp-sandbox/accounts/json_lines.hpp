// json_lines.hpp - on which line of a JSON text a value stands, so that a complaint about a hand-written file
// can point at it.
#ifndef IRP_SANDBOX_ACCOUNTS_JSON_LINES_HPP
#define IRP_SANDBOX_ACCOUNTS_JSON_LINES_HPP

#include <map>
#include <string>
#include <string_view>

namespace irp_sandbox {

// Values are named as in "users[2].gstin". The text must be valid JSON (parse it first).
class JsonLines {
public:
    explicit JsonLines(std::string_view text);

    // The line of the value, or of its nearest enclosing value if it is missing; 1 at worst.
    int line_of(const std::string& path) const;

private:
    std::map<std::string, int> lines_;
};

}  // namespace irp_sandbox

#endif
