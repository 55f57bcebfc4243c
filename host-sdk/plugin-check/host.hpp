// host.hpp - the host that a plugin meets in a check: it watches what the plugin asks of it, and its services
// can be missing, fail, or be of another age.
#ifndef ACCT_PLUGIN_CHECK_HOST_HPP
#define ACCT_PLUGIN_CHECK_HOST_HPP

#include <array>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "acct/settings_page.h"
#include "guarded.hpp"

namespace accounting::check {

// The services that a host can have; a new one costs a line here and a table in host.cpp.
inline constexpr std::array host_services{
    ACCT_EXT_HOST_STORAGE, ACCT_EXT_HOST_ENTITIES, ACCT_EXT_HOST_LOG,
    ACCT_EXT_HOST_NOTIFY,  ACCT_EXT_HOST_OPEN_URL, ACCT_EXT_HOST_LOCALE,
    ACCT_EXT_HOST_PAGE,    ACCT_EXT_HOST_NETWORK,  ACCT_EXT_HOST_UNLOCK_SECRET,
};

// How a service behaves.
enum class Manner {
    good,
    missing,   // no such service
    refuses,   // a status, with words
    silent,    // a status, and no words
    nonsense,  // ACCT_OK, and bytes that are not UTF-8, sizes that cannot be, too much, nothing
    nothing,   // ACCT_OK, and the receiver is not called
    slow,      // good, after a second and a half
    older,     // `size` covers no function, and the memory ends there
    newer,     // `size` covers more than there is today
};
std::string_view name_of(Manner manner);

class Host {
public:
    Host(std::filesystem::path data_folder, std::map<std::string, Manner> manners, bool with_services = true,
         bool with_requests = true);
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    ~Host() = default;

    const acct_host* table() noexcept { return table_.as<acct_host>(); }

    // What may be called depends on where the instance is in its life.
    void starts();  // init is called now, on this thread
    void ended();   // destroy has returned

    // Called inside the service of that id, any thread; may call into the plugin.
    std::function<void(std::string_view)> on_service;
    std::function<void(acct_page, std::uint64_t)> on_changed;
    std::function<void()> on_request;

    // The revision that the plugin told last of a page; 0 if none.
    std::uint64_t told_revision(acct_page page) const;
    bool has(std::string_view service) const;
    // Waits for a request of the main thread; true if there is one, or if none can come.
    bool wait_for_request(int milliseconds);

private:
    friend struct Services;
    Manner manner_of(std::string_view service) const;
    template <typename Table>
    void offer(const char* id, const Table& table);
    const void* extension(const char* id);

    Guarded table_;
    std::filesystem::path data_folder_;
    std::map<std::string, Manner> manners_;
    std::map<std::string_view, std::unique_ptr<Guarded>> offered_;

    enum class Life { created, running, over };
    std::atomic<Life> life_{Life::created};
    std::atomic<std::thread::id> main_thread_{};

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool requested_ = false;
    std::map<acct_page, std::uint64_t> revisions_;
};

// A proxy at an address of this computer where nobody listens, for the time of the process.
const std::string& closed_proxy();

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_HOST_HPP
