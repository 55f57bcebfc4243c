// engine_test.cpp - the vault does what vault.hpp promises: records, versions, ways in, key changes, the
// trail.
#include <sys/stat.h>

#include <algorithm>
#include <thread>

#include "vault_fixture.hpp"

namespace tijori::vault {
namespace {

TEST_F(VaultTest, KeepsARecordAcrossRestarts) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "Sample@29blr"));
    vault.reset();
    const auto again = unlocked();
    EXPECT_EQ(get(*again, "credential/one"), "Sample@29blr");
    EXPECT_EQ(get(*again, "credential/two"), "VAULT-NO-RECORD");
}

// Nobody but the owner may read the file, and a vault that others could have read is refused rather than
// mended.
TEST_F(VaultTest, IsPrivateToItsOwner) {
    make();
    struct stat about {};
    ASSERT_EQ(::stat(file().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(file().parent_path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
    vault.reset();
    std::filesystem::permissions(file(), std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    Result<std::unique_ptr<Vault>> open = Vault::open(file(), clock);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().code, "VAULT-PERMISSIONS");
}

// The file gives away neither names nor contents nor who asked.
TEST_F(VaultTest, NothingReadableIsInTheFile) {
    make();
    const std::vector<std::string> words{"credential/nic-1/production/29AAACP0029A1Z2", "API_pushpak_blr",
                                         "Sample@29blr", "Pushpak Traders Private Limited",
                                         "Invoices module"};
    ASSERT_TRUE(
        vault->put({{words[0], bytes_of(words[1] + words[2] + words[3]), std::nullopt}}, {words[4], "save"}));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        const std::string bytes = bytes_in(entry.path());
        for (const std::string& word : words) {
            EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << entry.path();
        }
        EXPECT_EQ(bytes.find("29AAACP0029A1Z2"), std::string::npos) << entry.path();
    }
}

// Two records of like length are of the same length in the file.
TEST_F(VaultTest, LengthsAreHidden) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "short"));
    ASSERT_TRUE(put(*vault, "credential/two", "a password of some more letters"));
    std::vector<int> sizes;
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    sqlite3_exec(
        database, "SELECT length(sealed) FROM record",
        [](void* into, int, char** values, char**) {
            static_cast<std::vector<int>*>(into)->push_back(std::atoi(values[0]));
            return 0;
        },
        &sizes, nullptr);
    sqlite3_close(database);
    ASSERT_EQ(sizes.size(), 2U);
    EXPECT_EQ(sizes[0], sizes[1]);
}

// Nobody overwrites what somebody else wrote meanwhile without knowing.
TEST_F(VaultTest, AConflictIsNoticedForEachRecord) {
    make();
    const auto other = unlocked();
    ASSERT_TRUE(put(*vault, "credential/one", "first", 0));
    const Result<Record> seen_by_other = other->get("credential/one");
    ASSERT_TRUE(seen_by_other);
    ASSERT_TRUE(put(*vault, "credential/one", "second", seen_by_other->version));
    const Status late = put(*other, "credential/one", "third", seen_by_other->version);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "VAULT-CHANGED-MEANWHILE");
    EXPECT_EQ(get(*other, "credential/one"), "second");
    EXPECT_TRUE(put(*other, "credential/two", "another record is no conflict", 0));
}

TEST_F(VaultTest, AWriteOfManyIsAllOrNothing) {
    make();
    ASSERT_TRUE(put(*vault, "credential/b", "there"));
    const Result<std::int64_t> version =
        vault->put({{"credential/a", bytes_of("1"), 0}, {"credential/b", bytes_of("2"), 0}}, actor());
    EXPECT_FALSE(version);
    EXPECT_EQ(get(*vault, "credential/a"), "VAULT-NO-RECORD");
    EXPECT_EQ(get(*vault, "credential/b"), "there");
}

