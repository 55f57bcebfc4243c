// vault_records.cpp - reading records: each is the latest of its name, or the reader is told.
#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

Error damaged_record() {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
        "This entry of the vault is damaged or was altered outside this program; its content cannot be "
        "trusted "
        "and was not used.",
        "Enter it again, or put back the vault from a backup. The other entries are not affected.");
}

Error rolled_back_record() {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-RECORD-ROLLED-BACK",
        "This entry of the vault was replaced outside this program by an older version of itself; it was not "
        "used.",
        "Enter it again, or put back the vault from a backup. The other entries are not affected.");
}

}  // namespace

std::optional<EpochKeys::Plain> Vault::opened(const StoredRecord& record) const {
    const EpochKeys* keys = keys_of(record.mark.epoch);
    auto plain = keys != nullptr ? keys->open_record(record) : std::nullopt;
    return plain && open_->sums->blinded(plain->name) == record.mark.id ? std::move(plain) : std::nullopt;
}

// The sums of a node, checked against the head.
Result<Buffer> Vault::node(Reader& reader, std::size_t number) {
    if (const auto known = open_->nodes.find(number); known != open_->nodes.end()) {
        return known->second;
    }
    Result<std::optional<Buffer>> stored = reader.node(static_cast<std::int64_t>(number));
    if (!stored) {
        return stored.error();
    }
    Buffer sums = stored->value_or(Sums::empty_node());
    if (sums.size() != node_size || open_->sums->root(number, sums) != open_->head.roots[number]) {
        return make_error(ACCT_ERROR_DAMAGED, "VAULT-SUMS-DAMAGED",
                          "The vault's list of entries was altered outside this program.",
                          "Have the vault checked: the check says which entries are good.");
    }
    open_->nodes[number] = sums;
    return sums;
}

// Enters into the sums that a record comes (no `before`), goes (no `after`) or changes.
Status Vault::account_for(Reader& reader, Change& change, const RecordMark* before, const RecordMark* after) {
    const Bucket bucket = Bucket::of(before != nullptr ? before->id : after->id);
    const auto number = static_cast<std::int64_t>(bucket.node);
    auto edited = std::find_if(change.nodes.begin(), change.nodes.end(),
                               [number](const StoredNode& one) { return one.number == number; });
    if (edited == change.nodes.end()) {
        Result<Buffer> sums = node(reader, bucket.node);
        if (!sums) {
            return sums.error();
        }
        edited = change.nodes.insert(edited, {number, std::move(*sums)});
    }
    if (before != nullptr) {
        Sums::subtract(edited->sums, bucket.slot, open_->sums->element(*before));
    }
    if (after != nullptr) {
        Sums::add(edited->sums, bucket.slot, open_->sums->element(*after));
    }
    return Nothing{};
}

// Is this record the latest of its name? Cheap while its bucket adds up; otherwise the trail tells.
Status Vault::judge(Reader& reader, const std::vector<RecordMark>& marks, Bytes sums, Bucket bucket,
                    const RecordMark& mark) {
    if (adds_up(marks, sums, bucket.slot)) {
        return Nothing{};
    }
    Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, nullptr);
    if (!latest) {
        return latest.error();
    }
    const auto known = latest->find(mark.id);
    return known != latest->end() && known->second.version == mark.version ? Status{Nothing{}}
                                                                           : Status{rolled_back_record()};
}

