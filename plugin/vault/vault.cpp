// vault.cpp - see vault.hpp. Sealed form of a record: nonce (12) | AES-256-GCM | tag (16). Plaintext: length
// of the name (u16, little-endian) | name | content. Additional data: vault id | blinded id | version (u64).
#include "vault.hpp"

#include <algorithm>
#include <utility>

namespace tijori::vault {
namespace {

Error locked() {
    return make_error(ACCT_ERROR_LOCKED, "VAULT-LOCKED", "The vault is locked.",
                      "Unlock it with its passphrase, then try again.");
}

Error damaged_record() {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
        "This entry of the vault is damaged or was altered outside this program; its content cannot be "
        "trusted "
        "and was not used.",
        "Enter it again, or put back the vault from a backup. The other entries are not affected.");
}

Buffer bound_to(const Buffer& vault_id, const Buffer& id, std::int64_t version) {
    Buffer data(vault_id);
    data.insert(data.end(), id.begin(), id.end());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        data.push_back(static_cast<unsigned char>((static_cast<std::uint64_t>(version) >> shift) & 0xFFU));
    }
    return data;
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& file, const Buffer& id,
                                             const NewKeys& keys) {
    const SecretBytes data_key = SecretBytes::random(crypto::key_size);
    std::vector<StoredSlot> slots;
    if (keys.passphrase) {
        Result<StoredSlot> slot =
            make_passphrase_slot(id, data_key.bytes(), keys.passphrase->bytes(), keys.cost);
        if (!slot) {
            return slot.error();
        }
        slots.push_back(std::move(*slot));
    }
    if (keys.host_key) {
        slots.push_back(make_host_key_slot(id, data_key.bytes(), keys.host_key->bytes()));
    }
    if (slots.empty()) {
        return make_error(ACCT_ERROR_BAD_ARGUMENT, "VAULT-NO-SLOT",
                          "A vault needs a passphrase or a key of the host.", "Choose a passphrase.",
                          "passphrase");
    }
    Result<std::unique_ptr<Store>> store = SqliteStore::create(file, id, slots);
    if (!store) {
        return store.error();
    }
    std::unique_ptr<Vault> made{new Vault(std::move(*store), id, std::move(slots))};
    made->take_data_key(data_key);
    return made;
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& file) {
    Result<std::unique_ptr<Store>> store = SqliteStore::open(file);
    if (!store) {
        return store.error();
    }
    Result<Buffer> id = (*store)->vault_id();
    if (!id) {
        return id.error();
    }
    Result<std::vector<StoredSlot>> slots = (*store)->slots();
    if (!slots) {
        return slots.error();
    }
    return std::unique_ptr<Vault>{new Vault(std::move(*store), std::move(*id), std::move(*slots))};
}

bool Vault::has_slot(SlotKind kind) const {
    return std::any_of(slots_.begin(), slots_.end(), [kind](const StoredSlot& slot) {
        return slot.kind == static_cast<std::int64_t>(kind);
    });
}

Status Vault::unlock_with_passphrase(Bytes passphrase) {
    for (const StoredSlot& slot : slots_) {
        if (slot.kind != static_cast<std::int64_t>(SlotKind::passphrase)) {
            continue;
        }
        Result<std::optional<SecretBytes>> key = open_passphrase_slot(id_, slot, passphrase);
        if (!key) {
            return key.error();
        }
        if (*key) {
            take_data_key(**key);
            return Nothing{};
        }
    }
    return make_error(
        ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE", "This is not the vault's passphrase.",
        "Type it again; mind capital letters and the keyboard layout. Nothing is lost by a wrong attempt.",
        "passphrase");
}

Status Vault::unlock_with_host_key(Bytes host_key) {
    for (const StoredSlot& slot : slots_) {
        if (slot.kind != static_cast<std::int64_t>(SlotKind::host_key)) {
            continue;
        }
        if (const auto key = open_host_key_slot(id_, slot, host_key)) {
            take_data_key(*key);
            return Nothing{};
        }
    }
    return make_error(ACCT_ERROR_REFUSED, "VAULT-HOST-KEY",
                      "The key that this program keeps does not open the vault.",
                      has_slot(SlotKind::passphrase)
                          ? "Unlock the vault with its passphrase."
                          : "Put back the program's key file that belongs to this vault from a backup.");
}

void Vault::take_data_key(const SecretBytes& data_key) {
    auto fresh = std::make_shared<Keys>();
    fresh->index = crypto::hkdf_sha256(data_key.bytes(), id_, "tijori/1/index");
    fresh->records = crypto::hkdf_sha256(data_key.bytes(), id_, "tijori/1/records");
    const std::lock_guard lock(mutex_);
    keys_ = std::move(fresh);
}

