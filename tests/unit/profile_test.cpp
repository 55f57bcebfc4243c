// profile_test.cpp - provider profiles: those that are shipped, those that users write, and each mistake in
// one.
#include "irp/profile.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "irp/access.hpp"
#include "keys.hpp"
#include "net/https_client.hpp"
#include "private_file.hpp"
#include "words.hpp"

namespace tijori::irp {
namespace {

namespace fs = std::filesystem;
using tests::contains;
using tests::expect_plain_words;

const std::string good = R"({
  "id": "gateway", "name": "Test gateway", "crypto": "nic-1.04",
  "environments": {"sandbox": {"base_url": "https://127.0.0.1:9443/irp"}}
})";

// `good` with one part replaced.
std::string with(const std::string& part, const std::string& replacement) {
    std::string json = good;
    const auto at = json.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return json.replace(at, part.size(), replacement);
}

// `good` with something added to its environment.
std::string with_setting(const std::string& setting) {
    return with("/irp\"", "/irp\", " + setting);
}

Result<Profile> parse(const std::string& json) {
    return parse_profile(json, "gateway.json", "/nonexistent");
}

// JSON wants line breaks inside a text escaped.
std::string json_text(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        escaped += c == '\n' ? "\\n" : std::string(1, c);
    }
    return "\"" + escaped + "\"";
}

TEST(ShippedProfiles, AreAllGood) {
    net::Watchdog watchdog;
    const ScratchFolder folder;
    const Profiles profiles = Profiles::load(folder.path());
    EXPECT_TRUE(profiles.problems().empty()) << profiles.problems().front().message;
    ASSERT_GE(profiles.all().size(), 2U);
    for (const auto& profile : profiles.all()) {
        EXPECT_TRUE(profile->file.empty());
        EXPECT_FALSE(profile->name.empty());
        EXPECT_EQ(profile->environments.count("production") + profile->environments.count("sandbox"),
                  profile->environments.size());
        for (const auto& [id, environment] : profile->environments) {
            EXPECT_TRUE(net::HttpsClient::create(environment.base_url, {environment.ca_file, {}},
                                                 std::nullopt, watchdog))
                << environment.base_url;
            EXPECT_TRUE(environment.client_secret.empty()) << "a secret in a shipped profile";
            EXPECT_EQ(environment.production(), id == "production");
        }
        EXPECT_TRUE(profile->portal.login.empty() || profile->portal.login.starts_with("https://"));
    }
}

// The addresses of the protocol page, section 1.1, and the life of a token, section 4.
TEST(ShippedProfiles, NicHasItsPublishedAddresses) {
    const Profiles profiles = Profiles::load("/nonexistent");
    const Profile* nic = profiles.find("nic-1");
    ASSERT_NE(nic, nullptr);
    EXPECT_EQ(nic->environments.at("production").base_url, "https://api.einvoice1.gst.gov.in");
    EXPECT_EQ(nic->environments.at("production").token_minutes, 360);
    EXPECT_EQ(nic->environments.at("sandbox").base_url, "https://einv1api.gstsandbox.nic.in");
    EXPECT_EQ(nic->environments.at("sandbox").token_minutes, 60);
    EXPECT_EQ(nic->authenticate_path, "/eivital/v1.04/auth");
    EXPECT_EQ(nic->gstin_path, "/eivital/v1.04/Master/gstin/{gstin}");
    EXPECT_EQ(nic->client_id_header, "client_id");
    EXPECT_EQ(nic->client_secret_header, "client_secret");
    EXPECT_EQ(nic->gstin_header, "Gstin");
    EXPECT_EQ(nic->user_name_header, "user_name");
    EXPECT_EQ(nic->auth_token_header, "AuthToken");
    EXPECT_EQ(profiles.find("nic-2")->environments.at("production").base_url,
              "https://api.einvoice2.gst.gov.in");
    EXPECT_EQ(profiles.find("nic-3"), nullptr);
    EXPECT_EQ(profiles.find(""), nullptr);
}

