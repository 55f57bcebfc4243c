// https_limits_test.cpp - what is beyond a single good exchange: sessions that are resumed, deadlines for the
// whole, a server's wish to be left alone, authorities of a company's own, and the rest given to a silent
// provider.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "irp/breaker.hpp"
#include "net/https_client.hpp"
#include "private_file.hpp"
#include "tls_peer.hpp"
#include "words.hpp"

namespace tijori::net {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using tests::CertificateWish;
using tests::contains;
using tests::expect_plain_words;
using tests::http_answer;
using tests::Identity;
using tests::Talk;
using tests::TlsPeer;

Watchdog watchdog;  // outlives every client of these tests

Identity make_authority(const std::string& name) {
    return tests::self_signed(tests::make_ec_key(), CertificateWish{name, "", -3600, 86400, true});
}

// Answers every request, and asks for a new connection each time.
void answer_and_part(Talk& talk) {
    while (talk.request() && talk.say(http_answer("{}", "Connection: close\r\n"))) {
    }
}

class HttpsLimits : public ::testing::Test {
protected:
    std::string file_of(const Identity& authority, const std::string& name) const {
        return tests::private_file(folder_, name, tests::certificate_pem(authority.certificate)).string();
    }
    Identity leaf(const CertificateWish& wish = {}) const {
        return tests::issued_by(authority_, leaf_key_, wish);
    }
    std::shared_ptr<HttpsClient> client(const std::string& url, const Trust& trust) const {
        auto made = HttpsClient::create(url, trust, std::nullopt, watchdog);
        EXPECT_TRUE(made) << made.error().message;
        return *made;
    }
    std::shared_ptr<HttpsClient> client(const std::string& url) const {
        return client(url, Trust{ca_file_, {}});
    }
    static Request get() {
        Request request;
        request.target = "/";
        return request;
    }
    static void expect_insecure(const Result<Response>& response) {
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().status, ACCT_ERROR_INSECURE) << response.error().message;
        expect_plain_words(response.error());
    }

    ScratchFolder folder_;
    Identity authority_ = make_authority("Test authority");
    tests::Key leaf_key_ = tests::make_ec_key();
    std::string ca_file_ = file_of(authority_, "ca.pem");
    Cancellation cancellation_;
};

// ---- sessions

TEST_F(HttpsLimits, ANewConnectionResumesTheSession) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsPeer::Options options;
        options.newest_version = version;
        const TlsPeer peer(leaf(), answer_and_part, options);
        const auto https = client(peer.url());
        for (int i = 0; i < 3; ++i) {
            const auto response = https->send(get(), cancellation_);
            ASSERT_TRUE(response) << response.error().message;
        }
        EXPECT_EQ(peer.connections(), 3);
        EXPECT_EQ(peer.resumed(), 2) << "all but the first";
        ASSERT_TRUE(client(peer.url())->send(get(), cancellation_));
        EXPECT_EQ(peer.resumed(), 2) << "another client, which may trust others, begins anew";
    }
}

// A session is no way around the certificate: who cannot resume it is verified like everybody.
TEST_F(HttpsLimits, AnImpostorGainsNothingFromASession) {
    const auto other = make_authority("Other authority");
    const std::vector<Identity> impostors{
        tests::self_signed(leaf_key_, {}), tests::issued_by(other, leaf_key_, {}),
        leaf({"x", "IP:127.0.0.1", -7200, -3600}), leaf({"x", "DNS:irp.example"})};
    for (const Identity& impostor : impostors) {
        auto good = std::make_unique<TlsPeer>(leaf(), answer_and_part);
        const auto https = client(good->url());
        ASSERT_TRUE(https->send(get(), cancellation_));
        ASSERT_TRUE(https->send(get(), cancellation_));
        EXPECT_EQ(good->resumed(), 1);
        TlsPeer::Options same_port;
        same_port.port = good->port();
        good.reset();
        const TlsPeer bad(
            impostor, [](Talk& talk) { EXPECT_FALSE(talk.request()) << "said to an impostor"; }, same_port);
        expect_insecure(https->send(get(), cancellation_));
        EXPECT_EQ(bad.resumed(), 0);
    }
}

