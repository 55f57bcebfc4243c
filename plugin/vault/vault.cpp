// vault.cpp - making a vault, opening, unlocking and locking it, and keeping up with what others changed. See
// vault.hpp; what lies in the file is specified in FORMAT.md.
#include "vault.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

Error damaged_head(const std::string& what) {
    return make_error(ACCT_ERROR_DAMAGED, "VAULT-HEAD-DAMAGED",
                      say("The vault was altered outside this program: {what}", {{"what", what}}),
                      say("Put back the file from your latest backup; keep this one aside."));
}

// False for what a torn page leaves of a slot.
bool is_whole(const StoredSlot& slot) {
    return slot.kind >= static_cast<std::int64_t>(SlotKind::passphrase) &&
           slot.kind <= static_cast<std::int64_t>(SlotKind::recovery_code) && slot.public_key.size() == 32 &&
           !slot.wrapped_key.empty();
}

std::string present_os_user() {
    std::array<char, 4096> memory{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return std::to_string(::geteuid());
}

std::array<unsigned char, 16> tag_of(const Buffer& sealed) {
    std::array<unsigned char, 16> tag{};
    if (sealed.size() >= tag.size()) {
        std::copy(sealed.end() - tag.size(), sealed.end(), tag.begin());
    }
    return tag;
}

}  // namespace

Vault::Vault(std::unique_ptr<Store> store, Buffer id, const Clock& clock,
             std::filesystem::path witness_folder)
    : store_(std::move(store)),
      id_(std::move(id)),
      clock_(clock),
      witness_folder_(std::move(witness_folder)) {}

Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& file, const Buffer& id,
                                             const NewKeys& keys, const Clock& clock,
                                             std::filesystem::path witness_folder, Place place) {
    if (!keys.passphrase && !keys.host_key) {
        return make_error(ACCT_ERROR_BAD_ARGUMENT, "VAULT-NO-SLOT",
                          say("A vault needs a passphrase or a key of the host."),
                          say("Choose a passphrase."), "passphrase");
    }
    constexpr std::int64_t first_epoch = 1;
    EpochKeys epoch(id, first_epoch, SecretBytes::random(crypto::key_size));
    Change content;
    std::optional<SlotKey> slot_key;
    SlotKind slot_kind = SlotKind::host_key;
    const auto add = [&](SlotKind kind, Bytes secret) -> Status {
        const crypto::Argon2idCost cost = kind == SlotKind::passphrase
                                              ? keys.cost.value_or(crypto::Argon2idCost{})
                                              : crypto::Argon2idCost{};
        Buffer parameters =
            new_slot_parameters(kind, kind == SlotKind::passphrase && !keys.cost ? calibrated_cost() : cost);
        Result<SlotKey> key = SlotKey::derive(kind, id, parameters, secret);
        if (!key) {
            return key.error();
        }
        content.slots.push_back(
            make_slot(kind, id, std::move(parameters), *key, epoch, clock.utc_seconds(), ""));
        slot_kind = kind;
        slot_key.emplace(std::move(*key));
        return Nothing{};
    };
    if (keys.passphrase) {
        if (Status added = add(SlotKind::passphrase, keys.passphrase->bytes()); !added) {
            return added.error();
        }
    }
    if (keys.host_key) {
        if (Status added = add(SlotKind::host_key, keys.host_key->bytes()); !added) {
            return added.error();
        }
    }
    Head head;
    head.name_key = SecretBytes::random(crypto::key_size);
    head.written_at = clock.utc_seconds();
    content.meta = {id, first_epoch, 1, epoch.seal_head(1, head.encoded().bytes())};
    Result<std::unique_ptr<Store>> store = SqliteStore::create(file, content, place);
    if (!store) {
        return store.error();
    }
    std::unique_ptr<Vault> made{new Vault(std::move(*store), id, clock, std::move(witness_folder))};
    made->slots_ = std::move(content.slots);
    const std::lock_guard lock(made->mutex_);
    const Status unlocked =
        made->take_key(slot_kind, std::move(*slot_key), first_epoch, SecretBytes(epoch.vault_key()));
    if (!unlocked) {
        return unlocked.error();
    }
    return made;
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& file, const Clock& clock,
                                           std::filesystem::path witness_folder, Place place) {
    Result<std::unique_ptr<Store>> store = SqliteStore::open(file, place);
    if (!store) {
        return store.error();
    }
    Buffer id;
    std::vector<StoredSlot> slots;
    const Status looked = (*store)->read([&](Reader& reader) -> Status {
        Result<StoredMeta> meta = reader.meta();
        if (!meta) {
            return meta.error();
        }
        if (meta->vault_id.size() != 16) {
            return damaged_head(say("it does not say which vault it is."));
        }
        id = meta->vault_id;
        Result<std::vector<StoredSlot>> found = reader.slots();
        if (!found) {
            return found.error();
        }
        slots = std::move(*found);
        // A vault always has one.
        return std::any_of(slots.begin(), slots.end(), &is_whole)
                   ? Status{Nothing{}}
                   : Status{damaged_head(say("the ways into it are gone."))};
    });
    if (!looked) {
        return looked.error();
    }
    std::unique_ptr<Vault> opened{
        new Vault(std::move(*store), std::move(id), clock, std::move(witness_folder))};
    opened->slots_ = std::move(slots);
    return opened;
}