void Vault::lock() noexcept {
    const std::lock_guard lock(mutex_);
    keys_.reset();
}

bool Vault::unlocked() const noexcept {
    return keys() != nullptr;
}

std::shared_ptr<const Vault::Keys> Vault::keys() const noexcept {
    const std::lock_guard lock(mutex_);
    return keys_;
}

Buffer Vault::blinded(const Keys& keys, std::string_view name) const {
    return crypto::hmac_sha256(keys.index.bytes(), bytes_of(name));
}

Buffer Vault::seal(const Keys& keys, const Buffer& id, std::int64_t version, std::string_view name,
                   Bytes content) const {
    const Buffer binding = bound_to(id_, id, version);
    const SecretBytes key = crypto::hkdf_sha256(keys.records.bytes(), binding, "tijori/1/record");
    SecretBytes plaintext(2 + name.size() + content.size());
    plaintext.data()[0] = static_cast<unsigned char>(name.size() & 0xFFU);
    plaintext.data()[1] = static_cast<unsigned char>((name.size() >> 8U) & 0xFFU);
    std::copy(name.begin(), name.end(), plaintext.data() + 2);
    std::copy(content.begin(), content.end(), plaintext.data() + 2 + name.size());
    Buffer sealed = crypto::random_bytes(crypto::nonce_size);
    const Buffer box = crypto::aes_gcm_seal(key.bytes(), sealed, binding, plaintext.bytes());
    sealed.insert(sealed.end(), box.begin(), box.end());
    return sealed;
}

std::optional<Record> Vault::unseal(const Keys& keys, const StoredRecord& stored) const {
    if (stored.sealed.size() < crypto::nonce_size + crypto::tag_size + 2) {
        return std::nullopt;
    }
    const Buffer binding = bound_to(id_, stored.id, stored.version);
    const SecretBytes key = crypto::hkdf_sha256(keys.records.bytes(), binding, "tijori/1/record");
    const Bytes sealed{stored.sealed};
    auto plaintext = crypto::aes_gcm_open(key.bytes(), sealed.first(crypto::nonce_size), binding,
                                          sealed.subspan(crypto::nonce_size));
    if (!plaintext || plaintext->size() < 2) {
        return std::nullopt;
    }
    const std::size_t name_size = plaintext->data()[0] + static_cast<std::size_t>(plaintext->data()[1]) * 256;
    if (plaintext->size() < 2 + name_size) {
        return std::nullopt;
    }
    Record record;
    record.name = std::string(plaintext->view().substr(2, name_size));
    record.version = stored.version;
    record.content = SecretBytes(plaintext->bytes().subspan(2 + name_size));
    return record;
}

Result<Record> Vault::get(std::string_view name) const {
    const auto held = keys();
    if (held == nullptr) {
        return locked();
    }
    Result<std::optional<StoredRecord>> stored = store_->get(blinded(*held, name));
    if (!stored) {
        return stored.error();
    }
    if (!*stored) {
        return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-NO-RECORD", "Nothing is stored under this name.",
                          "Enter it first.");
    }
    auto record = unseal(*held, **stored);
    if (!record || record->name != name) {
        return damaged_record();
    }
    return std::move(*record);
}

Result<Listing> Vault::list(std::string_view kind) const {
    const auto held = keys();
    if (held == nullptr) {
        return locked();
    }
    Result<std::vector<StoredRecord>> stored = store_->all();
    if (!stored) {
        return stored.error();
    }
    Listing listing;
    const std::string prefix = std::string(kind) + "/";
    for (const StoredRecord& one : *stored) {
        auto record = unseal(*held, one);
        if (!record || blinded(*held, record->name) != one.id) {
            ++listing.damaged;
        } else if (record->name.starts_with(prefix)) {
            listing.records.push_back(std::move(*record));
        }
    }
    return listing;
}

Result<std::int64_t> Vault::put(std::string_view name, Bytes content, std::int64_t expected_version) {
    const auto held = keys();
    if (held == nullptr) {
        return locked();
    }
    if (name.size() > 0xFFFF) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "VAULT-NAME", "The name of this entry is too long.",
                          "Use a shorter one.");
    }
    StoredRecord record;
    record.id = blinded(*held, name);
    record.version = expected_version + 1;
    record.sealed = seal(*held, record.id, record.version, name, content);
    if (Status written = store_->put(record, expected_version); !written) {
        return written.error();
    }
    return record.version;
}

Status Vault::erase(std::string_view name) {
    const auto held = keys();
    if (held == nullptr) {
        return locked();
    }
    return store_->erase(blinded(*held, name));
}

}  // namespace tijori::vault
