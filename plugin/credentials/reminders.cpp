// reminders.cpp - see reminders.hpp.
#include "reminders.hpp"

#include <algorithm>

namespace tijori {

std::int64_t password_days(const Credential& credential, std::int64_t now) noexcept {
    return credential.password_saved_at > 0 && now > credential.password_saved_at
               ? (now - credential.password_saved_at) / (24 * 3600)
               : 0;
}

bool password_is_old(const Credential& credential, const irp::Profile* profile, std::int64_t now) noexcept {
    return profile != nullptr && profile->password_reminder_days > 0 &&
           password_days(credential, now) >= profile->password_reminder_days;
}

Reminder reminder_of(const std::vector<Credential>& credentials, const irp::Profiles& profiles,
                     std::int64_t now) {
    std::int64_t count = 0;
    const Credential* oldest = nullptr;
    for (const Credential& one : credentials) {
        if (password_is_old(one, profiles.find(one.key.provider), now)) {
            ++count;
            if (oldest == nullptr || one.password_saved_at < oldest->password_saved_at) {
                oldest = &one;
            }
        }
    }
    if (oldest == nullptr) {
        return {};
    }
    const std::int64_t days = password_days(*oldest, now);
    return {say_n(count, "{n} API password is old", "{n} API passwords are old"),
            say_n(days, "The one of {gstin} has not been changed for {n} day.",
                  "The one of {gstin} has not been changed for {n} days.", {{"gstin", oldest->key.gstin}})};
}

}  // namespace tijori
