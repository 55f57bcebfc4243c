// wire_test.cpp - the bytes of authentication v1.04, with the vectors of the protocol page's section 5, and
// the reading of whatever an IRP may answer.
#include <gtest/gtest.h>

#include <algorithm>
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

Buffer from_base64(std::string_view text) {
    return crypto::base64_decode(text).value();
}

std::optional<SecretBytes> payload_of(Bytes key, std::string_view data) {
    Answer answer;
    answer.data_text = data;
    return open_payload(answer, key);
}

std::string decrypted(Bytes key, std::string_view data) {
    const auto plain = payload_of(key, data);
    return plain ? std::string(plain->view()) : "(does not decrypt)";
}

// ---- the vectors

TEST(Vectors, SyntheticRequestIsByteExact) {
    const SecretBytes json =
        authentication_json(Dialect::nic_104, "API_demo01", bytes_of("Demo@1234"), counting_bytes(0), false);
    EXPECT_EQ(
        json.view(),
        R"({"UserName":"API_demo01","Password":"Demo@1234","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",)"
        R"("ForceRefreshAccessToken":false})");
    EXPECT_EQ(json.size(), 136U);
    EXPECT_EQ(crypto::base64_secret(json.bytes()).view(),
              "eyJVc2VyTmFtZSI6IkFQSV9kZW1vMDEiLCJQYXNzd29yZCI6IkRlbW9AMTIzNCIsIkFwcEtleSI6IkFBRUNBd1FGQmdjSU"
              "NRb0xEQTBPRHhBUkVo"
              "TVVGUllYR0JrYUd4d2RIaDg9IiwiRm9yY2VSZWZyZXNoQWNjZXNzVG9rZW4iOmZhbHNlfQ==");
}

TEST(Vectors, SyntheticSessionAndPayloads) {
    const Buffer app_key = counting_bytes(0x00);
    const Buffer session_key = counting_bytes(0x20);
    const auto unwrapped = crypto::aes_ecb_decrypt(
        app_key, from_base64("YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K"));
    ASSERT_TRUE(unwrapped);
    EXPECT_EQ(crypto::base64(unwrapped->bytes()), "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");

    const std::string details = R"({"Gstin":"27AAPFU0939F1ZV","Status":"ACT"})";
    const std::string details_data = "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaKtp53s2EYsauLCHolSzyVV";
    EXPECT_EQ(*make_call_body(Dialect::nic_104, session_key, details),
              R"({"Data":")" + details_data + R"("})");
    EXPECT_EQ(decrypted(session_key, details_data), details);

    const std::string cancel =
        R"({"Irn":")" + std::string(64, '0') + R"(","CnlRsn":"1","CnlRem":"Duplicate"})";
    const std::string cancel_data =
        "GIhOG99b+MPee6D5cDrWdpKWzYu7SpI0+"
        "JWGF0RN9RuSls2Lu0qSNPiVhhdETfUbkpbNi7tKkjT4lYYXRE31G6Vt1ifG98cFqC0PFCLBUszxfj7fjQmh"
        "e34055IK2BdsrAsuG7hbOFC7AQqdV9h1oA==";
    EXPECT_EQ(*make_call_body(Dialect::nic_104, session_key, cancel), R"({"Data":")" + cancel_data + R"("})");
    EXPECT_EQ(decrypted(session_key, cancel_data), cancel);
}

