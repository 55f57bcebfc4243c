// state_names.cpp - see state_names.hpp.
#include "books/state_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace munim {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 40> states{{
    {"01", "Jammu & Kashmir"},
    {"02", "Himachal Pradesh"},
    {"03", "Punjab"},
    {"04", "Chandigarh"},
    {"05", "Uttarakhand"},
    {"06", "Haryana"},
    {"07", "Delhi"},
    {"08", "Rajasthan"},
    {"09", "Uttar Pradesh"},
    {"10", "Bihar"},
    {"11", "Sikkim"},
    {"12", "Arunachal Pradesh"},
    {"13", "Nagaland"},
    {"14", "Manipur"},
    {"15", "Mizoram"},
    {"16", "Tripura"},
    {"17", "Meghalaya"},
    {"18", "Assam"},
    {"19", "West Bengal"},
    {"20", "Jharkhand"},
    {"21", "Odisha"},
    {"22", "Chhattisgarh"},
    {"23", "Madhya Pradesh"},
    {"24", "Gujarat"},
    {"25", "Daman & Diu"},
    {"26", "Dadra & Nagar Haveli and Daman & Diu"},
    {"27", "Maharashtra"},
    {"28", "Andhra Pradesh (before 2014)"},
    {"29", "Karnataka"},
    {"30", "Goa"},
    {"31", "Lakshadweep"},
    {"32", "Kerala"},
    {"33", "Tamil Nadu"},
    {"34", "Puducherry"},
    {"35", "Andaman & Nicobar Islands"},
    {"36", "Telangana"},
    {"37", "Andhra Pradesh"},
    {"38", "Ladakh"},
    {"97", "Other Territory"},
    {"99", "Centre"},
}};

}  // namespace

std::string_view state_of_gstin(std::string_view gstin) noexcept {
    const auto found = std::find_if(states.begin(), states.end(),
                                    [&](const auto& state) { return gstin.substr(0, 2) == state.first; });
    return found != states.end() ? found->second : std::string_view{};
}

}  // namespace munim
