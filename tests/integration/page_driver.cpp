// page_driver.cpp - see page_driver.hpp.
#include "page_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace integration {
namespace {

using accounting::string_of;
using accounting::text_of;

// Only so that a test that hangs says where; nothing is measured by it.
constexpr std::chrono::seconds give_up_after{90};

SeenControl copy_of(const acct_control& control) {
    SeenControl copy;
    copy.kind = control.kind;
    copy.flags = control.flags;
    copy.tone = control.tone;
    copy.id = string_of(control.id);
    copy.label = string_of(control.label);
    copy.value = string_of(control.value);
    copy.placeholder = string_of(control.placeholder);
    copy.help = string_of(control.help);
    copy.error = string_of(control.error);
    copy.warning = string_of(control.warning);
    for (std::uint32_t i = 0; i < control.option_count; ++i) {
        const acct_option& option = *control.options[i];
        for (const acct_text text : {option.id, option.label, option.detail, option.badge}) {
            copy.options.push_back(string_of(text));
        }
    }
    for (std::uint32_t i = 0; i < control.row_count; ++i) {
        const acct_row& row = *control.rows[i];
        SeenRow& seen = copy.rows.emplace_back();
        seen.id = string_of(row.id);
        for (std::uint32_t cell = 0; cell < row.cell_count; ++cell) {
            seen.cells.push_back(string_of(row.cells[cell]->text));
        }
    }
    return copy;
}

}  // namespace

const SeenControl* SeenView::find(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(),
                                    [id](const SeenControl& control) { return control.id == id; });
    return found != controls.end() ? &*found : nullptr;
}

SeenControl SeenView::operator[](std::string_view id) const {
    const SeenControl* found = find(id);
    return found != nullptr ? *found : SeenControl{};
}

std::string SeenView::texts() const {
    std::string all = title + "\n";
    for (const SeenControl& control : controls) {
        for (const std::string& text : {control.id, control.label, control.value, control.placeholder,
                                        control.help, control.error, control.warning}) {
            all += text + "\n";
        }
        for (const std::string& option : control.options) {
            all += option + "\n";
        }
        for (const SeenRow& row : control.rows) {
            for (const std::string& cell : row.cells) {
                all += cell + "\n";
            }
        }
    }
    return all;
}

SeenView copy_of(const acct_page_view& view) {
    SeenView copy;
    copy.revision = view.revision;
    copy.flags = view.flags;
    copy.title = string_of(view.title);
    for (std::uint32_t i = 0; i < view.breadcrumb_count; ++i) {
        copy.breadcrumbs.push_back(string_of(view.breadcrumbs[i]));
    }
    for (std::uint32_t i = 0; i < view.control_count; ++i) {
        copy.controls.push_back(copy_of(*view.controls[i]));
    }
    return copy;
}

PageDriver::PageDriver(const accounting::Instance& plugin, std::function<void()> pump,
                       std::string_view page_id)
    : pages_(plugin), pump_(std::move(pump)) {
    const auto opened = pages_.open(page_id);
    if (opened) {
        page_ = *opened;
    } else {
        ADD_FAILURE() << "the page does not open: " << opened.error().message;
    }
}

void PageDriver::close() {
    if (page_ != 0) {
        pages_.close(std::exchange(page_, 0));
    }
}

SeenView PageDriver::look() {
    const auto view = pages_.acquire(page_);
    if (!view) {
        ADD_FAILURE() << "no view: " << view.error().message;
        return {};
    }
    SeenView copy = copy_of(**view);
    seen_ += copy.texts();
    return copy;
}

accounting::Status PageDriver::set(std::string_view control, std::string_view value) {
    return pages_.set_value(page_, control, text_of(value));
}

accounting::Status PageDriver::press(std::string_view control, std::string_view row,
                                     std::string_view action) {
    return pages_.activate(page_, control, row, action);
}

SeenView PageDriver::wait_until(const std::function<bool(const SeenView&)>& wanted, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + give_up_after;
    SeenView view = look();
    while (!wanted(view)) {
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "never seen: " << what << "; the page shows:\n" << view.texts();
            break;
        }
        pump_();
        view = look();
    }
    return view;
}

SeenView PageDriver::wait_for(std::string_view control) {
    return wait_until([control](const SeenView& view) { return view.has(control); }, std::string(control));
}

SeenView PageDriver::settle() {
    return wait_until([](const SeenView& view) { return !view.busy(); }, "a page that is not busy");
}

void PageDriver::fill(const std::string& gstin, const std::string& user_name, const std::string& password) {
    wait_for("save");
    EXPECT_TRUE(set("gstin", gstin));
    EXPECT_TRUE(set("user-name", user_name));
    EXPECT_TRUE(set("password", password));
}

}  // namespace integration
