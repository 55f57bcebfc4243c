// vault_keeper.cpp - see vault_keeper.hpp.
#include "vault_keeper.hpp"

#include <algorithm>
#include <utility>

#include "vault/os_keyring.hpp"

namespace tijori {
namespace {

Error locked() {
    return make_error(ACCT_ERROR_LOCKED, "VAULT-LOCKED", say("The vault is locked."),
                      say("Unlock it with its passphrase, then try again."));
}

Error absent() {
    return make_error(ACCT_ERROR_LOCKED, "VAULT-ABSENT", say("There is no vault yet."),
                      say("Choose a passphrase for it first."));
}

}  // namespace

std::uint32_t VaultKeeper::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

Error VaultKeeper::problem() const {
    const std::lock_guard lock(mutex_);
    return problem_.value_or(Error{});
}

bool VaultKeeper::host_key_failed() const {
    const std::lock_guard lock(mutex_);
    return state_ == ACCT_VAULT_LOCKED && problem_.has_value();
}

bool VaultKeeper::has_recovery_code() const {
    const std::lock_guard lock(mutex_);
    return has_recovery_code_;
}

bool VaultKeeper::has_passphrase() const {
    const std::lock_guard lock(mutex_);
    return has_passphrase_;
}

std::optional<SecretBytes> VaultKeeper::host_key(const std::string& vault_id, bool create) const {
    std::optional<SecretBytes> key;
    const bool given = host_.unlock_secret(vault_id, create, [&](std::string_view secret) {
        if (secret.size() == vault::host_key_size) {
            key = SecretBytes(secret);
        }
    });
    return given ? std::move(key) : std::nullopt;
}

Status VaultKeeper::unusable(Error why) {
    const std::lock_guard lock(mutex_);
    state_ = ACCT_VAULT_UNUSABLE;
    problem_ = why;
    return why;
}

Status VaultKeeper::opened(std::unique_ptr<vault::Vault> vault, bool by_itself) {
    auto open = std::make_shared<OpenVault>(std::move(vault));
    const std::lock_guard lock(mutex_);
    has_passphrase_ = open->vault->has_slot(vault::SlotKind::passphrase);
    has_recovery_code_ = open->vault->has_slot(vault::SlotKind::recovery_code);
    open_ = std::move(open);
    opened_by_itself_ = by_itself;
    asleep_ = false;
    locked_.reset();
    problem_.reset();
    state_ = ACCT_VAULT_UNLOCKED;
    return Nothing{};
}

Status VaultKeeper::look(Cancellation* cancellation) {
    const std::lock_guard working(working_);
    {
        const std::lock_guard lock(mutex_);
        if (state_ == ACCT_VAULT_UNLOCKED) {
            return Nothing{};
        }
        state_ = ACCT_VAULT_OPENING;
        asleep_ = false;
        problem_.reset();
        locked_.reset();
    }
    Result<bool> there = vault::Vault::exists(file_);
    if (!there) {
        return unusable(there.error());
    }
    if (!*there) {
        const std::lock_guard lock(mutex_);
        state_ = ACCT_VAULT_ABSENT;
        return Nothing{};
    }
    Result<std::unique_ptr<vault::Vault>> found = vault::Vault::open(file_, clock_, witness_folder_);
    if (!found) {
        return unusable(found.error());
    }
    std::optional<Error> host_key_problem;
    if ((*found)->has_slot(vault::SlotKind::host_key)) {
        const auto key = host_key((*found)->id(), false);
        if (key) {
            if (Status unlocked = (*found)->unlock(vault::SlotKind::host_key, key->bytes())) {
                return opened(std::move(*found), true);
            } else {
                host_key_problem = unlocked.error();
            }
        } else if (host_holds_key() || !(*found)->has_slot(vault::SlotKind::passphrase)) {
            host_key_problem = make_error(
                ACCT_ERROR_REFUSED, "VAULT-HOST-KEY-MISSING",
                say("The key that this program keeps for the vault is missing or may not be read."),
                (*found)->has_slot(vault::SlotKind::passphrase)
                    ? say("Unlock the vault with its passphrase.")
                    : say("Put back the program's key file for vault {vault} from a backup, then try again.",
                          {{"vault", (*found)->id()}}));
        }
    }
    if ((*found)->has_slot(vault::SlotKind::os_keyring)) {
        // Without asking: at a start nobody may be there to answer.
        Result<SecretBytes> secret = vault::OsKeyring::read((*found)->id(), false, cancellation);
        if (secret && (*found)->unlock(vault::SlotKind::os_keyring, secret->bytes())) {
            return opened(std::move(*found), true);
        }
        if (!secret && !host_key_problem) {
            host_key_problem = secret.error();
        }
    }
    if (!(*found)->has_slot(vault::SlotKind::passphrase) &&
        !(*found)->has_slot(vault::SlotKind::recovery_code)) {
        return unusable(host_key_problem.value_or(
            make_error(ACCT_ERROR_DAMAGED, "VAULT-NO-SLOT",
                       say("The vault {file} has no way in that is known here.", {{"file", file_.string()}}),
                       say("Put back the file from your latest backup."))));
    }
    const std::lock_guard lock(mutex_);
    has_passphrase_ = (*found)->has_slot(vault::SlotKind::passphrase);
    has_recovery_code_ = (*found)->has_slot(vault::SlotKind::recovery_code);
    locked_ = std::move(*found);
    problem_ = std::move(host_key_problem);
    state_ = ACCT_VAULT_LOCKED;
    return Nothing{};
}

Status VaultKeeper::create(std::optional<SecretBytes> passphrase) {
    const std::lock_guard working(working_);
    if (const std::uint32_t present = state(); present != ACCT_VAULT_ABSENT) {
        return present == ACCT_VAULT_UNUSABLE
                   ? Status{problem()}
                   : Status{make_error(ACCT_ERROR_EXISTS, "VAULT-EXISTS", say("There is already a vault."),
                                       say("Unlock it with its passphrase."))};
    }
    const vault::Buffer id = vault::Vault::new_id();
    vault::Vault::NewKeys keys;
    keys.passphrase = std::move(passphrase);
    keys.host_key = host_key(crypto::hex(id), true);
    const bool with_host_key = keys.host_key.has_value();
    if (!keys.passphrase && !keys.host_key) {
        return host_holds_key()
                   ? Status{make_error(
                         ACCT_ERROR_STORAGE, "VAULT-HOST-KEY-NOT-MADE",
                         say("This program could not make and keep a key for the vault."),
                         say("See the program's log for the reason, or choose a passphrase instead."))}
                   : Status{absent()};
    }
    Result<std::unique_ptr<vault::Vault>> made =
        vault::Vault::create(file_, id, keys, clock_, witness_folder_);
    if (!made) {
        return made.error();
    }
    if (Status done = opened(std::move(*made), with_host_key); !done) {
        return done;
    }
    // Nothing is in it yet, so this takes no time; and nobody has to wait for the index.
    Result<std::shared_ptr<OpenVault>> open = this->open();
    return open ? (*open)->credentials.load() : Status{open.error()};
}

Status VaultKeeper::unlock(vault::SlotKind kind, Bytes secret) {
    const std::lock_guard working(working_);
    std::unique_ptr<vault::Vault> vault;
    {
        const std::lock_guard lock(mutex_);
        if (state_ == ACCT_VAULT_UNLOCKED) {
            return Nothing{};
        }
        if (state_ == ACCT_VAULT_UNUSABLE) {
            return *problem_;
        }
        if (state_ != ACCT_VAULT_LOCKED) {
            return absent();
        }
        vault = std::move(locked_);
    }
    Status unlocked = vault->unlock(kind, secret);
    if (!unlocked) {
        const std::lock_guard lock(mutex_);
        locked_ = std::move(vault);
        return unlocked;
    }
    return opened(std::move(vault), false);
}

void VaultKeeper::lock() {
    lock(false);
}

void VaultKeeper::lock_idle() {
    lock(true);
}

void VaultKeeper::lock(bool idle) {
    const std::lock_guard working(working_);
    std::shared_ptr<OpenVault> closing;
    {
        const std::lock_guard lock(mutex_);
        if (state_ != ACCT_VAULT_UNLOCKED) {
            asleep_ = asleep_ && idle;
            return;
        }
        closing = std::move(open_);
        state_ = ACCT_VAULT_LOCKED;
        asleep_ = idle && opened_by_itself_;
    }
    closing->vault->lock();
    closing->credentials.clear();
    Result<std::unique_ptr<vault::Vault>> again = vault::Vault::open(file_, clock_, witness_folder_);
    if (!again) {
        (void)unusable(again.error());
        return;
    }
    const std::lock_guard lock(mutex_);
    has_passphrase_ = (*again)->has_slot(vault::SlotKind::passphrase);
    has_recovery_code_ = (*again)->has_slot(vault::SlotKind::recovery_code);
    locked_ = std::move(*again);
}

void VaultKeeper::slots_changed() {
    const std::lock_guard lock(mutex_);
    if (open_ != nullptr) {
        has_passphrase_ = open_->vault->has_slot(vault::SlotKind::passphrase);
        has_recovery_code_ = open_->vault->has_slot(vault::SlotKind::recovery_code);
    }
}

bool VaultKeeper::asleep() const {
    const std::lock_guard lock(mutex_);
    return asleep_;
}

void VaultKeeper::wanted() {
    {
        const std::lock_guard lock(mutex_);
        if (!asleep_ || !on_need_) {
            return;
        }
        asleep_ = false;
        state_ = ACCT_VAULT_OPENING;
    }
    on_need_();
}

std::shared_ptr<OpenVault> VaultKeeper::opened_now() const {
    const std::lock_guard lock(mutex_);
    return state_ == ACCT_VAULT_UNLOCKED ? open_ : nullptr;
}

Result<std::shared_ptr<OpenVault>> VaultKeeper::open() {
    {
        const std::lock_guard lock(mutex_);
        switch (state_) {
            case ACCT_VAULT_UNLOCKED:
                return open_;
            case ACCT_VAULT_ABSENT:
                return absent();
            case ACCT_VAULT_UNUSABLE:
                return *problem_;
            default:
                break;
        }
    }
    wanted();
    return locked();
}

Result<std::shared_ptr<OpenVault>> VaultKeeper::open_or_create() {
    if (state() == ACCT_VAULT_ABSENT && host_holds_key()) {
        if (Status made = create(std::nullopt); !made && made.error().status != ACCT_ERROR_EXISTS) {
            return made.error();
        }
    }
    return open();
}

}  // namespace tijori
