// abi_test.cpp - what the ABI's rules promise to a careless host: a status for every mistake, and nothing
// worse.
#include <array>
#include <cstring>
#include <thread>

#include "desk.hpp"

namespace integration {
namespace {

using accounting::text_of;

void ACCT_CALL never_called(void*, acct_operation, const acct_operation_result*) {
    ADD_FAILURE() << "the completion of an operation that did not start";
}

acct_credential_key abi_key(const std::string& gstin) {
    acct_credential_key key{};
    key.size = sizeof(key);
    key.gstin = text_of(gstin);
    key.provider = text_of("local-sandbox");
    key.environment = text_of("sandbox");
    return key;
}

class Abi : public Desk {
protected:
    void SetUp() override {
        start_plugin();
        plugin->wait_for_vault();
        handle = plugin->instance().get();
        pages = plugin->instance().extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE);
        credentials = plugin->instance().extension<acct_credentials>(ACCT_EXT_CREDENTIALS);
        vault = plugin->instance().extension<acct_vault>(ACCT_EXT_VAULT);
        operations = plugin->operations();
        ASSERT_TRUE(pages != nullptr && credentials != nullptr && vault != nullptr && operations != nullptr);
    }

    // Every function of every extension with a plugin handle and otherwise good arguments.
    void expect_everywhere(const acct_plugin* with, acct_status wanted_on_main, acct_status wanted_anywhere);

