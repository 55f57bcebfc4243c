// credential.cpp - see credential.hpp.
#include "credential.hpp"

#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "irp/authentication.hpp"

namespace tijori {
namespace {

constexpr std::size_t longest_user_name = 50;

Error wrong(std::string code, std::string message, std::string next_step, std::string field) {
    return make_error(ACCT_ERROR_INVALID_VALUE, std::move(code), std::move(message), std::move(next_step),
                      std::move(field));
}

}  // namespace

std::string_view state_words(CredentialState state) noexcept {
    switch (state) {
        case CredentialState::unverified:
            return N_("Not verified yet");
        case CredentialState::active:
            return N_("Verified");
        case CredentialState::needs_password:
            return N_("Wrong password");
        case CredentialState::needs_user:
            return N_("Wrong user");
        case CredentialState::blocked:
            return N_("Blocked");
        case CredentialState::configuration:
            return N_("Provider not set up");
        case CredentialState::damaged:
            return N_("Damaged");
    }
    return "";
}

CredentialState state_after(const Error& error, CredentialState present) noexcept {
    switch (error.status) {
        case ACCT_ERROR_REFUSED:
            return error.field == "user-name" ? CredentialState::needs_user : CredentialState::needs_password;
        case ACCT_ERROR_BLOCKED:
            return CredentialState::blocked;
        case ACCT_ERROR_CONFIGURATION:
            return CredentialState::configuration;
        default:
            return present;
    }
}

void note(Credential& credential, const Error& error) {
    credential.state = state_after(error, credential.state);
    credential.problem = error.message;
    credential.next_step = error.next_step;
}

Status check_user_name(std::string_view user_name) {
    if (user_name.empty()) {
        return wrong("USER-NAME-EMPTY", say("The API user name is missing."),
                     say("Enter the user name that was created for the API on the IRP's portal."),
                     "user-name");
    }
    if (!is_utf8(user_name)) {
        return make_error(ACCT_ERROR_BAD_TEXT, "USER-NAME-ENCODING",
                          say("The API user name is not valid text (UTF-8)."), say("Type it again."),
                          "user-name");
    }
    if (has_control_characters(user_name)) {
        return wrong(
            "USER-NAME-CONTROL",
            say("The API user name holds an invisible control character, such as a tab or a line break."),
            say("Type it instead of pasting it."), "user-name");
    }
    if (user_name.size() > longest_user_name) {
        return wrong("USER-NAME-LONG",
                     say_n(longest_user_name, "The API user name is longer than {n} character.",
                           "The API user name is longer than {n} characters."),
                     say("Check that you did not paste something else."), "user-name");
    }
    return Nothing{};
}

Status check_password(Bytes password) {
    if (password.empty()) {
        return wrong("PASSWORD-EMPTY", say("The API password is missing."),
                     say("Enter the password of the API user."), "password");
    }
    if (!is_utf8(text_of(password))) {
        return make_error(ACCT_ERROR_BAD_TEXT, "PASSWORD-ENCODING",
                          say("The API password is not valid text (UTF-8)."), say("Type it again."),
                          "password");
    }
    if (has_control_characters(text_of(password))) {
        return wrong(
            "PASSWORD-CONTROL",
            say("The API password holds an invisible control character, such as a tab or a line break."),
            say("Type it instead of pasting it."), "password");
    }
    return Nothing{};
}

Status check_together(std::string_view user_name, Bytes password, std::size_t most) {
    const std::size_t size = irp::json_escaped_size(user_name) + irp::json_escaped_size(text_of(password));
    if (size > most) {
        return wrong("CREDENTIAL-TOO-LONG",
                     say("API user name and password are too long together: they take {bytes} bytes, and the "
                         "IRP's encryption has room for {most}.",
                         {{"bytes", std::to_string(size)}, {"most", std::to_string(most)}}),
                     say("Check that you did not paste something else. If they are right, set a shorter API "
                         "password on the IRP's portal."),
                     "password");
    }
    return Nothing{};
}

std::string doubt_about(std::string_view typed, std::string_view what) {
    if (typed.empty() || (typed.front() != ' ' && typed.back() != ' ')) {
        return {};
    }
    const bool password = what == "password";
    if (typed.front() != ' ') {
        return password ? say("The password ends with a space. It is kept as it is; remove the space if it "
                              "is not part of it.")
                        : say("The user name ends with a space. It is kept as it is; remove the space if it "
                              "is not part of it.");
    }
    if (typed.back() != ' ') {
        return password ? say("The password begins with a space. It is kept as it is; remove the space if it "
                              "is not part of it.")
                        : say("The user name begins with a space. It is kept as it is; remove the space if "
                              "it is not part of it.");
    }
    return password ? say("The password begins and ends with a space. It is kept as it is; remove the space "
                          "if it is not part of it.")
                    : say("The user name begins and ends with a space. It is kept as it is; remove the space "
                          "if it is not part of it.");
}

}  // namespace tijori
