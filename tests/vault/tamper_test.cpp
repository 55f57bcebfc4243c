// tamper_test.cpp - somebody with write access to the file, or with older copies of it, is noticed, and harms
// only what they touched.
#include <algorithm>

#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

class TamperTest : public VaultTest {
protected:
    void SetUp() override {
        VaultTest::SetUp();
        make();
        for (int i = 0; i < 20; ++i) {
            ASSERT_TRUE(put(*vault, name(i), "old " + std::to_string(i)));
        }
        id_of_3_ = vault_id_of(name(3));
        id_of_4_ = vault_id_of(name(4));
    }
    static std::string name(int i) { return "credential/nic-1/production/" + std::to_string(i); }
    // How SQL names a record's row.
    std::string vault_id_of(const std::string& record) {
        // The row that an erase takes away and a put brings back.
        const auto ids = [&] {
            std::vector<std::string> all;
            sqlite3* database = nullptr;
            EXPECT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
            sqlite3_exec(
                database, "SELECT quote(id) FROM record",
                [](void* into, int, char** values, char**) {
                    static_cast<std::vector<std::string>*>(into)->emplace_back(values[0]);
                    return 0;
                },
                &all, nullptr);
            sqlite3_close(database);
            std::sort(all.begin(), all.end());
            return all;
        };
        const auto before = ids();
        const std::string content = get(*vault, record);
        EXPECT_TRUE(vault->erase(record, actor()));
        const auto after = ids();
        EXPECT_TRUE(put(*vault, record, content));
        std::vector<std::string> gone;
        std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                            std::back_inserter(gone));
        EXPECT_EQ(gone.size(), 1U);
        return gone.empty() ? "NULL" : gone[0];
    }
    void others_are_good(Vault& in, int but) {
        for (int i = 0; i < 20; ++i) {
            if (i != but) {
                EXPECT_EQ(get(in, name(i)), "old " + std::to_string(i)) << i;
            }
        }
    }
    std::string id_of_3_;
    std::string id_of_4_;
};

TEST_F(TamperTest, AnAlteredRecordIsRefusedAlone) {
    alter("UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id = " + id_of_3_);
    EXPECT_EQ(get(*vault, name(3)), "VAULT-RECORD-DAMAGED");
    others_are_good(*vault, 3);
    std::int64_t damaged = 0;
    EXPECT_EQ(names(*unlocked(), &damaged).size(), 19U);
    EXPECT_EQ(damaged, 1);
    const Result<CheckReport> report = vault->check(nullptr);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->altered, std::vector<std::string>{name(3)});
    EXPECT_EQ(report->records, 19);
}

TEST_F(TamperTest, SwappedRecordsAreRefused) {
    alter("CREATE TEMP TABLE t AS SELECT * FROM record WHERE id = " + id_of_3_ +
          "; UPDATE record SET (version, epoch, tag, sealed) = (SELECT version, epoch, tag, sealed FROM "
          "record WHERE id = " +
          id_of_4_ + ") WHERE id = " + id_of_3_ +
          "; UPDATE record SET (version, epoch, tag, sealed) = (SELECT version, epoch, tag, sealed FROM t) "
          "WHERE id = " +
          id_of_4_);
    EXPECT_EQ(get(*vault, name(3)), "VAULT-RECORD-DAMAGED");
    EXPECT_EQ(get(*vault, name(4)), "VAULT-RECORD-DAMAGED");
    EXPECT_EQ(get(*vault, name(5)), "old 5");
}

TEST_F(TamperTest, ARecordThatWasTakenAwayIsMissed) {
    alter("DELETE FROM record WHERE id = " + id_of_3_);
    EXPECT_EQ(get(*vault, name(3)), "VAULT-RECORD-MISSING");
    others_are_good(*vault, 3);
    std::int64_t damaged = 0;
    EXPECT_EQ(names(*unlocked(), &damaged).size(), 19U);
    EXPECT_EQ(damaged, 1);
    EXPECT_EQ(vault->check(nullptr)->missing, std::vector<std::string>{name(3)});
}

// An older version of a record, taken from an older copy of the file, has all the right seals and is noticed
// all the same.
TEST_F(TamperTest, ARecordThatWasRolledBackIsRefused) {
    alter("CREATE TABLE kept AS SELECT * FROM record WHERE id = " + id_of_3_);
    ASSERT_TRUE(put(*vault, name(3), "new password"));
    alter(
        "UPDATE record SET (version, epoch, tag, sealed) = (SELECT version, epoch, tag, sealed FROM kept) "
        "WHERE id = " +
        id_of_3_ + "; DROP TABLE kept");
    EXPECT_EQ(get(*vault, name(3)), "VAULT-RECORD-ROLLED-BACK");
    others_are_good(*vault, 3);
    EXPECT_EQ(vault->check(nullptr)->rolled_back, std::vector<std::string>{name(3)});
}

