// proxy_test.cpp - companies' proxies: which one is used, what it gets to know, and what a user is told when
// it refuses, breaks off, or is silent.
#include "net/proxy.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "connect_proxy.hpp"
#include "crypto/primitives.hpp"
#include "net/https_client.hpp"
#include "private_file.hpp"
#include "tls_peer.hpp"
#include "words.hpp"

namespace tijori::net {
namespace {

using namespace std::chrono_literals;
using tests::ConnectProxy;
using tests::contains;
using tests::expect_plain_words;
using tests::Talk;
using tests::TlsPeer;

Watchdog watchdog;  // outlives every client of these tests

// ---- addresses of proxies

struct Address {
    std::string text;
    std::string host;
    std::uint16_t port;
    std::string user_info;
};

TEST(ProxyAddress, IsReadAsPeopleWriteIt) {
    for (const Address& wanted : std::vector<Address>{
             {"http://proxy.example:3128", "proxy.example", 3128, ""},
             {"HTTP://proxy.example:3128/", "proxy.example", 3128, ""},
             {"proxy.example:3128", "proxy.example", 3128, ""},
             {"proxy", "proxy", 8080, ""},
             {"http://p", "p", 8080, ""},
             {"http://10.0.0.7:80", "10.0.0.7", 80, ""},
             {"http://[fd00::7]:3128", "fd00::7", 3128, ""},
             {"http://[::1]", "::1", 8080, ""},
             {"http://clerk:secret@proxy.example:3128", "proxy.example", 3128, "clerk:secret"},
             {"http://proxy:secret@proxy", "proxy", 8080, "proxy:secret"},
             {"http://clerk:a%40b%3Ac%2F@proxy.example", "proxy.example", 8080, "clerk:a@b:c/"},
             {"http://clerk:a@b@proxy.example", "proxy.example", 8080, "clerk:a@b"},
             {"http://clerk@proxy.example", "proxy.example", 8080, "clerk"},
         }) {
        const auto proxy = parse_proxy(wanted.text, "the test");
        ASSERT_TRUE(proxy) << wanted.text << ": " << proxy.error().message;
        EXPECT_EQ(proxy->host, wanted.host) << wanted.text;
        EXPECT_EQ(proxy->port, wanted.port) << wanted.text;
        EXPECT_EQ(proxy->user_info, wanted.user_info) << wanted.text;
    }
}

TEST(ProxyAddress, WhatIsNoneIsToldWithoutRepeatingIt) {
    for (const char* text :
         {"https://clerk:hush@proxy.example", "socks5://clerk:hush@proxy.example", "http://", "",
          "http://:3128", "http://clerk:hush@", "http://clerk:hush@proxy.example:port",
          "http://clerk:hush@proxy.example:0", "http://clerk:hush@proxy.example:65536",
          "http://clerk:hush@proxy.example:", "http://clerk:hu%sh@proxy",
          "http://clerk:hush%0d%0aX-Evil:1@proxy", "http://clerk:hush@pro xy", "http://clerk:hush@pro\r\nxy",
          "http://[::1:3128", "http://[::1]3128"}) {
        const auto proxy = parse_proxy(text, "HTTPS_PROXY");
        ASSERT_FALSE(proxy) << text;
        EXPECT_EQ(proxy.error().status, ACCT_ERROR_CONFIGURATION);
        EXPECT_TRUE(contains(proxy.error().message, "HTTPS_PROXY"));
        EXPECT_FALSE(contains(proxy.error().message + proxy.error().next_step, "hu"))
            << proxy.error().message;
        expect_plain_words(proxy.error());
    }
}

TEST(ProxyExceptions, AreNamesSuffixesAndAddresses) {
    for (const char* list : {"irp.example", "IRP.Example", "example", ".example", "*.example",
                             " a.b , irp.example ", "*", "x,*", ",,irp.example,"}) {
        EXPECT_TRUE(excepted_from_proxy("irp.example", list)) << list;
    }
    for (const char* list : {"", ",", ".", "rp.example", "xirp.example", "a.irp.example", "irp.example.com",
                             "irp", "exam", "10.0.0.1"}) {
        EXPECT_FALSE(excepted_from_proxy("irp.example", list)) << list;
    }
    EXPECT_TRUE(excepted_from_proxy("127.0.0.1", "localhost,127.0.0.1"));
    EXPECT_FALSE(excepted_from_proxy("27.0.0.1", "127.0.0.1"));
}

TEST(ProxyExceptions, CountForTheEnvironment) {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) {
        ::unsetenv(name);
    }
    EXPECT_EQ(proxy_from_environment("irp.example"), "");
    ::setenv("HTTPS_PROXY", "http://big:1", 1);
    EXPECT_EQ(proxy_from_environment("irp.example"), "http://big:1");
    ::setenv("https_proxy", "http://small:1", 1);
    EXPECT_EQ(proxy_from_environment("irp.example"), "http://small:1") << "the usual spelling first";
    ::setenv("NO_PROXY", ".example", 1);
    EXPECT_EQ(proxy_from_environment("irp.example"), "");
    EXPECT_EQ(proxy_from_environment("irp.test"), "http://small:1");
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "NO_PROXY"}) {
        ::unsetenv(name);
    }
}