// A reader sees what another process changed, and reads only that.
TEST_F(VaultTest, SyncBringsOnlyWhatChanged) {
    make();
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(put(*vault, "credential/" + std::to_string(i), "x"));
    }
    const auto reader = unlocked();
    Vault::Known known;
    std::vector<std::string> seen;
    const auto sync = [&] {
        seen.clear();
        return reader->sync(
            known, [](std::size_t) {},
            [&](std::size_t, std::string_view name, std::int64_t, Bytes) { seen.emplace_back(name); });
    };
    ASSERT_TRUE(sync());
    EXPECT_EQ(seen.size(), 50U);
    ASSERT_TRUE(sync());
    EXPECT_TRUE(seen.empty());
    ASSERT_TRUE(put(*vault, "credential/7", "changed"));
    ASSERT_TRUE(sync());
    EXPECT_TRUE(std::find(seen.begin(), seen.end(), "credential/7") != seen.end());
    EXPECT_LT(seen.size(), 5U);
    ASSERT_TRUE(vault->erase("credential/7", actor()));
    ASSERT_TRUE(sync());
    EXPECT_TRUE(std::find(seen.begin(), seen.end(), "credential/7") == seen.end());
}

// ---- ways in

TEST_F(VaultTest, AWrongPassphraseIsRefusedAndHarmsNothing) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "x"));
    vault.reset();
    const auto locked = opened();
    const Status wrong = locked->unlock(SlotKind::passphrase, bytes_of("not this one"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, "VAULT-PASSPHRASE");
    EXPECT_EQ(wrong.error().field, "passphrase");
    EXPECT_FALSE(wrong.error().next_step.empty());
    EXPECT_EQ(get(*locked, "credential/one"), "VAULT-LOCKED");
    ASSERT_TRUE(locked->unlock(SlotKind::passphrase, bytes_of(passphrase)));
    EXPECT_EQ(get(*locked, "credential/one"), "x");
}

TEST_F(VaultTest, EverySlotOpensTheSameVault) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "x"));
    const std::string code(16, 'r');
    ASSERT_TRUE(vault->add_slot(SlotKind::recovery_code, bytes_of(code), "paper in the safe", actor()));
    ASSERT_TRUE(vault->add_slot(SlotKind::passphrase, bytes_of("another person's passphrase"), "Asha",
                                actor(), cheap()));
    vault.reset();
    for (const auto& [kind, secret] :
         std::vector<std::pair<SlotKind, std::string>>{{SlotKind::passphrase, std::string(passphrase)},
                                                       {SlotKind::passphrase, "another person's passphrase"},
                                                       {SlotKind::host_key, std::string(host_key().view())},
                                                       {SlotKind::recovery_code, code}}) {
        const auto again = opened();
        const Status done = again->unlock(kind, bytes_of(secret));
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_EQ(get(*again, "credential/one"), "x");
    }
}

TEST_F(VaultTest, ARemovedSlotOpensNothingAndTheLastOneStays) {
    make();
    Result<std::vector<SlotInfo>> slots = vault->slots();
    ASSERT_TRUE(slots);
    ASSERT_EQ(slots->size(), 2U);
    const auto first = std::find_if(slots->begin(), slots->end(),
                                    [](const SlotInfo& slot) { return slot.kind == SlotKind::passphrase; });
    ASSERT_TRUE(vault->remove_slot(first->id, actor()));
    EXPECT_FALSE(vault->has_slot(SlotKind::passphrase));
    const Status last =
        vault->remove_slot(first == slots->begin() ? (*slots)[1].id : (*slots)[0].id, actor());
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, "VAULT-LAST-SLOT");
    const auto again = opened();
    EXPECT_FALSE(again->unlock(SlotKind::passphrase, bytes_of(passphrase)));
    EXPECT_TRUE(again->unlock(SlotKind::host_key, host_key().bytes()));
}

TEST_F(VaultTest, AChangedPassphraseReplacesTheOldOne) {
    make(true, false);
    ASSERT_TRUE(
        vault->replace_slots(SlotKind::passphrase, bytes_of("four new words now"), "", actor(), cheap()));
    const auto again = opened();
    EXPECT_FALSE(again->unlock(SlotKind::passphrase, bytes_of(passphrase)));
    EXPECT_TRUE(again->unlock(SlotKind::passphrase, bytes_of("four new words now")));
    // The vault that changed it goes on, and follows a later change of the vault key with the new
    // passphrase's slot.
    ASSERT_TRUE(again->begin_rotation(actor()));
    EXPECT_TRUE(put(*vault, "credential/one", "x"));
}

