// dialects_test.cpp - the bytes of the older e-invoice authentication (v1.03) and of the e-way bill system:
// log-in requests, sessions, errors, and answers that come under a key of their own.
#include <gtest/gtest.h>

#include <string>

#include "irp/answer.hpp"
#include "irp/authentication.hpp"
#include "keys.hpp"
#include "words.hpp"

namespace tijori::irp {
namespace {

using crypto::Buffer;
using tests::contains;
using tests::counting_bytes;
using tests::expect_plain_words;
using tests::rsa_2048;

crypto::RsaPublicKey public_key() {
    return *crypto::RsaPublicKey::parse(tests::public_pem(rsa_2048()));
}

Result<AuthenticationRequest> request_in(Dialect dialect, std::string_view user, std::string_view password,
                                         bool force = false) {
    return make_authentication_request(dialect, public_key(), user, bytes_of(password), force,
                                       SecretBytes{Bytes(counting_bytes(0))});
}

// Takes the text between two texts out of another, and puts a mark in its place.
std::string take_out(std::string& from, const std::string& begin, const std::string& end) {
    const auto first = from.find(begin);
    if (first == std::string::npos) {
        return "(not there)";
    }
    const auto at = first + begin.size();
    const auto size = from.find(end, at) - at;
    std::string taken = from.substr(at, size);
    from.replace(at, size, "*");
    return taken;
}

std::string opened(const std::string& base64_text) {
    const auto bytes = crypto::base64_decode(base64_text);
    return bytes ? tests::rsa_decrypt(rsa_2048(), *bytes).value_or("(does not decrypt)") : "(not base64)";
}

std::string base64_of(std::string_view text) {
    return crypto::base64(bytes_of(text));
}

Result<Answer> read(std::string_view text, int http_status = 200) {
    SecretBytes body{text};
    return read_answer(body, http_status);
}

// ---- log-in requests

// Protects users of systems that speak v1.03: lower-case "data", user name in clear, password and app key
// each in a block of its own and raw.
TEST(Dialect103, TheRequestIsByteExact) {
    for (const bool force : {false, true}) {
        const auto request = request_in(Dialect::nic_103, "API_\"demo\"\n", "Demo@1234", force);
        ASSERT_TRUE(request);
        std::string body = request->body;
        EXPECT_EQ(opened(take_out(body, R"("Password":")", "\"")), "Demo@1234");
        EXPECT_EQ(opened(take_out(body, R"("AppKey":")", "\"")), text_of(counting_bytes(0)));
        EXPECT_EQ(body, R"({"data":{"UserName":"API_\"demo\"\u000a","Password":"*","AppKey":"*",)"
                        R"("ForceRefreshAccessToken":)" +
                            std::string(force ? "true}}" : "false}}"));
        EXPECT_EQ(text_of(request->app_key.bytes()), text_of(counting_bytes(0)));
    }
}

// The password has a block to itself: 245 bytes fit a 2048-bit key, and escapes do not count.
TEST(Dialect103, ThePasswordAloneIsLimited) {
    const std::string long_user(200, 'u');
    EXPECT_TRUE(request_in(Dialect::nic_103, long_user, std::string(245, '"')));
    const auto refused = request_in(Dialect::nic_103, "u", std::string(246, 'p'));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "CREDENTIAL-TOO-LONG");
    EXPECT_EQ(refused.error().field, "password");
    EXPECT_TRUE(contains(refused.error().message, "245")) << refused.error().message;
    EXPECT_FALSE(contains(refused.error().message, "user name")) << refused.error().message;
    expect_plain_words(refused.error());
}

// Protects makers of e-way bills: all of the log-in is base64 of JSON in one encrypted block, in this order,
// and nothing about a forced renewal, which that system does not know.
TEST(DialectEwb, TheRequestIsByteExact) {
    for (const bool force : {false, true}) {
        const auto request = request_in(Dialect::ewb_103, "API_demo01", "Demo@\\1234", force);
        ASSERT_TRUE(request);
        std::string body = request->body;
        const std::string encoded = opened(take_out(body, R"("Data":")", "\""));
        EXPECT_EQ(body, R"({"Data":"*"})");
        const auto json = crypto::base64_decode(encoded);
        ASSERT_TRUE(json) << encoded;
        EXPECT_EQ(text_of(*json),
                  R"({"action":"ACCESSTOKEN","username":"API_demo01","password":"Demo@\\1234",)"
                  R"("app_key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="})");
    }
}

// Section 11: 74 bytes of user name and password fit, as JSON writes them.
TEST(DialectEwb, TheBudgetIsExact) {
    EXPECT_EQ(most_credential_bytes(Dialect::ewb_103), 74U);
    EXPECT_TRUE(request_in(Dialect::ewb_103, "API_demo01", std::string(64, 'p')));
    EXPECT_TRUE(request_in(Dialect::ewb_103, "", std::string(37, '"')));
    for (const std::string& password : {std::string(65, 'p'), std::string(32, '"') + "p"}) {
        const auto refused = request_in(Dialect::ewb_103, "API_demo01", password);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "CREDENTIAL-TOO-LONG");
        EXPECT_TRUE(contains(refused.error().message, "74")) << refused.error().message;
        expect_plain_words(refused.error());
    }
}