TEST(UserProfiles, AddToTheShippedOnesInTheOrderOfNames) {
    const ScratchFolder folder;
    tests::private_file(folder, "gateway.json", good);
    tests::private_file(folder, "notes.txt", "not a profile");
    const Profiles profiles = Profiles::load(folder.path());
    EXPECT_TRUE(profiles.problems().empty());
    const Profile* gateway = profiles.find("gateway");
    ASSERT_NE(gateway, nullptr);
    EXPECT_EQ(gateway->file, folder.path() / "gateway.json");
    EXPECT_EQ(gateway->environments.at("sandbox").base_url, "https://127.0.0.1:9443/irp");
    EXPECT_NE(profiles.find("nic-1"), nullptr);
    EXPECT_TRUE(std::is_sorted(profiles.all().begin(), profiles.all().end(),
                               [](const auto& left, const auto& right) { return left->name < right->name; }));
}

TEST(UserProfiles, OverrideAShippedOneOfTheSameId) {
    const ScratchFolder folder;
    tests::private_file(folder, "mine.json", with("gateway", "nic-1"));
    const Profiles profiles = Profiles::load(folder.path());
    EXPECT_EQ(profiles.find("nic-1")->name, "Test gateway");
    EXPECT_EQ(profiles.find("nic-1")->environments.count("production"), 0U)
        << "replaced as a whole, not mixed";
    EXPECT_EQ(std::count_if(profiles.all().begin(), profiles.all().end(),
                            [](const auto& one) { return one->id == "nic-1"; }),
              1);
}

// One bad file must not take the other providers away.
TEST(UserProfiles, ABadFileLeavesTheOthersAlone) {
    const ScratchFolder folder;
    tests::private_file(folder, "a-bad.json", "{");
    tests::private_file(folder, "b-bad.json", with("gateway", "nic-1").substr(0, 60));
    tests::private_file(folder, "gateway.json", good);
    const Profiles profiles = Profiles::load(folder.path());
    ASSERT_EQ(profiles.problems().size(), 2U);
    EXPECT_TRUE(contains(profiles.problems()[0].message, (folder.path() / "a-bad.json").string()));
    EXPECT_TRUE(contains(profiles.problems()[1].message, (folder.path() / "b-bad.json").string()));
    for (const Error& problem : profiles.problems()) {
        expect_plain_words(problem);
    }
    EXPECT_NE(profiles.find("gateway"), nullptr);
    EXPECT_EQ(profiles.find("nic-1")->name, "NIC IRP 1") << "a broken override leaves the shipped profile";
}

TEST(UserProfiles, EverySettingIsTaken) {
    const ScratchFolder folder;
    tests::private_file(folder, "irp-key.pem", tests::public_pem(tests::rsa_2048()));
    const std::string json = R"({
      "id": "full", "name": "Full", "confidence": "C2", "crypto": "nic-1.04", "comment": "anything",
      "environments": {
        "production": {"base_url": "https://gateway.example/einv", "needs_client": false, "token_minutes": 90,
                       "public_key_file": "irp-key.pem", "ca_file": "company.pem"},
        "sandbox": {"base_url": "https://127.0.0.1", "client_id": "id", "client_secret": "secret"}},
      "paths": {"authenticate": "/vital/auth", "gstin": "/vital/{gstin}"},
      "headers": {"client_id": "client-id", "client_secret": "client-secret", "gstin": "gstin", "user_name": "user",
                  "auth_token": "token"},
      "portal": {"login": "https://portal.example", "forgot_password": "https://portal.example/forgot"}
    })";
    const auto profile = parse_profile(json, "full.json", folder.path());
    ASSERT_TRUE(profile) << profile.error().message;
    const Environment& production = profile->environments.at("production");
    EXPECT_FALSE(production.needs_client);
    EXPECT_EQ(production.token_minutes, 90);
    ASSERT_TRUE(production.public_key);
    EXPECT_EQ(production.public_key->bits(), 2048);
    EXPECT_EQ(production.ca_file, (folder.path() / "company.pem").string())
        << "relative to the profile's folder";
    EXPECT_EQ(profile->environments.at("sandbox").client_id, "id");
    EXPECT_EQ(profile->environments.at("sandbox").client_secret, "secret");
    EXPECT_TRUE(profile->environments.at("sandbox").needs_client);
    EXPECT_EQ(profile->confidence, "C2");
    EXPECT_EQ(profile->authenticate_path, "/vital/auth");
    EXPECT_EQ(profile->gstin_path, "/vital/{gstin}");
    EXPECT_EQ(profile->client_id_header, "client-id");
    EXPECT_EQ(profile->client_secret_header, "client-secret");
    EXPECT_EQ(profile->gstin_header, "gstin");
    EXPECT_EQ(profile->user_name_header, "user");
    EXPECT_EQ(profile->auth_token_header, "token");
    EXPECT_EQ(profile->portal.login, "https://portal.example");
    EXPECT_EQ(profile->portal.forgot_password, "https://portal.example/forgot");
}

