// sqlite_store.cpp - the store in one SQLite file.
//
// The session is made from Poco's SessionImpl directly and not by name from Poco's process-wide
// SessionFactory, which a host may use (and register or unregister connectors with) for itself.
#include <Poco/Data/LOB.h>
#include <Poco/Data/SQLite/SessionImpl.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include "store.hpp"

namespace tijori::vault {
namespace {

namespace fs = std::filesystem;
using Poco::Data::BLOB;
using Poco::Data::Session;
using Poco::Data::Keywords::into;
using Poco::Data::Keywords::now;
using Poco::Data::Keywords::use;

constexpr std::int64_t application_id = 0x54494A4F;  // "TIJO"
constexpr std::int64_t format_version = 1;
constexpr std::size_t busy_timeout_seconds = 10;

BLOB blob_of(const Buffer& bytes) {
    return BLOB(bytes.data(), bytes.size());
}
Buffer buffer_of(const BLOB& blob) {
    return blob.size() == 0 ? Buffer{} : Buffer(blob.begin(), blob.end());
}

Error storage_error(const fs::path& file, const std::string& why, std::string next_step) {
    return make_error(ACCT_ERROR_STORAGE, "VAULT-STORAGE", "The vault " + file.string() + " " + why,
                      std::move(next_step));
}

Error damaged(const fs::path& file) {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-DAMAGED",
        "The vault file " + file.string() + " is damaged: it is not a readable database.",
        "Nothing was changed. Put back the file from your latest backup; keep the damaged one aside.");
}

// What SQLite's result code means to the user.
Error error_of(const fs::path& file, int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return storage_error(file, "could not be written: the disk is full.",
                                 "Free some space and try again. What was saved before is still there.");
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return storage_error(
                file, "could not be written: it is read-only.",
                "Give yourself write permission on the file and its folder, then try again.");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return make_error(ACCT_ERROR_BUSY, "VAULT-BUSY",
                              "Another program is writing to the vault and did not finish in time.",
                              "Wait a moment and try again.");
        case SQLITE_CANTOPEN:
            return storage_error(file, "could not be opened.",
                                 "Check that its folder exists and that you may read and write it.");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return damaged(file);
        case SQLITE_NOMEM:
            return make_error(ACCT_ERROR_NO_MEMORY, "VAULT-MEMORY",
                              "There is not enough memory to work on the vault.",
                              "Close other programs and try again.");
        default:
            return storage_error(file, "could not be read or written: the disk reports an error.",
                                 "Check the disk, and make a copy of the vault file before you go on.");
    }
}

class SqliteStoreImpl final : public Store {
public:
    SqliteStoreImpl(fs::path file, Session session) : file_(std::move(file)), session_(std::move(session)) {}

    Result<Buffer> vault_id() override {
        return guarded([&]() -> Result<Buffer> {
            BLOB id;
            session_ << "SELECT vault_id FROM vault", into(id), now;
            Buffer found = buffer_of(id);
            if (found.size() != 16) {
                return damaged(file_);
            }
            return found;
        });
    }

    Result<std::vector<StoredSlot>> slots() override {
        return guarded([&]() -> Result<std::vector<StoredSlot>> {
            std::vector<StoredSlot> found;
            StoredSlot slot;
            BLOB parameters;
            BLOB wrapped;
            Poco::Data::Statement select(session_);
            select << "SELECT id, kind, parameters, wrapped_key FROM slot ORDER BY id", into(slot.id),
                into(slot.kind), into(parameters), into(wrapped), Poco::Data::Keywords::range(0, 1);
            while (!select.done()) {
                if (select.execute() == 1) {
                    slot.parameters = buffer_of(parameters);
                    slot.wrapped_key = buffer_of(wrapped);
                    found.push_back(slot);
                }
            }
            return found;
        });
    }

    Result<std::int64_t> add_slot(const StoredSlot& slot) override {
        return guarded([&]() -> Result<std::int64_t> {
            insert_slot(session_, slot);
            std::int64_t id = 0;
            session_ << "SELECT last_insert_rowid()", into(id), now;
            return id;
        });
    }

    Result<std::optional<StoredRecord>> get(const Buffer& id) override {
        return guarded([&]() -> Result<std::optional<StoredRecord>> {
            StoredRecord record;
            record.id = id;
            BLOB key = blob_of(id);
            BLOB sealed;
            Poco::Data::Statement select(session_);
            select << "SELECT version, sealed FROM record WHERE id = ?", into(record.version), into(sealed),
                use(key);
            if (select.execute() == 0) {
                return std::optional<StoredRecord>{};
            }
            record.sealed = buffer_of(sealed);
            return std::optional<StoredRecord>{std::move(record)};
        });
    }

