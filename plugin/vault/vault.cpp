// vault.cpp - see vault.hpp; what lies in the file is specified in FORMAT.md.
#include "vault.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

namespace tijori::vault {
namespace {

// How often a change is prepared anew because others were faster. Each time somebody else's change got
// through, so this is reached only under a load that no vault sees.
constexpr int most_attempts = 1000;
constexpr std::int64_t page_of_entries = 1000;
constexpr std::int64_t rotation_batch = 200;
constexpr std::int64_t smallest_rotation_batch = 10;
constexpr std::int64_t no_limit = -1;

Error locked() {
    return make_error(ACCT_ERROR_LOCKED, "VAULT-LOCKED", "The vault is locked.",
                      "Unlock it with its passphrase, then try again.");
}

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

Error damaged_head(const std::string& what) {
    return make_error(ACCT_ERROR_DAMAGED, "VAULT-HEAD-DAMAGED",
                      "The vault was altered outside this program: " + what,
                      "Put back the file from your latest backup; keep this one aside.");
}

std::string present_os_user() {
    std::array<char, 4096> memory{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return std::to_string(::geteuid());
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
    return bytes;
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
    return entry;
}

const RecordMark& mark_of(const RecordMark& mark) {
    return mark;
}
const RecordMark& mark_of(const StoredRecord& record) {
    return record.mark;
}

std::array<unsigned char, 16> tag_of(const Buffer& sealed) {
    std::array<unsigned char, 16> tag{};
    if (sealed.size() >= tag.size()) {
        std::copy(sealed.end() - tag.size(), sealed.end(), tag.begin());
    }
    return tag;
}

std::string kind_name(SlotKind kind) {
    switch (kind) {
        case SlotKind::passphrase:
            return "passphrase";
        case SlotKind::host_key:
            return "key of the program";
        case SlotKind::os_keyring:
            return "keyring";
        case SlotKind::recovery_code:
            return "recovery code";
    }
    return "entry";
}

}  // namespace

// What is in memory while the vault is unlocked.
struct Vault::Open {
    SlotKind slot_kind = SlotKind::passphrase;
    std::optional<SlotKey> slot_key;
    std::map<std::int64_t, EpochKeys> epochs;
    StoredMeta meta;
    Head head;
    std::optional<Sums> sums;
    std::map<std::size_t, Buffer> nodes;  // verified against the head
    std::string os_user;
};

Vault::Vault(std::unique_ptr<Store> store, Buffer id, const Clock& clock,
             std::filesystem::path witness_folder)
    : store_(std::move(store)),
      id_(std::move(id)),
      clock_(clock),
      witness_folder_(std::move(witness_folder)) {}

Vault::~Vault() = default;

// ---- making and opening

Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& file, const Buffer& id,
                                             const NewKeys& keys, const Clock& clock,
                                             std::filesystem::path witness_folder, Place place) {
    if (!keys.passphrase && !keys.host_key) {
        return make_error(ACCT_ERROR_BAD_ARGUMENT, "VAULT-NO-SLOT",
                          "A vault needs a passphrase or a key of the host.", "Choose a passphrase.",
                          "passphrase");
    }
    constexpr std::int64_t first_epoch = 1;
    EpochKeys epoch(id, first_epoch, SecretBytes::random(crypto::key_size));
    Change content;
    std::optional<SlotKey> slot_key;
    SlotKind slot_kind = SlotKind::host_key;
    const auto add = [&](SlotKind kind, Bytes secret) -> Status {
        const crypto::Argon2idCost cost = kind == SlotKind::passphrase
                                              ? keys.cost.value_or(crypto::Argon2idCost{})
                                              : crypto::Argon2idCost{};
        Buffer parameters =
            new_slot_parameters(kind, kind == SlotKind::passphrase && !keys.cost ? calibrated_cost() : cost);
        Result<SlotKey> key = SlotKey::derive(kind, id, parameters, secret);
        if (!key) {
            return key.error();
        }
        content.slots.push_back(
            make_slot(kind, id, std::move(parameters), *key, epoch, clock.utc_seconds(), ""));
        slot_kind = kind;
        slot_key.emplace(std::move(*key));
        return Nothing{};
    };
    if (keys.passphrase) {
        if (Status added = add(SlotKind::passphrase, keys.passphrase->bytes()); !added) {
            return added.error();
        }
    }
    if (keys.host_key) {
        if (Status added = add(SlotKind::host_key, keys.host_key->bytes()); !added) {
            return added.error();
        }
    }
    Head head;
    head.name_key = SecretBytes::random(crypto::key_size);
    head.written_at = clock.utc_seconds();
    content.meta = {id, first_epoch, 1, epoch.seal_head(1, head.encoded().bytes())};
    Result<std::unique_ptr<Store>> store = SqliteStore::create(file, content, place);
    if (!store) {
        return store.error();
    }
    std::unique_ptr<Vault> made{new Vault(std::move(*store), id, clock, std::move(witness_folder))};
    made->slots_ = std::move(content.slots);
    const std::lock_guard lock(made->mutex_);
    const Status unlocked =
        made->take_key(slot_kind, std::move(*slot_key), first_epoch, SecretBytes(epoch.vault_key()));
    if (!unlocked) {
        return unlocked.error();
    }
    return made;
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& file, const Clock& clock,
                                           std::filesystem::path witness_folder, Place place) {
    Result<std::unique_ptr<Store>> store = SqliteStore::open(file, place);
    if (!store) {
        return store.error();
    }
    Buffer id;
    std::vector<StoredSlot> slots;
    const Status looked = (*store)->read([&](Reader& reader) -> Status {
        Result<StoredMeta> meta = reader.meta();
        if (!meta) {
            return meta.error();
        }
        if (meta->vault_id.size() != 16) {
            return damaged_head("it does not say which vault it is.");
        }
        id = meta->vault_id;
        Result<std::vector<StoredSlot>> found = reader.slots();
        if (!found) {
            return found.error();
        }
        slots = std::move(*found);
        return Nothing{};
    });
    if (!looked) {
        return looked.error();
    }
    std::unique_ptr<Vault> opened{
        new Vault(std::move(*store), std::move(id), clock, std::move(witness_folder))};
    opened->slots_ = std::move(slots);
    return opened;
}

bool Vault::has_slot(SlotKind kind) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(slots_.begin(), slots_.end(), [kind](const StoredSlot& slot) {
        return slot.kind == static_cast<std::int64_t>(kind);
    });
}

