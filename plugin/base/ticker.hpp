// ticker.hpp - calls something once a second as long as somebody needs it, as a countdown on a page does.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace tijori {

// All members: any thread.
class Ticker {
public:
    explicit Ticker(std::function<void()> tick) : tick_(std::move(tick)) {}
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;
    ~Ticker() { stop(); }

    // It ticks as long as the result, or another one, is kept. The thread is there from the first need on.
    std::shared_ptr<void> need();
    // Ends the thread; nothing ticks afterwards.
    void stop();

private:
    void run();

    const std::function<void()> tick_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int needs_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tijori
