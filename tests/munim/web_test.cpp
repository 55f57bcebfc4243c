// web_test.cpp - the HTTP API of a real `munim serve` over a real socket: who is let in, and what the answers
// look like.
#include <Poco/JSON/Array.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <vector>

#include "fingerprint.hpp"
#include "server_process.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Web : public testing::Test {
protected:
    Poco::JSON::Object::Ptr control(const Poco::JSON::Object::Ptr& view, const std::string& id) {
        const auto controls = view->getArray("controls");
        for (unsigned index = 0; index < controls->size(); ++index) {
            if (controls->getObject(index)->getValue<std::string>("id") == id) {
                return controls->getObject(index);
            }
        }
        ADD_FAILURE() << "no control " << id;
        return new Poco::JSON::Object;
    }
    std::string received(const std::string& page) {
        return control(server_.view(page), "received")->getValue<std::string>("value");
    }
    std::string data(const char* name) const { return content_of(server_.folder.path() / "data" / name); }

    ServerProcess server_{{"--web-timeout", "2", "--verbose"}};
};

TEST_F(Web, NeedsTheToken) {
    EXPECT_EQ(server_.request("GET", "/api/app").status, 200);
    EXPECT_EQ(server_.token.size(), 64U);
    const std::string wrong(64, 'a');
    for (const std::string& token :
         {std::string{}, std::string{"x"}, wrong, server_.token + "0", server_.token.substr(0, 63)}) {
        const HttpAnswer answer = server_.request("GET", "/api/app", "", {{"X-Munim-Session", token}});
        EXPECT_EQ(answer.status, 403);
        EXPECT_EQ(answer.json()->getValue<std::string>("code"), "HTTP-SESSION");
        EXPECT_EQ(answer.body.find("Pushpak"), std::string::npos);
    }
    EXPECT_EQ(server_.request("POST", "/api/pages", "{}", {{"X-Munim-Session", ""}}).status, 403);
}

// Protects a person who reads another language than the computer's: it can be chosen on the page.
TEST_F(Web, TheLanguageCanBeChosen) {
    const auto spoken = [&] {
        return server_.request("GET", "/api/app").json()->getValue<std::string>("language");
    };
    const std::string first = spoken();
    EXPECT_FALSE(first.empty());
    EXPECT_EQ(server_.request("PUT", "/api/language", "hi-IN").status, 204);
    EXPECT_EQ(spoken(), "hi-IN");
    for (const std::string& wrong : {std::string{}, std::string{"h"}, std::string{"hi IN"},
                                     std::string{"<b>"}, std::string(40, 'a'), std::string{"\xFF\xFE"}}) {
        EXPECT_EQ(server_.request("PUT", "/api/language", wrong).status, 400) << wrong;
    }
    EXPECT_EQ(server_.request("GET", "/api/language").status, 405);
    EXPECT_EQ(spoken(), "hi-IN") << "what is no language changes nothing";
    EXPECT_EQ(data("language"), "hi-IN\n") << "for the next time";
}

TEST_F(Web, RefusesOtherHosts) {
    const std::string port = std::to_string(server_.port);
    // A name of an attacker's that was rebound to 127.0.0.1.
    for (const std::string& host :
         {std::string{"evil.example:"} + port, std::string{"evil.example"}, std::string{"127.0.0.1"},
          "127.0.0.1:1" + port, "localhost.evil.example:" + port, "[::1]:" + port, std::string{}}) {
        EXPECT_EQ(server_.request("GET", "/api/app", "", {{"Host", host}}).status, 403) << host;
        EXPECT_EQ(server_.request("GET", "/", "", {{"Host", host}}).status, 403) << host;
    }
    EXPECT_EQ(server_.request("GET", "/api/app", "", {{"Host", "localhost:" + port}}).status, 200);
    // Two hosts: which one would count?
    EXPECT_EQ(server_
                  .raw("GET /api/app HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nHost: evil.example\r\n" +
                       "X-Munim-Session: " + server_.token + "\r\nConnection: close\r\n\r\n")
                  .status,
              403);
}