Status Vault::unlock(SlotKind kind, Bytes secret) {
    std::vector<StoredSlot> slots;
    std::int64_t epoch = 0;
    Status looked = store_->read([&](Reader& reader) -> Status {
        Result<StoredMeta> meta = reader.meta();
        Result<std::vector<StoredSlot>> found = reader.slots();
        if (!meta || !found) {
            return meta ? found.error() : meta.error();
        }
        epoch = meta->epoch;
        slots = std::move(*found);
        return Nothing{};
    });
    if (!looked) {
        return looked;
    }
    bool altered = false;
    // The derivation takes long: the lock is not held, and other threads go on.
    for (const StoredSlot& slot : slots) {
        if (slot.kind != static_cast<std::int64_t>(kind)) {
            continue;
        }
        Result<SlotKey> key = SlotKey::derive(kind, id_, slot.parameters, secret);
        if (!key) {
            if (key.error().status == ACCT_ERROR_NO_MEMORY) {
                return key.error();
            }
            altered = true;
            continue;
        }
        if (auto vault_key = open_slot(slot, id_, *key, epoch)) {
            const std::lock_guard lock(mutex_);
            slots_ = slots;
            return take_key(kind, std::move(*key), epoch, std::move(*vault_key));
        }
        altered = altered || slot.public_key == key->box().public_key;
    }
    if (altered) {
        return make_error(
            ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED",
            "The vault's entry for this " + kind_name(kind) + " was altered outside this program.",
            "Use another way in, such as the recovery code, or put back the vault from a backup.",
            "passphrase");
    }
    switch (kind) {
        case SlotKind::passphrase:
            return make_error(
                ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE", "This is not the vault's passphrase.",
                "Type it again; mind capital letters and the keyboard layout. Nothing is lost by a wrong "
                "attempt.",
                "passphrase");
        case SlotKind::recovery_code:
            return make_error(
                ACCT_ERROR_REFUSED, "VAULT-RECOVERY-CODE", "This is not the recovery code of this vault.",
                "Look for the code that was written down last; making a new one replaces the one before.",
                "recovery-code");
        default:
            return make_error(
                ACCT_ERROR_REFUSED, "VAULT-HOST-KEY",
                "The key that this program keeps does not open the vault.",
                has_slot(SlotKind::passphrase)
                    ? "Unlock the vault with its passphrase."
                    : "Put back the program's key file that belongs to this vault from a backup.");
    }
}

