// vault_cli_test.cpp - the vault's care on the command line, with the real plugin: what a person or a script
// can do, and what they are told when it goes wrong.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>

#include "child.hpp"
#include "person.hpp"
#include "scratch_folder.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* first_passphrase = "correct horse battery\n";
constexpr const char* second_passphrase = "staple under the moon\n";
constexpr const char* file_passphrase = "only for this one file\n";
constexpr const char* list =
    "GSTIN,Provider,Environment,API User Name,API Password,Remark\n"
    "29AAACP0029A1Z2,nic-1,sandbox,API_one,wagtail-1-password,\n"
    "27AAACP0029A1Z6,nic-1,sandbox,API_two,wagtail-2-password,\n";

class VaultCli : public testing::Test {
protected:
    void SetUp() override {
        // What the plugin remembers outside the data folder stays within the test.
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        ::setenv("XDG_STATE_HOME", (folder_ / "state").c_str(), 1);
        write_to(folder_ / "list.csv", list);
    }
    std::vector<std::string> words(std::vector<std::string> more, const char* data = "data") {
        more.insert(more.end(), {"--data", (folder_ / data).string(), "--plugin", TIJORI_PLUGIN});
        if (host_key_) {
            more.insert(more.end(), {"--vault-key-dir", (folder_ / "keys").string()});
        } else {
            more.emplace_back("--no-vault-key");
        }
        return more;
    }
    // `input` is standard input; `passphrase` is what --passphrase-fd 3 reads.
    ChildResult run(std::vector<std::string> more, const std::string& input = {},
                    const std::string& passphrase = {}) {
        if (!passphrase.empty()) {
            more.insert(more.end(), {"--passphrase-fd", "3"});
        }
        ChildResult result = run_munim(words(std::move(more)), input, passphrase);
        // Nothing of a secret is ever printed, whatever the command and however it ends.
        for (const char* secret : {"wagtail", "horse battery", "under the moon", "this one file"}) {
            EXPECT_EQ((result.out + result.err).find(secret), std::string::npos) << secret;
        }
        return result;
    }
    std::string path(const char* name) { return (folder_ / name).string(); }
    void make_with_passphrase() {
        host_key_ = false;
        ASSERT_EQ(run({"vault", "create"}, "", first_passphrase).status, 0);
    }
    void make_with_credentials() {
        const ChildResult imported = run({"credentials", "import", path("list.csv")});
        ASSERT_EQ(imported.status, 0) << imported.err;
    }
    fs::path vault_file() { return folder_ / "data/plugins/in.tijori.credentials/vault/vault.db"; }
    void alter(const char* sql) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(vault_file().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        EXPECT_GT(sqlite3_changes(database), 0);
        sqlite3_close(database);
    }
    static Poco::JSON::Object::Ptr json(const ChildResult& result) {
        Poco::JSON::Parser parser;
        return parser.parse(result.out).extract<Poco::JSON::Object::Ptr>();
    }
    std::size_t stored() {
        return json(run({"credentials", "list", "--json"}))->getArray("credentials")->size();
    }
    static testing::AssertionResult has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos ? testing::AssertionSuccess()
                                                    : testing::AssertionFailure() << part << " not in:\n"
                                                                                  << text;
    }

    ScratchFolder folder_;
    bool host_key_ = true;
};

