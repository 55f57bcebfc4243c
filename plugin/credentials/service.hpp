// service.hpp - what can be done with credentials: list, save, verify, remove, call. The one place where
// vault and IRP meet; the settings page and the ABI both stand on it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"
#include "credentials/login_book.hpp"
#include "credentials/provider_setups.hpp"
#include "credentials/repository.hpp"
#include "credentials/vault_keeper.hpp"
#include "irp/access.hpp"
#include "irp/account_portal.hpp"
#include "irp/profile.hpp"

namespace tijori {

// All members: any thread. Those that say "waits" take as long as a disk, a key derivation or the network
// takes.
class CredentialService {
public:
    CredentialService(VaultKeeper& vault, const Clock& clock, std::filesystem::path profile_folder,
                      const accounting::HostServices& host)
        : vault_(vault),
          clock_(clock),
          logins_(vault),
          setups_(vault),
          around_(logins_, host),
          access_(clock, around_),
          portal_(access_),
          profile_folder_(std::move(profile_folder)) {}

    // How work is run on another thread, soon; false if it cannot be. Without it a token is renewed by the
    // call that finds it near its end. Not while calls are under way.
    using Later = std::function<bool(std::function<void(Cancellation&)>)>;
    void set_later(Later later) { around_.set_later(std::move(later)); }

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

    // Who would log in at a provider's environment, with what was entered for it. The environment need not
    // exist (irp::Access::ready says so).
    irp::Account account_at(std::shared_ptr<const irp::Profile> profile,
                            const std::string& environment) const;
    // What was entered for a provider's environment; what is in memory.
    std::shared_ptr<const irp::Setup> setup(const std::string& provider,
                                            const std::string& environment) const {
        return setups_.find(provider, environment);
    }
    // Stores what was entered; makes the vault if there is none and the host holds a key. Waits.
    Status save_setup(const std::string& provider, const std::string& environment, irp::Setup setup,
                      std::string_view consumer);
    // Waits.
    Status remove_setup(const std::string& provider, const std::string& environment,
                        std::string_view consumer);

    // The GSTINs in the host's books; empty if the host does not tell. What is saved has to be one of them.
    void set_known_gstins(std::vector<std::string> gstins);

    // The key with its GSTIN normalised, if provider and environment exist and the GSTIN is one.
    Result<CredentialKey> checked_key(const CredentialKey& key) const;
    // Whether the GSTIN is one of the host's, if the host tells them.
    Status in_books(const std::string& gstin) const;
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
    Result<irp::CallAnswer> call(const CredentialKey& key, std::string_view consumer, const irp::Call& call,
                                 Cancellation& cancellation);
    // ---- what is changed at the provider (service_account.cpp)

    irp::AccountPortal& portal() noexcept { return portal_; }
    // Who logs in at the account side of the provider's portal. Waits.
    Result<irp::Account> portal_account(const CredentialKey& key) { return account_for_use(key, {}); }

    // A new password for the API user, or a new API user.
    struct ChangeAtProvider {
        CredentialKey key;
        std::string user_name;
        SecretBytes password;
        bool new_user = false;
        std::string code_id;  // of a one-time code that was checked
        std::string consumer;
    };
    // Seals the password, sends it, and stores it once the provider has taken it; verified if that can be
    // done at once. Error PASSWORD-CHANGE-UNSURE: it may have been taken or not; PASSWORD-NOT-STORED: it was
    // taken. In both cases it stays sealed until settle. Any other error: nothing has changed. Waits.
    Result<Credential> change_at_provider(const ChangeAtProvider& change, Bytes session,
                                          Cancellation& cancellation);
    std::vector<std::pair<CredentialKey, CredentialRepository::Pending>> pending() const;
    // What came of a password whose change ended unclearly.
    enum class Settled : std::uint8_t {
        nothing,    // there is none
        taken,      // it counts, and is stored now
        not_taken,  // the one stored before still counts; the new one was dropped
    };
    // Finds out by logging in. An error: not known yet, and it stays sealed. Waits.
    Result<Settled> settle(const CredentialKey& key, std::string_view consumer, Cancellation& cancellation);
    // Waits.
    Status discard_pending(const CredentialKey& key, std::string_view consumer);

    // Stores a credential under the GSTIN that it belongs to, once it has been verified there. Waits.
    Result<Credential> move(const CredentialKey& from, const std::string& gstin, std::string_view consumer,
                            Cancellation& cancellation);

    // Sees what other processes changed. Waits.
    Status refresh();
    // Forgets tokens and locks the vault.
    void lock();
    // Moves with everything that list or token_until would tell differently.
    std::uint64_t changes() const noexcept { return changes_; }
    // The same because nobody used the vault for a while: see VaultKeeper.
    void lock_idle();

private:
    static Result<CredentialKey> checked_key(const irp::Profiles& known, const CredentialKey& key);
    // What the IRP's room asks for, from the vault and the host.
    class Around final : public irp::Surroundings {
    public:
        Around(LoginBook& logins, const accounting::HostServices& host) : logins_(logins), host_(host) {}
        irp::LoginStore* logins() override { return &logins_; }
        bool later(const std::function<void(Cancellation&)>& work) override { return later_ && later_(work); }
        std::optional<std::string> proxy_for(const std::string& url) override { return host_.proxy_for(url); }
        std::string additional_authorities() override { return host_.certificate_authorities(); }
        void set_later(Later later) { later_ = std::move(later); }

    private:
        LoginBook& logins_;
        const accounting::HostServices& host_;
        Later later_;
    };

    Result<irp::Account> account(const CredentialKey& key, const std::string& user_name) const;
    // The same, for somebody who may wait: with what was entered for the provider, read if it was not yet.
    Result<irp::Account> account_for_use(const CredentialKey& key, const std::string& user_name);
    Result<irp::CallAnswer> call_with(const Credential& stored, std::string_view consumer,
                                      const irp::Call& call, Cancellation& cancellation);
    // Logs in and, if that worked, asks for the registration's name.
    Result<Credential> asked(Credential credential, Bytes password, Cancellation& cancellation);

    VaultKeeper& vault_;
    const Clock& clock_;
    LoginBook logins_;
    ProviderSetups setups_;
    Around around_;
    irp::Access access_;
    irp::AccountPortal portal_;
    std::atomic<std::uint64_t> changes_{0};
    const std::filesystem::path profile_folder_;
    mutable std::mutex mutex_;
    std::shared_ptr<const irp::Profiles> profiles_ = std::make_shared<irp::Profiles>();
    std::vector<std::string> known_gstins_;
};

}  // namespace tijori
