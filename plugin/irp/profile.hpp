// profile.hpp - provider profiles: what differs between IRPs and gateways to them, as data. The shipped
// profiles are compiled in; files in the data folder's "providers" folder override or add to them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "crypto/primitives.hpp"
#include "irp/dialect.hpp"

namespace tijori::irp {

// One environment of a provider: where it is and what it takes to be heard there.
struct Environment {
    std::string id;  // "production", "sandbox"
    std::string base_url;
    std::string ca_file;  // trust only these authorities; empty: the system's
    std::string proxy;    // "http://host:port"; empty: as the host or the environment says
    std::string client_id;
    std::string client_secret;
    bool needs_client = true;  // false for gateways that add the client headers themselves
    std::optional<crypto::RsaPublicKey> public_key;
    std::string public_key_problem;  // why there is none although one was given
    // SHA-256 of the key that the provider is known to use here, in hexadecimal; empty if that is not known.
    std::string public_key_sha256;
    int token_minutes = 360;
    std::map<std::string, std::string> header_values;  // of the profile's extra headers

    bool production() const { return id == "production"; }
};

// A header that a gateway wants in every request.
struct ExtraHeader {
    std::string name;
    std::string label;  // for people: "Gateway token"
    bool secret = true;
};

// How often a provider may be asked to log one API user in, before it might lock the user out.
struct LoginLimits {
    int logins = 5;
    int refusals = 3;
    int minutes = 15;
};

// What the provider wants of an API password. What is not known is not asked for.
struct PasswordRules {
    int least = 0;  // characters; 0: not known
    int most = 0;
    bool upper = false;  // at least one such letter
    bool lower = false;
    bool digit = false;
    std::string specials;       // at least one of these; empty: not known
    bool special_edges = true;  // false: a special character at either end is known to be refused

    bool any() const noexcept {
        return least > 0 || most > 0 || upper || lower || digit || !specials.empty();
    }
};

// Pages of the portal for people; each may be empty. `steps` says what to do there.
struct Portal {
    std::string login;
    std::string forgot_password;
    std::string create_user;
    std::string registration;
    std::vector<std::string> change_steps;  // the profile's own, in its language; empty: the usual ones
    std::vector<std::string> create_steps;
};

// How API users are looked after without a browser.
enum class AccountApi : std::uint8_t {
    none,     // on the portal only
    sandbox,  // the contract of our sandbox: no IRP is known to offer one
};

struct Profile {
    std::string id;
    std::string name;            // for people
    std::string confidence;      // how sure we are of it: "C3" … "A", see the README
    std::string comment;         // what is assumed, and where it comes from
    std::filesystem::path file;  // empty: shipped
    bool pattern = false;        // to be copied: its addresses belong to nobody
    Dialect dialect = Dialect::nic_104;
    std::map<std::string, Environment> environments;

    std::string authenticate_path;
    std::string gstin_path;  // with {gstin}
    // Beginnings of paths that this provider spells differently, and how. Callers write NIC's.
    std::vector<std::pair<std::string, std::string>> rewrites;
    // Beginnings of paths that may be POSTed twice without harm.
    std::vector<std::string> repeatable;

    // Header names: providers spell them differently.
    std::string client_id_header;
    std::string client_secret_header;
    std::string gstin_header;
    std::string user_name_header;
    std::string auth_token_header;
    std::vector<ExtraHeader> extra_headers;

    LoginLimits limits;

    Portal portal;
    AccountApi account_api = AccountApi::none;
    PasswordRules password_rules;
    int password_reminder_days = 0;  // after which a password counts as old; 0: never

    // A path as this provider spells it.
    std::string path(std::string_view nic_path) const;
    bool may_repeat(std::string_view nic_path) const;
};

// All profiles by id, and the files that could not be used.
class Profiles {
public:
    // Reads the shipped profiles and the *.json files of `folder` (which need not exist).
    static Profiles load(const std::filesystem::path& folder);

    const Profile* find(std::string_view id) const { return keep(id).get(); }
    // The same, for who needs it longer than the profiles live.
    std::shared_ptr<const Profile> keep(std::string_view id) const;
    // In the order for a list: alphabetical by name.
    const std::vector<std::shared_ptr<const Profile>>& all() const noexcept { return profiles_; }
    const std::vector<Error>& problems() const noexcept { return problems_; }
    const std::filesystem::path& folder() const noexcept { return folder_; }

private:
    std::filesystem::path folder_;
    std::vector<std::shared_ptr<const Profile>> profiles_;
    std::vector<Error> problems_;
};

// Why the profile named `source` cannot be used.
Error profile_error(const std::string& source, const std::string& why);

// Reads one profile; `source` names it in errors, which say in which line of it something is wrong. Relative
// file names in it are looked for in `folder`.
Result<Profile> parse_profile(std::string_view json, const std::string& source,
                              const std::filesystem::path& folder);

}  // namespace tijori::irp
