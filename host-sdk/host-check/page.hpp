// page.hpp - the page "Host check": every kind of control, some as only a newer plugin would make them, and
// what was found so far. Judges what the host does with it. [main-thread]
#ifndef ACCT_HOST_CHECK_PAGE_HPP
#define ACCT_HOST_CHECK_PAGE_HPP

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/result.hpp"
#include "acct/settings_page.h"
#include "judge.hpp"

namespace accounting::host_check {

// A view and everything that it points to.
class Picture;

class Pages {
public:
    using Clock = std::chrono::steady_clock;

    // `changed` tells the host of a new revision; `from_other_thread` has the page's change made by a thread
    // of the probe.
    Pages(std::function<void(acct_page, std::uint64_t)> changed,
          std::function<void(acct_page)> from_other_thread);
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages();

    acct_page open();
    Status close(acct_page page);
    Result<const acct_page_view*> acquire(acct_page page);
    Status release(std::uint64_t view_id);
    Status set_value(acct_page page, std::string_view control, acct_text value);
    Status activate(acct_page page, std::string_view control, std::string_view row, std::string_view action);

    // What another thread had asked for has come to the main thread.
    void arrived(acct_page page);
    // Judges what has not been done in time. With `at_the_end`, also that views were left as they were.
    void judge_patience(bool at_the_end);

private:
    struct Open {
        std::uint64_t revision = 1;
        std::map<std::string, std::string, std::less<>> values;
        std::string did = "Nothing yet.";
        std::vector<Seen> findings;  // as they were at this revision, and so the view stays the same
        std::set<std::string> judged;
        bool busy = false;
        std::uint64_t told = 0;  // the revision that the host has to acquire; 0: none
        Clock::time_point told_at;
    };

    std::function<void(acct_page, std::uint64_t)> changed_;
    std::function<void(acct_page)> from_other_thread_;
    std::map<acct_page, Open> open_;
    std::map<std::uint64_t, std::unique_ptr<Picture>> lent_;
    std::uint64_t last_page_ = 0;
    std::uint64_t last_view_ = 0;
    std::size_t most_lent_ = 0;

    Open* find(acct_page page, std::string_view did);
    void change(acct_page page, Open& open, std::string did);
    static std::unique_ptr<Picture> draw(const Open& open, std::uint64_t view_id);
    static void judge_value(const acct_control& control, acct_text value, const std::string& did);
};

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_PAGE_HPP
