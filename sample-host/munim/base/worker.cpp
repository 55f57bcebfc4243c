// worker.cpp - see worker.hpp.
#include "base/worker.hpp"

#include <utility>

namespace munim {

Worker::Worker() : thread_([this] { run(); }) {}

Worker::~Worker() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    more_.notify_one();
    thread_.join();
}

void Worker::post(Job job) {
    {
        const std::lock_guard lock{mutex_};
        waiting_.push_back(std::move(job));
    }
    more_.notify_one();
}

void Worker::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        more_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) {
            return;
        }
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // what it holds goes before the next one runs
        lock.lock();
    }
}

}  // namespace munim
