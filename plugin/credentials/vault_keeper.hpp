// vault_keeper.hpp - the one vault of a plugin instance: finds it, makes it, opens it with the host's key or
// a passphrase, locks it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "acct/cpp/host_services.hpp"
#include "acct/vault.h"
#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/repository.hpp"
#include "vault/vault.hpp"

namespace tijori {

// The record that says after how many seconds without use the vault is locked (auto_lock.hpp).
constexpr std::string_view auto_lock_name = "setting/auto-lock";

// A vault that is unlocked, and what is in it. Shared with operations under way, so that locking does not
// pull it from under them.
struct OpenVault {
    explicit OpenVault(std::unique_ptr<vault::Vault> opened)
        : vault(std::move(opened)), credentials(*vault) {}
    std::unique_ptr<vault::Vault> vault;
    CredentialRepository credentials;
};

// All members: any thread. Those that say "waits" take as long as a disk or a key derivation takes.
class VaultKeeper {
public:
    // `witness_folder`: see vault/witness.hpp; empty for none.
    VaultKeeper(std::filesystem::path file, const accounting::HostServices& host, const Clock& clock,
                std::filesystem::path witness_folder)
        : file_(std::move(file)), host_(host), clock_(clock), witness_folder_(std::move(witness_folder)) {}

    // One of ACCT_VAULT_….
    std::uint32_t state() const;
    Error problem() const;  // of ACCT_VAULT_UNUSABLE; or why the host's key did not open it
    bool host_key_failed() const;
    bool host_holds_key() const { return host_.can_hold_unlock_secret(); }
    bool has_passphrase() const;
    bool has_recovery_code() const;
    const std::filesystem::path& file() const noexcept { return file_; }

    // Called when somebody needs a vault that was locked for being idle and that opens without anybody
    // typing; the state is ACCT_VAULT_OPENING then, and `look` is to be called on a worker. Set before
    // anything else is called.
    void set_on_need(std::function<void()> on_need) { on_need_ = std::move(on_need); }

    // Looks for the vault and opens it with the host's key or the keyring if it can. Waits.
    Status look(Cancellation* cancellation = nullptr);
    // Makes a vault. Without a passphrase the host has to hold a key. Waits.
    Status create(std::optional<SecretBytes> passphrase);
    // With a passphrase or a recovery code. Waits.
    Status unlock(vault::SlotKind kind, Bytes secret);
    void lock();
    // The same, because nobody used it for a while: it is opened again when it is needed, if that needs
    // nobody.
    void lock_idle();
    // It was locked by lock_idle and can open by itself.
    bool asleep() const;
    // Somebody is at work: has it opened if it is asleep.
    void wanted();
    // The ways in were changed: see whether there is still a passphrase. Waits.
    void slots_changed();

    // The unlocked vault, or why there is none.
    Result<std::shared_ptr<OpenVault>> open();
    // The same without needing it: nothing while it is locked.
    std::shared_ptr<OpenVault> opened_now() const;
    // The same, but makes the vault if there is none yet and the host holds a key. Waits.
    Result<std::shared_ptr<OpenVault>> open_or_create();

private:
    std::optional<SecretBytes> host_key(const std::string& vault_id, bool create) const;
    Status opened(std::unique_ptr<vault::Vault> vault, bool by_itself);
    void lock(bool idle);
    Status unusable(Error why);

    const std::filesystem::path file_;
    const accounting::HostServices& host_;
    const Clock& clock_;
    const std::filesystem::path witness_folder_;
    std::function<void()> on_need_;
    std::mutex working_;  // one of look, create, unlock at a time
    mutable std::mutex mutex_;
    std::uint32_t state_ = ACCT_VAULT_OPENING;
    std::optional<Error> problem_;
    std::unique_ptr<vault::Vault> locked_;
    std::shared_ptr<OpenVault> open_;
    bool opened_by_itself_ = false;
    bool asleep_ = false;
    bool has_passphrase_ = false;
    bool has_recovery_code_ = false;
};

}  // namespace tijori
