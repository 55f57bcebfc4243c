// live.hpp - one instance of the plugin under check, from create to destroy: drives it as a host does, and
// judges what holds at all times.
#ifndef ACCT_PLUGIN_CHECK_LIVE_HPP
#define ACCT_PLUGIN_CHECK_LIVE_HPP

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "acct/credentials.h"
#include "acct/operations.h"
#include "acct/settings_page.h"
#include "acct/vault.h"
#include "check.hpp"
#include "errors.hpp"
#include "host.hpp"
#include "library.hpp"
#include "views.hpp"

namespace accounting::check {

// The extensions of an instance, each NULL if the plugin has none. A new extension costs a line here and in
// live.cpp.
struct Tables {
    const acct_settings_pages* pages = nullptr;
    const acct_credentials* credentials = nullptr;
    const acct_vault* vault = nullptr;
    const acct_operations* operations = nullptr;
};

class Live;

// An operation from the call that starts it on.
struct Started {
    Live* live = nullptr;
    std::string call;
    enum class State { starting, refused, running };
    std::atomic<State> state{State::starting};
    std::atomic<int> completed{0};
    std::atomic<acct_operation> operation{0};
    acct_status result = ACCT_OK;
    std::function<void()> then;  // called inside the completion
};

// The completion of every operation; `context` is a Started.
void ACCT_CALL on_completion(void* context, acct_operation operation, const acct_operation_result* result);

struct HostShape {
    std::map<std::string, Manner> manners;
    bool with_services = true;
    bool with_requests = true;
};

class Live {
public:
    Live(const Library& library, const Context& context, HostShape shape = {});
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;
    ~Live();

    // Makes the instance; false if the plugin serves no further host now (ACCT_ERROR_BUSY). Other failures
    // are findings that end the check.
    bool create();
    // What plugin->init answers, judged.
    acct_status init();
    // Both; ends the check if the instance does not start.
    void start();
    // Ends it, and judges that everything has completed.
    void destroy();
    // To be called when entry->deinit ended it instead.
    void was_ended();

    const acct_plugin* plugin() const noexcept { return plugin_; }
    const Tables& tables() const noexcept { return tables_; }
    Host& host() noexcept { return *host_; }
    std::filesystem::path data_folder() const;

    // Lets the plugin run what waits for the main thread, if it asked for it within some milliseconds.
    void pump(int milliseconds = 2);
    bool pump_until(const std::function<bool()>& reached, int milliseconds);
    // Pumps until no operation is under way; tells a finding if that takes too long.
    void settle(int milliseconds = 20000);
    // Completions may come while this is set.
    std::atomic<bool> delivering{false};
    bool is_main_thread() const { return std::this_thread::get_id() == main_thread_; }

    // ---- operations
    Started& starting(std::string call);
    std::size_t under_way() const;
    // After everything has ended.
    void expect_completed(std::string_view after) const;
    // Starts what `start` starts and waits for it; its result, or the status of the refusal.
    acct_status run(const std::string& call,
                    const std::function<acct_status(Started&, acct_operation*, acct_error*)>& start);
    void judge_number(const char* what, std::uint64_t number);

    // ---- pages
    std::vector<std::string> page_ids();
    acct_page open(const std::string& page_id);  // 0 if it did not open
    acct_status close(acct_page page);
    const acct_page_view* acquire(acct_page page);  // judged; NULL if it failed
    acct_status release(std::uint64_t view_id);
    SeenView look(acct_page page);  // acquires and gives back
    acct_status set(acct_page page, std::string_view control, std::string_view value);
    acct_status press(acct_page page, std::string_view control, std::string_view row = {},
                      std::string_view action = {});

    // Makes a vault and stores a credential, as far as the plugin does that without a network.
    void fill();
    const acct_credential_key* stored() const noexcept { return has_stored_ ? &stored_ : nullptr; }

private:
    void find_tables();
    void judge_revision(acct_page page, const SeenView& view);

    const Library& library_;
    const Context& context_;
    std::unique_ptr<Host> host_;
    const acct_plugin* plugin_ = nullptr;
    Tables tables_;
    std::thread::id main_thread_;
    bool over_ = false;

    struct Watched {
        std::string id;
        bool looked_at = false;
        std::uint64_t revision = 0;
        std::uint64_t focus_serial = 0;
        std::string picture;
    };
    std::map<acct_page, Watched> pages_;
    SeenView seen_;  // by the last acquire

    mutable std::mutex mutex_;
    std::vector<Started*> started_;
    std::map<std::string, std::set<std::uint64_t>> numbers_;

    bool has_stored_ = false;
    std::string provider_;
    acct_credential_key stored_{};
};

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_LIVE_HPP
