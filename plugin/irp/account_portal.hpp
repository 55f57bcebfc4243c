// account_portal.hpp - the account side of a portal, where API users are looked up, made, and get new
// passwords. No IRP is known to offer this to programs; what is spoken here is the contract of our sandbox
// (sample-host/irp-sandbox/README.md, "Account side"), and a profile says whether a provider has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "irp/access.hpp"

namespace tijori::irp {

// The API user as the portal shows it.
struct ApiUser {
    std::string name;
    std::string masked_password;  // "Pu••••••6!"
    std::string changed_on;       // as the portal writes it; may be empty
};

// A one-time code that was sent.
struct SentCode {
    std::string id;
    std::vector<std::string> sent_to;  // masked e-mail and telephone
    int expires_in = 0;                // seconds
    int resend_in = 0;                 // seconds until another one may be asked for
};

enum class CodePurpose : std::uint8_t { change_password, create_user };

// All members: any thread; all wait for the network. `account` needs a GSTIN and no user name. Errors name
// in `field` what has to be entered anew: "account-password", "code", "new-password", "new-user-name".
// ACCT_ERROR_WRONG_STATE: the session is over, log in again. ACCT_ERROR_BUSY: too early for a new code.
class AccountPortal {
public:
    explicit AccountPortal(Access& access) : access_(access) {}

    // The session. The account password is not kept.
    Result<SecretBytes> log_in(const Account& account, Bytes password, Cancellation& cancellation);
    Status log_out(const Account& account, Bytes session, Cancellation& cancellation);
    // Nothing: there is none yet.
    Result<std::optional<ApiUser>> api_user(const Account& account, Bytes session,
                                            Cancellation& cancellation);
    Result<SentCode> send_code(const Account& account, Bytes session, CodePurpose purpose,
                               Cancellation& cancellation);
    Status check_code(const Account& account, Bytes session, std::string_view id, Bytes code,
                      Cancellation& cancellation);

    // What came of something that changes the API user.
    enum class Outcome : std::uint8_t {
        done,
        refused,  // nothing changed; `error` says why
        unknown,  // it may have happened or not
    };
    struct Change {
        Outcome outcome = Outcome::refused;
        Error error;
    };
    Change change_password(const Account& account, Bytes session, std::string_view code_id,
                           Bytes new_password, Cancellation& cancellation);
    Change create_user(const Account& account, Bytes session, std::string_view code_id,
                       std::string_view user_name, Bytes password, Cancellation& cancellation);

private:
    Result<Answer> ask(const Account& account, Bytes session, std::string_view method, std::string_view path,
                       SecretBytes body, Cancellation& cancellation, bool* reached = nullptr);
    Change change(const Account& account, Bytes session, std::string_view path, SecretBytes body,
                  Cancellation& cancellation);

    Access& access_;
};

}  // namespace tijori::irp
