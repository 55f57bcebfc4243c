// portal_rules.cpp - see portal_rules.hpp.
#include "portal/portal_rules.hpp"

#include <Poco/Ascii.h>

#include <algorithm>

namespace irp_sandbox {
namespace {

using Poco::Ascii;

constexpr std::size_t least_password = 8;
constexpr std::size_t most_api_password = 15;
constexpr std::size_t shown_at_each_end = 2;

bool has(std::string_view text, bool (*kind)(int)) {
    return std::any_of(text.begin(), text.end(), [&](char c) { return kind(c); });
}

bool all(std::string_view text, bool (*kind)(int)) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return kind(c); });
}

bool has_one_of(std::string_view text, std::string_view characters) {
    return text.find_first_of(characters) != std::string_view::npos;
}

std::string dots(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "•";
    }
    return text;
}

}  // namespace

bool is_account_password(std::string_view text) {
    return text.size() >= least_password && has(text, Ascii::isAlpha) && has(text, Ascii::isDigit) &&
           has(text, Ascii::isPunct);
}

bool is_api_password(std::string_view text) {
    return text.size() >= least_password && text.size() <= most_api_password && has(text, Ascii::isUpper) &&
           has(text, Ascii::isLower) && has(text, Ascii::isDigit) && has_one_of(text, "%$#@_!*");
}

bool is_api_user_name(std::string_view text) {
    return text.size() >= 3 && text.size() <= 50 &&
           all(text, [](int c) { return Ascii::isAlphaNumeric(c) || c == '_'; });
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && at == text.rfind('@') &&
           text.size() <= 254 && all(text, [](int c) { return Ascii::isPrintable(c) && c != ' '; });
}

bool is_mobile_number(std::string_view text) {
    return text.size() == 10 && all(text, Ascii::isDigit);
}

std::string masked_email(std::string_view email) {
    const std::size_t at = std::min(email.find('@'), email.size());
    return std::string{email.substr(0, 1)} + dots(3) + std::string{email.substr(at)};
}

std::string masked_mobile_number(std::string_view number) {
    return dots(6) + std::string{number.substr(number.size() - std::min<std::size_t>(number.size(), 4))};
}

std::string masked_password(std::string_view password) {
    // One that a hand-written accounts.json made too short would otherwise be shown whole.
    if (password.size() < least_password) {
        return dots(8);
    }
    return std::string{password.substr(0, shown_at_each_end)} + dots(8) +
           std::string{password.substr(password.size() - shown_at_each_end)};
}

}  // namespace irp_sandbox
