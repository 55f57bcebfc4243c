// loader_test.cpp - the loader refuses what is no plugin and says why; and what the library's entry promises.
#define BOOST_DLL_USE_STD_FS  // as in the SDK's loader: one program, one Boost.DLL
#include <boost/dll/shared_library.hpp>

#include "acct/plugin.h"
#include "desk.hpp"

namespace integration {
namespace {

// Protects the user who reads why a plugin is not in the list: file, reason, next step.
void expect_refused(const std::filesystem::path& file, const std::string& code) {
    const auto library = accounting::Library::load(file);
    ASSERT_FALSE(library) << file;
    EXPECT_TRUE(is_clear(library.error(), library.error().status, code));
    EXPECT_NE(library.error().message.find(file.string()), std::string::npos) << "which file";
}

const std::filesystem::path fixtures = FIXTURES;

TEST(Loader, RefusesAMissingFile) {
    expect_refused(fixtures / "there-is-none.so", "PLUGIN-MISSING");
}

TEST(Loader, RefusesWhatIsNoLibrary) {
    const ScratchFolder folder;
    write_to(folder / "text.so", "This is a text and not a library.\n");
    expect_refused(folder / "text.so", "PLUGIN-NOT-LOADABLE");
    write_to(folder / "empty.so", "");
    expect_refused(folder / "empty.so", "PLUGIN-NOT-LOADABLE");
    // a library that was cut off while it was copied
    write_to(folder / "torn.so", content_of(TIJORI_LIBRARY).substr(0, 3000));
    expect_refused(folder / "torn.so", "PLUGIN-NOT-LOADABLE");
    std::filesystem::create_directory(folder / "folder.so");
    expect_refused(folder / "folder.so", "PLUGIN-NOT-LOADABLE");
}

TEST(Loader, RefusesOddPluginsEachForItsReason) {
    expect_refused(fixtures / "no_entry.so", "PLUGIN-NO-ENTRY");
    expect_refused(fixtures / "other_abi.so", "PLUGIN-OTHER-ABI");
    expect_refused(fixtures / "small_entry.so", "PLUGIN-ENTRY-TOO-SMALL");
    expect_refused(fixtures / "incomplete.so", "PLUGIN-ENTRY-INCOMPLETE");
    expect_refused(fixtures / "no_factory.so", "PLUGIN-NO-FACTORY");
    for (const char* name : {"no_entry.so", "other_abi.so", "small_entry.so", "incomplete.so",
                             "no_factory.so", "failing_init.so"}) {
        EXPECT_FALSE(is_mapped(name)) << "what is refused is unloaded";
    }
}

TEST(Loader, PassesOnWhyInitFailed) {
    const auto library = accounting::Library::load(fixtures / "failing_init.so");
    ASSERT_FALSE(library);
    EXPECT_TRUE(is_clear(library.error(), ACCT_ERROR_CONFIGURATION, "ODD-INIT"));
    EXPECT_NE(library.error().message.find("It does not want to."), std::string::npos);
    EXPECT_FALSE(is_mapped("failing_init.so"));
}

TEST(Loader, RefusesSuccessWithoutAnInstance) {
    const TestHost host("/nowhere");
    const auto library = accounting::Library::load(fixtures / "no_instance.so");
    ASSERT_TRUE(library);
    EXPECT_TRUE(library->plugins().empty()) << "a NULL descriptor is passed over";
    const auto made = library->create(&host.table, "any");
    ASSERT_FALSE(made);
    EXPECT_TRUE(is_clear(made.error(), ACCT_ERROR_FAILED, "PLUGIN-NO-INSTANCE"));
}

// Protects hosts on platforms where a plugin says that it must not be unloaded.
TEST(Loader, KeepsAResidentLibraryMapped) {
    (void)accounting::Library::load(fixtures / "resident.so");
    EXPECT_TRUE(is_mapped("resident.so"));
}

// Protects the list of plugins: one bad file in a folder hides no good one, and is told.
TEST(Loader, DiscoversPluginsNextToBadFiles) {
    const ScratchFolder folder;
    std::filesystem::create_symlink(TIJORI_LIBRARY, folder / "a-tijori.so");
    std::filesystem::create_symlink(TIJORI_LIBRARY, folder / "b-the-same-again.so");
    write_to(folder / "c-text.so", "text");
    write_to(folder / "d-notes.txt", "not looked at");
    const accounting::Discovery found =
        accounting::discover({folder / "no-such-folder", folder.path(), fixtures});
    std::size_t tijoris = 0;
    for (const accounting::Library& library : found.libraries) {
        for (const accounting::PluginInfo& plugin : library.plugins()) {
            tijoris += plugin.id == plugin_id ? 1U : 0U;
        }
    }
    EXPECT_EQ(tijoris, 1U);
    std::string reasons;
    for (const accounting::Error& error : found.refused) {
        reasons += error.code + " ";
    }
    for (const char* reason : {"PLUGIN-DUPLICATE", "PLUGIN-NOT-LOADABLE", "PLUGIN-NO-ENTRY"}) {
        EXPECT_NE(reasons.find(reason), std::string::npos) << reasons;
    }
    EXPECT_EQ(reasons.find("PLUGIN-MISSING"), std::string::npos) << reasons;
}

// Protects the menu of plugins.
TEST(Loader, TellsWhatThePluginIs) {
    const auto library = accounting::Library::load(TIJORI_LIBRARY);
    ASSERT_TRUE(library) << library.error().message;
    const auto plugins = library->plugins();
    ASSERT_EQ(plugins.size(), 1U);
    EXPECT_EQ(plugins[0].id, plugin_id);
    EXPECT_EQ(plugins[0].name, "Tijori");
    EXPECT_FALSE(plugins[0].version.empty());
    EXPECT_FALSE(plugins[0].description.empty());
    const TestHost host("/nowhere");
    const auto other = library->create(&host.table, "in.tijori.something-else");
    ASSERT_FALSE(other);
    EXPECT_TRUE(is_clear(other.error(), ACCT_ERROR_UNKNOWN_ID, "NO-SUCH-PLUGIN"));
}

// ---- the entry, without the loader

class Entry : public ::testing::Test {
protected:
    boost::dll::shared_library library{TIJORI_LIBRARY};
    const acct_plugin_entry& entry = library.get<const acct_plugin_entry>(ACCT_ENTRY_SYMBOL);
    acct_status init() const { return entry.init(accounting::text_of(TIJORI_LIBRARY), nullptr); }
};

// Protects a process in which a wrapper and the host both use the library: the last one switches off the
// light.
TEST_F(Entry, CountsInitAndDeinit) {
    EXPECT_EQ(entry.get_factory(ACCT_PLUGIN_FACTORY_ID), nullptr) << "before init";
    EXPECT_EQ(init(), ACCT_OK);
    EXPECT_EQ(init(), ACCT_OK);
    entry.deinit();
    EXPECT_NE(entry.get_factory(ACCT_PLUGIN_FACTORY_ID), nullptr) << "one user is left";
    entry.deinit();
    EXPECT_EQ(entry.get_factory(ACCT_PLUGIN_FACTORY_ID), nullptr) << "none is left";
    entry.deinit();
    EXPECT_EQ(init(), ACCT_OK) << "one deinit too many does not count";
    EXPECT_NE(entry.get_factory(ACCT_PLUGIN_FACTORY_ID), nullptr);
    EXPECT_EQ(entry.get_factory("acct.plugin-factory/2"), nullptr);
    EXPECT_EQ(entry.get_factory(nullptr), nullptr);
    entry.deinit();
}

// Protects against hosts that make instances at the wrong time or of the wrong kind.
TEST_F(Entry, CreateChecksItsHost) {
    ASSERT_EQ(init(), ACCT_OK);
    const auto* factory = static_cast<const acct_plugin_factory*>(entry.get_factory(ACCT_PLUGIN_FACTORY_ID));
    EXPECT_EQ(factory->descriptor(1), nullptr);
    TestHost host("/nowhere");
    const acct_plugin* made = nullptr;
    const auto create = [&](const acct_host* with, const char* id, const acct_plugin** to) {
        return factory->create(with, id != nullptr ? accounting::text_of(id) : acct_text{}, to, nullptr);
    };
    EXPECT_EQ(create(nullptr, plugin_id, &made), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(create(&host.table, nullptr, &made), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(create(&host.table, plugin_id, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    host.table.size = 8;
    EXPECT_EQ(create(&host.table, plugin_id, &made), ACCT_ERROR_BAD_ARGUMENT) << "a smaller host table";
    host.table.size = sizeof(host.table);
    host.table.abi_version.major = ACCT_ABI_MAJOR + 1;
    EXPECT_EQ(create(&host.table, plugin_id, &made), ACCT_ERROR_UNSUPPORTED);
    host.table.abi_version.major = ACCT_ABI_MAJOR;
    EXPECT_EQ(made, nullptr);
    entry.deinit();
    EXPECT_EQ(create(&host.table, plugin_id, &made), ACCT_ERROR_WRONG_STATE) << "after the last deinit";
}

// Protects a host that forgot destroy: the last deinit ends what is left, threads and all.
TEST_F(Entry, TheLastDeinitEndsInstancesThatWereLeft) {
    const ScratchFolder folder;
    TestHost host(folder / "data");
    const std::size_t threads = thread_count();
    ASSERT_EQ(init(), ACCT_OK);
    const auto* factory = static_cast<const acct_plugin_factory*>(entry.get_factory(ACCT_PLUGIN_FACTORY_ID));
    const acct_plugin* plugin = nullptr;
    ASSERT_EQ(factory->create(&host.table, accounting::text_of(plugin_id), &plugin, nullptr), ACCT_OK);
    ASSERT_EQ(plugin->init(plugin, nullptr), ACCT_OK);
    EXPECT_GT(thread_count(), threads);
    entry.deinit();
    EXPECT_TRUE(becomes(&thread_count, threads));
}

}  // namespace
}  // namespace integration
