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

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "store.hpp"

namespace tijori::vault {
namespace {

namespace fs = std::filesystem;
using Poco::Data::BLOB;
using Poco::Data::Session;
using Poco::Data::Statement;
using Poco::Data::Keywords::into;
using Poco::Data::Keywords::now;
using Poco::Data::Keywords::use;

constexpr std::int64_t application_id = 0x54494A4F;  // "TIJO"
constexpr std::int64_t format_version = 2;
constexpr std::size_t busy_timeout_seconds = 10;

constexpr const char* schema[] = {
    "CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), vault_id BLOB NOT NULL, epoch INTEGER NOT "
    "NULL, "
    "generation INTEGER NOT NULL, head BLOB NOT NULL) STRICT",
    "CREATE TABLE slot (id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, parameters BLOB NOT "
    "NULL, "
    "public_key BLOB NOT NULL, wrapped_key BLOB NOT NULL, about BLOB NOT NULL, mac BLOB NOT NULL) STRICT",
    "CREATE TABLE epoch_key (epoch INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    "CREATE TABLE node (number INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT",
    "CREATE TABLE record (id BLOB PRIMARY KEY, version INTEGER NOT NULL, epoch INTEGER NOT NULL, tag BLOB "
    "NOT NULL, "
    "sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE audit (sequence INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT",
};

BLOB blob_of(const Buffer& bytes) {
    return BLOB(bytes.data(), bytes.size());
}
Buffer buffer_of(const BLOB& blob) {
    return blob.size() == 0 ? Buffer{} : Buffer(blob.begin(), blob.end());
}

// `english` with {file} in it.
Error storage_error(const fs::path& file, std::string_view english, std::string next_step) {
    return make_error(ACCT_ERROR_STORAGE, "VAULT-STORAGE", say(english, {{"file", file.string()}}),
                      std::move(next_step));
}

Error damaged(const fs::path& file) {
    return make_error(
        ACCT_ERROR_DAMAGED, "VAULT-DAMAGED",
        say("The vault file {file} is damaged: it is not a readable database.", {{"file", file.string()}}),
        say("Nothing was changed. Put back the file from your latest backup; keep the damaged one aside."));
}

// What SQLite's result code means to the user.
Error error_of(const fs::path& file, int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return storage_error(file, N_("The vault {file} could not be written: the disk is full."),
                                 say("Free some space and try again. What was saved before is still there."));
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return storage_error(
                file, N_("The vault {file} could not be written: it is read-only."),
                say("Give yourself write permission on the file and its folder, then try again."));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return make_error(ACCT_ERROR_BUSY, "VAULT-BUSY",
                              say("Another program is writing to the vault and did not finish in time."),
                              say("Wait a moment and try again."));
        case SQLITE_CANTOPEN:
            return storage_error(file, N_("The vault {file} could not be opened."),
                                 say("Check that its folder exists and that you may read and write it."));
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_SCHEMA:
        case SQLITE_MISMATCH:
        case SQLITE_ERROR:  // a table or column that belongs to every vault is not there
            return damaged(file);
        case SQLITE_NOMEM:
            return make_error(ACCT_ERROR_NO_MEMORY, "VAULT-MEMORY",
                              say("There is not enough memory to work on the vault."),
                              say("Close other programs and try again."));
        default:
            return storage_error(
                file, N_("The vault {file} could not be read or written: the disk reports an error."),
                say("Check the disk, and make a copy of the vault file before you go on."));
    }
}

sqlite3* handle_of(const Session& session) {
    return Poco::Data::SQLite::Utility::dbHandle(session);
}

// Reads all rows: `bound` is what the statement reads into, `row` is called after each.
void each_row(Statement& select, const std::function<void()>& row) {
    while (!select.done()) {
        if (select.execute() == 1) {
            row();
        }
    }
}

// The statements of every read, prepared once for a connection: preparing costs more than executing.
struct Reading {
    explicit Reading(Session& session)
        : begin(session),
          begin_writing(session),
          commit(session),
          meta(session),
          record(session),
          node(session) {
        begin << "BEGIN";
        begin_writing << "BEGIN IMMEDIATE";
        commit << "COMMIT";
        meta << "SELECT vault_id, epoch, generation, head FROM vault", into(id), into(epoch),
            into(generation), into(head);
        record << "SELECT version, epoch, tag, sealed FROM record WHERE id = ?", into(version), into(epoch),
            into(tag), into(sealed), use(key);
        node << "SELECT sums FROM node WHERE number = ?", into(sums), use(number);
    }