// Somebody with write access cannot plant a slot that opens with a key of their own, nor change what an old
// one opens.
TEST_F(VaultTest, AnAlteredSlotIsNoticed) {
    make();
    vault.reset();
    alter("UPDATE slot SET wrapped_key = zeroblob(length(wrapped_key)) WHERE kind = 1");
    const auto again = opened();
    const Status done = again->unlock(SlotKind::passphrase, bytes_of(passphrase));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "VAULT-SLOT-DAMAGED");
    ASSERT_TRUE(again->unlock(SlotKind::host_key, host_key().bytes()));
    Result<std::vector<SlotInfo>> slots = again->slots();
    ASSERT_TRUE(slots);
    EXPECT_EQ(std::count_if(slots->begin(), slots->end(), [](const SlotInfo& slot) { return slot.damaged; }),
              1);
}

// A file that asks for all of the computer's memory is not obeyed.
TEST_F(VaultTest, AnAbsurdCostIsRefused) {
    make(true, true);
    vault.reset();
    alter(
        "UPDATE slot SET parameters = CAST(substr(parameters, 1, 24) || x'ffffffffffffff7f' AS BLOB) WHERE "
        "kind = 1");
    const auto again = opened();
    const Status done = again->unlock(SlotKind::passphrase, bytes_of(passphrase));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "VAULT-SLOT-DAMAGED");
}

TEST_F(VaultTest, TheCostOfANewPassphraseIsAtLeastTheRecommendedOne) {
    const crypto::Argon2idCost cost = calibrated_cost();
    EXPECT_GE(cost.memory_kib, 64U * 1024U);
    EXPECT_GE(cost.passes, 3U);
}

// ---- changing the vault key

TEST_F(VaultTest, ANewVaultKeyReachesEveryRecordAndSlot) {
    make();
    for (int i = 0; i < 500; ++i) {
        ASSERT_TRUE(put(*vault, "credential/" + std::to_string(i), "content " + std::to_string(i)));
    }
    settle();
    const std::string before = bytes_in(file());
    ASSERT_TRUE(vault->begin_rotation({"Tests", "rotate"}));
    ASSERT_TRUE(*vault->rotating());
    EXPECT_EQ(get(*vault, "credential/7"), "content 7");  // readers go on
    ASSERT_TRUE(put(*vault, "credential/8", "written meanwhile"));
    ASSERT_TRUE(vault->continue_rotation(nullptr));
    EXPECT_FALSE(*vault->rotating());
    EXPECT_EQ(get(*vault, "credential/7"), "content 7");
    EXPECT_EQ(get(*vault, "credential/8"), "written meanwhile");
    Result<CheckReport> report = vault->check(nullptr);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->good());
    EXPECT_EQ(report->records, 500);
    vault.reset();
    const auto again = opened();
    ASSERT_TRUE(again->unlock(SlotKind::passphrase, bytes_of(passphrase)));
    EXPECT_EQ(get(*again, "credential/499"), "content 499");
    // Nothing of the old epoch is left in the file.
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    int left = -1;
    sqlite3_exec(
        database,
        "SELECT (SELECT count(*) FROM record WHERE epoch < 2) + (SELECT count(*) FROM audit WHERE epoch < 2) "
        "+ (SELECT "
        "count(*) FROM epoch_key)",
        [](void* into, int, char** values, char**) {
            *static_cast<int*>(into) = std::atoi(values[0]);
            return 0;
        },
        &left, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(left, 0);
}

