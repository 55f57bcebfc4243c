// error_catalogue.cpp - see error_catalogue.hpp. Numbers are re-used by some IRPs, so an unknown code falls
// back on keywords of the message, and a code whose message contradicts it is read by its message (3052).
#include "error_catalogue.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "irp/error_table.hpp"

namespace tijori::irp {
namespace {

acct_status status_of(Action action) {
    switch (action) {
        case Action::ask_password:
        case Action::ask_user_name:
            return ACCT_ERROR_REFUSED;
        case Action::blocked:
            return ACCT_ERROR_BLOCKED;
        case Action::configuration:
            return ACCT_ERROR_CONFIGURATION;
        case Action::later:
            return ACCT_ERROR_UNREACHABLE;
        case Action::our_fault:
            return ACCT_ERROR_PROTOCOL;
        case Action::authenticate_again:
        case Action::document:
            break;
    }
    return ACCT_ERROR_REJECTED;
}

std::string field_of(Action action) {
    switch (action) {
        case Action::ask_password:
            return "password";
        case Action::ask_user_name:
            return "user-name";
        default:
            return "";
    }
}

bool mentions(std::string_view message, std::string_view word) {
    return to_upper(message).find(to_upper(word)) != std::string::npos;
}

// What a provider itself wrote, made safe to show: valid UTF-8, no control characters, not endless.
std::string quotable(std::string_view message) {
    std::string text(trim(message));
    if (!is_utf8(text)) {
        return say("(unreadable text)");
    }
    // Control characters (those from U+0080 on take two bytes) and blanks between words become one blank.
    std::string words;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool two = has_control_characters(std::string_view(text).substr(at, 2)) &&
                         static_cast<unsigned char>(text[at]) == 0xC2U;
        if (!two && text[at] != ' ' && !has_control_characters(std::string_view(text).substr(at, 1))) {
            words += text[at];
        } else if (!words.empty() && words.back() != ' ') {
            words += ' ';
        }
        at += two ? 1 : 0;
    }
    text = trim(words);
    if (text.size() > 300) {
        std::size_t end = 300;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += "…";
    }
    return text;
}

ErrorMeaning made(const ErrorEntry& entry, std::string_view message, std::string_view provider) {
    std::string words = say(entry.message, {{"provider", provider}});
    // What an IRP says about a document names the item that is wrong.
    if (const std::string quoted = entry.action == Action::document ? quotable(message) : std::string{};
        !quoted.empty()) {
        words += " " + say("{provider} says: \"{message}\"", {{"provider", provider}, {"message", quoted}});
    }
    return {entry.action, make_error(status_of(entry.action), "IRP-" + std::string(entry.code),
                                     std::move(words), say(entry.next_step), field_of(entry.action))};
}

}  // namespace

ErrorMeaning meaning_of(std::string_view code, std::string_view message, std::string_view provider,
                        Dialect dialect) {
    if (const ErrorEntry* known = find_error(dialect, code)) {
        return made(*known, message, provider);
    }
    // Some gateways pass on messages without a code, and one IRP re-uses 3052 for a failure while logging in.
    const bool usual =
        !code.empty() && std::all_of(code.begin(), code.end(), [](char c) { return c > ' ' && c < 0x7F; });
    const std::string shown = usual ? std::string(code.substr(0, 20)) : std::string("MESSAGE");
    if (mentions(message, "password has expired")) {
        return {
            Action::ask_password,
            make_error(ACCT_ERROR_REFUSED, "IRP-" + shown,
                       say("The API password has expired at {provider}.", {{"provider", provider}}),
                       say("Set a new API password on the IRP's portal, then enter it here."), "password")};
    }
    if (code == "3052" && mentions(message, "authentication")) {
        return {Action::later,
                make_error(ACCT_ERROR_UNREACHABLE, "IRP-3052",
                           say("{provider} had an error while logging in.", {{"provider", provider}}),
                           say("Try again in a few minutes. Nothing you entered is lost."))};
    }
    const std::string quoted = quotable(message);
    return {Action::document,
            make_error(ACCT_ERROR_REJECTED, "IRP-" + shown,
                       quoted.empty() ? say("{provider} refused the request without saying why.",
                                            {{"provider", provider}})
                                      : say("{provider} refused the request: \"{message}\"",
                                            {{"provider", provider}, {"message", quoted}}),
                       say("Correct what the message says and try again. If it stays unclear, give the code "
                           "{code} to the IRP's help desk.",
                           {{"code", "IRP-" + shown}}))};
}

}  // namespace tijori::irp
