// report_file.cpp - see report_file.hpp.
#include "report_file.hpp"

#include <string>
#include <string_view>
#include <system_error>

#include "base/text.hpp"
#include "credentials/csv_file.hpp"
#include "credentials/gstin.hpp"
#include "credentials/reminders.hpp"

namespace tijori {
namespace {

std::string_view code_of(CredentialState state) noexcept {
    switch (state) {
        case CredentialState::unverified:
            return "unverified";
        case CredentialState::active:
            return "verified";
        case CredentialState::needs_password:
            return "wrong-password";
        case CredentialState::needs_user:
            return "wrong-user";
        case CredentialState::blocked:
            return "blocked";
        case CredentialState::configuration:
            return "provider-not-set-up";
        case CredentialState::damaged:
            return "damaged";
    }
    return "";
}

}  // namespace

Status write_report(const std::filesystem::path& file, const std::vector<Credential>& credentials,
                    const irp::Profiles& profiles, std::int64_t now) {
    std::error_code unreadable;
    if (std::filesystem::exists(file, unreadable)) {
        return make_error(
            ACCT_ERROR_EXISTS, "FILE-EXISTS",
            say("There is a file {file} already, and it is not written over.", {{"file", file.string()}}),
            say("Choose another name."), "file");
    }
    CsvFile report(file, {"gstin", "state", "legal_name", "provider", "environment", "user_name", "status",
                          "verified_at", "password_saved_at", "password_days", "problem"});
    for (const Credential& one : credentials) {
        const irp::Profile* profile = profiles.find(one.key.provider);
        report.add({one.key.gstin, std::string(state_name_of(std::string_view(one.key.gstin).substr(0, 2))),
                    one.legal_name, profile != nullptr ? profile->name : one.key.provider,
                    one.key.environment, one.user_name, code_of(one.state),
                    one.verified_at > 0 ? utc_text(one.verified_at) : std::string{},
                    one.password_saved_at > 0 ? utc_text(one.password_saved_at) : std::string{},
                    std::to_string(password_days(one, now)), one.problem});
    }
    return report.keep();
}

}  // namespace tijori