// Recorded from NIC's own system (vector A): what a real IRP sends must be readable.
TEST(Vectors, RecordedSessionIsRead) {
    const Buffer app_key = from_base64("MDY2NzM1MTYyYWUwNjgzMDE2YmJkZmQ4MDAzMDZjMTI=");
    EXPECT_EQ(text_of(app_key), "066735162ae0683016bbdfd800306c12");
    SecretBytes body{std::string_view(
        R"({"Status":1,"Data":{"ClientId":"AACCT29GSP00000","UserName":"API_demo01","AuthToken":"1pfS6VEg8t2QwOtBRQzc5jcjF",)"
        R"("Sek":"90bckfxWIZMIpy9MLFfCJRb1TP8+SgkzQhjIOBgYSXSM9n3fO+MI1lDC9HXXpj6D","TokenExpiry":"2025-07-12 22:37:00"},)"
        R"("ErrorDetails":null,"InfoDtls":null})")};
    auto answer = read_answer(body, 200);
    ASSERT_TRUE(answer);
    constexpr std::int64_t now = 1752318420;  // 2025-07-12 11:07:00 UTC, 16:37 in India
    const auto session = read_session(Dialect::nic_104, *answer, app_key, now, now, 60);
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->token.view(), "1pfS6VEg8t2QwOtBRQzc5jcjF");
    EXPECT_EQ(crypto::base64(session->key.bytes()), "9lq1KeAZA8k7n6+haEYVKqW3ON6MSV4fxjUszhoqZkw=");
    EXPECT_EQ(session->expires, now + 21600);
    EXPECT_EQ(
        decrypted(session->key.bytes(),
                  "RpOudlXt4EkxjiU0xXmMqtil2a39t2w/"
                  "ZtTYNUM9skq2zrl4FCBab9iHi0x9FrTMId3BcB4Dr0ycU7QUgt20AEif4P7xoqot61loc4jB"
                  "ybZ0SYN6hEqmNkAWZfKmyChn8A7hCEwVdtYIiyaoD6r42Q=="),
        R"({"Irn":"f78753c3cecf4a348addb234636b8897c67565d7f6443ae7a1851a15231f96c8","CancelDate":"2025-07-12 16:37:00"})");
}

// Vector C: 32 characters without padding are base64 of 24 bytes, and the server silently takes AES-192. Ours
// are always 44 characters, so that it takes AES-256.
TEST(Vectors, AnUnpaddedAppKeyWouldBecomeAes192) {
    const Buffer short_key = from_base64("066735162ae0683016bbdfd800306c12");
    ASSERT_EQ(short_key.size(), 24U);
    const auto session_key = crypto::aes_ecb_decrypt(
        short_key, from_base64("IRO6LxXkrkb2QqmPT+POIU/LtN3Q3DHpYCr7+/i+KsDZ9FZifEGQD5N9BfnJbt/D"));
    ASSERT_TRUE(session_key);
    EXPECT_EQ(crypto::base64(session_key->bytes()), "rEF84pU4A7iqkTtZqA8YxrDVvvuEM3K09MxqJuxbCm0=");
    EXPECT_EQ(decrypted(session_key->bytes(),
                        "prpw/6tgj/zOhcni4+0kHw6htQkxPDIKBZ4hjhLnzaojT8NZnjaXE+T/"
                        "dkQiSFci8Taab02CIFEuomJYYs6sycFATpMlusapu2JbDqUC"
                        "1n0="),
              R"({"ewayBillNo":"621932918803","cancelDate":"09/07/2025 11:38:00 AM"})");

    const auto key = crypto::RsaPublicKey::parse(tests::public_pem(rsa_2048()));
    const auto request =
        make_authentication_request(Dialect::nic_104, *key, "API_demo01", bytes_of("Demo@1234"), false);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->app_key.size(), 32U);
    EXPECT_EQ(crypto::base64_secret(request->app_key.bytes()).size(), 44U);
}

// ---- the request

// Only what JSON requires is escaped: every escaped byte is taken from the 66 that fit.
TEST(AuthenticationJson, EscapesWhatJsonRequiresAndNothingElse) {
    const auto json = [](std::string_view user, std::string_view password) {
        const SecretBytes made =
            authentication_json(Dialect::nic_104, user, bytes_of(password), counting_bytes(0), true);
        return std::string(made.view());
    };
    const std::string tail =
        R"(","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","ForceRefreshAccessToken":true})";
    EXPECT_EQ(json("u", "p"), R"({"UserName":"u","Password":"p)" + tail);
    EXPECT_EQ(json("a\"b\\c", "/</script>'\x7F"), R"({"UserName":"a\"b\\c","Password":"/</script>')"
                                                  "\x7F" +
                                                      tail);
    EXPECT_EQ(json("\xE2\x82\xB9", "\xF0\x9F\x98\x80"),
              "{\"UserName\":\"\xE2\x82\xB9\",\"Password\":\"\xF0\x9F\x98\x80" + tail);
    EXPECT_EQ(json("\n", std::string_view("\0\x1F", 2)),
              R"({"UserName":"\u000a","Password":"\u0000\u001f)" + tail);
    EXPECT_EQ(json("", ""), R"({"UserName":"","Password":")" + tail);
}

