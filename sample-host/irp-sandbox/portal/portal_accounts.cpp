// portal_accounts.cpp - see portal_accounts.hpp.
#include "portal/portal_accounts.hpp"

#include "base/bytes.hpp"

namespace irp_sandbox {

PortalAccounts::PortalAccounts(const Clock& clock, const std::vector<PortalAccount>& accounts)
    : clock_(clock) {
    for (const PortalAccount& account : accounts) {
        put(account);
    }
}

std::optional<PortalAccount> PortalAccounts::find(const std::string& gstin) const {
    const auto found = entries_.find(gstin);
    return found == entries_.end() ? std::nullopt : std::optional{found->second.account};
}

void PortalAccounts::put(const PortalAccount& account) {
    entries_[account.gstin] = {account};
}

void PortalAccounts::remove(const std::string& gstin) {
    entries_.erase(gstin);
}

PasswordVerdict PortalAccounts::try_password(const std::string& gstin, const std::string& attempt) {
    using Kind = PasswordVerdict::Kind;
    Entry& entry = entries_.at(gstin);
    const Instant now = clock_.now();
    if (entry.locked_until && *entry.locked_until > now) {
        return {Kind::locked, 0, *entry.locked_until - now};
    }
    if (entry.locked_until) {
        entry.locked_until.reset();
        entry.wrong_passwords = 0;
    }
    if (same_secret(entry.account.password, attempt)) {
        entry.wrong_passwords = 0;
        return {Kind::right};
    }
    if (++entry.wrong_passwords < tries) {
        return {Kind::wrong, tries - entry.wrong_passwords};
    }
    lock(gstin);
    return {Kind::locked, 0, lock_time};
}

void PortalAccounts::lock(const std::string& gstin) {
    entries_.at(gstin).locked_until = clock_.now() + lock_time;
}

}  // namespace irp_sandbox
