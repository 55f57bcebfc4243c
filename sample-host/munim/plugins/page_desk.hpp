// page_desk.hpp - the settings pages that browsers have open: opens, shows, changes and closes them, and lets
// any number of threads wait for a change without touching the plugin.
#ifndef MUNIM_PLUGINS_PAGE_DESK_HPP
#define MUNIM_PLUGINS_PAGE_DESK_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"
#include "plugins/plugin_host.hpp"

namespace munim {

// One entry of the settings menu.
struct MenuEntry {
    std::string id;  // plugin id + "/" + page id
    std::string title;
    std::string description;
    std::string plugin;  // its name for people
};

struct PageView {
    uint64_t revision = 0;
    std::shared_ptr<const std::string> json;
};

struct PageDeskLimits {
    std::size_t open_pages = 64;
    std::size_t waiters = 24;
    std::chrono::milliseconds idle{90'000};
};

class PageDesk {
public:
    using Clock = std::chrono::steady_clock;

    explicit PageDesk(PluginHost& host, PageDeskLimits limits = {});
    PageDesk(const PageDesk&) = delete;
    PageDesk& operator=(const PageDesk&) = delete;
    ~PageDesk();

    // ---- main thread
    std::vector<MenuEntry> menu() const;
    Result<uint64_t> open(std::string_view menu_id);
    Result<PageView> view(uint64_t page);
    // The view itself.
    Result<accounting::View> lend(uint64_t page);
    Status set_value(uint64_t page, std::string_view control, acct_text value);
    Status activate(uint64_t page, std::string_view control, std::string_view row, std::string_view action);
    Status close(uint64_t page);
    // Closes what nobody has asked about for a while.
    void close_idle(Clock::time_point now);

    // ---- any thread
    enum class Waited { moved, unchanged, gone, too_many, abandoned };
    // Waits until the page has a revision above `after`. Asks `still_wanted` about once a second; gives up
    // when it answers false.
    Waited wait(uint64_t page, uint64_t after, std::chrono::milliseconds patience,
                const std::function<bool()>& still_wanted);
    // Sends all waiters home, and those to come: the program ends.
    void release_waiters() noexcept;

private:
    struct Page {
        HostedPlugin* plugin = nullptr;
        acct_page handle = 0;
        Clock::time_point asked;  // by a request, at its begin or end
        std::size_t waiters = 0;
        uint64_t revision = 0;  // the newest that we were told of
        PageView last;          // the view as it was last written
    };

    static Error unknown();
    void changed(const HostedPlugin* plugin, acct_page handle, uint64_t revision);
    // The page, marked as asked about; nullptr if it is not open.
    Page* find(uint64_t number);

    PluginHost& host_;
    PageDeskLimits limits_;

    // Guards what waiting threads read: the map, `asked`, `waiters` and `revision`. Never held while a plugin
    // is called.
    std::mutex mutex_;
    std::condition_variable moved_;
    std::map<uint64_t, Page> pages_;
    uint64_t last_number_ = 0;
    std::size_t waiters_ = 0;
    bool ending_ = false;
};

}  // namespace munim

#endif  // MUNIM_PLUGINS_PAGE_DESK_HPP
