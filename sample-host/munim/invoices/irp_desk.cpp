// irp_desk.cpp - see irp_desk.hpp.
#include "invoices/irp_desk.hpp"

#include <algorithm>
#include <set>

namespace munim {

using accounting::CredentialInfo;
using accounting::CredentialKey;
using accounting::CredentialsService;

namespace {

constexpr std::string_view consumer = "Munim invoices";

Result<std::vector<CredentialInfo>> stored(const HostedPlugin& plugin) {
    const accounting::Vault vault{plugin.instance};
    if (vault && vault.state() == ACCT_VAULT_ABSENT) {
        return std::vector<CredentialInfo>{};
    }
    return CredentialsService{plugin.instance}.list();
}

bool is_meant(const std::string& portal, const std::string& wanted) {
    return wanted.empty() || portal == wanted || (wanted.back() == '/' && portal.starts_with(wanted));
}

}  // namespace

std::string portal_of(const CredentialKey& key) {
    return key.provider + "/" + key.environment;
}

Result<std::vector<std::string>> IrpDesk::portals() const {
    if (plugin_ == nullptr) {
        return missing_;
    }
    const auto credentials = stored(*plugin_);
    if (!credentials) {
        return credentials.error();
    }
    std::set<std::string> portals;
    for (const CredentialInfo& credential : *credentials) {
        portals.insert(portal_of(credential.key));
    }
    return std::vector<std::string>{portals.begin(), portals.end()};
}

Result<CredentialKey> IrpDesk::choose(const IrpAddress& address) const {
    if (plugin_ == nullptr) {
        return missing_;
    }
    const auto credentials = stored(*plugin_);
    if (!credentials) {
        return credentials.error();
    }
    std::vector<CredentialKey> fitting;
    for (const CredentialInfo& credential : *credentials) {
        if (credential.key.gstin == address.gstin && is_meant(portal_of(credential.key), address.portal)) {
            fitting.push_back(credential.key);
        }
    }
    if (fitting.empty()) {
        return make_error(
            ACCT_ERROR_NOT_FOUND, "CREDENTIAL-NOT-FOUND",
            "No API credentials are stored for " + address.gstin +
                (address.portal.empty() ? "." : " at " + address.portal + "."),
            "Enter them in Settings, on the page \"API credentials\", or with \"munim credentials add\".");
    }
    if (fitting.size() > 1) {
        std::string listed;
        for (const CredentialKey& key : fitting) {
            listed += (listed.empty() ? "" : ", ") + portal_of(key);
        }
        return make_error(
            ACCT_ERROR_BAD_ARGUMENT, "PORTAL-NOT-CHOSEN",
            "API credentials for " + address.gstin + " are stored for several portals: " + listed + ".",
            "Choose the portal on the page, or give --provider and --environment.");
    }
    return fitting.front();
}

Result<acct_operation> IrpDesk::call(const CredentialKey& key, std::string_view method, std::string_view path,
                                     std::string_view json, accounting::CallCompletion done) const {
    if (plugin_ == nullptr) {
        return missing_;
    }
    const CredentialsService service{plugin_->instance};
    const auto session = service.open_session(key, consumer);
    if (!session) {
        return session.error();
    }
    auto started = service.call_for_answer(*session, method, path, json, 0, 0, std::move(done));
    service.close_session(*session);  // the call under way goes on
    return started;
}

}  // namespace munim
