// user_guard.hpp - the IRP's patience with an API user: a lock-out after too many wrong passwords, and a
// block for one that authenticates for every transaction. Real systems document neither number, so both are
// off unless asked for.
#ifndef IRP_SANDBOX_IRP_USER_GUARD_HPP
#define IRP_SANDBOX_IRP_USER_GUARD_HPP

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace irp_sandbox {

struct GuardLimits {
    int wrong_passwords = 0;  // in a row; 0: any number
    int authentications = 0;  // in 15 minutes; 0: any number
};

class UserGuard {
public:
    static constexpr std::chrono::minutes window{15};

    UserGuard(const Clock& clock, GuardLimits limits);

    // Locked out or blocked. Stays so until released.
    bool is_barred(const std::string& user_name) const;
    void note_wrong_password(const std::string& user_name);
    // A success forgives the wrong passwords before it. False if it was one authentication too many: the user
    // is blocked now.
    bool note_success(const std::string& user_name);

    void release(const std::string& user_name);
    // Releases everybody, too.
    void set_limits(GuardLimits limits);
    GuardLimits limits() const;

private:
    struct Record {
        int wrong_passwords = 0;
        std::deque<Instant> successes;
        bool barred = false;
    };

    const Clock& clock_;
    mutable std::mutex mutex_;
    GuardLimits limits_;
    std::map<std::string, Record> records_;
};

}  // namespace irp_sandbox

#endif
