// provider_setups.hpp - what the user entered for a provider's environment: client id and secret, a gateway's
// token, the public key. Kept in the vault like a credential, never in a profile.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "credentials/vault_keeper.hpp"
#include "irp/account.hpp"
#include "vault/vault.hpp"

namespace tijori {

// All members: any thread. Those that say "waits" read or write the vault.
class ProviderSetups {
public:
    explicit ProviderSetups(VaultKeeper& vault) : vault_(vault) {}

    // As of the last load; nothing if nothing was entered, or while the vault is locked.
    std::shared_ptr<const irp::Setup> find(const std::string& provider, const std::string& environment) const;
    // Reads them all, if something changed. `profiles` says which there may be. Waits.
    Status load(const irp::Profiles& profiles);
    // Whether they were read since the vault was opened.
    bool loaded() const;
    void clear();

    // Replaces what is stored. Waits.
    Status save(const std::string& provider, const std::string& environment, irp::Setup setup,
                const vault::Actor& actor);
    // Waits.
    Status remove(const std::string& provider, const std::string& environment, const vault::Actor& actor);

private:
    using Key = std::pair<std::string, std::string>;

    VaultKeeper& vault_;
    // Held from reading or writing the vault until `setups_` shows it: what was read before another's save
    // must not take its place after it.
    std::mutex turn_;
    mutable std::mutex mutex_;
    std::map<Key, std::shared_ptr<const irp::Setup>> setups_;
    bool loaded_ = false;
    // Counts the calls of clear: what was read before one must not come back after it.
    std::atomic<std::uint64_t> epoch_{0};
};

}  // namespace tijori