// Each mistake: the error names the file, the place in it, and what to do.
TEST(MalformedProfile, EachMistakeIsToldWithFileAndPlace) {
    const std::vector<std::pair<std::string, std::string>> mistakes{
        // what is in the file, what the message has to mention
        {"", "not valid JSON"},
        {"not JSON", "not valid JSON"},
        {good.substr(0, good.size() - 2), "not valid JSON"},
        {"[]", "not a JSON object"},
        {"42", "not"},
        {std::string(100, '[') + std::string(100, ']'), "not valid JSON"},
        {with("\"id\"", "\"ID\""), "\"ID\" is not a setting that a profile has"},
        {with("\"id\": \"gateway\", ", ""), "\"id\" is missing"},
        {with("gateway", "Gate Way"), "\"id\" may hold"},
        {with("gateway", std::string(41, 'g')), "\"id\" may hold"},
        {with("\"gateway\"", "7"), "\"id\" must be a text"},
        {with("\"name\": \"Test gateway\", ", ""), "\"name\" is missing"},
        {with("Test gateway", ""), "\"name\" is missing or empty"},
        {with("Test gateway", "a\\nb"), "\"name\" holds control characters"},
        {with("\"Test gateway\"", "null"), "\"name\" must be a text"},
        {with("nic-1.04", "nic-1.05"), "nic-1.05"},
        {with(", \"crypto\": \"nic-1.04\"", ""), "\"crypto\" is missing"},
        {with("environments", "environment"), "\"environment\" is not a setting"},
        {with("{\"sandbox\": {\"base_url\": \"https://127.0.0.1:9443/irp\"}}", "{}"),
         "\"environments\" is empty"},
        {with("{\"sandbox\": {\"base_url\": \"https://127.0.0.1:9443/irp\"}}", "[]"),
         "\"environments\" must be an object"},
        {with("\"sandbox\"", "\"test\""), "\"test\" is not an environment"},
        {with("{\"base_url\": \"https://127.0.0.1:9443/irp\"}", "\"https://127.0.0.1\""),
         "\"sandbox\" must be an object"},
        {with("\"base_url\": \"https://127.0.0.1:9443/irp\"", ""), "\"base_url\" is missing"},
        {with("https://127", "http://127"), "must begin with https://"},
        {with("https://127", "HTTPS://127"), "must begin with https://"},
        {with("https://127", "ftp://127"), "must begin with https://"},
        {with_setting("\"base_uri\": \"x\""), "\"base_uri\" is not a setting that an environment has"},
        {with_setting("\"verify\": false"), "\"verify\" is not a setting"},
        {with_setting("\"ca_file\": 5"), "\"ca_file\" must be a text"},
        {with_setting("\"client_id\": 5"), "\"client_id\" must be a text"},
        {with_setting("\"client_secret\": \"a\\r\\nb\""), "\"client_secret\" holds control characters"},
        {with_setting("\"needs_client\": \"no\""), "\"needs_client\" must be true or false"},
        {with_setting("\"token_minutes\": \"60\""), "\"token_minutes\" must be a whole number"},
        {with_setting("\"token_minutes\": 60.5"), "\"token_minutes\" must be a whole number"},
        {with_setting("\"token_minutes\": 0"), "\"token_minutes\" must be between"},
        {with_setting("\"token_minutes\": -60"), "\"token_minutes\" must be between"},
        {with_setting("\"token_minutes\": 1441"), "\"token_minutes\" must be between"},
        {with_setting("\"token_minutes\": 99999999999"), "\"token_minutes\" must be"},
        {with_setting("\"public_key\": true"), "\"public_key\" must be a text"},
        {with_setting("\"public_key_file\": \"missing.pem\""), "/nonexistent/missing.pem"},
        {with("\"crypto\"", "\"paths\": {\"auth\": \"/x\"}, \"crypto\""),
         "\"auth\" is not a setting that \"paths\" has"},
        {with("\"crypto\"", "\"paths\": {\"authenticate\": \"x\"}, \"crypto\""), "must begin with a slash"},
        {with("\"crypto\"", "\"paths\": [], \"crypto\""), "\"paths\" must be an object"},
        {with("\"crypto\"", "\"headers\": {\"aspid\": \"x\"}, \"crypto\""),
         "\"aspid\" is not a setting that \"headers\" has"},
        {with("\"crypto\"", "\"headers\": {\"gstin\": \"a\\nb\"}, \"crypto\""),
         "\"gstin\" holds control characters"},
        {with("\"crypto\"", "\"portal\": {\"registration\": \"x\"}, \"crypto\""),
         "\"registration\" is not a setting that \"portal\" has"},
        {with("\"crypto\"", "\"portal\": {\"register\": \"http://x\"}, \"crypto\""),
         "\"register\" must begin with https://"},
        {with("\"crypto\"", "\"account_api\": \"nic\", \"crypto\""),
         "\"account_api\" is \"nic\"; this version of the plugin knows"},
        {with("\"crypto\"", "\"password_rules\": {\"specials\": \"@a\"}, \"crypto\""),
         "\"specials\" must hold ASCII characters that are neither letters"},
        {with("\"crypto\"", "\"password_rules\": {\"least\": 12, \"most\": 9}, \"crypto\""),
         "\"most\" is less than \"least\""},
    };
    for (const auto& [json, place] : mistakes) {
        const auto profile = parse(json);
        ASSERT_FALSE(profile) << place;
        EXPECT_EQ(profile.error().status, ACCT_ERROR_CONFIGURATION);
        EXPECT_EQ(profile.error().code, "PROVIDER-PROFILE");
        EXPECT_TRUE(contains(profile.error().message, "gateway.json")) << profile.error().message;
        EXPECT_TRUE(contains(profile.error().message, place))
            << profile.error().message << "\nmisses: " << place;
        EXPECT_TRUE(contains(profile.error().next_step, "Correct the file"));
        expect_plain_words(profile.error());
    }
}

