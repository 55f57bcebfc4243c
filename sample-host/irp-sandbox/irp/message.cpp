// message.cpp - see message.hpp.
#include "irp/message.hpp"

#include <Poco/Ascii.h>
#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>

namespace irp_sandbox {
namespace {

char folded(char c) {
    return c == '_' ? '-' : static_cast<char>(Poco::Ascii::toLower(c));
}

std::string decoded(std::string_view text) {
    try {
        std::string plain;
        Poco::URI::decode(std::string{text}, plain, true);
        return plain;
    } catch (const Poco::Exception&) {
        return {};  // a broken escape: as good as absent
    }
}

}  // namespace

bool is_header(std::string_view name, std::string_view meant) {
    if (name.size() != meant.size()) {
        return false;
    }
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (folded(name[i]) != folded(meant[i])) {
            return false;
        }
    }
    return true;
}

std::string query_value(const Request& request, std::string_view name) {
    std::string_view rest = request.query;
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && is_header(pair.substr(0, equals), name)) {
            return decoded(pair.substr(equals + 1));
        }
    }
    return {};
}

std::vector<std::string> header_values(const Request& request, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [header_name, value] : request.headers) {
        if (is_header(header_name, name)) {
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
