// access.cpp - see access.hpp.
#include "access.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <Poco/URI.h>

#include <algorithm>
#include <utility>

#include "irp/error_catalogue.hpp"

namespace tijori::irp {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

// A forced renewal is honoured only in a token's last ten minutes.
constexpr seconds renewal_window{600};
constexpr seconds renewal_pause{60};

Error not_set_up(const Profile& profile, const std::string& environment, const std::string& what,
                 std::string code) {
    const std::string where = profile.file.empty()
                                  ? "Make a copy of the profile \"" + profile.id +
                                        "\" in the data folder's \"providers\" folder and add it there."
                                  : "Add it to " + profile.file.string() + ".";
    return make_error(ACCT_ERROR_CONFIGURATION, std::move(code),
                      profile.name + " (" + environment + ") is not set up in this program yet: " + what,
                      "Get it from the IRP's portal or from your software provider. " + where, "provider");
}

Error cancelled() {
    return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", "The operation was cancelled.",
                      "Start it again if you still want it.");
}

std::string text_in(const Poco::JSON::Object& object, const std::string& key) {
    try {
        return object.optValue<std::string>(key, "");
    } catch (const Poco::Exception&) {
        return {};
    }
}

}  // namespace

Access::Turn::Turn(Desk& desk, const Cancellation& cancellation) : desk_(desk) {
    std::unique_lock lock(desk_.mutex);
    while (desk_.authenticating && !cancellation.cancelled()) {
        (void)desk_.authenticated.wait_for(lock, std::chrono::milliseconds(50));
    }
    taken_ = !desk_.authenticating;
    desk_.authenticating = true;
}

Access::Turn::~Turn() {
    if (taken_) {
        {
            const std::lock_guard lock(desk_.mutex);
            desk_.authenticating = false;
        }
        desk_.authenticated.notify_one();
    }
}

Status Access::ready(const Account& account) {
    const Profile& profile = *account.profile;
    const auto found = profile.environments.find(account.environment);
    if (found == profile.environments.end()) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "PROVIDER-ENVIRONMENT",
                          profile.name + " has no environment named \"" + account.environment + "\".",
                          "Choose one from the list.", "environment");
    }
    const Environment& environment = found->second;
    if (!environment.public_key_problem.empty()) {
        return not_set_up(profile, environment.id, environment.public_key_problem, "PROVIDER-PUBLIC-KEY");
    }
    if (!environment.public_key) {
        return not_set_up(profile, environment.id, "the IRP's public key is missing.",
                          "PROVIDER-NO-PUBLIC-KEY");
    }
    if (environment.needs_client && (environment.client_id.empty() || environment.client_secret.empty())) {
        return not_set_up(profile, environment.id, "the client id and client secret are missing.",
                          "PROVIDER-NO-CLIENT");
    }
    return Nothing{};
}

std::string Access::key_of(const Account& account) {
    const Environment& environment = account.at();
    std::string key;
    for (const std::string& part :
         {account.profile->id, account.environment, account.gstin, account.user_name, environment.client_id,
          environment.base_url,
          environment.public_key ? environment.public_key->fingerprint() : std::string{}}) {
        key += part;
        key += '\0';
    }
    return key;
}

std::shared_ptr<Access::Desk> Access::desk(const Account& account) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Desk>& found = desks_[key_of(account)];
    if (found == nullptr) {
        found = std::make_shared<Desk>();
    }
    return found;
}

Result<std::shared_ptr<net::HttpsClient>> Access::client(const Environment& environment) {
    const std::string key = environment.base_url + '\0' + environment.ca_file;
    const std::lock_guard lock(mutex_);
    if (const auto found = clients_.find(key); found != clients_.end()) {
        return found->second;
    }
    Result<std::shared_ptr<net::HttpsClient>> made =
        net::HttpsClient::create(environment.base_url, environment.ca_file);
    if (made) {
        clients_[key] = *made;
    }
    return made;
}

