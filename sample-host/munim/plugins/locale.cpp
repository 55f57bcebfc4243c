// locale.cpp - see locale.hpp.
#include "plugins/locale.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/places.hpp"

namespace munim {
namespace {

std::string format(const std::tm& parts, const char* pattern) {
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), pattern, &parts)};
}

}  // namespace

std::string language_tag(std::string_view locale_name) {
    std::string tag{locale_name.substr(0, locale_name.find_first_of(".@"))};
    std::replace(tag.begin(), tag.end(), '_', '-');
    const bool plausible =
        tag.size() >= 2 && tag.size() <= 35 && tag != "POSIX" &&
        std::all_of(tag.begin(), tag.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    return plausible ? tag : "en";
}

std::string environment_language() {
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const auto name = environment(variable)) {
            return language_tag(*name);
        }
    }
    return "en";
}

int32_t local_offset_minutes(int64_t utc_seconds) noexcept {
    const auto time = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    if (localtime_r(&time, &parts) == nullptr) {
        return 0;
    }
    return static_cast<int32_t>(parts.tm_gmtoff / 60);
}

std::string local_time_text(int64_t utc_seconds) {
    const auto time = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    return utc_seconds != 0 && localtime_r(&time, &parts) != nullptr ? format(parts, "%Y-%m-%d %H:%M")
                                                                     : std::string{};
}

std::string utc_time_text(int64_t utc_seconds) {
    const auto time = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    return utc_seconds != 0 && gmtime_r(&time, &parts) != nullptr ? format(parts, "%Y-%m-%dT%H:%M:%SZ")
                                                                  : std::string{};
}

}  // namespace munim
