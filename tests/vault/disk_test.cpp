// disk_test.cpp - disks that are full, read-only or broken: a clear error, and what was there before.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "child_process.hpp"
#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

constexpr uid_t nobody = 65534;

class DiskTest : public VaultTest {
protected:
    void make_with_record() {
        make();
        ASSERT_TRUE(put(*vault, "kept", "as it was"));
        vault.reset();
    }
    static std::vector<std::string> lines_of(std::vector<std::string> arguments,
                                             std::vector<std::string> extra = {}) {
        arguments.insert(arguments.begin(), DISK_CHILD);
        ChildProcess child(std::move(arguments), std::move(extra));
        std::vector<std::string> lines = child.rest();
        EXPECT_EQ(child.wait(), 0);
        for (const std::string& line : lines) {
            EXPECT_FALSE(line.starts_with("failed")) << line;
        }
        return lines;
    }
    static bool has(const std::vector<std::string>& lines, const std::string& start) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const std::string& line) { return line.starts_with(start); });
    }
    static std::string after(const std::vector<std::string>& lines, const std::string& start) {
        for (const std::string& line : lines) {
            if (line.starts_with(start)) {
                return line.substr(start.size());
            }
        }
        return {};
    }
    static std::string storage() { return std::to_string(ACCT_ERROR_STORAGE) + " VAULT-"; }

    // The vault as the next program finds it, old or new.
    void verify(bool may_be_new) {
        const auto again = unlocked();
        ASSERT_NE(again, nullptr);
        const std::string found = get(*again, "kept");
        EXPECT_TRUE(found == "as it was" || (may_be_new && found == "new")) << found;
        Result<CheckReport> report = again->check({});
        ASSERT_TRUE(report) << report.error().message;
        EXPECT_TRUE(report->good()) << (report->notes.empty() ? "records" : report->notes.front());
    }

    // Lets each writing call of one piece of work fail in turn.
    void break_each_call(const std::string& work, bool on) {
        long calls = 0;  // as the first run, in which none fails, counts them
        int refused = 0;
        for (long nth = 0; nth <= calls && !HasFailure(); ++nth) {
            SCOPED_TRACE(work + ", call " + std::to_string(nth) + (on ? " and all after it" : " alone"));
            vault.reset();
            std::filesystem::remove_all(folder / "vault");
            std::filesystem::remove(folder / "copy.db");
            ASSERT_NO_FATAL_FAILURE(make_with_record());
            const auto lines =
                lines_of({work, file().string(), seen().string(), std::to_string(nth), on ? "on" : "once"},
                         {"LD_PRELOAD=" FAULTS_LIBRARY});
            ASSERT_TRUE(has(lines, "good")) << (lines.empty() ? "nothing" : lines.back());
            calls = std::max(calls, std::stol(after(lines, "calls ")));
            if (!has(lines, "saved")) {
                ++refused;
                EXPECT_TRUE(after(lines, "refused ").starts_with(storage())) << after(lines, "refused ");
                EXPECT_FALSE(std::filesystem::exists(folder / "copy.db")) << "half a copy is left";
            }
            ASSERT_NO_FATAL_FAILURE(verify(true));
        }
        EXPECT_GT(refused, 0);
        std::printf("%s: %ld writing calls, %d of them refuse\n", work.c_str(), calls, refused);
    }
};

// Protects the vault on a full disk: the save is refused in words, nothing is lost, and with space the same
// vault goes on.
TEST_F(DiskTest, AFullDiskRefusesAndRecovers) {
    const auto lines = lines_of({"full-disk", (folder / "small").string(), seen().string()});
    if (has(lines, "skip")) {
        GTEST_SKIP() << after(lines, "skip ");
    }
    EXPECT_TRUE(has(lines, "good"));
    EXPECT_TRUE(after(lines, "refused ").starts_with(storage())) << after(lines, "refused ");
    EXPECT_NE(after(lines, "refused ").find("full"), std::string::npos) << after(lines, "refused ");
}

// The same where the file may not grow: a limit that every user can meet.
TEST_F(DiskTest, AFileThatMayNotGrowRefusesAndRecovers) {
    make_with_record();
    const auto lines = lines_of({"file-limit", file().string(), seen().string()});
    EXPECT_TRUE(has(lines, "good"));
    EXPECT_TRUE(after(lines, "refused ").starts_with(storage())) << after(lines, "refused ");
    verify(false);
}

// Protects a user who works with somebody's read-only copy, or whose permissions are wrong: the reason is
// said.
TEST_F(DiskTest, AReadOnlyVaultSaysSo) {
    make_with_record();
    settle();
    const bool root = ::geteuid() == 0;
    if (root) {
        for (const auto& path : {folder, file().parent_path(), file(), seen()}) {
            ASSERT_EQ(::chown(path.c_str(), nobody, nobody), 0);
        }
    }
    struct Case {
        const char* name;
        mode_t of_file;
        mode_t of_folder;
    };
    for (const Case& one : {Case{"file", 0400, 0700}, Case{"folder", 0600, 0500}, Case{"both", 0400, 0500}}) {
        SCOPED_TRACE(one.name);
        ASSERT_EQ(::chmod(file().c_str(), one.of_file), 0);
        ASSERT_EQ(::chmod(file().parent_path().c_str(), one.of_folder), 0);
        const auto lines = lines_of({"read-only", file().string(), seen().string()});
        ASSERT_EQ(::chmod(file().parent_path().c_str(), 0700), 0);
        ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
        if (has(lines, "skip")) {
            GTEST_SKIP() << after(lines, "skip ");
        }
        EXPECT_FALSE(has(lines, "saved"));
        EXPECT_TRUE(after(lines, "refused ").starts_with(storage())) << after(lines, "refused ");
        std::printf("read-only %s: %s%s\n", one.name, has(lines, "read") ? "reads; " : "",
                    after(lines, "refused ").c_str());
    }
    if (root) {
        for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
            ASSERT_EQ(::chown(one.path().c_str(), 0, 0), 0);
        }
    }
    verify(false);
}

// Protects against a disk that fails in the middle: wherever it does, the old state or the new one is there,
// and the vault says which.
TEST_F(DiskTest, AFaultAtAnyCallOfASaveLeavesOldOrNew) {
    break_each_call("save", false);
    break_each_call("save", true);
}

// The same for the change of the vault's key, which would otherwise be half done in memory.
TEST_F(DiskTest, AFaultAtAnyCallOfAKeyChangeLeavesOldOrNew) {
    break_each_call("key", false);
    break_each_call("key", true);
}

// The same for a copy: none is left rather than half of one.
TEST_F(DiskTest, AFaultAtAnyCallOfACopyLeavesNoHalf) {
    break_each_call("copy", false);
    break_each_call("copy", true);
}

}  // namespace
}  // namespace tijori::vault
