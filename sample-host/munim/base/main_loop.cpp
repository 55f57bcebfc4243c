// main_loop.cpp - see main_loop.hpp.
#include "base/main_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace munim {

MainLoop::MainLoop() : owner_(std::this_thread::get_id()), event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) {
        throw std::system_error{errno, std::generic_category(), "eventfd"};
    }
}

void MainLoop::wake() const noexcept {
    const uint64_t one = 1;
    const int before = errno;  // a signal handler leaves errno as it was
    const ssize_t ignored = ::write(event_.get(), &one, sizeof(one));
    (void)ignored;
    errno = before;
}

void MainLoop::post(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (closed_) {
            return;  // `task` is destroyed after the lock is gone: breaking its promise may run code
        }
        ready_.push_back(std::move(task));
    }
    wake();
}

void MainLoop::post_after(std::chrono::milliseconds delay, Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (closed_) {
            return;
        }
        later_.emplace(Clock::now() + delay, std::move(task));
    }
    wake();
}

std::deque<MainLoop::Task> MainLoop::take_due() {
    const std::lock_guard lock{mutex_};
    std::deque<Task> due = std::move(ready_);
    ready_.clear();
    const auto end = later_.upper_bound(Clock::now());
    for (auto next = later_.begin(); next != end; ++next) {
        due.push_back(std::move(next->second));
    }
    later_.erase(later_.begin(), end);
    return due;
}

std::chrono::milliseconds MainLoop::until_next(std::chrono::milliseconds patience) {
    const std::lock_guard lock{mutex_};
    if (!ready_.empty()) {
        return std::chrono::milliseconds{0};
    }
    if (later_.empty()) {
        return patience;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(later_.begin()->first - Clock::now());
    return std::clamp(wait, std::chrono::milliseconds{0}, patience);
}

void MainLoop::run_once(std::chrono::milliseconds patience, std::span<pollfd> also) {
    std::array<pollfd, 8> waiting{{{event_.get(), POLLIN, 0}}};
    const std::size_t others = std::min(also.size(), waiting.size() - 1);
    std::copy_n(also.begin(), others, waiting.begin() + 1);
    const int ready = ::poll(waiting.data(), others + 1, static_cast<int>(until_next(patience).count()));
    for (std::size_t index = 0; index < also.size(); ++index) {
        also[index].revents = ready > 0 && index < others ? waiting[index + 1].revents : short{0};
    }
    if (waiting[0].revents != 0) {
        uint64_t count = 0;
        const ssize_t ignored = ::read(event_.get(), &count, sizeof(count));
        (void)ignored;
    }
    for (Task& task : take_due()) {
        task();
        task = nullptr;  // what it holds is released before the next one runs
    }
}

void MainLoop::run() {
    while (!stopped()) {
        run_once(std::chrono::seconds{60});
    }
}

bool MainLoop::run_until(const std::function<bool()>& done, Clock::time_point deadline) {
    while (!done()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0 || stopped()) {
            return false;
        }
        run_once(std::min(left, std::chrono::milliseconds{50}));
    }
    return true;
}

void MainLoop::stop() noexcept {
    stopped_.store(true);
    wake();
}

void MainLoop::close() noexcept {
    std::deque<Task> dropped;
    std::multimap<Clock::time_point, Task> dropped_later;
    const std::lock_guard lock{mutex_};
    closed_ = true;
    dropped.swap(ready_);
    dropped_later.swap(later_);
}

}  // namespace munim
