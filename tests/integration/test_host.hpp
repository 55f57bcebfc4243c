// test_host.hpp - a host whose services can be taken away or made to fail, and that remembers what the plugin
// told it.
#ifndef TESTS_INTEGRATION_TEST_HOST_HPP
#define TESTS_INTEGRATION_TEST_HOST_HPP

#include <array>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/cpp/host_services.hpp"

namespace integration {

// The ids of every service that a host can have.
inline constexpr std::array host_service_ids{
    ACCT_EXT_HOST_STORAGE,  ACCT_EXT_HOST_ENTITIES, ACCT_EXT_HOST_LOG,  ACCT_EXT_HOST_NOTIFY,
    ACCT_EXT_HOST_OPEN_URL, ACCT_EXT_HOST_LOCALE,   ACCT_EXT_HOST_PAGE, ACCT_EXT_HOST_UNLOCK_SECRET,
};

// What a service does when it is told to fail.
enum class Failure {
    none,
    refuses,             // a status other than ACCT_OK, and nothing told
    nonsense,            // success, but NULL, bytes that are not UTF-8, and sizes that cannot be
    too_small,           // a table of an older host: `size` covers none of its functions
    no_table_functions,  // the functions in the tables are NULL
};

class TestHost {
public:
    explicit TestHost(std::filesystem::path data_folder);
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    acct_host table{};

    // What the host offers. Set before the plugin is initialised.
    std::filesystem::path data_folder;
    std::vector<accounting::Entity> entities;
    std::set<std::string_view> missing;  // services it does not have
    std::set<std::string_view> failing;  // services that fail, in this way:
    Failure failure = Failure::none;
    std::string language = "en-IN";          // may change at any time
    std::string key = std::string(32, 'k');  // for the vault; empty: none yet, and none can be made

    // Called inside the service of that name; may call into the plugin.
    std::function<void(acct_page, std::uint64_t)> on_changed;
    std::function<void()> on_entities;
    std::function<void()> on_time;  // asked for the offset of the local time
    std::function<void()> on_request;

    // Waits a little for the plugin's request, then lets it run what waits for the main thread.
    void pump(const accounting::Instance& plugin);

    // Every line logged so far, joined.
    std::string log() const;
    bool main_thread_requested() const;

private:
    static TestHost& of(const acct_host* host) { return *static_cast<TestHost*>(host->host_data); }
    static const void* ACCT_CALL get_extension(const acct_host* host, const char* id);
    static void ACCT_CALL request_main_thread(const acct_host* host);
    bool fails(std::string_view id) const { return failing.contains(id); }
    void fill_tables();
    // Tells a text, as far as the service does not fail.
    acct_status tell(std::string_view service, std::string_view text, void* context,
                     acct_text_receiver receiver, acct_error* error) const;
    static acct_status refuse(acct_error* error);

    acct_host_storage storage_{};
    acct_host_entities entities_{};
    acct_host_log log_{};
    acct_host_notify notify_{};
    acct_host_open_url open_url_{};
    acct_host_locale locale_{};
    acct_host_page page_{};
    acct_host_unlock_secret unlock_secret_{};

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool requested_ = false;
    std::string lines_;
};

}  // namespace integration

#endif  // TESTS_INTEGRATION_TEST_HOST_HPP
