// auth_service.hpp - POST /eivital/v1.04/auth and its predecessor of v1.03: how the payload is opened, and
// the order of checks up to the account's own.
#ifndef IRP_SANDBOX_IRP_AUTH_SERVICE_HPP
#define IRP_SANDBOX_IRP_AUTH_SERVICE_HPP

#include "accounts/account_book.hpp"
#include "irp/admission.hpp"
#include "irp/auth_key.hpp"
#include "irp/counters.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/sek.hpp"

namespace irp_sandbox {

class AuthService {
public:
    AuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission, Counters& counters);

    Envelope authenticate(const Request& request, SekDamage damage = SekDamage::none);

private:
    struct Payload;

    std::optional<Payload> open_payload(const std::string& data) const;

    const AuthKey& key_;
    const AccountBook& accounts_;
    Admission& admission_;
    Counters& counters_;
};

// v1.03: lower-case "data", password and app key encrypted one by one, and no GSTIN header needed.
class LegacyAuthService {
public:
    LegacyAuthService(const AuthKey& key, const AccountBook& accounts, Admission& admission,
                      Counters& counters);

    Envelope authenticate(const Request& request, SekDamage damage = SekDamage::none);

private:
    const AuthKey& key_;
    const AccountBook& accounts_;
    Admission& admission_;
    Counters& counters_;
};

// Asks for admission and puts the outcome into the IRP's envelope.
Envelope nic_answer(Admission& admission, const Applicant& applicant, ByteView app_key, SekDamage damage);

inline constexpr std::size_t nic_app_key_size = 32;

}  // namespace irp_sandbox

#endif
