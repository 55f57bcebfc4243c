// reentrance_test.cpp - calls into the plugin from inside its calls into the host.
#include <thread>

#include "desk.hpp"

namespace integration {
namespace {

using Reentrance = Desk;

// Protects hosts that draw at once when they are told of a change.
TEST_F(Reentrance, APageIsAcquiredInsideChanged) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    std::uint64_t drawn = 0;
    host.on_changed = [&](acct_page changed, std::uint64_t revision) {
        if (changed == page.id()) {
            const auto view = page.pages().acquire(changed);
            ASSERT_TRUE(view);
            EXPECT_EQ((*view)->revision, revision);
            EXPECT_GT(revision, drawn);
            drawn = revision;
            plugin->instance().on_main_thread();  // harmless here, too
        }
    };
    page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
    EXPECT_EQ(drawn, page.look().revision) << "told of the last revision";
    host.on_changed = nullptr;
}

// Protects hosts whose toolkit answers a redraw with an event of its own: values set, buttons pressed and the
// page closed from within.
TEST_F(Reentrance, APageIsTypedIntoAndClosedInsideChanged) {
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    int depth = 0;
    host.on_changed = [&](acct_page, std::uint64_t) {
        if (++depth == 1) {
            EXPECT_TRUE(page.set("user-name", "from within"));
            EXPECT_TRUE(page.press("save"));
        } else if (depth == 4) {
            page.close();
        }
    };
    ASSERT_TRUE(page.set("user-name", "from outside"));
    host.on_changed = nullptr;
    if (page.id() != 0) {
        EXPECT_EQ(page.look()["user-name"].value, "from within");
    }
    // closing in the midst of a press
    PageDriver other = plugin->open_page();
    other.wait_for("save");
    host.on_changed = [&](acct_page, std::uint64_t) { other.close(); };
    EXPECT_TRUE(other.press("save"));
    host.on_changed = nullptr;
    EXPECT_EQ(other.id(), 0U);
    plugin->pump();
    EXPECT_TRUE(plugin->open_page().wait_for("save").has("save")) << "the plugin goes on";
}

// Protects modules that chain their work: from a completion the next operation is started, a page opened, the
// main thread pumped.
TEST_F(Reentrance, ACompletionStartsTheNextOperation) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    int ended = 0;
    accounting::Completion next = [&](const accounting::Result<std::string>& answer) {
        EXPECT_TRUE(answer);
        plugin->instance().on_main_thread();
        EXPECT_TRUE(plugin->find(key_of(bengaluru)));
        (void)plugin->open_page().look();
        if (++ended < 3) {
            EXPECT_TRUE(plugin->credentials().call(session, "GET", gstin_path(bengaluru), "", next));
        }
    };
    ASSERT_TRUE(plugin->credentials().call(session, "GET", gstin_path(bengaluru), "", next));
    plugin->pump_until([&] { return ended == 3; }, "three completions");
}

// Protects hosts that look something up while a list is told to them.
TEST_F(Reentrance, AReceiverAsksAgain) {
    start_with_credential();
    struct Context {
        Running* plugin;
        int told = 0;
    } context{plugin.get()};
    const auto* service = plugin->instance().extension<acct_credentials>(ACCT_EXT_CREDENTIALS);
    EXPECT_EQ(service->list(
                  plugin->instance().get(), &context,
                  [](void* to, const acct_credential_info* info) {
                      auto& asked = *static_cast<Context*>(to);
                      ++asked.told;
                      EXPECT_TRUE(asked.plugin->find(key_of(accounting::string_of(info->gstin))));
                      EXPECT_NE(asked.plugin->session(accounting::string_of(info->gstin)), 0U);
                  },
                  nullptr),
              ACCT_OK);
    EXPECT_EQ(context.told, 1);
}

// Protects hosts whose list of companies is itself drawn by a page.
TEST_F(Reentrance, TheHostsListAsksThePlugin) {
    start_plugin();
    plugin->wait_for_vault();
    bool inside = false;
    host.on_entities = [&] {
        if (!inside) {
            inside = true;
            EXPECT_TRUE(plugin->credentials().list());
            (void)plugin->open_page().look();
            plugin->instance().on_main_thread();
            inside = false;
        }
    };
    EXPECT_TRUE(plugin->open_page().wait_for("save").has("save"));
}

// Protects a page that is being drawn, and asks the host for the local time meanwhile: what comes back finds
// it as it was. Results wait until it is drawn, typing is refused, and a page that was closed is not drawn
// any further.
TEST_F(Reentrance, APageIsLeftAloneWhileItIsDrawn) {
    start_with_credential();
    PageDriver page = plugin->open_page("vault");
    page.wait_for("audit");
    bool ended = false;
    ASSERT_TRUE(plugin->credentials().remove(key_of(mumbai),
                                             [&](const accounting::Result<std::string>&) { ended = true; }));
    while (!host.main_thread_requested()) {
        std::this_thread::yield();
    }
    int asked = 0;
    host.on_time = [&] {
        if (++asked == 1) {
            plugin->instance().on_main_thread();
            EXPECT_FALSE(ended) << "its results would be drawn from under the page";
            EXPECT_FALSE(page.set("audit-file", "/from/within"));
            EXPECT_GT(page.look().revision, 0U);
        }
    };
    ASSERT_TRUE(page.set("audit-file", "/from/outside"));
    host.on_time = nullptr;
    EXPECT_GT(asked, 1) << "the page shows times";
    EXPECT_EQ(page.look()["audit-file"].value, "/from/outside");
    plugin->pump_until([&] { return ended; }, "the result that waited");

    host.on_time = [&] {
        if (page.id() != 0) {
            page.close();
        }
    };
    EXPECT_TRUE(page.set("audit-file", "/once/more"));
    host.on_time = nullptr;
    EXPECT_TRUE(plugin->open_page("vault").wait_for("audit").has("audit")) << "the plugin goes on";
}

// Protects hosts that close down in answer to a result: destroy from within a completion. Whatever else is
// due is delivered before destroy returns.
TEST_F(Reentrance, ACompletionDestroysTheInstance) {
    start_with_credential();
    const std::size_t with_plugin = thread_count();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(R"({"kind":"slow","seconds":20,"where":"call","times":100})");
    const acct_plugin* handle = plugin->instance().get();
    int calls_ended = 0;
    bool destroyed = false;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(plugin->credentials().call(session, "GET", gstin_path(bengaluru), "",
                                               [&](const accounting::Result<std::string>& answer) {
                                                   EXPECT_FALSE(answer);
                                                   ++calls_ended;
                                               }));
    }
    // refused without the network
    ASSERT_TRUE(plugin->credentials().remove(key_of(mumbai), [&](const accounting::Result<std::string>&) {
        handle->destroy(handle);
        EXPECT_EQ(calls_ended, 3) << "completions come before destroy returns";
        destroyed = true;
    }));
    plugin->pump_until([&] { return destroyed; }, "the completion that destroys");
    EXPECT_EQ(calls_ended, 3);
    EXPECT_LT(thread_count(), with_plugin);
}

}  // namespace
}  // namespace integration
