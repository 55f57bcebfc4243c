// provider_test.cpp - IRPs that are set up wrongly, cannot be trusted, are down, or talk nonsense: each is
// told where the user looks, nothing is lost, the plugin goes on.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

class Provider : public Desk {
protected:
    // Saves by the service and by the page and expects the same trouble from both. What was typed stays.
    void expect_trouble(acct_status status, const std::string& code, const std::string& field = {}) {
        start_plugin();
        plugin->wait_for_vault();
        const std::string right = password(bengaluru_user);
        const auto refused = plugin->save(key_of(bengaluru), bengaluru_user, right);
        ASSERT_FALSE(refused);
        EXPECT_TRUE(is_clear(refused.error(), status, code, field));
        EXPECT_FALSE(plugin->find(key_of(bengaluru))) << "nothing is stored";

        PageDriver page = plugin->open_page();
        page.wait_for("save");
        EXPECT_TRUE(page.set("provider", "local-sandbox"));
        page.fill(bengaluru, bengaluru_user, right);
        ASSERT_TRUE(page.press("save"));
        page.wait_for("result");
        const SeenView shown = page.settle();
        EXPECT_EQ(shown["result"].tone, ACCT_TONE_ERROR);
        const std::string where = field.empty() ? shown["result"].value : shown[field].error;
        EXPECT_NE(where.find(refused.error().message), std::string::npos) << where;
        EXPECT_NE(where.find(refused.error().next_step), std::string::npos) << where;
        EXPECT_EQ(shown["gstin"].value, bengaluru);
        EXPECT_EQ(shown["user-name"].value, bengaluru_user);
        EXPECT_TRUE(shown["password"].holds_secret());
        EXPECT_EQ(shown.has("save-unverified"), status == ACCT_ERROR_UNREACHABLE);
        EXPECT_TRUE(shown["save"].enabled()) << "it can be tried again";
    }
    // Opens the page once more, as the words ask, until it has read the mended profile.
    void wait_until_set_up() {
        PageDriver page = plugin->open_page();
        page.wait_until(
            [](const SeenView& view) {
                const std::vector<std::string> options = view["provider"].options;
                const auto found = std::find(options.begin(), options.end(), "local-sandbox");
                return found != options.end() && *(found + 3) != "Not set up";
            },
            "the mended profile");
    }
    // After the trouble was mended it works, without a restart.
    void expect_mended() {
        const auto saved = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
        EXPECT_TRUE(saved) << saved.error().message;
    }
};

// ---- profiles

TEST_F(Provider, WithoutAPublicKeyIsNotSetUp) {
    start_sandbox();
    const std::string json = content_of(sandbox->profile());
    install_profile(profile_with("\"public_key_file\"", "\"public_key_file_of_somebody\""));
    {
        // a misspelt setting is told on the page, and the provider is not offered
        start_plugin();
        plugin->wait_for_vault();
        PageDriver page = plugin->open_page();
        const SeenView view = page.wait_for("profile-problem-1");
        EXPECT_NE(view.texts().find("public_key_file_of_somebody"), std::string::npos);
        EXPECT_NE(view["profile-problem-1"].value.find("local-sandbox.json"), std::string::npos);
        page.close();
        stop_plugin();
    }
    const std::string key_file = json_value(json, "public_key_file");
    install_profile(profile_with(key_file, ""));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "PROVIDER-NO-PUBLIC-KEY", "provider");
    EXPECT_EQ(sandbox->counters().auth_requests, 0U) << "no password is sent without a key";
    install_profile(json);
    wait_until_set_up();
    expect_mended();
}

TEST_F(Provider, WithAKeyThatIsNoneSaysSo) {
    start_sandbox();
    write_to(folder / "no-key.pem", "-----BEGIN PUBLIC KEY-----\nbm8ga2V5\n-----END PUBLIC KEY-----\n");
    const std::string key_file = json_value(content_of(sandbox->profile()), "public_key_file");
    install_profile(profile_with(key_file, (folder / "no-key.pem").string()));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "PROVIDER-PUBLIC-KEY", "provider");
}

