// provider_setups.cpp - see provider_setups.hpp. A record: fields, each a name and a value
// (base/encoding.hpp); a gateway's header is the field "header:" and its name.
#include "provider_setups.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.hpp"

namespace tijori {
namespace {

constexpr std::string_view header_mark = "header:";

std::string name_of(const std::string& provider, const std::string& environment) {
    return "provider-setup/" + provider + "/" + environment;
}

struct Field {
    std::string name;
    Bytes value;
};

SecretBytes encoded(const irp::Setup& setup) {
    std::vector<Field> fields{{"client-id", bytes_of(setup.client_id)},
                              {"client-secret", setup.client_secret.bytes()},
                              {"public-key", bytes_of(setup.public_key_text)}};
    for (const auto& [name, value] : setup.headers) {
        fields.push_back({std::string(header_mark) + name, value.bytes()});
    }
    std::size_t size = 0;
    for (const Field& field : fields) {
        size += 16 + field.name.size() + field.value.size();
    }
    SecretBytes record(size);
    Writer writer(record);
    for (const Field& field : fields) {
        writer.text(field.name);
        writer.text(text_of(field.value));
    }
    return record;
}

std::optional<irp::Setup> decoded(Bytes record) {
    irp::Setup setup;
    Parser parser(record);
    while (!parser.at_end()) {
        const auto field = parser.text();
        const auto value = field ? parser.text() : std::nullopt;
        if (!value) {
            return std::nullopt;
        }
        if (*field == "client-id") {
            setup.client_id = *value;
        } else if (*field == "client-secret") {
            setup.client_secret = SecretBytes(*value);
        } else if (*field == "public-key") {
            setup.public_key_text = *value;
        } else if (field->starts_with(header_mark)) {
            setup.headers.emplace(field->substr(header_mark.size()), SecretBytes(*value));
        }
    }
    if (!setup.public_key_text.empty()) {
        if (Result<crypto::RsaPublicKey> key = crypto::RsaPublicKey::parse(setup.public_key_text)) {
            setup.public_key = std::move(*key);
        }
    }
    return setup;
}

}  // namespace

std::shared_ptr<const irp::Setup> ProviderSetups::find(const std::string& provider,
                                                       const std::string& environment) const {
    const std::lock_guard lock(mutex_);
    const auto found = setups_.find({provider, environment});
    return found != setups_.end() ? found->second : nullptr;
}

Status ProviderSetups::load(const irp::Profiles& profiles) {
    const std::lock_guard turn(turn_);
    const std::uint64_t epoch = epoch_;
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        clear();
        return Nothing{};
    }
    std::map<Key, std::shared_ptr<const irp::Setup>> fresh;
    for (const auto& profile : profiles.all()) {
        for (const auto& [environment, about] : profile->environments) {
            Result<vault::Record> record = (*open)->vault->get(name_of(profile->id, environment));
            if (!record) {
                if (record.error().status == ACCT_ERROR_NOT_FOUND) {
                    continue;
                }
                return record.error();
            }
            if (auto setup = decoded(record->content.bytes())) {
                fresh[{profile->id, environment}] = std::make_shared<const irp::Setup>(std::move(*setup));
            }
        }
    }
    const std::lock_guard lock(mutex_);
    if (epoch == epoch_) {
        setups_ = std::move(fresh);
        loaded_ = true;
    }
    return Nothing{};
}

bool ProviderSetups::loaded() const {
    const std::lock_guard lock(mutex_);
    return loaded_;
}

void ProviderSetups::clear() {
    const std::lock_guard lock(mutex_);
    setups_.clear();
    loaded_ = false;
    ++epoch_;
}

Status ProviderSetups::save(const std::string& provider, const std::string& environment, irp::Setup setup,
                            const vault::Actor& actor) {
    const std::lock_guard turn(turn_);
    const std::uint64_t epoch = epoch_;
    Result<std::shared_ptr<OpenVault>> open = vault_.open_or_create();
    if (!open) {
        return open.error();
    }
    const SecretBytes record = encoded(setup);
    Result<std::int64_t> stored =
        (*open)->vault->put({{name_of(provider, environment), record.bytes(), std::nullopt}}, actor);
    if (!stored) {
        return stored.error();
    }
    const std::lock_guard lock(mutex_);
    if (epoch == epoch_) {
        setups_[{provider, environment}] = std::make_shared<const irp::Setup>(std::move(setup));
    }
    return Nothing{};
}

Status ProviderSetups::remove(const std::string& provider, const std::string& environment,
                              const vault::Actor& actor) {
    const std::lock_guard turn(turn_);
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    if (Status erased = (*open)->vault->erase(name_of(provider, environment), actor); !erased) {
        return erased;
    }
    const std::lock_guard lock(mutex_);
    setups_.erase({provider, environment});
    return Nothing{};
}

}  // namespace tijori
