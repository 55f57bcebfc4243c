// watchdog.cpp - see watchdog.hpp.
#include "watchdog.hpp"

#include <algorithm>
#include <utility>

namespace tijori::net {

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

Watchdog::Watch::Watch(Watchdog& dog, std::chrono::steady_clock::time_point deadline,
                       std::function<void()> end)
    : dog_(dog) {
    const std::lock_guard lock(dog_.mutex_);
    number_ = ++dog_.last_;
    dog_.watched_[number_] = {deadline, std::move(end), false};
    if (deadline == std::chrono::steady_clock::time_point::max()) {
        return;
    }
    if (!dog_.thread_.joinable()) {
        dog_.thread_ = std::thread([&dog] { dog.run(); });
    } else if (deadline < dog_.next_look_) {  // most exchanges end long before: the thread need not know
        dog_.changed_.notify_all();
    }
}

Watchdog::Watch::~Watch() {
    const std::lock_guard lock(dog_.mutex_);
    dog_.watched_.erase(number_);
}

bool Watchdog::Watch::expired() const {
    const std::lock_guard lock(dog_.mutex_);
    return dog_.watched_.at(number_).expired;
}

void Watchdog::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = std::chrono::steady_clock::now();
        auto next = now + std::chrono::hours(1);
        for (auto& [number, watched] : watched_) {
            if (!watched.expired && watched.deadline <= now) {
                watched.expired = true;
                watched.end();  // under the lock, so that whoever is watched still exists
            } else if (!watched.expired) {
                next = std::min(next, watched.deadline);
            }
        }
        next_look_ = next;
        changed_.wait_until(lock, next);
    }
}

}  // namespace tijori::net
