// ticker.cpp - see ticker.hpp.
#include "ticker.hpp"

#include <chrono>
#include <utility>

namespace tijori {

std::shared_ptr<void> Ticker::need() {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
        return nullptr;
    }
    if (!thread_.joinable()) {
        thread_ = std::thread([this] { run(); });
    }
    ++needs_;
    changed_.notify_all();
    return {this, [](Ticker* ticker) {
                const std::lock_guard lock_again(ticker->mutex_);
                --ticker->needs_;
            }};
}

void Ticker::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (needs_ == 0) {
            changed_.wait(lock);
            continue;
        }
        changed_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; });
        if (!stopping_ && needs_ > 0) {
            lock.unlock();
            tick_();
            lock.lock();
        }
    }
}

void Ticker::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

}  // namespace tijori
