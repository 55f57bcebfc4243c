// cli_test.cpp - the command line as a user and a script meet it: a child process with the fake plugin.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include "child.hpp"
#include "fingerprint.hpp"
#include "scratch_folder.hpp"

namespace {

constexpr const char* password = " pässwörd-₹ with spaces ";

class Cli : public testing::Test {
protected:
    ChildResult run(std::vector<std::string> words, const std::string& input = {},
                    const std::string& passphrase = {}) {
        std::vector<std::string> all{"--data", (folder_ / "data").string(), "--plugin", FAKE_PLUGIN};
        all.insert(all.end(), words.begin(), words.end());
        if (!host_key_) {
            all.emplace_back("--no-vault-key");
        } else {
            all.insert(all.end(), {"--vault-key-dir", (folder_ / "keys").string()});
        }
        if (!passphrase.empty()) {
            all.insert(all.end(), {"--passphrase-fd", "3"});
        }
        return run_munim(all, input, passphrase);
    }
    ChildResult add(const std::string& user = "someone", std::vector<std::string> more = {},
                    const std::string& passphrase = {}) {
        std::vector<std::string> words{"credentials", "add",   "--gstin",         "29aaacp0029a1z2",
                                       "--provider",  "nic-1", "--environment",   "sandbox",
                                       "--user",      user,    "--password-stdin"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words, std::string{password} + "\n", passphrase);
    }
    static Poco::JSON::Object::Ptr json(const ChildResult& result) {
        Poco::JSON::Parser parser;
        return parser.parse(result.out).extract<Poco::JSON::Object::Ptr>();
    }

    ScratchFolder folder_;
    bool host_key_ = true;
};

TEST_F(Cli, UsageErrorsAreStatus2) {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"nonsense"},
                                               {"--nonsense"},
                                               {"credentials"},
                                               {"credentials", "add"},
                                               {"credentials", "add", "--gstin", "29AAACP0029A1Z2"},
                                               {"irp", "call", "PATCH", "/x"},
                                               {"irp", "call", "GET", "x"},
                                               {"serve", "--port", "70000"},
                                               {"serve", "--port", "1x"},
                                               {"serve", "--web-root", "/nonexistent"},
                                               {"plugins", "\xFF\xFE"}}) {
        const ChildResult result = run(words);
        EXPECT_EQ(result.status, 2) << words[0] << ": " << result.err;
        EXPECT_TRUE(result.out.empty()) << result.out;
        EXPECT_FALSE(result.err.empty());
    }
    EXPECT_NE(run({"plugin"}).err.find("Did you mean \"plugins\"?"), std::string::npos);
    const ChildResult as_json = run({"--json", "nonsense"});
    EXPECT_EQ(as_json.status, 2);
    EXPECT_EQ(json(as_json)->getObject("error")->getValue<std::string>("code"), "USAGE");
}

TEST_F(Cli, AddsAndListsWithTheKeyOfTheHost) {
    const ChildResult added = add();
    ASSERT_EQ(added.status, 0) << added.err;
    EXPECT_NE(added.out.find("Stored 29AAACP0029A1Z2 at nic-1 (sandbox)"), std::string::npos) << added.out;
    // Byte for byte: neither trimmed nor recoded, only the newline is gone.
    EXPECT_NE(added.out.find(fingerprint(password)), std::string::npos) << added.out;
    const ChildResult listed = run({"credentials", "list"});
    EXPECT_EQ(listed.status, 0);
    EXPECT_NE(listed.out.find("29AAACP0029A1Z2  nic-1"), std::string::npos) << listed.out;
    const auto one = json(run({"credentials", "list", "--json"}))->getArray("credentials")->getObject(0);
    EXPECT_EQ(one->getValue<std::string>("user_name"), "someone");
    EXPECT_EQ(one->getValue<std::string>("state"), "active");
    EXPECT_EQ(one->getValue<std::string>("verified_at"), "2023-11-14T22:13:20Z");
    EXPECT_TRUE(one->isNull("token_until"));
    EXPECT_EQ(mode_of(folder_ / "keys" / "00112233445566778899aabbccddeeff.key"), 0600U);
    EXPECT_EQ(mode_of(folder_ / "data"), 0700U);
    EXPECT_EQ(mode_of(folder_ / "data/plugins/test.fake"), 0700U);
}

