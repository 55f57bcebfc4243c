// page_desk.hpp - the open pages of a plugin instance and the views on loan to the host: handles, revisions,
// and the checks that keep a host's mistakes away from the pages.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "acct/settings_page.h"
#include "base/result.hpp"
#include "settings/page.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// All [main-thread].
class PageDesk {
public:
    // `changed` is told when a page has a new revision; `used`, when a person opens a page, types or presses
    // something.
    explicit PageDesk(std::function<void(acct_page, std::uint64_t)> changed, std::function<void()> used = {})
        : changed_(std::move(changed)), used_(std::move(used)) {}

    // `make` is given what the page calls when it wants to be drawn anew.
    acct_page open(const std::function<std::unique_ptr<Page>(std::function<void()> redraw)>& make);
    Status close(acct_page page);
    void close_all();

    Result<const acct_page_view*> acquire(acct_page page);
    Status release(std::uint64_t view_id);
    // The views on loan, which stay as they are as long as the result is kept. None can be released any more.
    std::shared_ptr<const void> hand_over_loans();

    Status set_value(acct_page page, std::string_view control, std::string_view value);
    Status activate(acct_page page, std::string_view control, std::string_view row_id,
                    std::string_view action_id);

    // True inside a call into a page, which is to find itself as it was when the host, asked for something by
    // it, calls back. What waits for the main thread waits a little longer then.
    bool at_work() const noexcept { return at_work_ > 0; }

    // Something outside changed that pages may show.
    void refresh_all();

private:
    struct Open {
        std::unique_ptr<Page> page;
        std::shared_ptr<const FrozenView> drawn;
        std::uint64_t revision = 0;
        int in_use = 0;  // calls into the page under way: a page closed from within is kept until they return
        bool drawing = false;
        bool draw_again = false;  // asked for while it was drawn
        bool closed = false;
    };
    struct Loan {
        std::shared_ptr<const FrozenView> frozen;
        acct_page_view view;
    };

    Result<std::shared_ptr<Open>> find(acct_page page) const;
    class Visit;  // a call into a page
    // Calls into the page and draws it anew.
    template <typename Call>
    void work_on(acct_page page, const std::shared_ptr<Open>& open, Call&& call);
    void redraw(acct_page page);

    std::function<void(acct_page, std::uint64_t)> changed_;
    std::function<void()> used_;
    std::map<acct_page, std::shared_ptr<Open>> open_;
    std::map<std::uint64_t, std::unique_ptr<Loan>> loans_;
    std::uint64_t last_page_ = 0;
    std::uint64_t last_view_ = 0;
    int at_work_ = 0;
};

}  // namespace tijori::settings
