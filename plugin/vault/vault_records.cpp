// vault_records.cpp - reading records: each is the latest of its name, or the reader is told.
#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

Error damaged_record() {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
        say("This entry of the vault is damaged or was altered outside this program; its content cannot be "
            "trusted "
            "and was not used."),
        say("Enter it again, or put back the vault from a backup. The other entries are not affected."));
}

Error rolled_back_record() {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-RECORD-ROLLED-BACK",
        say("This entry of the vault was replaced outside this program by an older version of itself; it was "
            "not "
            "used."),
        say("Enter it again, or put back the vault from a backup. The other entries are not affected."));
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
                          say("The vault's list of entries was altered outside this program."),
                          say("Have the vault checked: the check says which entries are good."));
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

// By what the trail says. The content is compared too: two branches of a vault that was put back once can
// have given the same version to different contents.
bool Vault::is_latest(const std::map<Buffer, Latest>& latest, const RecordMark& mark, Bytes content) const {
    const auto known = latest.find(mark.id);
    return known != latest.end() && known->second.version == mark.version &&
           (!known->second.digest ||
            *known->second.digest == open_->sums->digest(mark.id, mark.version, content));
}

// Do the records in the bucket add up? Then they are remembered.
Result<bool> Vault::bucket_is_whole(Reader& reader, Bytes sums, Bucket bucket) {
    Buffer sum = sum_in(sums, bucket.slot);
    if (const auto known = open_->buckets.find(bucket);
        known != open_->buckets.end() && known->second.sum == sum) {
        return true;
    }
    Result<std::vector<RecordMark>> marks = reader.marks(bucket.first(), bucket.last());
    if (!marks) {
        return marks.error();
    }
    if (!adds_up(*marks, sums, bucket.slot)) {
        return false;
    }
    if (open_->buckets.size() >= most_remembered_buckets) {
        open_->buckets.erase(open_->buckets.begin());
    }
    Open::WholeBucket& whole = open_->buckets[bucket];
    whole.sum = std::move(sum);
    whole.marks.clear();
    for (RecordMark& mark : *marks) {
        whole.marks.emplace(mark.id, std::move(mark));
    }
    return true;
}

// After a change of ours: buckets that were remembered are remembered as they are now.
void Vault::remember_bucket(const Change& change) {
    const auto sum_after = [&](Bucket bucket) -> std::optional<Buffer> {
        const auto node = std::find_if(change.nodes.begin(), change.nodes.end(), [&](const StoredNode& one) {
            return one.number == static_cast<std::int64_t>(bucket.node);
        });
        return node != change.nodes.end() ? std::optional(sum_in(node->sums, bucket.slot)) : std::nullopt;
    };
    const auto update = [&](const Buffer& id, const RecordMark* now) {
        const Bucket bucket = Bucket::of(id);
        const auto known = open_->buckets.find(bucket);
        if (known == open_->buckets.end()) {
            return;
        }
        const auto before = open_->nodes.find(bucket.node);
        auto sum = sum_after(bucket);
        if (!sum || before == open_->nodes.end() ||
            (known->second.sum != sum_in(before->second, bucket.slot) && known->second.sum != *sum)) {
            open_->buckets.erase(known);  // it was out of date already
            return;
        }
        known->second.sum = std::move(*sum);
        if (now != nullptr) {
            known->second.marks.insert_or_assign(id, *now);
        } else {
            known->second.marks.erase(id);
        }
    };
    for (const StoredRecord& record : change.put) {
        update(record.mark.id, &record.mark);
    }
    for (const Buffer& id : change.erase) {
        update(id, nullptr);
    }
}

// Is this record, which carries the vault's seal, the latest of its name? Cheap while its bucket adds up;
// otherwise the trail tells.
Status Vault::judge(Reader& reader, Bytes sums, Bucket bucket, const RecordMark& mark, Bytes content) {
    Result<bool> whole = bucket_is_whole(reader, sums, bucket);
    if (!whole) {
        return whole.error();
    }
    if (*whole) {
        const auto& marks = open_->buckets[bucket].marks;
        if (const auto known = marks.find(mark.id);
            known != marks.end() && known->second.version == mark.version && known->second.tag == mark.tag) {
            return Nothing{};
        }
    }
    Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, nullptr);
    if (!latest) {
        return latest.error();
    }
    return is_latest(*latest, mark, content) ? Status{Nothing{}} : Status{rolled_back_record()};
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
        Result<Buffer> sums = node(reader, bucket.node);
        if (!stored || !sums) {
            return !stored ? stored.error() : sums.error();
        }
        if (!*stored) {
            return why_absent(reader, id, *sums, bucket);
        }
        auto plain = opened(**stored);
        if (!plain || plain->name != name) {
            return damaged_record();
        }
        if (Status good = judge(reader, *sums, bucket, (*stored)->mark, plain->content); !good) {
            return good;
        }
        found.name = std::string(plain->name);
        found.version = (*stored)->mark.version;
        found.content = SecretBytes(plain->content);
        return Nothing{};
    });
    return done ? Result<Record>{std::move(found)} : Result<Record>{done.error()};
}

// Nothing is stored under this id: because nothing was, or because it was taken away.
Error Vault::why_absent(Reader& reader, const Buffer& id, Bytes sums, Bucket bucket) {
    Result<bool> whole = bucket_is_whole(reader, sums, bucket);
    if (!whole) {
        return whole.error();
    }
    // A bucket that was whole before tells what ought to be there.
    const bool missed = *whole && open_->buckets[bucket].marks.contains(id);
    if (!*whole || missed) {
        Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, nullptr);
        if (missed || (latest && latest->contains(id) && latest->at(id).version != 0)) {
            return make_error(ACCT_ERROR_DAMAGED, "VAULT-RECORD-MISSING",
                              say("This entry of the vault was taken away outside this program."),
                              say("Enter it again, or put back the vault from a backup. The other entries "
                                  "are not affected."));
        }
    }
    return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-NO-RECORD", say("Nothing is stored under this name."),
                      say("Enter it first."));
}

Result<std::size_t> Vault::bucket_of(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    const Bucket bucket = Bucket::of(open_->sums->blinded(name));
    return bucket_number(bucket.node, bucket.slot);
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
        const std::size_t whole_number = bucket_number(number, slot);
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
            if (plain && (!latest || is_latest(*latest, record.mark, plain->content))) {
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
