// account_portal.cpp - see account_portal.hpp.
#include "account_portal.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/secret_json.hpp"

namespace tijori::irp {
namespace {

constexpr std::string_view root = "/sandbox/account/";

int number_in(const Poco::JSON::Object::Ptr& object, const std::string& key) {
    try {
        return object.isNull() ? 0 : std::clamp(object->optValue<int>(key, 0), 0, 24 * 3600);
    } catch (const Poco::Exception&) {
        return 0;
    }
}

std::string text_in(const Poco::JSON::Object::Ptr& object, const std::string& key) {
    try {
        return object.isNull() ? std::string{} : object->optValue<std::string>(key, {});
    } catch (const Poco::Exception&) {
        return {};
    }
}

Error refused(std::string code, std::string message, std::string next_step, std::string field) {
    return make_error(ACCT_ERROR_REFUSED, std::move(code), std::move(message), std::move(next_step),
                      std::move(field));
}

// "1 try is left", if the portal said how many.
std::string tries_left(int left) {
    return left > 0 ? say_n(left, "{n} try is left.", "{n} tries are left.") : std::string{};
}

std::string minutes(int seconds) {
    return say_n((seconds + 59) / 60, "{n} minute", "{n} minutes");
}

// What the portal's codes mean where somebody works with an account; the numbers are those of
// error_table.hpp, but what has to be entered anew is another thing here.
Error meaning(const Answer& answer, const std::string& provider) {
    const std::string& code = answer.code;
    const int left = number_in(answer.envelope, "tries_left");
    const int wait = number_in(answer.envelope, "retry_in");
    if (code == "3002") {
        return refused(
            "ACCOUNT-PASSWORD",
            say("{provider} does not accept this account password for the GSTIN.", {{"provider", provider}}) +
                (left > 0 ? " " + tries_left(left) : ""),
            say("Type the password with which you log in to the portal, not that of the API user."),
            "account-password");
    }
    if (code == "3025") {
        return make_error(ACCT_ERROR_BLOCKED, "ACCOUNT-LOCKED",
                          say("{provider} has locked this account after too many wrong passwords.",
                              {{"provider", provider}}),
                          wait > 0
                              ? say("Try again in {minutes}, or set a new account password on the portal.",
                                    {{"minutes", minutes(wait)}})
                              : say("Try again later, or set a new account password on the portal."),
                          "account-password");
    }
    if (code == "3003") {
        return refused("PASSWORD-RULES",
                       say("{provider} does not accept this password: it breaks one of the rules.",
                           {{"provider", provider}}),
                       say("Choose one that meets all the rules shown, or have one made."), "new-password");
    }
    if (code == "3023") {
        return refused("PASSWORD-SAME", say("The new password is the same as the present one."),
                       say("Choose another one."), "new-password");
    }
    if (code == "3004") {
        return refused("USER-NAME-TAKEN",
                       say("This API user name is already taken at {provider}.", {{"provider", provider}}),
                       say("Choose another user name."), "new-user-name");
    }
    if (code == "3022") {
        return make_error(ACCT_ERROR_EXISTS, "API-USER-EXISTS",
                          say("This GSTIN already has an API user at {provider}.", {{"provider", provider}}),
                          say("Go back and change its password instead."));
    }
    if (code == "3070" || code == "3045") {
        return make_error(ACCT_ERROR_NOT_FOUND, "ACCOUNT-NONE",
                          say("This GSTIN has no account at {provider} yet.", {{"provider", provider}}),
                          say("Register it on the portal first, then come back here."));
    }
    if (code == "SBX-SESSION") {
        return make_error(ACCT_ERROR_WRONG_STATE, "ACCOUNT-SESSION",
                          say("You were logged out of the portal, because some time has passed."),
                          say("Log in again. What you typed is still here."));
    }
    if (code == "SBX-OTP-WAIT") {
        return make_error(ACCT_ERROR_BUSY, "CODE-WAIT", say("A code was sent a moment ago."),
                          say_n(std::max(wait, 1), "Another one can be sent in {n} second.",
                                "Another one can be sent in {n} seconds."),
                          "code");
    }
    if (code == "SBX-OTP-WRONG") {
        return refused("CODE-WRONG",
                       say("This is not the code that was sent.") + (left > 0 ? " " + tries_left(left) : ""),
                       say("Type the six digits of the latest message."), "code");
    }
    if (code == "SBX-OTP-EXPIRED" || code == "SBX-OTP-TRIES" || code == "SBX-OTP-UNKNOWN" ||
        code == "SBX-OTP-NEEDED") {
        return refused("CODE-DEAD",
                       code == "SBX-OTP-TRIES"
                           ? say("The code was typed wrongly too often and is not valid any more.")
                           : say("The code has expired."),
                       say("Have a new code sent."), "code");
    }
    return meaning_of(code, answer.message, provider).error;
}

}  // namespace

Result<Answer> AccountPortal::ask(const Account& account, Bytes session, std::string_view method,
                                  std::string_view path, SecretBytes body, Cancellation& cancellation,
                                  bool* reached) {
    if (account.profile->account_api != AccountApi::sandbox) {
        return make_error(ACCT_ERROR_UNSUPPORTED, "ACCOUNT-API-NONE",
                          say("{provider} lets programs do this on its portal only.",
                              {{"provider", account.profile->name}}),
                          say("Open the portal in the browser."));
    }
    net::Request request;
    request.method = method;
    request.target = std::string(root) + std::string(path);
    request.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    request.reached = reached;
    if (!session.empty()) {
        request.headers.emplace_back("Account-Session", std::string(text_of(session)));
    }
    const WipeOnExit wiped(request.body);
    request.body.reserve(body.size());  // at once: growing would leave copies behind
    request.body.append(body.view());
    Result<net::Response> response = access_.send(account, request, cancellation);
    if (!response) {
        return response.error();
    }
    Result<Answer> answer = read_answer(response->body, response->status);
    if (!answer || answer->success) {
        return answer;
    }
    return meaning(*answer, account.profile->name);
}

Result<SecretBytes> AccountPortal::log_in(const Account& account, Bytes password,
                                          Cancellation& cancellation) {
    Result<Answer> answer =
        ask(account, {}, "POST", "login",
            secret_object({{"gstin", account.gstin}, {"password", text_of(password)}}), cancellation);
    if (!answer) {
        return answer.error();
    }
    if (answer->account_session.empty()) {
        return make_error(ACCT_ERROR_PROTOCOL, "ACCOUNT-ANSWER",
                          say("{provider} accepted the log-in, but its answer lacks the session.",
                              {{"provider", account.profile->name}}),
                          say("Try again later."));
    }
    return std::move(answer->account_session);
}

Status AccountPortal::log_out(const Account& account, Bytes session, Cancellation& cancellation) {
    Result<Answer> answer = ask(account, session, "POST", "logout", SecretBytes("{}"), cancellation);
    return answer ? Status{Nothing{}} : Status{answer.error()};
}

Result<std::optional<ApiUser>> AccountPortal::api_user(const Account& account, Bytes session,
                                                       Cancellation& cancellation) {
    Result<Answer> answer = ask(account, session, "GET", "api-credentials", {}, cancellation);
    if (!answer) {
        return answer.error().code == "IRP-3068" ? Result<std::optional<ApiUser>>{std::optional<ApiUser>{}}
                                                 : Result<std::optional<ApiUser>>{answer.error()};
    }
    ApiUser user{text_in(answer->data, "username"), text_in(answer->data, "masked_password"),
                 text_in(answer->data, "changed_on")};
    if (!is_plain_text(user.name) || user.name.empty()) {
        return make_error(ACCT_ERROR_PROTOCOL, "ACCOUNT-ANSWER",
                          say("{provider} did not say which API user the GSTIN has.",
                              {{"provider", account.profile->name}}),
                          say("Try again later."));
    }
    for (std::string* text : {&user.masked_password, &user.changed_on}) {
        if (!is_plain_text(*text)) {
            text->clear();
        }
    }
    return std::optional(std::move(user));
}

Result<SentCode> AccountPortal::send_code(const Account& account, Bytes session, CodePurpose purpose,
                                          Cancellation& cancellation) {
    Result<Answer> answer = ask(
        account, session, "POST", "otp",
        secret_object({{"purpose", purpose == CodePurpose::create_user ? "create_user" : "change_password"}}),
        cancellation);
    if (!answer) {
        return answer.error();
    }
    SentCode sent;
    sent.id = text_in(answer->data, "otp_id");
    sent.expires_in = number_in(answer->data, "expires_in");
    sent.resend_in = number_in(answer->data, "resend_in");
    if (!answer->data.isNull()) {
        if (const auto array = answer->data->getArray("sent_to"); !array.isNull()) {
            for (const auto& one : *array) {
                std::string place = one.isString() ? one.convert<std::string>() : std::string{};
                if (!place.empty() && is_plain_text(place)) {
                    sent.sent_to.push_back(std::move(place));
                }
            }
        }
    }
    if (sent.id.empty()) {
        return make_error(
            ACCT_ERROR_PROTOCOL, "ACCOUNT-ANSWER",
            say("{provider} did not say which code it sent.", {{"provider", account.profile->name}}),
            say("Try again later."));
    }
    return sent;
}

Status AccountPortal::check_code(const Account& account, Bytes session, std::string_view id, Bytes code,
                                 Cancellation& cancellation) {
    Result<Answer> answer = ask(account, session, "POST", "otp/verify",
                                secret_object({{"otp_id", id}, {"otp", text_of(code)}}), cancellation);
    return answer ? Status{Nothing{}} : Status{answer.error()};
}

AccountPortal::Change AccountPortal::change(const Account& account, Bytes session, std::string_view path,
                                            SecretBytes body, Cancellation& cancellation) {
    bool reached = false;
    Result<Answer> answer = ask(account, session, "POST", path, std::move(body), cancellation, &reached);
    if (answer) {
        return {Outcome::done, {}};
    }
    const acct_status status = answer.error().status;
    const bool unclear = status == ACCT_ERROR_UNREACHABLE || status == ACCT_ERROR_PROTOCOL ||
                         status == ACCT_ERROR_CANCELLED || status == ACCT_ERROR_INSECURE ||
                         status == ACCT_ERROR_CONFIGURATION;
    return {reached && unclear ? Outcome::unknown : Outcome::refused, answer.error()};
}

AccountPortal::Change AccountPortal::change_password(const Account& account, Bytes session,
                                                     std::string_view code_id, Bytes new_password,
                                                     Cancellation& cancellation) {
    return change(account, session, "api-credentials/password",
                  secret_object({{"otp_id", code_id}, {"new", text_of(new_password)}}), cancellation);
}

AccountPortal::Change AccountPortal::create_user(const Account& account, Bytes session,
                                                 std::string_view code_id, std::string_view user_name,
                                                 Bytes password, Cancellation& cancellation) {
    return change(
        account, session, "api-credentials",
        secret_object({{"otp_id", code_id}, {"username", user_name}, {"password", text_of(password)}}),
        cancellation);
}

}  // namespace tijori::irp