net::Request Access::request(const Account& account) const {
    const Environment& environment = account.at();
    const Profile& profile = *account.profile;
    net::Request request;
    if (environment.needs_client) {
        request.headers.emplace_back(profile.client_id_header, environment.client_id);
        request.headers.emplace_back(profile.client_secret_header, environment.client_secret);
    }
    request.headers.emplace_back(profile.gstin_header, account.gstin);
    return request;
}

Result<Session> Access::log_in(const Account& account, Bytes password, bool force,
                               Cancellation& cancellation) {
    const Environment& environment = account.at();
    Result<std::shared_ptr<net::HttpsClient>> https = client(environment);
    if (!https) {
        return https.error();
    }
    Result<AuthenticationRequest> authentication =
        make_authentication_request(*environment.public_key, account.user_name, password, force);
    if (!authentication) {
        return authentication.error();
    }
    net::Request http = request(account);
    http.method = "POST";
    http.target = account.profile->authenticate_path;
    http.body = std::move(authentication->body);
    http.repeatable = true;
    Result<net::Response> response = (*https)->send(http, cancellation);
    if (!response) {
        return response.error();
    }
    Result<Answer> answer = read_answer(response->body, response->status);
    if (!answer) {
        return answer.error();
    }
    if (!answer->success) {
        return meaning_of(answer->code, answer->message, account.profile->name).error;
    }
    return read_session(*answer, authentication->app_key.bytes(), clock_.utc_seconds(), response->date,
                        environment.token_minutes);
}

Status Access::keep(Desk& desk, Result<Session> session) {
    if (!session) {
        return session.error();
    }
    const auto life = seconds(session->expires - clock_.utc_seconds());
    const std::lock_guard lock(desk.mutex);
    desk.session = std::make_shared<const Session>(std::move(*session));
    desk.deadline = clock_.now() + life;
    desk.renewal_after = std::max(desk.deadline - renewal_window, clock_.now() + renewal_pause);
    return Nothing{};
}

Status Access::authenticate(const Account& account, Bytes password, Cancellation& cancellation) {
    if (Status able = ready(account); !able) {
        return able;
    }
    const std::shared_ptr<Desk> at = desk(account);
    const Turn turn(*at, cancellation);
    if (!turn.taken()) {
        return cancelled();
    }
    return keep(*at, log_in(account, password, false, cancellation));
}

std::shared_ptr<const Session> Access::live_session(Desk& desk) const {
    const std::lock_guard lock(desk.mutex);
    return desk.session != nullptr && clock_.now() < desk.deadline ? desk.session : nullptr;
}

Result<std::shared_ptr<const Session>> Access::session(const Account& account, const PasswordLender& password,
                                                       const std::shared_ptr<const Session>& refused,
                                                       Cancellation& cancellation) {
    const std::shared_ptr<Desk> at = desk(account);
    const Turn turn(*at, cancellation);
    if (!turn.taken()) {
        return cancelled();
    }
    const std::shared_ptr<const Session> live = live_session(*at);
    const bool good = live != nullptr && live != refused;
    bool renew = false;
    if (good) {
        const std::lock_guard lock(at->mutex);
        renew = clock_.now() >= at->renewal_after;
        if (renew) {
            at->renewal_after = clock_.now() + renewal_pause;
        }
    }
    if (good && !renew) {
        return live;
    }
    bool same_as_refused = false;
    const auto log_in_and_keep = [&](bool force) {
        return password([&](Bytes bytes) -> Status {
            Result<Session> fresh = log_in(account, bytes, force, cancellation);
            same_as_refused =
                fresh && refused != nullptr && equal_secrets(fresh->token.bytes(), refused->token.bytes());
            return keep(*at, std::move(fresh));
        });
    };
    Status done = log_in_and_keep(renew);
    if (!done && good) {
        return live;  // the renewal failed; the present token still lives
    }
    if (done && same_as_refused) {
        done = log_in_and_keep(true);
    }
    if (!done) {
        return done.error();
    }
    const std::lock_guard lock(at->mutex);
    return at->session;
}

