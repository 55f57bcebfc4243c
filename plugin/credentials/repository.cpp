// repository.cpp - see repository.hpp. A record: length of the JSON (u32, little-endian) | JSON with all but
// the password | password. A password under way to the provider is a record of its own, of the same shape.
// The password stays out of the JSON because JSON libraries leave copies behind.
#include "repository.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace tijori {
namespace {

constexpr std::string_view kind = "credential";
constexpr std::string_view pending_kind = "pending-password";

std::string name_of(const CredentialKey& key, std::string_view of = kind) {
    return std::string(of) + "/" + key.provider + "/" + key.environment + "/" + key.gstin;
}

bool is_of(std::string_view name, std::string_view of) {
    return name.starts_with(of) && name.substr(of.size(), 1) == "/";
}

SecretBytes sealed_record(const Poco::JSON::Object& object, Bytes password) {
    std::ostringstream out;
    object.stringify(out);
    const std::string json = out.str();
    SecretBytes record(4 + json.size() + password.size());
    for (unsigned i = 0; i < 4; ++i) {
        record.data()[i] = static_cast<unsigned char>((json.size() >> (8 * i)) & 0xFFU);
    }
    std::copy(json.begin(), json.end(), record.data() + 4);
    std::copy(password.begin(), password.end(), record.data() + 4 + json.size());
    return record;
}

SecretBytes encoded(const Credential& credential, Bytes password) {
    Poco::JSON::Object object;
    object.set("gstin", credential.key.gstin);
    object.set("provider", credential.key.provider);
    object.set("environment", credential.key.environment);
    object.set("user_name", credential.user_name);
    object.set("legal_name", credential.legal_name);
    object.set("state", static_cast<Poco::UInt32>(credential.state));
    object.set("problem", credential.problem);
    object.set("next_step", credential.next_step);
    object.set("verified_at", static_cast<Poco::Int64>(credential.verified_at));
    object.set("password_saved_at", static_cast<Poco::Int64>(credential.password_saved_at));
    return sealed_record(object, password);
}

struct Decoded {
    Credential credential;
    Bytes password;  // within the record
};

// The JSON of a record and where its password begins; nothing if it is none.
std::optional<std::pair<Poco::JSON::Object::Ptr, std::size_t>> opened(Bytes record) {
    if (record.size() < 4) {
        return std::nullopt;
    }
    std::size_t size = 0;
    for (unsigned i = 0; i < 4; ++i) {
        size |= static_cast<std::size_t>(record[i]) << (8 * i);
    }
    if (size > record.size() - 4) {
        return std::nullopt;
    }
    Poco::JSON::Parser parser;
    return std::pair{
        parser.parse(std::string(text_of(record.subspan(4, size)))).extract<Poco::JSON::Object::Ptr>(),
        4 + size};
}

std::optional<Decoded> decoded(Bytes record) {
    try {
        const auto parts = opened(record);
        if (!parts) {
            return std::nullopt;
        }
        const auto& [object, password_at] = *parts;
        Decoded result;
        Credential& credential = result.credential;
        credential.key = {object->getValue<std::string>("gstin"), object->getValue<std::string>("provider"),
                          object->getValue<std::string>("environment")};
        credential.user_name = object->getValue<std::string>("user_name");
        credential.legal_name = object->optValue<std::string>("legal_name", "");
        credential.state = static_cast<CredentialState>(object->getValue<Poco::UInt32>("state"));
        credential.problem = object->optValue<std::string>("problem", "");
        credential.next_step = object->optValue<std::string>("next_step", "");
        credential.verified_at = object->optValue<Poco::Int64>("verified_at", 0);
        credential.password_saved_at = object->optValue<Poco::Int64>("password_saved_at", 0);
        result.password = record.subspan(password_at);
        return result;
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

struct DecodedPending {
    CredentialKey key;
    CredentialRepository::Pending pending;
    Bytes password;  // within the record
};

std::optional<DecodedPending> decoded_pending(Bytes record) {
    try {
        const auto parts = opened(record);
        if (!parts) {
            return std::nullopt;
        }
        const auto& [object, password_at] = *parts;
        return DecodedPending{
            {object->getValue<std::string>("gstin"), object->getValue<std::string>("provider"),
             object->getValue<std::string>("environment")},
            {object->getValue<std::string>("user_name"), object->getValue<Poco::Int64>("since"),
             object->getValue<bool>("new_user")},
            record.subspan(password_at)};
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

Error unreadable(const CredentialKey& key) {
    return make_error(ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
                      say("The stored credential for {gstin} cannot be read.", {{"gstin", key.gstin}}),
                      say("Enter user name and password again. The other credentials are not affected."));
}

}  // namespace

std::string readable_name(std::string_view record_name) {
    if (record_name == "setting/auto-lock") {
        return say("the time after which the vault locks itself");
    }
    const auto first = record_name.find('/');
    const auto second = record_name.find('/', first + 1);
    const auto third = record_name.find('/', second + 1);
    if (record_name.substr(0, first) == "provider-setup" && second != std::string_view::npos) {
        return say("set-up of {provider} ({environment})",
                   {{"provider", record_name.substr(first + 1, second - first - 1)},
                    {"environment", record_name.substr(second + 1)}});
    }
    const std::string_view of = record_name.substr(0, first);
    if ((of != kind && of != pending_kind) || second == std::string_view::npos ||
        third == std::string_view::npos) {
        return std::string(record_name);
    }
    const std::string_view provider = record_name.substr(first + 1, second - first - 1);
    const std::string_view environment = record_name.substr(second + 1, third - second - 1);
    const std::string_view gstin = record_name.substr(third + 1);
    return of == pending_kind ? say("new password of {gstin} at {provider} ({environment})",
                                    {{"gstin", gstin}, {"provider", provider}, {"environment", environment}})
                              : say("{gstin} at {provider} ({environment})",
                                    {{"gstin", gstin}, {"provider", provider}, {"environment", environment}});
}

std::uint64_t CredentialRepository::next_revision() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

Status CredentialRepository::load() {
    const std::lock_guard loading(loading_);
    return load_locked();
}

Status CredentialRepository::load_locked() {
    // Before reading: what comes between is read twice rather than missed.
    Result<std::int64_t> changes = vault_.foreign_changes();
    if (!changes) {
        return changes.error();
    }
    const std::lock_guard lock(mutex_);
    std::int64_t unreadable = 0;
    Result<std::int64_t> damaged = vault_.sync(
        known_,
        [&](std::size_t bucket) {
            for (const CredentialKey& key : by_bucket_[bucket]) {
                index_.erase(key);
            }
            by_bucket_.erase(bucket);
            for (const CredentialKey& key : pending_by_bucket_[bucket]) {
                pending_.erase(key);
            }
            pending_by_bucket_.erase(bucket);
        },
        [&](std::size_t bucket, std::string_view name, std::int64_t version, Bytes content) {
            if (is_of(name, pending_kind)) {
                if (auto found = decoded_pending(content)) {
                    pending_by_bucket_[bucket].push_back(found->key);
                    pending_[found->key] = std::move(found->pending);
                } else {
                    ++unreadable;
                }
                return;
            }
            if (!is_of(name, kind)) {
                return;
            }
            if (auto found = decoded(content)) {
                by_bucket_[bucket].push_back(found->credential.key);
                index_[found->credential.key] = Entry{found->credential, version};
            } else {
                ++unreadable;
            }
        });
    if (!damaged) {
        return damaged.error();
    }
    damaged_ = *damaged + unreadable;
    seen_changes_ = *changes;
    loaded_ = true;
    revision_ = next_revision();
    return Nothing{};
}

Status CredentialRepository::load_if_changed() {
    Result<std::int64_t> changes = vault_.foreign_changes();
    if (!changes) {
        return changes.error();
    }
    {
        const std::lock_guard lock(mutex_);
        if (loaded_ && *changes == seen_changes_) {
            return Nothing{};
        }
    }
    return load();
}

void CredentialRepository::clear() {
    const std::lock_guard loading(loading_);
    const std::lock_guard lock(mutex_);
    index_.clear();
    by_bucket_.clear();
    pending_.clear();
    pending_by_bucket_.clear();
    known_ = {};
    seen_changes_ = -1;
    damaged_ = 0;
    loaded_ = false;
    revision_ = next_revision();
}

bool CredentialRepository::loaded() const {
    const std::lock_guard lock(mutex_);
    return loaded_;
}

std::int64_t CredentialRepository::damaged() const {
    const std::lock_guard lock(mutex_);
    return damaged_;
}

Result<std::vector<Credential>> CredentialRepository::all() {
    if (!loaded()) {
        if (Status read = load(); !read) {
            return read.error();
        }
    }
    const std::lock_guard lock(mutex_);
    std::vector<Credential> found;
    found.reserve(index_.size());
    for (const auto& [key, entry] : index_) {
        found.push_back(entry.credential);
    }
    return found;
}

Result<std::optional<Credential>> CredentialRepository::find(const CredentialKey& key) {
    {
        const std::lock_guard lock(mutex_);
        if (loaded_) {
            const auto found = index_.find(key);
            return found != index_.end() ? std::optional(found->second.credential) : std::nullopt;
        }
    }
    Result<vault::Record> record = vault_.get(name_of(key));
    if (!record) {
        // A damaged one is as good as none: what the user enters takes its place.
        const acct_status status = record.error().status;
        return status == ACCT_ERROR_NOT_FOUND || status == ACCT_ERROR_DAMAGED
                   ? Result<std::optional<Credential>>{std::optional<Credential>{}}
                   : Result<std::optional<Credential>>{record.error()};
    }
    const auto found = decoded(record->content.bytes());
    return found ? std::optional(found->credential) : std::nullopt;
}

Result<SecretBytes> CredentialRepository::password(const CredentialKey& key) {
    Result<vault::Record> record = vault_.get(name_of(key));
    if (!record) {
        return record.error();
    }
    const auto found = decoded(record->content.bytes());
    if (!found) {
        return unreadable(key);
    }
    return SecretBytes(found->password);
}

Status CredentialRepository::wrote(const std::vector<const Credential*>& credentials, std::int64_t version) {
    if (!loaded()) {
        return Nothing{};
    }
    if (known_.generation != version) {
        return load_locked();
    }
    for (const Credential* credential : credentials) {
        Result<std::size_t> bucket = vault_.bucket_of(name_of(credential->key));
        if (!bucket) {
            return bucket.error();
        }
        const std::lock_guard lock(mutex_);
        const auto [entry, added] = index_.insert_or_assign(credential->key, Entry{*credential, version});
        if (added) {
            by_bucket_[*bucket].push_back(entry->first);
        }
    }
    revision_ = next_revision();
    return Nothing{};
}

Status CredentialRepository::write(const Credential& credential, Bytes password,
                                   std::optional<std::int64_t> expected, const vault::Actor& actor) {
    const SecretBytes record = encoded(credential, password);
    const std::lock_guard loading(loading_);
    Result<std::int64_t> version =
        vault_.put({{name_of(credential.key), record.bytes(), expected}}, actor, false, &known_);
    return version ? wrote({&credential}, *version) : Status{version.error()};
}

Status CredentialRepository::save(const Credential& credential, Bytes password, const vault::Actor& actor) {
    if (Status fresh = load_if_changed(); !fresh) {
        return fresh;
    }
    std::optional<std::int64_t> version;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = index_.find(credential.key); found != index_.end()) {
            version = found->second.version;
        }
    }
    if (!version) {
        // A damaged record is not in the index, but in the way: what the user enters now takes its place.
        Result<vault::Record> there = vault_.get(name_of(credential.key));
        if (there || there.error().status != ACCT_ERROR_DAMAGED) {
            version = 0;
        }
    }
    return write(credential, password, version, actor);
}

Status CredentialRepository::save_all(const std::vector<WithPassword>& credentials,
                                      const vault::Actor& actor) {
    if (credentials.empty()) {
        return Nothing{};
    }
    std::vector<SecretBytes> records;
    std::vector<vault::Vault::Put> puts;
    records.reserve(credentials.size());
    puts.reserve(credentials.size());
    for (const WithPassword& one : credentials) {
        records.push_back(encoded(one.credential, one.password.bytes()));
        puts.push_back({name_of(one.credential.key), records.back().bytes(), std::nullopt});
    }
    std::vector<const Credential*> written;
    written.reserve(credentials.size());
    for (const WithPassword& one : credentials) {
        written.push_back(&one.credential);
    }
    const std::lock_guard loading(loading_);
    Result<std::int64_t> version = vault_.put(puts, actor, true, &known_);
    return version ? wrote(written, *version) : Status{version.error()};
}

Status CredentialRepository::update(const Credential& credential, const vault::Actor& actor) {
    Result<vault::Record> record = vault_.get(name_of(credential.key));
    if (!record) {
        return record.error();
    }
    const auto found = decoded(record->content.bytes());
    if (!found) {
        return unreadable(credential.key);
    }
    return write(credential, found->password, record->version, actor);
}

Status CredentialRepository::remove(const CredentialKey& key, const vault::Actor& actor) {
    if (Status erased = vault_.erase(name_of(key), actor); !erased) {
        return erased;
    }
    return loaded() ? load() : Status{Nothing{}};
}

Status CredentialRepository::save_pending(const CredentialKey& key, const Pending& pending, Bytes password,
                                          const vault::Actor& actor) {
    Poco::JSON::Object object;
    object.set("gstin", key.gstin);
    object.set("provider", key.provider);
    object.set("environment", key.environment);
    object.set("user_name", pending.user_name);
    object.set("since", static_cast<Poco::Int64>(pending.since));
    object.set("new_user", pending.new_user);
    const SecretBytes record = sealed_record(object, password);
    const std::lock_guard loading(loading_);
    // Without `known_`: the picture has to be read anew to hold it.
    Result<std::int64_t> version =
        vault_.put({{name_of(key, pending_kind), record.bytes(), std::nullopt}}, actor);
    if (!version) {
        return version.error();
    }
    return loaded() ? load_locked() : Status{Nothing{}};
}

Result<std::optional<CredentialRepository::Pending>> CredentialRepository::pending(const CredentialKey& key) {
    {
        const std::lock_guard lock(mutex_);
        if (loaded_) {
            const auto found = pending_.find(key);
            return found != pending_.end() ? std::optional(found->second) : std::nullopt;
        }
    }
    Result<vault::Record> record = vault_.get(name_of(key, pending_kind));
    if (!record) {
        const acct_status status = record.error().status;
        return status == ACCT_ERROR_NOT_FOUND || status == ACCT_ERROR_DAMAGED
                   ? Result<std::optional<Pending>>{std::optional<Pending>{}}
                   : Result<std::optional<Pending>>{record.error()};
    }
    const auto found = decoded_pending(record->content.bytes());
    return found ? std::optional(found->pending) : std::nullopt;
}

std::vector<std::pair<CredentialKey, CredentialRepository::Pending>> CredentialRepository::all_pending()
    const {
    const std::lock_guard lock(mutex_);
    return {pending_.begin(), pending_.end()};
}

Result<SecretBytes> CredentialRepository::pending_password(const CredentialKey& key) {
    Result<vault::Record> record = vault_.get(name_of(key, pending_kind));
    if (!record) {
        return record.error();
    }
    const auto found = decoded_pending(record->content.bytes());
    if (!found) {
        return unreadable(key);
    }
    return SecretBytes(found->password);
}

Status CredentialRepository::drop_pending(const CredentialKey& key, const vault::Actor& actor) {
    Status erased = vault_.erase(name_of(key, pending_kind), actor);
    if (!erased && erased.error().status != ACCT_ERROR_NOT_FOUND) {
        return erased;
    }
    return loaded() ? load() : Status{Nothing{}};
}

}  // namespace tijori
