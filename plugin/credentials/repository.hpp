// repository.hpp - credentials in the vault: how one is written into a record, and an index of all of them,
// without passwords, in memory while the vault is unlocked.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
    explicit CredentialRepository(vault::Vault& vault) : vault_(vault), revision_(next_revision()) {}

    // Brings the index up to date: reads what changed since the last time, at first all. Waits.
    Status load();
    // The same, but looks first whether another process wrote at all. Waits.
    Status load_if_changed();
    void clear();
    bool loaded() const;
    // Another number whenever what `all` or `all_pending` tell may have changed; never the same again.
    std::uint64_t revision() const noexcept { return revision_; }
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

    // A password on its way to the provider: sealed before it is sent, so that it is not lost however the
    // sending ends, and dropped once it is known to count or not to.
    struct Pending {
        std::string user_name;
        std::int64_t since = 0;
        bool new_user = false;  // the API user itself is being made
    };
    // In place of an earlier one. Waits.
    Status save_pending(const CredentialKey& key, const Pending& pending, Bytes password,
                        const vault::Actor& actor);
    // As find: waits before the index is loaded.
    Result<std::optional<Pending>> pending(const CredentialKey& key);
    // Those that the index knows.
    std::vector<std::pair<CredentialKey, Pending>> all_pending() const;
    // Waits.
    Result<SecretBytes> pending_password(const CredentialKey& key);
    // Fine if there is none. Waits.
    Status drop_pending(const CredentialKey& key, const vault::Actor& actor);

private:
    struct Entry {
        Credential credential;
        std::int64_t version = 0;
    };

    static std::uint64_t next_revision() noexcept;
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
    std::map<CredentialKey, Pending> pending_;
    std::map<std::size_t, std::vector<CredentialKey>> pending_by_bucket_;
    std::int64_t seen_changes_ = -1;
    std::int64_t damaged_ = 0;
    std::atomic<std::uint64_t> revision_;
    bool loaded_ = false;
};

}  // namespace tijori
