// tls_test.cpp - the HTTPS client against peers that are forged, broken, slow or gone. A credential must
// never reach a peer that is not who it should be, and whatever a peer does ends in words and not in a
// hanging or dead host.
#include <gtest/gtest.h>

#include <Poco/Net/AcceptCertificateHandler.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLManager.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

#include "net/https_client.hpp"
#include "private_file.hpp"
#include "tls_peer.hpp"
#include "words.hpp"

namespace tijori::net {
namespace {

Watchdog watchdog;  // outlives every client of these tests

using namespace std::chrono_literals;
using tests::CertificateWish;
using tests::contains;
using tests::expect_plain_words;
using tests::http_answer;
using tests::Identity;
using tests::Talk;
using tests::TlsPeer;

constexpr auto generous = 60s;  // a hanging test ends, a slow machine passes

// Answers every request of a connection alike.
TlsPeer::Script answering(const std::string& answer) {
    return [answer](Talk& talk) {
        while (talk.request() && talk.say(answer)) {
        }
    };
}

class Tls : public ::testing::Test {
protected:
    Tls()
        : authority_(tests::self_signed(tests::make_ec_key(),
                                        CertificateWish{"Test authority", "", -3600, 86400, true})),
          leaf_key_(tests::make_ec_key()),
          ca_file_(tests::private_file(folder_, "ca.pem", tests::certificate_pem(authority_.certificate))
                       .string()) {}

    // Poco's library blocks SIGPIPE in the thread that loads it, but not in a host's other threads. Here it
    // is as in those, where writing to a peer that is gone would end the process.
    void SetUp() override {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGPIPE);
        ASSERT_EQ(pthread_sigmask(SIG_UNBLOCK, &signals, nullptr), 0);
    }

    Identity leaf(const CertificateWish& wish = {}) const {
        return tests::issued_by(authority_, leaf_key_, wish);
    }

    std::shared_ptr<HttpsClient> client(const std::string& url) const {
        auto made = HttpsClient::create(url, Trust{ca_file_, {}}, std::nullopt, watchdog);
        EXPECT_TRUE(made) << made.error().message;
        return *made;
    }

    static Request post() {
        Request request;
        request.method = "POST";
        request.target = "/eivital/v1.04/auth";
        request.body = R"({"Data":"AAAA"})";
        request.timeout = 30s;
        return request;
    }
    static Request get() {
        Request request;
        request.target = "/master";
        request.timeout = 30s;
        return request;
    }

    Result<Response> send(const TlsPeer& peer, const Request& request) const {
        Cancellation cancellation;
        return client(peer.url())->send(request, cancellation);
    }

    static void expect_error(const Result<Response>& response, acct_status status, std::string_view words) {
        ASSERT_FALSE(response) << words;
        EXPECT_EQ(response.error().status, status) << response.error().message;
        EXPECT_TRUE(contains(response.error().message, words))
            << response.error().message << "\nmisses: " << words;
        expect_plain_words(response.error());
    }

    // The peer's certificate is refused, before anything is said to it.
    void expect_insecure(const Identity& identity, std::string_view words) const {
        std::atomic<int> requests{0};
        const TlsPeer peer(identity, [&](Talk& talk) {
            if (talk.request()) {
                ++requests;
                talk.say(http_answer("{}"));
            }
        });
        expect_error(send(peer, post()), ACCT_ERROR_INSECURE, words);
        expect_error(send(peer, post()), ACCT_ERROR_INSECURE, "Nothing was sent");
        EXPECT_EQ(requests, 0) << "the request reached a peer that was not verified";
    }