TEST_F(Provider, WithTheWrongPublicKeySaysSo) {
    start_sandbox();
    const std::string json = content_of(sandbox->profile());
    const std::string key_file = json_value(json, "public_key_file");
    std::filesystem::copy_file(key_file, folder / "old-key.pem");
    (void)sandbox->admin("POST", "/rotate-key", "{}");
    install_profile(profile_with(key_file, (folder / "old-key.pem").string()));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "IRP-1020");
    install_profile(json);
    restart_plugin();
    expect_mended();
}

TEST_F(Provider, WithoutClientOrWithAWrongOneSaysSo) {
    start_sandbox();
    const std::string secret = json_value(content_of(sandbox->profile()), "client_secret");
    install_profile(profile_with(secret, ""));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "PROVIDER-NO-CLIENT", "provider");
    stop_plugin();
    install_profile(profile_with(secret, "SAMPLE-ONLY-another-secret"));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "IRP-1010");
    EXPECT_TRUE(disguises_found(host.log(), "SAMPLE-ONLY-another-secret").empty());
}

TEST_F(Provider, WithoutItsAuthoritiesSaysSo) {
    start_sandbox();
    const std::string ca = json_value(content_of(sandbox->profile()), "ca_file");
    install_profile(profile_with(ca, (folder / "no-such-ca.pem").string()));
    expect_trouble(ACCT_ERROR_CONFIGURATION, "TLS-CA-FILE");
}

// Protects client secrets: a profile that others can read is not used.
TEST_F(Provider, AProfileThatOthersCanReadIsNotUsed) {
    start_sandbox();
    const auto file = host.data_folder / "providers" / "local-sandbox.json";
    std::filesystem::permissions(file, std::filesystem::perms{0644});
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    EXPECT_NE(page.wait_for("profile-problem-1")["profile-problem-1"].value.find("chmod"), std::string::npos);
    const auto unknown = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(is_clear(unknown.error(), ACCT_ERROR_UNKNOWN_ID, "PROVIDER-UNKNOWN", "provider"));
}

// Protects credentials from going out in the clear, and pages from one bad file.
TEST_F(Provider, ProfilesOfNonsenseAreToldAndTheOthersUsed) {
    start_sandbox();
    const auto providers = host.data_folder / "providers";
    write_to(providers / "a.json", "{");
    write_to(providers / "b.json", std::string(std::size_t{1024} * 1024, ' '));
    write_to(providers / "c.json", std::string(100000, '['));
    write_to(providers / "d.json", R"({"id":"plain","name":"Plain","crypto":"nic-1.04",
        "environments":{"sandbox":{"base_url":"http://127.0.0.1:1"}}})");
    write_to(providers / "e.json", "\xFF\xFE");
    start_plugin();
    plugin->wait_for_vault();
    PageDriver page = plugin->open_page();
    const SeenView view = page.wait_for("profile-problem-5");
    EXPECT_FALSE(view.has("profile-problem-6"));
    EXPECT_NE(view.texts().find("never travel unencrypted"), std::string::npos);
    page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(page.press("save"));
    EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
}

// Protects what is stored when its provider's profile is taken away: kept, said, and usable when it is back.
TEST_F(Provider, AProfileThatIsTakenAwayKeepsItsCredentials) {
    start_with_credential();
    const auto file = host.data_folder / "providers" / "local-sandbox.json";
    std::filesystem::rename(file, folder / "away.json");
    restart_plugin();
    EXPECT_TRUE(plugin->find(key_of(bengaluru)));
    const auto call = plugin->call(plugin->session(bengaluru), gstin_path(bengaluru));
    ASSERT_FALSE(call);
    EXPECT_TRUE(is_clear(call.error(), ACCT_ERROR_CONFIGURATION, "PROVIDER-UNKNOWN", "provider"));
    EXPECT_EQ(plugin->open_page().wait_for("credentials")["credentials"].rows.size(), 1U);
    std::filesystem::rename(folder / "away.json", file);
    wait_until_set_up();
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
}

// ---- TLS

class BadCertificate : public Provider, public ::testing::WithParamInterface<const char*> {};