Result<std::string> Access::call_once(const Account& account, const Session& session, std::string_view method,
                                      std::string_view path, std::string_view json,
                                      Cancellation& cancellation) {
    Result<std::shared_ptr<net::HttpsClient>> https = client(account.at());
    if (!https) {
        return https.error();
    }
    net::Request http = request(account);
    http.method = std::string(method);
    http.target = std::string(path);
    http.headers.emplace_back(account.profile->user_name_header, account.user_name);
    http.headers.emplace_back(account.profile->auth_token_header, std::string(session.token.view()));
    http.repeatable = method == "GET";
    if (method != "GET") {
        http.body = make_encrypted_body(session.key.bytes(), json);
    }
    Result<net::Response> response = (*https)->send(http, cancellation);
    for (auto& [name, value] : http.headers) {
        wipe(value.data(), value.size());
    }
    if (!response) {
        return response.error();
    }
    Result<Answer> answer = read_answer(response->body, response->status);
    if (!answer) {
        return answer.error();
    }
    if (!answer->success) {
        return meaning_of(answer->code, answer->message, account.profile->name).error;
    }
    if (answer->data_text.empty()) {
        return std::string("{}");
    }
    const auto payload = open_payload(session.key.bytes(), answer->data_text);
    if (!payload) {
        return make_error(ACCT_ERROR_PROTOCOL, "IRP-PAYLOAD",
                          account.profile->name + " sent an answer that cannot be decrypted.",
                          "Try again. If it stays like this, give this code to the IRP's help desk.");
    }
    return std::string(payload->view());
}

Result<std::string> Access::call(const Account& account, const PasswordLender& password,
                                 std::string_view method, std::string_view path, std::string_view json,
                                 Cancellation& cancellation) {
    if (Status able = ready(account); !able) {
        return able.error();
    }
    Result<std::shared_ptr<const Session>> held = session(account, password, nullptr, cancellation);
    if (!held) {
        return held.error();
    }
    Result<std::string> answer = call_once(account, **held, method, path, json, cancellation);
    if (answer || answer.error().code != "IRP-1005") {
        return answer;
    }
    // Refused for its token only, so nothing was acted upon: log in once more and repeat once.
    Result<std::shared_ptr<const Session>> fresh = session(account, password, *held, cancellation);
    if (!fresh) {
        return fresh.error();
    }
    return call_once(account, **fresh, method, path, json, cancellation);
}

Result<Registration> Access::registration(const Account& account, const PasswordLender& password,
                                          Cancellation& cancellation) {
    std::string path = account.profile->gstin_path;
    constexpr std::string_view mark = "{gstin}";
    if (const auto at = path.find(mark); at != std::string::npos) {
        path.replace(at, mark.size(), account.gstin);
    }
    Result<std::string> json = call(account, password, "GET", path, "", cancellation);
    if (!json) {
        return json.error();
    }
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const auto object = parser.parse(*json).extract<Poco::JSON::Object::Ptr>();
        return Registration{text_in(*object, "LegalName"), text_in(*object, "TradeName"),
                            text_in(*object, "Status")};
    } catch (const Poco::Exception&) {
        return make_error(ACCT_ERROR_PROTOCOL, "IRP-PAYLOAD",
                          account.profile->name + " sent details that cannot be read.",
                          "The log-in itself worked. Try again later to see the details.");
    }
}

std::int64_t Access::token_until(const Account& account) const {
    std::shared_ptr<Desk> at;
    {
        const std::lock_guard lock(mutex_);
        const auto found = desks_.find(key_of(account));
        if (found == desks_.end()) {
            return 0;
        }
        at = found->second;
    }
    const std::shared_ptr<const Session> live = live_session(*at);
    return live != nullptr ? live->expires : 0;
}

void Access::forget(const Account& account) {
    const std::lock_guard lock(mutex_);
    desks_.erase(key_of(account));
}

void Access::forget_all() {
    const std::lock_guard lock(mutex_);
    desks_.clear();
}

}  // namespace tijori::irp
