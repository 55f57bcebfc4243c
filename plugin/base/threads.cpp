// threads.cpp - see threads.hpp.
#include "threads.hpp"

#include <utility>

namespace tijori {

Workers::Workers(std::size_t threads) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

bool Workers::post(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return false;
        }
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void Workers::work() {
    while (true) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) {
                return;
            }
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

void MainThreadQueue::post(std::function<void()> task) {
    bool ask = false;
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        ask = !requested_ && !quiet_;
        requested_ = true;
    }
    if (ask) {
        request_();
    }
}

void MainThreadQueue::drain() {
    {
        const std::lock_guard lock(mutex_);
        requested_ = false;
        if (draining_) {
            return;
        }
        draining_ = true;
    }
    while (true) {
        std::function<void()> task;
        {
            const std::lock_guard lock(mutex_);
            if (tasks_.empty()) {
                draining_ = false;
                return;
            }
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

void MainThreadQueue::stop_requests() {
    const std::lock_guard lock(mutex_);
    quiet_ = true;
}

}  // namespace tijori
