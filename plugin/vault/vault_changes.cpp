// vault_changes.cpp - writing: a change is prepared on the present state, while nobody else
// writes, and committed.
#include <algorithm>
#include <set>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {

Status Vault::change(const std::function<Status(Reader&, Head&, Change&)>& prepare, Known* known) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    // A new vault key counts only once it is change.
    const struct ForgetUnwrittenKeys {
        Open& open;
        ~ForgetUnwrittenKeys() {
            std::erase_if(open.epochs, [this](const auto& key) { return key.first > open.meta.epoch; });
        }
    } forget{*open_};
    Change change;
    Head head;
    Status done = store_->change(change, [&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        head = open_->head.copy();
        change.meta = {id_, open_->meta.epoch, open_->meta.generation + 1, {}};
        if (Status prepared = prepare(reader, head, change); !prepared || change.empty()) {
            return prepared;
        }
        head.written_at = clock_.utc_seconds();
        for (const StoredNode& node : change.nodes) {
            const auto number = static_cast<std::size_t>(node.number);
            head.roots[number] = open_->sums->root(number, node.sums);
        }
        change.meta.head =
            keys_of(change.meta.epoch)->seal_head(change.meta.generation, head.encoded().bytes());
        return Nothing{};
    });
    if (!done || change.empty()) {
        return done;
    }
    remember_bucket(change);
    for (StoredNode& node : change.nodes) {
        open_->nodes[static_cast<std::size_t>(node.number)] = node.sums;
    }
    open_->meta = change.meta;
    open_->head = std::move(head);
    if (known != nullptr && known->generation == change.meta.generation - 1) {
        bring_up(*known, change);
    }
    if (!newer_) {
        bear_witness();
    }
    return Nothing{};
}

void Vault::bring_up(Known& known, const Change& change) const {
    for (const StoredNode& node : change.nodes) {
        const auto number = static_cast<std::size_t>(node.number);
        known.nodes[number] = node.sums;
        known.roots[number] = open_->head.roots[number];
    }
    known.generation = change.meta.generation;
}

Result<std::int64_t> Vault::put(const std::vector<Put>& records, const Actor& actor, bool one_entry_for_all,
                                Known* known) {
    std::int64_t version = 0;
    const auto prepare = [&](Reader& reader, Head& head, Change& change) -> Status {
        version = change.meta.generation;
        const EpochKeys& keys = *keys_of(change.meta.epoch);
        AuditEntry many = entry_for(actor, AuditEntry::Kind::many, "");
        std::set<Buffer> ids;
        for (const Put& put : records) {
            StoredRecord record;
            record.mark = {open_->sums->blinded(put.name), version, change.meta.epoch, {}};
            if (records.size() > 1 && !ids.insert(record.mark.id).second) {
                return make_error(
                    ACCT_ERROR_BAD_ARGUMENT, "VAULT-NAME-TWICE",
                    say("The same entry was to be written twice at once, so nothing was written."),
                    say("This is a mistake of the program; tell its maker."));
            }
            Result<std::optional<StoredRecord>> there = reader.record(record.mark.id);
            if (!there) {
                return there.error();
            }
            const std::int64_t present = *there ? (*there)->mark.version : 0;
            if (put.expected && *put.expected != present) {
                return make_error(
                    ACCT_ERROR_BUSY, "VAULT-CHANGED-MEANWHILE",
                    say("Another program changed this entry at the same moment, so your change was not "
                        "written."),
                    say("Look at the entry again and repeat your change if it is still right."));
            }
            record.sealed = keys.seal_record(record.mark, put.name, put.content);
            head.count += *there ? 0 : 1;
            if (Status entered =
                    account_for(reader, change, *there ? &(*there)->mark : nullptr, &record.mark);
                !entered) {
                return entered;
            }
            const ContentDigest digest = open_->sums->digest(record.mark.id, version, put.content);
            if (one_entry_for_all) {
                many.many.push_back({put.name, version, digest});
            } else {
                AuditEntry entry = entry_for(actor, AuditEntry::Kind::put, put.name);
                entry.version = version;
                entry.digest = digest;
                append_entry(head, change, entry);
            }
            change.put.push_back(std::move(record));
        }
        if (one_entry_for_all && !records.empty()) {
            many.outcome = std::to_string(records.size()) + (records.size() == 1 ? " entry" : " entries");
            append_entry(head, change, many);
        }
        return Nothing{};
    };
    Status done = change(prepare, known);
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
