// vault_fixture.hpp - what the tests of the vault share: a scratch folder, cheap keys, and a hand in the file
// from outside.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "vault/vault.hpp"

namespace tijori::vault {

class VaultTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(prepare_secret_memory());
        std::string pattern = (std::filesystem::temp_directory_path() / "tijori-vault-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder = pattern;
    }
    void TearDown() override {
        vault.reset();
        std::filesystem::remove_all(folder);
    }

    std::filesystem::path file() const { return folder / "vault" / "vault.db"; }
    std::filesystem::path seen() const { return folder / "state"; }

    static constexpr std::string_view passphrase = "six wary tigers audit the ledger";
    static SecretBytes host_key() { return SecretBytes(std::string(host_key_size, 'k')); }
    static crypto::Argon2idCost cheap() { return {1, 8}; }

    void make(bool with_passphrase = true, bool with_host_key = true) {
        Vault::NewKeys keys;
        keys.cost = cheap();
        if (with_passphrase) {
            keys.passphrase = SecretBytes(passphrase);
        }
        if (with_host_key) {
            keys.host_key = host_key();
        }
        Result<std::unique_ptr<Vault>> made = Vault::create(file(), Vault::new_id(), keys, clock, seen());
        ASSERT_TRUE(made) << made.error().message;
        vault = std::move(*made);
    }
    std::unique_ptr<Vault> opened() {
        Result<std::unique_ptr<Vault>> found = Vault::open(file(), clock, seen());
        EXPECT_TRUE(found) << found.error().message;
        return found ? std::move(*found) : nullptr;
    }
    std::unique_ptr<Vault> unlocked() {
        auto found = opened();
        if (found != nullptr) {
            const Status done = found->unlock(SlotKind::host_key, host_key().bytes());
            EXPECT_TRUE(done) << done.error().message;
        }
        return found;
    }

    static Actor actor() { return {"Tests", "save"}; }
    static Status put(Vault& into, const std::string& name, std::string_view content,
                      std::optional<std::int64_t> expected = std::nullopt) {
        Result<std::int64_t> version = into.put({{name, bytes_of(content), expected}}, actor());
        return version ? Status{Nothing{}} : Status{version.error()};
    }
    // The content under a name, or the error's code.
    static std::string get(Vault& from, const std::string& name) {
        Result<Record> record = from.get(name);
        return record ? std::string(record->content.view()) : record.error().code;
    }
    static std::vector<std::string> names(Vault& of, std::int64_t* damaged = nullptr) {
        Vault::Known known;
        std::vector<std::string> found;
        Result<std::int64_t> bad = of.sync(
            known, [](std::size_t) {},
            [&](std::size_t, std::string_view name, std::int64_t, Bytes) { found.emplace_back(name); });
        EXPECT_TRUE(bad) << bad.error().message;
        if (damaged != nullptr && bad) {
            *damaged = *bad;
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    // What somebody with write access to the file can do.
    void alter(const std::string& sql) const {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        char* why = nullptr;
        EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &why), SQLITE_OK)
            << (why != nullptr ? why : "");
        sqlite3_free(why);
        sqlite3_close(database);
    }
    // Everything into the one file, so that copying it copies all.
    void settle() const { alter("PRAGMA wal_checkpoint(TRUNCATE)"); }

    static std::string bytes_in(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    static void write(const std::filesystem::path& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }

    std::filesystem::path folder;
    SystemClock clock;
    std::unique_ptr<Vault> vault;
};

}  // namespace tijori::vault