    ScratchFolder folder_;
    Identity authority_;
    tests::Key leaf_key_;
    std::string ca_file_;
};

// ---- a good peer

TEST_F(Tls, RequestAndAnswerArriveAsTheyAre) {
    std::promise<std::string> seen;
    const std::string body = R"({"Status":1,"name":")"
                             "\xE2\x82\xB9"
                             R"("})";
    const TlsPeer peer(leaf(), [&](Talk& talk) {
        seen.set_value(talk.request().value_or("nothing"));
        talk.say(http_answer(body, "Date: Sat, 28 Mar 2026 14:30:00 GMT\r\n", "201 Created"));
    });
    Request request = post();
    request.headers = {{"client_id", "id"}, {"Gstin", "29AAACP0029A1Z2"}};
    Cancellation cancellation;
    const auto response = client(peer.url() + "/irp/")->send(request, cancellation);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body.view(), body);
    EXPECT_EQ(response->content_type, "application/json");
    EXPECT_EQ(response->date, 1774708200);
    const std::string request_seen = seen.get_future().get();
    EXPECT_TRUE(request_seen.starts_with("POST /irp/eivital/v1.04/auth HTTP/1.1\r\n")) << request_seen;
    EXPECT_TRUE(request_seen.ends_with("\r\n\r\n{\"Data\":\"AAAA\"}")) << request_seen;
    for (const std::string& line :
         {std::string("client_id: id"), std::string("Gstin: 29AAACP0029A1Z2"),
          std::string("Accept: application/json"), std::string("Content-Type: application/json"),
          "Host: 127.0.0.1:" + std::to_string(peer.port())}) {
        EXPECT_TRUE(contains(request_seen, "\r\n" + line + "\r\n")) << line << "\n" << request_seen;
    }
}

TEST_F(Tls, NamesAndAddressesAreBothVerified) {
    const TlsPeer by_name(leaf({"x", "DNS:localhost"}), answering(http_answer("{}")));
    Cancellation cancellation;
    EXPECT_TRUE(client(by_name.url("localhost"))->send(get(), cancellation));
    expect_error(client(by_name.url("127.0.0.1"))->send(get(), cancellation), ACCT_ERROR_INSECURE,
                 "for another name");
    const TlsPeer by_address(leaf({"x", "IP:127.0.0.1"}), answering(http_answer("{}")));
    EXPECT_TRUE(client(by_address.url("127.0.0.1"))->send(get(), cancellation));
    expect_error(client(by_address.url("localhost"))->send(get(), cancellation), ACCT_ERROR_INSECURE,
                 "for another name");
}

TEST_F(Tls, AnyStatusButARedirectIsAnAnswer) {
    for (const std::string status :
         {"200 OK", "400 Bad Request", "401 Unauthorized", "404 Not Found", "500 Error", "503 Unavailable"}) {
        const TlsPeer peer(leaf(), answering(http_answer("<html>", "", status)));
        const auto response = send(peer, get());
        ASSERT_TRUE(response) << status;
        EXPECT_EQ(response->status, std::stoi(status));
        EXPECT_EQ(response->body.view(), "<html>");
    }
}

TEST_F(Tls, ChunkedAnswersArePutTogether) {
    const TlsPeer peer(
        leaf(),
        answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n\r\n"));
    const auto response = send(peer, get());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body.view(), "{\"a\":1}");
}

TEST_F(Tls, AConnectionIsKeptForTheNextCall) {
    const TlsPeer peer(leaf(), answering(http_answer("{}")));
    const auto https = client(peer.url());
    Cancellation cancellation;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(https->send(post(), cancellation));
    }
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Tls, ManyThreadsMayCallAtOnce) {
    const TlsPeer peer(leaf(), answering(http_answer("{\"ok\":1}")));
    const auto https = client(peer.url());
    std::vector<std::future<bool>> calls;
    calls.reserve(12);
    for (int i = 0; i < 12; ++i) {
        calls.push_back(std::async(std::launch::async, [&] {
            Cancellation cancellation;
            bool good = true;
            for (int k = 0; k < 5; ++k) {
                const auto response = https->send(get(), cancellation);
                good = good && response && response->body.view() == "{\"ok\":1}";
            }
            return good;
        }));
    }
    for (auto& call : calls) {
        EXPECT_TRUE(call.get());
    }
}

