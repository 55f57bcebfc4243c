// ewb_auth_service.hpp - POST /ewaybillapi/v1.03/auth: the e-way bill system's authentication, with its own
// error codes.
#ifndef IRP_SANDBOX_EWAYBILL_EWB_AUTH_SERVICE_HPP
#define IRP_SANDBOX_EWAYBILL_EWB_AUTH_SERVICE_HPP

#include "accounts/account_book.hpp"
#include "irp/admission.hpp"
#include "irp/auth_key.hpp"
#include "irp/counters.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/sek.hpp"

namespace irp_sandbox {

class EwbAuthService {
public:
    EwbAuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission, Counters& counters);

    Envelope authenticate(const Request& request, SekDamage damage = SekDamage::none);

private:
    Poco::JSON::Object::Ptr open_payload(const std::string& data) const;
    Envelope admit(const Request& request, const Poco::JSON::Object& payload, SekDamage damage);

    const AuthKey& key_;
    const AccountBook& accounts_;
    Admission& admission_;
    Counters& counters_;
};

// The code that refuses the client headers of any e-way bill request.
std::optional<std::string_view> refuse_ewb_client(const Request& request, const AccountBook& accounts);

}  // namespace irp_sandbox

#endif