    std::int64_t epoch = 0;
    std::int64_t generation = 0;
    std::int64_t version = 0;
    std::int64_t number = 0;
    BLOB id;
    BLOB head;
    BLOB key;
    BLOB tag;
    BLOB sealed;
    BLOB sums;
    Statement begin;
    Statement begin_writing;
    Statement commit;
    Statement meta;
    Statement record;
    Statement node;
};

class SqliteReader final : public Reader {
public:
    SqliteReader(Session& session, Reading& reading, const fs::path& file)
        : session_(session), reading_(reading), file_(file) {}

    Result<StoredMeta> meta() override {
        if (reading_.meta.execute() != 1) {
            return damaged(file_);
        }
        StoredMeta meta;
        meta.vault_id = buffer_of(reading_.id);
        meta.epoch = reading_.epoch;
        meta.generation = reading_.generation;
        meta.head = buffer_of(reading_.head);
        return meta;
    }

    Result<std::vector<StoredSlot>> slots() override {
        std::vector<StoredSlot> found;
        StoredSlot slot;
        BLOB parameters;
        BLOB public_key;
        BLOB wrapped;
        BLOB about;
        BLOB mac;
        Statement select(session_);
        select << "SELECT id, kind, parameters, public_key, wrapped_key, about, mac FROM slot ORDER BY id",
            into(slot.id), into(slot.kind), into(parameters), into(public_key), into(wrapped), into(about),
            into(mac), Poco::Data::Keywords::range(0, 1);
        each_row(select, [&] {
            slot.parameters = buffer_of(parameters);
            slot.public_key = buffer_of(public_key);
            slot.wrapped_key = buffer_of(wrapped);
            slot.about = buffer_of(about);
            slot.mac = buffer_of(mac);
            found.push_back(slot);
        });
        return found;
    }

    Result<std::vector<StoredEpochKey>> epoch_keys() override {
        std::vector<StoredEpochKey> found;
        std::int64_t epoch = 0;
        BLOB sealed;
        Statement select(session_);
        select << "SELECT epoch, sealed FROM epoch_key ORDER BY epoch", into(epoch), into(sealed),
            Poco::Data::Keywords::range(0, 1);
        each_row(select, [&] { found.push_back({epoch, buffer_of(sealed)}); });
        return found;
    }

    Result<std::optional<StoredRecord>> record(const Buffer& id) override {
        reading_.key = blob_of(id);
        if (reading_.record.execute() == 0) {
            return std::optional<StoredRecord>{};
        }
        StoredRecord record;
        record.mark = {id, reading_.version, reading_.epoch, buffer_of(reading_.tag)};
        record.sealed = buffer_of(reading_.sealed);
        return std::optional<StoredRecord>{std::move(record)};
    }

    Result<std::vector<RecordMark>> marks(const Buffer& first, const Buffer& last) override {
        std::vector<RecordMark> found;
        BLOB from = blob_of(first);
        BLOB to = blob_of(last);
        BLOB id;
        BLOB tag;
        RecordMark mark;
        Statement select(session_);
        if (last.empty()) {
            select << "SELECT id, version, epoch, tag FROM record WHERE id >= ? ORDER BY id", into(id),
                into(mark.version), into(mark.epoch), into(tag), use(from), Poco::Data::Keywords::range(0, 1);
        } else {
            select << "SELECT id, version, epoch, tag FROM record WHERE id >= ? AND id < ? ORDER BY id",
                into(id), into(mark.version), into(mark.epoch), into(tag), use(from), use(to),
                Poco::Data::Keywords::range(0, 1);
        }
        each_row(select, [&] {
            mark.id = buffer_of(id);
            mark.tag = buffer_of(tag);
            found.push_back(mark);
        });
        return found;
    }

