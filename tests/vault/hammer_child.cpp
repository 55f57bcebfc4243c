// hammer_child.cpp - one of several processes on one vault: vault_hammer_child FILE SEEN NUMBER SECONDS KEYS.
// Four threads count in one shared record under optimistic concurrency and save, read and erase records of
// their own; with KEYS "keys" a fifth changes the vault's key again and again. At the end it writes how often
// it counted, and every error that nobody should see.
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "child_vault.hpp"

namespace tijori::vault {
namespace {

constexpr int threads = 4;
const std::string counter = "counter";  // NOLINT(cert-err58-cpp): a test program

class Hammer {
public:
    Hammer(Vault& vault, std::string number) : vault_(vault), number_(std::move(number)) {}

    void run(std::chrono::seconds duration, bool change_keys) {
        const auto end = std::chrono::steady_clock::now() + duration;
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([this, i, end] {
                const std::string own = "own/" + number_ + "/" + std::to_string(i);
                for (int round = 0; std::chrono::steady_clock::now() < end; ++round) {
                    count_one();
                    keep_own(own, round);
                }
            });
        }
        if (change_keys) {
            running.emplace_back([this, end] {
                while (std::chrono::steady_clock::now() < end) {
                    judged(vault_.begin_rotation(child_actor()), "begin_rotation");
                    judged(vault_.continue_rotation({}), "continue_rotation");
                    ++key_changes_;
                    std::this_thread::sleep_for(std::chrono::milliseconds(20));
                }
            });
        }
        for (std::thread& one : running) {
            one.join();
        }
        for (const std::string& one : trouble_) {
            tell("trouble " + one);
        }
        tell("counted " + std::to_string(counted_));
        tell("keys " + std::to_string(key_changes_));
    }

private:
    void judged(const Status& done, const std::string& what) {
        if (!done) {
            const std::lock_guard lock(mutex_);
            trouble_.insert(what + ": " + words_of(done.error()));
        }
    }

    // Reads, adds one, writes if nobody was faster; again if somebody was.
    void count_one() {
        for (;;) {
            Result<Record> now = vault_.get(counter);
            if (!now) {
                judged(Status{now.error()}, "get");
                return;
            }
            const std::string next = std::to_string(std::stoll(std::string(now->content.view())) + 1);
            Result<std::int64_t> version =
                vault_.put({{counter, bytes_of(next), now->version}}, child_actor());
            if (version) {
                ++counted_;
                return;
            }
            if (version.error().code != "VAULT-CHANGED-MEANWHILE") {
                judged(Status{version.error()}, "count");
                return;
            }
        }
    }

    void keep_own(const std::string& name, int round) {
        const std::string value = number_ + " " + std::to_string(round);
        Result<std::int64_t> version = vault_.put({{name, bytes_of(value), std::nullopt}}, child_actor());
        judged(version ? Status{Nothing{}} : Status{version.error()}, "put");
        Result<Record> back = vault_.get(name);
        if (!back) {
            judged(Status{back.error()}, "get own");
        } else if (version && back->content.view() != value) {
            judged(Status{make_error(ACCT_ERROR_FAILED, "LOST", "A record is not what was saved in it.", "")},
                   "own");
        }
        if (round % 3 == 2) {
            judged(vault_.erase(name, child_actor()), "erase");
            if (Result<Record> gone = vault_.get(name); gone || gone.error().code != "VAULT-NO-RECORD") {
                judged(gone ? Status{make_error(ACCT_ERROR_FAILED, "THERE", "An erased record is there.", "")}
                            : Status{gone.error()},
                       "erased");
            }
        }
    }

    Vault& vault_;
    std::string number_;
    std::atomic<std::int64_t> counted_ = 0;
    std::atomic<int> key_changes_ = 0;
    std::mutex mutex_;
    std::set<std::string> trouble_;
};

}  // namespace
}  // namespace tijori::vault

int main(int argc, char** argv) {
    using namespace tijori::vault;
    if (argc != 6) {
        return 2;
    }
    const auto vault = child_vault(argv[1], argv[2]);
    Hammer(*vault, argv[3]).run(std::chrono::seconds(std::stoi(argv[4])), std::string(argv[5]) == "keys");
    return 0;
}
