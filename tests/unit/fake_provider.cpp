// fake_provider.cpp - see fake_provider.hpp.
#include "fake_provider.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ctime>

#include "crypto/primitives.hpp"
#include "private_file.hpp"
#include "scratch_folder.hpp"
#include "words.hpp"

namespace tijori::tests {
namespace {

const std::vector<unsigned char> session_key = counting_bytes(0x20);

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const auto at = text.find(begin);
    return at == std::string::npos
               ? std::string{}
               : text.substr(at + begin.size(), text.find(end, at + begin.size()) - at - begin.size());
}

std::string written(std::int64_t utc_seconds, const char* form) {
    const auto time = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), form, &parts)};
}

std::string refusal(const std::string& code) {
    return R"({"Status":0,"Data":null,"ErrorDetails":[{"ErrorCode":")" + code + R"(","ErrorMessage":"x"}]})";
}

}  // namespace

std::string in_india(std::int64_t utc_seconds) {
    return written(utc_seconds + 19800, "%Y-%m-%d %H:%M:%S");
}
std::string http_date(std::int64_t utc_seconds) {
    return written(utc_seconds, "%a, %d %b %Y %H:%M:%S GMT");
}

FakeProvider::FakeProvider(const std::string& folder) {
    const Identity authority =
        self_signed(make_ec_key(), CertificateWish{"Test authority", "", -3600, 86400, true});
    ca_file_ = folder + "/provider-ca.pem";
    write_to(ca_file_, certificate_pem(authority.certificate));
    peer_ = std::make_unique<TlsPeer>(issued_by(authority, make_ec_key(), {}),
                                      [this](Talk& talk) { serve(talk); });
}

irp::Account FakeProvider::account(const std::string& settings) const {
    std::string key = public_pem(rsa_2048());
    for (auto at = key.find('\n'); at != std::string::npos; at = key.find('\n', at)) {
        key.replace(at, 1, "\\n");
    }
    const std::string json =
        R"({"id": "fake", "name": "Fake IRP", "crypto": "nic-1.04", )" + settings +
        R"("environments": {"sandbox": {"base_url": ")" + peer_->url() + R"(", "ca_file": ")" + ca_file_ +
        R"(", "client_id": "id", "client_secret": "s", "token_minutes": 60, "public_key": ")" + key + "\"}}}";
    auto profile = irp::parse_profile(json, "fake.json", {});
    EXPECT_TRUE(profile) << profile.error().message;
    return {std::make_shared<const irp::Profile>(std::move(*profile)), "sandbox", "29AAACP0029A1Z2",
            "API_demo01"};
}

void FakeProvider::serve(Talk& talk) {
    while (const auto request = talk.request()) {
        if (!talk.say(answer_to(*request))) {
            return;
        }
    }
}

std::string FakeProvider::answer_to(const std::string& request) {
    const std::lock_guard lock(mutex_);
    const std::string date = manners_.date ? "Date: " + manners_.date() + "\r\n" : std::string{};
    if (request.starts_with("POST /eivital/v1.04/auth ")) {
        return http_answer(log_in(request), date, manners_.login_status);
    }
    const std::string token = between(request, "AuthToken: ", "\r\n");
    asked_.push_back("call " + token);
    if (manners_.only_takes && token != *manners_.only_takes) {
        return http_answer(refusal("1005"), date);
    }
    const std::string data =
        crypto::base64(crypto::aes_ecb_encrypt(session_key, bytes_of(R"({"LegalName":"Test"})")));
    return http_answer(R"({"Status":1,"Data":")" + data + "\"}", date);
}

std::string FakeProvider::log_in(const std::string& request) {
    const auto encrypted = crypto::base64_decode(between(request, R"("Data":")", "\""));
    const auto encoded = encrypted ? rsa_decrypt(rsa_2048(), *encrypted) : std::nullopt;
    const auto json = encoded ? crypto::base64_decode(*encoded) : std::nullopt;
    const std::string text(json ? text_of(*json) : std::string_view("{}"));
    const bool forced = contains(text, R"("ForceRefreshAccessToken":true)");
    asked_.emplace_back(forced ? "login forced" : "login");
    const auto app_key = crypto::base64_decode(between(text, R"("AppKey":")", "\""));
    if (!manners_.login_error.empty() || !app_key) {
        return refusal(app_key ? manners_.login_error : "1020");
    }
    return R"({"Status":1,"Data":{"AuthToken":")" + (forced ? manners_.token_if_forced : manners_.token) +
           R"(","Sek":")" + crypto::base64(crypto::aes_ecb_encrypt(*app_key, session_key)) + "\"" +
           (manners_.expiry ? R"(,"TokenExpiry":")" + manners_.expiry() + "\"" : std::string{}) + "}}";
}

}  // namespace tijori::tests
