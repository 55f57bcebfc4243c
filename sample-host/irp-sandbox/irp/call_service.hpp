// call_service.hpp - the GSTIN look-ups of the IRP.
#ifndef IRP_SANDBOX_IRP_CALL_SERVICE_HPP
#define IRP_SANDBOX_IRP_CALL_SERVICE_HPP

#include <string>

#include "accounts/account_book.hpp"
#include "irp/call_gate.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

// Where a look-up looks: in the invoice system's own register, or at the common portal first.
enum class GstinSource { register_only, common_portal };

class CallService {
public:
    CallService(AccountBook& accounts, const CallGate& gate);

    // GET …/Master/gstin/{gstin} and …/Master/syncgstin/{gstin}.
    Envelope gstin_details(const Request& request, const std::string& gstin, GstinSource source) const;

private:
    AccountBook& accounts_;
    const CallGate& gate_;
};

}  // namespace irp_sandbox

#endif