// ---- peers that are not who they should be

TEST_F(Tls, ExpiredCertificateIsRefused) {
    expect_insecure(leaf({"x", "IP:127.0.0.1", -7200, -3600}), "its certificate has expired");
}

TEST_F(Tls, CertificateOfTheFutureIsRefused) {
    expect_insecure(leaf({"x", "IP:127.0.0.1", 3600, 7200}), "is not valid yet");
}

TEST_F(Tls, CertificateForAnotherNameIsRefused) {
    expect_insecure(leaf({"x", "DNS:irp.example,IP:127.0.0.2"}), "its certificate is for another name");
    expect_insecure(leaf({"127.0.0.1", ""}), "its certificate is for another name");
}

TEST_F(Tls, SelfSignedCertificateIsRefused) {
    expect_insecure(tests::self_signed(leaf_key_, {}), "signed by itself");
}

// Someone in between with an authority of his own, even one that calls itself like ours.
TEST_F(Tls, CertificateOfAnotherAuthorityIsRefused) {
    const Identity other =
        tests::self_signed(tests::make_ec_key(), CertificateWish{"Other authority", "", -3600, 86400, true});
    expect_insecure(tests::issued_by(other, leaf_key_, {}),
                    "not issued by an authority that this computer trusts");
    const Identity same_name =
        tests::self_signed(tests::make_ec_key(), CertificateWish{"Test authority", "", -3600, 86400, true});
    expect_insecure(tests::issued_by(same_name, leaf_key_, {}), "certificate");
}

// A certificate that ours signed for a server does not make that server an authority.
TEST_F(Tls, CertificateIssuedByAServersCertificateIsRefused) {
    expect_insecure(tests::issued_by(leaf(), tests::make_ec_key(), {}), "certificate");
}

// Without a file of its own a profile trusts the system's authorities, not ours, and the other way round.
TEST_F(Tls, SystemAuthoritiesDoNotIncludeOurs) {
    const TlsPeer peer(leaf(), answering(http_answer("{}")));
    auto made = HttpsClient::create(peer.url(), Trust{"", {}}, std::nullopt, watchdog);
    ASSERT_TRUE(made) << made.error().message;
    Cancellation cancellation;
    expect_error((*made)->send(post(), cancellation), ACCT_ERROR_INSECURE, "that this computer trusts");
}

TEST_F(Tls, OldTlsIsRefused) {
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        const TlsPeer peer(leaf(), answering(http_answer("{}")), {version, 0, false});
        expect_error(send(peer, post()), ACCT_ERROR_INSECURE, "TLS 1.2 or newer is needed");
        EXPECT_EQ(peer.handshakes(), 0);
    }
    const TlsPeer peer(leaf(), answering(http_answer("{}")), {TLS1_2_VERSION, 0, false});
    EXPECT_TRUE(send(peer, post()));
}