bool Vault::has_slot(SlotKind kind) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(slots_.begin(), slots_.end(), [kind](const StoredSlot& slot) {
        return slot.kind == static_cast<std::int64_t>(kind);
    });
}

Status Vault::unlock(SlotKind kind, Bytes secret) {
    std::vector<StoredSlot> slots;
    std::int64_t epoch = 0;
    Status looked = store_->read([&](Reader& reader) -> Status {
        Result<StoredMeta> meta = reader.meta();
        Result<std::vector<StoredSlot>> found = reader.slots();
        if (!meta || !found) {
            return meta ? found.error() : meta.error();
        }
        epoch = meta->epoch;
        slots = std::move(*found);
        return Nothing{};
    });
    if (!looked) {
        return looked;
    }
    bool altered = false;
    // The derivation takes long: the lock is not held, and other threads go on.
    for (const StoredSlot& slot : slots) {
        if (slot.kind != static_cast<std::int64_t>(kind)) {
            continue;
        }
        Result<SlotKey> key = SlotKey::derive(kind, id_, slot.parameters, secret);
        if (!key) {
            if (key.error().status == ACCT_ERROR_NO_MEMORY) {
                return key.error();
            }
            altered = true;
            continue;
        }
        if (auto vault_key = open_slot(slot, id_, *key, epoch)) {
            const std::lock_guard lock(mutex_);
            slots_ = slots;
            return take_key(kind, std::move(*key), epoch, std::move(*vault_key));
        }
        altered = altered || slot.public_key == key->box().public_key;
    }
    if (altered) {
        return make_error(
            ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED",
            say("One of the vault's ways in was altered outside this program: {way}.",
                {{"way", kind_name(kind)}}),
            say("Use another way in, such as the recovery code, or put back the vault from a backup."),
            "passphrase");
    }
    switch (kind) {
        case SlotKind::passphrase:
            return make_error(
                ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE", say("This is not the vault's passphrase."),
                say("Type it again; mind capital letters and the keyboard layout. Nothing is lost by a wrong "
                    "attempt."),
                "passphrase");
        case SlotKind::recovery_code:
            return make_error(ACCT_ERROR_REFUSED, "VAULT-RECOVERY-CODE",
                              say("This is not the recovery code of this vault."),
                              say("Look for the code that was written down last; making a new one replaces "
                                  "the one before."),
                              "recovery-code");
        default:
            return make_error(
                ACCT_ERROR_REFUSED, "VAULT-HOST-KEY",
                say("The key that this program keeps does not open the vault."),
                has_slot(SlotKind::passphrase)
                    ? say("Unlock the vault with its passphrase.")
                    : say("Put back the program's key file that belongs to this vault from a backup."));
    }
}