    const acct_plugin* handle = nullptr;
    const acct_settings_pages* pages = nullptr;
    const acct_credentials* credentials = nullptr;
    const acct_vault* vault = nullptr;
    const acct_operations* operations = nullptr;
};

void Abi::expect_everywhere(const acct_plugin* with, acct_status wanted_on_main,
                            acct_status wanted_anywhere) {
    acct_page page = 0;
    const acct_page_view* view = nullptr;
    acct_session session = 0;
    const acct_credential_key key = abi_key(bengaluru);
    acct_credential_input input{};
    input.size = sizeof(input);
    input.key = &key;
    input.user_name = text_of("user");
    input.password = text_of("Sample-1");
    const auto on_page = [](void*, const acct_page_info*) {};
    const auto on_credential = [](void*, const acct_credential_info*) {};
    const acct_text text = text_of("text");

    EXPECT_EQ(pages->list(with, nullptr, on_page, nullptr), wanted_on_main);
    EXPECT_EQ(pages->open(with, text_of("api-credentials"), &page, nullptr), wanted_on_main);
    EXPECT_EQ(pages->close(with, 1, nullptr), wanted_on_main);
    EXPECT_EQ(pages->acquire(with, 1, &view, nullptr), wanted_on_main);
    EXPECT_EQ(pages->release(with, 1, nullptr), wanted_on_main);
    EXPECT_EQ(pages->set_value(with, 1, text, text, nullptr), wanted_on_main);
    EXPECT_EQ(pages->activate(with, 1, text, text, text, nullptr), wanted_on_main);
    acct_observation observation = 0;
    EXPECT_EQ(credentials->observe(
                  with, nullptr, [](void*) {}, &observation, nullptr),
              wanted_on_main);
    EXPECT_EQ(credentials->unobserve(with, 1, nullptr), wanted_on_main);
    EXPECT_EQ(observation, 0U);
    EXPECT_EQ(page, 0U);
    EXPECT_EQ(view, nullptr);
    if (wanted_anywhere != ACCT_OK) {
        EXPECT_EQ(credentials->list(with, nullptr, on_credential, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->find(with, &key, nullptr, on_credential, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->save(with, &input, nullptr, never_called, nullptr, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->verify(with, &key, nullptr, never_called, nullptr, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->remove(with, &key, nullptr, never_called, nullptr, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->open_session(with, &key, text, &session, nullptr), wanted_anywhere);
        EXPECT_EQ(credentials->close_session(with, 1, nullptr), wanted_anywhere);
        acct_call_request request{};
        request.size = sizeof(request);
        request.method = text_of("GET");
        request.path = text_of("/x");
        EXPECT_EQ(credentials->call(with, 1, &request, nullptr, never_called, nullptr, nullptr),
                  wanted_anywhere);
        EXPECT_EQ(vault->create(with, text, nullptr, never_called, nullptr, nullptr), wanted_anywhere);
        EXPECT_EQ(vault->unlock(with, text, nullptr, never_called, nullptr, nullptr), wanted_anywhere);
        EXPECT_EQ(vault->lock(with, nullptr), wanted_anywhere);
        EXPECT_EQ(operations->cancel(with, 1, nullptr), wanted_anywhere);
        acct_error error = accounting::empty_error();
        EXPECT_EQ(vault->state(with, &error), ACCT_VAULT_UNUSABLE);
        EXPECT_EQ(error.status, wanted_anywhere);
    }
}

// Protects the process: a NULL handle, or one that is not ours, is answered.
TEST_F(Abi, AForeignHandleIsAnswered) {
    expect_everywhere(nullptr, ACCT_ERROR_BAD_ARGUMENT, ACCT_ERROR_BAD_ARGUMENT);
    const acct_plugin foreign{};
    expect_everywhere(&foreign, ACCT_ERROR_WRONG_STATE, ACCT_ERROR_WRONG_STATE);
    for (const acct_plugin* odd : {static_cast<const acct_plugin*>(nullptr), &foreign}) {
        EXPECT_NE(handle->init(odd, nullptr), ACCT_OK);
        EXPECT_EQ(handle->get_extension(odd, ACCT_EXT_VAULT), nullptr);
        handle->on_main_thread(odd);
        handle->destroy(odd);
    }
    EXPECT_EQ(plugin->vault().state(), ACCT_VAULT_ABSENT) << "our own instance was not meant";
}

// Protects the process: NULL for each argument of each function.
TEST_F(Abi, NullArgumentsAreAnswered) {
    const acct_credential_key key = abi_key(bengaluru);
    const acct_text text = text_of("text");
    const auto on_credential = [](void*, const acct_credential_info*) {};
    acct_page page = 0;
    EXPECT_EQ(handle->get_extension(handle, nullptr), nullptr);
    EXPECT_EQ(handle->get_extension(handle, "acct.vault/2"), nullptr);
    EXPECT_EQ(pages->list(handle, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->open(handle, text_of("api-credentials"), nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->open(handle, {nullptr, 0}, &page, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->open(handle, {nullptr, 15}, &page, nullptr), ACCT_ERROR_UNKNOWN_ID);
    ASSERT_EQ(pages->open(handle, text_of("api-credentials"), &page, nullptr), ACCT_OK);
    EXPECT_EQ(pages->acquire(handle, page, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->set_value(handle, page, {nullptr, 0}, text, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->set_value(handle, page, {nullptr, 9}, text, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(pages->set_value(handle, page, text_of("user-name"), {nullptr, 9}, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(pages->activate(handle, page, {nullptr, 9}, {nullptr, 9}, {}, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(credentials->list(handle, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->find(handle, nullptr, nullptr, on_credential, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->find(handle, &key, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->save(handle, nullptr, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->verify(handle, nullptr, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->verify(handle, &key, nullptr, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->remove(handle, nullptr, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->remove(handle, &key, nullptr, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->open_session(handle, nullptr, text, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->open_session(handle, &key, text, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    acct_session session = 0;
    EXPECT_EQ(credentials->open_session(handle, &key, {nullptr, 0}, &session, nullptr),
              ACCT_ERROR_BAD_ARGUMENT)
        << "who asks has to be said, for the log";
    acct_call_request request{};
    EXPECT_EQ(credentials->call(handle, 1, nullptr, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->call(handle, 1, &request, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT)
        << "a size of 0";
    request.size = sizeof(request);
    request.method = {nullptr, 3};
    request.path = {nullptr, 3};
    EXPECT_EQ(credentials->call(handle, 1, &request, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    request.method = text_of("GET");
    request.path = text_of("/x");
    request.flags = 0x80;
    EXPECT_EQ(credentials->call(handle, 1, &request, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT)
        << "flags of a later version are not ignored silently";
    EXPECT_EQ(credentials->observe(handle, nullptr, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(credentials->unobserve(handle, 99, nullptr), ACCT_ERROR_UNKNOWN_ID);
    EXPECT_EQ(vault->create(handle, text, nullptr, nullptr, nullptr, nullptr), ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(vault->create(handle, {nullptr, 0}, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_INVALID_VALUE);
    EXPECT_EQ(vault->unlock(handle, {nullptr, 5}, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_INVALID_VALUE);
    EXPECT_EQ(vault->state(handle, nullptr), ACCT_VAULT_ABSENT);
    EXPECT_EQ(pages->close(handle, page, nullptr), ACCT_OK);
}

// Protects peers of other ages: structs that are too small are refused and not read or written beyond their
// size, flags from the future are refused.
TEST_F(Abi, StructsThatAreTooSmallAreAnswered) {
    acct_credential_key key = abi_key(bengaluru);
    key.size = sizeof(key) - 1;
    EXPECT_EQ(credentials->verify(handle, &key, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    const acct_credential_key good_key = abi_key(bengaluru);
    acct_credential_input input{};
    input.size = 4;
    input.key = &good_key;
    input.user_name = text_of("user");
    input.password = text_of("Sample-1");
    EXPECT_EQ(credentials->save(handle, &input, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    input.size = sizeof(input);
    input.flags = 1U << 31U;
    EXPECT_EQ(credentials->save(handle, &input, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);
    input.flags = 0;
    input.password = {nullptr, 8};
    EXPECT_EQ(credentials->save(handle, &input, nullptr, never_called, nullptr, nullptr),
              ACCT_ERROR_BAD_ARGUMENT);

    acct_error small;
    std::memset(&small, 0x5A, sizeof(small));
    const acct_error before = small;
    small.size = 12;
    EXPECT_EQ(credentials->save(handle, nullptr, nullptr, never_called, nullptr, &small),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_EQ(std::memcmp(small.code, before.code, sizeof(small.code)), 0);
    EXPECT_EQ(std::memcmp(small.next_step, before.next_step, sizeof(small.next_step)), 0);
}

// Protects whoever asks for something that this release does not do: a list that was to be tried only is not
// stored.
TEST_F(Abi, UnknownFlagsAreRefused) {
    const acct_text list = text_of("GSTIN,API User Name,API Password\n");
    acct_error error = accounting::empty_error();
    EXPECT_EQ(vault->import_csv(handle, list, text_of("local-sandbox"), text_of("sandbox"), 1U << 31U,
                                nullptr, never_called, nullptr, &error),
              ACCT_ERROR_BAD_ARGUMENT);
    EXPECT_NE(error.message[0], '\0');
    EXPECT_EQ(vault->import_from(handle, text_of("/nowhere"), text_of("a passphrase of some length"),
                                 ACCT_IMPORT_DRY_RUN, nullptr, never_called, nullptr, &error),
              ACCT_ERROR_BAD_ARGUMENT);
}

// Protects against handles that are stale or made up.
TEST_F(Abi, UnknownIdsAreAnswered) {
    acct_page page = 0;
    const acct_page_view* view = nullptr;
    EXPECT_EQ(pages->open(handle, text_of("no-such-page"), &page, nullptr), ACCT_ERROR_UNKNOWN_ID);
    ASSERT_EQ(pages->open(handle, text_of("api-credentials"), &page, nullptr), ACCT_OK);
    for (const acct_page odd : {acct_page{0}, page + 1, ~acct_page{0}}) {
        EXPECT_EQ(pages->acquire(handle, odd, &view, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(pages->close(handle, odd, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(pages->set_value(handle, odd, text_of("gstin"), {}, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(pages->activate(handle, odd, text_of("save"), {}, {}, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(pages->release(handle, odd, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(operations->cancel(handle, odd, nullptr), ACCT_ERROR_UNKNOWN_ID);
        EXPECT_EQ(credentials->close_session(handle, odd, nullptr), ACCT_ERROR_UNKNOWN_ID);
    }
    for (const char* odd : {"", "no-such-control", "\xFF"}) {
        EXPECT_EQ(pages->set_value(handle, page, text_of(odd), text_of("x"), nullptr), ACCT_ERROR_UNKNOWN_ID)
            << odd;
        EXPECT_EQ(pages->activate(handle, page, text_of(odd), {}, {}, nullptr), ACCT_ERROR_UNKNOWN_ID) << odd;
    }
    EXPECT_EQ(pages->activate(handle, page, text_of("save"), text_of("row"), text_of("action"), nullptr),
              ACCT_ERROR_UNKNOWN_ID)
        << "a button has no rows";
    // kinds mixed up: a heading and a button take no value, a heading and an input are not pressed
    for (const char* other : {"form-heading", "save"}) {
        EXPECT_EQ(pages->set_value(handle, page, text_of(other), text_of("x"), nullptr),
                  ACCT_ERROR_UNSUPPORTED);
    }
    for (const char* other : {"form-heading", "user-name"}) {
        EXPECT_EQ(pages->activate(handle, page, text_of(other), {}, {}, nullptr), ACCT_ERROR_UNSUPPORTED);
    }
    EXPECT_EQ(pages->close(handle, page, nullptr), ACCT_OK);
    EXPECT_EQ(pages->close(handle, page, nullptr), ACCT_ERROR_UNKNOWN_ID) << "closed once";
    EXPECT_EQ(pages->acquire(handle, page, &view, nullptr), ACCT_ERROR_UNKNOWN_ID) << "after it was closed";
}

// Protects hosts that call too early: nothing works before init, and init works once.
TEST_F(Abi, BeforeInitEverythingIsAnswered) {
    TestHost other_host(folder / "other");
    const auto library = accounting::Library::load(TIJORI_LIBRARY);
    ASSERT_TRUE(library);
    auto other = library->create(&other_host.table, plugin_id);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->get()->get_extension(other->get(), ACCT_EXT_VAULT), nullptr);
    other->on_main_thread();
    expect_everywhere(other->get(), ACCT_ERROR_WRONG_STATE, ACCT_ERROR_WRONG_STATE);
    EXPECT_TRUE(other->init());
    const auto again = other->init();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().status, ACCT_ERROR_WRONG_STATE);
    EXPECT_NE(other->get()->get_extension(other->get(), ACCT_EXT_VAULT), nullptr);
}

// Protects hosts that call too late: after destroy everything is answered until the library is released.
TEST_F(Abi, AfterDestroyEverythingIsAnswered) {
    acct_page page = 0;
    ASSERT_EQ(pages->open(handle, text_of("api-credentials"), &page, nullptr), ACCT_OK);
    handle->destroy(handle);
    expect_everywhere(handle, ACCT_ERROR_WRONG_STATE, ACCT_ERROR_WRONG_STATE);
    EXPECT_EQ(handle->get_extension(handle, ACCT_EXT_VAULT), nullptr);
    EXPECT_EQ(handle->init(handle, nullptr), ACCT_ERROR_WRONG_STATE) << "it does not rise again";
    handle->on_main_thread(handle);
    handle->destroy(handle);
}

// Protects the same for an instance that was never initialised.
TEST_F(Abi, AfterDestroyWithoutInitItDoesNotStart) {
    TestHost other_host(folder / "other");
    const auto library = accounting::Library::load(TIJORI_LIBRARY);
    ASSERT_TRUE(library);
    auto other = library->create(&other_host.table, plugin_id);
    ASSERT_TRUE(other);
    other->get()->destroy(other->get());
    EXPECT_EQ(other->get()->init(other->get(), nullptr), ACCT_ERROR_WRONG_STATE);
}

// Protects the page's state from data races of a host that calls from anywhere: refused, without effect, also
// destroy, which has no status to answer with.
TEST_F(Abi, TheWrongThreadIsAnswered) {
    std::thread other{[&] {
        expect_everywhere(handle, ACCT_ERROR_WRONG_THREAD, ACCT_OK);
        handle->on_main_thread(handle);
        handle->destroy(handle);
        // what is [any-thread] works there
        EXPECT_EQ(credentials->list(
                      handle, nullptr, [](void*, const acct_credential_info*) {}, nullptr),
                  ACCT_OK);
        EXPECT_EQ(vault->state(handle, nullptr), ACCT_VAULT_ABSENT);
    }};
    other.join();
    acct_page page = 0;
    EXPECT_EQ(pages->open(handle, text_of("api-credentials"), &page, nullptr), ACCT_OK)
        << "destroy on another thread had no effect";
}

// Protects hosts that never call on_main_thread at the right time, or far too often.
TEST_F(Abi, OnMainThreadIsHarmless) {
    for (int i = 0; i < 1000; ++i) {
        handle->on_main_thread(handle);
    }
}

}  // namespace
}  // namespace integration