// Called with the lock held.
Status Vault::take_key(SlotKind kind, SlotKey key, std::int64_t epoch, SecretBytes vault_key) {
    auto open = std::make_unique<Open>();
    open->slot_kind = kind;
    open->slot_key.emplace(std::move(key));
    open->epochs.try_emplace(epoch, id_, epoch, std::move(vault_key));
    open->meta.epoch = epoch;
    open->meta.generation = -1;
    open->os_user = present_os_user();
    open_ = std::move(open);
    Status done = store_->read([&](Reader& reader) { return refresh(reader); });
    if (!done) {
        open_.reset();
        return done;
    }
    newer_.reset();
    const auto seen = read_witness(witness_folder_, id_, open_->head.name_key.bytes());
    if (seen && (seen->generation > open_->meta.generation || (seen->generation == open_->meta.generation &&
                                                               seen->head_tag != tag_of(open_->meta.head)))) {
        newer_ = seen;
    } else {
        bear_witness();
    }
    return done;
}

void Vault::lock() noexcept {
    const std::lock_guard lock(mutex_);
    open_.reset();
}

bool Vault::unlocked() const noexcept {
    const std::lock_guard lock(mutex_);
    return open_ != nullptr;
}

const EpochKeys* Vault::keys_of(std::int64_t epoch) const {
    const auto found = open_->epochs.find(epoch);
    return found != open_->epochs.end() ? &found->second : nullptr;
}

void Vault::bear_witness() const {
    write_witness(witness_folder_, id_, open_->head.name_key.bytes(),
                  {open_->meta.generation, open_->head.written_at, tag_of(open_->meta.head)});
}

// Brings what is in memory to what is in the store. Called with the lock held.
Status Vault::refresh(Reader& reader) {
    Result<StoredMeta> meta = reader.meta();
    if (!meta) {
        return meta.error();
    }
    if (meta->generation == open_->meta.generation && meta->head == open_->meta.head) {
        return Nothing{};
    }
    if (meta->vault_id != id_) {
        return damaged_head("another vault was put in its place.");
    }
    if (meta->generation < open_->meta.generation) {
        return damaged_head("an older copy was put in its place while it was in use.");
    }
    if (Status keys = load_keys(reader, *meta); !keys) {
        return keys;
    }
    const auto bytes = keys_of(meta->epoch)->open_head(*meta);
    auto head = bytes ? Head::decoded(bytes->bytes()) : std::nullopt;
    if (!head) {
        return damaged_head("its head does not carry this vault's seal.");
    }
    std::erase_if(open_->nodes,
                  [&](const auto& node) { return head->roots[node.first] != open_->head.roots[node.first]; });
    if (!open_->sums) {
        open_->sums.emplace(id_, head->name_key.bytes());
    }
    open_->head = std::move(*head);
    open_->meta = std::move(*meta);
    return Nothing{};
}