// A record that was removed does not come back from an older copy.
TEST_F(TamperTest, ARemovedRecordDoesNotComeBack) {
    alter("CREATE TABLE kept AS SELECT * FROM record WHERE id = " + id_of_3_);
    ASSERT_TRUE(vault->erase(name(3), actor()));
    alter("INSERT INTO record SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(get(*vault, name(3)), "VAULT-RECORD-ROLLED-BACK");
    EXPECT_EQ(names(*unlocked()).size(), 19U);
}

TEST_F(TamperTest, TheSumsCannotBeMadeToFit) {
    alter("DELETE FROM record WHERE id = " + id_of_3_ + "; DELETE FROM node");
    const auto again = unlocked();
    const Result<Record> record = again->get(name(3));
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().status, ACCT_ERROR_DAMAGED);
    EXPECT_FALSE(again->check(nullptr)->good());
}

TEST_F(TamperTest, AnOlderHeadIsNoticed) {
    alter("CREATE TABLE kept AS SELECT * FROM vault");
    ASSERT_TRUE(put(*vault, name(3), "new"));
    alter("DELETE FROM vault; INSERT INTO vault SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(get(*vault, name(3)), "VAULT-HEAD-DAMAGED");  // while open
    const auto again = unlocked();
    EXPECT_NE(get(*again, name(3)), "new");  // afterwards: the sums do not fit the older head
    EXPECT_TRUE(again->seen_newer());
}

TEST_F(TamperTest, TheTrailCannotBeEdited) {
    const auto size = *vault->audit_size();
    alter("DELETE FROM audit WHERE sequence = 5");
    EXPECT_FALSE(vault->audit(1, 100));
    EXPECT_FALSE(vault->check(nullptr)->notes.empty());
    alter("DELETE FROM audit WHERE sequence > 10");
    EXPECT_FALSE(vault->check(nullptr)->notes.empty());
    EXPECT_EQ(*vault->audit_size(), size);
    EXPECT_EQ(get(*vault, name(3)), "old 3");  // the records are not affected
}

// After a check and the user's consent the rest goes on, and what was lost can be entered again.
TEST_F(TamperTest, MendingKeepsTheRest) {
    alter("UPDATE record SET tag = zeroblob(16) WHERE id = " + id_of_3_ +
          "; DELETE FROM record WHERE id = " + id_of_4_);
    ASSERT_FALSE(vault->check(nullptr)->good());
    ASSERT_TRUE(vault->mend({"Settings", "mend"}));
    const Result<CheckReport> report = vault->check(nullptr);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->good()) << (report->notes.empty() ? "" : report->notes[0]);
    EXPECT_EQ(report->records, 18);
    EXPECT_EQ(get(*vault, name(3)), "VAULT-NO-RECORD");
    EXPECT_EQ(get(*vault, name(4)), "VAULT-NO-RECORD");
    ASSERT_TRUE(put(*vault, name(3), "entered again", 0));
    EXPECT_EQ(get(*vault, name(3)), "entered again");
}

// A record of a list that was imported is named like any other when it is altered or put back.
TEST_F(VaultTest, ARecordWrittenWithManyIsNamedWhenItIsAltered) {
    make();
    std::vector<Vault::Put> many;
    for (const char* one : {"credential/a", "credential/b", "credential/c"}) {
        many.push_back({one, bytes_of("first"), std::nullopt});
    }
    ASSERT_TRUE(vault->put(many, {"Tests", "import-list"}, true));
    const Result<std::vector<AuditEntry>> trail = vault->audit(1, 10);
    ASSERT_TRUE(trail);
    ASSERT_EQ(trail->size(), 1U) << "one entry for all";
    ASSERT_EQ(trail->front().many.size(), 3U);
    EXPECT_EQ(trail->front().many[1].name, "credential/b");
    alter("UPDATE record SET tag = zeroblob(16)");
    const Result<CheckReport> report = vault->check(nullptr);
    ASSERT_TRUE(report);
    std::vector<std::string> altered = report->altered;
    std::sort(altered.begin(), altered.end());
    EXPECT_EQ(altered, (std::vector<std::string>{"credential/a", "credential/b", "credential/c"}));
    EXPECT_EQ(report->unnamed, 0);
}