    Result<std::vector<StoredRecord>> all() override {
        return guarded([&]() -> Result<std::vector<StoredRecord>> {
            std::vector<StoredRecord> found;
            std::int64_t version = 0;
            BLOB id;
            BLOB sealed;
            Poco::Data::Statement select(session_);
            select << "SELECT id, version, sealed FROM record ORDER BY id", into(id), into(version),
                into(sealed), Poco::Data::Keywords::range(0, 1);
            while (!select.done()) {
                if (select.execute() == 1) {
                    found.push_back({buffer_of(id), version, buffer_of(sealed)});
                }
            }
            return found;
        });
    }

    Status put(const StoredRecord& record, std::int64_t expected_version) override {
        return guarded([&]() -> Status {
            BLOB id = blob_of(record.id);
            BLOB sealed = blob_of(record.sealed);
            std::int64_t version = record.version;
            std::int64_t expected = expected_version;
            if (expected_version == 0) {
                session_
                    << "INSERT INTO record (id, version, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    use(id), use(version), use(sealed), now;
            } else {
                session_ << "UPDATE record SET version = ?, sealed = ? WHERE id = ? AND version = ?",
                    use(version), use(sealed), use(id), use(expected), now;
            }
            if (sqlite3_changes(Poco::Data::SQLite::Utility::dbHandle(session_)) != 1) {
                return make_error(
                    ACCT_ERROR_BUSY, "VAULT-CHANGED-MEANWHILE",
                    "Another program changed this entry at the same moment, so your change was not written.",
                    "Look at the entry again and repeat your change if it is still right.");
            }
            return Nothing{};
        });
    }

    Status erase(const Buffer& id) override {
        return guarded([&]() -> Status {
            BLOB key = blob_of(id);
            session_ << "DELETE FROM record WHERE id = ?", use(key), now;
            return Nothing{};
        });
    }

    Result<std::int64_t> foreign_changes() override {
        return guarded([&]() -> Result<std::int64_t> {
            std::int64_t changes = 0;
            session_ << "PRAGMA data_version", into(changes), now;
            return changes;
        });
    }

    static void insert_slot(Session& session, const StoredSlot& slot) {
        std::int64_t kind = slot.kind;
        BLOB parameters = blob_of(slot.parameters);
        BLOB wrapped = blob_of(slot.wrapped_key);
        session << "INSERT INTO slot (kind, parameters, wrapped_key) VALUES (?, ?, ?)", use(kind),
            use(parameters), use(wrapped), now;
    }

private:
    // One caller at a time (a Poco session is not for two threads); failures of the engine become words.
    template <typename Work>
    auto guarded(Work&& work) -> decltype(work()) {
        const std::lock_guard lock(mutex_);
        try {
            return work();
        } catch (const Poco::Exception&) {
            return error_of(file_, sqlite3_errcode(Poco::Data::SQLite::Utility::dbHandle(session_)));
        }
    }

    fs::path file_;
    std::mutex mutex_;
    Session session_;
};

std::string pragma(Session& session, const std::string& name) {
    std::string value;
    session << "PRAGMA " + name, into(value), now;
    return value;
}

// The file must belong to this user and to nobody else's eyes: a vault in the open is refused, not silently
// mended.
Status check_ownership(const fs::path& file) {
    for (const fs::path& path : {file.parent_path(), file}) {
        struct stat about {};
        if (::stat(path.c_str(), &about) != 0) {
            if (errno == ENOENT) {
                continue;
            }
            return error_of(file, SQLITE_CANTOPEN);
        }
        if (about.st_uid != ::geteuid()) {
            return make_error(
                ACCT_ERROR_STORAGE, "VAULT-OWNER",
                path.string() + " belongs to another user of this computer.",
                "Start the program as the user who made the vault, or choose another data folder.");
        }
        if ((about.st_mode & 077U) != 0) {
            return make_error(ACCT_ERROR_STORAGE, "VAULT-PERMISSIONS",
                              path.string() + " can be read or written by other users.",
                              "Take these permissions away (chmod go-rwx) and try again. If others may have "
                              "copied the file, "
                              "change the passwords in it.");
        }
    }
    return Nothing{};
}

// Opens the database and sets what every connection needs.
Result<Session> connect(const fs::path& file) {
    try {
        Session session(Poco::AutoPtr<Poco::Data::SessionImpl>(
            new Poco::Data::SQLite::SessionImpl(file.string(), busy_timeout_seconds)));
        try {
            session << "PRAGMA journal_mode = WAL", now;
            session << "PRAGMA synchronous = FULL", now;
            session << "PRAGMA secure_delete = ON", now;
            session << "PRAGMA trusted_schema = OFF", now;
            session << "PRAGMA foreign_keys = ON", now;
        } catch (const Poco::Exception&) {
            return error_of(file, sqlite3_errcode(Poco::Data::SQLite::Utility::dbHandle(session)));
        }
        return session;
    } catch (const Poco::Exception&) {
        return error_of(file, SQLITE_CANTOPEN);
    }
}

}  // namespace