// ---- through one

class Tunnel : public ::testing::Test {
protected:
    Tunnel()
        : authority_(tests::self_signed(tests::make_ec_key(), {"Test authority", "", -3600, 86400, true})),
          ca_file_(tests::private_file(folder_, "ca.pem", tests::certificate_pem(authority_.certificate))
                       .string()),
          peer_(tests::issued_by(authority_, tests::make_ec_key(), {"x", "DNS:irp.invalid"}), [](Talk& talk) {
              while (talk.request() && talk.say(tests::http_answer("{}"))) {
              }
          }) {}

    std::shared_ptr<HttpsClient> client(const ConnectProxy& proxy, const std::string& user_info = {}) const {
        auto made = HttpsClient::create(
            "https://irp.invalid:8443", Trust{ca_file_, {}},
            Proxy{"127.0.0.1", static_cast<std::uint16_t>(proxy.port()), user_info}, watchdog);
        EXPECT_TRUE(made);
        return *made;
    }
    static Request request() {
        Request request;
        request.method = "POST";
        request.target = "/auth";
        request.body = R"({"Data":"top secret"})";
        return request;
    }
    void expect_failure(const ConnectProxy& proxy, const std::string& words,
                        const Request& wanted = request(),
                        const std::string& user_info = "clerk:hush-hush") const {
        Cancellation cancellation;
        const auto begun = std::chrono::steady_clock::now();
        const auto response = client(proxy, user_info)->send(wanted, cancellation);
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
        ASSERT_FALSE(response) << words;
        EXPECT_EQ(response.error().status, ACCT_ERROR_UNREACHABLE);
        EXPECT_TRUE(contains(response.error().message, words))
            << response.error().message << "\nmisses: " << words;
        EXPECT_TRUE(contains(response.error().message, "proxy")) << response.error().message;
        EXPECT_FALSE(contains(response.error().message + response.error().next_step, "hush"));
        expect_plain_words(response.error());
    }

    ScratchFolder folder_;
    tests::Identity authority_;
    std::string ca_file_;
    TlsPeer peer_;
};

// The name is the proxy's to look up: inside a company's network it is often not known otherwise. What the
// proxy sees is that name; what is said in the tunnel it does not.
TEST_F(Tunnel, LeadsToTheIrpAndIsKept) {
    const ConnectProxy proxy(peer_.port(), "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
    const auto https = client(proxy, "clerk:hush-hush");
    Cancellation cancellation;
    for (int i = 0; i < 2; ++i) {
        const auto response = https->send(request(), cancellation);
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body.view(), "{}");
    }
    const auto heads = proxy.heads();
    ASSERT_EQ(heads.size(), 1U);
    EXPECT_EQ(heads[0],
              "CONNECT irp.invalid:8443 HTTP/1.1\r\nHost: irp.invalid:8443\r\nProxy-Authorization: Basic " +
                  crypto::base64(bytes_of("clerk:hush-hush")) + "\r\n\r\n");
}

TEST_F(Tunnel, WithoutAUserNothingIsSaidOfOne) {
    const ConnectProxy proxy(peer_.port(), "HTTP/1.1 200 OK\r\n\r\n");
    Cancellation cancellation;
    ASSERT_TRUE(client(proxy)->send(request(), cancellation));
    EXPECT_FALSE(contains(proxy.heads().at(0), "Authorization"));
}

