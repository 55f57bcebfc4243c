// gstin.cpp - see gstin.hpp.
#include "irp/gstin.hpp"

#include <Poco/Ascii.h>

#include <algorithm>

namespace irp_sandbox {

bool looks_like_gstin(std::string_view text) {
    const auto state_part = text.substr(0, 2);
    const auto rest = text.substr(state_part.size());
    return text.size() == 15 && std::all_of(state_part.begin(), state_part.end(), Poco::Ascii::isDigit) &&
           std::all_of(rest.begin(), rest.end(),
                       [](char c) { return Poco::Ascii::isDigit(c) || Poco::Ascii::isUpper(c); });
}

std::string masked_gstin(std::string_view gstin) {
    if (!looks_like_gstin(gstin)) {
        return "(not a GSTIN)";
    }
    std::string masked{gstin};
    std::fill(masked.begin() + 4, masked.end() - 2, '*');
    return masked;
}

}  // namespace irp_sandbox
