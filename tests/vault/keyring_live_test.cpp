// What the keyring does when there is one. keyring_session.py makes the circumstances that each group is
// named after, on a D-Bus session of its own, and runs the group; by itself this program tests nothing.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "vault/os_keyring.hpp"

namespace tijori::vault {
namespace {

const std::string vault_one = "00112233445566778899aabbccddeeff";
const std::string vault_two = "ffeeddccbbaa99887766554433221100";
const std::string vault_damaged = "dadadadadadadadadadadadadadadada";

// keyring_session.py looks for the base64 of these bytes in the keyring's files.
SecretBytes secret_of(char letter) {
    return SecretBytes{std::string_view(std::string(OsKeyring::secret_size, letter))};
}

template <typename Outcome>
void expect_error(const Outcome& outcome, acct_status status, const std::string& code) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, code) << outcome.error().message;
    EXPECT_EQ(outcome.error().status, status);
    EXPECT_FALSE(outcome.error().next_step.empty());
}

void expect_unsupported(const std::string& code) {
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_UNSUPPORTED, code);
    expect_error(OsKeyring::store(vault_one, secret_of('a').bytes()), ACCT_ERROR_UNSUPPORTED, code);
    expect_error(OsKeyring::remove(vault_one), ACCT_ERROR_UNSUPPORTED, code);
}

// A file that is no library stands where libsecret would be found.
TEST(NoLibrary, IsSaid) {
    EXPECT_EQ(OsKeyring::state(), KeyringState::no_library);
    expect_unsupported("KEYRING-NO-LIBRARY");
}

// A session bus, and nobody on it.
TEST(NoService, IsSaid) {
    EXPECT_EQ(OsKeyring::state(), KeyringState::no_service);
    expect_unsupported("KEYRING-NO-SERVICE");
}

// GNOME Keyring as it comes up on a server: nobody ever made a keyring.
TEST(NoDefault, IsSaid) {
    EXPECT_EQ(OsKeyring::state(), KeyringState::no_default_collection);
    expect_unsupported("KEYRING-NO-DEFAULT");
}

// GNOME Keyring, unlocked, empty.
TEST(Unlocked, StoresReadsReplacesAndRemoves) {
    EXPECT_EQ(OsKeyring::state(), KeyringState::ready);
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_NOT_FOUND, "KEYRING-NOT-FOUND");
    expect_error(OsKeyring::remove(vault_one), ACCT_ERROR_NOT_FOUND, "KEYRING-NOT-FOUND");

    for (const char letter : {'a', 'b'}) {
        const SecretBytes secret = secret_of(letter);
        const auto stored = OsKeyring::store(vault_one, secret.bytes());
        ASSERT_TRUE(stored) << stored.error().code;
        const auto read = OsKeyring::read(vault_one, false);
        ASSERT_TRUE(read) << read.error().code;
        EXPECT_TRUE(equal_secrets(read->bytes(), secret.bytes()));
    }
    expect_error(OsKeyring::read(vault_two, false), ACCT_ERROR_NOT_FOUND, "KEYRING-NOT-FOUND");

    ASSERT_TRUE(OsKeyring::remove(vault_one));
    expect_error(OsKeyring::read(vault_one, false), ACCT_ERROR_NOT_FOUND, "KEYRING-NOT-FOUND");
}

TEST(Unlocked, KeepsAnyBytes) {
    SecretBytes secret = SecretBytes::random(OsKeyring::secret_size);
    secret.data()[0] = 0;
    ASSERT_TRUE(OsKeyring::store(vault_two, secret.bytes()));
    const auto read = OsKeyring::read(vault_two, false);
    ASSERT_TRUE(read);
    EXPECT_TRUE(equal_secrets(read->bytes(), secret.bytes()));
    EXPECT_TRUE(OsKeyring::remove(vault_two));
}

