// vault_trail.cpp - the audit trail: its entries, their chain, and what they tell of the latest records.
#include <algorithm>
#include <utility>

#include "vault/vault_open.hpp"

namespace tijori::vault {
namespace {

constexpr std::int64_t page_of_entries = 1000;

void append_digest(Buffer& bytes, const std::optional<ContentDigest>& digest) {
    append_text(bytes, digest ? text_of(*digest) : std::string_view{});
}

Buffer encoded(const AuditEntry& entry) {
    Buffer bytes;
    append_i64(bytes, entry.time);
    append_i64(bytes, static_cast<std::int64_t>(entry.kind));
    append_i64(bytes, entry.version);
    for (const std::string* text :
         {&entry.consumer, &entry.os_user, &entry.action, &entry.subject, &entry.outcome}) {
        append_text(bytes, *text);
    }
    if (entry.kind == AuditEntry::Kind::put) {
        append_digest(bytes, entry.digest);
    } else if (entry.kind == AuditEntry::Kind::many) {
        append_u64(bytes, entry.many.size());
        for (const AuditEntry::Stated& one : entry.many) {
            append_text(bytes, one.name);
            append_i64(bytes, one.version);
            append_digest(bytes, one.digest);
        }
    }
    return bytes;
}

std::optional<ContentDigest> digest_in(std::string_view text) {
    ContentDigest digest{};
    if (text.size() != digest.size()) {
        return std::nullopt;
    }
    std::ranges::copy(bytes_of(text), digest.begin());
    return digest;
}

std::optional<AuditEntry> decoded(std::int64_t sequence, Bytes bytes) {
    Parser parser(bytes);
    AuditEntry entry;
    entry.sequence = sequence;
    const auto time = parser.i64();
    const auto kind = parser.i64();
    const auto version = parser.i64();
    if (!time || !kind || !version) {
        return std::nullopt;
    }
    entry.time = *time;
    entry.kind = static_cast<AuditEntry::Kind>(*kind);
    entry.version = *version;
    for (std::string* text :
         {&entry.consumer, &entry.os_user, &entry.action, &entry.subject, &entry.outcome}) {
        const auto value = parser.text();
        if (!value) {
            return std::nullopt;
        }
        *text = std::string(*value);
    }
    if (entry.kind == AuditEntry::Kind::put) {
        const auto digest = parser.text();
        entry.digest = digest ? digest_in(*digest) : std::nullopt;
    } else if (entry.kind == AuditEntry::Kind::many) {
        const auto count = parser.u64();
        for (std::uint64_t i = 0; count && i < *count; ++i) {
            const auto name = parser.text();
            const auto its_version = parser.i64();
            const auto digest = parser.text();
            if (!name || !its_version || !digest) {
                return std::nullopt;
            }
            entry.many.push_back({std::string(*name), *its_version, digest_in(*digest)});
        }
    }
    return entry;
}

}  // namespace

AuditEntry Vault::entry_for(const Actor& actor, AuditEntry::Kind kind, std::string_view subject) const {
    AuditEntry entry;
    entry.time = clock_.utc_seconds();
    entry.kind = kind;
    entry.consumer = actor.consumer;
    entry.os_user = open_->os_user;
    entry.action = actor.action;
    entry.subject = std::string(subject);
    entry.outcome = "ok";
    return entry;
}

void Vault::append_entry(Head& head, Change& change, const AuditEntry& entry) const {
    const Buffer bytes = encoded(entry);
    const std::int64_t sequence = head.audit_count + 1;
    head.audit_link = audit_link(head.audit_link, sequence, bytes);
    head.audit_count = sequence;
    change.audit.push_back(
        {sequence, change.meta.epoch, keys_of(change.meta.epoch)->seal_audit(sequence, bytes)});
}

Result<std::vector<AuditEntry>> Vault::audit(std::int64_t first, std::int64_t most) {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    std::vector<AuditEntry> entries;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::vector<StoredAudit>> stored = reader.audit(first, most);
        if (!stored) {
            return stored.error();
        }
        std::int64_t expected = first;
        for (const StoredAudit& one : *stored) {
            const EpochKeys* keys = keys_of(one.epoch);
            const auto bytes = keys != nullptr ? keys->open_audit(one) : std::nullopt;
            auto entry = bytes ? decoded(one.sequence, bytes->bytes()) : std::nullopt;
            if (!entry || one.sequence != expected++) {
                return make_error(ACCT_ERROR_DAMAGED, "AUDIT-DAMAGED",
                                  say("The audit trail was altered outside this program at entry {entry}.",
                                      {{"entry", std::to_string(expected - 1)}}),
                                  say("Have the vault checked, and compare with a backup."));
            }
            entries.push_back(std::move(*entry));
        }
        return Nothing{};
    });
    return done ? Result<std::vector<AuditEntry>>{std::move(entries)}
                : Result<std::vector<AuditEntry>>{done.error()};
}

Result<std::int64_t> Vault::audit_size() {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    Status done = store_->read([&](Reader& reader) { return refresh(reader); });
    return done ? Result<std::int64_t>{open_->head.audit_count} : Result<std::int64_t>{done.error()};
}

Result<std::map<Buffer, Vault::Latest>> Vault::latest_by_audit(Reader& reader, CheckReport* report) {
    std::map<Buffer, Latest> latest;
    std::array<unsigned char, 32> link{};
    std::int64_t expected = 1;
    std::int64_t bad = 0;
    for (;;) {
        Result<std::vector<StoredAudit>> page = reader.audit(expected, page_of_entries);
        if (!page) {
            return page.error();
        }
        for (const StoredAudit& one : *page) {
            const EpochKeys* keys = keys_of(one.epoch);
            const auto bytes = keys != nullptr ? keys->open_audit(one) : std::nullopt;
            const auto entry = bytes ? decoded(one.sequence, bytes->bytes()) : std::nullopt;
            bad += one.sequence - expected + (entry ? 0 : 1);
            expected = one.sequence + 1;
            if (!entry) {
                continue;
            }
            link = audit_link(link, one.sequence, bytes->bytes());
            switch (entry->kind) {
                case AuditEntry::Kind::put:
                    latest[open_->sums->blinded(entry->subject)] = {entry->subject, entry->version,
                                                                    entry->digest};
                    break;
                case AuditEntry::Kind::erase:
                    latest[open_->sums->blinded(entry->subject)] = {entry->subject, 0, std::nullopt};
                    break;
                case AuditEntry::Kind::many:
                    for (const AuditEntry::Stated& stated : entry->many) {
                        latest[open_->sums->blinded(stated.name)] = {stated.name, stated.version,
                                                                     stated.digest};
                    }
                    break;
                case AuditEntry::Kind::note:
                    break;
            }
        }
        if (page->size() < static_cast<std::size_t>(page_of_entries)) {
            break;
        }
    }
    if (report != nullptr) {
        report->audit_entries = expected - 1 - bad;
        const std::int64_t lost = std::max<std::int64_t>(open_->head.audit_count - (expected - 1), 0);
        if (bad + lost > 0) {
            report->notes.push_back(say_n(bad + lost,
                                          "{n} entry of the audit trail was altered or taken away.",
                                          "{n} entries of the audit trail were altered or taken away."));
        } else if (link != open_->head.audit_link || expected - 1 != open_->head.audit_count) {
            report->notes.emplace_back(
                say("The audit trail was altered: its entries do not follow from each other."));
        }
    }
    return latest;
}

}  // namespace tijori::vault
