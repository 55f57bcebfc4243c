// page_driver.hpp - an open settings page as a user sees it: looks, types, presses, waits.
#ifndef TESTS_INTEGRATION_PAGE_DRIVER_HPP
#define TESTS_INTEGRATION_PAGE_DRIVER_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"

namespace integration {

// Copies of what a view holds, so that they can be compared and kept.
struct SeenRow {
    std::string id;
    std::vector<std::string> cells;
    bool operator==(const SeenRow&) const = default;
};

struct SeenControl {
    std::uint32_t kind = 0;
    std::uint32_t flags = 0;
    std::uint32_t tone = 0;
    std::string id;
    std::string label;
    std::string value;
    std::string placeholder;
    std::string help;
    std::string error;
    std::string warning;
    std::vector<std::string> options;  // ids, labels, details and badges
    std::vector<SeenRow> rows;
    bool operator==(const SeenControl&) const = default;
    bool enabled() const { return (flags & ACCT_FLAG_ENABLED) != 0; }
    bool holds_secret() const { return (flags & ACCT_FLAG_HAS_VALUE) != 0; }
};

struct SeenView {
    std::uint64_t revision = 0;
    std::uint32_t flags = 0;
    std::string title;
    std::vector<std::string> breadcrumbs;
    std::vector<SeenControl> controls;
    bool operator==(const SeenView&) const = default;
    bool has(std::string_view id) const { return find(id) != nullptr; }
    bool busy() const { return (flags & ACCT_FLAG_BUSY) != 0; }
    const SeenControl* find(std::string_view id) const;
    // An empty control if there is none.
    SeenControl operator[](std::string_view id) const;
    // Every text in it, for searching.
    std::string texts() const;
};

SeenView copy_of(const acct_page_view& view);

class PageDriver {
public:
    // Opens a page. `pump` lets the plugin's main-thread work run.
    PageDriver(const accounting::Instance& plugin, std::function<void()> pump,
               std::string_view page_id = "api-credentials");
    PageDriver(const PageDriver&) = delete;
    PageDriver& operator=(const PageDriver&) = delete;
    ~PageDriver() { close(); }

    acct_page id() const noexcept { return page_; }
    const accounting::SettingsPages& pages() const noexcept { return pages_; }
    void close();

    SeenView look();
    accounting::Status set(std::string_view control, std::string_view value);
    accounting::Status press(std::string_view control, std::string_view row = {},
                             std::string_view action = {});

    // Pumps until the view is as wanted; a failure of the test if it never is.
    SeenView wait_until(const std::function<bool(const SeenView&)>& wanted, const std::string& what);
    SeenView wait_for(std::string_view control);
    // Until nothing is under way.
    SeenView settle();

    // Fills the form; the GSTIN as if chosen.
    void fill(const std::string& gstin, const std::string& user_name, const std::string& password);

    // All texts of all views so far.
    const std::string& seen() const noexcept { return seen_; }
    void forget_seen() { seen_.clear(); }

private:
    accounting::SettingsPages pages_;
    std::function<void()> pump_;
    acct_page page_ = 0;
    std::string seen_;
};

}  // namespace integration

#endif  // TESTS_INTEGRATION_PAGE_DRIVER_HPP
