// bell.cpp - see bell.hpp.
#include "base/bell.hpp"

#include <algorithm>

namespace munim {

void Bell::ring() {
    const std::lock_guard lock{mutex_};
    ++revision_;
    rung_.notify_all();
}

uint64_t Bell::revision() const {
    const std::lock_guard lock{mutex_};
    return revision_;
}

void Bell::release() noexcept {
    const std::lock_guard lock{mutex_};
    released_ = true;
    rung_.notify_all();
}

Bell::Waited Bell::wait(uint64_t after, std::chrono::milliseconds patience,
                        const std::function<bool()>& still_wanted) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    std::unique_lock lock{mutex_};
    if (revision_ > after) {
        return Waited::moved;
    }
    if (waiters_ >= most_waiters_) {
        return Waited::too_many;
    }
    ++waiters_;
    Waited answer = Waited::unchanged;
    while (!released_ && Clock::now() < deadline) {
        rung_.wait_until(lock, std::min(deadline, Clock::now() + std::chrono::seconds{1}));
        if (revision_ > after) {
            answer = Waited::moved;
            break;
        }
        lock.unlock();
        const bool wanted = still_wanted();
        lock.lock();
        if (!wanted) {
            answer = Waited::abandoned;
            break;
        }
    }
    --waiters_;
    return answer;
}

}  // namespace munim
