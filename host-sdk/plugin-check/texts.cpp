// texts.cpp - see texts.hpp.
#include "texts.hpp"

#include <algorithm>

#include "acct/c/text.h"
#include "acct/cpp/result.hpp"

namespace accounting::check {
namespace {

// How many bytes the character at the front takes; 0 if it is none.
std::size_t character(std::string_view text) {
    for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
        if (is_utf8(text.substr(0, size))) {
            return size;
        }
    }
    return 0;
}

std::string escaped(char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    return {'\\', 'x', digits[value >> 4U], digits[value & 15U]};
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    return acct_text_is_utf8(text_of(text)) != 0;
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::size_t size = character(text);
        const auto first = static_cast<unsigned char>(text.front());
        const bool control = first < 0x20 ? first != '\n' : first == 0x7F;
        if (size == 0 || control) {
            shown += escaped(text.front());
            text.remove_prefix(1);
        } else {
            shown += text.substr(0, size);
            text.remove_prefix(size);
        }
    }
    return shown;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t most = 120;
    const std::string shown = printable(text.substr(0, most));
    return '"' + shown + (text.size() > most ? "…\" (" + std::to_string(text.size()) + " bytes)" : "\"");
}

std::string name_of(acct_status status) {
#define ACCT_NAMED(constant) \
    case constant:           \
        return #constant " (" + std::to_string(constant) + ")"
    switch (status) {
        ACCT_NAMED(ACCT_OK);
        ACCT_NAMED(ACCT_ERROR_BAD_ARGUMENT);
        ACCT_NAMED(ACCT_ERROR_BAD_TEXT);
        ACCT_NAMED(ACCT_ERROR_UNKNOWN_ID);
        ACCT_NAMED(ACCT_ERROR_WRONG_THREAD);
        ACCT_NAMED(ACCT_ERROR_WRONG_STATE);
        ACCT_NAMED(ACCT_ERROR_UNSUPPORTED);
        ACCT_NAMED(ACCT_ERROR_INVALID_VALUE);
        ACCT_NAMED(ACCT_ERROR_LOCKED);
        ACCT_NAMED(ACCT_ERROR_NOT_FOUND);
        ACCT_NAMED(ACCT_ERROR_EXISTS);
        ACCT_NAMED(ACCT_ERROR_REFUSED);
        ACCT_NAMED(ACCT_ERROR_CONFIGURATION);
        ACCT_NAMED(ACCT_ERROR_BLOCKED);
        ACCT_NAMED(ACCT_ERROR_REJECTED);
        ACCT_NAMED(ACCT_ERROR_UNREACHABLE);
        ACCT_NAMED(ACCT_ERROR_INSECURE);
        ACCT_NAMED(ACCT_ERROR_PROTOCOL);
        ACCT_NAMED(ACCT_ERROR_STORAGE);
        ACCT_NAMED(ACCT_ERROR_DAMAGED);
        ACCT_NAMED(ACCT_ERROR_TOO_NEW);
        ACCT_NAMED(ACCT_ERROR_CANCELLED);
        ACCT_NAMED(ACCT_ERROR_BUSY);
        ACCT_NAMED(ACCT_ERROR_NO_MEMORY);
        ACCT_NAMED(ACCT_ERROR_FAILED);
        default:
            return "status " + std::to_string(status);
    }
#undef ACCT_NAMED
}

}  // namespace accounting::check