// Protects a person whose computer speaks Hindi: what the plugin says is in Hindi, what a script reads is
// not.
TEST_F(VaultCli, ThePluginSpeaksTheLanguageThatMunimWasGiven) {
    make_with_passphrase();
    const ChildResult english = run({"vault", "slots", "--locale", "en_IN.UTF-8"}, "", second_passphrase);
    EXPECT_TRUE(has(english.err, "This is not the vault's passphrase."));
    const ChildResult hindi = run({"vault", "slots", "--locale", "hi_IN.UTF-8"}, "", second_passphrase);
    EXPECT_EQ(hindi.status, english.status);
    EXPECT_TRUE(has(hindi.err, "यह तिजोरी का पासफ़्रेज़ नहीं है।"));
    EXPECT_FALSE(has(hindi.err, "not the vault's"));
    const ChildResult data =
        run({"vault", "audit", "--json", "--locale", "hi_IN.UTF-8"}, "", first_passphrase);
    write_to(folder_ / "data/language", "hi-IN\n");
    EXPECT_TRUE(has(run({"vault", "slots"}, "", second_passphrase).err, "यह तिजोरी का पासफ़्रेज़ नहीं है।"))
        << "what was chosen on the page";
    EXPECT_TRUE(has(run({"vault", "slots", "--locale", "en"}, "", second_passphrase).err, "This is not"));
    write_to(folder_ / "data/language", "../../etc\n");
    EXPECT_TRUE(has(run({"vault", "slots"}, "", second_passphrase).err, "This is not"));
    EXPECT_EQ(data.status, 0) << data.err;
    EXPECT_FALSE(has(data.out, "\xE0\xA4")) << "no Devanagari in what programs read";
}

// Protects against commands that go on with half of what they need.
TEST_F(VaultCli, WrongUsageIsStatus2AndMakesNoVault) {
    for (const std::vector<std::string>& wrong :
         std::vector<std::vector<std::string>>{{"vault", "remove-slot"},
                                               {"vault", "remove-slot", "one"},
                                               {"vault", "remove-slot", "-1x"},
                                               {"vault", "backup"},
                                               {"vault", "backup", ""},
                                               {"vault", "backup", "folder/"},
                                               {"vault", "export", "a", "b"},
                                               {"vault", "audit", "--first", "0"},
                                               {"vault", "audit", "--most", "many"},
                                               {"vault", "passphrase", "--new-passphrase-fd", "77"},
                                               {"vault", "slots", "--recovery-code"},
                                               {"credentials", "import"},
                                               {"credentials", "import", "a.csv", "b.csv"},
                                               {"credentials", "import", "a.csv", "--template"}}) {
        const ChildResult result = run(wrong);
        EXPECT_EQ(result.status, 2) << wrong[1] << ": " << result.err;
        EXPECT_TRUE(result.out.empty()) << result.out;
    }
    EXPECT_EQ(run({"vault", "audit", "--csv", "--json"}).status, 2);
    EXPECT_FALSE(fs::exists(vault_file()));
}

// Protects somebody without a vault from puzzling messages, and from a vault made by looking.
TEST_F(VaultCli, WithoutAVaultTheNextStepIsToMakeOne) {
    for (const char* command : {"slots", "passphrase", "keyring", "change-key", "check", "mend", "audit"}) {
        const ChildResult result = run({"vault", command});
        EXPECT_EQ(result.status, 1) << command;
        EXPECT_TRUE(has(result.err, "[VAULT-ABSENT]\nMake one with \"munim vault create\"")) << command;
    }
    EXPECT_FALSE(fs::exists(vault_file()));
}

// Protects the list of ways in, and that the last one cannot be removed by mistake.
TEST_F(VaultCli, ListsAndRemovesWaysIn) {
    make_with_credentials();
    const ChildResult listed = run({"vault", "slots"});
    EXPECT_EQ(listed.status, 0);
    EXPECT_TRUE(has(listed.out, "key that Munim keeps"));
    const auto slots = json(run({"vault", "slots", "--json"}))->getArray("slots");
    ASSERT_EQ(slots->size(), 1U);
    EXPECT_EQ(slots->getObject(0)->getValue<std::string>("kind"), "host-key");
    EXPECT_FALSE(slots->getObject(0)->getValue<bool>("damaged"));
    const std::string id = std::to_string(slots->getObject(0)->getValue<int>("id"));

    const ChildResult last = run({"vault", "remove-slot", id});
    EXPECT_EQ(last.status, 1);
    EXPECT_TRUE(has(last.err, "Add another way in first"));
    EXPECT_EQ(run({"vault", "remove-slot", "4711"}).status, 1);

    ASSERT_EQ(run({"vault", "passphrase", "--new-passphrase-fd", "0"}, first_passphrase).status, 0);
    const ChildResult removed = run({"vault", "remove-slot", id});
    EXPECT_EQ(removed.status, 0) << removed.err;
    EXPECT_TRUE(has(removed.out, "munim vault change-key"));
    EXPECT_EQ(run({"vault", "slots"}).status, 4) << "the key of Munim must not open it any more";
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 0);
}