// Follows a change of the vault key, and learns the earlier keys that are still needed.
Status Vault::load_keys(Reader& reader, const StoredMeta& meta) {
    if (meta.epoch != open_->meta.epoch || open_->meta.generation < 0) {
        Result<std::vector<StoredSlot>> slots = reader.slots();
        if (!slots) {
            return slots.error();
        }
        slots_ = std::move(*slots);
    }
    if (keys_of(meta.epoch) == nullptr) {
        for (const StoredSlot& slot : slots_) {
            if (auto key = open_slot(slot, id_, *open_->slot_key, meta.epoch)) {
                open_->epochs.try_emplace(meta.epoch, id_, meta.epoch, std::move(*key));
                break;
            }
        }
        if (keys_of(meta.epoch) == nullptr) {
            return make_error(ACCT_ERROR_LOCKED, "VAULT-KEY-CHANGED",
                              "The vault's key was changed by another program, and the " +
                                  kind_name(open_->slot_kind) + " that opened it here no longer does.",
                              "Lock the vault and unlock it again.");
        }
    }
    Result<std::vector<StoredEpochKey>> earlier = reader.epoch_keys();
    if (!earlier) {
        return earlier.error();
    }
    for (const StoredEpochKey& one : *earlier) {
        if (keys_of(one.epoch) == nullptr) {
            if (auto key = keys_of(meta.epoch)->open_earlier(one)) {
                open_->epochs.try_emplace(one.epoch, id_, one.epoch, std::move(*key));
            }
        }
    }
    std::erase_if(open_->epochs, [&](const auto& known) {
        return known.first != meta.epoch &&
               std::none_of(earlier->begin(), earlier->end(),
                            [&](const StoredEpochKey& one) { return one.epoch == known.first; });
    });
    return Nothing{};
}

// ---- records

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

// Do these records, or their marks, add up to what the node says of their bucket?
template <typename Items>
bool Vault::adds_up(const Items& items, Bytes sums, std::size_t slot) const {
    Buffer total = Sums::empty_node();
    for (const auto& item : items) {
        Sums::add(total, slot, open_->sums->element(mark_of(item)));
    }
    return std::equal(total.begin() + static_cast<std::ptrdiff_t>(slot * sum_size),
                      total.begin() + static_cast<std::ptrdiff_t>((slot + 1) * sum_size),
                      sums.begin() + static_cast<std::ptrdiff_t>(slot * sum_size));
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

// ---- changes

Status Vault::change(const std::function<Status(Reader&, Head&, Change&)>& prepare) {
    const std::lock_guard lock(mutex_);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        if (open_ == nullptr) {
            return locked();
        }
        // A new vault key counts only once it is written: another process may be faster with its own.
        const struct ForgetUnwrittenKeys {
            Open& open;
            ~ForgetUnwrittenKeys() {
                std::erase_if(open.epochs, [this](const auto& key) { return key.first > open.meta.epoch; });
            }
        } forget{*open_};
        Change change;
        Head head;
        Status prepared = store_->read([&](Reader& reader) -> Status {
            if (Status fresh = refresh(reader); !fresh) {
                return fresh;
            }
            head = open_->head.copy();
            change.expected_generation = open_->meta.generation;
            change.meta = {id_, open_->meta.epoch, open_->meta.generation + 1, {}};
            return prepare(reader, head, change);
        });
        if (!prepared) {
            return prepared;
        }
        head.written_at = clock_.utc_seconds();
        for (const StoredNode& node : change.nodes) {
            const auto number = static_cast<std::size_t>(node.number);
            head.roots[number] = open_->sums->root(number, node.sums);
        }
        change.meta.head =
            keys_of(change.meta.epoch)->seal_head(change.meta.generation, head.encoded().bytes());
        Result<bool> committed = store_->commit(change);
        if (!committed) {
            return committed.error();
        }
        if (*committed) {
            for (StoredNode& node : change.nodes) {
                open_->nodes[static_cast<std::size_t>(node.number)] = std::move(node.sums);
            }
            open_->meta = std::move(change.meta);
            open_->head = std::move(head);
            if (!newer_) {
                bear_witness();
            }
            return Nothing{};
        }
        std::this_thread::yield();
    }
    return make_error(ACCT_ERROR_BUSY, "VAULT-BUSY", "Other programs keep writing to the vault.",
                      "Wait a moment and try again.");
}

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

