// password_rules.hpp - help with choosing an API password: which of the provider's rules one meets, how hard
// it is to guess, and one made at random that meets all of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "irp/profile.hpp"

namespace tijori {

struct RuleCheck {
    std::string words;  // "At least 8 characters"
    bool met = false;
};

// Every rule that the provider is known to have, in the order to be shown.
std::vector<RuleCheck> check_rules(const irp::PasswordRules& rules, std::string_view password);
bool meets_rules(const irp::PasswordRules& rules, std::string_view password);

// What may be wrong with it at this provider, in words; empty if nothing: blanks or, where that is refused,
// special characters at the ends; a length that some portals do not take.
std::string password_doubt(const irp::PasswordRules& rules, std::string_view password);

// A rough measure: what kinds of characters there are and how many, less for repetitions, sequences and what
// stands in the user name. A hint for people, not a proof.
enum class Strength : std::uint8_t { none, weak, fair, good };
Strength strength_of(std::string_view password, std::string_view user_name);
std::string strength_words(Strength strength);

// At random from the system's source, easy to read (no 0 and O, no 1, l and I), all rules met, special
// characters inside only.
SecretBytes generate_password(const irp::PasswordRules& rules);

}  // namespace tijori