// Protects the change of a passphrase by a script: the new one opens, the old one does not, a weak one
// changes nothing.
TEST_F(VaultCli, ChangesThePassphrase) {
    make_with_passphrase();
    const ChildResult weak = run({"vault", "passphrase"}, "", std::string{first_passphrase} + "short\n");
    EXPECT_EQ(weak.status, 1);
    EXPECT_TRUE(has(weak.err, "[PASSPHRASE-SHORT]"));
    const ChildResult none = run({"vault", "passphrase"}, "", first_passphrase);
    EXPECT_EQ(none.status, 1);
    EXPECT_TRUE(has(none.err, "--new-passphrase-fd N"));
    EXPECT_EQ(run({"vault", "passphrase"}, "", std::string{second_passphrase} + second_passphrase).status, 4);

    const ChildResult changed =
        run({"vault", "passphrase", "--json"}, "", std::string{first_passphrase} + second_passphrase);
    EXPECT_EQ(changed.status, 0) << changed.err;
    EXPECT_TRUE(json(changed)->getObject("vault")->getValue<bool>("passphrase_changed"));
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 4);
    EXPECT_EQ(run({"vault", "slots"}, "", second_passphrase).status, 0);
    // By a descriptor of its own.
    EXPECT_EQ(
        run({"vault", "passphrase", "--new-passphrase-fd", "0"}, first_passphrase, second_passphrase).status,
        0);
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 0);
}

// Protects a script from setting its present passphrase as the new one, when the vault opens by itself.
TEST_F(VaultCli, TheFirstLineIsThePresentPassphraseAlsoWhenItIsNotNeeded) {
    make_with_credentials();
    ASSERT_EQ(run({"vault", "passphrase"}, "", std::string{first_passphrase} + second_passphrase).status, 0);
    host_key_ = false;
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 4);
    EXPECT_EQ(run({"vault", "slots"}, "", second_passphrase).status, 0);
}

// Protects the person at the terminal: typed twice, never shown.
TEST_F(VaultCli, AsksForANewPassphraseTwice) {
    make_with_passphrase();
    Person person{words({"vault", "passphrase"})};
    ASSERT_TRUE(person.sees("Passphrase of the vault: "));
    person.types(first_passphrase);
    ASSERT_TRUE(person.sees("New passphrase of the vault: "));
    EXPECT_FALSE(person.echoes());
    person.types(second_passphrase);
    ASSERT_TRUE(person.sees("again: "));
    person.types("something else again\n");
    EXPECT_EQ(person.ends(), 1);
    EXPECT_TRUE(has(person.screen, "PASSPHRASE-DIFFERS"));
    EXPECT_EQ(person.screen.find("moon"), std::string::npos);
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 0) << "nothing may have changed";
}

// Protects who forgot the passphrase: the code that was written down opens the vault, and sets a new one.
TEST_F(VaultCli, ARecoveryCodeReplacesAForgottenPassphrase) {
    make_with_passphrase();
    const ChildResult nobody = run({"vault", "recovery-code"}, "", first_passphrase);
    EXPECT_EQ(nobody.status, 1);
    EXPECT_TRUE(has(nobody.err, "Run \"munim vault recovery-code\" in a terminal window."));

    std::string code;
    {
        Person person{words({"vault", "recovery-code"})};
        ASSERT_TRUE(person.sees("Passphrase of the vault: "));
        person.types(first_passphrase);
        ASSERT_TRUE(person.sees("Type the code to confirm it: "));
        const std::size_t end = person.screen.rfind("\r\n\r\nType the code");
        ASSERT_NE(end, std::string::npos);
        ASSERT_GE(end, 34U);
        code = person.screen.substr(end - 34, 34);
        person.types("4GTR-4GTR\n");  // a slip is told, and asked for again
        ASSERT_TRUE(person.sees("Type the code to confirm it: "));
        person.types(code + "\n");
        EXPECT_EQ(person.ends(), 0) << "the code was not accepted";
    }
    const ChildResult wrong = run({"vault", "status", "--recovery-code"}, "", "4GTR-4GTR\n");
    EXPECT_EQ(wrong.status, 4) << wrong.err;
    const ChildResult good = run({"vault", "status", "--recovery-code", "--json"}, "", code + "\n");
    EXPECT_EQ(good.status, 0) << good.err;
    EXPECT_EQ(json(good)->getObject("vault")->getValue<std::string>("state"), "unlocked");
    ASSERT_EQ(run({"vault", "passphrase", "--recovery-code"}, "", code + "\n" + second_passphrase).status, 0);
    EXPECT_EQ(run({"vault", "slots"}, "", first_passphrase).status, 4);
    const ChildResult slots = run({"vault", "slots"}, "", second_passphrase);
    EXPECT_EQ(slots.status, 0);
    EXPECT_TRUE(has(slots.out, "recovery code"));
}