Result<std::int64_t> Vault::put(const std::vector<Put>& records, const Actor& actor, bool one_entry_for_all) {
    std::int64_t version = 0;
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        version = change.meta.generation;
        for (const Put& put : records) {
            StoredRecord record;
            record.mark = {open_->sums->blinded(put.name), version, change.meta.epoch, {}};
            Result<std::optional<StoredRecord>> there = reader.record(record.mark.id);
            if (!there) {
                return there.error();
            }
            const std::int64_t present = *there ? (*there)->mark.version : 0;
            if (put.expected && *put.expected != present) {
                return make_error(
                    ACCT_ERROR_BUSY, "VAULT-CHANGED-MEANWHILE",
                    "Another program changed this entry at the same moment, so your change was not written.",
                    "Look at the entry again and repeat your change if it is still right.");
            }
            record.sealed = keys_of(change.meta.epoch)->seal_record(record.mark, put.name, put.content);
            head.count += *there ? 0 : 1;
            if (Status entered =
                    account_for(reader, change, *there ? &(*there)->mark : nullptr, &record.mark);
                !entered) {
                return entered;
            }
            if (!one_entry_for_all) {
                AuditEntry entry = entry_for(actor, AuditEntry::Kind::put, put.name);
                entry.version = version;
                append_entry(head, change, entry);
            }
            change.put.push_back(std::move(record));
        }
        if (one_entry_for_all) {
            AuditEntry entry = entry_for(actor, AuditEntry::Kind::note, "");
            entry.outcome = std::to_string(records.size()) + (records.size() == 1 ? " entry" : " entries");
            append_entry(head, change, entry);
        }
        return Nothing{};
    });
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

std::optional<Buffer> Vault::blinded(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    return open_ != nullptr ? std::optional(open_->sums->blinded(name)) : std::nullopt;
}

std::optional<SecretBytes> Vault::session(std::string_view name) {
    const std::optional<Buffer> id = blinded(name);
    Result<std::optional<Buffer>> sealed = id ? store_->session(*id) : std::optional<Buffer>{};
    if (!sealed || !*sealed) {
        return std::nullopt;
    }
    const std::lock_guard lock(mutex_);
    const EpochKeys* keys = open_ != nullptr ? keys_of(open_->meta.epoch) : nullptr;
    return keys != nullptr ? keys->open_session(*id, **sealed) : std::nullopt;
}

Status Vault::put_session(std::string_view name, Bytes content) {
    Buffer id;
    Buffer sealed;
    {
        const std::lock_guard lock(mutex_);
        const EpochKeys* keys = open_ != nullptr ? keys_of(open_->meta.epoch) : nullptr;
        if (keys == nullptr) {
            return locked();
        }
        id = open_->sums->blinded(name);
        sealed = keys->seal_session(id, content);
    }
    return store_->put_session(id, sealed);
}

Status Vault::note(const Actor& actor, std::string_view subject, std::string_view outcome) {
    return change([&](Reader&, Head& head, Change& change) -> Status {
        AuditEntry entry = entry_for(actor, AuditEntry::Kind::note, subject);
        entry.outcome = std::string(outcome);
        append_entry(head, change, entry);
        return Nothing{};
    });
}

