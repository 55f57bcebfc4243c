// worker.hpp - one thread for what must not hold up the main thread: writing to the disk. Jobs run in their
// order.
#ifndef MUNIM_BASE_WORKER_HPP
#define MUNIM_BASE_WORKER_HPP

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace munim {

class Worker {
public:
    using Job = std::function<void()>;

    Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    // Does what waits, then ends.
    ~Worker();

    // Jobs do not throw. Any thread.
    void post(Job job);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Job> waiting_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace munim

#endif  // MUNIM_BASE_WORKER_HPP