TEST(AuthenticationJson, EscapedSizeIsWhatIsWritten) {
    for (const std::string_view text : {"", "plain", "\"\"", "\\", "\n\t", "\xE2\x82\xB9", "a\"b\\c\x01"}) {
        const SecretBytes with = authentication_json(Dialect::nic_104, text, {}, counting_bytes(0), false);
        const SecretBytes without = authentication_json(Dialect::nic_104, "", {}, counting_bytes(0), false);
        EXPECT_EQ(json_escaped_size(text), with.size() - without.size()) << text;
    }
}

TEST(AuthenticationRequest, HoldsBase64OfTheJsonEncryptedForTheIrp) {
    const auto key = crypto::RsaPublicKey::parse(tests::public_pem(rsa_2048()));
    ASSERT_TRUE(key);
    const auto request =
        make_authentication_request(Dialect::nic_104, *key, "API_demo01", bytes_of("Demo@1234"), true,
                                    SecretBytes{Bytes(counting_bytes(0))});
    ASSERT_TRUE(request);
    const std::string head = R"({"Data":")";
    ASSERT_TRUE(request->body.starts_with(head));
    ASSERT_TRUE(request->body.ends_with("\"}"));
    const std::string data = request->body.substr(head.size(), request->body.size() - head.size() - 2);
    EXPECT_EQ(data.size(), 344U);
    const auto plain = tests::rsa_decrypt(rsa_2048(), from_base64(data));
    ASSERT_TRUE(plain);
    EXPECT_EQ(
        text_of(from_base64(*plain)),
        R"({"UserName":"API_demo01","Password":"Demo@1234","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",)"
        R"("ForceRefreshAccessToken":true})");
    EXPECT_FALSE(contains(request->body, "Demo@1234"));
}

// Each log-in has a key of its own, so that one answer opens nothing else.
TEST(AuthenticationRequest, DrawsANewKeyEachTime) {
    const auto key = crypto::RsaPublicKey::parse(tests::public_pem(rsa_2048()));
    const auto one = make_authentication_request(Dialect::nic_104, *key, "u", bytes_of("p"), false);
    const auto other = make_authentication_request(Dialect::nic_104, *key, "u", bytes_of("p"), false);
    ASSERT_TRUE(one && other);
    EXPECT_FALSE(equal_secrets(one->app_key.bytes(), other->app_key.bytes()));
    EXPECT_NE(one->body, other->body);
}

// Section 0.7: 66 bytes of user name and password fit a 2048-bit key, one more only with "true".
TEST(AuthenticationRequest, BudgetIsExact) {
    const auto key = crypto::RsaPublicKey::parse(tests::public_pem(rsa_2048()));
    const auto fits = [&](std::size_t size, bool force) {
        const std::string password(size - 10, 'p');
        const auto request =
            make_authentication_request(Dialect::nic_104, *key, "API_demo01", bytes_of(password), force);
        if (!request) {
            EXPECT_EQ(request.error().status, ACCT_ERROR_INVALID_VALUE);
            EXPECT_EQ(request.error().code, "CREDENTIAL-TOO-LONG");
            EXPECT_EQ(request.error().field, "password");
            expect_plain_words(request.error());
        }
        return static_cast<bool>(request);
    };
    EXPECT_TRUE(fits(66, false));
    EXPECT_FALSE(fits(67, false));
    EXPECT_TRUE(fits(67, true));
    EXPECT_FALSE(fits(68, true));
    EXPECT_EQ(most_credential_bytes(Dialect::nic_104), 66U);
    // 33 quotation marks take 66 bytes
    EXPECT_TRUE(
        make_authentication_request(Dialect::nic_104, *key, "", bytes_of(std::string(33, '"')), false));
    EXPECT_FALSE(
        make_authentication_request(Dialect::nic_104, *key, "", bytes_of(std::string(34, '"')), false));
}

// ---- answers

Result<Answer> read(std::string_view text, int http_status = 200) {
    SecretBytes body{text};
    return read_answer(body, http_status);
}

