// key_file_test.cpp - the key that Munim holds for a vault: made once, private, refused when others can get
// at it.
#include "plugins/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "scratch_folder.hpp"

namespace {

constexpr const char* vault = "0123456789abcdef0123456789abcdef";

class KeyFileTest : public testing::Test {
protected:
    acct_status get(bool create, const std::string& id = vault) {
        key_.clear();
        return keys_.get(id, create, [this](acct_text key) { key_.assign(key.data, key.size); });
    }
    std::filesystem::path file() const { return folder_ / "keys" / (std::string{vault} + ".key"); }

    ScratchFolder folder_;
    munim::Log log_{false};
    munim::KeyFile keys_{folder_ / "keys", log_};
    std::string key_;
};

TEST_F(KeyFileTest, IsMadeOnlyWhenAsked) {
    EXPECT_EQ(get(false), ACCT_ERROR_NOT_FOUND);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "keys"));
    ASSERT_EQ(get(true), ACCT_OK);
    const std::string made = key_;
    EXPECT_EQ(made.size(), 32U);
    EXPECT_EQ(content_of(file()), made);
    EXPECT_EQ(mode_of(file()), 0600U);
    EXPECT_EQ(mode_of(folder_ / "keys"), 0700U);
    EXPECT_EQ(get(true), ACCT_OK);
    EXPECT_EQ(key_, made);
    EXPECT_EQ(get(false), ACCT_OK);
    EXPECT_EQ(key_, made);
    // Nothing temporary stays behind.
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder_ / "keys"}, {}), 1);
}

TEST_F(KeyFileTest, OtherVaultsHaveOtherKeys) {
    ASSERT_EQ(get(true), ACCT_OK);
    const std::string first = key_;
    ASSERT_EQ(get(true, "ffffffffffffffffffffffffffffffff"), ACCT_OK);
    EXPECT_NE(key_, first);
}

TEST_F(KeyFileTest, RefusesWhatOthersCanReach) {
    ASSERT_EQ(get(true), ACCT_OK);
    for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
        ::chmod(file().c_str(), mode);
        EXPECT_EQ(get(true), ACCT_ERROR_INSECURE) << std::oct << mode;
        EXPECT_TRUE(key_.empty());
    }
    ::chmod(file().c_str(), 0600);
    ::chmod((folder_ / "keys").c_str(), 0770);
    EXPECT_EQ(get(true), ACCT_ERROR_INSECURE);
    ::chmod((folder_ / "keys").c_str(), 0700);
    EXPECT_EQ(get(false), ACCT_OK);
}

TEST_F(KeyFileTest, RefusesAnotherOwner) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "needs root to give a file away";
    }
    ASSERT_EQ(get(true), ACCT_OK);
    ASSERT_EQ(::chown(file().c_str(), 12345, 12345), 0);
    EXPECT_EQ(get(true), ACCT_ERROR_INSECURE);
}

TEST_F(KeyFileTest, RefusesLinksAndTornFiles) {
    ASSERT_EQ(get(true), ACCT_OK);
    const std::filesystem::path moved = folder_ / "moved";
    std::filesystem::rename(file(), moved);
    std::filesystem::create_symlink(moved, file());
    EXPECT_NE(get(true), ACCT_OK);
    std::filesystem::remove(file());
    write_to(file(), "too short");
    ::chmod(file().c_str(), 0600);
    EXPECT_EQ(get(true), ACCT_ERROR_DAMAGED);
    EXPECT_EQ(content_of(file()), "too short");
}

TEST_F(KeyFileTest, RefusesIdsThatAreNotDigits) {
    for (const std::string& id : {std::string{}, std::string{"../../../../../../../../../etc/pass"},
                                  std::string{"0123456789abcdef0123456789abcde/"}, std::string(31, 'a'),
                                  std::string(33, 'a'), std::string(32, '\0')}) {
        EXPECT_EQ(get(true, id), ACCT_ERROR_BAD_ARGUMENT) << id;
    }
    EXPECT_FALSE(std::filesystem::exists(folder_ / "keys"));
}

TEST_F(KeyFileTest, OfManyMakersAllGetTheSameKey) {
    std::vector<std::string> got(8);
    std::vector<std::thread> threads;
    threads.reserve(got.size());
    for (std::string& mine : got) {
        threads.emplace_back([&] {
            // One object each, as separate processes would have.
            munim::KeyFile keys{folder_ / "keys", log_};
            (void)keys.get(vault, true, [&](acct_text key) { mine.assign(key.data, key.size); });
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 1U);
    EXPECT_EQ(got[0].size(), 32U);
}

}  // namespace