TEST_F(Web, RefusesForeignOrigins) {
    const std::string port = std::to_string(server_.port);
    for (const std::string& origin :
         {std::string{"https://evil.example"}, std::string{"null"}, "https://127.0.0.1:" + port,
          "http://127.0.0.1:1" + port, std::string{"http://127.0.0.1"}}) {
        EXPECT_EQ(server_.request("GET", "/api/app", "", {{"Origin", origin}}).status, 403) << origin;
    }
    EXPECT_EQ(server_.request("GET", "/api/app", "", {{"Origin", "http://127.0.0.1:" + port}}).status, 200);
}

TEST_F(Web, EveryAnswerHasTheHeaders) {
    for (const HttpAnswer& answer :
         {server_.request("GET", "/"), server_.request("GET", "/api/app"), server_.request("GET", "/nothing"),
          server_.request("GET", "/api/app", "", {{"Host", "evil.example"}}),
          server_.request("DELETE", "/api/app")}) {
        EXPECT_EQ(
            answer.headers.at("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
        EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
        EXPECT_EQ(answer.headers.at("x-frame-options"), "DENY");
        EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
        EXPECT_EQ(answer.headers.at("cross-origin-resource-policy"), "same-origin");
        EXPECT_EQ(answer.headers.count("access-control-allow-origin"), 0U);
    }
}

TEST_F(Web, DescribesTheProgram) {
    const auto app = server_.request("GET", "/api/app").json();
    EXPECT_EQ(app->getValue<std::string>("name"), "Munim");
    const auto registration =
        app->getArray("companies")->getObject(0)->getArray("registrations")->getObject(0);
    EXPECT_EQ(registration->getValue<std::string>("gstin"), "29AAACP0029A1Z2");
    EXPECT_EQ(registration->getValue<std::string>("unit_name"), "Bengaluru head office");
    EXPECT_EQ(registration->getValue<std::string>("state"), "Karnataka");
    const auto settings = app->getArray("settings")->getObject(0);
    EXPECT_EQ(settings->getValue<std::string>("id"), "test.fake/everything");
    EXPECT_EQ(settings->getValue<std::string>("title"), "Everything");
    EXPECT_EQ(settings->getValue<std::string>("plugin"), "Fake");
    EXPECT_EQ(app->getArray("problems")->size(), 0U);
}

TEST_F(Web, TheInvoiceBookHasTheAgreedForm) {
    const auto book = server_.request("GET", "/api/invoices?after=0").json();
    EXPECT_EQ(book->getObject("run")->getValue<std::string>("phase"), "idle");
    EXPECT_EQ(book->getValue<std::string>("settings"), "test.fake/everything");
    ASSERT_EQ(book->getArray("invoices")->size(), 50U);
    const auto invoice = book->getArray("invoices")->getObject(0);
    EXPECT_EQ(invoice->getValue<std::string>("state"), "open");
    EXPECT_FALSE(invoice->getValue<bool>("busy"));
    const std::string path = "/api/invoices/" + invoice->getValue<std::string>("id");
    const auto one = server_.request("GET", path).json();
    EXPECT_EQ(one->getObject("document")->getObject("DocDtls")->getValue<std::string>("No"),
              invoice->getValue<std::string>("number"));
    // Nothing is registered yet, so nothing can be cancelled, paused or drawn; and a request has to be whole.
    EXPECT_EQ(server_.request("GET", path + "/qr.svg").status, 404);
    const auto refused = server_.request("POST", path + "/cancel", R"({"reason":"5","remark":"x"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.json()->getValue<std::string>("field"), "reason");
    const std::string long_remark = R"({"reason":"1","remark":")" + std::string(101, 'x') + R"("})";
    EXPECT_EQ(server_.request("POST", path + "/cancel", long_remark).json()->getValue<std::string>("field"),
              "remark");
    EXPECT_EQ(server_.request("POST", "/api/invoices/run", R"({"action":"pause"})").status, 409);
    EXPECT_EQ(server_.request("POST", "/api/invoices/run", R"({"action":"fly"})").status, 400);
    EXPECT_EQ(server_.request("POST", "/api/invoices/run", "[").status, 400);
    EXPECT_EQ(server_.request("POST", path + "/burn", "{}").status, 404);
    EXPECT_EQ(server_.request("POST", "/api/invoices/none/register", "{}").status, 404);
    EXPECT_EQ(server_.request("GET", "/api/invoices/none").status, 404);
    EXPECT_EQ(server_.request("DELETE", path).status, 405);
    EXPECT_EQ(server_.request("GET", path + "/register").status, 405);
    EXPECT_EQ(server_.request("GET", "/api/invoices", "", {{"X-Munim-Session", ""}}).status, 403);
}

TEST_F(Web, TheInvoiceBookTellsWhatMoves) {
    const auto revision = [&] {
        return server_.request("GET", "/api/invoices").json()->getValue<uint64_t>("revision");
    };
    const uint64_t before = revision();
    const auto began = Clock::now();
    EXPECT_EQ(server_.request("GET", "/api/invoices?after=" + std::to_string(before)).status, 204);
    EXPECT_GE(Clock::now() - began, 1900ms);
    // Without credentials every line ends at once, with the words for it.
    EXPECT_EQ(server_.request("POST", "/api/invoices/run", R"({"action":"start"})").status, 204);
    Poco::JSON::Object::Ptr book;
    for (uint64_t seen = before;
         !book || book->getObject("run")->getValue<std::string>("phase") == "running";) {
        book = server_.request("GET", "/api/invoices?after=" + std::to_string(seen)).json();
        seen = book->getValue<uint64_t>("revision");
    }
    EXPECT_EQ(book->getObject("run")->getValue<int>("failed"), 50);
    const auto trouble = book->getArray("invoices")->getObject(0)->getObject("trouble");
    EXPECT_EQ(trouble->getValue<std::string>("code"), "CREDENTIAL-NOT-FOUND");
    EXPECT_TRUE(trouble->getValue<bool>("credentials"));
}

TEST_F(Web, ViewHasTheAgreedForm) {
    const auto view = server_.view(server_.open_page());
    EXPECT_EQ(view->getValue<int>("revision"), 1);
    EXPECT_EQ(view->getValue<int>("focus_serial"), 3);
    EXPECT_EQ(view->getArray("breadcrumbs")->getElement<std::string>(1), "Everything");
    EXPECT_FALSE(view->getValue<bool>("busy"));
    std::string kinds;
    for (unsigned index = 0; index < view->getArray("controls")->size(); ++index) {
        kinds += view->getArray("controls")->getObject(index)->getValue<std::string>("kind") + " ";
    }
    EXPECT_EQ(
        kinds,
        "heading text notice choice input secret one_time_code checkbox button button link progress table "
        "file text ");
    EXPECT_EQ(control(view, "heading")->getValue<std::string>("label"), "Every \"kind\" <of> control");
    EXPECT_EQ(control(view, "notice")->getValue<std::string>("tone"), "warning");
    EXPECT_EQ(control(view, "a/b c")->getArray("flags")->size(), 4U);
    EXPECT_EQ(control(view, "a/b c")->getValue<int>("max_length"), 50);
    EXPECT_EQ(control(view, "off")->getArray("flags")->size(), 0U);
    EXPECT_FALSE(control(view, "off")->has("options"));
    const auto option = control(view, "choice")->getArray("options")->getObject(1);
    EXPECT_EQ(option->getValue<std::string>("id"), "two");
    EXPECT_EQ(option->getValue<std::string>("badge_tone"), "success");
    EXPECT_TRUE(option->getValue<bool>("enabled"));
    EXPECT_EQ(control(view, "progress")->getObject("progress")->getValue<int>("total"), 4);
    const auto table = control(view, "table");
    EXPECT_EQ(table->getArray("columns")->getElement<std::string>(0), "GSTIN");
    const auto row = table->getArray("rows")->getObject(0);
    EXPECT_EQ(row->getArray("cells")->getObject(1)->getValue<std::string>("tone"), "success");
    EXPECT_EQ(row->getArray("actions")->getObject(0)->getValue<std::string>("id"), "edit");
    // The plugin broke the rule that a secret has no value; Munim does not pass it on.
    EXPECT_EQ(control(view, "secret")->getValue<std::string>("value"), "");
}

TEST_F(Web, SecretArrivesByteForByteAndStaysNowhere) {
    const std::string page = server_.open_page();
    const std::string secret = std::string{" p\"ä₹😀\\\t%2B+&= trailing "} + '\0' + "after";
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/secret", secret).status, 204);
    EXPECT_EQ(received(page), fingerprint(secret));
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/secret", "").status, 204);
    EXPECT_EQ(received(page), fingerprint(""));
    // In chunks, and in a piece larger than any one buffer.
    const HttpAnswer chunked =
        server_.raw("PUT /api/pages/" + page + "/controls/secret HTTP/1.1\r\nHost: 127.0.0.1:" +
                    std::to_string(server_.port) + "\r\nX-Munim-Session: " + server_.token +
                    "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.status, 204);
    EXPECT_EQ(received(page), fingerprint("abcde"));
    const std::string large(65536, 'q');
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/secret", large).status, 204);
    EXPECT_EQ(received(page), fingerprint(large));
    EXPECT_EQ(server_.view(page)->getArray("controls")->size(), 15U);
    EXPECT_EQ(data("munim.log").find("trailing"), std::string::npos);
}

TEST_F(Web, ASecretIsWipedFromTheProcess) {
    const std::string page = server_.open_page();
    // Typed into the page and then cleared, so that the plugin itself holds nothing any more. (Large enough
    // that the plugin's string is on the heap; the fake plugin does not wipe, so the search is for the half
    // that it never sees.)
    const std::string address = "/api/pages/" + page + "/controls/nobody";
    EXPECT_EQ(server_.request("PUT", address, "zxcvb-WIPED-1234").status, 404);
    EXPECT_EQ(server_.find_in_memory("zxcvb-"
                                     "WIPED-1234"),
              0);
}

TEST_F(Web, OversizeBodiesAreRefused) {
    const std::string page = server_.open_page();
    const std::string path = "/api/pages/" + page + "/controls/secret";
    EXPECT_EQ(server_.request("PUT", path, std::string(65537, 'x')).status, 413);
    EXPECT_EQ(server_.request("PUT", path, std::string(300000, 'x')).status, 413);
    EXPECT_EQ(server_.request("PUT", path, "x", {{"Content-Length", "99999999999"}}).status, 413);
    std::string chunks;
    for (int index = 0; index < 70; ++index) {
        chunks += "400\r\n" + std::string(1024, 'y') + "\r\n";
    }
    EXPECT_EQ(server_
                  .raw("PUT " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port) +
                       "\r\nX-Munim-Session: " + server_.token + "\r\nTransfer-Encoding: chunked\r\n\r\n" +
                       chunks + "0\r\n\r\n")
                  .status,
              413);
    EXPECT_EQ(received(page), fingerprint(""));
    EXPECT_EQ(server_
                  .request("GET", "/api/app", "",
                           {{"X-Long-1", std::string(8000, 'a')},
                            {"X-Long-2", std::string(8000, 'a')},
                            {"X-Long-3", std::string(8000, 'a')},
                            {"X-Long-4", std::string(8000, 'a')},
                            {"X-Long-5", std::string(8000, 'a')}})
                  .status,
              431);
}

TEST_F(Web, WaitsForAChange) {
    const std::string page = server_.open_page();
    const auto begin = Clock::now();
    std::thread typing{[&] {
        std::this_thread::sleep_for(300ms);
        EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/a%2Fb%20c", "₹").status, 204);
    }};
    const HttpAnswer answer = server_.request("GET", "/api/pages/" + page + "?after=1");
    const auto took = Clock::now() - begin;
    typing.join();
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json()->getValue<int>("revision"), 2);
    EXPECT_EQ(control(answer.json(), "a/b c")->getValue<std::string>("value"), "₹");
    EXPECT_GE(took, 250ms);
    EXPECT_LT(took, 1500ms);
    // Nothing happens: 204 when the time is up.
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "?after=2").status, 204);
    EXPECT_GE(Clock::now() - begin, 2s);
}

