// crash_child.cpp - works on a vault until it is killed: vault_crash_child FILE SEEN SEED. Before each step
// it writes "T ..." (about to), after it "A" (acknowledged); what the steps are is said in crash_test.cpp.
// With the seed "make" it makes the vault and no more.
#include <random>
#include <vector>

#include "child_vault.hpp"

namespace tijori::vault {
namespace {

constexpr int names = 40;
constexpr int largest_batch = 30;

class Worker {
public:
    Worker(Vault& vault, std::string folder, unsigned seed)
        : vault_(vault), folder_(std::move(folder)), seed_(std::to_string(seed)), random_(seed) {}

    [[noreturn]] void work() {
        for (;;) {
            step();
        }
    }

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
    std::string some_name() { return "r/" + std::to_string(below(names)); }
    std::string new_value() { return seed_ + "-" + std::to_string(++made_); }

    void save(int how_many) {
        const std::string value = new_value();
        std::vector<Vault::Put> puts;
        std::string line = "T put " + value;
        const int first = below(names);
        for (int i = 0; i < how_many; ++i) {
            puts.push_back({"r/" + std::to_string((first + i) % names), bytes_of(value), std::nullopt});
            line += " " + puts.back().name;
        }
        tell(line);
        Result<std::int64_t> version = vault_.put(puts, child_actor());
        must(version ? Status{Nothing{}} : Status{version.error()}, "put");
        tell("A");
    }

    void step() {
        switch (below(10)) {
            case 0:
                save(2 + below(largest_batch - 2));
                return;
            case 1: {
                const std::string name = some_name();
                tell("T erase " + name);
                must(vault_.erase(name, child_actor()), "erase");
                break;
            }
            case 2:
                tell("T begin-key");
                must(vault_.begin_rotation(child_actor()), "begin_rotation");
                break;
            case 3:
            case 4:
                tell("T go-on-key");
                must(vault_.continue_rotation({}), "continue_rotation");
                break;
            case 5: {
                const std::string words = "passphrase " + new_value();
                tell("T passphrase " + words.substr(words.find(' ') + 1));
                must(vault_.replace_slots(SlotKind::passphrase, bytes_of(words), "", child_actor(),
                                          child_cost()),
                     "replace_slots");
                break;
            }
            case 6: {
                const std::string file = folder_ + "/copy-" + new_value();
                tell("T copy " + file);
                must(vault_.backup(file), "backup");
                break;
            }
            default:
                save(1);
                return;
        }
        tell("A");
    }

    Vault& vault_;
    std::string folder_;
    std::string seed_;
    std::mt19937 random_;
    int made_ = 0;
};

}  // namespace
}  // namespace tijori::vault

int main(int argc, char** argv) {
    using namespace tijori::vault;
    if (argc != 4) {
        return 2;
    }
    const std::filesystem::path file = argv[1];
    const std::string what = argv[3];
    if (what == "make") {
        if (!tijori::prepare_secret_memory()) {
            return 3;
        }
        tell("T make");
        Vault::NewKeys keys;
        keys.host_key = child_host_key();
        auto made = Vault::create(file, Vault::new_id(), keys, child_clock, argv[2]);
        if (!made) {
            give_up("create: " + words_of(made.error()));
        }
        tell("A");
        return 0;
    }
    const auto vault = child_vault(file, argv[2]);
    Worker(*vault, file.parent_path().parent_path().string(), static_cast<unsigned>(std::stoul(what))).work();
}
