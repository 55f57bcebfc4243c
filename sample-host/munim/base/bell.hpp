// bell.hpp - a number that grows with every change, and threads that wait for it: how a request of the page
// waits for news without touching the main thread.
#ifndef MUNIM_BASE_BELL_HPP
#define MUNIM_BASE_BELL_HPP

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

namespace munim {

class Bell {
public:
    // Each waiter holds a thread of the server; more than this many are sent away.
    explicit Bell(std::size_t most_waiters = 16) : most_waiters_(most_waiters) {}

    void ring();
    uint64_t revision() const;
    // Sends all waiters home, and those to come: the program ends.
    void release() noexcept;

    enum class Waited { moved, unchanged, too_many, abandoned };
    // Waits until the revision is above `after`; asks `still_wanted` about once a second.
    Waited wait(uint64_t after, std::chrono::milliseconds patience,
                const std::function<bool()>& still_wanted);

private:
    mutable std::mutex mutex_;
    std::condition_variable rung_;
    std::size_t most_waiters_;
    std::size_t waiters_ = 0;
    uint64_t revision_ = 1;
    bool released_ = false;
};

}  // namespace munim

#endif  // MUNIM_BASE_BELL_HPP
