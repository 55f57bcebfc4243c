// auth_test.cpp - who is let in, and in which order the refusals come. Each request of the order test has
// every later fault as well, so a check out of turn would show.
#include "irp/protocol_crypto.hpp"
#include "irp_fixture.hpp"

namespace irp_sandbox {
namespace {

using AuthTest = IrpFixture;

TEST_F(AuthTest, GrantsASessionWhoseKeyUnwrapsUnderTheAppKey) {
    const Envelope answer = auth.authenticate(auth_request(payload(sample_user, sample_password)));
    ASSERT_TRUE(answer.ok());
    const auto& grant = std::get<Grant>(answer.data);
    EXPECT_EQ(grant.client_id, sample_client);
    EXPECT_EQ(grant.user_name, sample_user);
    EXPECT_EQ(grant.auth_token.size(), 25U);
    EXPECT_EQ(grant.token_expiry, "2026-03-28 19:04:00");
    const auto session_key = aes_ecb_decrypt(Bytes(32, 7), base64_decode(grant.sek).value());
    EXPECT_EQ(session_key, tokens.session_key({sample_client, sample_gstin, sample_user}, grant.auth_token));
}

TEST_F(AuthTest, RewrapsTheSameKeyUnderANewAppKey) {
    const auto first =
        std::get<Grant>(auth.authenticate(auth_request(payload(sample_user, sample_password))).data);
    const Bytes app_key(32, 9);
    const auto second = std::get<Grant>(
        auth.authenticate(auth_request(payload(sample_user, sample_password, base64_encode(app_key)))).data);
    EXPECT_EQ(first.auth_token, second.auth_token);
    EXPECT_NE(first.sek, second.sek);
    EXPECT_EQ(aes_ecb_decrypt(Bytes(32, 7), base64_decode(first.sek).value()),
              aes_ecb_decrypt(app_key, base64_decode(second.sek).value()));
}

TEST_F(AuthTest, BodyWithoutDataComesFirst) {
    for (const char* body : {"", "{", "[]", "\"x\"", "{}", R"({"Data":null})", R"({"Data":""})",
                             R"({"data":"AAAA"})", R"({"Data":{"UserName":"x"}})"}) {
        EXPECT_EQ(code_of(auth.authenticate({"", "POST", "", {}, body, ""})), "5003") << body;
    }
}

TEST_F(AuthTest, WhatIsNotOurPayloadIsNotDecryptableEvenWithoutHeaders) {
    EXPECT_EQ(code_of(auth.authenticate({"", "POST", "", {}, R"({"Data":"%%%"})", ""})), "1020");
    EXPECT_EQ(code_of(auth.authenticate({"", "POST", "", {}, R"({"Data":"AAAA"})", ""})), "1020");
    EXPECT_EQ(code_of(auth.authenticate(auth_request("not json", {}))), "1020");
    EXPECT_EQ(code_of(auth.authenticate(auth_request("[]", {}))), "1020");
    EXPECT_EQ(code_of(auth.authenticate(auth_request(R"({"UserName":"a","Password":"b","AppKey":"c"})", {}))),
              "1020");
}

TEST_F(AuthTest, CiphertextsForAnOldKeyAreNotDecryptable) {
    const Request request = auth_request(payload(sample_user, sample_password));
    key.rotate();
    EXPECT_EQ(code_of(auth.authenticate(request)), "1020");
    EXPECT_EQ(code_of(auth.authenticate(auth_request(payload(sample_user, sample_password)))), "OK");
}

TEST_F(AuthTest, RefusesInTheOrderOfTheProtocol) {
    const std::string blank = payload(" ", "x", "bad");
    const auto code = [this](const std::string& json, HeaderList headers) {
        return code_of(auth.authenticate(auth_request(json, std::move(headers))));
    };
    EXPECT_EQ(code(blank, {}), "1011");
    EXPECT_EQ(code(blank, {{"client_id", "x"}}), "1012");
    EXPECT_EQ(code(blank, {{"client_id", "x"}, {"client_secret", "x"}}), "1004");
    EXPECT_EQ(code(blank, {{"client_id", "x"}, {"client_secret", "x"}, {"Gstin", "x"}}), "1010");
    EXPECT_EQ(code(payload(" ", "x", "bad", "\"false\""), client_headers()), "1007");
    EXPECT_EQ(code(blank, client_headers()), "1006");
    EXPECT_EQ(code(payload("nobody", "x", "bad"), client_headers()), "1016");
    EXPECT_EQ(code(payload("nobody", "x", base64_encode(Bytes(24))), client_headers()), "1016");
    EXPECT_EQ(code(payload("nobody", "x"), client_headers()), "1017");
    EXPECT_EQ(code(payload("API_other_gsp", "x"), client_headers()), "1018");
    EXPECT_EQ(code(payload("API_inactive", "x"), client_headers()), "1019");
    EXPECT_EQ(code(payload("API_inactive", "Sample@29ina"), client_headers()), "1014");
    EXPECT_EQ(code(payload("API_frozen", "Sample@29frz"), client_headers()), "3025");
    EXPECT_EQ(code(payload("API_expired_pw", "Sample@29exp"), client_headers()), "");
    HeaderList cancelled = client_headers();
    cancelled[2].second = "06AAACP0029A1ZA";
    EXPECT_EQ(code(payload(sample_user, sample_password), cancelled), "3029");
    EXPECT_EQ(code(payload("API_other_gstin", "Sample@27oth"), client_headers()), "1015");
}

TEST_F(AuthTest, TakesBothHeaderSpellingsButOneGstin) {
    const HeaderList hyphens{
        {"CLIENT-ID", sample_client}, {"client-Secret", sample_secret}, {"gstin", sample_gstin}};
    EXPECT_EQ(code_of(auth.authenticate(auth_request(payload(sample_user, sample_password), hyphens))), "OK");
    HeaderList twice = client_headers();
    twice.emplace_back("gstin", sample_gstin);
    EXPECT_EQ(code_of(auth.authenticate(auth_request(payload(sample_user, sample_password), twice))), "3030");
}

TEST_F(AuthTest, CountsNamesButNoPasswords) {
    auth.authenticate(auth_request(payload(sample_user, "secret", base64_encode(Bytes(32)), "true")));
    const CounterValues values = counters.values();
    EXPECT_EQ(values.last_user_name, sample_user);
    EXPECT_EQ(values.last_force_flag, true);
}

TEST_F(AuthTest, DamagedSeksAreDamagedAsOrdered) {
    const Request request = auth_request(payload(sample_user, sample_password));
    const auto sek = [&](SekDamage damage) {
        return base64_decode(std::get<Grant>(auth.authenticate(request, damage).data).sek).value();
    };
    EXPECT_EQ(aes_ecb_decrypt(Bytes(32, 7), sek(SekDamage::wrong_length)).value().size(), 31U);
    EXPECT_FALSE(aes_ecb_decrypt(Bytes(32, 7), sek(SekDamage::bad_padding)));
}

TEST_F(AuthTest, BudgetRefusalSaysThatItIsNotStandard) {
    AuthBudget tight{clock, 1};
    Admission narrow{"nic-1.04", accounts, tokens, tight, guard, counters};
    AuthService strict{key, accounts, narrow, counters};
    const Request request = auth_request(payload(sample_user, sample_password));
    EXPECT_TRUE(strict.authenticate(request).ok());
    const Envelope refused = strict.authenticate(request);
    EXPECT_EQ(code_of(refused), "118");
    ASSERT_EQ(refused.infos.size(), 1U);
    EXPECT_NE(refused.infos.front().text.find("Non-standard"), std::string::npos);
}

}  // namespace
}  // namespace irp_sandbox
