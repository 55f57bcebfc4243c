// portal_accounts.hpp - the accounts of the portal while the sandbox runs, and its patience with wrong
// passwords. Not locked: the service sees to it that one request at a time gets here.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_ACCOUNTS_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_ACCOUNTS_HPP

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "portal/portal_account.hpp"

namespace irp_sandbox {

// How a password was taken.
struct PasswordVerdict {
    enum class Kind { right, wrong, locked };
    Kind kind = Kind::wrong;
    int tries_left = 0;                // if wrong
    std::chrono::seconds retry_in{0};  // if locked
};

class PortalAccounts {
public:
    static constexpr int tries = 5;
    static constexpr std::chrono::minutes lock_time{15};

    PortalAccounts(const Clock& clock, const std::vector<PortalAccount>& accounts);

    std::optional<PortalAccount> find(const std::string& gstin) const;
    // Takes the place of an account that the GSTIN may have already.
    void put(const PortalAccount& account);
    void remove(const std::string& gstin);

    // For an account that is there. The last try that is wrong locks the account for a while; a right one
    // forgives the wrong ones before it.
    PasswordVerdict try_password(const std::string& gstin, const std::string& attempt);
    void lock(const std::string& gstin);

private:
    struct Entry {
        PortalAccount account;
        int wrong_passwords = 0;
        std::optional<Instant> locked_until = {};
    };

    const Clock& clock_;
    std::map<std::string, Entry> entries_;
};

}  // namespace irp_sandbox

#endif
