// repository.cpp - see repository.hpp. A record: length of the JSON (u32, little-endian) | JSON with all but
// the password | password. The password stays out of the JSON because JSON libraries leave copies behind.
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

std::string name_of(const CredentialKey& key) {
    return std::string(kind) + "/" + key.provider + "/" + key.environment + "/" + key.gstin;
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

struct Decoded {
    Credential credential;
    Bytes password;  // within the record
};

std::optional<Decoded> decoded(Bytes record) {
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
    try {
        Poco::JSON::Parser parser;
        const auto object =
            parser.parse(std::string(text_of(record.subspan(4, size)))).extract<Poco::JSON::Object::Ptr>();
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
        result.password = record.subspan(4 + size);
        return result;
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

}  // namespace

Result<std::size_t> CredentialRepository::load() {
    Result<std::int64_t> changes = vault_.foreign_changes();
    if (!changes) {
        return changes.error();
    }
    Result<vault::Listing> listing = vault_.list(kind);
    if (!listing) {
        return listing.error();
    }
    std::map<CredentialKey, Entry> fresh;
    for (const vault::Record& record : listing->records) {
        if (auto found = decoded(record.content.bytes())) {
            fresh[found->credential.key] = Entry{found->credential, record.version};
        } else {
            ++listing->damaged;
        }
    }
    const std::lock_guard lock(mutex_);
    index_ = std::move(fresh);
    seen_changes_ = *changes;
    return listing->damaged;
}

Status CredentialRepository::load_if_changed() {
    Result<std::int64_t> changes = vault_.foreign_changes();
    if (!changes) {
        return changes.error();
    }
    {
        const std::lock_guard lock(mutex_);
        if (*changes == seen_changes_) {
            return Nothing{};
        }
    }
    Result<std::size_t> loaded = load();
    return loaded ? Status{Nothing{}} : Status{loaded.error()};
}

void CredentialRepository::clear() {
    const std::lock_guard lock(mutex_);
    index_.clear();
    seen_changes_ = -1;
}

std::vector<Credential> CredentialRepository::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Credential> found;
    found.reserve(index_.size());
    for (const auto& [key, entry] : index_) {
        found.push_back(entry.credential);
    }
    return found;
}

std::optional<Credential> CredentialRepository::find(const CredentialKey& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    return found != index_.end() ? std::optional(found->second.credential) : std::nullopt;
}

Result<SecretBytes> CredentialRepository::password(const CredentialKey& key) {
    Result<vault::Record> record = vault_.get(name_of(key));
    if (!record) {
        return record.error();
    }
    const auto found = decoded(record->content.bytes());
    if (!found) {
        return make_error(ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
                          "The stored credential for " + key.gstin + " cannot be read.",
                          "Enter user name and password again. The other credentials are not affected.");
    }
    return SecretBytes(found->password);
}

Status CredentialRepository::write(const Credential& credential, Bytes password,
                                   std::int64_t expected_version) {
    const SecretBytes record = encoded(credential, password);
    Result<std::int64_t> version = vault_.put(name_of(credential.key), record.bytes(), expected_version);
    if (!version) {
        return version.error();
    }
    const std::lock_guard lock(mutex_);
    index_[credential.key] = Entry{credential, *version};
    return Nothing{};
}

Status CredentialRepository::save(const Credential& credential, Bytes password) {
    if (Status fresh = load_if_changed(); !fresh) {
        return fresh;
    }
    std::int64_t version = 0;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = index_.find(credential.key); found != index_.end()) {
            version = found->second.version;
        }
    }
    if (version == 0) {
        // A damaged record is not in the index, but in the way: what the user enters now takes its place.
        Result<vault::Record> there = vault_.get(name_of(credential.key));
        if (!there && there.error().status == ACCT_ERROR_DAMAGED) {
            if (Status erased = vault_.erase(name_of(credential.key)); !erased) {
                return erased;
            }
        }
    }
    return write(credential, password, version);
}

Status CredentialRepository::update(const Credential& credential) {
    Result<vault::Record> record = vault_.get(name_of(credential.key));
    if (!record) {
        return record.error();
    }
    const auto found = decoded(record->content.bytes());
    if (!found) {
        return make_error(ACCT_ERROR_DAMAGED, "VAULT-RECORD-DAMAGED",
                          "The stored credential for " + credential.key.gstin + " cannot be read.",
                          "Enter user name and password again. The other credentials are not affected.");
    }
    return write(credential, found->password, record->version);
}

Status CredentialRepository::remove(const CredentialKey& key) {
    if (Status erased = vault_.erase(name_of(key)); !erased) {
        return erased;
    }
    const std::lock_guard lock(mutex_);
    index_.erase(key);
    return Nothing{};
}

}  // namespace tijori
