// vault.hpp - the safe: named records, sealed with keys that are in memory only while it is unlocked.
//
// Data key (random) -> HKDF -> index key (blinds names: HMAC-SHA-256) and record key root; a record's own key
// comes by HKDF from the root, its blinded id and its version, so a record cannot be put in another's place
// or an older version be passed off as the present one under the same number. Sealing is AES-256-GCM.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "vault/key_slots.hpp"
#include "vault/store.hpp"

namespace tijori::vault {

struct Record {
    std::string name;
    std::int64_t version = 0;
    SecretBytes content;
};

struct Listing {
    std::vector<Record> records;
    std::size_t damaged = 0;  // records that are there and cannot be opened
};

// All members: any thread.
class Vault {
public:
    // Secrets for the first slots of a new vault; at least one is given.
    struct NewKeys {
        std::optional<SecretBytes> passphrase;
        std::optional<SecretBytes> host_key;
        crypto::Argon2idCost cost;
    };

    static Buffer new_id() { return crypto::random_bytes(16); }
    // False: none there. The error: one is there that cannot be used.
    static Result<bool> exists(const std::filesystem::path& file) { return SqliteStore::exists(file); }
    // Makes a vault; it is unlocked.
    static Result<std::unique_ptr<Vault>> create(const std::filesystem::path& file, const Buffer& id,
                                                 const NewKeys& keys);
    // Opens a vault; it is locked.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& file);

    std::string id() const { return crypto::hex(id_); }
    bool has_slot(SlotKind kind) const;

    // Tries every slot of the kind. ACCT_ERROR_REFUSED with the words for a wrong passphrase or key.
    Status unlock_with_passphrase(Bytes passphrase);
    Status unlock_with_host_key(Bytes host_key);
    void lock() noexcept;
    bool unlocked() const noexcept;

    // A record's name is "kind/…"; it is stored blinded and, sealed, beside the content.
    Result<Record> get(std::string_view name) const;
    Result<Listing> list(std::string_view kind) const;
    // Writes version expected+1 over version `expected_version` (0: a new record). Returns the new version.
    Result<std::int64_t> put(std::string_view name, Bytes content, std::int64_t expected_version);
    Status erase(std::string_view name);

    // Moves when another process wrote to the vault.
    Result<std::int64_t> foreign_changes() const { return store_->foreign_changes(); }

private:
    struct Keys {
        SecretBytes index;
        SecretBytes records;
    };

    Vault(std::unique_ptr<Store> store, Buffer id, std::vector<StoredSlot> slots)
        : store_(std::move(store)), id_(std::move(id)), slots_(std::move(slots)) {}
    void take_data_key(const SecretBytes& data_key);
    std::shared_ptr<const Keys> keys() const noexcept;
    Buffer blinded(const Keys& keys, std::string_view name) const;
    Buffer seal(const Keys& keys, const Buffer& id, std::int64_t version, std::string_view name,
                Bytes content) const;
    std::optional<Record> unseal(const Keys& keys, const StoredRecord& stored) const;

    std::unique_ptr<Store> store_;
    Buffer id_;
    std::vector<StoredSlot> slots_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Keys> keys_;  // none while locked
};

}  // namespace tijori::vault
