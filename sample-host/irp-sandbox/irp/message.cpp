// message.cpp - see message.hpp.
#include "irp/message.hpp"

#include <Poco/Ascii.h>
#include <Poco/String.h>

namespace irp_sandbox {
namespace {

char folded(char c) {
    return c == '_' ? '-' : static_cast<char>(Poco::Ascii::toLower(c));
}

bool same_header(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) {
        return false;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (folded(left[i]) != folded(right[i])) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::vector<std::string> header_values(const Request& request, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [header_name, value] : request.headers) {
        if (same_header(header_name, name)) {
            values.push_back(Poco::trim(value));
        }
    }
    return values;
}

std::optional<std::string> header(const Request& request, std::string_view name) {
    for (auto& value : header_values(request, name)) {
        if (!value.empty()) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace irp_sandbox