TEST(Unlocked, ServesSeveralThreads) {
    const SecretBytes secret = secret_of('c');
    ASSERT_TRUE(OsKeyring::store(vault_one, secret.bytes()));
    std::array<int, 4> good{};
    {
        std::vector<std::jthread> threads;
        threads.reserve(good.size());
        for (int& count : good) {
            threads.emplace_back([&count, &secret] {
                for (int i = 0; i < 5; ++i) {
                    const auto read = OsKeyring::read(vault_one, false);
                    count += read && equal_secrets(read->bytes(), secret.bytes()) ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(good, (std::array<int, 4>{5, 5, 5, 5}));
}

TEST(Unlocked, PutsTheHostsSettingBack) {
    // The host shares GLib's connection, and may want to end with its session.
    void* const gio = dlopen("libgio-2.0.so.0", RTLD_NOW | RTLD_NODELETE);
    ASSERT_NE(gio, nullptr);
    const auto bus = reinterpret_cast<void* (*)(int, void*, void*)>(dlsym(gio, "g_bus_get_sync"));
    const auto setting = reinterpret_cast<int (*)(void*)>(dlsym(gio, "g_dbus_connection_get_exit_on_close"));
    const auto release = reinterpret_cast<void (*)(void*)>(dlsym(gio, "g_object_unref"));
    void* const connection = bus(2, nullptr, nullptr);
    ASSERT_NE(connection, nullptr);
    EXPECT_NE(setting(connection), 0);
    EXPECT_TRUE(OsKeyring::read(vault_one, false));
    EXPECT_NE(setting(connection), 0);
    release(connection);
    dlclose(gio);
}

TEST(Unlocked, StopsWhenCancelledBefore) {
    Cancellation cancellation;
    cancellation.cancel();
    expect_error(OsKeyring::read(vault_one, true, &cancellation), ACCT_ERROR_CANCELLED, "CANCELLED");
    expect_error(OsKeyring::store(vault_one, secret_of('x').bytes(), &cancellation), ACCT_ERROR_CANCELLED,
                 "CANCELLED");
}

// Somebody put something else under our attributes.
TEST(Damaged, IsSaid) {
    expect_error(OsKeyring::read(vault_damaged, false), ACCT_ERROR_DAMAGED, "KEYRING-DAMAGED");
    EXPECT_TRUE(OsKeyring::remove(vault_damaged)) << "and it can be taken away";
}

// The same keyring, locked by its owner; no screen to ask on.
TEST(Locked, IsSaidWithoutAsking) {
    EXPECT_EQ(OsKeyring::state(), KeyringState::locked);
    expect_error(OsKeyring::read(vault_one, false), ACCT_ERROR_LOCKED, "KEYRING-LOCKED");
    expect_error(OsKeyring::read(vault_two, false), ACCT_ERROR_LOCKED, "KEYRING-LOCKED");
}

TEST(Locked, AQuestionThatCannotBeAskedCountsAsDismissed) {
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_CANCELLED, "KEYRING-DISMISSED");
    expect_error(OsKeyring::store(vault_one, secret_of('x').bytes()), ACCT_ERROR_CANCELLED,
                 "KEYRING-DISMISSED");
    expect_error(OsKeyring::remove(vault_one), ACCT_ERROR_CANCELLED, "KEYRING-DISMISSED");
}

// GNOME Keyring started anew, and unlocked.
TEST(Restarted, StillHasTheSecret) {
    const auto read = OsKeyring::read(vault_one, false);
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_TRUE(equal_secrets(read->bytes(), secret_of('c').bytes()));
}

// fake_keyring.py, which holds one locked item, and of whose question comes what the group is named after.
TEST(Accept, AfterTheQuestionTheSecretIsRead) {
    expect_error(OsKeyring::read(vault_one, false), ACCT_ERROR_LOCKED, "KEYRING-LOCKED");
    const auto read = OsKeyring::read(vault_one, true);
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_TRUE(equal_secrets(read->bytes(), secret_of('c').bytes()));
}

TEST(Dismiss, IsNotTakenForUnlocked) {
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_CANCELLED, "KEYRING-DISMISSED");
    expect_error(OsKeyring::read(vault_two, true), ACCT_ERROR_CANCELLED, "KEYRING-DISMISSED");
}

TEST(Hang, CancellingTakesTheQuestionBack) {
    Cancellation cancellation;
    const std::jthread canceller([&cancellation] {
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
        cancellation.cancel();
    });
    const auto begin = std::chrono::steady_clock::now();
    expect_error(OsKeyring::read(vault_one, true, &cancellation), ACCT_ERROR_CANCELLED, "CANCELLED");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(End, TheKeyringProgramMayEndWhileItAsks) {
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_STORAGE, "KEYRING-FAILED");
    EXPECT_EQ(OsKeyring::state(), KeyringState::no_service);
}

TEST(Nonsense, IsAnErrorAndNotAnUnlockedKeyring) {
    expect_error(OsKeyring::read(vault_one, true), ACCT_ERROR_STORAGE, "KEYRING-FAILED");
}

}  // namespace
}  // namespace tijori::vault
