// error_catalogue.cpp - see error_catalogue.hpp. Numbers are re-used by some IRPs, so an unknown code falls
// back on keywords of the message, and a code whose message contradicts it is read by its message (3052).
#include "error_catalogue.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tijori::irp {
namespace {

struct Entry {
    std::string_view code;
    Action action;
    std::string_view message;  // {provider} is replaced
    std::string_view next_step;
};

constexpr std::string_view check_password =
    "Type the API password again. If you do not know it, set a new one on the IRP's portal and enter that "
    "here. We did not try "
    "again by ourselves, so that the account is not locked.";
constexpr std::string_view check_user_name =
    "Check the API user name: in production it usually begins with API_, and it is not your portal login.";
constexpr std::string_view tell_integrator =
    "This is a setting of the program and not of your account: tell whoever set up the provider in it.";
constexpr std::string_view try_later = "Try again in a few minutes. Nothing you entered is lost.";
constexpr std::string_view see_portal =
    "Log in to the IRP's portal or the GST common portal and see what it says about this registration.";

constexpr std::array entries{
    Entry{"1005", Action::authenticate_again, "{provider} no longer accepts the session.", "Try again."},
    Entry{"1004", Action::our_fault, "{provider} misses the GSTIN in our request.", tell_integrator},
    Entry{"1006", Action::ask_user_name, "{provider} received no API user name.", "Enter the API user name."},
    Entry{"1007", Action::our_fault, "{provider} could not read the log-in request.", tell_integrator},
    Entry{"1008", Action::ask_password, "{provider} does not accept this API user name and password.",
          "Check both and type the password again. We did not try again by ourselves, so that the account is "
          "not locked."},
    Entry{"1010", Action::configuration,
          "{provider} does not know this program's client id, or its client secret is wrong.",
          tell_integrator},
    Entry{"1011", Action::configuration, "{provider} asks for a client id, and none is set.",
          tell_integrator},
    Entry{"1012", Action::configuration, "{provider} asks for a client secret, and none is set.",
          tell_integrator},
    Entry{"1013", Action::configuration,
          "{provider} could not decrypt the password: the public key belongs to another environment or is "
          "out of date.",
          "Get the present public key of this environment from the IRP's portal and put it into the provider "
          "profile."},
    Entry{"1014", Action::blocked,
          "This API user is inactive: the GSTIN is not active, or not enabled for e-invoicing.", see_portal},
    Entry{"1015", Action::ask_user_name, "This API user belongs to another GSTIN.",
          "Choose the GSTIN that the user was created for, or enter the user name of this GSTIN. Each GSTIN "
          "has its own API user."},
    Entry{"1016", Action::configuration,
          "{provider} could not decrypt our key: the public key belongs to another environment or is out of "
          "date.",
          "Get the present public key of this environment from the IRP's portal and put it into the provider "
          "profile."},
    Entry{"1017", Action::ask_user_name, "{provider} does not know this API user name.", check_user_name},
    Entry{"1018", Action::ask_user_name, "This API user was created for another software provider.",
          "On the IRP's portal create an API user for this GSTIN and choose this program's provider there, "
          "then enter it here."},
    Entry{"1019", Action::ask_password, "{provider} says that the API password is wrong.", check_password},
    Entry{"1020", Action::configuration,
          "{provider} could not decrypt our request: the public key belongs to another environment or is out "
          "of date.",
          "Get the present public key of this environment from the IRP's portal and put it into the provider "
          "profile."},
    Entry{"3000", Action::ask_password, "{provider} does not accept this API user name and password.",
          check_password},
    Entry{"3002", Action::ask_password, "{provider} does not accept this API user name and password.",
          check_password},
    Entry{"3014", Action::blocked, "{provider} does not allow this GSTIN.", see_portal},
    Entry{"3015", Action::blocked, "The registration of this GSTIN was cancelled.", see_portal},
    Entry{"3016", Action::blocked, "The registration of this GSTIN is inactive.", see_portal},
    Entry{"3017", Action::blocked, "This GSTIN is only provisional.", see_portal},
    Entry{"3020", Action::later, "{provider} has trouble at the moment.", try_later},
    Entry{"3025", Action::blocked, "{provider} has frozen this account.", see_portal},
    Entry{"3028", Action::blocked, "{provider} does not have this GSTIN in its system.",
          "On the IRP's portal let it fetch the GSTIN from the GST common portal (\"Sync GSTIN\"), then try "
          "again."},
    Entry{"3029", Action::blocked, "This GSTIN is inactive or cancelled.",
          "If it is active on the GST common portal, let the IRP's portal fetch it anew (\"Sync GSTIN\"), "
          "then try again."},
    Entry{"3030", Action::blocked, "{provider} says that this is not a GSTIN.",
          "Compare the GSTIN with the registration certificate."},
    Entry{"3031", Action::ask_user_name, "{provider} does not know this API user name.", check_user_name},
    Entry{"3033", Action::blocked, "{provider} has frozen this account because the GSTIN is inactive.",
          see_portal},
    Entry{"3034", Action::blocked, "{provider} has frozen this account because the GSTIN was cancelled.",
          see_portal},
    Entry{"3035", Action::blocked, "{provider} has frozen this account because the GSTIN was suspended.",
          see_portal},
    Entry{"3036", Action::blocked, "{provider} has frozen this account because the GSTIN is inactive.",
          see_portal},
    Entry{"3043", Action::later, "{provider} has trouble at the moment.", try_later},
    Entry{"3046", Action::blocked, "This GSTIN is not enabled for e-invoicing.",
          "Enable it on the IRP's portal (\"e-Invoice enablement\"), then try again."},
    Entry{"3053", Action::configuration, "{provider} says that this access is not authorised.",
          tell_integrator},
    Entry{"3059", Action::configuration,
          "{provider} has no client id for this business, or does not accept this computer's address.",
          "Check on the IRP's portal that the client id was generated and that the address of this network "
          "is on its white-list."},
    Entry{"3065", Action::blocked, "{provider} does not allow this account to use this.", see_portal},
    Entry{"3068", Action::ask_user_name, "{provider} has no API user for this GSTIN.",
          "Create one on the IRP's portal (API registration), then enter it here."},
    Entry{"3080", Action::blocked, "This GSTIN cannot be enabled for e-invoicing.", see_portal},
    Entry{"5001", Action::later, "{provider} has trouble with logging in at the moment.", try_later},
    Entry{"5002", Action::later, "{provider} has trouble at the moment.", try_later},
    Entry{"SYS_5001", Action::later, "{provider} has trouble at the moment.", try_later},
    Entry{"5003", Action::our_fault, "{provider} received an empty request.", tell_integrator},
    Entry{"118", Action::later, "{provider} was asked to log in too often.",
          "Wait five minutes, then try again."},
};

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

std::string filled(std::string_view words, std::string_view provider) {
    std::string text(words);
    constexpr std::string_view mark = "{provider}";
    if (const auto at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), provider);
    }
    return text;
}