TEST_F(Tls, APeerThatSpeaksNoTlsIsToldWithoutSendingAnything) {
    for (const std::string greeting : {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH\r\n"}) {
        const TlsPeer peer(leaf(), [&](Talk& talk) { talk.say_plainly(greeting); }, {0, 0, true});
        const auto response = send(peer, post());
        ASSERT_FALSE(response);
        EXPECT_TRUE(response.error().status == ACCT_ERROR_INSECURE ||
                    response.error().status == ACCT_ERROR_UNREACHABLE);
        expect_plain_words(response.error());
    }
}

// A host may have told Poco to accept every certificate for its own connections, as old code often does. Host
// and plugin share Poco's library and its process-wide SSLManager; ours must be refused all the same. In a
// process of its own, since that setting is for the whole process.
class TlsDeathTest : public Tls {};

TEST_F(TlsDeathTest, AHostThatAcceptsEveryCertificateDoesNotOpenOurConnections) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto in_that_host = [this] {
        Poco::Net::initializeSSL();
        const Poco::SharedPtr<Poco::Net::InvalidCertificateHandler> accepting =
            new Poco::Net::AcceptCertificateHandler(false);
        Poco::Net::Context::Params parameters;
        parameters.verificationMode = Poco::Net::Context::VERIFY_RELAXED;
        const Poco::Net::Context::Ptr context =
            new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, parameters);
        Poco::Net::SSLManager::instance().initializeClient(nullptr, accepting, context);

        std::atomic<int> requests{0};
        const TlsPeer peer(tests::self_signed(leaf_key_, {}), [&](Talk& talk) {
            if (talk.request()) {
                ++requests;
                talk.say(http_answer("{}", "Connection: close\r\n"));
            }
        });
        // The host itself gets through: the setting is in force.
        Poco::Net::HTTPSClientSession hosts_own("127.0.0.1", static_cast<Poco::UInt16>(peer.port()));
        Poco::Net::HTTPRequest request("GET", "/", "HTTP/1.1");
        hosts_own.sendRequest(request);
        Poco::Net::HTTPResponse response;
        hosts_own.receiveResponse(response);
        if (response.getStatus() != 200 || requests != 1) {
            std::_Exit(2);
        }
        for (const std::string& ca_file : {ca_file_, std::string()}) {
            auto ours = HttpsClient::create(peer.url(), Trust{ca_file, {}}, std::nullopt, watchdog);
            Cancellation cancellation;
            if (!ours || (*ours)->send(post(), cancellation)) {
                std::_Exit(3);
            }
            if ((*ours)->send(post(), cancellation).error().status != ACCT_ERROR_INSECURE) {
                std::_Exit(4);
            }
        }
        // The wrong name, from an authority that we do trust.
        const TlsPeer other(leaf({"x", "DNS:irp.example"}),
                            [&](Talk& talk) { requests += talk.request() ? 1 : 0; });
        auto ours = HttpsClient::create(other.url(), Trust{ca_file_, {}}, std::nullopt, watchdog);
        Cancellation cancellation;
        const auto refused = (*ours)->send(post(), cancellation);
        if (refused || refused.error().status != ACCT_ERROR_INSECURE) {
            std::_Exit(5);
        }
        std::_Exit(requests == 1 ? 0 : 6);
    };
    EXPECT_EXIT(in_that_host(), ::testing::ExitedWithCode(0), "");
}

// ---- peers that misbehave

TEST_F(Tls, RedirectsAreNotFollowed) {
    std::atomic<int> elsewhere{0};
    const TlsPeer other(leaf(), [&](Talk& talk) { elsewhere += talk.request() ? 1 : 0; });
    for (const std::string status :
         {"301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
        const TlsPeer peer(leaf(), answering(http_answer("", "Location: " + other.url() + "/\r\n", status)));
        expect_error(send(peer, post()), ACCT_ERROR_PROTOCOL, "credentials are never sent on");
    }
    EXPECT_EQ(other.connections(), 0);
    EXPECT_EQ(elsewhere, 0);
}

TEST_F(Tls, AnAnswerLargerThanTheLimitIsRefused) {
    const TlsPeer announced(leaf(), answering("HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n"));
    expect_error(send(announced, get()), ACCT_ERROR_PROTOCOL, "larger than 8 MiB");
    const TlsPeer endless(leaf(), [](Talk& talk) {
        (void)talk.request();
        talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
        while (talk.say(chunk)) {
        }
    });
    expect_error(send(endless, get()), ACCT_ERROR_PROTOCOL, "larger than 8 MiB");
    const std::string most(most_response_bytes, ' ');
    const TlsPeer at_the_limit(leaf(), answering(http_answer(most)));
    const auto response = send(at_the_limit, get());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body.size(), most_response_bytes);
}