// ---- the trail

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
                                  "The audit trail was altered outside this program at entry " +
                                      std::to_string(expected - 1) + ".",
                                  "Have the vault checked, and compare with a backup.");
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
            if (entry->kind != AuditEntry::Kind::note) {
                latest[open_->sums->blinded(entry->subject)] = {
                    entry->subject, entry->kind == AuditEntry::Kind::put ? entry->version : 0};
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
            report->notes.push_back(std::to_string(bad + lost) +
                                    " entries of the audit trail were altered or taken away.");
        } else if (link != open_->head.audit_link || expected - 1 != open_->head.audit_count) {
            report->notes.emplace_back(
                "The audit trail was altered: its entries do not follow from each other.");
        }
    }
    return latest;
}

// ---- the ways in

Result<std::vector<SlotInfo>> Vault::slots() {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    std::vector<SlotInfo> infos;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::vector<StoredSlot>> stored = reader.slots();
        if (!stored) {
            return stored.error();
        }
        slots_ = std::move(*stored);
        for (const StoredSlot& slot : slots_) {
            SlotInfo info;
            info.id = slot.id;
            info.kind = static_cast<SlotKind>(slot.kind);
            const EpochKeys& present = *keys_of(open_->meta.epoch);
            if (auto known = about(slot, id_, present)) {
                info.created_at = known->created_at;
                info.label = std::move(known->label);
            } else {
                info.damaged = true;
            }
            infos.push_back(std::move(info));
        }
        return Nothing{};
    });
    return done ? Result<std::vector<SlotInfo>>{std::move(infos)}
                : Result<std::vector<SlotInfo>>{done.error()};
}

Status Vault::add_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                        std::optional<crypto::Argon2idCost> cost, bool instead) {
    // Derived before anything is locked: it takes long.
    Buffer parameters = new_slot_parameters(
        kind, kind == SlotKind::passphrase ? (cost ? *cost : calibrated_cost()) : crypto::Argon2idCost{});
    Result<SlotKey> key = SlotKey::derive(kind, id_, parameters, secret);
    if (!key) {
        return key.error();
    }
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        if (instead) {
            Result<std::vector<StoredSlot>> present = reader.slots();
            if (!present) {
                return present.error();
            }
            for (const StoredSlot& slot : *present) {
                if (slot.kind == static_cast<std::int64_t>(kind)) {
                    change.erase_slots.push_back(slot.id);
                }
            }
        }
        change.slots.push_back(
            make_slot(kind, id_, parameters, *key, *keys_of(change.meta.epoch), clock_.utc_seconds(), label));
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
    if (done) {
        const std::lock_guard lock(mutex_);
        if (open_ != nullptr && instead && open_->slot_kind == kind) {
            open_->slot_key.emplace(std::move(*key));  // the one that opened the vault is gone
        }
    }
    (void)slots();  // so that has_slot knows
    return done;
}

Status Vault::add_slot(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                       std::optional<crypto::Argon2idCost> cost) {
    return add_slots(kind, secret, label, actor, cost, false);
}

Status Vault::replace_slots(SlotKind kind, Bytes secret, std::string_view label, const Actor& actor,
                            std::optional<crypto::Argon2idCost> cost) {
    return add_slots(kind, secret, label, actor, cost, true);
}