// ---- sessions

constexpr std::int64_t now_utc = 1774693800;  // 2026-03-28 10:30:00 UTC

// Vector C, recorded from the e-way bill system: its server decodes a key of 32 characters to 24 bytes and
// takes AES-192. Such a session can be read (and is refused as ours: our keys are 44 characters).
TEST(DialectEwb, RecordedSessionIsRead) {
    const auto short_key = crypto::base64_decode("066735162ae0683016bbdfd800306c12");
    ASSERT_TRUE(short_key);
    auto answer = read(
        R"({"status":"1","authtoken":"recordedTokenOfTheEwbSys1","sek":)"
        R"("IRO6LxXkrkb2QqmPT+POIU/LtN3Q3DHpYCr7+/i+KsDZ9FZifEGQD5N9BfnJbt/D","Alert":null,"error":null})");
    ASSERT_TRUE(answer);
    ASSERT_TRUE(answer->success);
    auto session = read_session(Dialect::ewb_103, *answer, *short_key, now_utc, 0, 360);
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->token.view(), "recordedTokenOfTheEwbSys1");
    EXPECT_EQ(crypto::base64(session->key.bytes()), "rEF84pU4A7iqkTtZqA8YxrDVvvuEM3K09MxqJuxbCm0=");
    EXPECT_EQ(session->expires, now_utc + 21600) << "it tells no expiry: the profile's life of a token";
    auto data =
        read(R"({"status":1,"data":"prpw/6tgj/zOhcni4+0kHw6htQkxPDIKBZ4hjhLnzaojT8NZnjaXE+T/dkQiSFci8Taa)"
             R"(b02CIFEuomJYYs6sycFATpMlusapu2JbDqUC1n0="})");
    ASSERT_TRUE(data);
    const auto payload = open_payload(*data, session->key.bytes());
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->view(), R"({"ewayBillNo":"621932918803","cancelDate":"09/07/2025 11:38:00 AM"})");
    EXPECT_FALSE(open_payload(*data, *short_key)) << "the app key opens the session key and nothing else";
}

// An answer in which token and key stand beside the status is a log-in at the e-way bill system only.
TEST(DialectEwb, OnlyThereTheTokenStandsBesideTheStatus) {
    const std::string flat =
        R"({"status":"1","authtoken":"abc","sek":"YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K"})";
    const std::vector<std::pair<Dialect, bool>> expected{
        {Dialect::ewb_103, true}, {Dialect::nic_104, false}, {Dialect::nic_103, false}};
    for (const auto& [dialect, good] : expected) {
        auto answer = read(flat);
        ASSERT_TRUE(answer);
        EXPECT_EQ(static_cast<bool>(read_session(dialect, *answer, counting_bytes(0), now_utc, 0, 360)),
                  good);
    }
}

// ---- errors

// The system tells its errors in base64 and by numbers alone, separated by commas: the first is what the user
// is told about, however it is wrapped.
TEST(DialectEwb, ErrorsAreUnderstoodInEachEncoding) {
    const std::string status0 = R"({"status":"0","error":)";
    const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
    for (const std::string& text : {
             status0 + quoted(base64_of(R"({"errorCodes":"238"})")) + R"(,"info":null})",
             status0 + quoted(base64_of(R"({"errorCodes":"238,"})")) + "}",
             status0 + quoted(base64_of(R"({"errorCodes":"238, 239,240"})")) + "}",
             status0 + quoted(base64_of(R"({"errorCodes":", 238"})")) + "}",
             status0 + quoted(base64_of(R"({"errorCodes":238})")) + "}",
             status0 + quoted(R"({\"errorCodes\":\"238\"})") + "}",
             status0 + R"({"errorCodes":"238"}})",
             std::string(R"({"status":0,"error":{"ErrorCodes":" 238 , 116"}})"),
             R"({"error":)" + quoted(base64_of(R"({"errorCodes":"238"})")) + "}",
         }) {
        const auto answer = read(text);
        ASSERT_TRUE(answer) << text;
        EXPECT_FALSE(answer->success);
        EXPECT_EQ(answer->code, "238") << text;
        EXPECT_EQ(answer->message, "") << text;
    }
    const auto words = read(status0 + "\"Service is down\"}");
    ASSERT_TRUE(words);
    EXPECT_EQ(words->code, "");
    EXPECT_EQ(words->message, "Service is down");
}

// ---- requests

// "action" travels in clear, "data" encrypted, whatever else the caller wrote.
TEST(DialectEwb, ACallsDataIsEncryptedAndItsActionIsNot) {
    const Buffer key = counting_bytes(0x20);
    const auto body = make_call_body(Dialect::ewb_103, key, R"({ "action" : "GENEWAYBILL",
        "data" : {"docNo":"EWB/1","qty":10} })");
    ASSERT_TRUE(body) << body.error().message;
    std::string text = *body;
    const auto data = crypto::base64_decode(take_out(text, R"("data":")", "\""));
    EXPECT_EQ(text, R"({"action":"GENEWAYBILL","data":"*"})");
    ASSERT_TRUE(data);
    EXPECT_EQ(crypto::aes_ecb_decrypt(key, *data)->view(), R"({"docNo":"EWB/1","qty":10})");
}