// Protects the code that was not written down: one never confirmed opens nothing.
TEST_F(VaultCli, ACodeThatWasNotTypedBackOpensNothing) {
    make_with_credentials();
    Person person{words({"vault", "recovery-code"})};
    for (int tries = 0; tries < 3; ++tries) {
        ASSERT_TRUE(person.sees("Type the code to confirm it: "));
        person.types("wrong\n");
    }
    EXPECT_NE(person.ends(), 0);
    EXPECT_TRUE(has(person.screen, "The code above opens nothing"));
    EXPECT_FALSE(has(run({"vault", "slots"}).out, "recovery code"));
}

// Protects people on a machine without a desktop: a clear word, and the vault as it was.
TEST_F(VaultCli, WithoutAKeyringItSaysSo) {
    make_with_credentials();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    ::setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
    const ChildResult result = run({"vault", "keyring"});
    EXPECT_EQ(result.status, 1);
    EXPECT_TRUE(has(result.err, "keyring"));
    EXPECT_EQ(json(run({"vault", "slots", "--json"}))->getArray("slots")->size(), 1U);
}

// Protects the data through a change of key, and scripts from progress lines in their logs.
TEST_F(VaultCli, ChangesTheKey) {
    make_with_credentials();
    const std::string before = content_of(vault_file());
    const ChildResult changed = run({"vault", "change-key"});
    EXPECT_EQ(changed.status, 0);
    EXPECT_TRUE(changed.err.empty()) << changed.err;
    EXPECT_NE(content_of(vault_file()), before);
    EXPECT_EQ(stored(), 2U);
    EXPECT_EQ(run({"vault", "check"}).status, 0);
    EXPECT_TRUE(has(run({"vault", "audit"}).out, "change-key"));
}

// Protects who waits at a terminal for a large vault from believing that it hangs.
TEST_F(VaultCli, ShowsHowFarALongChangeIs) {
    std::string large = "GSTIN,Provider,Environment,API User Name,API Password\n";
    for (int i = 0; i < 8000; ++i) {
        const std::string number = std::to_string(1000 + i);
        large += "29AAAC" + std::string(1, static_cast<char>('A' + i % 26)) + number + "A1Z" +
                 std::string(1, static_cast<char>('A' + i % 26)) +
                 ",nic-1,sandbox,API_one,wagtail-password\n";
    }
    write_to(folder_ / "large.csv", large);
    const ChildResult imported = run({"credentials", "import", path("large.csv"), "--json"});
    ASSERT_GT(json(imported)->getObject("import")->getValue<int>("stored"), 7000)
        << imported.out.substr(0, 500);
    Person person{words({"vault", "change-key"})};
    ASSERT_TRUE(person.sees("Sealing anew: "));
    EXPECT_TRUE(person.sees("\r\x1B[KThe vault has a new key")) << "the line must be gone at the end";
    EXPECT_EQ(person.ends(), 0);
}