Result<bool> SqliteStore::exists(const fs::path& file) {
    std::error_code failure;
    if (!fs::exists(file, failure)) {
        if (failure) {
            return error_of(file, SQLITE_CANTOPEN);
        }
        return false;
    }
    if (Status owned = check_ownership(file); !owned) {
        return owned.error();
    }
    Result<Session> session = connect(file);
    if (!session) {
        return session.error();
    }
    try {
        const std::string application = pragma(*session, "application_id");
        const std::string version = pragma(*session, "user_version");
        std::int64_t tables = 0;
        *session << "SELECT count(*) FROM sqlite_master", into(tables), now;
        if (application == "0" && version == "0" && tables == 0) {
            return false;  // creation did not get to its end: there is nothing in it
        }
        if (application != std::to_string(application_id)) {
            return make_error(ACCT_ERROR_DAMAGED, "VAULT-NOT-OURS",
                              file.string() + " is a database of another program, not a vault.",
                              "Move that file away, or choose another data folder.");
        }
        if (version != std::to_string(format_version)) {
            return make_error(ACCT_ERROR_TOO_NEW, "VAULT-TOO-NEW",
                              "The vault " + file.string() +
                                  " was written by a newer version of this plugin (format " + version +
                                  "; this version reads format " + std::to_string(format_version) + ").",
                              "Install the newer version of the plugin. Nothing was changed.");
        }
        return true;
    } catch (const Poco::Exception&) {
        return error_of(file, sqlite3_errcode(Poco::Data::SQLite::Utility::dbHandle(*session)));
    }
}

Result<std::unique_ptr<Store>> SqliteStore::create(const fs::path& file, const Buffer& vault_id,
                                                   const std::vector<StoredSlot>& slots) {
    std::error_code failure;
    if (fs::create_directories(file.parent_path(), failure); !failure) {
        if (::chmod(file.parent_path().c_str(), 0700) != 0) {
            return error_of(file, SQLITE_PERM);
        }
    } else {
        return storage_error(file, "cannot be made: " + file.parent_path().string() + " cannot be created.",
                             "Check that the data folder's disk is there and that you may write to it.");
    }
    // Made by us and not by SQLite, so that it never exists with more permissions than these.
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return error_of(file, errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN);
    }
    ::close(descriptor);
    if (Result<bool> there = exists(file); !there) {
        return there.error();
    } else if (*there) {
        return make_error(ACCT_ERROR_EXISTS, "VAULT-EXISTS",
                          "There is already a vault in " + file.string() + ".",
                          "Unlock it with its passphrase.");
    }
    Result<Session> session = connect(file);
    if (!session) {
        return session.error();
    }
    try {
        session->begin();
        *session << "PRAGMA application_id = " + std::to_string(application_id), now;
        *session << "PRAGMA user_version = " + std::to_string(format_version), now;
        *session
            << "CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), vault_id BLOB NOT NULL) STRICT",
            now;
        *session
            << "CREATE TABLE slot (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, parameters BLOB NOT NULL, "
               "wrapped_key BLOB NOT NULL) STRICT",
            now;
        *session << "CREATE TABLE record (id BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT "
                    "NULL) STRICT, "
                    "WITHOUT ROWID",
            now;
        BLOB id = blob_of(vault_id);
        *session << "INSERT INTO vault (one, vault_id) VALUES (1, ?)", use(id), now;
        for (const StoredSlot& slot : slots) {
            SqliteStoreImpl::insert_slot(*session, slot);
        }
        session->commit();
    } catch (const Poco::Exception&) {
        return error_of(file, sqlite3_errcode(Poco::Data::SQLite::Utility::dbHandle(*session)));
    }
    return std::unique_ptr<Store>(std::make_unique<SqliteStoreImpl>(file, std::move(*session)));
}

Result<std::unique_ptr<Store>> SqliteStore::open(const fs::path& file) {
    Result<bool> there = exists(file);
    if (!there) {
        return there.error();
    }
    if (!*there) {
        return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-ABSENT",
                          "There is no vault in " + file.string() + " yet.", "Create one first.");
    }
    Result<Session> session = connect(file);
    if (!session) {
        return session.error();
    }
    return std::unique_ptr<Store>(std::make_unique<SqliteStoreImpl>(file, std::move(*session)));
}

}  // namespace tijori::vault
