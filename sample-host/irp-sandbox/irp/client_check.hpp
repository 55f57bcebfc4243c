// client_check.hpp - the header checks that authentication and all other calls begin with.
#ifndef IRP_SANDBOX_IRP_CLIENT_CHECK_HPP
#define IRP_SANDBOX_IRP_CLIENT_CHECK_HPP

#include <optional>
#include <string_view>

#include "accounts/account_book.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

enum class GstinHeader { required, optional };

// The error code of the first thing wrong with the client and GSTIN headers, in the IRP's order.
std::optional<std::string_view> refuse_client(const Request& request, const AccountBook& accounts,
                                              GstinHeader gstin = GstinHeader::required);

// Two GSTIN headers; or one "A, A", which is what two spellings of it merge to on the way through proxies.
// Real systems refuse that.
bool gstin_is_ambiguous(const Request& request);

bool is_blank(const std::string& text);

}  // namespace irp_sandbox

#endif
