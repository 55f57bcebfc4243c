// minimal_plugin_test.cpp - the example plugin keeps the ABI's rules towards hosts that make mistakes, since
// people will copy it: a status for each, views that do not change, calls from other threads and after the
// end.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/loader/library.hpp"
#include "acct/settings_page.h"

namespace {

using accounting::string_of;
using accounting::text_of;

constexpr const char* id = "com.example.invoice-numbers";

struct Told {
    std::vector<uint64_t> revisions;
};
void ACCT_CALL note_change(const acct_host* host, acct_page, uint64_t revision) {
    static_cast<Told*>(host->host_data)->revisions.push_back(revision);
}
const void* ACCT_CALL find_service(const acct_host*, const char* wanted) {
    static const acct_host_page page{sizeof(page), &note_change};
    return std::string_view(wanted) == ACCT_EXT_HOST_PAGE ? &page : nullptr;
}

class MinimalPlugin : public testing::Test {
protected:
    void SetUp() override {
        host.size = sizeof(host);
        host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
        host.host_data = &told;
        host.get_extension = &find_service;
        auto loaded = accounting::Library::load(MINIMAL_PLUGIN);
        ASSERT_TRUE(loaded) << loaded.error().message;
        library.emplace(std::move(*loaded));
        auto made = library->create(&host, id);
        ASSERT_TRUE(made) << made.error().message;
        instance.emplace(std::move(*made));
        plugin = instance->get();
        ASSERT_TRUE(instance->init());
        pages = instance->extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
        ASSERT_NE(pages, nullptr);
        ASSERT_EQ(pages->open(plugin, text_of("numbers"), &page, nullptr), ACCT_OK);
    }

    acct_status type(std::string_view text, acct_error* error = nullptr) {
        return pages->set_value(plugin, page, text_of("prefix"), text_of(text), error);
    }
    acct_status save() { return pages->activate(plugin, page, text_of("save"), acct_text{}, {}, nullptr); }
    const acct_page_view* view() {
        const acct_page_view* acquired = nullptr;
        EXPECT_EQ(pages->acquire(plugin, page, &acquired, nullptr), ACCT_OK);
        return acquired;
    }

    Told told;
    acct_host host{};
    std::optional<accounting::Library> library;
    std::optional<accounting::Instance> instance;
    const acct_plugin* plugin = nullptr;
    const acct_settings_pages* pages = nullptr;
    acct_page page = 0;
};

TEST_F(MinimalPlugin, AViewOnLoanStaysAsItWas) {
    ASSERT_EQ(type("KA/"), ACCT_OK);
    const acct_page_view* before = view();
    ASSERT_EQ(type("MH/"), ACCT_OK);
    ASSERT_EQ(save(), ACCT_OK);
    const acct_page_view* after = view();
    ASSERT_EQ(pages->close(plugin, page, nullptr), ACCT_OK);

    EXPECT_EQ(string_of(before->controls[0]->value), "KA/");
    EXPECT_EQ(string_of(before->controls[2]->value), "not chosen yet");
    EXPECT_EQ(string_of(after->controls[2]->value), "MH/0001");
    EXPECT_LT(before->revision, after->revision);
    EXPECT_EQ(told.revisions.back(), after->revision);
    EXPECT_EQ(pages->release(plugin, before->view_id, nullptr), ACCT_OK);
    EXPECT_EQ(pages->release(plugin, after->view_id, nullptr), ACCT_OK);
    EXPECT_EQ(pages->release(plugin, after->view_id, nullptr), ACCT_ERROR_UNKNOWN_ID);
}

TEST_F(MinimalPlugin, AnswersEveryMistake) {
    acct_error error{};
    error.size = sizeof(error);
    const acct_page_view* acquired = nullptr;
    acct_page another = 0;
    EXPECT_EQ(pages->list(nullptr, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->list(plugin, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->open(plugin, text_of("numbers"), nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->open(plugin, acct_text{nullptr, 7}, &another, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->open(plugin, text_of("numbers"), &another, &error), ACCT_ERROR_BUSY);
    EXPECT_EQ(pages->acquire(plugin, page, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->acquire(plugin, 0, &acquired, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->release(plugin, 0, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->set_value(plugin, page + 1, text_of("prefix"), text_of("A"), nullptr),
              ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->set_value(plugin, page, text_of("suffix"), text_of("A"), nullptr),
              ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->set_value(plugin, page, text_of("prefix"), acct_text{nullptr, 7}, nullptr),
              ACCT_ERROR_BAD_TEXT);
    EXPECT_EQ(pages->activate(plugin, page, text_of("save"), text_of("1/edit"), {}, nullptr),
              ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(type(std::string(65, 'A'), &error), ACCT_ERROR_INVALID_VALUE);
    EXPECT_STRNE(error.message, "");
    EXPECT_STRNE(error.next_step, "");
    EXPECT_EQ(plugin->init(plugin, nullptr), ACCT_ERROR_WRONG_STATE);
    EXPECT_FALSE(library->create(&host, "com.example.other"));
    EXPECT_FALSE(library->create(&host, id)) << "it serves one host at a time";
}

TEST_F(MinimalPlugin, TakesTextAndNothingElse) {
    for (const char* bad : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF8\x88\x80\x80\x80", "A\xE0\xA4"}) {
        EXPECT_EQ(type(bad), ACCT_ERROR_BAD_TEXT) << testing::PrintToString(std::string(bad));
    }
    for (const char* good : {"", "KA/", "é", "शाखा", "\xEE\x80\x80", "\xF0\x9F\x93\x92"}) {
        ASSERT_EQ(type(good), ACCT_OK) << good;
        const acct_page_view* shown = view();
        EXPECT_EQ(string_of(shown->controls[0]->value), good);
        EXPECT_EQ(pages->release(plugin, shown->view_id, nullptr), ACCT_OK);
    }
    ASSERT_EQ(save(), ACCT_OK);
    EXPECT_GT(view()->controls[0]->error.size, 0U) << "a picture is text, and no good prefix";
}

TEST_F(MinimalPlugin, RefusesOtherThreads) {
    std::thread([this] {
        acct_page another = 0;
        EXPECT_EQ(type("KA/"), ACCT_ERROR_WRONG_THREAD);
        EXPECT_EQ(pages->open(plugin, text_of("numbers"), &another, nullptr), ACCT_ERROR_WRONG_THREAD);
        EXPECT_EQ(pages->close(plugin, page, nullptr), ACCT_ERROR_WRONG_THREAD);
        plugin->destroy(plugin);
        EXPECT_NE(plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE), nullptr) << "destroy had an effect";
    }).join();
    EXPECT_EQ(type("KA/"), ACCT_OK);
}

TEST_F(MinimalPlugin, AnswersAfterItsEndAndStartsAgain) {
    plugin->destroy(plugin);
    plugin->destroy(plugin);
    plugin->on_main_thread(plugin);
    EXPECT_EQ(type("KA/"), ACCT_ERROR_WRONG_STATE);
    EXPECT_EQ(plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE), nullptr);
    EXPECT_EQ(plugin->init(plugin, nullptr), ACCT_ERROR_WRONG_STATE);

    auto next = library->create(&host, id);
    ASSERT_TRUE(next);
    ASSERT_TRUE(next->init());
    EXPECT_EQ(type("KA/"), ACCT_ERROR_UNKNOWN_ID) << "its pages went with it";
    EXPECT_EQ(pages->open(plugin, text_of("numbers"), &page, nullptr), ACCT_OK);
    EXPECT_EQ(type("KA/"), ACCT_OK);
}

}  // namespace
