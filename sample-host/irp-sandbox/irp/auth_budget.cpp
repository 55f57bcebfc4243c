// auth_budget.cpp - see auth_budget.hpp.
#include "irp/auth_budget.hpp"

namespace irp_sandbox {

AuthBudget::AuthBudget(const Clock& clock, int requests_per_window)
    : clock_(clock), limit_(requests_per_window) {}

bool AuthBudget::admit(const std::string& user_name) {
    if (limit_ == 0) {
        return true;
    }
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    Window& current = windows_.try_emplace(user_name, Window{now}).first->second;
    if (now - current.opened >= window) {
        current = Window{now};
    }
    if (current.requests >= limit_) {
        return false;
    }
    ++current.requests;
    return true;
}

void AuthBudget::forget_all() {
    const std::lock_guard lock(mutex_);
    windows_.clear();
}

}  // namespace irp_sandbox