TEST_F(VaultTest, AnInterruptedKeyChangeGoesOnAfterARestart) {
    make();
    for (int i = 0; i < 700; ++i) {
        ASSERT_TRUE(put(*vault, "credential/" + std::to_string(i), std::to_string(i)));
    }
    ASSERT_TRUE(vault->begin_rotation(actor()));
    const Status stopped =
        vault->continue_rotation([](std::int64_t done, std::int64_t) { return done < 300; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().status, ACCT_ERROR_CANCELLED);
    vault.reset();
    const auto again = unlocked();
    EXPECT_TRUE(*again->rotating());
    EXPECT_EQ(names(*again).size(), 700U);
    ASSERT_TRUE(again->continue_rotation(nullptr));
    EXPECT_FALSE(*again->rotating());
    EXPECT_TRUE(again->check(nullptr)->good());
}

// A second program that has the vault open follows, without asking its user.
TEST_F(VaultTest, AnotherProgramFollowsAKeyChange) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "1"));
    const auto other = unlocked();
    EXPECT_EQ(get(*other, "credential/one"), "1");
    ASSERT_TRUE(vault->begin_rotation(actor()));
    ASSERT_TRUE(vault->continue_rotation(nullptr));
    EXPECT_EQ(get(*other, "credential/one"), "1");
    ASSERT_TRUE(put(*other, "credential/two", "2"));
    EXPECT_EQ(get(*vault, "credential/two"), "2");
}

// Two programs that go on with the same change: it is ended once, and the trail says so once.
TEST_F(VaultTest, AKeyChangeEndsOnce) {
    make();
    ASSERT_TRUE(put(*vault, "credential/a", "content"));
    auto other = unlocked();
    ASSERT_TRUE(vault->begin_rotation({"Tests", "change-key"}));
    ASSERT_TRUE(vault->continue_rotation(nullptr));
    ASSERT_TRUE(other->continue_rotation(nullptr));
    const Result<std::vector<AuditEntry>> trail = vault->audit(1, 100);
    ASSERT_TRUE(trail);
    EXPECT_EQ(std::count_if(trail->begin(), trail->end(),
                            [](const AuditEntry& entry) { return entry.action == "rotate-done"; }),
              1);
    EXPECT_EQ(get(*other, "credential/a"), "content");
}

// An empty file in the vault's place is not "no vault yet": a new one would hide that everything was lost.
TEST_F(VaultTest, AnEmptyFileIsNotTakenForNoVault) {
    make();
    vault.reset();
    write(file(), "");
    const Result<bool> there = Vault::exists(file());
    ASSERT_FALSE(there);
    EXPECT_EQ(there.error().status, ACCT_ERROR_DAMAGED);
    EXPECT_EQ(there.error().code, "VAULT-EMPTY");
    Vault::NewKeys keys;
    keys.host_key = host_key();
    const auto over_it = Vault::create(file(), Vault::new_id(), keys, clock, seen());
    ASSERT_FALSE(over_it);
    EXPECT_EQ(over_it.error().code, "VAULT-EMPTY");
    EXPECT_EQ(std::filesystem::file_size(file()), 0U);
}

// Whoever kept the old vault key cannot open what is written after a key change: the new key is sealed to the
// slots alone.
TEST_F(VaultTest, TheOldVaultKeyDoesNotOpenTheNewEpoch) {
    make();
    settle();
    StoredMeta old_meta;
    std::vector<StoredSlot> old_slots;
    const auto look = [&](StoredMeta& meta, std::vector<StoredSlot>& slots,
                          std::vector<StoredEpochKey>& earlier) {
        Result<std::unique_ptr<Store>> store = SqliteStore::open(file());
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->read([&](Reader& reader) -> Status {
            meta = *reader.meta();
            slots = *reader.slots();
            earlier = *reader.epoch_keys();
            return Nothing{};
        }));
    };
    std::vector<StoredEpochKey> earlier;
    look(old_meta, old_slots, earlier);
    const auto slot = std::find_if(old_slots.begin(), old_slots.end(), [](const StoredSlot& one) {
        return one.kind == static_cast<std::int64_t>(SlotKind::host_key);
    });
    Result<SlotKey> key =
        SlotKey::derive(SlotKind::host_key, old_meta.vault_id, slot->parameters, host_key().bytes());
    ASSERT_TRUE(key);
    auto old_key = open_slot(*slot, old_meta.vault_id, *key, old_meta.epoch);
    ASSERT_TRUE(old_key);
    ASSERT_TRUE(vault->begin_rotation(actor()));
    StoredMeta meta;
    std::vector<StoredSlot> slots;
    look(meta, slots, earlier);
    const EpochKeys insider(old_meta.vault_id, old_meta.epoch, std::move(*old_key));
    EXPECT_FALSE(insider.open_head(meta));
    for (const StoredEpochKey& one : earlier) {
        EXPECT_FALSE(insider.open_earlier(one));
    }
    for (const StoredSlot& one : slots) {
        EXPECT_FALSE(insider.open_about(one));
    }
}