// A few bytes could unfold to gigabytes; we do not ask for compression, so nobody may send it.
TEST_F(Tls, ACompressedAnswerIsRefused) {
    const TlsPeer peer(leaf(), answering(http_answer("\x1F\x8B...", "Content-Encoding: gzip\r\n")));
    expect_error(send(peer, get()), ACCT_ERROR_PROTOCOL, "compressed");
    const TlsPeer plain(leaf(), answering(http_answer("{}", "Content-Encoding: identity\r\n")));
    EXPECT_TRUE(send(plain, get()));
}

TEST_F(Tls, AnAnswerThatIsNotHttpIsTold) {
    for (const std::string text : {"SSH-2.0-OpenSSH_9.2\r\n", "<html></html>", "\r\n\r\n"}) {
        const TlsPeer peer(leaf(), [&](Talk& talk) {
            (void)talk.request();
            talk.say(text);
            talk.say_goodbye();
        });
        const auto response = send(peer, get());
        ASSERT_FALSE(response) << text;
        EXPECT_TRUE(response.error().status == ACCT_ERROR_PROTOCOL ||
                    response.error().status == ACCT_ERROR_UNREACHABLE);
        expect_plain_words(response.error());
    }
    std::string many = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 200; ++i) {
        many += "X-" + std::to_string(i) + ": y\r\n";
    }
    const TlsPeer peer(leaf(), answering(many + "Content-Length: 0\r\n\r\n"));
    expect_error(send(peer, get()), ACCT_ERROR_PROTOCOL, "not HTTP");
}

// Half an answer must not pass for a whole one, however it ends.
TEST_F(Tls, AnAnswerThatIsCutOffIsAnError) {
    const std::string announced = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Status\":1";
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"Status\":1";
    const std::string until_close = "HTTP/1.1 200 OK\r\n\r\n{\"Status\":1";
    const std::string head_only = "HTTP/1.1 200 OK\r\nContent-Le";
    enum class Ending { goodbye, drop, reset };
    for (const Ending ending : {Ending::goodbye, Ending::drop, Ending::reset}) {
        for (const std::string& text : {announced, chunked, until_close, head_only}) {
            if (text == until_close && ending == Ending::goodbye) {
                continue;  // that is how such an answer ends
            }
            const TlsPeer peer(leaf(), [&](Talk& talk) {
                (void)talk.request();
                talk.say(text);
                if (ending == Ending::goodbye) {
                    talk.say_goodbye();
                } else if (ending == Ending::reset) {
                    talk.reset();
                }
            });
            const auto response = send(peer, get());
            ASSERT_FALSE(response) << static_cast<int>(ending) << ": " << text;
            EXPECT_TRUE(response.error().status == ACCT_ERROR_PROTOCOL ||
                        response.error().status == ACCT_ERROR_UNREACHABLE);
            expect_plain_words(response.error());
        }
    }
}

TEST_F(Tls, AConnectionThatIsResetIsTold) {
    const TlsPeer after_request(leaf(), [](Talk& talk) {
        (void)talk.request();
        talk.reset();
    });
    expect_error(send(after_request, post()), ACCT_ERROR_UNREACHABLE, "closed the connection");
    const TlsPeer before_handshake(leaf(), [](Talk& talk) { talk.reset(); }, {0, 0, true});
    const auto response = send(before_handshake, post());
    ASSERT_FALSE(response);
    expect_plain_words(response.error());
}

// Writing to a peer that is gone raises SIGPIPE, which ends a process that does not expect it: here the host.
TEST_F(Tls, WritingToAPeerThatIsGoneDoesNotEndTheProcess) {
    const TlsPeer peer(leaf(), [](Talk& talk) { talk.reset(); });
    Request request = post();
    request.body = std::string(std::size_t{16} * 1024 * 1024, ' ');
    for (int i = 0; i < 5; ++i) {
        const auto response = send(peer, request);
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().status, ACCT_ERROR_UNREACHABLE) << response.error().message;
        expect_plain_words(response.error());
    }
}

