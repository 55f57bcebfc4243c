// vault_changes.cpp - writing: a change is prepared on the present state and committed if nobody came
// between.
#include <algorithm>
#include <thread>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

// How often a change is prepared anew because others were faster. Each time somebody else's change got
// through, so this is reached only under a load that no vault sees.
constexpr int most_attempts = 1000;

}  // namespace

Status Vault::change(const std::function<Status(Reader&, Head&, Change&)>& prepare) {
    const std::lock_guard lock(mutex_);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        if (open_ == nullptr) {
            return locked();
        }
        // A new vault key counts only once it is written: another process may be faster with its own.
        const struct ForgetUnwrittenKeys {
            Open& open;
            ~ForgetUnwrittenKeys() {
                std::erase_if(open.epochs, [this](const auto& key) { return key.first > open.meta.epoch; });
            }
        } forget{*open_};
        Change change;
        Head head;
        Status prepared = store_->read([&](Reader& reader) -> Status {
            if (Status fresh = refresh(reader); !fresh) {
                return fresh;
            }
            head = open_->head.copy();
            change.expected_generation = open_->meta.generation;
            change.meta = {id_, open_->meta.epoch, open_->meta.generation + 1, {}};
            return prepare(reader, head, change);
        });
        if (!prepared) {
            return prepared;
        }
        head.written_at = clock_.utc_seconds();
        for (const StoredNode& node : change.nodes) {
            const auto number = static_cast<std::size_t>(node.number);
            head.roots[number] = open_->sums->root(number, node.sums);
        }
        change.meta.head =
            keys_of(change.meta.epoch)->seal_head(change.meta.generation, head.encoded().bytes());
        Result<bool> committed = store_->commit(change);
        if (!committed) {
            return committed.error();
        }
        if (*committed) {
            for (StoredNode& node : change.nodes) {
                open_->nodes[static_cast<std::size_t>(node.number)] = std::move(node.sums);
            }
            open_->meta = std::move(change.meta);
            open_->head = std::move(head);
            if (!newer_) {
                bear_witness();
            }
            return Nothing{};
        }
        std::this_thread::yield();
    }
    return make_error(ACCT_ERROR_BUSY, "VAULT-BUSY", "Other programs keep writing to the vault.",
                      "Wait a moment and try again.");
}

Result<std::int64_t> Vault::put(const std::vector<Put>& records, const Actor& actor, bool one_entry_for_all) {
    std::int64_t version = 0;
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        version = change.meta.generation;
        for (const Put& put : records) {
            StoredRecord record;
            record.mark = {open_->sums->blinded(put.name), version, change.meta.epoch, {}};
            Result<std::optional<StoredRecord>> there = reader.record(record.mark.id);
            if (!there) {
                return there.error();
            }
            const std::int64_t present = *there ? (*there)->mark.version : 0;
            if (put.expected && *put.expected != present) {
                return make_error(
                    ACCT_ERROR_BUSY, "VAULT-CHANGED-MEANWHILE",
                    "Another program changed this entry at the same moment, so your change was not written.",
                    "Look at the entry again and repeat your change if it is still right.");
            }
            record.sealed = keys_of(change.meta.epoch)->seal_record(record.mark, put.name, put.content);
            head.count += *there ? 0 : 1;
            if (Status entered =
                    account_for(reader, change, *there ? &(*there)->mark : nullptr, &record.mark);
                !entered) {
                return entered;
            }
            if (!one_entry_for_all) {
                AuditEntry entry = entry_for(actor, AuditEntry::Kind::put, put.name);
                entry.version = version;
                append_entry(head, change, entry);
            }
            change.put.push_back(std::move(record));
        }
        if (one_entry_for_all) {
            AuditEntry entry = entry_for(actor, AuditEntry::Kind::note, "");
            entry.outcome = std::to_string(records.size()) + (records.size() == 1 ? " entry" : " entries");
            append_entry(head, change, entry);
        }
        return Nothing{};
    });
    return done ? Result<std::int64_t>{version} : Result<std::int64_t>{done.error()};
}

Status Vault::erase(std::string_view name, const Actor& actor) {
    return change([&](Reader& reader, Head& head, Change& change) -> Status {
        const Buffer id = open_->sums->blinded(name);
        Result<std::optional<StoredRecord>> there = reader.record(id);
        // A damaged list of entries cannot say that there is nothing to erase.
        Result<Buffer> sums = node(reader, Bucket::of(id).node);
        if (!there || !sums) {
            return there ? sums.error() : there.error();
        }
        if (*there) {
            if (Status entered = account_for(reader, change, &(*there)->mark, nullptr); !entered) {
                return entered;
            }
            --head.count;
            change.erase.push_back(id);
        }
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::erase, name));
        return Nothing{};
    });
}

Status Vault::note(const Actor& actor, std::string_view subject, std::string_view outcome) {
    return change([&](Reader&, Head& head, Change& change) -> Status {
        AuditEntry entry = entry_for(actor, AuditEntry::Kind::note, subject);
        entry.outcome = std::string(outcome);
        append_entry(head, change, entry);
        return Nothing{};
    });
}

}  // namespace tijori::vault
