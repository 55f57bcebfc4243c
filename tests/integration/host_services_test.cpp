// host_services_test.cpp - every host service is optional: the plugin works without each, without all, and
// when one fails.
#include <cstdlib>

#include "desk.hpp"

namespace integration {
namespace {

// A host that lacks some services, or whose services fail; where files go when it does not say is in the
// scratch folder.
class HostServices : public Desk {
protected:
    HostServices() {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread is there yet
        ::setenv("XDG_DATA_HOME", (folder / "xdg").c_str(), 1);
    }

    // Enters, stores and uses a credential, by whatever way the page offers, and does it again in a second
    // run.
    void use_everything();
};

void HostServices::use_everything() {
    start_sandbox();
    const auto providers = folder / "xdg" / plugin_id / "providers";
    std::filesystem::create_directories(providers.parent_path());
    std::filesystem::copy(host.data_folder / "providers", providers);
    for (const bool first : {true, false}) {
        start_plugin();
        ASSERT_TRUE(plugin->initialised()) << plugin->initialised().error().message;
        plugin->wait_for_vault();
        PageDriver page = plugin->open_page();
        const SeenView start = page.settle();
        if (start.has("create-vault")) {
            ASSERT_TRUE(page.set("passphrase", passphrase));
            ASSERT_TRUE(page.set("passphrase-again", passphrase));
            ASSERT_TRUE(page.press("create-vault"));
        } else if (start.has("unlock")) {
            ASSERT_TRUE(page.set("passphrase", passphrase));
            ASSERT_TRUE(page.press("unlock"));
        }
        page.wait_for("save");
        if (first) {
            page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
            ASSERT_TRUE(page.press("save"));
            const SeenView saved = page.wait_for("result");
            EXPECT_EQ(saved["result"].tone, ACCT_TONE_SUCCESS) << saved.texts();
        }
        EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
        EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
        page.close();
        stop_plugin();
    }
}

class WithoutOne : public HostServices, public ::testing::WithParamInterface<const char*> {};

// Protects the plugin on hosts of every size: missing services are the commonest crash of plugins.
TEST_P(WithoutOne, ThePluginWorks) {
    host.missing = {GetParam()};
    use_everything();
}

class WithOneTooSmall : public HostServices, public ::testing::WithParamInterface<const char*> {};

// Protects the plugin on hosts of another age.
TEST_P(WithOneTooSmall, ThePluginWorks) {
    host.failing = {GetParam()};
    host.failure = Failure::too_small;
    use_everything();
}

class WithOneOfNullFunctions : public HostServices, public ::testing::WithParamInterface<const char*> {};

// Protects the plugin on hosts that fill in half a table.
TEST_P(WithOneOfNullFunctions, ThePluginWorks) {
    host.failing = {GetParam()};
    host.failure = Failure::no_table_functions;
    use_everything();
}

std::string name_of(const ::testing::TestParamInfo<const char*>& one) {
    std::string name;
    for (const char* c = one.param; *c != '\0'; ++c) {
        if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')) {
            name += *c;
        }
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Each, WithoutOne, ::testing::ValuesIn(host_service_ids), name_of);
INSTANTIATE_TEST_SUITE_P(Each, WithOneTooSmall, ::testing::ValuesIn(host_service_ids), name_of);
INSTANTIATE_TEST_SUITE_P(Each, WithOneOfNullFunctions, ::testing::ValuesIn(host_service_ids), name_of);

// Protects the smallest host there can be.
TEST_F(HostServices, AllMissing) {
    host.missing = {host_service_ids.begin(), host_service_ids.end()};
    host.table.request_main_thread = nullptr;
    use_everything();
}

TEST_F(HostServices, NoGetExtensionAtAll) {
    host.table.get_extension = nullptr;
    host.table.name = {nullptr, 12};
    use_everything();
}

// Protects the user whose host cannot say where files go, on a system that cannot either: told at once.
TEST_F(HostServices, NowhereToKeepFiles) {
    host.data_folder = "not/absolute";
    start_plugin();
    ASSERT_FALSE(plugin->initialised());
    EXPECT_TRUE(is_clear(plugin->initialised().error(), ACCT_ERROR_CONFIGURATION, "DATA-FOLDER-RELATIVE"));
    stop_plugin();

    host.missing = {ACCT_EXT_HOST_STORAGE};
    for (const char* variable : {"XDG_DATA_HOME", "HOME"}) {
        ::unsetenv(variable);  // NOLINT(concurrency-mt-unsafe): the plugin's threads have ended
    }
    start_plugin();
    ASSERT_FALSE(plugin->initialised());
    EXPECT_TRUE(is_clear(plugin->initialised().error(), ACCT_ERROR_CONFIGURATION, "NO-DATA-FOLDER"));
}

struct Failing {
    const char* service;
    Failure failure;
};

class WhenOneFails : public HostServices, public ::testing::WithParamInterface<Failing> {};

// Protects the plugin from hosts whose services are there but fail: it goes on as if they were not.
TEST_P(WhenOneFails, ThePluginGoesOn) {
    host.failing = {GetParam().service};
    host.failure = GetParam().failure;
    use_everything();
}

INSTANTIATE_TEST_SUITE_P(Each, WhenOneFails,
                         ::testing::Values(Failing{ACCT_EXT_HOST_STORAGE, Failure::refuses},
                                           Failing{ACCT_EXT_HOST_ENTITIES, Failure::refuses},
                                           Failing{ACCT_EXT_HOST_LOCALE, Failure::refuses},
                                           Failing{ACCT_EXT_HOST_LOCALE, Failure::nonsense},
                                           Failing{ACCT_EXT_HOST_OPEN_URL, Failure::refuses}),
                         [](const ::testing::TestParamInfo<Failing>& one) {
                             return "Case" + std::to_string(one.index);
                         });

// Protects the page from what a host's books may hold: texts that are not UTF-8 never reach a view.
TEST_F(HostServices, ListsOfNonsenseAreSurvived) {
    host.failing = {ACCT_EXT_HOST_ENTITIES};
    host.failure = Failure::nonsense;
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    const SeenView view = page.wait_for("save");
    EXPECT_EQ(view.texts().find('\xFF'), std::string::npos) << "a view is UTF-8 whatever the host told";
    EXPECT_EQ(view.texts().find('\0'), std::string::npos);
}

class WhenTheKeyFails : public HostServices, public ::testing::WithParamInterface<Failure> {};

// Protects the user whose host promises a key for the vault and then has none: told when saving, and offered
// a passphrase on the page, so that it is no dead end.
TEST_P(WhenTheKeyFails, APassphraseIsOffered) {
    host.failing = {ACCT_EXT_HOST_UNLOCK_SECRET};
    host.failure = GetParam();
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    const auto refused = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_STORAGE, "VAULT-HOST-KEY-NOT-MADE"));
    PageDriver page = plugin->open_page();
    page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(page.press("save"));
    page.wait_for("create-vault");
    ASSERT_TRUE(page.set("passphrase", passphrase));
    ASSERT_TRUE(page.set("passphrase-again", passphrase));
    ASSERT_TRUE(page.press("create-vault"));
    const SeenView form = page.wait_for("save");
    EXPECT_EQ(form["user-name"].value, bengaluru_user) << "nothing typed is lost";
    EXPECT_TRUE(form["password"].holds_secret());
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.wait_for("credentials")["credentials"].rows.size(), 1U);
    page.close();
    restart_plugin();
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_LOCKED);
    ASSERT_TRUE(plugin->unlock(passphrase));
    EXPECT_TRUE(plugin->verify(key_of(bengaluru)));
}

INSTANTIATE_TEST_SUITE_P(Each, WhenTheKeyFails, ::testing::Values(Failure::refuses, Failure::nonsense),
                         [](const ::testing::TestParamInfo<Failure>& one) {
                             return one.param == Failure::refuses ? "Refuses" : "Nonsense";
                         });

}  // namespace
}  // namespace integration