    Result<std::vector<StoredRecord>> records(const Buffer& first, const Buffer& last,
                                              std::int64_t most) override {
        BLOB from = blob_of(first);
        BLOB to = blob_of(last);
        if (last.empty()) {
            return stored(
                "SELECT id, version, epoch, tag, sealed FROM record WHERE id >= ? ORDER BY id LIMIT ?",
                [&](Statement& select) { select, use(from), use(most); });
        }
        return stored(
            "SELECT id, version, epoch, tag, sealed FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            [&](Statement& select) { select, use(from), use(to), use(most); });
    }

    Result<std::vector<StoredAudit>> audit(std::int64_t first, std::int64_t most) override {
        return audited(
            "SELECT sequence, epoch, sealed FROM audit WHERE sequence >= ? ORDER BY sequence LIMIT ?", first,
            most);
    }

    Result<std::vector<StoredNode>> nodes() override {
        std::vector<StoredNode> found;
        std::int64_t number = 0;
        BLOB sums;
        Statement select(session_);
        select << "SELECT number, sums FROM node ORDER BY number", into(number), into(sums),
            Poco::Data::Keywords::range(0, 1);
        each_row(select, [&] { found.push_back({number, buffer_of(sums)}); });
        return found;
    }

    Result<std::optional<Buffer>> node(std::int64_t number) override {
        reading_.number = number;
        if (reading_.node.execute() == 0) {
            return std::optional<Buffer>{};
        }
        return std::optional<Buffer>{buffer_of(reading_.sums)};
    }

private:
    Result<std::vector<StoredRecord>> stored(const std::string& sql,
                                             const std::function<void(Statement&)>& bind) {
        std::vector<StoredRecord> found;
        BLOB id;
        BLOB tag;
        BLOB sealed;
        StoredRecord record;
        Statement select(session_);
        select << sql, into(id), into(record.mark.version), into(record.mark.epoch), into(tag), into(sealed),
            Poco::Data::Keywords::range(0, 1);
        bind(select);
        each_row(select, [&] {
            record.mark.id = buffer_of(id);
            record.mark.tag = buffer_of(tag);
            record.sealed = buffer_of(sealed);
            found.push_back(record);
        });
        return found;
    }

    Result<std::vector<StoredAudit>> audited(const std::string& sql, std::int64_t from, std::int64_t most) {
        std::vector<StoredAudit> found;
        StoredAudit entry;
        BLOB sealed;
        Statement select(session_);
        select << sql, into(entry.sequence), into(entry.epoch), into(sealed), use(from), use(most),
            Poco::Data::Keywords::range(0, 1);
        each_row(select, [&] {
            entry.sealed = buffer_of(sealed);
            found.push_back(entry);
        });
        return found;
    }

    Session& session_;
    Reading& reading_;
    const fs::path& file_;
};

// The same for what a change writes.
struct Writing {
    explicit Writing(Session& session) : meta(session), put(session), node(session), audit(session) {
        meta << "UPDATE vault SET epoch = ?, generation = ?, head = ?", use(epoch), use(generation),
            use(head);
        put << "INSERT INTO record (id, version, epoch, tag, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) "
               "DO UPDATE SET "
               "version = excluded.version, epoch = excluded.epoch, tag = excluded.tag, sealed = "
               "excluded.sealed",
            use(id), use(version), use(epoch), use(tag), use(sealed);
        node << "INSERT INTO node (number, sums) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET sums = "
                "excluded.sums",
            use(number), use(sums);
        audit << "INSERT INTO audit (sequence, epoch, sealed) VALUES (?, ?, ?) ON CONFLICT (sequence) DO "
                 "UPDATE SET epoch "
                 "= excluded.epoch, sealed = excluded.sealed",
            use(number), use(epoch), use(sealed);
    }