Status Vault::remove_slot(std::int64_t id, const Actor& actor) {
    Status done = change([&](Reader& reader, Head& head, Change& change) -> Status {
        Result<std::vector<StoredSlot>> present = reader.slots();
        if (!present) {
            return present.error();
        }
        const auto leaving = std::find_if(present->begin(), present->end(),
                                          [id](const StoredSlot& slot) { return slot.id == id; });
        if (leaving == present->end()) {
            return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-NO-SLOT", "The vault has no such way in.",
                              "Look at the list again.");
        }
        const EpochKeys& keys = *keys_of(change.meta.epoch);
        const auto good = std::count_if(present->begin(), present->end(), [&](const StoredSlot& slot) {
            return slot.id != id && about(slot, id_, keys).has_value();
        });
        if (good == 0) {
            return make_error(ACCT_ERROR_WRONG_STATE, "VAULT-LAST-SLOT",
                              "This is the only way into the vault; without it nobody could open it again.",
                              "Add another way in first, then remove this one.");
        }
        change.erase_slots.push_back(id);
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
    (void)slots();
    return done;
}

// ---- changing the vault key

Status Vault::begin_rotation(const Actor& actor) {
    SecretBytes fresh = SecretBytes::random(crypto::key_size);
    return change([&](Reader& reader, Head& head, Change& change) -> Status {
        const EpochKeys& present = *keys_of(change.meta.epoch);
        const std::int64_t epoch = present.epoch() + 1;
        EpochKeys next(id_, epoch, fresh.copy());
        Result<std::vector<StoredSlot>> stored = reader.slots();
        if (!stored) {
            return stored.error();
        }
        for (const StoredSlot& slot : *stored) {
            if (auto again = rewrapped(slot, id_, present, next)) {
                change.slots.push_back(std::move(*again));
            } else {
                return make_error(
                    ACCT_ERROR_DAMAGED, "VAULT-SLOT-DAMAGED",
                    "One of the ways into the vault was altered outside this program, so the vault's key "
                    "cannot be changed for it.",
                    "Remove the damaged one from the list, then try again.");
            }
        }
        for (const auto& [number, keys] : open_->epochs) {
            change.epoch_keys.push_back({number, next.seal_earlier(keys)});
        }
        change.meta.epoch = epoch;
        open_->epochs.insert_or_assign(epoch, std::move(next));
        append_entry(head, change, entry_for(actor, AuditEntry::Kind::note, ""));
        return Nothing{};
    });
}

Result<bool> Vault::rotating() {
    const std::lock_guard lock(mutex_);
    if (open_ == nullptr) {
        return locked();
    }
    bool earlier = false;
    Status done = store_->read([&](Reader& reader) -> Status {
        if (Status fresh = refresh(reader); !fresh) {
            return fresh;
        }
        Result<std::vector<StoredEpochKey>> keys = reader.epoch_keys();
        if (!keys) {
            return keys.error();
        }
        earlier = !keys->empty();
        return Nothing{};
    });
    return done ? Result<bool>{earlier} : Result<bool>{done.error()};
}

Status Vault::continue_rotation(const Progress& progress) {
    // How far the pass has come.
    struct Pass {
        std::int64_t epoch = 0;
        Buffer cursor = Buffer(1, 0);
        std::int64_t entry = 1;
        std::int64_t done = 0;
        bool more = true;
    };
    Pass pass;
    std::int64_t total = 0;
    // One pass: whoever writes meanwhile writes under the new key.
    while (pass.more) {
        // A step may be prepared more than once, so `pass` moves on only when one was written.
        Pass next;
        std::int64_t batch = rotation_batch;
        Status stepped = change([&](Reader& reader, Head& head, Change& change) -> Status {
            total = head.count + head.audit_count;
            const EpochKeys& present = *keys_of(change.meta.epoch);
            next = pass;
            if (next.epoch != present.epoch()) {
                next = {};  // another process changed the key once more: what was done is to be done again
                next.epoch = present.epoch();
            }
            Result<std::vector<StoredRecord>> records = reader.records(next.cursor, {}, batch);
            if (!records) {
                return records.error();
            }
            for (const StoredRecord& record : *records) {
                const auto plain = record.mark.epoch != present.epoch() ? opened(record) : std::nullopt;
                if (!plain) {
                    continue;  // sealed anew already, or damaged: that is for a check to say
                }
                StoredRecord again;
                again.mark = record.mark;
                again.mark.epoch = present.epoch();
                again.sealed = present.seal_record(again.mark, plain->name, plain->content);
                if (Status entered = account_for(reader, change, &record.mark, &again.mark); !entered) {
                    return entered;
                }
                change.put.push_back(std::move(again));
            }
            Result<std::vector<StoredAudit>> entries = reader.audit(next.entry, batch);
            if (!entries) {
                return entries.error();
            }
            for (const StoredAudit& one : *entries) {
                const EpochKeys* keys = one.epoch != present.epoch() ? keys_of(one.epoch) : nullptr;
                if (const auto bytes = keys != nullptr ? keys->open_audit(one) : std::nullopt) {
                    change.audit.push_back(
                        {one.sequence, present.epoch(), present.seal_audit(one.sequence, bytes->bytes())});
                }
            }
            next.more = records->size() == static_cast<std::size_t>(batch) ||
                        entries->size() == static_cast<std::size_t>(batch);
            if (!records->empty()) {
                next.cursor = records->back().mark.id;
                next.cursor.push_back(0);  // the next id after this one
            }
            next.entry = entries->empty() ? next.entry : entries->back().sequence + 1;
            next.done += static_cast<std::int64_t>(records->size() + entries->size());
            // If others were faster, less at once: a small step gets through where a large one does not.
            batch = std::max(batch / 2, smallest_rotation_batch);
            if (!next.more) {
                for (const auto& [number, keys] : open_->epochs) {
                    if (number != present.epoch()) {
                        change.erase_epoch_keys.push_back(number);
                    }
                }
                append_entry(head, change, entry_for({"vault", "rotate-done"}, AuditEntry::Kind::note, ""));
            }
            return Nothing{};
        });
        if (!stepped) {
            return stepped;
        }
        pass = std::move(next);
        if (progress && !progress(pass.done, total) && pass.more) {
            return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", "Changing the vault's key was interrupted.",
                              "It goes on the next time the vault is unlocked.");
        }
    }
    return Nothing{};
}

