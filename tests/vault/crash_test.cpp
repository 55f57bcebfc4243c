// crash_test.cpp - a program that is killed at any instant loses nothing that was acknowledged and leaves
// nothing half done. TIJORI_KILLS says how often (by default a thousand times): TIJORI_KILLS=10000 ctest
// -R crash
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "child_process.hpp"
#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

constexpr int default_kills = 1000;
constexpr int kills_for_a_vault = 40;  // then a new one: the trail grows, and a check reads all of it

int wanted_kills() {
    const char* wanted = std::getenv("TIJORI_KILLS");  // NOLINT(concurrency-mt-unsafe)
    return wanted != nullptr ? std::max(1, static_cast<int>(std::strtol(wanted, nullptr, 10)))
                             : default_kills;
}

class CrashTest : public VaultTest {
protected:
    // Kills a child after some acknowledged steps and a random while; returns its journal.
    std::vector<std::string> run_and_kill(const std::string& what, int steps, int within_us = 20'000) {
        ChildProcess child({CRASH_CHILD, file().string(), seen().string(), what});
        std::vector<std::string> journal;
        std::string line;
        while (steps > 0 && child.read_line(line)) {
            journal.push_back(line);
            steps -= line == "A" ? 1 : 0;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(below(within_us)));
        killed += child.kill() == -SIGKILL ? 1 : 0;
        for (std::string& more : child.rest()) {
            journal.push_back(std::move(more));
        }
        return journal;
    }
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); }

    // What a step does to the world as it should be.
    struct Step {
        std::string kind;
        std::string value;
        std::vector<std::string> names;
    };
    static Step parsed(const std::string& line) {
        std::istringstream in(line.substr(2));
        Step step;
        in >> step.kind;
        if (step.kind == "put" || step.kind == "passphrase" || step.kind == "copy") {
            in >> step.value;
        }
        for (std::string name; in >> name;) {
            step.names.push_back(name);
        }
        return step;
    }
    void happened(const Step& step) {
        for (const std::string& name : step.names) {
            wanted[name] = step.kind == "put" ? step.value : "VAULT-NO-RECORD";
        }
        if (step.kind == "passphrase") {
            words = "passphrase " + step.value;
        } else if (step.kind == "begin-key") {
            rotating = true;
        } else if (step.kind == "go-on-key") {
            rotating = false;
        } else if (step.kind == "copy") {
            copies.push_back(step.value);
        }
    }

    void look_at_copies() {
        for (const std::string& copy : copies) {
            auto there = Vault::open(copy, clock, {}, Place::anywhere);
            ASSERT_TRUE(there) << there.error().message;
            ASSERT_TRUE((*there)->unlock(SlotKind::host_key, host_key().bytes()));
            const auto report = (*there)->check({});
            ASSERT_TRUE(report && report->good()) << "a copy is not whole";
        }
        copies.clear();
        for (const auto& one : std::filesystem::directory_iterator(folder)) {
            if (one.path().filename().string().starts_with("copy-")) {
                std::filesystem::remove(one.path());
            }
        }
    }

    // Everything that was acknowledged is there; the last step, if it was not, is there wholly or not at all.
    void verify(const std::vector<std::string>& journal) {
        std::optional<Step> pending;
        for (const std::string& line : journal) {
            ASSERT_TRUE(line.starts_with("T ") || line == "A") << line;
            if (line == "A") {
                ASSERT_TRUE(pending);
                happened(*pending);
                pending.reset();
                ++acknowledged;
            } else {
                pending = parsed(line);
            }
        }
        auto again = unlocked();
        ASSERT_NE(again, nullptr);
        ASSERT_TRUE(again->unlocked());
        EXPECT_FALSE(again->seen_newer()) << "the witness saw something that was lost";
        if (pending && !pending->names.empty()) {
            const std::string after = pending->kind == "put" ? pending->value : "VAULT-NO-RECORD";
            std::set<bool> done;
            for (const std::string& name : pending->names) {
                const std::string found = get(*again, name);
                const std::string before = wanted.contains(name) ? wanted[name] : "VAULT-NO-RECORD";
                if (before != after) {
                    ASSERT_TRUE(found == before || found == after) << name << " holds " << found;
                    done.insert(found == after);
                }
            }
            ASSERT_LE(done.size(), 1U) << "a step of " << pending->names.size() << " records is half done";
            if (done.contains(true)) {
                happened(*pending);
            }
        }
        for (const auto& [name, value] : wanted) {
            ASSERT_EQ(get(*again, name), value) << name;
        }
        verify_ways_in(pending);
        const auto report = again->check({});
        ASSERT_TRUE(report) << report.error().message;
        ASSERT_TRUE(report->good()) << (report->notes.empty() ? "records" : report->notes.front());
        Result<bool> goes_on = again->rotating();
        ASSERT_TRUE(goes_on);
        if (!pending || (pending->kind != "begin-key" && pending->kind != "go-on-key")) {
            ASSERT_EQ(*goes_on, rotating);
        }
        rotating = *goes_on;
        if (rotating && below(2) == 0) {
            const Status ended = again->continue_rotation({});
            ASSERT_TRUE(ended) << ended.error().message;
            ASSERT_FALSE(*again->rotating());
            rotating = false;
            ++ended_rotations;
            ASSERT_TRUE(again->check({})->good());
        }
    }
    // The passphrase that was set last opens the vault; the one before does not.
    void verify_ways_in(const std::optional<Step>& pending) {
        const auto opens = [this](const std::string& with) {
            const auto locked = opened();
            return locked != nullptr && locked->unlock(SlotKind::passphrase, bytes_of(with));
        };
        const std::string other =
            pending && pending->kind == "passphrase" ? "passphrase " + pending->value : "";
        const bool old_one = opens(words);
        if (other.empty()) {
            ASSERT_TRUE(old_one);
        } else {
            const bool new_one = opens(other);
            ASSERT_NE(old_one, new_one);
            words = new_one ? other : words;
        }
    }

    std::mt19937 random{std::random_device{}()};
    std::map<std::string, std::string> wanted;
    std::string words;
    bool rotating = false;
    std::vector<std::string> copies;
    int killed = 0;
    int acknowledged = 0;
    int ended_rotations = 0;
};

