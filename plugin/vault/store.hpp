// store.hpp - where sealed records lie. A store sees ciphertext and blinded names only; what they mean is the
// vault's business (vault.hpp). The interface is what a second engine has to offer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "crypto/primitives.hpp"

namespace tijori::vault {

using crypto::Buffer;

struct StoredSlot {
    std::int64_t id = 0;
    std::int64_t kind = 0;
    Buffer parameters;
    Buffer wrapped_key;
};

struct StoredRecord {
    Buffer id;  // blinded
    std::int64_t version = 0;
    Buffer sealed;
};

// Every change is durable when its function has returned success, and all or nothing if the process dies. Any
// thread.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    virtual Result<Buffer> vault_id() = 0;
    virtual Result<std::vector<StoredSlot>> slots() = 0;
    virtual Result<std::int64_t> add_slot(const StoredSlot& slot) = 0;

    virtual Result<std::optional<StoredRecord>> get(const Buffer& id) = 0;
    virtual Result<std::vector<StoredRecord>> all() = 0;

    // Writes `record` if the stored version is `expected_version` (0: none is stored). Otherwise
    // ACCT_ERROR_BUSY: somebody else changed it meanwhile, and nothing is written.
    virtual Status put(const StoredRecord& record, std::int64_t expected_version) = 0;
    virtual Status erase(const Buffer& id) = 0;

    // Moves when another process has changed the store.
    virtual Result<std::int64_t> foreign_changes() = 0;
};

// The embedded engine: one SQLite file, opened through Poco::Data.
class SqliteStore {
public:
    // True if there is a vault in the file; false if there is no file, or one in which creation did not get
    // to its end. The error: it is there and cannot be used (not a vault, newer format, no permission,
    // damaged).
    static Result<bool> exists(const std::filesystem::path& file);

    // Makes the file (0600, its folder 0700) with its first slots, in one transaction.
    static Result<std::unique_ptr<Store>> create(const std::filesystem::path& file, const Buffer& vault_id,
                                                 const std::vector<StoredSlot>& slots);
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
};

}  // namespace tijori::vault