TEST_F(Web, AnOperationOfThePluginWakesTheWaiter) {
    const std::string page = server_.open_page();
    EXPECT_EQ(server_.request("POST", "/api/pages/" + page + "/controls/slow/activate").status, 204);
    EXPECT_TRUE(server_.view(page)->getValue<bool>("busy"));
    const auto begin = Clock::now();
    const auto view = server_.view(page, 2);
    EXPECT_EQ(control(view, "notice")->getValue<std::string>("value"), "Done");
    EXPECT_LT(Clock::now() - begin, 1500ms);
    EXPECT_EQ(server_.request("POST", "/api/pages/" + page + "/controls/table/activate", "r1\nedit").status,
              204);
    EXPECT_EQ(control(server_.view(page), "notice")->getValue<std::string>("value"), "table:r1/edit");
}

TEST_F(Web, ManyWaitersDoNotBlockTheServer) {
    const std::string page = server_.open_page();
    std::vector<int> connections;
    for (int index = 0; index < 60; ++index) {
        const int connection = server_.connect();
        const std::string bytes = "GET /api/pages/" + page +
                                  "?after=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port) +
                                  "\r\nX-Munim-Session: " + server_.token + "\r\nConnection: close\r\n\r\n";
        EXPECT_EQ(::write(connection, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        connections.push_back(connection);
    }
    std::this_thread::sleep_for(200ms);
    const auto begin = Clock::now();
    EXPECT_EQ(server_.request("GET", "/api/app").status, 200);
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "?after=1").status, 503);
    EXPECT_LT(Clock::now() - begin, 1s);
    for (const int connection : connections) {
        ::close(connection);
    }
    // Those who hung up are noticed within about a second, and free their places.
    std::this_thread::sleep_for(1300ms);
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "?after=1").status, 204);
}

