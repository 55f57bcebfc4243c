// views_test.cpp - the lent views of a page: never changing, valid as long as they are on loan.
#include "desk.hpp"

namespace integration {
namespace {

class Views : public Desk {
protected:
    void SetUp() override {
        start_plugin();
        plugin->wait_for_vault();
        handle = plugin->instance().get();
        pages = plugin->instance().extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
    }
    const acct_page_view* acquire(acct_page page) const {
        const acct_page_view* view = nullptr;
        EXPECT_EQ(pages->acquire(handle, page, &view, nullptr), ACCT_OK);
        return view;
    }
    const acct_plugin* handle = nullptr;
    const acct_settings_pages* pages = nullptr;
};

// Protects a renderer that draws slowly: what it holds does not change while the page goes on, and it can be
// given back exactly once.
TEST_F(Views, DoNotChangeWhileLaterRevisionsCome) {
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    const acct_page_view* held = acquire(page.id());
    const SeenView before = copy_of(*held);
    std::uint64_t last = before.revision;
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(page.set("user-name", "name-" + std::to_string(i)));
        const SeenView now = page.look();
        EXPECT_GT(now.revision, last);
        last = now.revision;
    }
    EXPECT_TRUE(page.press("save"));
    page.settle();
    EXPECT_TRUE(copy_of(*held) == before);
    const std::uint64_t id = held->view_id;
    EXPECT_EQ(pages->release(handle, id, nullptr), ACCT_OK);
    EXPECT_EQ(pages->release(handle, id, nullptr), ACCT_ERROR_UNKNOWN_ID) << "given back once";
}

// Protects the meaning of the revision: looking changes nothing, so a host that compares revisions rests.
TEST_F(Views, LookingMakesNoRevision) {
    PageDriver page = plugin->open_page();
    const SeenView first = page.wait_for("save");
    plugin->pump();
    EXPECT_EQ(page.look().revision, page.look().revision);
    ASSERT_TRUE(page.set("user-name", ""));
    EXPECT_TRUE(page.look() == first) << "nor does setting what is set";
    const acct_page_view* one = acquire(page.id());
    const acct_page_view* two = acquire(page.id());
    EXPECT_NE(one->view_id, two->view_id) << "each loan is given back by itself";
    EXPECT_EQ(pages->release(handle, one->view_id, nullptr), ACCT_OK);
    EXPECT_EQ(copy_of(*two).revision, first.revision);
    EXPECT_EQ(pages->release(handle, two->view_id, nullptr), ACCT_OK);
}

// Protects a host that closes a page while another part of it still draws.
TEST_F(Views, OutliveTheirPage) {
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    const acct_page_view* held = acquire(page.id());
    const SeenView before = copy_of(*held);
    page.close();
    EXPECT_TRUE(copy_of(*held) == before);
    EXPECT_EQ(pages->release(handle, held->view_id, nullptr), ACCT_OK);
}

// Protects a host that draws once more while it closes down: plugin.h says that views stay until deinit.
TEST_F(Views, OutliveDestroy) {
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    const acct_page_view* held = acquire(page.id());
    const SeenView before = copy_of(*held);
    page.close();
    handle->destroy(handle);
    EXPECT_TRUE(copy_of(*held) == before);
    EXPECT_EQ(pages->release(handle, held->view_id, nullptr), ACCT_ERROR_WRONG_STATE);
    EXPECT_TRUE(copy_of(*held) == before);
}

// Protects the renderers, which know nothing of GST: what a view says of its controls is complete.
TEST_F(Views, AreCompleteForAnyRenderer) {
    PageDriver page = plugin->open_page();
    const SeenView view = page.wait_for("save");
    EXPECT_EQ(view.title, "API credentials");
    ASSERT_FALSE(view.breadcrumbs.empty());
    EXPECT_EQ(view.breadcrumbs.back(), view.title);
    std::set<std::string> ids;
    for (const SeenControl& control : view.controls) {
        EXPECT_FALSE(control.id.empty());
        EXPECT_TRUE(ids.insert(control.id).second) << control.id << " is there twice";
        const bool typed = control.kind == ACCT_CONTROL_INPUT || control.kind == ACCT_CONTROL_SECRET ||
                           control.kind == ACCT_CONTROL_CHOICE;
        if (typed || control.kind == ACCT_CONTROL_BUTTON) {
            EXPECT_FALSE(control.label.empty()) << control.id;
        }
        if (control.kind == ACCT_CONTROL_SECRET) {
            EXPECT_TRUE(control.value.empty()) << control.id;
        }
    }
}

// Protects what was typed before: bytes that are no text are refused, and the page says so, as the header
// promises.
TEST_F(Views, SayThatAValueWasNoText) {
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    ASSERT_TRUE(page.set("user-name", "API_before"));
    for (const char* bad : {"\xFF", "abc\xC0\x80", "\xED\xA0\x80", "\xE2\x82"}) {
        const auto refused = page.set("user-name", bad);
        ASSERT_FALSE(refused);
        EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_BAD_TEXT, "VALUE-ENCODING", "user-name"));
        const SeenView view = page.look();
        EXPECT_EQ(view["user-name"].value, "API_before");
        EXPECT_FALSE(view["user-name"].error.empty()) << "the next view says so";
    }
    ASSERT_TRUE(page.set("user-name", "API_after"));
    EXPECT_TRUE(page.look()["user-name"].error.empty()) << "and forgets it when it was mended";
    const auto endless = page.set("user-name", std::string(std::size_t{1024} * 1024, 'x'));
    ASSERT_FALSE(endless);
    EXPECT_TRUE(is_clear(endless.error(), ACCT_ERROR_INVALID_VALUE, "VALUE-TOO-LONG", "user-name"));
    EXPECT_EQ(page.look()["user-name"].value, "API_after");
}

// Protects two tabs of one user from each other: each page has typing of its own, both see what is stored.
TEST_F(Views, OfTwoPagesAreApart) {
    start_sandbox();
    restart_plugin();
    PageDriver one = plugin->open_page();
    PageDriver two = plugin->open_page();
    one.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    two.wait_for("save");
    EXPECT_EQ(two.look()["user-name"].value, "");
    EXPECT_FALSE(two.look()["password"].holds_secret());
    ASSERT_TRUE(one.press("save"));
    two.wait_for("credentials");
    EXPECT_FALSE(two.look().has("result")) << "the notice belongs to the page that saved";
    EXPECT_EQ(one.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
}

}  // namespace
}  // namespace integration