// Protects the password from anyone between the user and the IRP: refused before anything is sent, although
// the sandbox's authority is trusted; and the good server is taken again afterwards.
TEST_P(BadCertificate, IsRefusedBeforeAnythingIsSent) {
    start_sandbox({"--tls-fault", GetParam()});
    expect_trouble(ACCT_ERROR_INSECURE, "TLS-REFUSED");
    EXPECT_EQ(sandbox->counters().auth_requests, 0U);
    sandbox->stop();
    sandbox->start();
    expect_mended();
}

INSTANTIATE_TEST_SUITE_P(Each, BadCertificate,
                         ::testing::Values("expired", "wrong-host", "self-signed", "untrusted-ca"),
                         [](const ::testing::TestParamInfo<const char*>& one) {
                             std::string name = one.param;
                             std::erase(name, '-');
                             return name;
                         });

// Protects live use: a certificate that expires while a credential is in use stops calls and changes nothing.
TEST_F(Provider, ABadCertificateLaterChangesNothingThatIsStored) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->stop();
    sandbox->start({"--tls-fault", "expired"});
    const auto refused = plugin->verify(key_of(bengaluru));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), ACCT_ERROR_INSECURE, "TLS-REFUSED"));
    EXPECT_NE(refused.error().message.find("expired"), std::string::npos);
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_ACTIVE)
        << "the IRP did not refuse the credential";
    EXPECT_FALSE(plugin->call(session, gstin_path(bengaluru)));
    sandbox->stop();
    sandbox->start();
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
}

// ---- down

TEST_F(Provider, ThatIsDownIsSaidToBe) {
    start_sandbox();
    sandbox->stop();
    expect_trouble(ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE");
    // the page offers to keep it all the same
    PageDriver page = plugin->open_page();
    page.fill(bengaluru, bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(page.press("save"));
    page.wait_for("save-unverified");
    ASSERT_TRUE(page.press("save-unverified"));
    page.wait_for("credentials");
    const SeenView saved = page.settle();
    EXPECT_EQ(saved["result"].tone, ACCT_TONE_WARNING);
    EXPECT_NE(saved.texts().find("Not verified yet"), std::string::npos);
    sandbox->start();
    ASSERT_TRUE(page.press("credentials", bengaluru + "|local-sandbox|sandbox", "test"));
    EXPECT_EQ(page.wait_until([](const SeenView& view) { return view["result"].tone == ACCT_TONE_SUCCESS; },
                              "a test that succeeds")["result"]
                  .label,
              "Verified with the IRP");
}

TEST_F(Provider, OfAnUnknownNameIsUnreachable) {
    start_sandbox();
    install_profile(profile_with("https://localhost:", "https://no-such-irp.invalid:"));
    expect_trouble(ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE");
}

// Protects the user from being told of an attack when a server merely hangs up.
TEST_F(Provider, ThatHangsUpAtOnceIsUnreachable) {
    start_sandbox();
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(listener, 16), 0);
    ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    std::thread hangs_up{[&] {
        for (int connection = 0; (connection = ::accept(listener, nullptr, nullptr)) >= 0;) {
            ::close(connection);
        }
    }};
    install_profile(profile_with("localhost:" + std::to_string(sandbox->port()),
                                 "localhost:" + std::to_string(ntohs(address.sin_port))));
    expect_trouble(ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE");
    ::shutdown(listener, SHUT_RDWR);
    hangs_up.join();
    ::close(listener);
}

// ---- nonsense

struct Spoilt {
    const char* order;  // a fault, without "where"
    acct_status status;
    const char* field = "";
};

void PrintTo(const Spoilt& spoilt, std::ostream* out) {
    *out << spoilt.order;
}

class SpoiltLogIn : public Provider, public ::testing::WithParamInterface<Spoilt> {};

// Protects the plugin from whatever may come over the wire in answer to a log-in: said in words, nothing
// stored, and the next try works.
TEST_P(SpoiltLogIn, IsToldAndSurvived) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    sandbox->fault(std::string(R"({"where":"auth",)") + GetParam().order + "}");
    const auto refused = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_clear(refused.error(), GetParam().status, "", GetParam().field));
    EXPECT_FALSE(plugin->find(key_of(bengaluru)));
    expect_mended();
}

INSTANTIATE_TEST_SUITE_P(Each, SpoiltLogIn,
                         ::testing::Values(Spoilt{R"("kind":"http_503_html")", ACCT_ERROR_UNREACHABLE},
                                           Spoilt{R"("kind":"http_500_json")", ACCT_ERROR_UNREACHABLE},
                                           Spoilt{R"("kind":"reset_before")", ACCT_ERROR_UNREACHABLE},
                                           Spoilt{R"("kind":"reset_after")", ACCT_ERROR_UNREACHABLE},
                                           Spoilt{R"("kind":"error","code":"118")", ACCT_ERROR_UNREACHABLE},
                                           Spoilt{R"("kind":"redirect","location":"https://localhost:1/")",
                                                  ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"truncated_json")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"oversize_body")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"deep_json")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"bad_data_base64")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"sek_wrong_length")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"sek_bad_padding")", ACCT_ERROR_PROTOCOL},
                                           Spoilt{R"("kind":"error","code":"1017","message":"x")",
                                                  ACCT_ERROR_REFUSED, "user-name"}));

