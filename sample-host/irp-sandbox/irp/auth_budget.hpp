// auth_budget.hpp - a cap on authentication requests for each user, modelled on the e-way bill system (the
// IRP documents none; switched on by --budget only).
#ifndef IRP_SANDBOX_IRP_AUTH_BUDGET_HPP
#define IRP_SANDBOX_IRP_AUTH_BUDGET_HPP

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace irp_sandbox {

class AuthBudget {
public:
    static constexpr std::chrono::minutes window{15};

    // 0 means unlimited.
    AuthBudget(const Clock& clock, int requests_per_window);

    // Counts the request and says whether it is within the budget. Refusal ends 15 minutes after the window's
    // first request, however often the user tries in between.
    bool admit(const std::string& user_name);
    void forget_all();

private:
    struct Window {
        Instant opened;
        int requests = 0;
    };

    const Clock& clock_;
    int limit_;
    std::mutex mutex_;
    std::map<std::string, Window> windows_;
};

}  // namespace irp_sandbox

#endif
