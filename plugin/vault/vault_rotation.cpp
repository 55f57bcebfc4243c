// vault_rotation.cpp - a new vault key, and sealing everything anew under it while the vault is in use.
#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

constexpr std::int64_t rotation_batch = 200;

}  // namespace

Status Vault::begin_rotation(const Actor& actor) {
    SecretBytes fresh = SecretBytes::random(crypto::key_size);
    Status begun = change([&](Reader& reader, Head& head, Change& change) -> Status {
        const EpochKeys& present = *keys_of(change.meta.epoch);
        const std::int64_t epoch = present.epoch() + 1;
        EpochKeys next(id_, epoch, fresh.copy());
        Result<std::vector<StoredSlot>> stored = reader.slots();
        if (!stored) {
            return stored.error();
        }
        for (const StoredSlot& slot : *stored) {
            if (auto again = rewrapped(slot, id_, present, next)) {
                change.slots.push_back(std::move(*again));
            } else {
                return make_error(
                    ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED",
                    say("One of the ways into the vault was altered outside this program, so the vault's key "
                        "cannot be changed for it."),
                    say("Remove the damaged one from the list, then try again."));
            }
        }
        for (const auto& [number, keys] : open_->epochs) {
            change.epoch_keys.push_back({number, next.seal_earlier(keys)});
        }
        change.meta.epoch = epoch;
        open_->epochs.insert_or_assign(epoch, std::move(next));
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
    // Who is to be kept out by the new key shall find no tokens under the old one.
    return begun ? store_->erase_sessions() : begun;
}

Result<bool> Vault::rotating() {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    bool earlier = false;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::vector<StoredEpochKey>> keys = reader.epoch_keys();
        if (!keys) {
            return keys.error();
        }
        earlier = !keys->empty();
        return Nothing{};
    });
    return done ? Result<bool>{earlier} : Result<bool>{done.error()};
}

Status Vault::continue_rotation(const Progress& progress) {
    // How far the pass has come.
    struct Pass {
        std::int64_t epoch = 0;
        Buffer cursor = Buffer(1, 0);
        std::int64_t entry = 1;
        std::int64_t done = 0;
        bool more = true;
    };
    Pass pass;
    std::int64_t total = 0;
    // One pass: whoever writes meanwhile writes under the new key.
    while (pass.more) {
        Pass next;  // `pass` moves on only when a step was written
        Status stepped = change([&](Reader& reader, Head& head, Change& change) -> Status {
            total = head.count + head.audit_count;
            const EpochKeys& present = *keys_of(change.meta.epoch);
            next = pass;
            if (next.epoch != present.epoch()) {
                next = {};  // another process changed the key once more: what was done is to be done again
                next.epoch = present.epoch();
            }
            Result<std::vector<StoredRecord>> records = reader.records(next.cursor, {}, rotation_batch);
            if (!records) {
                return records.error();
            }
            for (const StoredRecord& record : *records) {
                const auto plain = record.mark.epoch != present.epoch() ? opened(record) : std::nullopt;
                if (!plain) {
                    continue;  // sealed anew already, or damaged: that is for a check to say
                }
                StoredRecord again;
                again.mark = record.mark;
                again.mark.epoch = present.epoch();
                again.sealed = present.seal_record(again.mark, plain->name, plain->content);
                if (Status entered = account_for(reader, change, &record.mark, &again.mark); !entered) {
                    return entered;
                }
                change.put.push_back(std::move(again));
            }
            Result<std::vector<StoredAudit>> entries = reader.audit(next.entry, rotation_batch);
            if (!entries) {
                return entries.error();
            }
            for (const StoredAudit& one : *entries) {
                const EpochKeys* keys = one.epoch != present.epoch() ? keys_of(one.epoch) : nullptr;
                if (const auto bytes = keys != nullptr ? keys->open_audit(one) : std::nullopt) {
                    change.audit.push_back(
                        {one.sequence, present.epoch(), present.seal_audit(one.sequence, bytes->bytes())});
                }
            }
            next.more = records->size() == static_cast<std::size_t>(rotation_batch) ||
                        entries->size() == static_cast<std::size_t>(rotation_batch);
            if (!records->empty()) {
                next.cursor = records->back().mark.id;
                next.cursor.push_back(0);  // the next id after this one
            }
            next.entry = entries->empty() ? next.entry : entries->back().sequence + 1;
            next.done += static_cast<std::int64_t>(records->size() + entries->size());
            // Another process that went on with the same change may have ended it already.
            if (!next.more && open_->epochs.size() > 1) {
                for (const auto& [number, keys] : open_->epochs) {
                    if (number != present.epoch()) {
                        change.erase_epoch_keys.push_back(number);
                    }
                }
                append_entry(head, change, entry_for({"vault", "rotate-done"}, AuditEntry::Kind::note, ""));
            }
            return Nothing{};
        });
        if (!stepped) {
            return stepped;
        }
        pass = std::move(next);
        if (progress && !progress(pass.done, total) && pass.more) {
            return make_error(ACCT_ERROR_CANCELLED, "CANCELLED",
                              say("Changing the vault's key was interrupted."),
                              say("It goes on the next time the vault is unlocked."));
        }
    }
    return Nothing{};
}

}  // namespace tijori::vault
