// token_desk.cpp - see token_desk.hpp.
#include "irp/token_desk.hpp"

#include "base/random.hpp"
#include "irp/protocol_crypto.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t token_length = 25;

bool same_token(const std::string& left, const std::string& right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace

TokenDesk::TokenDesk(const Clock& clock, std::chrono::minutes life) : clock_(clock), life_(life) {}

Session TokenDesk::issue(const SessionOwner& owner, bool force) {
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    const auto found = sessions_.find(owner);
    if (found != sessions_.end()) {
        const auto remaining = found->second.expires - now;
        const bool renew = force && remaining <= renewal_window;
        if (remaining > std::chrono::seconds{0} && !renew) {
            return found->second;
        }
    }
    // NIC's stamps carry no seconds; the token lives exactly as long as the stamp says.
    Session fresh{random_alphanumerics(token_length), random_bytes(session_key_size),
                  std::chrono::floor<std::chrono::minutes>(now + life_)};
    sessions_[owner] = fresh;
    return fresh;
}

std::optional<Bytes> TokenDesk::session_key(const SessionOwner& owner, const std::string& token) const {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(owner);
    if (found == sessions_.end() || found->second.expires <= clock_.now() ||
        !same_token(found->second.token, token)) {
        return std::nullopt;
    }
    return found->second.session_key;
}

void TokenDesk::revoke_all() {
    const std::lock_guard lock(mutex_);
    sessions_.clear();
}

}  // namespace irp_sandbox
