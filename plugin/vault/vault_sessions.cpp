// vault_sessions.cpp - what the vault remembers of log-ins. Sealed under the present vault key only: after a
// key change it is gone, and one logs in anew.
#include "vault/vault_open.hpp"

namespace tijori::vault {

std::optional<Buffer> Vault::blinded(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    return open_ != nullptr ? std::optional(open_->sums->blinded(name)) : std::nullopt;
}

std::optional<SecretBytes> Vault::session(std::string_view name) {
    const std::optional<Buffer> id = blinded(name);
    Result<std::optional<Buffer>> sealed = id ? store_->session(*id) : std::optional<Buffer>{};
    if (!sealed || !*sealed) {
        return std::nullopt;
    }
    const std::lock_guard lock(mutex_);
    const EpochKeys* keys = open_ != nullptr ? keys_of(open_->meta.epoch) : nullptr;
    return keys != nullptr ? keys->open_session(*id, **sealed) : std::nullopt;
}

Status Vault::put_session(std::string_view name, Bytes content) {
    Buffer id;
    Buffer sealed;
    {
        const std::lock_guard lock(mutex_);
        const EpochKeys* keys = open_ != nullptr ? keys_of(open_->meta.epoch) : nullptr;
        if (keys == nullptr) {
            return locked();
        }
        id = open_->sums->blinded(name);
        sealed = keys->seal_session(id, content);
    }
    return store_->put_session(id, sealed);
}

}  // namespace tijori::vault