// A proxy that inspects what goes through it shows its own certificate: refused as without a proxy.
TEST_F(Tunnel, AnotherPeerAtItsEndIsRefused) {
    const TlsPeer other(tests::self_signed(tests::make_ec_key(), {"x", "DNS:irp.invalid"}), [](Talk& talk) {
        EXPECT_FALSE(talk.request()) << "the request reached a peer that was not verified";
    });
    const ConnectProxy proxy(other.port(), "HTTP/1.1 200 OK\r\n\r\n");
    Cancellation cancellation;
    const auto response = client(proxy)->send(request(), cancellation);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().status, ACCT_ERROR_INSECURE);
}

TEST_F(Tunnel, ARefusalIsToldWithItsReason) {
    const ConnectProxy asks(
        peer_.port(), "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n");
    expect_failure(asks, "user name and password, and not for those that are set");
    expect_failure(asks, "it asks for a user name and password.", request(), "");
    const ConnectProxy forbids(peer_.port(), "HTTP/1.1 403 Forbidden\r\n\r\n<html>");
    expect_failure(forbids, "HTTP status 403");
    EXPECT_EQ(peer_.connections(), 0);
}

TEST_F(Tunnel, AnswersThatMakeNoSenseAreTold) {
    for (const std::string answer : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 \r\n\r\n",
                                     "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "\r\n\r\n"}) {
        const ConnectProxy proxy(peer_.port(), answer);
        expect_failure(proxy, "its answer makes no sense");
    }
    const ConnectProxy endless(peer_.port(), std::string(20000, 'x'));
    expect_failure(endless, "its answer makes no sense");
}

TEST_F(Tunnel, BreakingOffIsTold) {
    for (const std::string answer : {"", "HTTP/1.1 20"}) {
        const ConnectProxy proxy(peer_.port(), answer, true);
        expect_failure(proxy, "closed the connection");
    }
}

// Neither the time-out of a wait nor the deadline of the whole is a matter of the proxy's good will.
TEST_F(Tunnel, ASilentProxyIsNotWaitedForForEver) {
    const ConnectProxy proxy(peer_.port(), "");
    Request wanted = request();
    wanted.timeout = 300ms;
    expect_failure(proxy, "the proxy 127.0.0.1 does not answer", wanted);
    wanted.timeout = 60s;
    wanted.deadline = std::chrono::steady_clock::now() + 300ms;
    expect_failure(proxy, "the proxy 127.0.0.1 does not answer", wanted);
}

TEST_F(Tunnel, CancellingEndsTheWaitForAProxy) {
    const ConnectProxy proxy(peer_.port(), "");
    Cancellation cancellation;
    std::thread canceller([&] {
        while (proxy.heads().empty()) {
            std::this_thread::sleep_for(5ms);
        }
        cancellation.cancel();
    });
    const auto response = client(proxy)->send(request(), cancellation);
    canceller.join();
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().status, ACCT_ERROR_CANCELLED);
}

TEST_F(Tunnel, AProxyThatIsNotThereIsTold) {
    int port = 0;
    {
        const ConnectProxy gone(peer_.port(), "");
        port = gone.port();
    }
    auto made = HttpsClient::create("https://irp.invalid", Trust{ca_file_, {}},
                                    Proxy{"127.0.0.1", static_cast<std::uint16_t>(port), "clerk:hush-hush"},
                                    watchdog);
    Cancellation cancellation;
    const auto response = (*made)->send(request(), cancellation);
    ASSERT_FALSE(response);
    EXPECT_TRUE(contains(response.error().message, "the proxy 127.0.0.1 cannot be reached"))
        << response.error().message;
    auto unknown = HttpsClient::create("https://irp.invalid", Trust{ca_file_, {}},
                                       Proxy{"proxy.invalid", 1, ""}, watchdog);
    const auto nowhere = (*unknown)->send(request(), cancellation);
    ASSERT_FALSE(nowhere);
    EXPECT_TRUE(contains(nowhere.error().message, "the name of the proxy proxy.invalid is not known"))
        << nowhere.error().message;
}

}  // namespace
}  // namespace tijori::net
