// account_book.hpp - who is registered with this IRP: integrators (clients), taxpayers and their API users.
#ifndef IRP_SANDBOX_ACCOUNTS_ACCOUNT_BOOK_HPP
#define IRP_SANDBOX_ACCOUNTS_ACCOUNT_BOOK_HPP

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "portal/portal_account.hpp"

namespace irp_sandbox {

struct Client {
    std::string client_id;
    std::string client_secret;
    std::string name;
};

struct Address {
    std::string building_name;
    std::string building_number;
    std::string floor;
    std::string street;
    std::string location;
    int pin_code = 0;
};

struct Taxpayer {
    std::string gstin;
    std::string legal_name;
    std::string trade_name;
    int state_code = 0;
    std::string status;        // ACT, CNL, INA or PRO
    std::string block_status;  // U, or B: blocked for e-way bills
    std::string type;          // REG, SEZ, …
    Address address;
    std::string registered_on;    // yyyy-MM-dd
    std::string deregistered_on;  // empty unless cancelled
    // Unknown to the invoice system until somebody syncs it from the common portal.
    bool known_after_sync = false;

    bool is_cancelled_or_inactive() const { return status == "CNL" || status == "INA"; }
};

enum class UserState { active, inactive, frozen, password_expired };

std::optional<UserState> user_state_from(const std::string& name);

struct User {
    std::string user_name;
    std::string password;
    std::string gstin;
    std::vector<std::string> client_ids;
    UserState state = UserState::active;
    std::optional<Instant> password_changed = {};  // unknown: when the sandbox started

    bool is_mapped_to(const std::string& client_id) const;
    bool has_password(const std::string& attempt) const;
};

struct Accounts {
    std::vector<Client> clients;
    std::vector<Taxpayer> taxpayers;
    std::vector<User> users;
    // Others in the register: invoices may be addressed to them, nobody logs in for them.
    std::vector<Taxpayer> buyers;
    // Who can sign in on the account side.
    std::vector<PortalAccount> portal_accounts;
};

// The accounts while the server runs. Hands out copies: the admin endpoint may change an entry at any moment.
class AccountBook {
public:
    explicit AccountBook(Accounts accounts) : accounts_(std::move(accounts)) {}

    bool knows_client(const std::string& client_id, const std::string& client_secret) const;
    Client first_client() const;
    // A taxpayer or a buyer, unless it waits to be synced.
    std::optional<Taxpayer> taxpayer(const std::string& gstin) const;
    // The same after asking the common portal, which knows those that wait, too.
    std::optional<Taxpayer> synced_taxpayer(const std::string& gstin);
    std::optional<User> user(const std::string& user_name) const;
    // The API user that the account side shows for a GSTIN: the first of them.
    std::optional<User> user_of(const std::string& gstin) const;
    // As the sandbox began.
    std::vector<PortalAccount> portal_accounts() const;

    // False if there is no such user. What is not given stays.
    bool update_user(const std::string& user_name, const std::optional<std::string>& password,
                     std::optional<UserState> state, Instant now);
    // As its owner does it: an expired password is good again.
    void change_password(const std::string& user_name, const std::string& password, Instant now);
    // For every client. The name must be free.
    void add_user(const std::string& user_name, const std::string& password, const std::string& gstin,
                  Instant now);

private:
    mutable std::mutex mutex_;
    Accounts accounts_;
    std::set<std::string> synced_;
};

}  // namespace irp_sandbox

#endif
