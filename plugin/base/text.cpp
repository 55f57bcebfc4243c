// text.cpp - see text.hpp.
#include "text.hpp"

#include <array>
#include <chrono>
#include <cstddef>

#include "base/words.hpp"

namespace tijori {
namespace {

char upper(char letter) noexcept {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        std::size_t more = 0;
        std::uint32_t point = 0;
        std::uint32_t least = 0;
        if (lead < 0x80) {
            ++i;
            continue;
        }
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
            point = lead & 0x1FU;
            least = 0x80;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            point = lead & 0x0FU;
            least = 0x800;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            point = lead & 0x07U;
            least = 0x10000;
        } else {
            return false;
        }
        if (text.size() - i <= more) {
            return false;
        }
        for (std::size_t k = 1; k <= more; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0U) != 0x80U) {
                return false;
            }
            point = (point << 6U) | (next & 0x3FU);
        }
        if (point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
            return false;
        }
        i += more + 1;
    }
    return true;
}

bool has_control_characters(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || c1) {
            return true;
        }
    }
    return false;
}

std::string to_upper(std::string_view text) {
    std::string result(text);
    for (char& letter : result) {
        letter = upper(letter);
    }
    return result;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size()) {
        return false;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (upper(left[i]) != upper(right[i])) {
            return false;
        }
    }
    return true;
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (text.size() > longest || !is_plain_text(text)) {
        return say("what was entered");
    }
    return "\"" + std::string(text) + "\"";
}

namespace {

void append_two(std::string& text, char before, long long number) {
    text += before;
    text += number < 10 ? "0" : "";
    text += std::to_string(number);
}

}  // namespace

std::string utc_text(std::int64_t utc_seconds) {
    using namespace std::chrono;
    const sys_seconds moment{seconds{utc_seconds}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::string text = std::to_string(static_cast<int>(date.year()));
    append_two(text, '-', static_cast<unsigned>(date.month()));
    append_two(text, '-', static_cast<unsigned>(date.day()));
    append_two(text, 'T', time.hours().count());
    append_two(text, ':', time.minutes().count());
    append_two(text, ':', time.seconds().count());
    return text + 'Z';
}

std::string date_and_time(std::int64_t utc_seconds, int utc_offset_minutes) {
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 12> months{
        N_("January"), N_("February"), N_("March"),     N_("April"),   N_("May"),      N_("June"),
        N_("July"),    N_("August"),   N_("September"), N_("October"), N_("November"), N_("December")};
    const sys_seconds moment{seconds{utc_seconds + std::int64_t{utc_offset_minutes} * 60}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::string text = std::to_string(static_cast<unsigned>(date.day()));
    text += ' ';
    text += say(months.at(static_cast<unsigned>(date.month()) - 1));
    text += ' ';
    text += std::to_string(static_cast<int>(date.year()));
    text += ',';
    append_two(text, ' ', time.hours().count());
    append_two(text, ':', time.minutes().count());
    return text;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
        text = i + 1 == names.size() ? say("{names} and {last}", {{"names", text}, {"last", names[i]}})
                                     : text + ", " + names[i];
    }
    return text;
}

std::string masked_gstin(std::string_view gstin) {
    if (gstin.size() != 15) {
        return "(not a GSTIN)";
    }
    return std::string(gstin.substr(0, 2)) + "***********" + std::string(gstin.substr(13));
}

}  // namespace tijori