TEST_F(Web, WhatDoesNotExistIs404) {
    const std::string page = server_.open_page();
    for (const std::string& path :
         {std::string{"/api/pages/999?after=0"}, std::string{"/api/pages/x"}, std::string{"/api/"},
          std::string{"/api/pages/-1"}, std::string{"/api/nothing"}, std::string{"/missing.html"},
          std::string{"/../../etc/passwd"}, std::string{"/%2e%2e/x.html"}, std::string{"//x.js"},
          std::string{"/.hidden.js"}, "/api/pages/" + page + "/else"}) {
        const HttpAnswer answer = server_.request("GET", path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_FALSE(answer.json()->getValue<std::string>("message").empty());
        EXPECT_EQ(answer.json()->getValue<int>("status"), 404);
    }
    EXPECT_EQ(server_.request("POST", "/api/pages", R"({"settings":"test.fake/none"})").status, 404);
    EXPECT_EQ(server_.request("POST", "/api/pages", R"({"settings":"nobody/everything"})").status, 404);
    EXPECT_EQ(server_.request("POST", "/api/pages", "nonsense").status, 400);
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/none", "x").status, 404);
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/off", "x").status, 409);
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/%FF", "x").status, 400);
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "?after=x").status, 400);
}

TEST_F(Web, MethodsAreChecked) {
    const std::string page = server_.open_page();
    EXPECT_EQ(server_.request("POST", "/api/app").headers.at("allow"), "GET");
    EXPECT_EQ(server_.request("GET", "/api/pages").headers.at("allow"), "POST");
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page).status, 405);
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "/controls/secret").headers.at("allow"), "PUT");
    EXPECT_EQ(server_.request("PUT", "/api/pages/" + page + "/controls/slow/activate").headers.at("allow"),
              "POST");
    EXPECT_EQ(server_.request("POST", "/").headers.at("allow"), "GET, HEAD");
    EXPECT_EQ(server_.request("OPTIONS", "/api/app").status, 405);
}

