// portal_sessions.cpp - see portal_sessions.hpp.
#include "portal/portal_sessions.hpp"

#include "base/random.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t token_length = 32;

}  // namespace

std::string PortalSessions::open(const std::string& gstin) {
    const Instant now = clock_.now();
    std::erase_if(entries_, [now](const auto& entry) { return entry.second.ends <= now; });
    std::string token = random_alphanumerics(token_length);
    entries_[token] = {gstin, now + life};
    return token;
}

std::optional<std::string> PortalSessions::use(const std::string& token) {
    const auto found = entries_.find(token);
    const Instant now = clock_.now();
    if (found == entries_.end() || found->second.ends <= now) {
        return std::nullopt;
    }
    found->second.ends = now + life;
    return found->second.gstin;
}

void PortalSessions::close(const std::string& token) {
    entries_.erase(token);
}

void PortalSessions::close_all_of(const std::string& gstin) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.gstin == gstin; });
}

}  // namespace irp_sandbox