TEST_F(Tls, NobodyListeningIsTold) {
    int port = 0;
    {
        const TlsPeer peer(leaf(), [](Talk&) {});
        port = peer.port();
    }
    Cancellation cancellation;
    const auto response = client("https://127.0.0.1:" + std::to_string(port))->send(post(), cancellation);
    expect_error(response, ACCT_ERROR_UNREACHABLE, "refuses the connection");
    EXPECT_TRUE(contains(response.error().next_step, "internet connection"));
}

TEST_F(Tls, AnUnknownNameIsTold) {
    Cancellation cancellation;
    expect_error(client("https://no-such-irp.invalid")->send(post(), cancellation), ACCT_ERROR_UNREACHABLE,
                 "not known");
}

// ---- slow peers, and users who do not want to wait

TEST_F(Tls, ASilentPeerTimesOut) {
    Request request = get();
    request.timeout = 300ms;
    const TlsPeer no_answer(leaf(), [](Talk& talk) {
        (void)talk.request();
        talk.wait_for_client();
    });
    expect_error(send(no_answer, request), ACCT_ERROR_UNREACHABLE, "did not answer in time");
    const TlsPeer no_handshake(leaf(), [](Talk& talk) { talk.wait_for_client(); }, {0, 0, true});
    expect_error(send(no_handshake, request), ACCT_ERROR_UNREACHABLE, "does not answer");
    for (const std::string half : {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Status\":1",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"Status\":1",
                                   "HTTP/1.1 200 OK\r\n\r\n{\"Status\":1"}) {
        const TlsPeer half_an_answer(leaf(), [&](Talk& talk) {
            (void)talk.request();
            talk.say(half);
            talk.wait_for_client();
        });
        expect_error(send(half_an_answer, request), ACCT_ERROR_UNREACHABLE, "in time");
    }
}

// Slow is not dead: each wait has its own limit.
TEST_F(Tls, AnAnswerThatTricklesInIsTaken) {
    const TlsPeer peer(leaf(), [](Talk& talk) {
        (void)talk.request();
        for (const char c : http_answer("{}")) {
            talk.say(std::string(1, c));
        }
        talk.wait_for_client();
    });
    const auto response = send(peer, get());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body.view(), "{}");
}

// Closing the window must not wait for the server. The timeout of the calls is ten minutes: only the
// cancellation can end them.
TEST_F(Tls, CancellingEndsACallThatWaits) {
    Request request = post();
    request.timeout = 10min;
    std::promise<void> in_handshake;
    std::promise<void> in_answer;
    std::promise<void> in_body;
    const TlsPeer no_handshake(leaf(),
                               [&](Talk& talk) {
                                   in_handshake.set_value();
                                   talk.wait_for_client();
                               },
                               {0, 0, true});
    const TlsPeer no_answer(leaf(), [&](Talk& talk) {
        (void)talk.request();
        in_answer.set_value();
        talk.wait_for_client();
    });
    const TlsPeer half_an_answer(leaf(), [&](Talk& talk) {
        (void)talk.request();
        talk.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Status\":1");
        in_body.set_value();
        talk.wait_for_client();
    });
    const auto cancelled_when = [&](const TlsPeer& peer, std::promise<void>& reached) {
        Cancellation cancellation;
        const auto https = client(peer.url());
        auto call = std::async(std::launch::async, [&] { return https->send(request, cancellation); });
        ASSERT_EQ(reached.get_future().wait_for(generous), std::future_status::ready);
        cancellation.cancel();
        ASSERT_EQ(call.wait_for(generous), std::future_status::ready);
        expect_error(call.get(), ACCT_ERROR_CANCELLED, "cancelled");
    };
    cancelled_when(no_handshake, in_handshake);
    cancelled_when(no_answer, in_answer);
    cancelled_when(half_an_answer, in_body);
}