TEST_F(Cli, ThePasswordIsInNoOutputAndNoLog) {
    std::string all;
    for (const ChildResult& result :
         {add("someone", {"--verbose"}), add("refused", {"--verbose", "--replace"}),
          add("someone", {"--json"})}) {
        all += result.out + result.err;
    }
    const std::string log = content_of(folder_ / "data/munim.log");
    all += log;
    EXPECT_EQ(all.find("pässwörd"), std::string::npos) << all;
    EXPECT_NE(log.find("saving for \\x1B[31msomeone\\x0Aforged line"), std::string::npos) << log;
    EXPECT_EQ(log.find('\x1b'), std::string::npos);
    EXPECT_EQ(mode_of(folder_ / "data/munim.log"), 0600U);
}

TEST_F(Cli, ExitStatusSaysWhoseTurnItIs) {
    EXPECT_EQ(add("refused").status, 3);
    EXPECT_EQ(add("blocked").status, 3);
    EXPECT_EQ(add("rejected").status, 3);
    EXPECT_EQ(add("offline").status, 5);
    EXPECT_EQ(add("insecure").status, 5);
    EXPECT_EQ(add("offline", {"--without-verifying"}).status, 0);
    EXPECT_EQ(add("someone").status, 1);  // it exists
    EXPECT_EQ(add("someone", {"--replace"}).status, 0);
    const ChildResult refused = add("refused", {"--replace", "--json"});
    const auto error = json(refused)->getObject("error");
    EXPECT_EQ(error->getValue<std::string>("code"), "IRP-3028");
    EXPECT_EQ(error->getValue<std::string>("message"), "The provider says no.");
    EXPECT_EQ(error->getValue<std::string>("next_step"), "Do it differently.");
    const ChildResult human = add("refused", {"--replace"});
    EXPECT_EQ(human.err, "munim: The provider says no. [IRP-3028]\nDo it differently.\n");
}

TEST_F(Cli, WithoutAPasswordNothingIsAsked) {
    const ChildResult none = run({"credentials", "add", "--gstin", "29AAACP0029A1Z2", "--provider", "nic-1",
                                  "--environment", "sandbox", "--user", "u"});
    EXPECT_EQ(none.status, 1);
    EXPECT_NE(none.err.find("--password-stdin"), std::string::npos) << none.err;
    const ChildResult empty = run({"credentials", "add", "--gstin", "29AAACP0029A1Z2", "--provider", "nic-1",
                                   "--environment", "sandbox", "--user", "u", "--password-stdin"});
    EXPECT_EQ(empty.status, 1);
}

TEST_F(Cli, AVaultWithoutTheHostsKeyNeedsItsPassphrase) {
    host_key_ = false;
    EXPECT_EQ(json(run({"vault", "status", "--json"}))->getObject("vault")->getValue<std::string>("state"),
              "absent");
    EXPECT_EQ(run({"credentials", "list"}).status, 0);
    const ChildResult nobody = add();
    EXPECT_EQ(nobody.status, 4);
    EXPECT_NE(nobody.err.find("--passphrase-fd"), std::string::npos);
    ASSERT_EQ(add("someone", {}, "open sesame\n").status, 0);
    const ChildResult locked = run({"credentials", "list"});
    EXPECT_EQ(locked.status, 4);
    EXPECT_NE(locked.err.find("--passphrase-fd"), std::string::npos);
    EXPECT_EQ(run({"credentials", "list"}, "", "wrong\n").status, 4);
    EXPECT_EQ(run({"credentials", "list"}, "", "open sesame\n").status, 0);
    EXPECT_EQ(json(run({"vault", "status", "--json"}))->getObject("vault")->getValue<std::string>("state"),
              "locked");
    EXPECT_EQ(run({"vault", "create"}, "", "again\n").status, 1);
}

TEST_F(Cli, VaultCreate) {
    host_key_ = false;
    const ChildResult made = run({"vault", "create", "--json"}, "", "long enough\n");
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_EQ(json(made)->getObject("vault")->getValue<std::string>("state"), "unlocked");
    EXPECT_EQ(run({"credentials", "list", "--passphrase-fd", "77"}).status, 2);
}

// Protects users of an older plugin: a function beyond its table is a clear word, never a call into nowhere.
TEST_F(Cli, AnOlderPluginSaysWhatItDoesNotOffer) {
    ASSERT_EQ(add().status, 0);
    write_to(folder_ / "list.csv", "GSTIN\n");
    const std::string list = (folder_ / "list.csv").string();
    const std::string copy = (folder_ / "copy").string();
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"vault", "slots"},
                                               {"vault", "passphrase", "--new-passphrase-fd", "0"},
                                               {"vault", "remove-slot", "1"},
                                               {"vault", "keyring"},
                                               {"vault", "change-key"},
                                               {"vault", "check"},
                                               {"vault", "mend", "--yes"},
                                               {"vault", "backup", copy},
                                               {"vault", "export", copy, "--file-passphrase-fd", "0"},
                                               {"vault", "import", list, "--file-passphrase-fd", "0"},
                                               {"vault", "audit"},
                                               {"credentials", "import", list}}) {
        const ChildResult result = run(words, "some words here\n");
        EXPECT_EQ(result.status, 1) << words[1] << ": " << result.out;
        EXPECT_NE(result.err.find("[NO-EXTENSION]"), std::string::npos) << words[1] << ": " << result.err;
    }
}