const std::string sek = "YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K";
constexpr std::int64_t now_utc = 1774693800;  // 2026-03-28 10:30:00 UTC, 16:00 in India

std::string login(const std::string& data) {
    return R"({"Status":1,"Data":{"ClientId":"c","UserName":"API_demo01",)" + data +
           R"(},"ErrorDetails":null,"InfoDtls":null})";
}

Result<Session> session_from(const std::string& text, std::int64_t server_date = 0, int token_minutes = 60) {
    auto answer = read(text);
    EXPECT_TRUE(answer) << text;
    return answer ? read_session(Dialect::nic_104, *answer, counting_bytes(0), now_utc, server_date,
                                 token_minutes)
                  : answer.error();
}

std::string with_expiry(const std::string& expiry) {
    return login(R"("AuthToken":"abc","Sek":")" + sek + R"(","TokenExpiry":)" + expiry);
}

TEST(Answer, StatusIsANumberOrAText) {
    for (const char* one : {"1", "\"1\"", "\" 1 \""}) {
        const auto answer = read(std::string(R"({"Status":)") + one + R"(,"Data":"AAAA"})");
        ASSERT_TRUE(answer) << one;
        EXPECT_TRUE(answer->success) << one;
        EXPECT_EQ(answer->data_text, "AAAA");
    }
    for (const char* other :
         {"0", "\"0\"", "null", "\"\"", "2", "11", "-1", "true", "[1]", "{\"Status\":1}"}) {
        const auto answer = read(std::string(R"({"Status":)") + other + R"(,"Data":"AAAA"})");
        ASSERT_TRUE(answer) << other;
        EXPECT_FALSE(answer->success) << other;
        EXPECT_TRUE(answer->data_text.empty()) << "a failing answer's Data means nothing";
    }
    EXPECT_FALSE(read(R"({"Data":"AAAA"})")->success);
}

TEST(Answer, KeysMayBeInAnyCase) {
    const auto session = session_from(
        R"({"status":"1","data":{"clientId":"c","ClientID":"c","username":"u","authtoken":"abc","sek":")" +
        sek + R"(","tokenexpiry":"2026-03-28 17:00:00"}})");
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->token.view(), "abc");
    EXPECT_EQ(session->expires, now_utc + 3600);
    const auto failed =
        read(R"({"status":0,"errorDetails":[{"errorcode":"1019","ERRORMESSAGE":"Incorrect Password"}]})");
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->code, "1019");
    EXPECT_EQ(failed->message, "Incorrect Password");
}

// India's IRPs encode errors in many ways; the code decides what the user is told, so all must be understood.
TEST(Answer, ErrorDetailsAreUnderstoodInEachEncoding) {
    const std::string object = R"({"ErrorCode":"1019","ErrorMessage":"Incorrect Password"})";
    const std::string escaped = R"({\"ErrorCode\":\"1019\",\"ErrorMessage\":\"Incorrect Password\"})";
    for (const std::string& details :
         {"[" + object + "]", object, "\"" + escaped + "\"", "\"[" + escaped + "]\"",
          "\"" + crypto::base64(bytes_of(object)) + "\"",
          "\"" + crypto::base64(bytes_of("[" + object + "]")) + "\"",
          "[" + object + R"(,{"ErrorCode":"9999","ErrorMessage":"another"}])",
          std::string(R"([{"ErrorCode":1019,"ErrorMessage":" Incorrect Password "}])")}) {
        const auto answer =
            read(R"({"Status":0,"Data":"short","ErrorDetails":)" + details + R"(,"InfoDtls":null})");
        ASSERT_TRUE(answer) << details;
        EXPECT_FALSE(answer->success);
        EXPECT_EQ(answer->code, "1019") << details;
        EXPECT_EQ(answer->message, "Incorrect Password") << details;
    }
}

TEST(Answer, PlainTextIsTheMessage) {
    for (const char* text :
         {"User Password has expired. Contact Support.", "1005", "{broken", "bm90IGpzb24=", "\\u20b9"}) {
        const auto answer = read(std::string(R"({"Status":0,"ErrorDetails":")") + text + "\"}");
        ASSERT_TRUE(answer) << text;
        EXPECT_EQ(answer->code, "");
        EXPECT_EQ(answer->message, std::string(text) == "\\u20b9" ? "\xE2\x82\xB9" : text);
    }
}

