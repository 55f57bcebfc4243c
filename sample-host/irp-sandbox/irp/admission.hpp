// admission.hpp - who gets a session. The three flavours of authentication differ in how they are spelt,
// encrypted and refused; what they check about the account, and in which order, is here.
#ifndef IRP_SANDBOX_IRP_ADMISSION_HPP
#define IRP_SANDBOX_IRP_ADMISSION_HPP

#include <string>
#include <string_view>
#include <variant>

#include "accounts/account_book.hpp"
#include "irp/auth_budget.hpp"
#include "irp/counters.hpp"
#include "irp/envelope.hpp"
#include "irp/token_desk.hpp"
#include "irp/user_guard.hpp"

namespace irp_sandbox {

// What the client wants to be let in as. Wiped when it goes away.
struct Applicant {
    std::string client_id;
    std::string gstin;  // of the header; empty if the flavour does without it
    std::string user_name;
    std::string password;
    bool force = false;

    Applicant() = default;
    Applicant(Applicant&&) = default;
    Applicant& operator=(Applicant&&) = default;
    Applicant(const Applicant&) = delete;
    Applicant& operator=(const Applicant&) = delete;
    ~Applicant() { OPENSSL_cleanse(password.data(), password.size()); }
};

enum class Obstacle {
    unknown_user,
    budget_spent,
    client_not_mapped,
    barred,
    wrong_password,
    inactive,
    frozen,
    password_expired,
    gstin_cancelled,
    gstin_not_of_user,
};

class Admission {
public:
    // `flavour` is the name under which the counters keep it.
    Admission(std::string flavour, const AccountBook& accounts, TokenDesk& tokens, AuthBudget& budget,
              UserGuard& guard, Counters& counters);

    std::variant<Session, Obstacle> admit(const Applicant& applicant);

private:
    std::variant<Session, Obstacle> decide(const Applicant& applicant);

    std::string flavour_;
    const AccountBook& accounts_;
    TokenDesk& tokens_;
    AuthBudget& budget_;
    UserGuard& guard_;
    Counters& counters_;
};

// The refusal for an obstacle in the IRP's codes (not the e-way bill system's).
Envelope nic_refusal(Obstacle obstacle);
// Says in InfoDtls that the limit behind a refusal is the sandbox's own; for both systems.
void mark_as_non_standard(Obstacle obstacle, Envelope& envelope);

}  // namespace irp_sandbox

#endif
