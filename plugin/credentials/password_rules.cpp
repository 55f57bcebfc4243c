// password_rules.cpp - see password_rules.hpp.
#include "password_rules.hpp"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "credentials/credential.hpp"

namespace tijori {
namespace {

constexpr std::string_view small_letters = "abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view capital_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view readable_digits = "23456789";
// NIC's examples; what most providers take.
constexpr std::string_view usual_specials = "@#$%_!*";

bool is_upper(char c) noexcept {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) noexcept {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_special(char c) noexcept {
    return c > ' ' && c <= '~' && !is_upper(c) && !is_lower(c) && !is_digit(c);
}

template <typename Is>
bool has(std::string_view text, Is is) {
    return std::any_of(text.begin(), text.end(), is);
}

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string spaced(std::string_view characters) {
    std::string text;
    for (const char c : characters) {
        text += text.empty() ? "" : " ";
        text += c;
    }
    return text;
}

char one_of(std::string_view characters) {
    return characters[randombytes_uniform(static_cast<std::uint32_t>(characters.size()))];
}

}  // namespace

std::vector<RuleCheck> check_rules(const irp::PasswordRules& rules, std::string_view password) {
    std::vector<RuleCheck> checks;
    const std::size_t length = characters(password);
    if (rules.least > 0) {
        checks.push_back({say_n(rules.least, "At least {n} character", "At least {n} characters"),
                          length >= static_cast<std::size_t>(rules.least)});
    }
    if (rules.most > 0) {
        checks.push_back({say_n(rules.most, "At most {n} character", "At most {n} characters"),
                          length > 0 && length <= static_cast<std::size_t>(rules.most)});
    }
    if (rules.upper) {
        checks.push_back({say("A capital letter"), has(password, is_upper)});
    }
    if (rules.lower) {
        checks.push_back({say("A small letter"), has(password, is_lower)});
    }
    if (rules.digit) {
        checks.push_back({say("A digit"), has(password, is_digit)});
    }
    if (!rules.specials.empty()) {
        checks.push_back(
            {say("One of the characters {specials}", {{"specials", spaced(rules.specials)}}),
             has(password, [&](char c) { return rules.specials.find(c) != std::string::npos; })});
    }
    if (!rules.special_edges) {
        checks.push_back(
            {say("No special character at the beginning or the end"),
             !password.empty() && !is_special(password.front()) && !is_special(password.back())});
    }
    return checks;
}

bool meets_rules(const irp::PasswordRules& rules, std::string_view password) {
    const std::vector<RuleCheck> checks = check_rules(rules, password);
    return std::all_of(checks.begin(), checks.end(), [](const RuleCheck& one) { return one.met; });
}

std::string password_doubt(const irp::PasswordRules& rules, std::string_view password) {
    if (password.empty()) {
        return {};
    }
    if (std::string blanks = doubt_about(password, "password"); !blanks.empty()) {
        return blanks;
    }
    if (!rules.special_edges && (is_special(password.front()) || is_special(password.back()))) {
        return say("This provider is known to refuse passwords that begin or end with a special character.");
    }
    const std::size_t length = characters(password);
    if (rules.least == 0 && length < 8) {
        return say("This is short: most portals want at least eight characters.");
    }
    if (rules.most == 0 && length > 15) {
        return say("This is long: some portals take no more than fifteen characters.");
    }
    return {};
}

Strength strength_of(std::string_view password, std::string_view user_name) {
    if (password.empty()) {
        return Strength::none;
    }
    const int kinds = (has(password, is_upper) ? 26 : 0) + (has(password, is_lower) ? 26 : 0) +
                      (has(password, is_digit) ? 10 : 0) + (has(password, is_special) ? 16 : 0);
    std::size_t counted = 0;
    for (std::size_t i = 0; i < password.size(); ++i) {
        const int step = i > 0 ? password[i] - password[i - 1] : 2;
        counted += step >= -1 && step <= 1 ? 0 : 1;  // "aaaa", "1234" and "dcba" are hardly more than one
    }
    // Compared in place: a copy in capitals would be a copy of the secret.
    const auto same = [](char left, char right) { return equal_ignoring_case({&left, 1}, {&right, 1}); };
    if (user_name.size() >= 4 && std::search(password.begin(), password.end(), user_name.begin(),
                                             user_name.end(), same) != password.end()) {
        counted -= std::min(counted, user_name.size() - 1);
    }
    const double bits = static_cast<double>(counted) * std::log2(static_cast<double>(std::max(kinds, 2)));
    return bits < 36 ? Strength::weak : bits < 56 ? Strength::fair : Strength::good;
}

std::string strength_words(Strength strength) {
    switch (strength) {
        case Strength::none:
            break;
        case Strength::weak:
            return say("Easy to guess");
        case Strength::fair:
            return say("Fair");
        case Strength::good:
            return say("Hard to guess");
    }
    return {};
}

SecretBytes generate_password(const irp::PasswordRules& rules) {
    const auto least = static_cast<std::size_t>(std::max(rules.least, 8));
    const std::size_t size = rules.most > 0 ? std::max(static_cast<std::size_t>(rules.most), std::size_t{6})
                                            : std::max(least, std::size_t{14});
    const std::string_view specials =
        rules.specials.empty() ? usual_specials : std::string_view(rules.specials);
    SecretBytes made(std::min(size, std::max(least, std::size_t{14})));
    const std::string_view all[] = {small_letters, capital_letters, readable_digits, specials};
    char* const text = reinterpret_cast<char*>(made.data());
    // Drawn until all rules are met: each that meets them is as likely as any other.
    do {
        for (std::size_t i = 0; i < made.size(); ++i) {
            const bool edge = i == 0 || i + 1 == made.size();
            text[i] =
                edge ? one_of(i == 0 ? capital_letters : small_letters) : one_of(all[randombytes_uniform(4)]);
        }
    } while (!has(made.view(), is_upper) || !has(made.view(), is_lower) || !has(made.view(), is_digit) ||
             !has(made.view(), [&](char c) { return specials.find(c) != std::string_view::npos; }) ||
             strength_of(made.view(), {}) == Strength::weak);
    return made;
}

}  // namespace tijori