TEST(Answer, MissingErrorDetailsGiveAnEmptyError) {
    for (const char* details :
         {"null", "\"\"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"ErrorDetails\":null}"}) {
        const auto answer = read(std::string(R"({"Status":0,"Data":null,"ErrorDetails":)") + details + "}");
        ASSERT_TRUE(answer) << details;
        EXPECT_FALSE(answer->success);
        EXPECT_EQ(answer->code, "") << details;
        EXPECT_EQ(answer->message, "") << details;
    }
    ASSERT_TRUE(read("{}"));
    EXPECT_FALSE(read("{}")->success);
}

// Gateways answer in a shape of their own when it is they who refuse: then it is the program's set-up that is
// wrong, and not the user's password.
TEST(Answer, GatewayErrorsWithoutAnEnvelopeAreUnderstood) {
    for (const int status : {401, 403}) {
        const auto answer =
            read(R"({"message":"Access denied due to invalid subscription key.","statusCode":401})", status);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().status, ACCT_ERROR_CONFIGURATION);
        EXPECT_EQ(answer.error().code, "HTTP-" + std::to_string(status));
        EXPECT_EQ(answer.error().field, "provider");
        expect_plain_words(answer.error());
    }
    // A code of the IRP's own goes before the status.
    const auto coded = read(R"({"Status":0,"ErrorDetails":[{"ErrorCode":"1005","ErrorMessage":"x"}]})", 401);
    ASSERT_TRUE(coded);
    EXPECT_EQ(coded->code, "1005");
    const auto nested =
        read(R"({"ErrorDetails":{"ErrorDetails":[{"ErrorCode":"1005","ErrorMessage":"Invalid Token"}]}})");
    ASSERT_TRUE(nested);
    EXPECT_EQ(nested->code, "1005");
}

