// threads.hpp - the two ways in which work moves between threads: a pool of workers for what takes long, and
// a queue for what has to happen on the host's main thread. Both end completely: no thread and no task
// outlives them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tijori {

// A few threads that take tasks in order. Tasks do not throw.
class Workers {
public:
    explicit Workers(std::size_t threads);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers() { stop(); }

    // False after stop: the task will not run.
    bool post(std::function<void()> task);

    // Lets the tasks that are queued and running finish, then joins the threads. Tasks are expected to look
    // at their cancellation flag. Called on a thread that is not one of the workers.
    void stop();

private:
    void work();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

// What waits for the host's main thread.
class MainThreadQueue {
public:
    // `request` asks the host to call drain soon; called on any thread.
    explicit MainThreadQueue(std::function<void()> request) : request_(std::move(request)) {}

    void post(std::function<void()> task);

    // Runs what is queued, in order; what is posted meanwhile is run too. Harmless when called from within a
    // task: the outer call goes on.
    void drain();

    // From now on posts are kept for one last drain but the host is no longer asked.
    void stop_requests();

private:
    std::function<void()> request_;
    std::mutex mutex_;
    std::deque<std::function<void()>> tasks_;
    bool requested_ = false;
    bool draining_ = false;
    bool quiet_ = false;
};

}  // namespace tijori
