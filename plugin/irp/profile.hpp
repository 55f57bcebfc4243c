// profile.hpp - provider profiles: what differs between IRPs and gateways to them, as data. The shipped
// profiles are compiled in; files in the data folder's "providers" folder override or add to them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/primitives.hpp"

namespace tijori::irp {

// One environment of a provider: where it is and what it takes to be heard there.
struct Environment {
    std::string id;  // "production", "sandbox"
    std::string base_url;
    std::string ca_file;  // trust only these authorities; empty: the system's
    std::string client_id;
    std::string client_secret;
    bool needs_client = true;  // false for gateways that add the client headers themselves
    std::optional<crypto::RsaPublicKey> public_key;
    std::string public_key_problem;  // why there is none although one was given
    int token_minutes = 360;

    bool production() const { return id == "production"; }
};

struct Profile {
    std::string id;
    std::string name;            // for people
    std::string confidence;      // how sure we are of it: "C3" … "A", see the README
    std::filesystem::path file;  // empty: shipped
    std::map<std::string, Environment> environments;

    std::string authenticate_path;
    std::string gstin_path;  // with {gstin}

    // Header names: providers spell them differently.
    std::string client_id_header;
    std::string client_secret_header;
    std::string gstin_header;
    std::string user_name_header;
    std::string auth_token_header;

    // Pages of the portal, for people; may be empty.
    std::string portal_url;
    std::string forgot_password_url;
};

// All profiles by id, and the files that could not be used.
class Profiles {
public:
    // Reads the shipped profiles and the *.json files of `folder` (which need not exist).
    static Profiles load(const std::filesystem::path& folder);

    const Profile* find(std::string_view id) const;
    // In the order for a list: alphabetical by name.
    const std::vector<std::shared_ptr<const Profile>>& all() const noexcept { return profiles_; }
    const std::vector<Error>& problems() const noexcept { return problems_; }
    const std::filesystem::path& folder() const noexcept { return folder_; }

private:
    std::filesystem::path folder_;
    std::vector<std::shared_ptr<const Profile>> profiles_;
    std::vector<Error> problems_;
};

// Reads one profile; `source` names it in errors, relative file names in it are looked for in `folder`.
Result<Profile> parse_profile(std::string_view json, const std::string& source,
                              const std::filesystem::path& folder);

}  // namespace tijori::irp