TEST(Answer, InfoIsKept) {
    const auto answer = read(
        R"({"Status":"1","Data":"AAAA","InfoDtls":[{"InfCd":"DUPIRN","Desc":{"AckNo":112010036563310}}]})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->info, R"([{"Desc":{"AckNo":112010036563310},"InfCd":"DUPIRN"}])");
}

void expect_error(const Result<Answer>& answer, acct_status status, const std::string& code) {
    ASSERT_FALSE(answer) << code;
    EXPECT_EQ(answer.error().status, status);
    EXPECT_EQ(answer.error().code, code);
    expect_plain_words(answer.error());
}

// A proxy's error page, an IRP that is down, a wrong address: three different next steps for the user.
TEST(Answer, WhatIsNotJsonIsToldApart) {
    const std::string page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    for (const int status : {500, 502, 503, 504}) {
        expect_error(read(page, status), ACCT_ERROR_UNREACHABLE, "HTTP-" + std::to_string(status));
        expect_error(read("", status), ACCT_ERROR_UNREACHABLE, "HTTP-" + std::to_string(status));
        expect_error(read("{}", status), ACCT_ERROR_UNREACHABLE, "HTTP-" + std::to_string(status));
    }
    expect_error(read(page, 404), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
    EXPECT_TRUE(contains(read(page, 404).error().message, "404"));
    EXPECT_TRUE(contains(read(page, 404).error().next_step, "address"));
    expect_error(read(page, 200), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
    expect_error(read(page, 403), ACCT_ERROR_CONFIGURATION, "HTTP-403");
    EXPECT_FALSE(contains(read(page, 200).error().message, "<")) << "foreign markup is not shown";
    // an IRP's own error counts also with HTTP 500
    const auto said =
        read(R"({"Status":0,"ErrorDetails":[{"ErrorCode":"5001","ErrorMessage":"Application Error"}]})", 500);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->code, "5001");
}

TEST(Answer, NoCutOfAnAnswerIsTakenForAWholeOne) {
    const std::string whole = with_expiry("\"2026-03-28 17:00:00\"");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto answer = read(std::string_view(whole).substr(0, size));
        EXPECT_FALSE(answer) << size;
    }
    EXPECT_TRUE(read(whole));
}

TEST(Answer, OtherJsonThanAnObjectIsRefused) {
    for (const char* text : {"[]", "1", "\"text\"", "null", "true", "[{\"Status\":1}]"}) {
        expect_error(read(text), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
    }
}

// Nested a hundred thousand deep, it must neither exhaust the stack nor be taken.
TEST(Answer, DeepJsonIsRefused) {
    for (const std::size_t depth : {std::size_t{40}, std::size_t{100000}}) {
        const std::string nested = std::string(depth, '[') + std::string(depth, ']');
        expect_error(read(R"({"Status":1,"Data":)" + nested + "}"), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
        expect_error(read(nested), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
        const auto quoted = read(R"({"Status":0,"ErrorDetails":")" + nested + "\"}");
        ASSERT_TRUE(quoted) << "text that is not to be understood is a message";
        EXPECT_EQ(quoted->message, nested);
    }
    std::string objects;
    for (int i = 0; i < 100000; ++i) {
        objects += R"({"ErrorDetails":)";
    }
    expect_error(read(objects + "1" + std::string(100000, '}')), ACCT_ERROR_PROTOCOL, "IRP-ANSWER");
}

TEST(Answer, AnythingAtAllIsSurvived) {
    for (const std::string_view text :
         {std::string_view("\0\0\0", 3), std::string_view("\xFF\xFE{\0}\0", 6), std::string_view("\"\\"),
          std::string_view("{\"a\\"), std::string_view("{\"AuthToken\":\""),
          std::string_view("{\"AuthToken\":\"abc\\"), std::string_view("{\"Sek\""),
          std::string_view("{\"Sek\":"), std::string_view("{\"Status\":1e999}"),
          std::string_view("{\"Status\":\"\\ud800\"}"), std::string_view("{\"\":{}}"),
          std::string_view("{,}"), std::string_view("\xEF\xBB\xBF{}")}) {
        const auto answer = read(text);
        if (!answer) {
            expect_plain_words(answer.error());
        }
    }
}

// ---- secrets

// Poco's JSON leaves copies of what it parses in freed memory: token and key must not get there.
TEST(Answer, TokenAndKeyAreTakenOutOfTheBody) {
    SecretBytes body{std::string_view(with_expiry("\"2026-03-28 17:00:00\""))};
    const std::size_t size = body.size();
    const auto answer = read_answer(body, 200);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->token.view(), "abc");
    EXPECT_EQ(answer->sek.view(), sek);
    EXPECT_EQ(body.size(), size);
    EXPECT_FALSE(contains(body.view(), "abc"));
    EXPECT_FALSE(contains(body.view(), sek.substr(0, 8)));
    ASSERT_FALSE(answer->data.isNull());
    for (const auto& [name, value] : *answer->data) {
        EXPECT_FALSE(contains(value.toString(), sek)) << name;
        EXPECT_NE(value.toString(), "abc") << name;
    }
}

TEST(Answer, TokenAndKeyAreTakenOutHoweverTheyAreWritten) {
    for (const std::string text :
         {R"({"authtoken" :  "TOKEN123", "SEK":"KEY456" })", R"({ "a":"\"AuthToken\":\"no\"", "AuthToken"
            : "TOKEN123","Sek":"KEY456"})",
          R"({"Data":{"x":[{"AuthToken":"TOKEN123"}]},"Sek":"KEY456"})",
          R"({"AuthToken":"\u0054OKEN123","Sek":"KEY\u003456"})",
          R"({"AuthToken":"TOKEN123","Sek":"KEY456","broken)"}) {
        SecretBytes body{std::string_view(text)};
        (void)read_answer(body, 200);
        EXPECT_FALSE(contains(body.view(), "TOKEN123")) << text;
        EXPECT_FALSE(contains(body.view(), "OKEN123")) << text;
        EXPECT_FALSE(contains(body.view(), "KEY")) << text;
    }
    auto escaped = read(R"({"Status":1,"Data":{"AuthToken":"a\/b\u002bc\"d\\e","Sek":"\u0041\u0041=="}})");
    ASSERT_TRUE(escaped);
    EXPECT_EQ(escaped->token.view(), "a/b+c\"d\\e");
    EXPECT_EQ(escaped->sek.view(), "AA==");
}