TEST_F(Web, ClosedPagesAreGoneAndTheirWaitersGoHome) {
    const std::string page = server_.open_page();
    const std::string other = server_.open_page();
    EXPECT_NE(page, other);
    std::thread closing{[&] {
        std::this_thread::sleep_for(200ms);
        EXPECT_EQ(server_.request("DELETE", "/api/pages/" + page).status, 204);
    }};
    EXPECT_EQ(server_.request("GET", "/api/pages/" + page + "?after=1").status, 404);
    closing.join();
    EXPECT_EQ(server_.request("DELETE", "/api/pages/" + page).status, 404);
    EXPECT_EQ(server_.view(other)->getValue<int>("revision"), 1);
}

TEST_F(Web, UnreadBodyIsNotTakenForARequest) {
    const std::string hidden = "GET /api/app HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port) +
                               "\r\nX-Munim-Session: " + server_.token + "\r\n\r\n";
    const HttpAnswer answer =
        server_.raw("POST /nothing HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port) +
                    "\r\nContent-Length: " + std::to_string(hidden.size()) + "\r\n\r\n" + hidden);
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.body.find("Pushpak"), std::string::npos);
}

TEST_F(Web, EndsCleanlyWhileSomebodyWaits) {
    const std::string page = server_.open_page();
    std::thread waiting{[&] { (void)server_.request("GET", "/api/pages/" + page + "?after=1"); }};
    std::this_thread::sleep_for(200ms);
    const auto begin = Clock::now();
    EXPECT_EQ(server_.stop(), 0);
    EXPECT_LT(Clock::now() - begin, 1500ms);
    waiting.join();
}