// ---- the trail

TEST_F(VaultTest, TheTrailTellsWhoDidWhat) {
    make();
    ASSERT_TRUE(vault->put({{"credential/one", bytes_of("x"), std::nullopt}}, {"Invoices", "save"}));
    ASSERT_TRUE(vault->note({"Settings", "verify"}, "credential/one", "IRP-1019"));
    ASSERT_TRUE(vault->erase("credential/one", {"Settings", "remove"}));
    const Result<std::vector<AuditEntry>> entries = vault->audit(1, 100);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 3U);
    EXPECT_EQ((*entries)[0].consumer, "Invoices");
    EXPECT_EQ((*entries)[0].action, "save");
    EXPECT_EQ((*entries)[0].subject, "credential/one");
    EXPECT_FALSE((*entries)[0].os_user.empty());
    EXPECT_EQ((*entries)[1].outcome, "IRP-1019");
    EXPECT_EQ((*entries)[2].action, "remove");
    EXPECT_EQ((*entries)[2].kind, AuditEntry::Kind::erase);
}

// ---- copies

TEST_F(VaultTest, ABackupIsACompleteVault) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "x"));
    const std::filesystem::path copy = folder / "copy.db";
    ASSERT_TRUE(vault->backup(copy));
    ASSERT_TRUE(put(*vault, "credential/two", "later"));
    Result<std::unique_ptr<Vault>> again = Vault::open(copy, clock);
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE((*again)->unlock(SlotKind::passphrase, bytes_of(passphrase)));
    EXPECT_EQ(get(**again, "credential/one"), "x");
    EXPECT_EQ(get(**again, "credential/two"), "VAULT-NO-RECORD");
}

// An old copy that is put back carries all the right seals; this computer remembers that it saw a later one.
TEST_F(VaultTest, ARestoredOldCopyIsRecognised) {
    make();
    ASSERT_TRUE(put(*vault, "credential/one", "old password"));
    settle();
    const std::string old_copy = bytes_in(file());
    ASSERT_TRUE(put(*vault, "credential/one", "new password"));
    vault.reset();
    {
        const auto latest = unlocked();
        EXPECT_FALSE(latest->seen_newer());
    }
    std::filesystem::remove(file().string() + "-wal");
    std::filesystem::remove(file().string() + "-shm");
    write(file(), old_copy);
    const auto restored = unlocked();
    ASSERT_TRUE(restored->seen_newer());
    ASSERT_TRUE(restored->accept_older({"Settings", "accept-older"}));
    EXPECT_FALSE(restored->seen_newer());
    const auto later = unlocked();
    EXPECT_FALSE(later->seen_newer());
}

// ---- threads

TEST_F(VaultTest, ManyThreadsLoseNothing) {
    make();
    const auto other = unlocked();
    std::vector<std::thread> threads;
    constexpr int each = 25;
    std::atomic<int> failures{0};
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            Vault& mine = t % 2 == 0 ? *vault : *other;
            for (int i = 0; i < each; ++i) {
                const std::string name = "credential/" + std::to_string(t) + "-" + std::to_string(i);
                failures += put(mine, name, name, 0) ? 0 : 1;
                failures += get(mine, name) == name ? 0 : 1;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(names(*vault).size(), 8U * each);
    EXPECT_TRUE(other->check(nullptr)->good());
    EXPECT_EQ(*vault->audit_size(), 8 * each);
}

}  // namespace
}  // namespace tijori::vault