class OddLogIn : public Provider, public ::testing::WithParamInterface<const char*> {};

// Protects users of IRPs that spell a good answer oddly: it is understood.
TEST_P(OddLogIn, IsUnderstood) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    sandbox->fault(std::string(R"({"where":"auth","kind":")") + GetParam() + "\"}");
    expect_mended();
    EXPECT_TRUE(plugin->call(plugin->session(bengaluru), gstin_path(bengaluru)));
}

INSTANTIATE_TEST_SUITE_P(Each, OddLogIn,
                         ::testing::Values("status_as_string", "lower_case_keys", "client_id_spelling",
                                           "expiry_missing", "expiry_past", "expiry_far_future",
                                           "expiry_in_utc", "expiry_trailing_space", "wrong_content_type"));

class SpoiltCall : public Provider, public ::testing::WithParamInterface<Spoilt> {};

// Protects the credential and the token from spoilt answers to a call.
TEST_P(SpoiltCall, IsToldAndSurvived) {
    start_with_credential();
    const acct_session session = plugin->session(bengaluru);
    sandbox->fault(std::string(R"({"where":"call",)") + GetParam().order + "}");
    const auto spoilt = plugin->call(session, gstin_path(bengaluru));
    ASSERT_FALSE(spoilt);
    EXPECT_TRUE(is_clear(spoilt.error(), GetParam().status, ""));
    EXPECT_EQ(plugin->find(key_of(bengaluru))->state, ACCT_CREDENTIAL_ACTIVE);
    EXPECT_TRUE(plugin->call(session, gstin_path(bengaluru)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, SpoiltCall,
    ::testing::Values(Spoilt{R"("kind":"http_503_html","times":3)", ACCT_ERROR_UNREACHABLE},
                      Spoilt{R"("kind":"truncated_json")", ACCT_ERROR_PROTOCOL},
                      Spoilt{R"("kind":"oversize_body")", ACCT_ERROR_PROTOCOL},
                      Spoilt{R"("kind":"bad_data_base64")", ACCT_ERROR_PROTOCOL},
                      Spoilt{R"("kind":"redirect","location":"https://localhost:1/")", ACCT_ERROR_PROTOCOL},
                      Spoilt{R"("kind":"error","code":"3029")", ACCT_ERROR_BLOCKED},
                      Spoilt{R"("kind":"error_details_plain_text","code":"2150")", ACCT_ERROR_REJECTED},
                      Spoilt{R"("kind":"error_details_base64","code":"2150")", ACCT_ERROR_REJECTED},
                      Spoilt{R"("kind":"error_details_string","code":"2150")", ACCT_ERROR_REJECTED},
                      Spoilt{R"("kind":"error_details_null","code":"2150")", ACCT_ERROR_REJECTED}));

}  // namespace
}  // namespace integration
