// kept.hpp - what a callback may be given long after it should: it is never freed.
#ifndef ACCT_PLUGIN_CHECK_KEPT_HPP
#define ACCT_PLUGIN_CHECK_KEPT_HPP

#include <deque>
#include <mutex>

namespace accounting::check {

// A new object that stays for as long as the process. Any thread.
template <typename Kept>
Kept& kept() {
    static std::mutex mutex;
    static auto* const all = new std::deque<Kept>;
    const std::lock_guard lock(mutex);
    return all->emplace_back();
}

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_KEPT_HPP
