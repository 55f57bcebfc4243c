// gstin.hpp - GSTINs: the 15-character numbers of registrations under India's goods and services tax.
//
// Two digits of the state, the ten characters of the income-tax number (PAN), one for the registration's
// number within the state, one that is normally Z, one check character. The published sandbox GSTINs break
// the check rule, so what is an error in production is a hint in a sandbox.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tijori {

class Gstin {
public:
    // Takes spaces out and makes letters capital. In production the pattern, the state and the check
    // character must be right; in a sandbox two digits and 13 letters or digits suffice.
    static Result<Gstin> parse(std::string_view text, bool production);

    const std::string& text() const noexcept { return text_; }
    std::string state_code() const { return text_.substr(0, 2); }
    // "Karnataka"; empty if there is no state of that number.
    std::string_view state_name() const noexcept;
    // What would be wrong with it in production, in words; empty if nothing.
    const std::string& doubt() const noexcept { return doubt_; }

private:
    explicit Gstin(std::string text) : text_(std::move(text)) {}
    std::string text_;
    std::string doubt_;
};

// The text without white space and in capitals: the form in which GSTINs are stored and compared.
std::string normalized_gstin(std::string_view text);

// The check character of the first 14 characters (capital letters and digits), or nothing if they hold
// something else.
std::optional<char> gstin_check_character(std::string_view first_14);

std::string_view state_name_of(std::string_view state_code) noexcept;

}  // namespace tijori
