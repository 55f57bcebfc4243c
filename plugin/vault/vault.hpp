// vault.hpp - the safe: named records, sealed with keys that are in memory only while it is unlocked, a trail
// of what was done, and the ways in. FORMAT.md says what lies in the file and what each part protects
// against.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "vault/key_slots.hpp"
#include "vault/keys.hpp"
#include "vault/store.hpp"
#include "vault/witness.hpp"

namespace tijori::vault {

struct Record {
    std::string name;
    std::int64_t version = 0;
    SecretBytes content;
};

// One entry of the audit trail. Never holds a secret.
struct AuditEntry {
    // Stored: never renumber. `many` says of many records which version of each is there now.
    enum class Kind : std::int64_t { note = 0, put = 1, erase = 2, many = 3 };
    // A record as it was written.
    struct Stated {
        std::string name;
        std::int64_t version = 0;
        std::optional<ContentDigest> digest;
    };

    std::int64_t sequence = 0;
    std::int64_t time = 0;  // seconds since 1970
    Kind kind = Kind::note;
    std::int64_t version = 0;  // of the record that was put
    std::string consumer;      // module of the host, or part of the plugin, that asked
    std::string os_user;
    std::string action;                   // "save", "verify", "unlock", …
    std::string subject;                  // name of the record; empty: the vault itself
    std::string outcome;                  // "ok", or an error's code
    std::optional<ContentDigest> digest;  // of what was put
    std::vector<Stated> many;             // the records of Kind::many
};

// Who does something, for the trail.
struct Actor {
    std::string consumer;
    std::string action;
};

struct SlotInfo {
    std::int64_t id = 0;
    SlotKind kind = SlotKind::passphrase;
    std::int64_t created_at = 0;
    std::string label;
    bool damaged = false;  // it was altered and opens nothing
};

// What a check of the whole vault found. Names are given where the audit trail or the record itself still
// tells them.
struct CheckReport {
    std::int64_t records = 0;  // good ones
    std::int64_t audit_entries = 0;
    std::vector<std::string> altered;      // there, and not what this vault wrote
    std::vector<std::string> rolled_back;  // an older version was put in the place of the latest
    std::vector<std::string> missing;      // taken away
    std::int64_t unnamed = 0;              // altered records whose name nothing tells
    std::vector<std::string> notes;  // about the audit trail, key slots and the file's structure, in words
    bool good() const {
        return altered.empty() && rolled_back.empty() && missing.empty() && unnamed == 0 && notes.empty();
    }
};

// True: go on. `total` is 0 if it is not known.
using Progress = std::function<bool(std::int64_t done, std::int64_t total)>;

// All members: any thread; those that read or write the vault wait for the disk.
class Vault {
public:
    // Secrets for the first slots of a new vault; at least one is given.
    struct NewKeys {
        std::optional<SecretBytes> passphrase;
        std::optional<SecretBytes> host_key;
        std::optional<crypto::Argon2idCost> cost;  // absent: calibrated on this computer
    };

    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;
    ~Vault();

    static Buffer new_id() { return crypto::random_bytes(16); }
    // False: none there. The error: one is there that cannot be used.
    static Result<bool> exists(const std::filesystem::path& file) { return SqliteStore::exists(file); }
    // Makes a vault; it is unlocked. Takes long.
    static Result<std::unique_ptr<Vault>> create(const std::filesystem::path& file, const Buffer& id,
                                                 const NewKeys& keys, const Clock& clock,
                                                 std::filesystem::path witness_folder = {},
                                                 Place place = Place::own_folder);
    // Opens a vault; it is locked.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& file, const Clock& clock,
                                               std::filesystem::path witness_folder = {},
                                               Place place = Place::own_folder);

    std::string id() const { return crypto::hex(id_); }
    bool has_slot(SlotKind kind) const;

    // Tries every slot of the kind. ACCT_ERROR_REFUSED with the words for a wrong passphrase, key or code.
    // Takes long for a passphrase.
    Status unlock(SlotKind kind, Bytes secret);
    // Wipes all keys from memory.
    void lock() noexcept;
    bool unlocked() const noexcept;

    // ---- records. A name is "kind/…"; it is stored blinded and, sealed, beside the content.

    Result<Record> get(std::string_view name);
    // Brings a reader's picture of the records up to date: for each bucket that changed since `known` calls
    // `begin(bucket)` (what the reader held of that bucket is void), then `each` for every good record in it.
    // A fresh `known` reads all. Returns how many records are not good, of those looked at.
    struct Known {
        std::array<std::array<unsigned char, sum_size>, nodes_in_vault> roots{};
        std::map<std::size_t, Buffer> nodes;
        std::map<std::size_t, std::int64_t> damaged;  // by bucket
        std::int64_t generation = -1;
    };
    static std::size_t bucket_number(std::size_t node, std::size_t slot) noexcept {
        return node * buckets_in_node + slot;
    }
    using EachRecord =
        std::function<void(std::size_t bucket, std::string_view name, std::int64_t version, Bytes content)>;
    Result<std::int64_t> sync(Known& known, const std::function<void(std::size_t bucket)>& begin,
                              const EachRecord& each);

