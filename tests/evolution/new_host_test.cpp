// new_host_test.cpp - a host of a later release: this SDK's loader and glue and Munim's view reader, compiled
// against headers in which every struct has grown (evolve.py), with plugins of the first release, of that
// later release, and Tijori.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/host_services.h"
#include "acct/loader/library.hpp"
#include "plugins/view_json.hpp"
#include "scratch_folder.hpp"

namespace {

using accounting::first_size;
using accounting::string_of;
using accounting::text_of;

// What evolve.py appended, and the struct's first size is what it was.
template <typename Struct>
constexpr bool grew_by(std::size_t bytes) {
    return sizeof(Struct) == (first_size<Struct> + 7) / 8 * 8 + bytes;
}
template <typename... Struct>
constexpr bool all_grew = (grew_by<Struct>(sizeof(uint64_t)) && ...);

// Protects older peers: a first size that grew with its struct turns them away.
static_assert(all_grew<acct_error, acct_option, acct_credential_key, acct_plugin, acct_plugin_descriptor,
                       acct_plugin_factory, acct_plugin_entry, acct_host, acct_operation_result,
                       acct_operations, acct_credential_info, acct_credential_input, acct_call_request,
                       acct_credentials, acct_vault, acct_page_view, acct_control, acct_cell, acct_row,
                       acct_row_action, acct_settings_pages, acct_entity, acct_host_entities,
                       acct_host_storage, acct_host_log, acct_host_notify, acct_host_unlock_secret,
                       acct_host_open_url, acct_host_locale, acct_host_network, acct_host_page>);
static_assert(grew_by<acct_page_info>(sizeof(acct_text) + sizeof(uint64_t)));

std::vector<std::string> told;

const void* ACCT_CALL get_service(const acct_host*, const char* id) {
    static acct_host_notify first{};
    first.size = sizeof(first);
    first.notify = [](const acct_host*, uint32_t, acct_text title, acct_text body, acct_text) {
        told.push_back("1 " + string_of(title) + ": " + string_of(body));
    };
    static acct_host_notify_2 second{};
    second.size = sizeof(second);
    second.notify = [](const acct_host*, const acct_notice* notice, acct_error*) -> acct_status {
        told.push_back("2 " + string_of(notice->title) + ": " + string_of(notice->body));
        return ACCT_OK;
    };
    if (std::strcmp(id, ACCT_EXT_HOST_NOTIFY_2) == 0) {
        return &second;
    }
    return std::strcmp(id, ACCT_EXT_HOST_NOTIFY) == 0 ? &first : nullptr;
}

acct_host new_host() {
    acct_host host{};
    host.size = sizeof(host);
    host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.name = text_of("A later host");
    host.get_extension = &get_service;
    return host;
}

class NewHost : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        told.clear();
        auto loaded = accounting::Library::load(GetParam());
        ASSERT_TRUE(loaded) << loaded.error().message;
        ASSERT_EQ(loaded->plugins().size(), 1U);
        is_new = loaded->plugins()[0].version == "2.0";
        ASSERT_EQ(is_new, std::strcmp(GetParam(), NEW_PLUGIN) == 0);
        auto made = loaded->create(&host, "example.desk");
        ASSERT_TRUE(made) << made.error().message;
        plugin = std::move(*made);
        ASSERT_TRUE(plugin.init());
        table = plugin.extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
        ASSERT_NE(table, nullptr);
    }

    acct_host host = new_host();
    accounting::Instance plugin;
    const acct_settings_pages* table = nullptr;
    bool is_new = false;
};

INSTANTIATE_TEST_SUITE_P(Plugins, NewHost, ::testing::Values(OLD_PLUGIN, NEW_PLUGIN),
                         [](const auto& plugin) { return plugin.index == 0 ? "Old" : "New"; });

// Example 1: the new field is read where it is there, and only there.
TEST_P(NewHost, ReadsANewFieldWhereItIsThere) {
    std::string icon;
    ASSERT_EQ(table->list(
                  plugin.get(), &icon,
                  [](void* context, const acct_page_info* info) {
                      const bool has = accounting::covers(info->size, info, &info->icon, sizeof(info->icon));
                      *static_cast<std::string*>(context) = has ? string_of(info->icon) : "none";
                  },
                  nullptr),
              ACCT_OK);
    EXPECT_EQ(icon, is_new ? "table-lamp" : "none");
}

// Example 2: and whoever does not know the new kind, as Munim's reader, takes it as text.
TEST_P(NewHost, ReadsAPageThatAnOlderPluginMade) {
    const acct_page_view* view = nullptr;
    ASSERT_EQ(table->acquire(plugin.get(), 1, &view, nullptr), ACCT_OK);
    const acct_control* day = view->controls[0];
    ASSERT_TRUE(munim::readable(day)) << "an older plugin's control is smaller, and good";
    EXPECT_EQ(day->kind, is_new ? ACCT_CONTROL_DATE : ACCT_CONTROL_INPUT);
    const std::string json = munim::view_json(*view);
    EXPECT_NE(json.find("2027-03-31"), std::string::npos) << json;
    EXPECT_NE(json.find(is_new ? R"("kind":"text")" : R"("kind":"input")"), std::string::npos) << json;
}

// Example 3: both versions of the service are there; each plugin takes the newest that it knows.
TEST_P(NewHost, OffersBothVersionsOfAService) {
    EXPECT_EQ(table->activate(plugin.get(), 1, text_of("day"), {}, {}, nullptr), ACCT_OK);
    EXPECT_EQ(told, std::vector<std::string>{is_new ? "2 Desk: The lamp is on." : "1 Desk: The lamp is on."});
}

// Protects the words of an error: they arrive, however large the reader's struct.
TEST_P(NewHost, ReadsTheErrorOfAnOlderPlugin) {
    acct_page page = 0;
    acct_error error = accounting::empty_error();
    EXPECT_EQ(table->open(plugin.get(), text_of("cellar"), &page, &error), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_STREQ(error.message, "There is no such page.");
    EXPECT_EQ(error.grown_later, is_new ? 7U : 0U);
}

// Tijori is a plugin of today's headers; a host of tomorrow's lists and reads its page.
TEST(NewHostWithTijori, ReadsItsPages) {
    const ScratchFolder folder;
    // No thread runs yet.
    ASSERT_EQ(::setenv("XDG_DATA_HOME", folder.path().c_str(), 1), 0);  // NOLINT(concurrency-mt-unsafe)
    acct_host host = new_host();
    auto library = accounting::Library::load(TIJORI_LIBRARY);
    ASSERT_TRUE(library) << library.error().message;
    auto plugin = library->create(&host, "in.tijori.credentials");
    ASSERT_TRUE(plugin) << plugin.error().message;
    ASSERT_TRUE(plugin->init());
    const accounting::SettingsPages pages{*plugin};
    ASSERT_TRUE(pages);
    auto page = pages.open("api-credentials");
    ASSERT_TRUE(page) << page.error().message;
    const auto view = pages.acquire(*page);
    ASSERT_TRUE(view);
    const acct_page_view& drawn = **view;
    ASSERT_GT(drawn.control_count, 0U);
    EXPECT_TRUE(munim::readable(drawn.controls[0]));
    EXPECT_TRUE(accounting::CredentialsService{*plugin});
    EXPECT_TRUE(accounting::Vault{*plugin});
}

}  // namespace
