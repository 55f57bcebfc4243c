// life_test.cpp - loading, ending, unloading: nothing of the plugin is left behind in the host's process.
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "desk.hpp"

namespace integration {
namespace {

using Life = Desk;

// Protects hosts that load plugins to list them, again and again: no descriptor, no thread, no mapping stays.
TEST_F(Life, LoadedAndUnloadedFiftyTimesLeavesNothing) {
    const auto once = [&] {
        start_plugin();
        {
            PageDriver page = plugin->open_page();
            page.wait_for("save");
        }
        stop_plugin();
        ASSERT_FALSE(is_mapped("libtijori.so"));
    };
    once();  // what the system's libraries keep for good, they take the first time
    const std::size_t threads = thread_count();
    const std::size_t descriptors = descriptor_count();
    for (int i = 0; i < 50; ++i) {
        once();
    }
    EXPECT_TRUE(becomes(&thread_count, threads));
    EXPECT_TRUE(becomes(&descriptor_count, descriptors));
}

// Protects the same after real work: sockets, the vault's files, threads.
TEST_F(Life, LeavesNothingAfterWork) {
    const std::size_t threads = thread_count();
    start_with_credential();
    ASSERT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    stop_plugin();
    const std::size_t descriptors = descriptor_count();
    for (int i = 0; i < 3; ++i) {
        start_plugin();
        plugin->wait_for_vault();
        ASSERT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
        ASSERT_TRUE(plugin->verify(key_of(bengaluru)));
        EXPECT_GT(descriptor_count(), descriptors) << "kept-alive connections are seen by this count";
        stop_plugin();
        EXPECT_TRUE(becomes(&descriptor_count, descriptors));
        EXPECT_TRUE(becomes(&thread_count, threads));
        EXPECT_FALSE(is_mapped("libtijori.so"));
    }
}

// Protects hosts that end while the plugin works: each completion is called exactly once, before destroy
// returns, and no thread goes on.
TEST_F(Life, DestroyEndsOperationsUnderWay) {
    const std::size_t threads = thread_count();
    start_with_credential();
    sandbox->fault(R"({"kind":"slow","seconds":600,"where":"any","times":1000})");
    const auto before = sandbox->counters().calls;
    std::vector<acct_status> ends;
    const auto note = [&](const accounting::Result<std::string>& answer) {
        ends.push_back(answer ? ACCT_OK : answer.error().status);
    };
    const acct_session session = plugin->session(bengaluru);
    // more than there are workers: some are under way, some wait
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(plugin->credentials().call(session, "GET", gstin_path(bengaluru), "", note));
    }
    PageDriver page = plugin->open_page();
    ASSERT_TRUE(plugin->credentials().verify(key_of(bengaluru), note));
    plugin->pump_until([&] { return sandbox->counters().calls >= before + 4; }, "calls that hang");
    EXPECT_TRUE(ends.empty());
    const acct_plugin* handle = plugin->instance().get();
    handle->destroy(handle);
    EXPECT_EQ(ends, std::vector<acct_status>(11, ACCT_ERROR_CANCELLED));
    EXPECT_TRUE(becomes(&thread_count, threads));
    handle->on_main_thread(handle);
    EXPECT_EQ(ends.size(), 11U);
}

// Protects modules on other threads at the moment when the host ends: what was accepted completes, what comes
// later is refused; nothing is accepted and then forgotten.
TEST_F(Life, CallsThatRaceWithDestroyCompleteOrAreRefused) {
    start_with_credential();
    for (int round = 0; round < 20; ++round) {
        restart_plugin();
        const acct_session session = plugin->session(bengaluru);
        std::atomic<int> accepted{0};
        std::atomic<bool> refused{false};
        int completed = 0;
        std::vector<std::thread> modules;
        modules.reserve(3);
        for (int i = 0; i < 3; ++i) {
            modules.emplace_back([&] {
                while (!refused) {
                    const auto started = plugin->credentials().call(
                        session, "GET", gstin_path(bengaluru), "",
                        [&](const accounting::Result<std::string>&) { ++completed; });
                    if (started) {
                        ++accepted;
                    } else {
                        EXPECT_EQ(started.error().status, ACCT_ERROR_WRONG_STATE);
                        refused = true;
                    }
                }
            });
        }
        plugin->pump_until([&] { return accepted > 10; }, "modules at work");
        const acct_plugin* handle = plugin->instance().get();
        handle->destroy(handle);
        for (std::thread& module : modules) {
            module.join();
        }
        ASSERT_EQ(completed, accepted) << "in round " << round;
    }
}

// Protects two hosts, or two books, in one process: what one stores the other does not see, and the end of
// one is not the end of the other.
TEST_F(Life, TwoInstancesAreApart) {
    start_with_credential();
    TestHost other_host(folder / "other-data");
    other_host.key = std::string(32, 'o');
    const auto providers = other_host.data_folder / "providers";
    std::filesystem::create_directories(other_host.data_folder);
    std::filesystem::copy(host.data_folder / "providers", providers);
    {
        Running other(other_host);
        other.wait_for_vault();
        EXPECT_FALSE(other.find(key_of(bengaluru)));
        ASSERT_TRUE(other.save(key_of(mumbai), mumbai_user, password(mumbai_user)));
        EXPECT_FALSE(plugin->find(key_of(mumbai)));
        const auto* pages = other.instance().extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
        PageDriver page = plugin->open_page();
        const acct_page_view* view = nullptr;
        EXPECT_EQ(pages->acquire(other.instance().get(), page.id(), &view, nullptr), ACCT_ERROR_UNKNOWN_ID)
            << "pages belong to their instance";
        EXPECT_TRUE(other.call(other.session(mumbai), gstin_path(mumbai)));
    }
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
    EXPECT_TRUE(is_mapped("libtijori.so"));
}

// Protects one user with two windows: two instances over one data folder see what the other stored.
TEST_F(Life, TwoInstancesShareOneFolder) {
    start_with_credential();
    Running other(host);
    EXPECT_EQ(other.wait_for_vault(), ACCT_VAULT_UNLOCKED);
    ASSERT_TRUE(other.find(key_of(bengaluru)));
    ASSERT_TRUE(other.save(key_of(mumbai), mumbai_user, password(mumbai_user)));
    PageDriver page = plugin->open_page();
    page.wait_until([](const SeenView& view) { return view["credentials"].rows.size() == 2; },
                    "what the other instance stored");
    EXPECT_TRUE(plugin->call(plugin->session(mumbai), gstin_path(mumbai)));
}

volatile std::sig_atomic_t broken_pipes = 0;

// Protects hosts that do not ignore SIGPIPE: a connection that breaks is the plugin's business and does not
// end the process. The library is loaded on another thread, because Poco blocks the signal on the thread that
// loads it.
TEST_F(Life, ABrokenConnectionRaisesNoSignal) {
    struct sigaction action {};
    action.sa_handler = [](int) { broken_pipes = broken_pipes + 1; };
    ASSERT_EQ(::sigaction(SIGPIPE, &action, nullptr), 0);
    std::optional<accounting::Library> loaded;
    std::thread loader{[&] {
        auto library = accounting::Library::load(TIJORI_LIBRARY);
        ASSERT_TRUE(library);
        loaded = std::move(*library);
    }};
    loader.join();
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    ASSERT_EQ(::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr), 0);

    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    // cancelled in the midst of an answer
    for (int i = 0; i < 3; ++i) {
        const auto before = sandbox->counters().calls;
        sandbox->fault(R"({"kind":"slow","seconds":600,"where":"call"})");
        bool ended = false;
        const auto call =
            plugin->credentials().call(session, "GET", gstin_path(bengaluru), "",
                                       [&](const accounting::Result<std::string>&) { ended = true; });
        ASSERT_TRUE(call);
        plugin->pump_until([&] { return sandbox->counters().calls > before; }, "a call that hangs");
        (void)plugin->operations()->cancel(plugin->instance().get(), *call, nullptr);
        plugin->pump_until([&] { return ended; }, "the cancelled call");
    }
    // reset by the IRP
    for (const char* kind : {"reset_before", "reset_after", "oversize_body"}) {
        sandbox->fault(std::string(R"({"kind":")") + kind + R"(","where":"call","times":2})");
        (void)plugin->call(session, gstin_path(bengaluru));
        (void)sandbox->admin("POST", "/fault/clear", "{}");
    }
    // gone with kept-alive connections open
    ASSERT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    sandbox->stop();
    EXPECT_FALSE(plugin->call(session, gstin_path(bengaluru)));
    sandbox->start();
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
    sandbox->stop();
    stop_plugin();
    EXPECT_EQ(broken_pipes, 0);
}

}  // namespace
}  // namespace integration
