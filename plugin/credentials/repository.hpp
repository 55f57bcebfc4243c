// repository.hpp - credentials in the vault: how one is written into a record, and an index of all of them,
// without passwords, in memory while the vault is unlocked.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"
#include "vault/vault.hpp"

namespace tijori {

// How a record's name reads for people: "29AAACP0029A1Z2 at nic-1 (production)".
std::string readable_name(std::string_view record_name);

// All members: any thread. Those that say "waits" read or write the vault.
class CredentialRepository {
public:
    explicit CredentialRepository(vault::Vault& vault) : vault_(vault) {}

    // Brings the index up to date: reads what changed since the last time, at first all. Waits.
    Status load();
    // The same, but looks first whether another process wrote at all. Waits.
    Status load_if_changed();
    void clear();
    bool loaded() const;
    // How many records of the vault cannot be read, as of the last load.
    std::int64_t damaged() const;

    // Waits the first time; afterwards reads memory.
    Result<std::vector<Credential>> all();
    // Before the index is loaded, waits and reads the one record.
    Result<std::optional<Credential>> find(const CredentialKey& key);

    // Waits.
    Result<SecretBytes> password(const CredentialKey& key);
    // Writes user name, password and state, in place of what is there. Waits.
    Status save(const Credential& credential, Bytes password, const vault::Actor& actor);
    struct WithPassword {
        Credential credential;
        SecretBytes password;
    };
    // Many at once, all or nothing, in place of what is there, with one entry in the audit trail that names
    // them. Waits.
    Status save_all(const std::vector<WithPassword>& credentials, const vault::Actor& actor);
    // Writes what is known about a credential and keeps its password. Waits.
    Status update(const Credential& credential, const vault::Actor& actor);
    // Waits.
    Status remove(const CredentialKey& key, const vault::Actor& actor);

private:
    struct Entry {
        Credential credential;
        std::int64_t version = 0;
    };

    Status load_locked();  // with loading_ held
    // Takes into the index what was just written as `version`, or reads, if others wrote too.
    Status wrote(const std::vector<const Credential*>& credentials, std::int64_t version);
    Status write(const Credential& credential, Bytes password, std::optional<std::int64_t> expected,
                 const vault::Actor& actor);

    vault::Vault& vault_;
    std::mutex loading_;  // one load at a time
    vault::Vault::Known known_;
    mutable std::mutex mutex_;
    std::map<CredentialKey, Entry> index_;
    std::map<std::size_t, std::vector<CredentialKey>> by_bucket_;
    std::int64_t seen_changes_ = -1;
    std::int64_t damaged_ = 0;
    bool loaded_ = false;
};

}  // namespace tijori
