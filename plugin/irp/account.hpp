// account.hpp - who logs in where, with what the user has set up for that provider.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "crypto/primitives.hpp"
#include "irp/profile.hpp"

namespace tijori::irp {

// What was entered for a provider's environment; it lies in the vault and goes before what the profile says.
struct Setup {
    std::string client_id;
    SecretBytes client_secret;
    std::map<std::string, SecretBytes> headers;  // by name
    std::string public_key_text;                 // as it was entered
    std::optional<crypto::RsaPublicKey> public_key;
};

struct Account {
    std::shared_ptr<const Profile> profile;
    std::string environment;
    std::string gstin;
    std::string user_name;
    std::shared_ptr<const Setup> setup = nullptr;

    const Environment& at() const { return profile->environments.at(environment); }

    const std::string& client_id() const {
        return setup != nullptr && !setup->client_id.empty() ? setup->client_id : at().client_id;
    }
    std::string_view client_secret() const {
        return setup != nullptr && !setup->client_secret.empty() ? setup->client_secret.view()
                                                                 : std::string_view(at().client_secret);
    }
    std::string_view header(const std::string& name) const {
        if (setup != nullptr) {
            if (const auto found = setup->headers.find(name); found != setup->headers.end()) {
                return found->second.view();
            }
        }
        const auto found = at().header_values.find(name);
        return found != at().header_values.end() ? std::string_view(found->second) : std::string_view{};
    }
    const std::optional<crypto::RsaPublicKey>& public_key() const {
        return setup != nullptr && setup->public_key ? setup->public_key : at().public_key;
    }
};

}  // namespace tijori::irp
