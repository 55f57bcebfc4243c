// service.hpp - what can be done with credentials: list, save, verify, remove, call. The one place where
// vault and IRP meet; the settings page and the ABI both stand on it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"
#include "credentials/vault_keeper.hpp"
#include "irp/access.hpp"
#include "irp/profile.hpp"

namespace tijori {

// All members: any thread. Those that say "waits" take as long as a disk, a key derivation or the network
// takes.
class CredentialService {
public:
    CredentialService(VaultKeeper& vault, const Clock& clock, std::filesystem::path profile_folder)
        : vault_(vault), clock_(clock), access_(clock), profile_folder_(std::move(profile_folder)) {}

    // What was entered for a credential.
    struct Entry {
        CredentialKey key;
        std::string user_name;
        SecretBytes password;
        bool replace = false;            // take the place of what is stored under the key
        bool without_verifying = false;  // store although nobody has asked the provider
        std::string consumer;            // who asks, for the audit trail
    };

    // The profiles as of the last reload_profiles.
    std::shared_ptr<const irp::Profiles> profiles() const;
    void reload_profiles();

    // The GSTINs in the host's books; empty if the host does not tell. What is saved has to be one of them.
    void set_known_gstins(std::vector<std::string> gstins);

    // The key with its GSTIN normalised, if provider and environment exist and the GSTIN is one.
    Result<CredentialKey> checked_key(const CredentialKey& key) const;
    // What can be said about an entry without asking anybody.
    Result<CredentialKey> check(const Entry& entry) const;

    // Waits if the vault was unlocked just now and is not loaded yet.
    Result<std::vector<Credential>> list() const;
    bool loaded() const;
    Result<Credential> find(const CredentialKey& key) const;
    std::int64_t token_until(const Credential& credential) const;

    // Checks, logs in, stores. If anything goes wrong, what was stored before stays. Waits.
    Result<Credential> save(Entry entry, Cancellation& cancellation);
    // Logs in with what is stored and notes the result, a refusal too. Waits.
    Result<Credential> verify(const CredentialKey& key, std::string_view consumer,
                              Cancellation& cancellation);
    // Waits.
    Status remove(const CredentialKey& key, std::string_view consumer);
    // One authenticated call. Waits.
    Result<std::string> call(const CredentialKey& key, std::string_view consumer, std::string_view method,
                             std::string_view path, std::string_view json, Cancellation& cancellation);
    // Sees what other processes changed. Waits.
    Status refresh();
    // Forgets tokens and locks the vault.
    void lock();

private:
    Result<irp::Account> account(const CredentialKey& key, const std::string& user_name) const;
    // Logs in and, if that worked, asks for the registration's name.
    Result<Credential> asked(Credential credential, Bytes password, Cancellation& cancellation);

    VaultKeeper& vault_;
    const Clock& clock_;
    irp::Access access_;
    const std::filesystem::path profile_folder_;
    mutable std::mutex mutex_;
    std::shared_ptr<const irp::Profiles> profiles_ = std::make_shared<irp::Profiles>();
    std::vector<std::string> known_gstins_;
};

}  // namespace tijori