    std::int64_t epoch = 0;
    std::int64_t generation = 0;
    std::int64_t version = 0;
    std::int64_t number = 0;
    BLOB head;
    BLOB id;
    BLOB tag;
    BLOB sealed;
    BLOB sums;
    Statement meta;
    Statement put;
    Statement node;
    Statement audit;
};

void write_slots(Session& session, const Change& change) {
    for (const StoredSlot& slot : change.slots) {
        std::int64_t id = slot.id;
        std::int64_t kind = slot.kind;
        BLOB parameters = blob_of(slot.parameters);
        BLOB public_key = blob_of(slot.public_key);
        BLOB wrapped = blob_of(slot.wrapped_key);
        BLOB about = blob_of(slot.about);
        BLOB mac = blob_of(slot.mac);
        if (id == 0) {
            session << "INSERT INTO slot (kind, parameters, public_key, wrapped_key, about, mac) VALUES (?, "
                       "?, ?, ?, ?, ?)",
                use(kind), use(parameters), use(public_key), use(wrapped), use(about), use(mac), now;
        } else {
            session << "UPDATE slot SET kind = ?, parameters = ?, public_key = ?, wrapped_key = ?, about = "
                       "?, mac = ? WHERE "
                       "id = ?",
                use(kind), use(parameters), use(public_key), use(wrapped), use(about), use(mac), use(id), now;
        }
    }
    for (std::int64_t id : change.erase_slots) {
        session << "DELETE FROM slot WHERE id = ?", use(id), now;
    }
    for (const StoredEpochKey& key : change.epoch_keys) {
        std::int64_t epoch = key.epoch;
        BLOB sealed = blob_of(key.sealed);
        session << "INSERT INTO epoch_key (epoch, sealed) VALUES (?, ?) ON CONFLICT (epoch) DO UPDATE SET "
                   "sealed = "
                   "excluded.sealed",
            use(epoch), use(sealed), now;
    }
    for (std::int64_t epoch : change.erase_epoch_keys) {
        session << "DELETE FROM epoch_key WHERE epoch = ?", use(epoch), now;
    }
}

void write_content(Session& session, Writing& writing, const Change& change) {
    for (const StoredRecord& record : change.put) {
        writing.id = blob_of(record.mark.id);
        writing.version = record.mark.version;
        writing.epoch = record.mark.epoch;
        writing.tag = blob_of(record.mark.tag);
        writing.sealed = blob_of(record.sealed);
        writing.put.execute();
    }
    for (const Buffer& id : change.erase) {
        BLOB key = blob_of(id);
        session << "DELETE FROM record WHERE id = ?", use(key), now;
    }
    for (const StoredNode& node : change.nodes) {
        writing.number = node.number;
        writing.sums = blob_of(node.sums);
        writing.node.execute();
    }
    for (const StoredAudit& entry : change.audit) {
        writing.number = entry.sequence;
        writing.epoch = entry.epoch;
        writing.sealed = blob_of(entry.sealed);
        writing.audit.execute();
    }
    write_slots(session, change);
}

// While it lives, a commit does not wait for the disk; it is still whole or not at all.
class Unhurried {
public:
    explicit Unhurried(Session& session) : session_(session) { set("PRAGMA synchronous = NORMAL"); }
    Unhurried(const Unhurried&) = delete;
    Unhurried& operator=(const Unhurried&) = delete;
    ~Unhurried() { set("PRAGMA synchronous = FULL"); }

private:
    void set(const char* how) const noexcept {
        (void)sqlite3_exec(handle_of(session_), how, nullptr, nullptr, nullptr);
    }
    Session& session_;
};

class SqliteStoreImpl final : public Store {
public:
    SqliteStoreImpl(fs::path file, Session session) : file_(std::move(file)), session_(std::move(session)) {}

    Status read(const std::function<Status(Reader&)>& work) override {
        return guarded([&]() -> Status {
            Reading& reading = prepared().reading;
            reading.begin.execute();
            SqliteReader reader(session_, reading, file_);
            Status done = work(reader);
            reading.commit.execute();
            return done;
        });
    }

    Status change(Change& change, const std::function<Status(Reader&)>& prepare) override {
        return guarded([&]() -> Status {
            auto& [reading, writing] = prepared();
            reading.begin_writing.execute();
            SqliteReader reader(session_, reading, file_);
            if (Status prepared = prepare(reader); !prepared || change.empty()) {
                undo();
                return prepared;
            }
            writing.epoch = change.meta.epoch;
            writing.generation = change.meta.generation;
            writing.head = blob_of(change.meta.head);
            writing.meta.execute();
            write_content(session_, writing, change);
            reading.commit.execute();
            return Nothing{};
        });
    }

    Result<std::optional<Buffer>> session(const Buffer& id) override {
        return guarded([&]() -> Result<std::optional<Buffer>> {
            if (!has_sessions()) {
                return std::optional<Buffer>{};
            }
            BLOB key = blob_of(id);
            BLOB sealed;
            Statement select(session_);
            select << "SELECT sealed FROM session WHERE id = ?", into(sealed), use(key);
            return select.execute() == 1 ? std::optional(buffer_of(sealed)) : std::nullopt;
        });
    }

