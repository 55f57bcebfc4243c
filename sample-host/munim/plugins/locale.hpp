// locale.hpp - the user's language and time zone, from the environment.
#ifndef MUNIM_PLUGINS_LOCALE_HPP
#define MUNIM_PLUGINS_LOCALE_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace munim {

// "hi_IN.UTF-8" -> "hi-IN". "C", "POSIX" and what is no locale name give "en".
std::string language_tag(std::string_view locale_name);

// From LC_ALL, LC_MESSAGES, LANG, the first that is set.
std::string environment_language();

// Offset of local time from UTC at a time.
int32_t local_offset_minutes(int64_t utc_seconds) noexcept;

// "2026-11-24 15:41" in local time; "" for 0.
std::string local_time_text(int64_t utc_seconds);

// "2026-11-24T10:11:12Z"; "" for 0.
std::string utc_time_text(int64_t utc_seconds);

}  // namespace munim

#endif  // MUNIM_PLUGINS_LOCALE_HPP