// Protects against damage that goes unnoticed: status 1, the name of what is altered, the next step; and
// mending keeps the rest.
TEST_F(VaultCli, FindsAnAlteredRecordAndMends) {
    // One by one: the trail names each, so that the name is known when the record is gone.
    for (const char* gstin : {"29AAACP0029A1Z2", "27AAACP0029A1Z6"}) {
        ASSERT_EQ(run({"credentials", "add", "--gstin", gstin, "--provider", "nic-1", "--environment",
                       "sandbox", "--user", "API_one", "--password-stdin", "--without-verifying"},
                      "wagtail-1-password\n")
                      .status,
                  0);
    }
    const ChildResult good = run({"vault", "check"});
    EXPECT_EQ(good.status, 0) << good.out;
    EXPECT_TRUE(has(good.out, "The vault is in order: 2 records"));
    EXPECT_TRUE(has(run({"vault", "mend", "--yes"}).out, "nothing to mend"));

    alter("UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id = (SELECT min(id) FROM record)");
    const ChildResult bad = run({"vault", "check"});
    EXPECT_EQ(bad.status, 1);
    EXPECT_TRUE(has(bad.out, "Altered by something other than the plugin"));
    EXPECT_TRUE(has(bad.out, " at nic-1 (sandbox)"));
    EXPECT_TRUE(has(bad.out, "munim vault mend"));
    const ChildResult as_json = run({"vault", "check", "--json"});
    EXPECT_EQ(as_json.status, 1);
    const auto report = json(as_json)->getObject("check");
    EXPECT_FALSE(report->getValue<bool>("good"));
    EXPECT_EQ(report->getArray("altered")->size(), 1U);
    EXPECT_EQ(report->getValue<int>("records"), 1);

    EXPECT_EQ(run({"vault", "mend"}).status, 2) << "nobody was asked";
    {
        Person person{words({"vault", "mend"})};
        ASSERT_TRUE(person.sees("Give this up for good, and go on with the rest? [y/N] "));
        EXPECT_TRUE(has(person.screen, " at nic-1 (sandbox)")) << "the person must see what is lost";
        person.types("n\n");
        EXPECT_EQ(person.ends(), 1);
    }
    EXPECT_EQ(run({"vault", "check"}).status, 1);
    EXPECT_EQ(run({"vault", "mend", "--yes"}).status, 0);
    EXPECT_EQ(run({"vault", "check"}).status, 0);
    EXPECT_EQ(stored(), 1U);
}

// Protects against an old copy put in the vault's place: it still opens, and the check says so.
TEST_F(VaultCli, FindsAnOlderCopy) {
    make_with_credentials();
    fs::copy_file(vault_file(), folder_ / "older.db");
    ASSERT_EQ(run({"credentials", "remove", "--gstin", "27AAACP0029A1Z6", "--yes"}).status, 0);
    fs::copy_file(folder_ / "older.db", vault_file(), fs::copy_options::overwrite_existing);
    const ChildResult older = run({"vault", "check"});
    EXPECT_EQ(older.status, 1);
    EXPECT_TRUE(has(older.out, "This is an older copy of the vault"));
    EXPECT_EQ(run({"vault", "mend", "--yes"}).status, 0);
    EXPECT_EQ(run({"vault", "check"}).status, 0);
}

// Protects the backup: a relative path means the user's folder, nothing is overwritten, and the copy opens.
TEST_F(VaultCli, WritesABackupThatOpens) {
    make_with_credentials();
    const std::string relative = fs::relative(folder_ / "backup.db").string();
    const ChildResult written = run({"vault", "backup", relative, "--json"});
    ASSERT_EQ(written.status, 0) << written.err;
    EXPECT_EQ(json(written)->getObject("backup")->getValue<std::string>("file"),
              fs::absolute(relative).lexically_normal().string());
    EXPECT_EQ(mode_of(folder_ / "backup.db") & 077U, 0U) << "others may not read it";
    const std::string content = content_of(folder_ / "backup.db");
    const ChildResult again = run({"vault", "backup", relative});
    EXPECT_EQ(again.status, 1);
    EXPECT_TRUE(has(again.err, "[FILE-EXISTS]"));
    EXPECT_EQ(content_of(folder_ / "backup.db"), content);
    EXPECT_TRUE(has(run({"vault", "backup", path("no/backup.db")}).err, "[FOLDER-MISSING]"));

    ASSERT_EQ(run({"credentials", "remove", "--gstin", "27AAACP0029A1Z6", "--yes"}).status, 0);
    fs::copy_file(folder_ / "backup.db", vault_file(), fs::copy_options::overwrite_existing);
    EXPECT_EQ(stored(), 2U);
}