TEST_F(Web, EndsCleanlyInTheMiddleOfAnOperation) {
    const std::string page = server_.open_page();
    EXPECT_EQ(server_.request("POST", "/api/pages/" + page + "/controls/slow/activate").status, 204);
    EXPECT_EQ(server_.stop(), 0);
}

TEST(WebStart, ASecondMunimTakesAnotherPort) {
    const ServerProcess first;
    const ServerProcess second{{"--port", std::to_string(first.port)}};
    EXPECT_NE(first.port, second.port);
    EXPECT_NE(first.token, second.token);
    EXPECT_EQ(second.request("GET", "/api/app").status, 200);
    EXPECT_EQ(second.request("GET", "/api/app", "", {{"X-Munim-Session", first.token}}).status, 403);
}

TEST(WebStart, WritesTheReadyFile) {
    const ScratchFolder folder;
    ServerProcess server{{"--ready-file", (folder / "ready.json").string()}};
    HttpAnswer ready;
    ready.body = content_of(folder / "ready.json");
    EXPECT_EQ(ready.json()->getValue<int>("port"), server.port);
    EXPECT_EQ("Munim is ready: " + ready.json()->getValue<std::string>("url"), server.ready_line);
    EXPECT_EQ(mode_of(folder / "ready.json"), 0600U);
    EXPECT_EQ(server.stop(), 0);
    EXPECT_FALSE(std::filesystem::exists(folder / "ready.json"));
}

TEST(WebStart, ServesFromAFolder) {
    const ScratchFolder folder;
    write_to(folder / "index.html", "<!doctype html><title>here</title>");
    write_to(folder / "a.js", "1");
    write_to(folder / "secret.txt", "no");
    const ServerProcess server{{"--web-root", folder.path().string()}};
    EXPECT_EQ(server.request("GET", "/").body, "<!doctype html><title>here</title>");
    EXPECT_EQ(server.request("GET", "/", "", {{"X-Munim-Session", ""}}).status, 200);
    EXPECT_EQ(server.request("GET", "/index.html?x=1").headers.at("content-type"),
              "text/html; charset=utf-8");
    EXPECT_EQ(server.request("GET", "/a.js").headers.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(server.request("HEAD", "/a.js").body, "");
    EXPECT_EQ(server.request("GET", "/secret.txt").status, 404);
}

}  // namespace
