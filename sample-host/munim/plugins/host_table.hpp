// host_table.hpp - Munim as a plugin sees it: the acct_host table and the services behind it, one for each
// plugin.
#ifndef MUNIM_PLUGINS_HOST_TABLE_HPP
#define MUNIM_PLUGINS_HOST_TABLE_HPP

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "acct/host.h"
#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "acct/plugin.h"
#include "acct/settings_page.h"
#include "base/log.hpp"
#include "base/main_loop.hpp"
#include "books/books.hpp"
#include "plugins/key_file.hpp"
#include "plugins/network.hpp"
#include "plugins/url_opener.hpp"

namespace munim {

// A message that a plugin wants the user to see.
struct Notification {
    std::string plugin;
    uint32_t severity = ACCT_LOG_INFO;
    std::string title;
    std::string body;
    std::string page;
};

// What Munim offers to every plugin. Outlives all of them.
struct HostOffer {
    MainLoop& loop;
    Log& log;
    const Books& books;
    std::filesystem::path data_folder;
    std::string language;
    KeyFile* key_file = nullptr;      // without it: no unlock secret
    UrlOpener* url_opener = nullptr;  // without it: addresses are shown as text
    std::function<void(const Notification&)> notify;
    NetworkSettings network{};  // nothing set: no network service
};

class HostTable {
public:
    using PageChanged = std::function<void(acct_page, uint64_t revision)>;

    HostTable(const HostOffer& offer, std::string plugin_id);
    HostTable(const HostTable&) = delete;
    HostTable& operator=(const HostTable&) = delete;

    const acct_host* get() const noexcept { return &host_; }

    // The instance that was made with this table. Main thread.
    void attach(const acct_plugin* plugin) noexcept { link_->plugin = plugin; }
    // Before the instance is destroyed: what it still asks for is passed over.
    void detach() noexcept { link_->plugin = nullptr; }
    void on_page_changed(PageChanged listener) { page_changed_ = std::move(listener); }

private:
    // What a queued on_main_thread needs; it may run after this table is gone.
    struct Link {
        const acct_plugin* plugin = nullptr;  // main thread only
        std::atomic<bool> requested{false};   // several requests are answered by one call
    };

    static HostTable& self(const acct_host* host) noexcept {
        return *static_cast<HostTable*>(host->host_data);
    }
    static const void* ACCT_CALL get_extension(const acct_host* host, const char* id);
    static void ACCT_CALL request_main_thread(const acct_host* host);
    const void* find(std::string_view id) const noexcept;
    void fill_services() noexcept;
    std::string storage_folder() const;

    const HostOffer& offer_;
    std::string plugin_id_;
    std::shared_ptr<Link> link_ = std::make_shared<Link>();
    PageChanged page_changed_;

    acct_host host_{};
    acct_host_entities entities_{};
    acct_host_storage storage_{};
    acct_host_log log_{};
    acct_host_notify notify_{};
    acct_host_unlock_secret unlock_secret_{};
    acct_host_open_url open_url_{};
    acct_host_locale locale_{};
    acct_host_network network_{};
    acct_host_page page_{};
};

}  // namespace munim

#endif  // MUNIM_PLUGINS_HOST_TABLE_HPP