// Protects the move to another computer: the file opens with its own passphrase alone, and nothing there is
// replaced unasked.
TEST_F(VaultCli, MovesCredentialsToAnotherComputer) {
    make_with_credentials();
    const ChildResult nobody = run({"vault", "export", path("move.tijori")});
    EXPECT_EQ(nobody.status, 4);
    EXPECT_TRUE(has(nobody.err, "--file-passphrase-fd N"));
    const ChildResult weak =
        run({"vault", "export", path("move.tijori"), "--file-passphrase-fd", "0"}, "short\n");
    EXPECT_TRUE(has(weak.err, "[PASSPHRASE-SHORT]"));
    EXPECT_FALSE(fs::exists(folder_ / "move.tijori"));
    const ChildResult written =
        run({"vault", "export", path("move.tijori"), "--file-passphrase-fd", "0"}, file_passphrase);
    ASSERT_EQ(written.status, 0) << written.err;
    EXPECT_TRUE(has(written.out, "Wrote 2 credentials"));
    EXPECT_EQ(content_of(folder_ / "move.tijori").find("wagtail"), std::string::npos);

    fs::rename(folder_ / "data", folder_ / "old computer");
    const std::vector<std::string> import{"vault", "import", path("move.tijori"), "--file-passphrase-fd",
                                          "0"};
    const ChildResult wrong = run(import, second_passphrase);
    EXPECT_EQ(wrong.status, 4);
    EXPECT_TRUE(has(wrong.err, "This passphrase does not open the file"));
    const ChildResult imported = run(import, file_passphrase);
    EXPECT_EQ(imported.status, 0) << imported.err;
    EXPECT_TRUE(has(imported.out, "2 credentials: 2 stored, 0 replaced, 0 left"));
    EXPECT_EQ(stored(), 2U);
    EXPECT_TRUE(has(run(import, file_passphrase).out, "0 stored, 0 replaced, 2 left as stored before"));
    std::vector<std::string> replacing = import;
    replacing.emplace_back("--replace");
    EXPECT_TRUE(has(run(replacing, file_passphrase).out, "0 stored, 2 replaced"));
    EXPECT_TRUE(has(run({"vault", "import", path("none")}).err, "[FILE-MISSING]"));
}

// Protects the import of a list: a dry run stores nothing, each bad line is named, good lines are stored.
TEST_F(VaultCli, ImportsAList) {
    const ChildResult dry = run({"credentials", "import", path("list.csv"), "--dry-run"});
    EXPECT_EQ(dry.status, 0) << dry.err;
    EXPECT_TRUE(has(dry.out, "Nothing was stored."));
    EXPECT_FALSE(fs::exists(vault_file()));

    write_to(folder_ / "bad.csv",
             "GSTIN,API User Name,API Password\n29AAACP0029A1Z2,API_one,wagtail-1-password\n"
             "wagtail,API_two,wagtail-2-password\n27AAACP0029A1Z6,API_three\n");
    const std::vector<std::string> defaults{"credentials", "import",        path("bad.csv"), "--provider",
                                            "nic-1",       "--environment", "sandbox"};
    const ChildResult bad = run(defaults);
    EXPECT_EQ(bad.status, 1);
    EXPECT_TRUE(has(bad.out, "3 lines: 1 stored, 0 replaced, 0 left as stored before, 2 with a problem."));
    EXPECT_TRUE(has(bad.out, "\nLine 3: "));
    EXPECT_TRUE(has(bad.out, "\nLine 4: "));
    EXPECT_EQ(bad.out.find("Delete"), std::string::npos) << "the list is still needed";

    const ChildResult whole = run({"credentials", "import", path("list.csv"), "--json"});
    EXPECT_EQ(whole.status, 0);
    const auto report = json(whole)->getObject("import");
    EXPECT_EQ(report->getValue<int>("stored"), 1);
    EXPECT_EQ(report->getValue<int>("skipped"), 1);
    EXPECT_EQ(report->getArray("ignored_columns")->getElement<std::string>(0), "Remark");
    EXPECT_TRUE(has(run({"credentials", "import", path("list.csv"), "--replace"}).out, "2 replaced"));

    const ChildResult headless = run({"credentials", "import", path("bad.csv")});
    EXPECT_EQ(headless.status, 1);
    EXPECT_TRUE(has(headless.err, "[CSV-COLUMN-MISSING]"));
    EXPECT_TRUE(has(run({"credentials", "import", path("none.csv")}).err, "[FILE-UNREADABLE]"));
    EXPECT_TRUE(has(run({"credentials", "import", folder_.path().string()}).err, "[FILE-UNREADABLE]"));
    const std::string log = content_of(folder_ / "data/munim.log");
    EXPECT_EQ(log.find("wagtail"), std::string::npos);
}

