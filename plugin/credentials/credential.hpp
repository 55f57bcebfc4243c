// credential.hpp - the domain's words: what names a credential, what is known about it, what may be entered.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "irp/dialect.hpp"

namespace tijori {

struct CredentialKey {
    std::string gstin;  // normalised
    std::string provider;
    std::string environment;

    auto operator<=>(const CredentialKey&) const = default;
};

// Values are stored and equal those of the ABI: never renumber.
enum class CredentialState : std::uint32_t {
    unverified = 1,
    active = 2,
    needs_password = 3,
    needs_user = 4,
    blocked = 5,
    configuration = 6,
    damaged = 7,
};

// What is known about a stored credential, without its password.
struct Credential {
    CredentialKey key;
    std::string user_name;
    std::string legal_name;  // as the provider told it
    CredentialState state = CredentialState::unverified;
    std::string problem;    // why it does not work, in words
    std::string next_step;  // what to do about it
    std::int64_t verified_at = 0;
    std::int64_t password_saved_at = 0;
};

// "Verified", "Wrong password", …: a few words for a badge.
std::string_view state_words(CredentialState state) noexcept;

// The state that an error of the provider puts a credential into; the present one if the error says nothing
// about it.
CredentialState state_after(const Error& error, CredentialState present) noexcept;

// Writes into the credential what was found out about it by asking.
void note(Credential& credential, const Error& error);

// What is wrong with a user name or a password before anybody is asked. `field` of the error names the
// control.
Status check_user_name(std::string_view user_name);
Status check_password(Bytes password);
// User name and password have to fit the IRP's key together; how much fits, the provider's dialect says.
Status check_together(std::string_view user_name, Bytes password,
                      std::size_t most = irp::most_credential_bytes(irp::Dialect::nic_104));
// What may be wrong: blanks at the ends. Empty if nothing.
std::string doubt_about(std::string_view typed, std::string_view what);

}  // namespace tijori