bool mentions(std::string_view message, std::string_view word) {
    return to_upper(message).find(to_upper(word)) != std::string::npos;
}

// What a provider itself wrote, made safe to show: valid UTF-8, no control characters, not endless.
std::string quotable(std::string_view message) {
    std::string text(trim(message));
    if (!is_utf8(text)) {
        return "(unreadable text)";
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

ErrorMeaning made(const Entry& entry, std::string_view code, std::string_view provider) {
    return {entry.action,
            make_error(status_of(entry.action), "IRP-" + std::string(code), filled(entry.message, provider),
                       std::string(entry.next_step), field_of(entry.action))};
}

}  // namespace

ErrorMeaning meaning_of(std::string_view code, std::string_view message, std::string_view provider) {
    const auto known =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.code == code; });
    if (known != entries.end()) {
        return made(*known, code, provider);
    }
    // Some gateways pass on messages without a code, and one IRP re-uses 3052 for a failure while logging in.
    const bool usual =
        !code.empty() && std::all_of(code.begin(), code.end(), [](char c) { return c > ' ' && c < 0x7F; });
    const std::string shown = usual ? std::string(code.substr(0, 20)) : std::string("MESSAGE");
    if (mentions(message, "password has expired")) {
        return {Action::ask_password,
                make_error(ACCT_ERROR_REFUSED, "IRP-" + shown,
                           "The API password has expired at " + std::string(provider) + ".",
                           "Set a new API password on the IRP's portal, then enter it here.", "password")};
    }
    if (code == "3052" && mentions(message, "authentication")) {
        return {Action::later, make_error(ACCT_ERROR_UNREACHABLE, "IRP-3052",
                                          std::string(provider) + " had an error while logging in.",
                                          std::string(try_later))};
    }
    const std::string quoted = quotable(message);
    return {
        Action::document,
        make_error(ACCT_ERROR_REJECTED, "IRP-" + shown,
                   std::string(provider) + " refused the request" +
                       (quoted.empty() ? " without saying why." : ": \"" + quoted + "\""),
                   "Correct what the message says and try again. If it stays unclear, give the code IRP-" +
                       shown + " to the IRP's help desk.")};
}

}  // namespace tijori::irp