// Called with the lock held.
Status Vault::take_key(SlotKind kind, SlotKey key, std::int64_t epoch, SecretBytes vault_key) {
    auto open = std::make_unique<Open>();
    open->slot_kind = kind;
    open->slot_key.emplace(std::move(key));
    open->epochs.try_emplace(epoch, id_, epoch, std::move(vault_key));
    open->meta.epoch = epoch;
    open->meta.generation = -1;
    open->os_user = present_os_user();
    open_ = std::move(open);
    Status done = store_->read([&](Reader& reader) { return refresh(reader); });
    if (!done) {
        open_.reset();
        return done;
    }
    newer_.reset();
    const auto seen = read_witness(witness_folder_, id_, open_->head.name_key.bytes());
    if (seen && (seen->generation > open_->meta.generation || (seen->generation == open_->meta.generation &&
                                                               seen->head_tag != tag_of(open_->meta.head)))) {
        newer_ = seen;
    } else {
        bear_witness();
    }
    return done;
}

void Vault::lock() noexcept {
    const std::lock_guard lock(mutex_);
    open_.reset();
}

bool Vault::unlocked() const noexcept {
    const std::lock_guard lock(mutex_);
    return open_ != nullptr;
}

const EpochKeys* Vault::keys_of(std::int64_t epoch) const {
    const auto found = open_->epochs.find(epoch);
    return found != open_->epochs.end() ? &found->second : nullptr;
}

void Vault::bear_witness() const {
    write_witness(witness_folder_, id_, open_->head.name_key.bytes(),
                  {open_->meta.generation, open_->head.written_at, tag_of(open_->meta.head)});
}

// Brings what is in memory to what is in the store. Called with the lock held.
Status Vault::refresh(Reader& reader) {
    Result<StoredMeta> meta = reader.meta();
    if (!meta) {
        return meta.error();
    }
    if (meta->generation == open_->meta.generation && meta->head == open_->meta.head) {
        return Nothing{};
    }
    if (meta->vault_id != id_) {
        return damaged_head(say("another vault was put in its place."));
    }
    if (meta->generation < open_->meta.generation) {
        return damaged_head(say("an older copy was put in its place while it was in use."));
    }
    if (Status keys = load_keys(reader, *meta); !keys) {
        return keys;
    }
    const auto bytes = keys_of(meta->epoch)->open_head(*meta);
    auto head = bytes ? Head::decoded(bytes->bytes()) : std::nullopt;
    if (!head) {
        return damaged_head(say("its head does not carry this vault's seal."));
    }
    std::erase_if(open_->nodes,
                  [&](const auto& node) { return head->roots[node.first] != open_->head.roots[node.first]; });
    if (!open_->sums) {
        open_->sums.emplace(id_, head->name_key.bytes());
    }
    open_->head = std::move(*head);
    open_->meta = std::move(*meta);
    return Nothing{};
}

// Follows a change of the vault key, and learns the earlier keys that are still needed.
Status Vault::load_keys(Reader& reader, const StoredMeta& meta) {
    if (meta.epoch != open_->meta.epoch || open_->meta.generation < 0) {
        Result<std::vector<StoredSlot>> slots = reader.slots();
        if (!slots) {
            return slots.error();
        }
        slots_ = std::move(*slots);
    }
    if (keys_of(meta.epoch) == nullptr) {
        for (const StoredSlot& slot : slots_) {
            if (auto key = open_slot(slot, id_, *open_->slot_key, meta.epoch)) {
                open_->epochs.try_emplace(meta.epoch, id_, meta.epoch, std::move(*key));
                break;
            }
        }
        if (keys_of(meta.epoch) == nullptr) {
            return make_error(ACCT_ERROR_LOCKED, "VAULT-KEY-CHANGED",
                              say("The vault's key was changed by another program, and what opened it here "
                                  "no longer does: {way}.",
                                  {{"way", kind_name(open_->slot_kind)}}),
                              say("Lock the vault and unlock it again."));
        }
    }
    Result<std::vector<StoredEpochKey>> earlier = reader.epoch_keys();
    if (!earlier) {
        return earlier.error();
    }
    for (const StoredEpochKey& one : *earlier) {
        if (keys_of(one.epoch) == nullptr) {
            if (auto key = keys_of(meta.epoch)->open_earlier(one)) {
                open_->epochs.try_emplace(one.epoch, id_, one.epoch, std::move(*key));
            }
        }
    }
    std::erase_if(open_->epochs, [&](const auto& known) {
        return known.first != meta.epoch &&
               std::none_of(earlier->begin(), earlier->end(),
                            [&](const StoredEpochKey& one) { return one.epoch == known.first; });
    });
    return Nothing{};
}

}  // namespace tijori::vault