TEST_F(Cli, LeftOutPartsAreTakenFromTheOnlyCredentialThatFits) {
    ASSERT_EQ(add().status, 0);
    EXPECT_EQ(run({"credentials", "verify"}).status, 0);
    ASSERT_EQ(run({"credentials", "add", "--gstin", "27AAACP0029A1Z6", "--provider", "nic-1", "--environment",
                   "sandbox", "--user", "u", "--password-stdin"},
                  "x\n")
                  .status,
              0);
    const ChildResult two = run({"credentials", "verify"});
    EXPECT_EQ(two.status, 2);
    EXPECT_NE(two.err.find("--gstin 27AAACP0029A1Z6 --provider nic-1 --environment sandbox"),
              std::string::npos);
    EXPECT_EQ(run({"credentials", "verify", "--gstin", "27 aaacp 0029A1Z6"}).status, 0);
    EXPECT_EQ(run({"credentials", "verify", "--provider", "none"}).status, 1);
    EXPECT_EQ(run({"credentials", "remove", "--gstin", "27AAACP0029A1Z6"}).status, 2);  // nobody to ask
    const ChildResult removed =
        run({"credentials", "remove", "--gstin", "27AAACP0029A1Z6", "--yes", "--json"});
    EXPECT_EQ(removed.status, 0);
    EXPECT_EQ(json(removed)->getObject("removed")->getValue<std::string>("gstin"), "27AAACP0029A1Z6");
    EXPECT_EQ(run({"credentials", "verify"}).status, 0);
}

TEST_F(Cli, MakesCalls) {
    ASSERT_EQ(add().status, 0);
    EXPECT_EQ(run({"irp", "call", "get", "/irn/1"}).out,
              "{\"method\":\"GET\",\"path\":\"/irn/1\",\"bytes\":0}\n");
    EXPECT_EQ(run({"irp", "call", "POST", "/invoice"}, "{\"a\":1}").out,
              "{\"method\":\"POST\",\"path\":\"/invoice\",\"bytes\":7}\n");
    EXPECT_EQ(run({"irp", "call", "GET", "/rejected"}).status, 3);
    EXPECT_EQ(run({"irp", "call", "POST", "/x"}, "\xFF").status, 1);
}

TEST_F(Cli, TellsAboutPlugins) {
    write_to(folder_ / "not_a_plugin.so", "text");
    const ChildResult result = run({"plugins", "--json", "--plugin", (folder_ / "not_a_plugin.so").string(),
                                    "--plugin", (folder_ / "missing.so").string()});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(json(result)->getArray("plugins")->getObject(0)->getValue<std::string>("id"), "test.fake");
    ASSERT_EQ(json(result)->getArray("refused")->size(), 2U);
    EXPECT_EQ(json(result)->getArray("refused")->getObject(0)->getValue<std::string>("code"),
              "PLUGIN-NOT-LOADABLE");
    EXPECT_EQ(json(result)->getArray("refused")->getObject(1)->getValue<std::string>("code"),
              "PLUGIN-MISSING");
    EXPECT_NE(run({"plugins"}).out.find("Fake    1.0"), std::string::npos);
}

TEST_F(Cli, HelpAndVersion) {
    EXPECT_EQ(run({"--version"}).out.substr(0, 6), "munim ");
    EXPECT_NE(run({"help"}).out.find("credentials add"), std::string::npos);
    EXPECT_NE(run({"help", "credentials", "add"}).out.find("--password-stdin"), std::string::npos);
    EXPECT_NE(run({"irp", "call", "--help"}).out.find("Usage: munim irp call METHOD PATH"),
              std::string::npos);
    EXPECT_EQ(run({"help", "nothing"}).status, 2);
}

TEST_F(Cli, GoesOnWithBrokenBooks) {
    std::filesystem::create_directory(folder_ / "data");
    write_to(folder_ / "data/books.json", "{ broken");
    EXPECT_EQ(add().status, 0);
    EXPECT_EQ(content_of(folder_ / "data/books.json"), "{ broken");
}

TEST_F(Cli, FailsClearlyWithoutADataFolder) {
    write_to(folder_ / "data", "a file");
    const ChildResult result = run({"plugins"});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.err.find("--data"), std::string::npos) << result.err;
}

}  // namespace
