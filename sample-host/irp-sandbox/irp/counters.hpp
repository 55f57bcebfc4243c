// counters.hpp - what tests ask the sandbox about: how often it was called, and by whom. Never a secret.
#ifndef IRP_SANDBOX_IRP_COUNTERS_HPP
#define IRP_SANDBOX_IRP_COUNTERS_HPP

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace irp_sandbox {

struct CounterValues {
    std::uint64_t auth_requests = 0;
    std::uint64_t auth_successes = 0;
    std::uint64_t calls = 0;
    std::uint64_t call_successes = 0;
    std::uint64_t account_requests = 0;
    std::uint64_t account_successes = 0;
    std::uint64_t password_changes = 0;  // of API users, on the account side
    std::uint64_t api_users_created = 0;
    std::uint64_t faults_served = 0;
    std::map<std::string, std::uint64_t> outcomes;
    std::map<std::string, std::uint64_t> auth_by_user;  // requests of known users, however they ended
    std::map<std::string, std::uint64_t> auth_by_flavour;
    std::map<std::string, std::uint64_t> auth_successes_by_flavour;
    std::map<std::string, std::uint64_t> by_path;  // "GET /path/{part}"
    std::uint64_t forced_renewals = 0;
    std::uint64_t concurrent = 0;
    std::uint64_t concurrent_maximum = 0;
    std::optional<std::string> last_user_name;
    std::optional<bool> last_force_flag;
    std::optional<std::string> last_gstin_header;
};

class Counters {
public:
    template <typename Change>
    void note(Change&& change) {
        const std::lock_guard lock(mutex_);
        change(values_);
    }

    CounterValues values() const {
        const std::lock_guard lock(mutex_);
        return values_;
    }

    void reset() {
        const std::lock_guard lock(mutex_);
        const std::uint64_t still_running = values_.concurrent;
        values_ = {};
        values_.concurrent = values_.concurrent_maximum = still_running;
    }

private:
    mutable std::mutex mutex_;
    CounterValues values_;
};

}  // namespace irp_sandbox

#endif
