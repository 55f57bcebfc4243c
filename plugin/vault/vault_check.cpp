// vault_check.cpp - judging the whole vault, going on with what is good, copies, and an older copy put back.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

constexpr std::size_t most_in_one_entry = 1000;

}  // namespace

Result<CheckReport> Vault::check(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    CheckReport report;
    Result<std::string> structure = store_->self_check();
    if (!structure) {
        return structure.error();
    }
    if (!structure->empty()) {
        report.notes.emplace_back(say("The database file itself is damaged ({why}).", {{"why", *structure}}));
    }
    bool cancelled = false;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, &report);
        if (!latest) {
            return latest.error();
        }
        std::int64_t seen = 0;
        std::map<Buffer, std::int64_t> present;
        for (std::size_t number = 0; number < nodes_in_vault && !cancelled; ++number) {
            Result<Buffer> sums = node(reader, number);
            if (!sums && sums.error().code != "VAULT-SUMS-DAMAGED") {
                return sums.error();
            }
            if (!sums) {
                report.notes.push_back(
                    say("The list of entries was altered (part {part} of {parts}).",
                        {{"part", std::to_string(number + 1)}, {"parts", std::to_string(nodes_in_vault)}}));
            }
            const Buffer first = Bucket::at(number, 0).first();
            const Buffer last = Bucket::at(number, buckets_in_node - 1).last();
            Result<std::vector<StoredRecord>> records = reader.records(first, last, no_limit);
            if (!records) {
                return records.error();
            }
            std::map<std::size_t, std::vector<StoredRecord>> buckets;
            for (StoredRecord& record : *records) {
                ++seen;
                buckets[Bucket::of(record.mark.id).slot].push_back(std::move(record));
            }
            for (auto& [slot, content] : buckets) {
                const bool whole = sums && adds_up(content, *sums, slot);
                for (const StoredRecord& record : content) {
                    present[record.mark.id] = record.mark.version;
                    const auto known = latest->find(record.mark.id);
                    const std::string name = known != latest->end() ? known->second.name : std::string{};
                    const auto plain = opened(record);
                    if (!plain) {
                        name.empty() ? void(++report.unnamed) : report.altered.push_back(name);
                    } else if (!whole && !is_latest(*latest, record.mark, plain->content)) {
                        report.rolled_back.emplace_back(plain->name);
                    } else {
                        ++report.records;
                    }
                }
            }
            cancelled = progress && !progress(seen, open_->head.count);
        }
        for (const auto& [id, one] : *latest) {
            if (one.version != 0 && !present.contains(id)) {
                report.missing.push_back(one.name);
            }
        }
        if (static_cast<std::int64_t>(present.size()) < open_->head.count && report.missing.empty()) {
            report.notes.push_back(say_n(open_->head.count - static_cast<std::int64_t>(present.size()),
                                         "{n} entry was taken away; its name is not known.",
                                         "{n} entries were taken away; their names are not known."));
        }
        Result<std::vector<StoredSlot>> slots = reader.slots();
        if (!slots) {
            return slots.error();
        }
        for (const StoredSlot& slot : *slots) {
            const EpochKeys& keys = *keys_of(open_->meta.epoch);
            if (!about(slot, id_, keys)) {
                report.notes.push_back(say("A way into the vault was altered ({way}).",
                                           {{"way", kind_name(static_cast<SlotKind>(slot.kind))}}));
            }
        }
        return Nothing{};
    });
    if (!done) {
        return done.error();
    }
    if (cancelled) {
        return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", say("The check was stopped."),
                          say("Start it again to see all."));
    }
    return report;
}

Status Vault::mend(const Actor& actor) {
    return change([&](Reader& reader, Head& head, Change& change) -> Status {
        head.count = 0;
        std::int64_t removed = 0;
        // So that the trail says again which version of each is the latest.
        AuditEntry good = entry_for(actor, AuditEntry::Kind::many, "");
        const auto state_good = [&] {
            good.outcome =
                std::to_string(good.many.size()) + (good.many.size() == 1 ? " good entry" : " good entries");
            append_entry(head, change, good);
            good.many.clear();
        };
        for (std::size_t number = 0; number < nodes_in_vault; ++number) {
            Buffer sums = Sums::empty_node();
            Result<std::vector<StoredRecord>> records = reader.records(
                Bucket::at(number, 0).first(), Bucket::at(number, buckets_in_node - 1).last(), no_limit);
            if (!records) {
                return records.error();
            }
            for (const StoredRecord& record : *records) {
                if (const auto plain = opened(record)) {
                    ++head.count;
                    Sums::add(sums, Bucket::of(record.mark.id).slot, open_->sums->element(record.mark));
                    good.many.push_back(
                        {std::string(plain->name), record.mark.version,
                         open_->sums->digest(record.mark.id, record.mark.version, plain->content)});
                    if (good.many.size() == most_in_one_entry) {
                        state_good();
                    }
                } else {
                    ++removed;
                    change.erase.push_back(record.mark.id);
                }
            }
            change.nodes.push_back({static_cast<std::int64_t>(number), std::move(sums)});
        }
        if (!good.many.empty()) {
            state_good();
        }
        Result<std::map<Buffer, Latest>> latest = latest_by_audit(reader, nullptr);
        if (latest) {
            for (const auto& [id, one] : *latest) {
                Result<std::optional<StoredRecord>> there = reader.record(id);
                if (one.version != 0 && there && (!*there || !opened(**there))) {
                    append_entry(head, change, entry_for(actor, AuditEntry::Kind::erase, one.name));
                }
            }
        }
        AuditEntry entry = entry_for(actor, AuditEntry::Kind::note, "");
        entry.outcome = std::to_string(removed) + (removed == 1 ? " entry given up" : " entries given up");
        append_entry(head, change, entry);
        return Nothing{};
    });
}

Status Vault::backup(const std::filesystem::path& file) {
    // Made here, so that it is private from the first moment and never takes the place of something.
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return errno == EEXIST
                   ? Status{make_error(ACCT_ERROR_EXISTS, "VAULT-BACKUP-EXISTS",
                                       say("There is already a file {file}.", {{"file", file.string()}}),
                                       say("Choose another name."))}
                   : Status{make_error(ACCT_ERROR_STORAGE, "VAULT-BACKUP-FOLDER",
                                       say("The copy {file} could not be made.", {{"file", file.string()}}),
                                       say("Check that its folder exists and that you may write to it."))};
    }
    Status done = store_->backup(file);
    if (done && ::fsync(descriptor) != 0) {
        done = make_error(ACCT_ERROR_STORAGE, "VAULT-STORAGE",
                          say("The copy {file} could not be written: the disk reports an error.",
                              {{"file", file.string()}}),
                          say("Choose another disk."));
    }
    ::close(descriptor);
    if (!done) {
        ::unlink(file.c_str());
    }
    return done;
}

std::optional<Seen> Vault::seen_newer() const {
    const std::lock_guard lock(mutex_);
    return open_ != nullptr ? newer_ : std::nullopt;
}

Status Vault::accept_older(const Actor& actor) {
    {
        const std::lock_guard lock(mutex_);
        newer_.reset();
    }
    return note(actor, "", "ok");
}

}  // namespace tijori::vault
