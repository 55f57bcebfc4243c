// vault_ways_in.cpp - the ways into the vault: listing, adding, removing.
#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {

Result<std::vector<SlotInfo>> Vault::slots() {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    std::vector<SlotInfo> infos;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::vector<StoredSlot>> stored = reader.slots();
        if (!stored) {
            return stored.error();
        }
        slots_ = std::move(*stored);
        for (const StoredSlot& slot : slots_) {
            SlotInfo info;
            info.id = slot.id;
            info.kind = static_cast<SlotKind>(slot.kind);
            const EpochKeys& present = *keys_of(open_->meta.epoch);
            if (auto known = about(slot, id_, present)) {
                info.created_at = known->created_at;
                info.label = std::move(known->label);
            } else {
                info.damaged = true;
            }
            infos.push_back(std::move(info));
        }
        return Nothing{};
    });
    return done ? Result<std::vector<SlotInfo>>{std::move(infos)}
                : Result<std::vector<SlotInfo>>{done.error()};
}

Status Vault::add_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                        std::optional<crypto::Argon2idCost> cost, bool instead) {
    // Derived before anything is locked: it takes long.
    Buffer parameters = new_slot_parameters(
        kind, kind == SlotKind::passphrase ? (cost ? *cost : calibrated_cost()) : crypto::Argon2idCost{});
    Result<SlotKey> key = SlotKey::derive(kind, id_, parameters, secret);
    if (!key) {
        return key.error();
    }
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        if (instead) {
            Result<std::vector<StoredSlot>> present = reader.slots();
            if (!present) {
                return present.error();
            }
            for (const StoredSlot& slot : *present) {
                if (slot.kind == static_cast<std::int64_t>(kind)) {
                    change.erase_slots.push_back(slot.id);
                }
            }
        }
        change.slots.push_back(
            make_slot(kind, id_, parameters, *key, *keys_of(change.meta.epoch), clock_.utc_seconds(), label));
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
    if (done) {
        const std::lock_guard lock(mutex_);
        if (open_ != nullptr && instead && open_->slot_kind == kind) {
            open_->slot_key.emplace(std::move(*key));  // the one that opened the vault is gone
        }
    }
    (void)slots();  // so that has_slot knows
    return done;
}

Status Vault::add_slot(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                       std::optional<crypto::Argon2idCost> cost) {
    return add_slots(kind, secret, label, actor, cost, false);
}

Status Vault::replace_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                            std::optional<crypto::Argon2idCost> cost) {
    return add_slots(kind, secret, label, actor, cost, true);
}

Status Vault::remove_slot(std::int64_t id, const Actor& actor) {
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        Result<std::vector<StoredSlot>> present = reader.slots();
        if (!present) {
            return present.error();
        }
        const auto leaving = std::find_if(present->begin(), present->end(),
                                          [id](const StoredSlot& slot) { return slot.id == id; });
        if (leaving == present->end()) {
            return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-NO-SLOT", say("The vault has no such way in."),
                              say("Look at the list again."));
        }
        const EpochKeys& keys = *keys_of(change.meta.epoch);
        const auto good = std::count_if(present->begin(), present->end(), [&](const StoredSlot& slot) {
            return slot.id != id && about(slot, id_, keys).has_value();
        });
        if (good == 0) {
            return make_error(
                ACCT_ERROR_WRONG_STATE, "VAULT-LAST-SLOT",
                say("This is the only way into the vault; without it nobody could open it again."),
                say("Add another way in first, then remove this one."));
        }
        change.erase_slots.push_back(id);
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
    (void)slots();
    return done;
}

}  // namespace tijori::vault
