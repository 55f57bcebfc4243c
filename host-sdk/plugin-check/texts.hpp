// texts.hpp - texts as a report shows them, and names of statuses.
#ifndef ACCT_PLUGIN_CHECK_TEXTS_HPP
#define ACCT_PLUGIN_CHECK_TEXTS_HPP

#include <string>
#include <string_view>

#include "acct/abi.h"

namespace accounting::check {

bool is_utf8(std::string_view text) noexcept;

// Bytes that are not UTF-8, and control characters other than line ends, as \xNN.
std::string printable(std::string_view text);
// In quotes, and not longer than a line.
std::string in_quotes(std::string_view text);

// "ACCT_ERROR_LOCKED (21)"
std::string name_of(acct_status status);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_TEXTS_HPP