TEST_F(Tls, CancellingEndsACallThatSends) {
    std::promise<void> connected;
    std::promise<void> over;
    const TlsPeer peer(leaf(), [&](Talk&) {
        connected.set_value();
        over.get_future().wait();  // reads nothing: the client's buffers fill up
    });
    Request request = post();
    request.timeout = 10min;
    request.body = std::string(std::size_t{64} * 1024 * 1024, ' ');
    Cancellation cancellation;
    const auto https = client(peer.url());
    auto call = std::async(std::launch::async, [&] { return https->send(request, cancellation); });
    connected.get_future().wait();
    cancellation.cancel();
    const bool ended = call.wait_for(generous) == std::future_status::ready;
    over.set_value();
    EXPECT_TRUE(ended);
    expect_error(call.get(), ACCT_ERROR_CANCELLED, "cancelled");
}

TEST_F(Tls, ACancelledCallIsNotBegun) {
    const TlsPeer peer(leaf(), answering(http_answer("{}")));
    Cancellation cancellation;
    cancellation.cancel();
    expect_error(client(peer.url())->send(post(), cancellation), ACCT_ERROR_CANCELLED, "cancelled");
    EXPECT_EQ(peer.connections(), 0);
}

// ---- kept-alive connections that died

// Answers the first request of each connection and drops the connection on the second without an answer.
// Counts the requests that arrived.
TlsPeer::Script dying_on_the_second_request(std::atomic<int>& requests) {
    return [&requests](Talk& talk) {
        if (talk.request()) {
            ++requests;
            talk.say(http_answer("{}"));
        }
        if (talk.request()) {
            ++requests;
        }
    };
}

TEST_F(Tls, AStaleConnectionIsRepeatedIfNothingCanHappenTwice) {
    std::atomic<int> requests{0};
    const TlsPeer peer(leaf(), dying_on_the_second_request(requests));
    const auto https = client(peer.url());
    Cancellation cancellation;
    Request request = get();
    request.repeatable = true;
    ASSERT_TRUE(https->send(request, cancellation));
    const auto repeated = https->send(request, cancellation);
    ASSERT_TRUE(repeated) << repeated.error().message;
    EXPECT_EQ(requests, 3) << "the lost one and its repetition";
    EXPECT_EQ(peer.connections(), 2);
}