// A value that looks like the key's name, or holds it, is no key.
TEST(Answer, OnlyKeysNameSecrets) {
    const auto answer = read(
        R"({"Status":0,"ErrorDetails":[{"ErrorCode":"1","ErrorMessage":"AuthToken"}],"x":"Sek","y":"z"})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->message, "AuthToken");
    EXPECT_TRUE(answer->token.empty());
    EXPECT_TRUE(answer->sek.empty());
}

// ---- the session

TEST(Session, IsMadeFromALogIn) {
    const auto session = session_from(with_expiry("\"2026-03-28 17:00:00\""));
    ASSERT_TRUE(session);
    EXPECT_EQ(session->token.view(), "abc");
    EXPECT_EQ(crypto::hex(session->key.bytes()), crypto::hex(counting_bytes(0x20)));
    EXPECT_EQ(session->expires, now_utc + 3600);
}

TEST(Session, ExpiryIsReadAsIndianTimeAndDoubted) {
    constexpr std::int64_t otherwise = now_utc + 3600;  // the profile's life of a token
    const std::vector<std::pair<std::string, std::int64_t>> expiries{
        {"\"2026-03-28 21:00:00\"", now_utc + 18000},
        {"\"2026-03-28 21:00:00   \"", now_utc + 18000},
        {"\" 2026-03-28T21:00:00\"", now_utc + 18000},
        {"\"2026-03-29 16:00:00\"", now_utc + 86400},
        {"\"2026-03-29 16:00:01\"", otherwise},  // no token lives longer than a day
        {"\"2036-03-28 21:00:00\"", otherwise},
        {"\"2026-03-28 15:59:59\"", otherwise},  // past
        {"\"2026-03-28 16:00:00\"", otherwise},  // now
        {"\"2026-03-28 11:30:00\"", otherwise},  // an hour's life in UTC by mistake
        {"\"2026-03-28 16:30:00\"",
         now_utc + 1800},  // six hours' life in UTC by mistake: too short, never too long
        {"\"\"", otherwise},
        {"null", otherwise},
        {"1774693800", otherwise},
        {"\"28/03/2026 21:00:00\"", otherwise},
        {"\"2026-13-28 21:00:00\"", otherwise},
        {"\"2026-02-30 21:00:00\"", otherwise},
        {"\"2026-03-28 25:00:00\"", otherwise},
        {"\"2026-03-28 21:00\"", otherwise},
        {"\"2026-03-28 2-:00:00\"", otherwise},
        {"{}", otherwise},
    };
    for (const auto& [expiry, expected] : expiries) {
        const auto session = session_from(with_expiry(expiry));
        ASSERT_TRUE(session) << expiry;
        EXPECT_EQ(session->expires, expected) << expiry;
    }
    const auto missing = session_from(login(R"("AuthToken":"abc","Sek":")" + sek + "\""), 0, 360);
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->expires, now_utc + 21600);
}

// A computer whose clock is an hour off must not throw good tokens away, nor use dead ones.
TEST(Session, AWrongClockHereIsAllowedForByTheServersDate) {
    const std::string text = with_expiry("\"2026-03-28 17:00:00\"");  // 11:30 UTC
    for (const std::int64_t skew :
         {std::int64_t{0}, std::int64_t{3600}, std::int64_t{-3600}, std::int64_t{34560000}}) {
        const std::int64_t server_date = now_utc + skew;
        const std::int64_t life = now_utc + 3600 - server_date;
        const auto session = session_from(text, server_date, 60);
        ASSERT_TRUE(session);
        if (life > 0) {
            EXPECT_EQ(session->expires, now_utc + life) << skew;
        } else {
            EXPECT_EQ(session->expires, now_utc + 3600) << skew;
        }
    }
}

void expect_no_session(const std::string& text, const std::string& why) {
    const auto session = session_from(text);
    ASSERT_FALSE(session) << text;
    EXPECT_EQ(session.error().status, ACCT_ERROR_PROTOCOL);
    EXPECT_TRUE(contains(session.error().message, why)) << session.error().message;
    expect_plain_words(session.error());
}

