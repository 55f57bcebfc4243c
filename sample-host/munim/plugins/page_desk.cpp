// page_desk.cpp - see page_desk.hpp.
#include "plugins/page_desk.hpp"

#include <algorithm>

#include "plugins/view_json.hpp"

namespace munim {

using accounting::SettingsPages;

PageDesk::PageDesk(PluginHost& host, PageDeskLimits limits) : host_(host), limits_(limits) {
    for (const auto& plugin : host_.plugins()) {
        plugin->table.on_page_changed([this, from = plugin.get()](acct_page handle, uint64_t revision) {
            changed(from, handle, revision);
        });
    }
}

PageDesk::~PageDesk() {
    for (const auto& plugin : host_.plugins()) {
        plugin->table.on_page_changed({});
    }
    for (const auto& [number, page] : pages_) {
        SettingsPages{page.plugin->instance}.close(page.handle);
    }
}

Error PageDesk::unknown() {
    return make_error(ACCT_ERROR_UNKNOWN_ID, "PAGE-GONE", "This page is no longer open.",
                      "Open it again from the settings menu.");
}

std::vector<MenuEntry> PageDesk::menu() const {
    std::vector<MenuEntry> entries;
    for (const auto& plugin : host_.plugins()) {
        for (accounting::PageInfo& page : SettingsPages{plugin->instance}.list()) {
            entries.push_back({plugin->info.id + "/" + page.id, std::move(page.title),
                               std::move(page.description), plugin->info.name});
        }
    }
    return entries;
}

Result<uint64_t> PageDesk::open(std::string_view menu_id) {
    const std::size_t slash = menu_id.find('/');
    const std::string_view plugin_id = menu_id.substr(0, slash);
    const auto plugin = std::find_if(host_.plugins().begin(), host_.plugins().end(),
                                     [&](const auto& candidate) { return candidate->info.id == plugin_id; });
    if (slash == std::string_view::npos || plugin == host_.plugins().end()) {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "SETTINGS-UNKNOWN", "There are no such settings.",
                          "Choose an entry of the settings menu.");
    }
    {
        const std::lock_guard lock{mutex_};
        if (pages_.size() >= limits_.open_pages) {
            return make_error(ACCT_ERROR_BUSY, "PAGES-TOO-MANY", "Too many settings pages are open.",
                              "Close other windows of Munim and try again in two minutes.");
        }
    }
    const Result<acct_page> handle = SettingsPages{(*plugin)->instance}.open(menu_id.substr(slash + 1));
    if (!handle) {
        return handle.error();
    }
    const std::lock_guard lock{mutex_};
    const uint64_t number = ++last_number_;
    Page& page = pages_[number];
    page.plugin = plugin->get();
    page.handle = *handle;
    page.asked = Clock::now();
    return number;
}

PageDesk::Page* PageDesk::find(uint64_t number) {
    const std::lock_guard lock{mutex_};
    const auto found = pages_.find(number);
    if (found == pages_.end()) {
        return nullptr;
    }
    found->second.asked = Clock::now();
    return &found->second;  // only the main thread removes pages, and that is where we are
}

Result<PageView> PageDesk::view(uint64_t number) {
    Page* page = find(number);
    if (page == nullptr) {
        return unknown();
    }
    const auto view = SettingsPages{page->plugin->instance}.acquire(page->handle);
    if (!view) {
        return view.error();
    }
    const uint64_t revision = (*view)->revision;
    if (page->last.json == nullptr || page->last.revision != revision) {
        page->last = {revision, std::make_shared<const std::string>(view_json(**view))};
    }
    const std::lock_guard lock{mutex_};
    page->revision = std::max(page->revision, revision);
    return page->last;
}

Result<accounting::View> PageDesk::lend(uint64_t number) {
    const Page* page = find(number);
    return page != nullptr ? SettingsPages{page->plugin->instance}.acquire(page->handle)
                           : Result<accounting::View>{unknown()};
}

Status PageDesk::set_value(uint64_t number, std::string_view control, acct_text value) {
    const Page* page = find(number);
    return page != nullptr ? SettingsPages{page->plugin->instance}.set_value(page->handle, control, value)
                           : Status{unknown()};
}

Status PageDesk::activate(uint64_t number, std::string_view control, std::string_view row,
                          std::string_view action) {
    const Page* page = find(number);
    return page != nullptr
               ? SettingsPages{page->plugin->instance}.activate(page->handle, control, row, action)
               : Status{unknown()};
}

Status PageDesk::close(uint64_t number) {
    const Page* page = find(number);
    if (page == nullptr) {
        return unknown();
    }
    SettingsPages{page->plugin->instance}.close(page->handle);
    const std::lock_guard lock{mutex_};
    pages_.erase(number);
    moved_.notify_all();
    return Nothing{};
}

void PageDesk::close_idle(Clock::time_point now) {
    std::vector<uint64_t> idle;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [number, page] : pages_) {
            if (page.waiters == 0 && now - page.asked > limits_.idle) {
                idle.push_back(number);
            }
        }
    }
    for (const uint64_t number : idle) {
        (void)close(number);
    }
}

void PageDesk::changed(const HostedPlugin* plugin, acct_page handle, uint64_t revision) {
    const std::lock_guard lock{mutex_};
    for (auto& [number, page] : pages_) {
        if (page.plugin == plugin && page.handle == handle) {
            page.revision = std::max(page.revision, revision);
        }
    }
    moved_.notify_all();
}

PageDesk::Waited PageDesk::wait(uint64_t number, uint64_t after, std::chrono::milliseconds patience,
                                const std::function<bool()>& still_wanted) {
    const auto deadline = Clock::now() + patience;
    std::unique_lock lock{mutex_};
    const auto first = pages_.find(number);
    if (first == pages_.end()) {
        return Waited::gone;
    }
    if (first->second.revision > after) {
        return Waited::moved;
    }
    // Each waiter holds a thread of the server: the rest must be enough for everything else.
    if (waiters_ >= limits_.waiters) {
        return Waited::too_many;
    }
    ++waiters_;
    ++first->second.waiters;
    Waited answer = Waited::unchanged;
    while (true) {
        const auto page = pages_.find(number);
        if (page == pages_.end()) {
            answer = Waited::gone;
            break;
        }
        if (page->second.revision > after) {
            answer = Waited::moved;
            break;
        }
        const auto now = Clock::now();
        if (ending_ || now >= deadline) {
            break;
        }
        const auto look_up = std::min(deadline, now + std::chrono::seconds{1});
        if (moved_.wait_until(lock, look_up) == std::cv_status::timeout) {
            lock.unlock();
            const bool wanted = still_wanted();
            lock.lock();
            if (!wanted) {
                answer = Waited::abandoned;
                break;
            }
        }
    }
    --waiters_;
    if (const auto page = pages_.find(number); page != pages_.end()) {
        --page->second.waiters;
        page->second.asked = Clock::now();
    }
    return answer;
}

void PageDesk::release_waiters() noexcept {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    moved_.notify_all();
}

}  // namespace munim
