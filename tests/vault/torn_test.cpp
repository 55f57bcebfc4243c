// torn_test.cpp - the vault's files cut off: by a disk that lied, a copy that was interrupted, a file system
// that was mended. What opens is a state that the vault once had; anything else is said.
#include <algorithm>
#include <map>

#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

constexpr std::size_t sector = 512;

class TornTest : public VaultTest {
protected:
    using State = std::map<std::string, std::string>;

    std::filesystem::path log() const { return file().string() + "-wal"; }

    // All that is in the vault, or the error in words.
    static Result<State> state_of(Vault& in) {
        State state;
        Vault::Known known;
        Result<std::int64_t> bad = in.sync(
            known, [](std::size_t) {},
            [&](std::size_t, std::string_view name, std::int64_t, Bytes content) {
                state[std::string(name)] = text_of(content);
            });
        if (!bad) {
            return bad.error();
        }
        if (*bad > 0) {
            return make_error(ACCT_ERROR_DAMAGED, "SOME-ARE-BAD", "Some records are not good.", "");
        }
        return state;
    }
    // Saves a few records, one after the other, and remembers the states between. Nothing is moved from the
    // log into the file.
    void fill() {
        make();
        states_.push_back(*state_of(*vault));
        for (int i = 0; i < 12; ++i) {
            ASSERT_TRUE(put(*vault, "credential/" + std::to_string(i % 9), "content " + std::to_string(i)));
            states_.push_back(*state_of(*vault));
        }
        file_bytes_ = bytes_in(file());
        log_bytes_ = bytes_in(log());
        ASSERT_GT(log_bytes_.size(), 20 * sector);
    }
    void lay_out(const std::string& database, const std::string& changes) {
        vault.reset();
        std::filesystem::remove(file().string() + "-shm");
        std::filesystem::remove(log());
        write(file(), database);
        if (!changes.empty()) {
            write(log(), changes);
        }
        std::filesystem::permissions(
            file(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    // Opens what lies there. Which of the states it is; nothing, if it was refused in words.
    std::optional<std::size_t> look(const std::string& what) {
        const auto refused = [&](const Error& why) {
            EXPECT_EQ(why.status, ACCT_ERROR_DAMAGED) << what << ": " << why.code << " " << why.message;
            EXPECT_FALSE(why.message.empty()) << what;
            EXPECT_NE(why.code, "VAULT-ABSENT") << what << ": a lost vault is not \"none yet\"";
            return std::nullopt;
        };
        const Result<bool> there = Vault::exists(file());
        if (!there) {
            return refused(there.error());
        }
        EXPECT_TRUE(*there) << what;
        Result<std::unique_ptr<Vault>> open = Vault::open(file(), clock);
        if (!open) {
            return refused(open.error());
        }
        if (Status unlocked = (*open)->unlock(SlotKind::host_key, host_key().bytes()); !unlocked) {
            return refused(unlocked.error());
        }
        const Result<State> state = state_of(**open);
        if (!state) {
            return refused(state.error());
        }
        const auto known = std::find(states_.begin(), states_.end(), *state);
        EXPECT_NE(known, states_.end())
            << what << ": a state that never was, with " << state->size() << " records";
        return static_cast<std::size_t>(known - states_.begin());
    }

    std::vector<State> states_;
    std::string file_bytes_;
    std::string log_bytes_;
};

TEST_F(TornTest, ALogCutAnywhereGivesAnEarlierState) {
    fill();
    std::size_t latest = 0;
    for (std::size_t size = 0; size <= log_bytes_.size(); size += sector) {
        lay_out(file_bytes_, log_bytes_.substr(0, size));
        const auto state = look("log of " + std::to_string(size) + " bytes");
        ASSERT_TRUE(state) << size;
        EXPECT_GE(*state, latest) << "a longer log never holds less";
        latest = *state;
    }
    lay_out(file_bytes_, log_bytes_);
    EXPECT_EQ(look("the whole log"), states_.size() - 1);
}

TEST_F(TornTest, AFileCutAnywhereIsRefusedOrWhole) {
    fill();
    settle();
    vault.reset();
    const std::string whole = bytes_in(file());
    std::size_t refused = 0;
    for (std::size_t size = 0; size < whole.size(); size += sector) {
        lay_out(whole.substr(0, size), "");
        if (const auto state = look("file of " + std::to_string(size) + " bytes")) {
            EXPECT_EQ(*state, states_.size() - 1) << size;
        } else {
            ++refused;
        }
    }
    EXPECT_GT(refused, whole.size() / sector / 2);
    lay_out(whole, "");
    EXPECT_EQ(look("the whole file"), states_.size() - 1);
}

// The log of a vault whose file was cut: what is in the log alone is not the vault.
TEST_F(TornTest, AFileCutAnywhereBesideItsLogIsRefusedOrWhole) {
    fill();
    for (std::size_t size = 0; size < file_bytes_.size(); size += sector) {
        lay_out(file_bytes_.substr(0, size), log_bytes_);
        if (const auto state = look("file of " + std::to_string(size) + " bytes beside its log")) {
            EXPECT_EQ(*state, states_.size() - 1) << size;
        }
        if (size == 0) {
            EXPECT_EQ(bytes_in(log()), log_bytes_) << "what may still help is left alone";
        }
    }
}

}  // namespace
}  // namespace tijori::vault
