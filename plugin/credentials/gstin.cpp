// gstin.cpp - see gstin.hpp. Patterns and state codes as published on developer.gst.gov.in and used by other
// implementations.
#include "gstin.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace tijori {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// A pattern has one character for each of the 15: 9 a digit, a a letter, x either, n either but not 0, g, u
// and c as below; a capital letter stands for itself.
constexpr bool in_class(char pattern, char c) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = c >= 'A' && c <= 'Z';
    switch (pattern) {
        case '9':
            return digit;
        case 'a':
            return letter;
        case 'x':
            return digit || letter;
        case 'n':
            return (digit && c != '0') || letter;
        case 'g':  // [Z1-9ABD-J]: ordinary registrations
            return c == 'Z' || (digit && c != '0') || c == 'A' || c == 'B' || (c >= 'D' && c <= 'J');
        case 'u':  // UN bodies and embassies
            return c == 'U' || c == 'O';
        case 'c':  // the Centre's state number, 99
            return c == '9';
        default:
            return pattern == c;
    }
}

constexpr std::array<std::string_view, 7> patterns{
    "99aaaaa9999angx",  // regular, composition, SEZ
    "99aaaa99999a9Z9",  // government department
    "99aaaax9999anDx",  // deducts tax at source
    "99aaaaa9999anCx",  // collects tax at source (e-commerce)
    "9999aaa99999uNx",  // UN body, embassy
    "9999aaa99999NRx",  // non-resident
    "cc99aaa99999OSx",  // online services from abroad
};

bool matches(std::string_view pattern, std::string_view text) {
    return std::equal(pattern.begin(), pattern.end(), text.begin(), text.end(), in_class);
}

struct State {
    std::string_view code;
    std::string_view name;
};

constexpr std::array states{
    State{"01", N_("Jammu and Kashmir")},
    State{"02", N_("Himachal Pradesh")},
    State{"03", N_("Punjab")},
    State{"04", N_("Chandigarh")},
    State{"05", N_("Uttarakhand")},
    State{"06", N_("Haryana")},
    State{"07", N_("Delhi")},
    State{"08", N_("Rajasthan")},
    State{"09", N_("Uttar Pradesh")},
    State{"10", N_("Bihar")},
    State{"11", N_("Sikkim")},
    State{"12", N_("Arunachal Pradesh")},
    State{"13", N_("Nagaland")},
    State{"14", N_("Manipur")},
    State{"15", N_("Mizoram")},
    State{"16", N_("Tripura")},
    State{"17", N_("Meghalaya")},
    State{"18", N_("Assam")},
    State{"19", N_("West Bengal")},
    State{"20", N_("Jharkhand")},
    State{"21", N_("Odisha")},
    State{"22", N_("Chhattisgarh")},
    State{"23", N_("Madhya Pradesh")},
    State{"24", N_("Gujarat")},
    State{"25", N_("Daman and Diu")},
    State{"26", N_("Dadra and Nagar Haveli and Daman and Diu")},
    State{"27", N_("Maharashtra")},
    State{"28", N_("Andhra Pradesh (before 2014)")},
    State{"29", N_("Karnataka")},
    State{"30", N_("Goa")},
    State{"31", N_("Lakshadweep")},
    State{"32", N_("Kerala")},
    State{"33", N_("Tamil Nadu")},
    State{"34", N_("Puducherry")},
    State{"35", N_("Andaman and Nicobar Islands")},
    State{"36", N_("Telangana")},
    State{"37", N_("Andhra Pradesh")},
    State{"38", N_("Ladakh")},
    State{"97", N_("Other Territory")},
    State{"99", N_("Centre")},
};

Error wrong(std::string code, std::string message, std::string next_step) {
    return make_error(ACCT_ERROR_INVALID_VALUE, std::move(code), std::move(message), std::move(next_step),
                      "gstin");
}

}  // namespace

std::optional<char> gstin_check_character(std::string_view first_14) {
    if (first_14.size() != 14) {
        return std::nullopt;
    }
    std::size_t sum = 0;
    for (std::size_t i = 0; i < first_14.size(); ++i) {
        const std::size_t value = alphabet.find(first_14[i]);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        const std::size_t product = value * (i % 2 == 0 ? 1 : 2);
        sum += product / alphabet.size() + product % alphabet.size();
    }
    return alphabet[(alphabet.size() - sum % alphabet.size()) % alphabet.size()];
}

std::string_view state_name_of(std::string_view state_code) noexcept {
    const auto found = std::find_if(states.begin(), states.end(),
                                    [state_code](const State& state) { return state.code == state_code; });
    return found != states.end() ? found->name : std::string_view{};
}

std::string_view Gstin::state_name() const noexcept {
    return state_name_of(std::string_view(text_).substr(0, 2));
}

std::string normalized_gstin(std::string_view text) {
    std::string packed = to_upper(text);
    std::erase_if(packed, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return packed;
}

Result<Gstin> Gstin::parse(std::string_view text, bool production) {
    const std::string packed = normalized_gstin(text);
    if (packed.empty()) {
        return wrong("GSTIN-EMPTY", say("No GSTIN was chosen."), say("Choose one from the list."));
    }
    if (packed.size() != 15) {
        return wrong(
            "GSTIN-LENGTH",
            say("{entered} is not a GSTIN: a GSTIN has 15 characters.", {{"entered", in_quotes(text)}}),
            say("Compare it with the registration certificate."));
    }
    if (!matches("99xxxxxxxxxxxxx", packed)) {
        return wrong("GSTIN-CHARACTERS",
                     say("{entered} is not a GSTIN: it consists of two digits and 13 letters or digits.",
                         {{"entered", in_quotes(text)}}),
                     say("Compare it with the registration certificate."));
    }
    Gstin gstin(packed);
    std::string code;
    if (gstin.state_name().empty()) {
        code = "GSTIN-STATE";
        gstin.doubt_ = say("{gstin} is not a GSTIN: no state has the number {state}.",
                           {{"gstin", packed}, {"state", packed.substr(0, 2)}});
    } else if (!std::any_of(patterns.begin(), patterns.end(),
                            [&](std::string_view pattern) { return matches(pattern, packed); })) {
        code = "GSTIN-PATTERN";
        gstin.doubt_ = say(
            "{gstin} is not a GSTIN: letters and digits are not where they belong (such as 29ABCDE1234F1ZW).",
            {{"gstin", packed}});
    } else if (gstin_check_character(std::string_view(packed).substr(0, 14)) != packed[14]) {
        code = "GSTIN-CHECK";
        gstin.doubt_ = say("{gstin} has a typing error: its last character does not fit the others.",
                           {{"gstin", packed}});
    }
    if (production && !gstin.doubt_.empty()) {
        return wrong(code, gstin.doubt_,
                     say("Compare it with the registration certificate and correct it in your books."));
    }
    return gstin;
}

}  // namespace tijori
