// auto_lock.hpp - locks the vault after a time without use. How long is kept in the vault itself, sealed, so
// that it holds for every program that opens this vault. One thread, which sleeps until the time is up; none
// while no time was ever set.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "base/cancellation.hpp"
#include "base/result.hpp"
#include "credentials/vault_keeper.hpp"

namespace tijori {

// All members: any thread, but for stop.
class AutoLock {
public:
    static constexpr std::uint32_t never = 0;
    static constexpr std::uint32_t longest = 30U * 24 * 60 * 60;

    // `lock` locks the vault; called on the timer's thread. `woken` is told that it was opened again.
    AutoLock(VaultKeeper& vault, std::function<void()> lock, std::function<void()> woken)
        : vault_(vault), lock_(std::move(lock)), woken_(std::move(woken)) {}
    AutoLock(const AutoLock&) = delete;
    AutoLock& operator=(const AutoLock&) = delete;
    ~AutoLock() { stop(); }

    // A person did something: the time starts anew.
    void used();
    // The vault is not locked before the result is gone; then the time starts anew. A vault that was locked
    // for being idle, and opens without anybody typing, is opened again. Waits.
    std::shared_ptr<void> use(Cancellation& cancellation);

    // What is set, in seconds. Waits.
    Result<std::uint32_t> seconds();
    // Waits.
    Status set(std::uint32_t seconds, const std::string& consumer);
    // The vault was opened: counts from now on by what is set in it. Waits.
    void follow();

    // Joins the thread. Called on another.
    void stop();

private:
    void use_ended();
    void count(std::uint32_t seconds);
    bool was_changed();
    void run();
    bool time_is_up() const;

    VaultKeeper& vault_;
    std::function<void()> lock_;
    std::function<void()> woken_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::uint32_t limit_ = never;
    std::int64_t last_use_ = 0;  // see now() in the source
    int uses_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tijori