    Status put_session(const Buffer& id, const Buffer& sealed) override {
        return guarded([&]() -> Status {
            if (!has_sessions()) {
                session_ << "CREATE TABLE IF NOT EXISTS session (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) "
                            "STRICT",
                    now;
            }
            BLOB key = blob_of(id);
            BLOB content = blob_of(sealed);
            // Not worth waiting for the disk: after a power failure one logs in anew. The next change that is
            // has this one on the disk with it.
            const Unhurried unhurried(session_);
            session_ << "INSERT INTO session (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET "
                        "sealed = excluded.sealed",
                use(key), use(content), now;
            return Nothing{};
        });
    }

    Status erase_sessions() override {
        return guarded([&]() -> Status {
            if (has_sessions()) {
                session_ << "DELETE FROM session", now;
            }
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

    Status backup(const fs::path& target) override {
        return guarded([&]() -> Status {
            std::string name = target.string();
            session_ << "VACUUM INTO ?", use(name), now;
            return Nothing{};
        });
    }

    Status settle() override {
        return guarded([&]() -> Status {
            std::string mode;
            session_ << "PRAGMA journal_mode = DELETE", into(mode), now;
            return Nothing{};
        });
    }

    Result<std::string> self_check() override {
        return guarded([&]() -> Result<std::string> {
            std::string verdict;
            session_ << "PRAGMA integrity_check(1)", into(verdict), now;
            return verdict == "ok" ? std::string{} : verdict;
        });
    }

private:
    // One caller at a time (a Poco session is not for two threads); failures of the engine become words, and
    // what was begun is undone.
    template <typename Work>
    auto guarded(Work&& work) -> decltype(work()) {
        const std::lock_guard lock(mutex_);
        try {
            return work();
        } catch (const Poco::Exception&) {
            const int code = sqlite3_errcode(handle_of(session_));
            prepared_.reset();  // a statement that failed is of no use any more
            undo();
            return error_of(file_, code);
        } catch (...) {
            prepared_.reset();
            undo();
            throw;
        }
    }
    // Vaults are made without this table; the first log-in makes it.
    bool has_sessions() {
        if (!has_sessions_) {
            std::int64_t there = 0;
            session_ << "SELECT count(*) FROM sqlite_schema WHERE name = 'session'", into(there), now;
            has_sessions_ = there != 0;
        }
        return has_sessions_;
    }
    void undo() noexcept {
        if (sqlite3_get_autocommit(handle_of(session_)) == 0) {
            sqlite3_exec(handle_of(session_), "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }

    struct Prepared {
        explicit Prepared(Session& session) : reading(session), writing(session) {}
        Reading reading;
        Writing writing;
    };
    Prepared& prepared() { return prepared_ ? *prepared_ : prepared_.emplace(session_); }

    fs::path file_;
    std::mutex mutex_;
    Session session_;
    std::optional<Prepared> prepared_;
    bool has_sessions_ = false;
};

std::int64_t number_of(Session& session, const std::string& sql) {
    std::int64_t value = 0;
    session << sql, into(value), now;
    return value;
}

// The file must belong to this user and to nobody else's eyes: a vault in the open is refused, not silently
// mended.
Status check_ownership(const fs::path& file, Place place) {
    for (const fs::path& path : {file.parent_path(), file}) {
        if (place == Place::anywhere && path != file) {
            continue;
        }
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
                say("{file} belongs to another user of this computer.", {{"file", path.string()}}),
                say("Start the program as the user who made the vault, or choose another data folder."));
        }
        if ((about.st_mode & 077U) != 0) {
            return make_error(
                ACCT_ERROR_STORAGE, "VAULT-PERMISSIONS",
                say("{file} can be read or written by other users.", {{"file", path.string()}}),
                say("Take these permissions away (chmod go-rwx) and try again. If others may have copied the "
                    "file, change the passwords in it."));
        }
    }
    return Nothing{};
}

// Waits for another writer. SQLite's own handler soon sleeps for a tenth of a second at a time, and between
// others who save without a pause it may never find the moment; short sleeps do.
int wait_for_writer(void* /*context*/, int tries) {
    constexpr auto nap = std::chrono::milliseconds(1);
    if (nap * tries >= std::chrono::seconds(busy_timeout_seconds)) {
        return 0;
    }
    std::this_thread::sleep_for(nap);
    return 1;
}

// Opens the database and sets what every connection needs.
Result<Session> connect(const fs::path& file) {
    try {
        Session session(Poco::AutoPtr<Poco::Data::SessionImpl>(
            new Poco::Data::SQLite::SessionImpl(file.string(), busy_timeout_seconds)));
        sqlite3_busy_handler(handle_of(session), &wait_for_writer, nullptr);
        try {
            for (const char* setting :
                 {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON",
                  "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"}) {
                session << std::string(setting), now;
            }
        } catch (const Poco::Exception&) {
            return error_of(file, sqlite3_errcode(handle_of(session)));
        }
        return session;
    } catch (const Poco::Exception&) {
        return error_of(file, SQLITE_CANTOPEN);
    }
}

// What the file's header says it is.
Result<bool> inspect(const fs::path& file, Session& session) {
    try {
        const std::int64_t application = number_of(session, "PRAGMA application_id");
        const std::int64_t version = number_of(session, "PRAGMA user_version");
        if (application != application_id) {
            return make_error(
                ACCT_ERROR_DAMAGED, "VAULT-NOT-OURS",
                say("{file} is a database of another program, not a vault.", {{"file", file.string()}}),
                say("Move that file away, or choose another data folder."));
        }
        if (version > format_version) {
            return make_error(ACCT_ERROR_TOO_NEW, "VAULT-TOO-NEW",
                              say("The vault {file} was written by a newer version of this plugin (format "
                                  "{found}; this version reads format {known}).",
                                  {{"file", file.string()},
                                   {"found", std::to_string(version)},
                                   {"known", std::to_string(format_version)}}),
                              say("Install the newer version of the plugin. Nothing was changed."));
        }
        if (version != format_version) {
            return make_error(ACCT_ERROR_DAMAGED, "VAULT-FORMAT",
                              say("The vault {file} says that it is of format {found}, which no released "
                                  "version of this plugin wrote.",
                                  {{"file", file.string()}, {"found", std::to_string(version)}}),
                              say("Put back the file from your latest backup; keep this one aside."));
        }
        return true;
    } catch (const Poco::Exception&) {
        return error_of(file, sqlite3_errcode(handle_of(session)));
    }
}

Status make_folder(const fs::path& file) {
    std::error_code failure;
    const fs::path folder = file.parent_path();
    fs::create_directories(folder.parent_path(), failure);
    // Private from its first moment: a folder that was left open by a crash between making and closing it
    // would not be taken for a vault's any more.
    if (failure || (::mkdir(folder.c_str(), 0700) != 0 && !fs::is_directory(folder, failure))) {
        return make_error(ACCT_ERROR_STORAGE, "VAULT-STORAGE",
                          say("The vault {file} cannot be made: {folder} cannot be created.",
                              {{"file", file.string()}, {"folder", folder.string()}}),
                          say("Check that the data folder's disk is there and that you may write to it."));
    }
    return Nothing{};
}

Error already_there(const fs::path& file) {
    return make_error(ACCT_ERROR_EXISTS, "VAULT-EXISTS",
                      say("There is already a vault in {file}.", {{"file", file.string()}}),
                      say("Unlock it with its passphrase."));
}

// A whole database file in memory.
struct SqliteImage {
    std::unique_ptr<unsigned char, void (*)(void*)> bytes{nullptr, &sqlite3_free};
    std::size_t size = 0;
};

Result<SqliteImage> first_image(const fs::path& file, const Change& content) {
    try {
        Session session(Poco::AutoPtr<Poco::Data::SessionImpl>(
            new Poco::Data::SQLite::SessionImpl(":memory:", busy_timeout_seconds)));
        try {
            session << "PRAGMA application_id = " + std::to_string(application_id), now;
            session << "PRAGMA user_version = " + std::to_string(format_version), now;
            for (const char* table : schema) {
                session << std::string(table), now;
            }
            BLOB id = blob_of(content.meta.vault_id);
            std::int64_t epoch = content.meta.epoch;
            std::int64_t generation = content.meta.generation;
            BLOB head = blob_of(content.meta.head);
            session << "INSERT INTO vault (one, vault_id, epoch, generation, head) VALUES (1, ?, ?, ?, ?)",
                use(id), use(epoch), use(generation), use(head), now;
            Writing writing(session);
            write_content(session, writing, content);
        } catch (const Poco::Exception&) {
            return error_of(file, sqlite3_errcode(handle_of(session)));
        }
        SqliteImage image;
        sqlite3_int64 size = 0;
        image.bytes.reset(sqlite3_serialize(handle_of(session), "main", &size, 0));
        image.size = static_cast<std::size_t>(size);
        return image.bytes != nullptr ? Result<SqliteImage>{std::move(image)}
                                      : Result<SqliteImage>{error_of(file, SQLITE_NOMEM)};
    } catch (const Poco::Exception&) {
        return error_of(file, SQLITE_NOMEM);
    }
}

// Puts the file in its place complete, or not at all; never over another one. A kill in between leaves at
// most a file beside it that holds an empty vault.
Status place_image(const fs::path& file, const SqliteImage& image) {
    std::string beside = file.string() + ".new-XXXXXX";
    const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);  // 0600
    if (descriptor < 0) {
        return error_of(file, errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN);
    }
    int failure = 0;
    std::size_t at = 0;
    while (failure == 0 && at < image.size) {
        const auto written = ::write(descriptor, image.bytes.get() + at, image.size - at);
        failure = written < 0 && errno != EINTR ? errno : 0;
        at += written > 0 ? static_cast<std::size_t>(written) : 0;
    }
    failure = failure == 0 && ::fsync(descriptor) != 0 ? errno : failure;
    ::close(descriptor);
    if (failure == 0 &&
        ::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
        failure = errno;
        // Not every file system can rename without replacing.
        if (failure == EINVAL || failure == ENOSYS) {
            failure = ::link(beside.c_str(), file.c_str()) != 0 ? errno : 0;
        }
    }
    (void)::unlink(beside.c_str());  // gone already, if it was renamed
    if (failure == EEXIST) {
        return already_there(file);
    }
    if (failure != 0) {
        return error_of(file, failure == ENOSPC || failure == EDQUOT  ? SQLITE_FULL
                              : failure == EROFS || failure == EACCES ? SQLITE_READONLY
                                                                      : SQLITE_IOERR);
    }
    // The name is on the disk before anybody is told that there is a vault.
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0) {
        ::close(folder);
    }
    return synced ? Status{Nothing{}} : Status{error_of(file, SQLITE_IOERR)};
}

}  // namespace

Result<bool> SqliteStore::exists(const fs::path& file, Place place) {
    std::error_code failure;
    if (!fs::exists(file, failure)) {
        if (failure) {
            return error_of(file, SQLITE_CANTOPEN);
        }
        return false;
    }
    if (Status owned = check_ownership(file, place); !owned) {
        return owned.error();
    }
    // A vault appears in its place complete. Looked at before SQLite does, which takes an empty file for a
    // new database and would throw away the log beside it.
    if (fs::file_size(file, failure) == 0 && !failure) {
        return make_error(
            ACCT_ERROR_DAMAGED, "VAULT-EMPTY",
            say("The vault file {file} is empty: something outside this program cut it to nothing. What was "
                "in it is lost with it.",
                {{"file", file.string()}}),
            say("Put back the file from your latest backup. If nothing was ever stored in it, move the empty "
                "file away to begin anew."));
    }
    Result<Session> session = connect(file);
    if (!session) {
        return session.error();
    }
    return inspect(file, *session);
}

Result<std::unique_ptr<Store>> SqliteStore::create(const fs::path& file, const Change& content, Place place) {
    if (Status folder = make_folder(file); !folder) {
        return folder.error();
    }
    if (Result<bool> there = exists(file, place); !there) {
        return there.error();
    } else if (*there) {
        return already_there(file);
    }
    Result<SqliteImage> image = first_image(file, content);
    if (!image) {
        return image.error();
    }
    if (Status placed = place_image(file, *image); !placed) {
        return placed.error();
    }
    return open(file, place);
}

Result<std::unique_ptr<Store>> SqliteStore::open(const fs::path& file, Place place) {
    Result<bool> there = exists(file, place);
    if (!there) {
        return there.error();
    }
    if (!*there) {
        return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-ABSENT",
                          say("There is no vault in {file} yet.", {{"file", file.string()}}),
                          say("Create one first."));
    }
    Result<Session> session = connect(file);
    if (!session) {
        return session.error();
    }
    return std::unique_ptr<Store>(std::make_unique<SqliteStoreImpl>(file, std::move(*session)));
}

}  // namespace tijori::vault
