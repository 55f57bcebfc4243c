// watchdog.hpp - ends exchanges that take too long as a whole. A socket's own time-out starts anew with each
// byte, so a server that sends one now and then could hold a call for ever.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace tijori::net {

// One thread for all that is watched, started with the first. All members: any thread.
class Watchdog {
public:
    Watchdog() = default;
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;
    ~Watchdog();

    // While it lives, `end` is called once `deadline` has passed. `end` must not block.
    class Watch {
    public:
        Watch(Watchdog& dog, std::chrono::steady_clock::time_point deadline, std::function<void()> end);
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        ~Watch();
        bool expired() const;

    private:
        Watchdog& dog_;
        std::uint64_t number_;
    };

private:
    struct Watched {
        std::chrono::steady_clock::time_point deadline;
        std::function<void()> end;
        bool expired = false;
    };
    void run();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Watched> watched_;
    std::uint64_t last_ = 0;
    std::chrono::steady_clock::time_point next_look_;  // when the thread wakes by itself
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tijori::net
