// processes_test.cpp - several programs, each with several threads, use one vault at once.
// TIJORI_HAMMER_SECONDS says for how long: TIJORI_HAMMER_SECONDS=3600 ctest -R processes
#include <algorithm>
#include <cstdlib>

#include "child_process.hpp"
#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

constexpr int processes = 4;

class ProcessesTest : public VaultTest {
protected:
    static std::string seconds() {
        const char* wanted = std::getenv("TIJORI_HAMMER_SECONDS");  // NOLINT(concurrency-mt-unsafe)
        return wanted != nullptr ? wanted : "6";
    }

    // `records` besides the counter; the first `changers` processes change the vault's key.
    void hammer(int records, int changers) {
        make();
        std::vector<Vault::Put> puts{{"counter", bytes_of("0"), std::nullopt}};
        for (int i = 0; i < records; ++i) {
            puts.push_back({"still/" + std::to_string(i), bytes_of("as it was"), std::nullopt});
        }
        ASSERT_TRUE(vault->put(puts, actor()));
        std::vector<std::unique_ptr<ChildProcess>> children;
        for (int i = 0; i < processes; ++i) {
            children.push_back(std::make_unique<ChildProcess>(
                std::vector<std::string>{HAMMER_CHILD, file().string(), seen().string(), std::to_string(i),
                                         seconds(), i < changers ? "keys" : "-"}));
        }
        std::int64_t counted = 0;
        int key_changes = 0;
        for (const auto& child : children) {
            for (const std::string& line : child->rest()) {
                if (line.starts_with("counted ")) {
                    counted += std::stoll(line.substr(8));
                } else if (line.starts_with("keys ")) {
                    key_changes += std::stoi(line.substr(5));
                } else {
                    ADD_FAILURE() << line;
                }
            }
            EXPECT_EQ(child->wait(), 0);
        }
        // This process was unlocked all the while, and follows.
        EXPECT_EQ(get(*vault, "counter"), std::to_string(counted));
        for (int i = 0; i < records; ++i) {
            ASSERT_EQ(get(*vault, "still/" + std::to_string(i)), "as it was") << i;
        }
        vault = unlocked();
        EXPECT_EQ(get(*vault, "counter"), std::to_string(counted));
        Result<CheckReport> report = vault->check({});
        ASSERT_TRUE(report) << report.error().message;
        EXPECT_TRUE(report->good()) << (report->notes.empty() ? "records" : report->notes.front());
        EXPECT_TRUE(vault->continue_rotation({}));
        EXPECT_FALSE(*vault->rotating());
        EXPECT_GT(counted, 0);
        std::printf("counted: %lld, key changes: %d\n", static_cast<long long>(counted), key_changes);
    }
};

// Protects everybody's saves from everybody else's: no update is lost, nobody is locked out, and a key change
// meanwhile takes nothing along.
TEST_F(ProcessesTest, LoseNoUpdateWhileOneChangesTheKey) {
    hammer(600, 1);
}

// Protects the records when two programs have the idea of a new key at the same time.
TEST_F(ProcessesTest, LoseNothingWhileTwoChangeTheKey) {
    hammer(600, 2);
}

}  // namespace
}  // namespace tijori::vault
