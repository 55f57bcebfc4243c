// credential_desk.cpp - see credential_desk.hpp.
#include "cli/credential_desk.hpp"

#include "cli/credentials_output.hpp"
#include "cli/vault_access.hpp"

namespace munim {

using accounting::CredentialInfo;
using accounting::CredentialKey;

std::string normal_gstin(std::string_view gstin) {
    std::string normal;
    for (const char c : gstin) {
        if (c != ' ') {
            normal += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return normal;
}

Result<CredentialDesk> CredentialDesk::open(const Arguments& arguments, Workplace& place,
                                            bool create_vault_if_absent) {
    const auto plugin = place.credentials_plugin();
    if (!plugin) {
        return plugin.error();
    }
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return passphrases.error();
    }
    if (const Status opened = open_vault(place, **plugin, *passphrases, create_vault_if_absent); !opened) {
        return opened.error();
    }
    return CredentialDesk{*plugin, accounting::CredentialsService{(*plugin)->instance}};
}

Result<std::vector<CredentialInfo>> CredentialDesk::list() const {
    const accounting::Vault vault{plugin->instance};
    if (vault && vault.state() == ACCT_VAULT_ABSENT) {
        return std::vector<CredentialInfo>{};
    }
    return service.list();
}

Result<CredentialInfo> CredentialDesk::choose(const Arguments& arguments) const {
    const auto stored = list();
    if (!stored) {
        return stored.error();
    }
    const auto gstin = arguments.value("--gstin");
    const auto provider = arguments.value("--provider");
    const auto environment = arguments.value("--environment");
    std::vector<const CredentialInfo*> fitting;
    std::string listed;
    for (const CredentialInfo& credential : *stored) {
        if ((!gstin || normal_gstin(*gstin) == credential.key.gstin) &&
            (!provider || *provider == credential.key.provider) &&
            (!environment || *environment == credential.key.environment)) {
            fitting.push_back(&credential);
            listed += "\n  --gstin " + credential.key.gstin + " --provider " + credential.key.provider +
                      " --environment " + credential.key.environment;
        }
    }
    if (fitting.empty()) {
        return make_error(ACCT_ERROR_NOT_FOUND, "CREDENTIAL-NOT-FOUND", "No such credential is stored.",
                          "See what is stored with \"munim credentials list\".");
    }
    if (fitting.size() > 1) {
        return usage_error("Several stored credentials fit.", "Choose one:" + listed);
    }
    return *fitting.front();
}

std::optional<CredentialInfo> CredentialDesk::find(const CredentialKey& key) const {
    const auto stored = list();
    if (stored) {
        for (const CredentialInfo& credential : *stored) {
            if (credential.key.gstin == normal_gstin(key.gstin) && credential.key.provider == key.provider &&
                credential.key.environment == key.environment) {
                return credential;
            }
        }
    }
    return std::nullopt;
}

}  // namespace munim