// ---- the deadline of the whole

// Each byte in time and never an end: a call must not be held for ever by drops, wherever they fall.
TEST_F(HttpsLimits, DripFeedingEndsAtTheDeadline) {
    const auto dripping = [](const std::string& begin) {
        return [begin](Talk& talk) {
            if (talk.request() && talk.say(begin)) {
                while (talk.say("x")) {
                    std::this_thread::sleep_for(10ms);
                }
            }
        };
    };
    for (const std::string begin :
         {"HTTP/1.1 200 OK\r\nX-Endless: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nF0000\r\n", "HTTP/1.1 200 OK\r\n\r\n"}) {
        const TlsPeer peer(leaf(), dripping(begin));
        Request request = get();
        request.repeatable = true;
        request.timeout = 60s;
        request.deadline = steady_clock::now() + 300ms;
        const auto response = client(peer.url())->send(request, cancellation_);
        EXPECT_LT(steady_clock::now(), request.deadline + 5s) << begin;
        ASSERT_FALSE(response) << begin;
        EXPECT_EQ(response.error().status, ACCT_ERROR_UNREACHABLE);
        EXPECT_TRUE(contains(response.error().message, "did not answer in time")) << response.error().message;
        expect_plain_words(response.error());
        EXPECT_EQ(peer.connections(), 1) << "what is too late is not begun again";
    }
}

TEST_F(HttpsLimits, AHandshakeThatDoesNotEndEndsAtTheDeadline) {
    TlsPeer::Options options;
    options.without_handshake = true;
    const TlsPeer peer(
        leaf(), [](Talk& talk) { talk.wait_for_client(); }, options);
    Request request = get();
    request.timeout = 60s;
    request.deadline = steady_clock::now() + 300ms;
    const auto response = client(peer.url())->send(request, cancellation_);
    EXPECT_LT(steady_clock::now(), request.deadline + 5s);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().status, ACCT_ERROR_UNREACHABLE);
    EXPECT_TRUE(contains(response.error().message, "does not answer")) << response.error().message;
}

TEST_F(HttpsLimits, AfterTheDeadlineNothingIsBegun) {
    const TlsPeer peer(leaf(), answer_and_part);
    Request request = get();
    request.deadline = steady_clock::now() - 1s;
    const auto response = client(peer.url())->send(request, cancellation_);
    ASSERT_FALSE(response);
    EXPECT_TRUE(contains(response.error().message, "does not answer")) << response.error().message;
    EXPECT_EQ(peer.handshakes(), 0);
}

// A deadline that was kept must not strike the next exchange on the same connection.
TEST_F(HttpsLimits, ADeadlineThatWasKeptIsOver) {
    const TlsPeer peer(leaf(), [](Talk& talk) {
        while (talk.request() && talk.say(http_answer("{}"))) {
        }
    });
    const auto https = client(peer.url());
    Request request = get();
    request.deadline = steady_clock::now() + 200ms;
    ASSERT_TRUE(https->send(request, cancellation_));
    std::this_thread::sleep_for(300ms);
    ASSERT_TRUE(https->send(get(), cancellation_));
    EXPECT_EQ(peer.connections(), 1);
}

// ---- Retry-After

