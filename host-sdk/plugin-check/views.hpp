// views.hpp - reads and judges page views by settings_page.h.
#ifndef ACCT_PLUGIN_CHECK_VIEWS_HPP
#define ACCT_PLUGIN_CHECK_VIEWS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "acct/settings_page.h"

namespace accounting::check {

struct SeenRow {
    std::string id;
    std::vector<std::string> actions;  // those that are enabled
};

// What a walk over a page needs to know of a control.
struct SeenControl {
    std::uint32_t kind = 0;
    std::uint32_t flags = 0;
    std::uint32_t max_length = 0;
    std::string id;
    std::string value;
    std::vector<std::string> options;
    std::vector<SeenRow> rows;

    bool enabled() const { return (flags & ACCT_FLAG_ENABLED) != 0; }
    bool takes_value() const;
    bool is_secret() const { return kind == ACCT_CONTROL_SECRET || kind == ACCT_CONTROL_ONE_TIME_CODE; }
    bool is_pressed() const { return kind == ACCT_CONTROL_BUTTON || kind == ACCT_CONTROL_LINK; }
};

struct SeenView {
    std::uint64_t view_id = 0;
    std::uint64_t revision = 0;
    std::uint64_t focus_serial = 0;
    bool busy = false;
    std::string title;
    std::vector<SeenControl> controls;
    std::string picture;  // everything that it says but view_id and revision
};

// Judges a view as such and copies it. `page` names it in findings.
SeenView read_view(const std::string& page, const acct_page_view& view);

// Everything that the view says but view_id and revision, without judging it.
std::string picture_of(const acct_page_view& view);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_VIEWS_HPP
