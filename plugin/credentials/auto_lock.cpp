// auto_lock.cpp - see auto_lock.hpp.
#include "auto_lock.hpp"

#include <charconv>
#include <chrono>
#include <ctime>
#include <utility>

namespace tijori {
namespace {

// Seconds that never jump and that go on while the computer sleeps: a laptop whose lid was shut was not used
// meanwhile.
std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec;
}

// The setting cannot be trusted: rather too short than never.
constexpr std::uint32_t when_unreadable = 5 * 60;

Result<std::uint32_t> stored_seconds(vault::Vault& vault) {
    Result<vault::Record> record = vault.get(auto_lock_name);
    if (!record) {
        return record.error().status == ACCT_ERROR_NOT_FOUND ? Result<std::uint32_t>{AutoLock::never}
               : record.error().status == ACCT_ERROR_DAMAGED ? Result<std::uint32_t>{when_unreadable}
                                                             : Result<std::uint32_t>{record.error()};
    }
    const std::string_view text = text_of(record->content.bytes());
    std::uint32_t seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return failure == std::errc{} && end == text.data() + text.size() ? seconds : when_unreadable;
}

}  // namespace

void AutoLock::used() {
    bool late = false;
    {
        const std::lock_guard lock(mutex_);
        // The computer slept past the time: what comes now comes too late.
        late = time_is_up() && uses_ == 0;
        if (!late) {
            last_use_ = now();
        }
    }
    if (late) {
        wake_.notify_all();
    } else {
        vault_.wanted();
    }
}

std::shared_ptr<void> AutoLock::use(Cancellation& cancellation) {
    {
        const std::lock_guard lock(mutex_);
        if (time_is_up() && uses_ == 0) {
            limit_ = never;
            lock_();
        }
        ++uses_;
    }
    std::shared_ptr<void> token(nullptr, [this](void*) { use_ended(); });
    if (vault_.asleep() && vault_.look(&cancellation)) {
        woken_();
    }
    return token;
}

void AutoLock::use_ended() {
    const std::lock_guard lock(mutex_);
    --uses_;
    last_use_ = now();
}

Result<std::uint32_t> AutoLock::seconds() {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? stored_seconds(*(*open)->vault) : Result<std::uint32_t>{open.error()};
}

Status AutoLock::set(std::uint32_t seconds, const std::string& consumer) {
    if (seconds > longest) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "AUTO-LOCK-TOO-LONG",
                          say("The vault locks itself after at most 30 days."),
                          say("Give a shorter time, or never."), "auto-lock");
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    const std::string text = std::to_string(seconds);
    Result<std::int64_t> written = (*open)->vault->put(
        {{std::string(auto_lock_name), bytes_of(text), std::nullopt}}, {consumer, "set-auto-lock"});
    if (!written) {
        return written.error();
    }
    count(seconds);
    return Nothing{};
}

void AutoLock::follow() {
    const std::shared_ptr<OpenVault> open = vault_.opened_now();
    if (open == nullptr) {
        return;
    }
    const Result<std::uint32_t> seconds = stored_seconds(*open->vault);
    count(seconds ? *seconds : when_unreadable);
}

// The same for the timer: another program may have set another time. Called with the lock held.
bool AutoLock::was_changed() {
    const std::shared_ptr<OpenVault> open = vault_.opened_now();
    const Result<std::uint32_t> seconds =
        open != nullptr ? stored_seconds(*open->vault) : Result<std::uint32_t>{limit_};
    const bool changed = seconds && *seconds != limit_;
    limit_ = seconds ? *seconds : limit_;
    return changed;
}

void AutoLock::count(std::uint32_t seconds) {
    const std::lock_guard lock(mutex_);
    limit_ = seconds;
    last_use_ = now();
    if (limit_ != never && !thread_.joinable() && !stopping_) {
        thread_ = std::thread([this] { run(); });
    }
    wake_.notify_all();
}

// Called with the lock held.
bool AutoLock::time_is_up() const {
    return limit_ != never && now() - last_use_ >= static_cast<std::int64_t>(limit_);
}

void AutoLock::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (limit_ == never) {
            wake_.wait(lock);
        } else if (!time_is_up() || uses_ > 0) {
            const std::int64_t left = uses_ > 0 ? limit_ : last_use_ + limit_ - now();
            wake_.wait_for(lock, std::chrono::seconds(left));
        } else if (!was_changed()) {
            limit_ = never;  // until the vault is opened again
            // With the lock held: what begins now begins after, and finds the vault locked or opens it again.
            lock_();
        }
    }
}

void AutoLock::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

}  // namespace tijori