    struct Put {
        std::string name;
        Bytes content;
        // The version that has to be there now (0: none); otherwise ACCT_ERROR_BUSY and nothing is written.
        // Absent: whatever is there, also something damaged.
        std::optional<std::int64_t> expected;
    };
    // Writes all, durably, or nothing, with one entry in the trail for each (or, for many at once, one that
    // names them all). No name twice. Returns the new version of all of them. A reader whose picture `known`
    // was up to date until then is given one that is up to date afterwards (known->generation is the new
    // version), and need not sync for what it wrote.
    Result<std::int64_t> put(const std::vector<Put>& records, const Actor& actor,
                             bool one_entry_for_all = false, Known* known = nullptr);
    // The bucket in which a record of this name lies, as `sync` counts them. The vault is unlocked.
    Result<std::size_t> bucket_of(std::string_view name);
    Status erase(std::string_view name, const Actor& actor);
    // Adds an entry to the trail.
    Status note(const Actor& actor, std::string_view subject, std::string_view outcome);

    // ---- what is remembered of log-ins, sealed, apart from the records and outside their history

    // Nothing: there is none, or it is not ours to read.
    std::optional<SecretBytes> session(std::string_view name);
    Status put_session(std::string_view name, Bytes content);
    // The blinded name, for telling apart what may not be read.
    std::optional<Buffer> blinded(std::string_view name) const;

    // Moves when another process changed the vault; cheap.
    Result<std::int64_t> foreign_changes() { return store_->foreign_changes(); }

    // ---- the trail

    // Entries from `first` on (1 is the oldest), at most `most`; the error if the trail was altered.
    Result<std::vector<AuditEntry>> audit(std::int64_t first, std::int64_t most);
    Result<std::int64_t> audit_size();

    // ---- the ways in

    Result<std::vector<SlotInfo>> slots();
    // Takes long for a passphrase.
    Status add_slot(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                    std::optional<crypto::Argon2idCost> cost = std::nullopt);
    // Never the last one.
    Status remove_slot(std::int64_t id, const Actor& actor);
    // Adds the new one and removes those of the same kind, in one step.
    Status replace_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                         std::optional<crypto::Argon2idCost> cost = std::nullopt);

    // ---- changing the vault key

    // From now on everything is sealed under a new key. What is there already is sealed anew by
    // continue_rotation.
    Status begin_rotation(const Actor& actor);
    // True while something is still sealed under an earlier key.
    Result<bool> rotating();
    // Goes on until done or `progress` says no; may be called again after any interruption.
    Status continue_rotation(const Progress& progress);

    // ---- care

    Result<CheckReport> check(const Progress& progress);
    // Accepts what is there after a check found something: takes away what cannot be read and adds up the
    // rest anew.
    Status mend(const Actor& actor);
    // A complete copy of the file, while it is in use, at a path where nothing is yet.
    Status backup(const std::filesystem::path& file);
    // Ends the use of a copy that is to be carried away: one file, with nothing beside it.
    Status settle() { return store_->settle(); }

    // What this computer saw of the vault before, if that is newer than what is there now: an old copy was
    // put back.
    std::optional<Seen> seen_newer() const;
    // The user says that the present copy is the one to go on with.
    Status accept_older(const Actor& actor);

private:
    struct Open;

    Vault(std::unique_ptr<Store> store, Buffer id, const Clock& clock, std::filesystem::path witness_folder);

    Status refresh(Reader& reader);
    Status load_keys(Reader& reader, const StoredMeta& meta);
    Status take_key(SlotKind kind, SlotKey key, std::int64_t epoch, SecretBytes vault_key);
    Result<Buffer> node(Reader& reader, std::size_t number);
    std::optional<EpochKeys::Plain> opened(const StoredRecord& record) const;
    template <typename Items>
    bool adds_up(const Items& items, Bytes sums, std::size_t slot) const;
    Status account_for(Reader& reader, Change& change, const RecordMark* before, const RecordMark* after);
    // The latest version of each record by what the trail says; names by blinded id.
    struct Latest {
        std::string name;
        std::int64_t version = 0;  // 0: erased
        std::optional<ContentDigest> digest;
    };
    bool is_latest(const std::map<Buffer, Latest>& latest, const RecordMark& mark, Bytes content) const;
    Status judge(Reader& reader, Bytes sums, Bucket bucket, const RecordMark& mark, Bytes content);
    Error why_absent(Reader& reader, const Buffer& id, Bytes sums, Bucket bucket);
    Result<bool> bucket_is_whole(Reader& reader, Bytes sums, Bucket bucket);
    void remember_bucket(const Change& change);
    void bring_up(Known& known, const Change& change) const;
    Result<std::map<Buffer, Latest>> latest_by_audit(Reader& reader, CheckReport* report);
    AuditEntry entry_for(const Actor& actor, AuditEntry::Kind kind, std::string_view subject) const;
    void append_entry(Head& head, Change& change, const AuditEntry& entry) const;
    // Prepares a change on the present state, while nobody else writes, and commits it. `known`: see put.
    Status change(const std::function<Status(Reader& reader, Head& head, Change& change)>& prepare,
                  Known* known = nullptr);
    Status add_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                     std::optional<crypto::Argon2idCost> cost, bool instead);
    const EpochKeys* keys_of(std::int64_t epoch) const;
    void bear_witness() const;

    std::unique_ptr<Store> store_;
    const Buffer id_;
    const Clock& clock_;
    std::filesystem::path witness_folder_;
    mutable std::mutex mutex_;
    std::vector<StoredSlot> slots_;  // as of the last look
    std::unique_ptr<Open> open_;     // none while locked
    std::optional<Seen> newer_;
};

}  // namespace tijori::vault
