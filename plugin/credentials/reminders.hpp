// reminders.hpp - passwords that have not been changed for long. No IRP is known to let API passwords expire,
// so nothing here says that one does: only how long it has been, against the number of days in the profile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "credentials/credential.hpp"
#include "irp/profile.hpp"

namespace tijori {

// Whole days since the password was saved here; 0 if that is not known.
std::int64_t password_days(const Credential& credential, std::int64_t now) noexcept;
bool password_is_old(const Credential& credential, const irp::Profile* profile, std::int64_t now) noexcept;

// What a host is to be told once a day; `text` is empty if there is nothing to say.
struct Reminder {
    std::string title;
    std::string text;
};
Reminder reminder_of(const std::vector<Credential>& credentials, const irp::Profiles& profiles,
                     std::int64_t now);

}  // namespace tijori
