// credential_desk.hpp - what the commands about credentials share: the plugin's service behind an open vault,
// and which stored credential the user means.
#ifndef MUNIM_CLI_CREDENTIAL_DESK_HPP
#define MUNIM_CLI_CREDENTIAL_DESK_HPP

#include <optional>
#include <vector>

#include "acct/cpp/host.hpp"
#include "cli/arguments.hpp"
#include "cli/workplace.hpp"

namespace munim {

struct CredentialDesk {
    HostedPlugin* plugin;
    accounting::CredentialsService service;

    // Finds the plugin and opens its vault.
    static Result<CredentialDesk> open(const Arguments& arguments, Workplace& place,
                                       bool create_vault_if_absent);

    // The stored credentials; none while there is no vault.
    Result<std::vector<accounting::CredentialInfo>> list() const;
    // The one that --gstin, --provider and --environment single out.
    Result<accounting::CredentialInfo> choose(const Arguments& arguments) const;
    // As it is stored now.
    std::optional<accounting::CredentialInfo> find(const accounting::CredentialKey& key) const;
};

// As in the service: spaces are ignored, letters are capitals.
std::string normal_gstin(std::string_view gstin);

}  // namespace munim

#endif  // MUNIM_CLI_CREDENTIAL_DESK_HPP
