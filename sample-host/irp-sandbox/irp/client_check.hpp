// client_check.hpp - the header checks that authentication and all other calls begin with.
#ifndef IRP_SANDBOX_IRP_CLIENT_CHECK_HPP
#define IRP_SANDBOX_IRP_CLIENT_CHECK_HPP

#include <optional>
#include <string_view>

#include "accounts/account_book.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

// The error code of the first thing wrong with the client and GSTIN headers, in the IRP's order.
std::optional<std::string_view> refuse_client(const Request& request, const AccountBook& accounts);

}  // namespace irp_sandbox

#endif