TEST(Session, WithoutTokenOrKeyIsNone) {
    const std::string why = "without giving a token";
    expect_no_session(login(R"("AuthToken":"abc")"), why);
    expect_no_session(login(R"("Sek":")" + sek + "\""), why);
    expect_no_session(login(R"("AuthToken":"","Sek":")" + sek + "\""), why);
    expect_no_session(login(R"("AuthToken":null,"Sek":")" + sek + "\""), why);
    expect_no_session(login(R"("AuthToken":12345,"Sek":")" + sek + "\""), why);
    expect_no_session(R"({"Status":1,"Data":"encrypted","AuthToken":"abc","Sek":")" + sek + "\"}", why);
    expect_no_session(R"({"Status":1,"Data":null})", why);
}

TEST(Session, AKeyThatDoesNotUnwrapIsRefused) {
    const auto wrapped = [](const Buffer& plain, const Buffer& with) {
        return crypto::base64(crypto::aes_ecb_encrypt(with, plain));
    };
    const Buffer app_key = counting_bytes(0);
    Buffer no_padding = crypto::aes_ecb_encrypt(app_key, counting_bytes(0x20));
    no_padding.resize(32);
    for (const std::string& text :
         {wrapped(counting_bytes(0x20, 31), app_key), wrapped(counting_bytes(0x20, 33), app_key),
          wrapped({}, app_key), wrapped(counting_bytes(0x20, 16), app_key),
          wrapped(counting_bytes(0x20), counting_bytes(1)), crypto::base64(no_padding), sek.substr(0, 60),
          sek.substr(0, 63), std::string("****"), std::string("AAAA"), sek + "\\n", sek + "\\u000a"}) {
        expect_no_session(login(R"("AuthToken":"abc","Sek":")" + text + "\""),
                          "session key cannot be decrypted");
    }
}

// The token goes into a header: what could add a second header is refused, and so is a flood.
TEST(Session, ATokenThatCannotBeAHeaderIsRefused) {
    const auto with_token = [](const std::string& token) {
        return login(R"("AuthToken":")" + token + R"(","Sek":")" + sek + "\"");
    };
    for (const std::string& token :
         {std::string("abc\\r\\nX-Evil: 1"), std::string("abc\\n"), std::string("a\\tb"),
          std::string("a\\bc"), std::string("a\\fc"), std::string("abc\\u000d\\u000aX: 1"),
          std::string("abc\\u0000"), std::string("\xE2\x82\xB9"), std::string("\x7F"),
          std::string(257, 't')}) {
        expect_no_session(with_token(token), "cannot be sent in a header");
    }
    EXPECT_TRUE(session_from(with_token(std::string(256, 't'))));
    EXPECT_TRUE(session_from(with_token("!#$%&'*+-.^_`|~()<>@,;:[]?={} ")));
}

TEST(IndianTime, IsFiveAndAHalfHoursAhead) {
    EXPECT_EQ(parse_ist("1970-01-01 05:30:00"), 0);
    EXPECT_EQ(parse_ist("2026-03-28 20:00:00"), 1774708200);
    EXPECT_EQ(parse_ist("2024-02-29 00:00:00"), 1709145000);
    for (const char* bad :
         {"", "2026-03-28", "2026-03-28 20:00", "2026-03-28 20:00:00.000", "2026-03-28 20:00:00Z",
          "26-03-28 20:00:00", "2026/03/28 20:00:00", "2026-02-29 20:00:00", "2026-00-10 20:00:00",
          "2026-03-28 24:00:00", "2026-03-28 20:60:00", "2026-03-28 20:00:61", "2026-03-2  20:00:00",
          "2026-03--8 20:00:00", "----------:-----:--"}) {
        EXPECT_EQ(parse_ist(bad), std::nullopt) << bad;
    }
}

// ---- payloads

TEST(Payload, WhatDoesNotDecryptIsNothing) {
    const Buffer key = counting_bytes(0x20);
    for (const char* data :
         {"", "AAAA", "not base64", "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaKtp53s2EYsauLCHolSzyV",
          "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaI="}) {
        EXPECT_FALSE(payload_of(key, data)) << data;
    }
    EXPECT_FALSE(
        payload_of(counting_bytes(0), "V9BIimSB1XDMTeHV1lK/Qxuj6k/jA69PgTe1G0ydyaKtp53s2EYsauLCHolSzyVV"));
}

}  // namespace
}  // namespace tijori::irp
