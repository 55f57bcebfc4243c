// access.cpp - see access.hpp: what is needed before anybody can log in, connections, and the requests'
// common parts. Log-ins are in sessions.cpp, calls in calls.cpp.
#include "access.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <utility>

namespace tijori::irp {
namespace {

Error not_set_up(const Account& account, const std::string& what, std::string code) {
    return make_error(
        ACCT_ERROR_CONFIGURATION, std::move(code),
        say("{provider} ({environment}) is not set up in this program yet: {what}",
            {{"provider", account.profile->name}, {"environment", account.environment}, {"what", what}}),
        say("Get it from the IRP's portal or from your software provider, and enter it on the page "
            "\"Providers\"."),
        "provider");
}

std::string host_of(const std::string& base_url) {
    try {
        return Poco::URI(base_url).getHost();
    } catch (const Poco::Exception&) {
        return {};
    }
}

}  // namespace

Status Access::ready(const Account& account) {
    const Profile& profile = *account.profile;
    const auto found = profile.environments.find(account.environment);
    if (found == profile.environments.end()) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "PROVIDER-ENVIRONMENT",
                          say("{provider} has no environment named \"{environment}\".",
                              {{"provider", profile.name}, {"environment", account.environment}}),
                          say("Choose one from the list."), "environment");
    }
    const Environment& environment = found->second;
    if (profile.pattern) {
        return make_error(
            ACCT_ERROR_CONFIGURATION, "PROVIDER-PATTERN",
            say("{provider} is a pattern for a profile of your own: it has no address.",
                {{"provider", profile.name}}),
            say("Put a copy of it, with your gateway's address, into the data folder's \"providers\" "
                "folder."),
            "provider");
    }
    const bool entered = account.setup != nullptr && account.setup->public_key;
    if (!entered && !environment.public_key_problem.empty()) {
        return not_set_up(account, environment.public_key_problem, "PROVIDER-PUBLIC-KEY");
    }
    if (!account.public_key()) {
        return not_set_up(account, say("the IRP's public key is missing."), "PROVIDER-NO-PUBLIC-KEY");
    }
    if (environment.needs_client && (account.client_id().empty() || account.client_secret().empty())) {
        return not_set_up(account, say("the client id and client secret are missing."), "PROVIDER-NO-CLIENT");
    }
    for (const ExtraHeader& header : profile.extra_headers) {
        if (account.header(header.name).empty()) {
            return not_set_up(account, say("\"{setting}\" is missing.", {{"setting", say(header.label)}}),
                              "PROVIDER-NO-HEADER");
        }
    }
    return Nothing{};
}

std::string Access::key_of(const Account& account) {
    const Environment& environment = account.at();
    std::string key;
    for (const std::string& part :
         {account.profile->id, account.environment, account.gstin, account.user_name, account.client_id(),
          environment.base_url, account.public_key() ? account.public_key()->fingerprint() : std::string{}}) {
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

Result<std::shared_ptr<net::HttpsClient>> Access::client(const Account& account) {
    const Environment& environment = account.at();
    std::string address = environment.proxy;
    std::string source = say("the provider's profile");
    if (address.empty()) {
        if (std::optional<std::string> by_host = around_.proxy_for(environment.base_url)) {
            address = std::move(*by_host);
            source = say("the program");
        } else {
            address = net::proxy_from_environment(host_of(environment.base_url));
            source = say("the environment (HTTPS_PROXY)");
        }
    }
    const net::Trust trust{environment.ca_file, around_.additional_authorities()};
    const std::string key =
        environment.base_url + '\0' + trust.only_file + '\0' + trust.additional_file + '\0' + address;
    const std::lock_guard lock(mutex_);
    if (const auto found = clients_.find(key); found != clients_.end()) {
        return found->second;
    }
    std::optional<net::Proxy> proxy;
    if (!address.empty()) {
        Result<net::Proxy> parsed = net::parse_proxy(address, source);
        if (!parsed) {
            return parsed.error();
        }
        proxy = std::move(*parsed);
    }
    Result<std::shared_ptr<net::HttpsClient>> made =
        net::HttpsClient::create(environment.base_url, trust, std::move(proxy), watchdog_);
    if (made) {
        clients_[key] = *made;
    }
    return made;
}

Breaker& Access::breaker(const Account& account) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Breaker>& found = breakers_[account.at().base_url];
    if (found == nullptr) {
        found = std::make_unique<Breaker>();
    }
    return *found;
}

// Sends, tells the breaker what came of it, and wipes the headers, which hold secrets.
Result<net::Response> Access::send(const Account& account, net::Request& http, Cancellation& cancellation) {
    const auto wipe_headers = [&http] {
        for (auto& [name, value] : http.headers) {
            wipe(value.data(), value.size());
        }
    };
    Result<std::shared_ptr<net::HttpsClient>> https = client(account);
    if (!https) {
        wipe_headers();
        return https.error();
    }
    Result<net::Response> response = (*https)->send(http, cancellation);
    wipe_headers();
    const bool silent =
        response ? response->status >= 500 : response.error().status == ACCT_ERROR_UNREACHABLE;
    if (silent) {
        breaker(account).silent(clock_.now());
    } else if (response) {
        breaker(account).answered();
    }
    return response;
}

net::Request Access::request(const Account& account) const {
    const Environment& environment = account.at();
    const Profile& profile = *account.profile;
    net::Request request;
    if (environment.needs_client) {
        request.headers.emplace_back(profile.client_id_header, account.client_id());
        request.headers.emplace_back(profile.client_secret_header, std::string(account.client_secret()));
    }
    for (const ExtraHeader& header : profile.extra_headers) {
        request.headers.emplace_back(header.name, std::string(account.header(header.name)));
    }
    request.headers.emplace_back(profile.gstin_header, account.gstin);
    return request;
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
    const std::lock_guard lock(at->mutex);
    return at->live && clock_.now() < at->live->deadline ? at->live->session->expires : 0;
}

void Access::forget(const Account& account) {
    const std::string key = key_of(account);
    {
        const std::lock_guard lock(mutex_);
        desks_.erase(key);
    }
    // When logging in was tried stays known: that a password was changed is no reason to ask more often.
    LoginStore* store = around_.logins();
    if (std::optional<LoginRecord> record = stored(store, key); record && record->live) {
        record->live.reset();
        store->write(key, record->encoded(clock_).bytes());
    }
}

void Access::forget_all() {
    const std::lock_guard lock(mutex_);
    desks_.clear();
}

}  // namespace tijori::irp
