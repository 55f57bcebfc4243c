// repository.hpp - credentials in the vault: how one is written into a record, and an index of all of them,
// without passwords, in memory while the vault is unlocked.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"
#include "vault/vault.hpp"

namespace tijori {

// All members: any thread. Those that read or write the vault wait for the disk.
class CredentialRepository {
public:
    explicit CredentialRepository(vault::Vault& vault) : vault_(vault) {}

    // Reads the index anew. Called after unlocking and when another process changed the vault. Returns how
    // many records are damaged.
    Result<std::size_t> load();
    // load, but only if another process wrote since.
    Status load_if_changed();
    void clear();

    std::vector<Credential> all() const;
    std::optional<Credential> find(const CredentialKey& key) const;

    Result<SecretBytes> password(const CredentialKey& key);
    // Writes user name, password and state, in place of what is there.
    Status save(const Credential& credential, Bytes password);
    // Writes what is known about a credential and keeps its password.
    Status update(const Credential& credential);
    Status remove(const CredentialKey& key);

private:
    struct Entry {
        Credential credential;
        std::int64_t version = 0;
    };

    Status write(const Credential& credential, Bytes password, std::int64_t expected_version);

    vault::Vault& vault_;
    mutable std::mutex mutex_;
    std::map<CredentialKey, Entry> index_;
    std::int64_t seen_changes_ = -1;
};

}  // namespace tijori