// Two environments have the same settings: the message says which of them is wrong.
TEST(MalformedProfile, TheEnvironmentIsNamed) {
    const auto profile = parse(with(
        "\"environments\": {", R"("environments": {"production": {"base_url": "http://irp.example"}, )"));
    ASSERT_FALSE(profile);
    EXPECT_TRUE(contains(profile.error().message, "\"production\"")) << profile.error().message;
    EXPECT_TRUE(contains(profile.error().message, "\"base_url\"")) << profile.error().message;
}

// A file may be torn, binary or anything: never a crash, always an error or a profile.
TEST(MalformedProfile, NoCutOfAGoodOneIsTaken) {
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(parse(good.substr(0, size))) << size;
    }
    EXPECT_FALSE(parse(with("Test gateway", "\xFF\xFE")));
    EXPECT_FALSE(parse(std::string(1000, '\0')));
}

TEST(MalformedProfile, FoldersAndEndlessFilesAreNotRead) {
    const ScratchFolder folder;
    fs::create_directory(folder.path() / "folder.json");
    tests::private_file(folder, "huge.json", std::string(300000, ' ') + good);
    fs::create_symlink(folder.path() / "gone", folder.path() / "dangling.json");
    const Profiles profiles = Profiles::load(folder.path());
    EXPECT_EQ(profiles.problems().size(), 3U);
    for (const Error& problem : profiles.problems()) {
        EXPECT_TRUE(contains(problem.message, folder.path().string())) << problem.message;
        expect_plain_words(problem);
    }
    EXPECT_EQ(profiles.find("gateway"), nullptr);
}

// A path that is a folder opens but cannot be read.
TEST(MalformedProfile, APublicKeyFileThatIsAFolderIsTold) {
    const ScratchFolder folder;
    fs::create_directory(folder.path() / "keys");
    const auto profile =
        parse_profile(with_setting("\"public_key_file\": \"keys\""), "gateway.json", folder.path());
    ASSERT_FALSE(profile);
    EXPECT_TRUE(contains(profile.error().message, (folder.path() / "keys").string()))
        << profile.error().message;
    expect_plain_words(profile.error());
}

// Whoever can read the client secret can act as this program.
TEST(UserProfiles, AFileWithAClientSecretIsPrivate) {
    const ScratchFolder folder;
    const fs::path file = tests::private_file(folder, "gateway.json",
                                              with_setting(R"("client_id": "id", "client_secret": "hush")"));
    EXPECT_TRUE(Profiles::load(folder.path()).problems().empty());
    fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
    const Profiles profiles = Profiles::load(folder.path());
    ASSERT_EQ(profiles.problems().size(), 1U);
    const Error& problem = profiles.problems().front();
    EXPECT_TRUE(contains(problem.message, file.string()));
    EXPECT_TRUE(contains(problem.message, "chmod"));
    EXPECT_FALSE(contains(problem.message, "hush"));
    expect_plain_words(problem);
    EXPECT_EQ(profiles.find("gateway"), nullptr);
}

// ---- what a profile still lacks before anybody can log in

Account account_at(const std::string& json) {
    auto profile = parse(json);
    EXPECT_TRUE(profile) << profile.error().message;
    return Account{std::make_shared<const Profile>(std::move(*profile)), "sandbox", "29AAACP0029A1Z2",
                   "API_demo01"};
}

void expect_not_ready(const std::string& json, const std::string& code, const std::string& what) {
    const Status ready = Access::ready(account_at(json));
    ASSERT_FALSE(ready) << code;
    EXPECT_EQ(ready.error().status, ACCT_ERROR_CONFIGURATION);
    EXPECT_EQ(ready.error().code, code);
    EXPECT_EQ(ready.error().field, "provider");
    EXPECT_TRUE(contains(ready.error().message, "Test gateway")) << ready.error().message;
    EXPECT_TRUE(contains(ready.error().message, what)) << ready.error().message;
    expect_plain_words(ready.error());
}

TEST(ProfileReadiness, MissingPublicKeyIsTold) {
    expect_not_ready(good, "PROVIDER-NO-PUBLIC-KEY", "public key is missing");
}

TEST(ProfileReadiness, UnusablePublicKeyIsToldWithItsReason) {
    expect_not_ready(with_setting("\"public_key\": \"garbage\""), "PROVIDER-PUBLIC-KEY",
                     "neither a PEM public key");
    expect_not_ready(with_setting("\"public_key\": " + json_text(tests::private_pem(tests::rsa_2048()))),
                     "PROVIDER-PUBLIC-KEY", "private key");
}

TEST(ProfileReadiness, MissingClientIsTold) {
    const std::string key = "\"public_key\": " + json_text(tests::public_pem(tests::rsa_2048()));
    expect_not_ready(with_setting(key), "PROVIDER-NO-CLIENT", "client id and client secret are missing");
    expect_not_ready(with_setting(key + ", \"client_id\": \"id\""), "PROVIDER-NO-CLIENT", "client secret");
    EXPECT_TRUE(
        Access::ready(account_at(with_setting(key + R"(, "client_id": "id", "client_secret": "secret")"))));
    EXPECT_TRUE(Access::ready(account_at(with_setting(key + R"(, "needs_client": false)"))));
}

TEST(ProfileReadiness, UnknownEnvironmentIsTold) {
    Account account = account_at(good);
    account.environment = "production";
    const Status ready = Access::ready(account);
    ASSERT_FALSE(ready);
    EXPECT_EQ(ready.error().code, "PROVIDER-ENVIRONMENT");
    EXPECT_EQ(ready.error().field, "environment");
    expect_plain_words(ready.error());
}

}  // namespace
}  // namespace tijori::irp
