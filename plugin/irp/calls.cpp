// calls.cpp - encrypted calls. What may be repeated without harm is repeated a few times, with pauses that
// grow and differ, when the provider does not answer; nothing else is: a lost answer may have registered an
// invoice.
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "irp/access.hpp"
#include "irp/error_catalogue.hpp"

namespace tijori::irp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int most_attempts = 3;
constexpr milliseconds first_pause{500};

// Half to one and a half of the time: many callers must not come back all at once.
milliseconds with_jitter(milliseconds time) {
    const crypto::Buffer random = crypto::random_bytes(2);
    const std::int64_t permille = 500 + (random[0] * 256 + random[1]) % 1001;
    return milliseconds(time.count() * permille / 1000);
}

std::string text_in(const Poco::JSON::Object& object, const std::string& key) {
    try {
        return object.optValue<std::string>(key, "");
    } catch (const Poco::Exception&) {
        return {};
    }
}

}  // namespace

Result<CallAnswer> Access::call_once(const Account& account, const Session& session, const Call& call,
                                     steady_clock::time_point deadline, std::int64_t& retry_after,
                                     Cancellation& cancellation) {
    const Profile& profile = *account.profile;
    net::Request http = request(account);
    http.method = std::string(call.method);
    http.target = profile.path(call.path);
    http.headers.emplace_back(profile.user_name_header, account.user_name);
    http.headers.emplace_back(profile.auth_token_header, std::string(session.token.view()));
    http.deadline = deadline;
    http.repeatable = call.method == "GET" || call.repeatable;
    if (call.method != "GET") {
        Result<std::string> body = make_call_body(profile.dialect, session.key.bytes(), call.json);
        if (!body) {
            return body.error();
        }
        http.body = std::move(*body);
    }
    Result<net::Response> response = send(account, http, cancellation);
    if (!response) {
        return response.error();
    }
    retry_after = response->retry_after;
    Result<Answer> answer = read_answer(response->body, response->status);
    if (!answer) {
        return answer.error();
    }
    if (!answer->success) {
        Error error = meaning_of(answer->code, answer->message, profile.name, profile.dialect).error;
        error.info = answer->info;
        return error;
    }
    if (answer->data_text.empty()) {
        return CallAnswer{"{}", answer->info};
    }
    const auto payload = open_payload(*answer, session.key.bytes());
    if (!payload) {
        return make_error(
            ACCT_ERROR_PROTOCOL, "IRP-PAYLOAD",
            say("{provider} sent an answer that cannot be decrypted.", {{"provider", profile.name}}),
            say("Try again. If it stays like this, give this code to the IRP's help desk."));
    }
    return CallAnswer{std::string(payload->view()), answer->info};
}

Result<CallAnswer> Access::call_patiently(const Account& account, const Session& session, const Call& call,
                                          steady_clock::time_point deadline, Cancellation& cancellation) {
    milliseconds wait = first_pause;
    for (int attempt = 1;; ++attempt, wait *= 3) {
        if (const auto rest = breaker(account).rest(clock_.now())) {
            return make_error(
                ACCT_ERROR_UNREACHABLE, "IRP-RESTING",
                say("{provider} did not answer several times in a row and is left alone for a moment.",
                    {{"provider", account.profile->name}}),
                say_n(rest->count(), "Try again in {n} second.", "Try again in {n} seconds."));
        }
        std::int64_t retry_after = -1;
        Result<CallAnswer> answer = call_once(account, session, call, deadline, retry_after, cancellation);
        // 429: it was not acted upon, whatever it was.
        const bool turned_away = !answer && answer.error().code == "HTTP-429";
        const bool repeatable = call.method == "GET" || call.repeatable || turned_away;
        if (answer || answer.error().status != ACCT_ERROR_UNREACHABLE || !repeatable ||
            attempt == most_attempts) {
            return answer;
        }
        const milliseconds asked = retry_after >= 0 ? milliseconds(seconds(retry_after)) : milliseconds(0);
        const milliseconds this_wait = std::max(with_jitter(wait), asked);
        if (steady_clock::now() + this_wait >= deadline) {
            if (retry_after > 0) {
                Error later = answer.error();
                later.next_step = say_n(retry_after,
                                        "The IRP asks to be left alone for {n} second; try again after that. "
                                        "Nothing you entered is lost.",
                                        "The IRP asks to be left alone for {n} seconds; try again after "
                                        "that. Nothing you entered is lost.");
                return later;
            }
            return answer;
        }
        if (!pause(this_wait, cancellation)) {
            return cancelled_error();
        }
    }
}

Result<CallAnswer> Access::call(const Account& account, const PasswordLender& password, const Call& call,
                                Cancellation& cancellation) {
    if (Status able = ready(account); !able) {
        return able.error();
    }
    Call patient = call;
    patient.repeatable = call.repeatable || account.profile->may_repeat(call.path);
    const auto deadline = steady_clock::now() + call.timeout;
    Demand demand{
        .password = password, .refused = nullptr, .anew = false, .renew = false, .deadline = deadline};
    Result<SessionPointer> held = session(account, demand, cancellation);
    if (!held) {
        return held.error();
    }
    Result<CallAnswer> answer = call_patiently(account, **held, patient, deadline, cancellation);
    const auto session_refused = [&](const Result<CallAnswer>& result) {
        if (result || !result.error().code.starts_with("IRP-")) {
            return false;
        }
        return meaning_of(std::string_view(result.error().code).substr(4), "", account.profile->name,
                          account.profile->dialect)
                   .action == Action::authenticate_again;
    };
    if (!session_refused(answer)) {
        return answer;
    }
    // Refused for its token only, so nothing was acted upon: log in once more and repeat once.
    demand.refused = *held;
    Result<SessionPointer> fresh = session(account, demand, cancellation);
    if (!fresh) {
        return fresh.error();
    }
    return call_patiently(account, **fresh, patient, deadline, cancellation);
}

Result<Registration> Access::registration(const Account& account, const PasswordLender& password,
                                          Cancellation& cancellation) {
    std::string path = account.profile->gstin_path;
    constexpr std::string_view mark = "{gstin}";
    if (const auto at = path.find(mark); at != std::string::npos) {
        path.replace(at, mark.size(), account.gstin);
    }
    Result<CallAnswer> answer =
        call(account, password, {.method = "GET", .path = path, .json = ""}, cancellation);
    if (!answer) {
        return answer.error();
    }
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const auto object = parser.parse(answer->payload).extract<Poco::JSON::Object::Ptr>();
        // The e-way bill spells them with small letters.
        const auto either = [&](const std::string& one, const std::string& other) {
            std::string text = text_in(*object, one);
            return text.empty() ? text_in(*object, other) : text;
        };
        return Registration{either("LegalName", "legalName"), either("TradeName", "tradeName"),
                            either("Status", "status")};
    } catch (const Poco::Exception&) {
        return make_error(
            ACCT_ERROR_PROTOCOL, "IRP-PAYLOAD",
            say("{provider} sent details that cannot be read.", {{"provider", account.profile->name}}),
            say("The log-in itself worked. Try again later to see the details."));
    }
}

}  // namespace tijori::irp