Result<Record> Vault::get(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    Record found;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        const Buffer id = open_->sums->blinded(name);
        const Bucket bucket = Bucket::of(id);
        Result<std::optional<StoredRecord>> stored = reader.record(id);
        Result<std::vector<RecordMark>> marks = reader.marks(bucket.first(), bucket.last());
        Result<Buffer> sums = node(reader, bucket.node);
        if (!stored || !marks || !sums) {
            return !stored ? stored.error() : !marks ? marks.error() : sums.error();
        }
        if (!*stored) {
            if (!adds_up(*marks, *sums, bucket.slot)) {
                Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, nullptr);
                const auto known = latest ? latest->find(id) : std::map<Buffer, Latest>::iterator{};
                if (latest && known != latest->end() && known->second.version != 0) {
                    return make_error(
                        ACCT_ERROR_DAMAGED, "VAULT-RECORD-MISSING",
                        "This entry of the vault was taken away outside this program.",
                        "Enter it again, or put back the vault from a backup. The other entries are not "
                        "affected.");
                }
            }
            return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-NO-RECORD", "Nothing is stored under this name.",
                              "Enter it first.");
        }
        auto plain = opened(**stored);
        if (!plain || plain->name != name) {
            return damaged_record();
        }
        if (Status good = judge(reader, *marks, *sums, bucket, (*stored)->mark); !good) {
            return good;
        }
        found.name = std::string(plain->name);
        found.version = (*stored)->mark.version;
        found.content = SecretBytes(plain->content);
        return Nothing{};
    });
    return done ? Result<Record>{std::move(found)} : Result<Record>{done.error()};
}

Result<std::int64_t> Vault::sync(Known& known, const std::function<void(std::size_t)>& begin,
                                 const EachRecord& each) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    const auto read_bucket = [&](Reader& reader, std::size_t number, std::size_t slot, Bytes sums) -> Status {
        const Bucket bucket = Bucket::at(number, slot);
        Result<std::vector<StoredRecord>> records = reader.records(bucket.first(), bucket.last(), no_limit);
        if (!records) {
            return records.error();
        }
        const std::size_t whole_number = number * buckets_in_node + slot;
        begin(whole_number);
        std::int64_t bad = 0;
        std::optional<std::map<Buffer, Latest>> latest;
        if (!adds_up(*records, sums, slot)) {
            Result<std::map<Buffer, Latest>> told = latest_by_audit(reader, nullptr);
            latest = told ? std::move(*told) : std::map<Buffer, Latest>{};
            for (const auto& [id, one] : *latest) {
                const bool here =
                    std::any_of(records->begin(), records->end(),
                                [&id = id](const StoredRecord& record) { return record.mark.id == id; });
                bad += one.version != 0 && Bucket::of(id) == bucket && !here ? 1 : 0;
            }
        }
        for (const StoredRecord& record : *records) {
            const auto plain = opened(record);
            const bool stale = latest && (!latest->contains(record.mark.id) ||
                                          (*latest)[record.mark.id].version != record.mark.version);
            if (plain && !stale) {
                each(whole_number, plain->name, record.mark.version, plain->content);
            } else {
                ++bad;
            }
        }
        known.damaged.erase(whole_number);
        if (bad > 0) {
            known.damaged[whole_number] = bad;
        }
        return Nothing{};
    };
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        const bool first_time = known.generation < 0;
        for (std::size_t number = 0; number < nodes_in_vault; ++number) {
            if (!first_time && known.roots[number] == open_->head.roots[number]) {
                continue;
            }
            Result<Buffer> sums = node(reader, number);
            if (!sums) {
                return sums.error();
            }
            const Buffer before = known.nodes.contains(number) ? known.nodes[number] : Sums::empty_node();
            for (std::size_t slot = 0; slot < buckets_in_node; ++slot) {
                const auto at = static_cast<std::ptrdiff_t>(slot * sum_size);
                const auto end = static_cast<std::ptrdiff_t>((slot + 1) * sum_size);
                if (std::equal(sums->begin() + at, sums->begin() + end, before.begin() + at)) {
                    continue;
                }
                if (Status read = read_bucket(reader, number, slot, *sums); !read) {
                    return read;
                }
            }
            known.nodes[number] = std::move(*sums);
            known.roots[number] = open_->head.roots[number];
        }
        known.generation = open_->meta.generation;
        return Nothing{};
    });
    if (!done) {
        return done.error();
    }
    std::int64_t bad = 0;
    for (const auto& [bucket, count] : known.damaged) {
        bad += count;
    }
    return bad;
}

}  // namespace tijori::vault
