// token_desk.cpp - see token_desk.hpp.
#include "irp/token_desk.hpp"

#include "base/random.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t token_length = 25;

}  // namespace

TokenDesk::TokenDesk(const Clock& clock, std::chrono::minutes life) : clock_(clock), life_(life) {}

Session TokenDesk::issue(const SessionOwner& owner, bool force) {
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    const auto found = sessions_.find(owner);
    bool replaces_a_live_one = false;
    if (found != sessions_.end()) {
        const auto remaining = found->second.expires - now;
        const bool renew = force && remaining <= renewal_window;
        if (remaining > std::chrono::seconds{0} && !renew) {
            return found->second;
        }
        replaces_a_live_one = remaining > std::chrono::seconds{0};
    }
    // NIC's stamps carry no seconds; the token lives exactly as long as the stamp says.
    Session fresh{random_alphanumerics(token_length), random_bytes(session_key_size),
                  std::chrono::floor<std::chrono::minutes>(now + life_)};
    sessions_[owner] = fresh;
    fresh.replaced_a_live_one = replaces_a_live_one;
    return fresh;
}

std::optional<Bytes> TokenDesk::session_key(const SessionOwner& owner, const std::string& token) const {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(owner);
    if (found == sessions_.end() || found->second.expires <= clock_.now() ||
        !same_secret(found->second.token, token)) {
        return std::nullopt;
    }
    return found->second.session_key;
}

std::optional<std::pair<SessionOwner, Bytes>> TokenDesk::find(const std::string& client_id,
                                                              const std::string& gstin,
                                                              const std::string& token) const {
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    // The owners are sorted by client and GSTIN first.
    for (auto entry = sessions_.lower_bound({client_id, gstin, ""});
         entry != sessions_.end() && entry->first.client_id == client_id && entry->first.gstin == gstin;
         ++entry) {
        if (entry->second.expires > now && same_secret(entry->second.token, token)) {
            return std::pair{entry->first, entry->second.session_key};
        }
    }
    return std::nullopt;
}

std::map<SessionOwner, Session> TokenDesk::live() const {
    const std::lock_guard lock(mutex_);
    std::map<SessionOwner, Session> alive = sessions_;
    std::erase_if(alive, [now = clock_.now()](const auto& entry) { return entry.second.expires <= now; });
    return alive;
}

void TokenDesk::revoke(const std::string& user_name) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.first.user_name == user_name; });
}

void TokenDesk::revoke_all() {
    const std::lock_guard lock(mutex_);
    sessions_.clear();
}

}  // namespace irp_sandbox