// An invoice may have been registered although the answer was lost: never send it again by ourselves.
TEST_F(Tls, AStaleConnectionIsNotRepeatedOtherwise) {
    std::atomic<int> requests{0};
    const TlsPeer peer(leaf(), dying_on_the_second_request(requests));
    const auto https = client(peer.url());
    Cancellation cancellation;
    ASSERT_TRUE(https->send(post(), cancellation));
    expect_error(https->send(post(), cancellation), ACCT_ERROR_UNREACHABLE, "closed the connection");
    EXPECT_EQ(requests, 2);
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Tls, ItIsRepeatedOnlyOnce) {
    std::atomic<int> requests{0};
    std::atomic<int> connection{0};
    const TlsPeer peer(leaf(), [&](Talk& talk) {
        const bool first = connection++ == 0;
        if (first && talk.request()) {
            ++requests;
            talk.say(http_answer("{}"));
        }
        requests += talk.request() ? 1 : 0;
    });
    const auto https = client(peer.url());
    Cancellation cancellation;
    Request request = get();
    request.repeatable = true;
    ASSERT_TRUE(https->send(request, cancellation));
    expect_error(https->send(request, cancellation), ACCT_ERROR_UNREACHABLE, "closed the connection");
    EXPECT_EQ(requests, 3);
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(Tls, AFreshConnectionThatFailsIsNotRepeated) {
    std::atomic<int> requests{0};
    const TlsPeer peer(leaf(), [&](Talk& talk) { requests += talk.request() ? 1 : 0; });
    Request request = get();
    request.repeatable = true;
    expect_error(send(peer, request), ACCT_ERROR_UNREACHABLE, "closed the connection");
    EXPECT_EQ(requests, 1);
}

TEST_F(Tls, AConnectionThatTheServerClosedMeanwhileIsNotUsed) {
    std::atomic<int> requests{0};
    const TlsPeer peer(leaf(), [&](Talk& talk) {
        requests += talk.request() ? 1 : 0;
        talk.say(http_answer("{}"));
        talk.say_goodbye();
    });
    const auto https = client(peer.url());
    Cancellation cancellation;
    ASSERT_TRUE(https->send(post(), cancellation));
    peer.wait_until_idle();
    ASSERT_TRUE(https->send(post(), cancellation))
        << "found out before anything was sent, so even a POST goes through";
    EXPECT_EQ(requests, 2);
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(Tls, AConnectionThatTheServerWantsClosedIsNotKept) {
    const TlsPeer peer(leaf(), [](Talk& talk) {
        (void)talk.request();
        talk.say(http_answer("{}", "Connection: close\r\n"));
        talk.wait_for_client();
    });
    const auto https = client(peer.url());
    Cancellation cancellation;
    ASSERT_TRUE(https->send(post(), cancellation));
    ASSERT_TRUE(https->send(post(), cancellation));
    EXPECT_EQ(peer.connections(), 2);
}

// Bytes that nobody asked for could be taken for the answer to the next request.
TEST_F(Tls, AnAnswerThatNobodyAskedForIsNotTaken) {
    std::atomic<int> said{0};
    const TlsPeer peer(leaf(), [&](Talk& talk) {
        (void)talk.request();
        talk.say(http_answer("{\"n\":1}"));
        talk.say(http_answer("{\"forged\":1}"));
        ++said;
        talk.wait_for_client();
    });
    const auto https = client(peer.url());
    Cancellation cancellation;
    for (int i = 0; i < 3; ++i) {
        const auto response = https->send(post(), cancellation);
        ASSERT_TRUE(response) << response.error().message;
        ASSERT_EQ(response->body.view(), "{\"n\":1}");
        while (said <= i) {  // until the second answer is there
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
}

// ---- addresses

TEST_F(Tls, OnlyHttpsAddressesAreTaken) {
    for (const std::string url :
         {"http://127.0.0.1", "ftp://127.0.0.1", "127.0.0.1", "", "https://",
          "https://user:password@127.0.0.1", "https://127.0.0.1/?a=b", "https://127.0.0.1/#x",
          "https://127.0.0.1:99999999", "//127.0.0.1", "file:///etc/passwd"}) {
        const auto made = HttpsClient::create(url, Trust{ca_file_, {}}, std::nullopt, watchdog);
        ASSERT_FALSE(made) << url;
        EXPECT_EQ(made.error().status, ACCT_ERROR_CONFIGURATION) << url;
        EXPECT_TRUE(contains(made.error().next_step, "provider profile")) << url;
        expect_plain_words(made.error());
    }
}

TEST_F(Tls, AnUnusableFileOfAuthoritiesIsTold) {
    const std::string garbage = tests::private_file(folder_, "garbage.pem", "not a certificate").string();
    const std::string empty = tests::private_file(folder_, "empty.pem", "").string();
    for (const std::string& file : {folder_.path().string() + "/missing.pem", garbage, empty}) {
        const auto made = HttpsClient::create("https://127.0.0.1", Trust{file, {}}, std::nullopt, watchdog);
        ASSERT_FALSE(made) << file;
        EXPECT_EQ(made.error().status, ACCT_ERROR_CONFIGURATION);
        EXPECT_TRUE(contains(made.error().message, file)) << made.error().message;
        expect_plain_words(made.error());
    }
}

}  // namespace
}  // namespace tijori::net