// Protects what a user was told is saved, through kill -9 at random instants of saves, erasures, batches,
// changes of the vault's key, changes of the ways in, and copies.
TEST_F(CrashTest, LosesNothingWhenKilled) {
    const int kills = wanted_kills();
    for (int done = 0; done < kills && !HasFailure(); ++done) {
        if (done % kills_for_a_vault == 0) {
            vault.reset();
            std::filesystem::remove_all(file().parent_path());
            wanted.clear();
            rotating = false;
            words = std::string(passphrase);
            ASSERT_NO_FATAL_FAILURE(make());
            vault.reset();
        }
        verify(run_and_kill(std::to_string(random() >> 1U), below(8)));
        if (done % kills_for_a_vault == kills_for_a_vault - 1) {
            look_at_copies();
        }
    }
    look_at_copies();
    EXPECT_EQ(killed, kills);
    std::printf("kills: %d, acknowledged steps: %d, key changes ended afterwards: %d\n", killed, acknowledged,
                ended_rotations);
}

// Protects the first minute: a vault whose making was interrupted is not there, or is whole, and can be made
// again.
TEST_F(CrashTest, MakingAVaultIsWholeOrNothing) {
    const int kills = std::max(1, wanted_kills() / 10);
    int made = 0;
    for (int done = 0; done < kills && !HasFailure(); ++done) {
        std::filesystem::remove_all(file().parent_path());
        const auto journal = run_and_kill("make", 0, 100'000);
        Result<bool> there = Vault::exists(file());
        ASSERT_TRUE(there) << there.error().message;
        if (*there) {
            ++made;
            ASSERT_TRUE(unlocked()->check({})->good());
        } else {
            ASSERT_TRUE(journal.empty() || journal.back() != "A") << "an acknowledged vault is not there";
            ASSERT_NO_FATAL_FAILURE(make());
            vault.reset();
        }
    }
    std::printf("kills: %d, whole afterwards: %d\n", kills, made);
}

}  // namespace
}  // namespace tijori::vault
