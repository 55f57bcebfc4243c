// store.hpp - where sealed things lie. A store sees ciphertext, blinded names and numbers; what they mean is
// the vault's business (vault.hpp, FORMAT.md). The interface is what a second engine has to offer: consistent
// reads, and changes, one after the other, that happen whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "crypto/primitives.hpp"

namespace tijori::vault {

using crypto::Buffer;

// The vault's one row about itself.
struct StoredMeta {
    Buffer vault_id;
    std::int64_t epoch = 0;       // number of the present vault key
    std::int64_t generation = 0;  // grows with every change
    Buffer head;                  // sealed
};

struct StoredSlot {
    std::int64_t id = 0;
    std::int64_t kind = 0;
    Buffer parameters;
    Buffer public_key;
    Buffer wrapped_key;
    Buffer about;  // sealed
    Buffer mac;
};

// An earlier vault key, sealed under the present one; kept while something is still sealed under it.
struct StoredEpochKey {
    std::int64_t epoch = 0;
    Buffer sealed;
};

// What has to be known of a record to check that the set of records is whole.
struct RecordMark {
    Buffer id;  // blinded
    std::int64_t version = 0;
    std::int64_t epoch = 0;
    Buffer tag;  // of `sealed`
};

struct StoredRecord {
    RecordMark mark;
    Buffer sealed;
};

struct StoredAudit {
    std::int64_t sequence = 0;
    std::int64_t epoch = 0;
    Buffer sealed;
};

struct StoredNode {
    std::int64_t number = 0;
    Buffer sums;
};

// What one commit writes. Absent parts stay as they are.
struct Change {
    StoredMeta meta;  // vault_id is not changed
    std::vector<StoredRecord> put;
    std::vector<Buffer> erase;
    std::vector<StoredNode> nodes;
    std::vector<StoredAudit> audit;  // appended, or re-sealed in place
    std::vector<StoredSlot> slots;   // added (id 0) or replaced
    std::vector<std::int64_t> erase_slots;
    std::vector<StoredEpochKey> epoch_keys;
    std::vector<std::int64_t> erase_epoch_keys;

    bool empty() const noexcept {
        return put.empty() && erase.empty() && nodes.empty() && audit.empty() && slots.empty() &&
               erase_slots.empty() && epoch_keys.empty() && erase_epoch_keys.empty();
    }
};

// One consistent moment of the store; valid inside Store::read only.
class Reader {
public:
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    virtual ~Reader() = default;

    virtual Result<StoredMeta> meta() = 0;
    virtual Result<std::vector<StoredSlot>> slots() = 0;
    virtual Result<std::vector<StoredEpochKey>> epoch_keys() = 0;
    virtual Result<std::optional<StoredRecord>> record(const Buffer& id) = 0;
    // Ids from `first` (included) to `last` (excluded; empty: to the end), in order, at most `most`.
    virtual Result<std::vector<RecordMark>> marks(const Buffer& first, const Buffer& last) = 0;
    virtual Result<std::vector<StoredRecord>> records(const Buffer& first, const Buffer& last,
                                                      std::int64_t most) = 0;
    // All that there are; a node that was never written is all zeros and not listed.
    virtual Result<std::vector<StoredNode>> nodes() = 0;
    virtual Result<std::optional<Buffer>> node(std::int64_t number) = 0;
    // Entries from `first` on, in order, at most `most`.
    virtual Result<std::vector<StoredAudit>> audit(std::int64_t first, std::int64_t most) = 0;
};

// All members: any thread.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    // Runs `work` on one consistent moment.
    virtual Status read(const std::function<Status(Reader&)>& work) = 0;

    // Calls `prepare` on the present state while nobody else can write, then writes the change that it filled
    // in, durably and whole, or nothing at all. An empty change is not written.
    virtual Status change(Change& change, const std::function<Status(Reader&)>& prepare) = 0;

    // What is remembered of log-ins, apart from the records: it moves no generation and may be lost at any
    // time. By blinded name.
    virtual Result<std::optional<Buffer>> session(const Buffer& id) = 0;
    virtual Status put_session(const Buffer& id, const Buffer& sealed) = 0;
    virtual Status erase_sessions() = 0;

    // Moves when another connection has changed the store; cheap.
    virtual Result<std::int64_t> foreign_changes() = 0;

    // Writes a complete copy to `file`, which is empty or not there, while the store is in use.
    virtual Status backup(const std::filesystem::path& file) = 0;
    // Everything into the one file, with nothing beside it: for a copy that is to be carried away.
    virtual Status settle() = 0;
    // What the engine itself finds wrong with its structure; empty if nothing.
    virtual Result<std::string> self_check() = 0;
};

// Where a file may lie: a vault in use has a folder that is its owner's alone; a copy to carry away lies
// where the user wants it. The file itself is the owner's alone in both.
enum class Place { own_folder, anywhere };

// The embedded engine: one SQLite file, opened through Poco::Data.
class SqliteStore {
public:
    // True if there is a vault in the file; false if there is no file. The error: it is there and cannot be
    // used (not a vault, newer format, permissions, damaged, cut to nothing).
    static Result<bool> exists(const std::filesystem::path& file, Place place = Place::own_folder);

    // Makes the file (0600, its folder 0700) with its first content. It appears complete or not at all.
    static Result<std::unique_ptr<Store>> create(const std::filesystem::path& file, const Change& content,
                                                 Place place = Place::own_folder);
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                               Place place = Place::own_folder);
};

}  // namespace tijori::vault
