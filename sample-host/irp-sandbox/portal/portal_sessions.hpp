// portal_sessions.hpp - who is signed in at the portal. A session ends when it has not been used for a while.
// Not locked: the service sees to it that one request at a time gets here.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_SESSIONS_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_SESSIONS_HPP

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace irp_sandbox {

class PortalSessions {
public:
    static constexpr std::chrono::minutes life{15};

    explicit PortalSessions(const Clock& clock) : clock_(clock) {}

    // The token of a new one.
    std::string open(const std::string& gstin);
    // Whose session that is; using it makes it live on.
    std::optional<std::string> use(const std::string& token);
    void close(const std::string& token);
    void close_all_of(const std::string& gstin);

private:
    struct Entry {
        std::string gstin;
        Instant ends;
    };

    const Clock& clock_;
    std::map<std::string, Entry> entries_;
};

}  // namespace irp_sandbox

#endif