// Protects the template against drifting away from what the plugin reads.
TEST_F(VaultCli, TheTemplateIsAListThatThePluginTakes) {
    const ChildResult printed = run({"credentials", "import", "--template"});
    EXPECT_EQ(printed.status, 0);
    write_to(folder_ / "filled.csv",
             printed.out + "29AAACP0029A1Z2,nic-1,sandbox,API_one,wagtail-1-password\n");
    const ChildResult imported = run({"credentials", "import", path("filled.csv"), "--json"});
    EXPECT_EQ(imported.status, 0) << imported.out;
    const auto report = json(imported)->getObject("import");
    EXPECT_EQ(report->getValue<int>("stored"), 1);
    EXPECT_EQ(report->getArray("ignored_columns")->size(), 0U);
}

// Protects who audits: people see the newest entries, programs all of them.
TEST_F(VaultCli, ShowsTheAuditTrail) {
    make_with_credentials();
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(run({"vault", "change-key"}).status, 0);
    }
    const auto whole = json(run({"vault", "audit", "--json"}))->getObject("audit");
    const int size = whole->getValue<int>("size");
    ASSERT_GE(size, 4);
    EXPECT_EQ(whole->getArray("entries")->size(), static_cast<std::size_t>(size));
    EXPECT_EQ(whole->getArray("entries")->getObject(0)->getValue<int>("sequence"), 1);
    const ChildResult newest = run({"vault", "audit", "--most", "2"});
    EXPECT_EQ(newest.status, 0);
    EXPECT_TRUE(has(newest.out, "NO.  TIME"));
    EXPECT_TRUE(has(newest.out, "Entries " + std::to_string(size - 1) + " to " + std::to_string(size) +
                                    " of " + std::to_string(size) + "."));
    const ChildResult first = run({"vault", "audit", "--csv", "--first", "1", "--most", "1"});
    EXPECT_TRUE(has(first.out, "sequence,time,program,user,action,subject,outcome\r\n1,2"));
    EXPECT_EQ(first.out.find("\r\n2,"), std::string::npos);
    EXPECT_TRUE(has(run({"vault", "audit", "--first", "100000"}).out, "There are no such entries"));
}

// Protects who leaves the computer: the time is kept with the vault, and said again by another run.
TEST_F(VaultCli, SetsWhenTheVaultLocksItself) {
    make_with_credentials();
    EXPECT_TRUE(has(run({"vault", "auto-lock"}).out, "never locks itself"));
    EXPECT_EQ(run({"vault", "auto-lock", "15"}).status, 0);
    EXPECT_TRUE(has(run({"vault", "auto-lock"}).out, "after 15 minutes without use"));
    EXPECT_EQ(
        json(run({"vault", "auto-lock", "--json"}))->getObject("vault")->getValue<int>("auto_lock_seconds"),
        900);
    for (const char* wrong : {"0", "-5", "soon", "43201", "5m"}) {
        EXPECT_EQ(run({"vault", "auto-lock", wrong}).status, 2) << wrong;
    }
    EXPECT_EQ(run({"vault", "auto-lock", "never"}).status, 0);
    EXPECT_TRUE(has(run({"vault", "auto-lock"}).out, "never locks itself"));
    EXPECT_TRUE(has(run({"vault", "audit"}).out, "set-auto-lock"));
}

}  // namespace