TEST_F(HttpsLimits, RetryAfterIsReadInEachForm) {
    const std::string date = "Date: Sat, 28 Mar 2026 14:30:00 GMT\r\n";
    const std::vector<std::pair<std::string, std::int64_t>> fields{
        {"Retry-After: 120\r\n", 120},
        {"Retry-After:  0 \r\n", 0},
        {date + "Retry-After: Sat, 28 Mar 2026 14:32:00 GMT\r\n", 120},
        {date + "Retry-After: Sat, 28 Mar 2026 14:00:00 GMT\r\n", 0},  // past
        {"Retry-After: 86401\r\n", 86400},                             // a day at most
        {"Retry-After: 9223372036854775807\r\n", 86400},
        {date + "Retry-After: Sat, 28 Mar 2626 14:32:00 GMT\r\n", 86400},
        {"", -1},
        {"Retry-After: \r\n", -1},
        {"Retry-After: -5\r\n", -1},
        {"Retry-After: soon\r\n", -1},
        {"Retry-After: 5 minutes\r\n", -1},
        {"Retry-After: 1.5\r\n", -1},
        {"Retry-After: 99999999999999999999999\r\n", -1},
        {"Retry-After: Sat, 28 Mar 2026 14:32:00 GMT\r\n", -1},  // no date to measure it by
        {date + "Retry-After: soon\r\n", -1},
        {date + "Retry-After: 2026-03-28\r\n", -1},
        {"Date: yesterday\r\nRetry-After: Sat, 28 Mar 2026 14:32:00 GMT\r\n", -1},
    };
    for (const auto& [field, seconds] : fields) {
        const TlsPeer peer(leaf(), [&](Talk& talk) {
            if (talk.request()) {
                talk.say(http_answer("{}", field, "429 Too Many Requests"));
            }
        });
        const auto response = client(peer.url())->send(get(), cancellation_);
        ASSERT_TRUE(response) << field;
        EXPECT_EQ(response->retry_after, seconds) << field;
    }
}

// ---- authorities of a company's own

TEST_F(HttpsLimits, AdditionalAuthoritiesAddAndDoNotReplace) {
    const auto company = make_authority("Company authority");
    const std::string company_file = file_of(company, "company.pem");
    const TlsPeer irp(leaf(), answer_and_part);
    const TlsPeer inspected(tests::issued_by(company, leaf_key_, {}), answer_and_part);
    const Trust both{ca_file_, company_file};
    EXPECT_TRUE(client(irp.url(), both)->send(get(), cancellation_));
    EXPECT_TRUE(client(inspected.url(), both)->send(get(), cancellation_));
    expect_insecure(client(inspected.url(), Trust{ca_file_, {}})->send(get(), cancellation_));
    // Beside the system's, which do not know ours.
    EXPECT_TRUE(client(inspected.url(), Trust{"", company_file})->send(get(), cancellation_));
    expect_insecure(client(irp.url(), Trust{"", company_file})->send(get(), cancellation_));
}

TEST_F(HttpsLimits, AnUnusableAdditionalFileIsTold) {
    const std::string garbage = tests::private_file(folder_, "garbage.pem", "not a certificate").string();
    for (const std::string& file : {folder_.path().string() + "/missing.pem", garbage}) {
        const auto made =
            HttpsClient::create("https://127.0.0.1", Trust{ca_file_, file}, std::nullopt, watchdog);
        ASSERT_FALSE(made) << file;
        EXPECT_EQ(made.error().status, ACCT_ERROR_CONFIGURATION);
        EXPECT_TRUE(contains(made.error().message, file)) << made.error().message;
        expect_plain_words(made.error());
    }
}

// ---- the breaker

TEST(Breaker, RestsAfterFiveFailuresAndLetsOneThrough) {
    irp::Breaker breaker;
    const steady_clock::time_point start{1h};
    for (int i = 0; i < 4; ++i) {
        breaker.silent(start);
        EXPECT_FALSE(breaker.rest(start)) << i;
    }
    breaker.silent(start);
    EXPECT_EQ(breaker.rest(start), 30s);
    EXPECT_EQ(breaker.rest(start + 500ms), 30s) << "rounded up";
    EXPECT_EQ(breaker.rest(start + 29s), 1s);
    EXPECT_FALSE(breaker.rest(start + 30s)) << "one goes to see";
    EXPECT_EQ(breaker.rest(start + 30s), 30s) << "the others wait for what comes of it";
    breaker.silent(start + 31s);
    EXPECT_EQ(breaker.rest(start + 32s), 29s);
    EXPECT_FALSE(breaker.rest(start + 61s));
    breaker.answered();
    EXPECT_FALSE(breaker.rest(start + 61s));
    for (int i = 0; i < 4; ++i) {
        breaker.silent(start + 62s);
    }
    EXPECT_FALSE(breaker.rest(start + 62s)) << "an answer makes all good";
}

}  // namespace
}  // namespace tijori::net
