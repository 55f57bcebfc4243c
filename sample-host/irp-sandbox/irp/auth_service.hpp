// auth_service.hpp - POST /eivital/v1.04/auth: decides who gets a session, in the IRP's order of checks.
#ifndef IRP_SANDBOX_IRP_AUTH_SERVICE_HPP
#define IRP_SANDBOX_IRP_AUTH_SERVICE_HPP

#include "accounts/account_book.hpp"
#include "irp/auth_budget.hpp"
#include "irp/auth_key.hpp"
#include "irp/counters.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"

namespace irp_sandbox {

// How a fault may spoil the Sek of an otherwise good answer.
enum class SekDamage { none, wrong_length, bad_padding };

class AuthService {
public:
    AuthService(const AuthKey& key, const AccountBook& accounts, TokenDesk& tokens, AuthBudget& budget,
                Counters& counters);

    Envelope authenticate(const Request& request, SekDamage damage = SekDamage::none);

private:
    struct Payload;

    std::optional<Payload> open_payload(const std::string& data) const;
    Envelope grant(const Request& request, const Payload& payload, SekDamage damage);

    const AuthKey& key_;
    const AccountBook& accounts_;
    TokenDesk& tokens_;
    AuthBudget& budget_;
    Counters& counters_;
};

}  // namespace irp_sandbox

#endif
