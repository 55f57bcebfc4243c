// old_host_test.cpp - a host of the first release: knows the C headers of that time and nothing newer, and
// loads plugins of its own time and of a later one.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "acct/host_services.h"
#include "acct/settings_page.h"

#ifdef ACCT_CONTROL_DATE
#error "this host is compiled against the headers of the first release"
#endif

namespace {

std::string string_of(acct_text text) {
    return text.data == nullptr ? std::string{} : std::string{text.data, static_cast<std::size_t>(text.size)};
}

acct_text text_of(const char* text) {
    return {text, std::strlen(text)};
}

// Draws what it knows; another kind as text, as settings_page.h says.
std::string drawn(const acct_control& control) {
    switch (control.kind) {
        case ACCT_CONTROL_INPUT:
            return "[" + string_of(control.label) + ": " + string_of(control.value) + "]";
        default:
            return string_of(control.label) + ": " + string_of(control.value);
    }
}

std::vector<std::string> told;  // by notify

const void* ACCT_CALL get_service(const acct_host*, const char* id) {
    static acct_host_notify notify{};
    notify.size = sizeof(notify);
    notify.notify = [](const acct_host*, uint32_t, acct_text title, acct_text body, acct_text) {
        told.push_back(string_of(title) + ": " + string_of(body));
    };
    return std::strcmp(id, ACCT_EXT_HOST_NOTIFY) == 0 ? &notify : nullptr;
}

class OldHost : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        told.clear();
        library = ::dlopen(GetParam(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(library, nullptr) << ::dlerror();  // NOLINT(concurrency-mt-unsafe)
        entry = static_cast<const acct_plugin_entry*>(::dlsym(library, ACCT_ENTRY_SYMBOL));
        ASSERT_NE(entry, nullptr);
        ASSERT_EQ(entry->abi_version.major, ACCT_ABI_MAJOR);
        ASSERT_GE(entry->size, sizeof(acct_plugin_entry));
        ASSERT_EQ(entry->init(text_of(GetParam()), nullptr), ACCT_OK);
        const auto* factory =
            static_cast<const acct_plugin_factory*>(entry->get_factory(ACCT_PLUGIN_FACTORY_ID));
        ASSERT_NE(factory, nullptr);
        host.size = sizeof(host);
        host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
        host.get_extension = &get_service;
        version = string_of(factory->descriptor(0)->version);
        ASSERT_EQ(factory->create(&host, {"example.desk", 12}, &plugin, nullptr), ACCT_OK);
        ASSERT_EQ(plugin->init(plugin, nullptr), ACCT_OK);
        pages =
            static_cast<const acct_settings_pages*>(plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE));
        ASSERT_NE(pages, nullptr);
        is_new = std::strcmp(GetParam(), NEW_PLUGIN) == 0;
        ASSERT_EQ(version, is_new ? "2.0" : "1.0");
    }
    void TearDown() override {
        if (plugin != nullptr) {
            plugin->destroy(plugin);
        }
        if (entry != nullptr) {
            entry->deinit();
        }
        if (library != nullptr) {
            ::dlclose(library);
        }
    }

    void* library = nullptr;
    const acct_plugin_entry* entry = nullptr;
    const acct_plugin* plugin = nullptr;
    const acct_settings_pages* pages = nullptr;
    acct_host host{};
    std::string version;
    bool is_new = false;
};

INSTANTIATE_TEST_SUITE_P(Plugins, OldHost, ::testing::Values(OLD_PLUGIN, NEW_PLUGIN),
                         [](const auto& plugin) { return plugin.index == 0 ? "Old" : "New"; });

// Example 1: what was appended lies behind what this host reads.
TEST_P(OldHost, ReadsAStructThatHasGrown) {
    std::vector<std::string> found;
    ASSERT_EQ(pages->list(
                  plugin, &found,
                  [](void* context, const acct_page_info* info) {
                      auto& to = *static_cast<std::vector<std::string>*>(context);
                      to.push_back(string_of(info->id) + "/" + string_of(info->title));
                      to.push_back(info->size > sizeof(acct_page_info) ? "grown" : "as known");
                  },
                  nullptr),
              ACCT_OK);
    EXPECT_EQ(found, (std::vector<std::string>{"desk/Desk", is_new ? "grown" : "as known"}));
}

// Example 2: a kind that this host does not know is drawn as text, and nothing of it is lost.
TEST_P(OldHost, DrawsAnUnknownKindAsText) {
    const acct_page_view* view = nullptr;
    ASSERT_EQ(pages->acquire(plugin, 1, &view, nullptr), ACCT_OK);
    ASSERT_EQ(view->control_count, 1U);
    EXPECT_EQ(drawn(*view->controls[0]), is_new ? "Valid until: 2027-03-31" : "[Valid until: 2027-03-31]");
    EXPECT_EQ(pages->release(plugin, view->view_id, nullptr), ACCT_OK);
}

// Example 3: the plugin falls back to the version of the service that this host has.
TEST_P(OldHost, IsToldByTheVersionItKnows) {
    EXPECT_EQ(pages->activate(plugin, 1, text_of("day"), {}, {}, nullptr), ACCT_OK);
    EXPECT_EQ(told, std::vector<std::string>{"Desk: The lamp is on."});
}

// Protects the host's stack: nothing is written behind the size that the host gave.
TEST_P(OldHost, GetsNoMoreOfAnErrorThanItHasRoomFor) {
    struct {
        acct_error error;
        unsigned char behind[64];
    } room{};
    std::memset(room.behind, 0xA5, sizeof(room.behind));
    room.error.size = sizeof(room.error);
    acct_page page = 0;
    EXPECT_EQ(pages->open(plugin, text_of("cellar"), &page, &room.error), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_STREQ(room.error.message, "There is no such page.");
    for (const unsigned char byte : room.behind) {
        ASSERT_EQ(byte, 0xA5);
    }
}

}  // namespace
