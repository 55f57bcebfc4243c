// user_guard.cpp - see user_guard.hpp.
#include "irp/user_guard.hpp"

namespace irp_sandbox {

UserGuard::UserGuard(const Clock& clock, GuardLimits limits) : clock_(clock), limits_(limits) {}

bool UserGuard::is_barred(const std::string& user_name) const {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(user_name);
    return found != records_.end() && found->second.barred;
}

void UserGuard::note_wrong_password(const std::string& user_name) {
    const std::lock_guard lock(mutex_);
    Record& record = records_[user_name];
    ++record.wrong_passwords;
    if (limits_.wrong_passwords > 0 && record.wrong_passwords >= limits_.wrong_passwords) {
        record.barred = true;
    }
}

bool UserGuard::note_success(const std::string& user_name) {
    const std::lock_guard lock(mutex_);
    Record& record = records_[user_name];
    record.wrong_passwords = 0;
    if (limits_.authentications == 0) {
        return true;
    }
    const Instant now = clock_.now();
    while (!record.successes.empty() && now - record.successes.front() >= window) {
        record.successes.pop_front();
    }
    record.successes.push_back(now);
    record.barred = record.successes.size() > static_cast<std::size_t>(limits_.authentications);
    return !record.barred;
}

void UserGuard::release(const std::string& user_name) {
    const std::lock_guard lock(mutex_);
    records_.erase(user_name);
}

void UserGuard::set_limits(GuardLimits limits) {
    const std::lock_guard lock(mutex_);
    limits_ = limits;
    records_.clear();
}

GuardLimits UserGuard::limits() const {
    const std::lock_guard lock(mutex_);
    return limits_;
}

}  // namespace irp_sandbox