// A batch that names a record twice would count it twice: refused, and nothing is written.
TEST_F(VaultTest, ANameTwiceInABatchIsRefused) {
    make();
    const Result<std::int64_t> refused = vault->put(
        {{"credential/a", bytes_of("one"), std::nullopt}, {"credential/a", bytes_of("two"), std::nullopt}},
        actor());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "VAULT-NAME-TWICE");
    EXPECT_EQ(get(*vault, "credential/a"), "VAULT-NO-RECORD");
    EXPECT_TRUE(vault->check(nullptr)->good());
}

// Two branches of one vault - a copy was put back, and both went on - give the same version to different
// contents. A record of the one in the place of the other's carries a good seal and the right version, and is
// refused all the same.
TEST_F(VaultTest, ARecordOfAnotherBranchIsRefused) {
    make();
    ASSERT_TRUE(put(*vault, "credential/a", "first"));
    settle();
    vault.reset();
    const std::string fork = bytes_in(file());
    vault = unlocked();
    ASSERT_TRUE(put(*vault, "credential/a", "of this branch"));
    settle();
    vault.reset();
    const std::filesystem::path aside = folder / "other-branch.db";
    std::filesystem::copy_file(file(), aside);
    for (const char* companion : {"-wal", "-shm"}) {
        std::filesystem::remove(file().string() + companion);
    }
    write(file(), fork);
    vault = unlocked();
    ASSERT_TRUE(put(*vault, "credential/a", "of the other branch"));
    alter("ATTACH '" + aside.string() +
          "' AS other; UPDATE record SET sealed = (SELECT sealed FROM other.record), tag = (SELECT tag FROM "
          "other.record)");
    EXPECT_EQ(get(*vault, "credential/a"), "VAULT-RECORD-ROLLED-BACK");
    std::int64_t damaged = 0;
    EXPECT_TRUE(names(*unlocked(), &damaged).empty());
    EXPECT_EQ(damaged, 1);
    EXPECT_EQ(get(*unlocked(), "credential/a"), "VAULT-RECORD-ROLLED-BACK");
    const Result<CheckReport> report = vault->check(nullptr);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->rolled_back, std::vector<std::string>{"credential/a"});
}

// Going on with what is good costs the trail a few entries, not one for each record.
TEST_F(TamperTest, MendingWritesFewEntries) {
    alter("UPDATE record SET tag = zeroblob(16) WHERE id = " + id_of_3_);
    const std::int64_t before = *vault->audit_size();
    ASSERT_TRUE(vault->mend({"Settings", "mend"}));
    EXPECT_LE(*vault->audit_size(), before + 3);
    EXPECT_TRUE(vault->check(nullptr)->good());
    // The trail still tells which version is the latest.
    alter("UPDATE record SET tag = zeroblob(16) WHERE id = " + id_of_4_);
    EXPECT_EQ(vault->check(nullptr)->altered, std::vector<std::string>{name(4)});
}

// Each byte of a small vault flipped in turn: whatever happens, no wrong content is ever given out, nothing
// crashes, and what is refused is refused in words.
TEST_F(VaultTest, EachByteFlippedInTurn) {
    make();
    ASSERT_TRUE(put(*vault, "credential/a", "content of a"));
    ASSERT_TRUE(put(*vault, "credential/b", "content of b"));
    settle();
    vault.reset();
    const std::string good = bytes_in(file());
    std::size_t refused = 0;
    std::size_t unharmed = 0;
    // Most of the bytes are empty space of SQLite's pages: those are sampled, the others all flipped.
    for (std::size_t at = 0; at < good.size(); at += good[at] == '\0' ? 61 : 1) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x41);
        std::filesystem::remove(file().string() + "-wal");
        std::filesystem::remove(file().string() + "-shm");
        write(file(), bad);
        Result<std::unique_ptr<Vault>> open = Vault::open(file(), clock);
        if (!open) {
            EXPECT_FALSE(open.error().message.empty());
            ++refused;
            continue;
        }
        if (Status unlocked = (*open)->unlock(SlotKind::host_key, host_key().bytes()); !unlocked) {
            EXPECT_FALSE(unlocked.error().message.empty());
            ++refused;
            continue;
        }
        for (const char* name : {"credential/a", "credential/b"}) {
            const Result<Record> record = (*open)->get(name);
            if (record) {
                EXPECT_EQ(record->content.view(), std::string("content of ") + name[11]) << "byte " << at;
                ++unharmed;
            } else {
                EXPECT_FALSE(record.error().message.empty()) << "byte " << at;
                EXPECT_NE(record.error().code, "VAULT-NO-RECORD")
                    << "byte " << at << ": a lost record is not \"none\"";
                ++refused;
            }
        }
    }
    EXPECT_GT(refused, 1000U);
    EXPECT_GT(unharmed, 100U);
}

}  // namespace
}  // namespace tijori::vault
