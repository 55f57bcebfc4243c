// memory_test.cpp - after lock, nothing in the program's memory gives a secret away; while it is needed, it
// lies only where neither swap nor a core dump takes it.
#include "child_process.hpp"
#include "memory_scan.hpp"
#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

class MemoryTest : public VaultTest {
protected:
    static std::string random_secret() {
        const Buffer bytes = crypto::random_bytes(16);
        return crypto::hex(bytes);
    }
    static bool reaches(ChildProcess& child, const std::string& stage) {
        std::string line;
        if (!child.read_line(line)) {
            line = "nothing";
        }
        EXPECT_EQ(line, stage);
        return line == stage;
    }
    static void nowhere(const ChildProcess& child, const std::string& secret, const std::string& what) {
        std::uint64_t looked_at = 0;
        for (const Sighting& one : sightings(child.pid(), secret, &looked_at)) {
            ADD_FAILURE() << what << " lies in " << one.where;
        }
        EXPECT_GT(looked_at, 1'000'000U) << "its memory could not be read";
    }
};

// Protects passphrase, host key and password from whoever gets at memory, swap or a core dump later.
TEST_F(MemoryTest, NothingIsLeftAfterLock) {
    const std::string words = random_secret();
    const std::string key = random_secret();
    const std::string password = random_secret();
    ChildProcess child({MEMORY_CHILD, file().string(), seen().string()});
    child.write(words + key + password);
    ASSERT_TRUE(reaches(child, "held"));
    const auto held = sightings(child.pid(), password);
    EXPECT_EQ(held.size(), 1U) << "the password that is held lies in one place";
    bool flags_shown = false;
    for (const Sighting& one : held) {
        flags_shown = flags_shown || !one.mapping.flags.empty();
        if (!one.mapping.flags.empty()) {
            EXPECT_NE(one.mapping.flags.find(" dd "), std::string::npos)
                << "a core dump takes it: " << one.mapping.flags;
            EXPECT_NE(one.mapping.flags.find(" lo "), std::string::npos)
                << "it can be swapped: " << one.mapping.flags;
        }
    }
    nowhere(child, words, "the passphrase, while unlocked,");
    nowhere(child, key, "the host key, while unlocked,");
    child.write(".");
    for (const char* stage : {"given back", "locked", "closed"}) {
        ASSERT_TRUE(reaches(child, stage));
        SCOPED_TRACE(stage);
        nowhere(child, words, "the passphrase");
        nowhere(child, key, "the host key");
        nowhere(child, password, "the password");
        child.write(".");
    }
    EXPECT_EQ(child.wait(), 0);
    if (!flags_shown) {
        GTEST_SKIP()
            << "no secret found; this kernel shows no VmFlags, so locking and core dumps were not looked at";
    }
}

// The same through the whole library, as a host loads it: created, locked, unlocked, a credential saved,
// locked, unloaded.
TEST_F(MemoryTest, TheLibraryLeavesNothingBehind) {
    const std::string words = random_secret();
    const std::string password = random_secret();
    ChildProcess child({LIBRARY_MEMORY_CHILD, (folder / "data").string()},
                       {"XDG_STATE_HOME=" + seen().string()});
    child.write(words + password);
    ASSERT_TRUE(reaches(child, "held by the host"));
    EXPECT_FALSE(sightings(child.pid(), password).empty()) << "the search finds what is there";
    child.write(".");
    for (const char* stage : {"saved", "locked", "unloaded"}) {
        ASSERT_TRUE(reaches(child, stage));
        SCOPED_TRACE(stage);
        nowhere(child, words, "the passphrase");
        nowhere(child, password, "the password");
        child.write(".");
    }
    EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace tijori::vault
