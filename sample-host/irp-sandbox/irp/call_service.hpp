// call_service.hpp - the calls that need a session: the gate in front of them, and the GSTIN look-ups behind
// it.
#ifndef IRP_SANDBOX_IRP_CALL_SERVICE_HPP
#define IRP_SANDBOX_IRP_CALL_SERVICE_HPP

#include <string>

#include "accounts/account_book.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"

namespace irp_sandbox {

class CallService {
public:
    CallService(const AccountBook& accounts, const TokenDesk& tokens);

    // GET …/Master/gstin/{gstin} and …/Master/syncgstin/{gstin}. The sandbox has no common portal behind it,
    // so both answer the same.
    Envelope gstin_details(const Request& request, const std::string& gstin) const;

private:
    const AccountBook& accounts_;
    const TokenDesk& tokens_;
};

}  // namespace irp_sandbox

#endif
