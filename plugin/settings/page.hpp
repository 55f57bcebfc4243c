// page.hpp - what a page is to the desk that keeps the open ones: something that can be drawn, typed into and
// pressed.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// All [main-thread]. The desk has checked before that the control exists in the last view and is enabled.
class Page {
public:
    Page() = default;
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;
    virtual ~Page() = default;

    virtual ViewModel draw() const = 0;
    // Something outside changed; the page is drawn next.
    virtual void look_again() {}
    virtual void set_value(std::string_view control, std::string_view value) = 0;
    // What was typed into the control cannot be taken; the old value stays. The next view says so.
    virtual void refuse(std::string_view control, const Error& why) = 0;
    virtual void activate(std::string_view control, std::string_view row, std::string_view action) = 0;
};

}  // namespace tijori::settings
