// irp_desk.hpp - how the invoice module reaches the IRP: through the credentials service of a plugin, with a
// credential that is stored for the seller's GSTIN. Passwords and tokens never come here.
#ifndef MUNIM_INVOICES_IRP_DESK_HPP
#define MUNIM_INVOICES_IRP_DESK_HPP

#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"
#include "base/error.hpp"
#include "plugins/plugin_host.hpp"

namespace munim {

// What a call needs beside the document.
struct IrpAddress {
    std::string gstin;
    // "provider/environment", or "provider/" for any environment; empty: the only one that is stored for the
    // GSTIN
    std::string portal;
};

// Main thread.
class IrpDesk {
public:
    // `plugin` may be nullptr: then every call answers `missing`.
    IrpDesk(const HostedPlugin* plugin, Error missing) : plugin_(plugin), missing_(std::move(missing)) {}

    const HostedPlugin* plugin() const noexcept { return plugin_; }

    // The portals for which credentials are stored, in order; the reason if that cannot be told (a locked
    // vault).
    Result<std::vector<std::string>> portals() const;
    // The stored credential that fits.
    Result<accounting::CredentialKey> choose(const IrpAddress& address) const;
    // One call, in a session of its own.
    Result<acct_operation> call(const accounting::CredentialKey& key, std::string_view method,
                                std::string_view path, std::string_view json,
                                accounting::CallCompletion done) const;

private:
    const HostedPlugin* plugin_;
    Error missing_;
};

std::string portal_of(const accounting::CredentialKey& key);

}  // namespace munim

#endif  // MUNIM_INVOICES_IRP_DESK_HPP