// ---- care

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
        report.notes.emplace_back("The database file itself is damaged (" + *structure + ").");
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
                report.notes.push_back("The list of entries was altered (part " + std::to_string(number + 1) +
                                       " of " + std::to_string(nodes_in_vault) + ").");
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
                    } else if (!whole &&
                               (known == latest->end() || known->second.version != record.mark.version)) {
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
            report.notes.push_back(
                std::to_string(open_->head.count - static_cast<std::int64_t>(present.size())) +
                " entries were taken away; their names are not known.");
        }
        Result<std::vector<StoredSlot>> slots = reader.slots();
        if (!slots) {
            return slots.error();
        }
        for (const StoredSlot& slot : *slots) {
            const EpochKeys& keys = *keys_of(open_->meta.epoch);
            if (!about(slot, id_, keys)) {
                report.notes.push_back("A way into the vault was altered (" +
                                       kind_name(static_cast<SlotKind>(slot.kind)) + ").");
            }
        }
        return Nothing{};
    });
    if (!done) {
        return done.error();
    }
    if (cancelled) {
        return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", "The check was stopped.",
                          "Start it again to see all.");
    }
    return report;
}

Status Vault::mend(const Actor& actor) {
    return change([&](Reader& reader, Head& head, Change& change) -> Status {
        head.count = 0;
        std::int64_t removed = 0;
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
                    // So that the trail says again which version is the latest.
                    AuditEntry entry = entry_for(actor, AuditEntry::Kind::put, plain->name);
                    entry.version = record.mark.version;
                    append_entry(head, change, entry);
                } else {
                    ++removed;
                    change.erase.push_back(record.mark.id);
                }
            }
            change.nodes.push_back({static_cast<std::int64_t>(number), std::move(sums)});
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
                                       "There is already a file " + file.string() + ".",
                                       "Choose another name.")}
                   : Status{make_error(ACCT_ERROR_STORAGE, "VAULT-BACKUP-FOLDER",
                                       "The copy " + file.string() + " could not be made.",
                                       "Check that its folder exists and that you may write to it.")};
    }
    Status done = store_->backup(file);
    if (done && ::fsync(descriptor) != 0) {
        done = make_error(ACCT_ERROR_STORAGE, "VAULT-STORAGE",
                          "The copy " + file.string() + " could not be written: the disk reports an error.",
                          "Choose another disk.");
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