TEST(DialectEwb, WhatIsNoActionIsNotSent) {
    for (const char* json :
         {"", "[]", "{}", "nonsense", R"({"action":"A"})", R"({"data":{}})", R"({"action":"","data":{}})",
          R"({"action":"a b","data":{}})", R"({"action":"A\",\"x\":\"","data":{}})",
          R"({"action":{"A":1},"data":{}})", R"({"action":"A","data":{})"}) {
        const auto body = make_call_body(Dialect::ewb_103, counting_bytes(0), json);
        ASSERT_FALSE(body) << json;
        EXPECT_EQ(body.error().status, ACCT_ERROR_INVALID_VALUE);
        EXPECT_EQ(body.error().code, "CALL-BODY");
        expect_plain_words(body.error());
    }
}

// ---- answers under a key of their own

struct OwnKey {
    Buffer session_key = counting_bytes(0x20);
    Buffer own_key = counting_bytes(0x60);
    std::string payload = R"({"ewayBillNo":621932918803})";

    std::string text() const { return base64_of(payload); }
    std::string rek() const { return crypto::base64(crypto::aes_ecb_encrypt(session_key, own_key)); }
    std::string data(const Buffer& key) const {
        return crypto::base64(crypto::aes_ecb_encrypt(key, bytes_of(text())));
    }
    std::string hmac(const Buffer& key) const {
        return crypto::base64(crypto::hmac_sha256(key, bytes_of(text())));
    }
    std::string open(const std::string& data_text, const std::string& rek_text,
                     const std::string& hmac_text) const {
        std::string json = R"({"status":"1","data":")" + data_text + "\"";
        json += rek_text.empty() ? "" : R"(,"rek":")" + rek_text + "\"";
        json += hmac_text.empty() ? "" : R"(,"hmac":")" + hmac_text + "\"";
        const auto answer = read(json + "}");
        const auto opened_payload = answer ? open_payload(*answer, session_key) : std::nullopt;
        return opened_payload ? std::string(opened_payload->view()) : "(refused)";
    }
};

TEST(DialectEwb, AnAnswerUnderItsOwnKeyIsOpened) {
    const OwnKey own;
    EXPECT_EQ(own.open(own.data(own.own_key), own.rek(), own.hmac(own.own_key)), own.payload);
    EXPECT_EQ(own.open(own.data(own.own_key), own.rek(), ""), own.payload) << "a key without a check";
    EXPECT_EQ(own.open(own.data(own.session_key), "", own.hmac(own.session_key)), own.payload)
        << "a check without a key is made with the session's";
}

// ECB alone has no integrity; where the system sends a check, nothing that fails it is taken for an answer.
TEST(DialectEwb, AnAlteredAnswerIsRefused) {
    const OwnKey own;
    const std::string data = own.data(own.own_key);
    const std::string hmac = own.hmac(own.own_key);
    EXPECT_EQ(own.open(data, own.rek(), own.hmac(own.session_key)), "(refused)")
        << "checked with the wrong key";
    EXPECT_EQ(own.open(data, "", hmac), "(refused)") << "the key was taken away";
    EXPECT_EQ(own.open(own.data(own.session_key), own.rek(), hmac), "(refused)");
    EXPECT_EQ(
        own.open(data, crypto::base64(crypto::aes_ecb_encrypt(own.session_key, counting_bytes(0x60, 16))),
                 hmac),
        "(refused)")
        << "a key of another length";
    EXPECT_EQ(own.open(data, "not base64", hmac), "(refused)");
    EXPECT_EQ(own.open(data, own.rek(), "not base64"), "(refused)");
    EXPECT_EQ(own.open(data, own.rek(), hmac.substr(0, 20)), "(refused)");
    const auto altered = [](const std::string& text, std::size_t byte) {
        Buffer bytes = *crypto::base64_decode(text);
        bytes[byte] ^= 1U;
        return crypto::base64(bytes);
    };
    for (std::size_t i = 0; i < 32; ++i) {
        EXPECT_EQ(own.open(altered(data, i), own.rek(), hmac), "(refused)") << "data, byte " << i;
        EXPECT_EQ(own.open(data, altered(own.rek(), i), hmac), "(refused)") << "rek, byte " << i;
        EXPECT_EQ(own.open(data, own.rek(), altered(hmac, i)), "(refused)") << "hmac, byte " << i;
    }
}

// The answer's own key is as secret as the session's: it is not left in the text that is parsed.
TEST(DialectEwb, TheAnswersKeyIsTakenOutOfTheBody) {
    const OwnKey own;
    SecretBytes body{std::string_view(R"({"status":"1","REK":")" + own.rek() + R"(","data":"AAAA"})")};
    const auto answer = read_answer(body, 200);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->rek.view(), own.rek());
    EXPECT_FALSE(contains(body.view(), own.rek().substr(0, 8)));
}

}  // namespace
}  // namespace tijori::irp
