// account_book.cpp - see account_book.hpp.
#include "accounts/account_book.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace irp_sandbox {
namespace {

template <typename Entry, typename Match>
std::optional<Entry> first_match(const std::vector<Entry>& entries, Match&& match) {
    const auto found = std::find_if(entries.begin(), entries.end(), match);
    return found == entries.end() ? std::nullopt : std::optional<Entry>{*found};
}

}  // namespace

std::optional<UserState> user_state_from(const std::string& name) {
    if (name == "active") {
        return UserState::active;
    }
    if (name == "inactive") {
        return UserState::inactive;
    }
    if (name == "frozen") {
        return UserState::frozen;
    }
    if (name == "password_expired") {
        return UserState::password_expired;
    }
    return std::nullopt;
}

bool User::is_mapped_to(const std::string& client_id) const {
    return std::find(client_ids.begin(), client_ids.end(), client_id) != client_ids.end();
}

bool User::has_password(const std::string& attempt) const {
    return same_secret(password, attempt);
}

bool AccountBook::knows_client(const std::string& client_id, const std::string& client_secret) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(accounts_.clients.begin(), accounts_.clients.end(), [&](const Client& client) {
        return client.client_id == client_id && same_secret(client.client_secret, client_secret);
    });
}

Client AccountBook::first_client() const {
    const std::lock_guard lock(mutex_);
    return accounts_.clients.front();
}

std::optional<Taxpayer> AccountBook::taxpayer(const std::string& gstin) const {
    const std::lock_guard lock(mutex_);
    const auto known = [&](const Taxpayer& entry) {
        return entry.gstin == gstin && (!entry.known_after_sync || synced_.contains(gstin));
    };
    auto found = first_match(accounts_.taxpayers, known);
    return found ? found : first_match(accounts_.buyers, known);
}

std::optional<Taxpayer> AccountBook::synced_taxpayer(const std::string& gstin) {
    {
        const std::lock_guard lock(mutex_);
        synced_.insert(gstin);
    }
    return taxpayer(gstin);
}

std::optional<User> AccountBook::user(const std::string& user_name) const {
    const std::lock_guard lock(mutex_);
    return first_match(accounts_.users, [&](const User& entry) { return entry.user_name == user_name; });
}

std::optional<User> AccountBook::user_of(const std::string& gstin) const {
    const std::lock_guard lock(mutex_);
    return first_match(accounts_.users, [&](const User& entry) { return entry.gstin == gstin; });
}

std::vector<PortalAccount> AccountBook::portal_accounts() const {
    const std::lock_guard lock(mutex_);
    return accounts_.portal_accounts;
}

bool AccountBook::update_user(const std::string& user_name, const std::optional<std::string>& password,
                              std::optional<UserState> state, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(accounts_.users.begin(), accounts_.users.end(),
                                    [&](const User& entry) { return entry.user_name == user_name; });
    if (found == accounts_.users.end()) {
        return false;
    }
    if (password) {
        found->password = *password;
        found->password_changed = now;
    }
    if (state) {
        found->state = *state;
    }
    return true;
}

void AccountBook::change_password(const std::string& user_name, const std::string& password, Instant now) {
    const auto before = user(user_name);
    const bool renewed = before && before->state == UserState::password_expired;
    update_user(user_name, password, renewed ? std::optional{UserState::active} : std::nullopt, now);
}

void AccountBook::add_user(const std::string& user_name, const std::string& password,
                           const std::string& gstin, Instant now) {
    const std::lock_guard lock(mutex_);
    User user{user_name, password, gstin, {}, UserState::active, now};
    for (const Client& client : accounts_.clients) {
        user.client_ids.push_back(client.client_id);
    }
    accounts_.users.push_back(std::move(user));
}

}  // namespace irp_sandbox
