// tls_peer.hpp - a TLS server on the loopback address that does as a test's script says, also things that no
// decent server does. Plain sockets and OpenSSL, so that it shares nothing with the client under test.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "keys.hpp"

namespace tijori::tests {

// One connection, as the script sees it.
class Talk {
public:
    Talk(int descriptor, SSL* ssl) : descriptor_(descriptor), ssl_(ssl) {}

    // The next request with its body; nothing if the client closed or talks nonsense.
    std::optional<std::string> request();
    // False if the client is gone.
    bool say(std::string_view text);
    // Past TLS, straight to the socket.
    void say_plainly(std::string_view text);
    // Ends the TLS connection as the standard wants it; without it, leaving the script just drops the socket.
    void say_goodbye();
    // Drops the connection with a TCP reset.
    void reset();
    // Until the client closes, or the peer is destroyed.
    void wait_for_client();

private:
    int descriptor_;
    SSL* ssl_;
    std::string unread_;
};

// "HTTP/1.1 200 OK" with a Content-Length and the body.
std::string http_answer(std::string_view body, std::string_view more_headers = {},
                        std::string_view status = "200 OK");

class TlsPeer {
public:
    using Script = std::function<void(Talk&)>;
    struct Options {
        int newest_version = 0;          // TLS1_1_VERSION, …; 0: as new as OpenSSL has
        int port = 0;                    // 0: any
        bool without_handshake = false;  // the script gets a connection that has not spoken TLS
    };

    TlsPeer(const Identity& identity, Script script, Options options);
    TlsPeer(const Identity& identity, Script script) : TlsPeer(identity, std::move(script), Options{}) {}
    TlsPeer(const TlsPeer&) = delete;
    TlsPeer& operator=(const TlsPeer&) = delete;
    ~TlsPeer();

    int port() const noexcept { return port_; }
    std::string url(const std::string& host = "127.0.0.1") const {
        return "https://" + host + ":" + std::to_string(port_);
    }
    // How many TCP connections were made, and how many got through the handshake.
    int connections() const noexcept { return connections_; }
    int handshakes() const noexcept { return handshakes_; }
    // Of these, those that went on with an earlier session.
    int resumed() const noexcept { return resumed_; }
    // Until every connection so far has been closed on this side.
    void wait_until_idle() const;

private:
    struct Guest {
        int descriptor = -1;
        std::thread thread;
    };
    void accept_guests();
    void serve(Guest& guest);

    Script script_;
    Options options_;
    std::shared_ptr<SSL_CTX> context_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> ending_{false};
    std::atomic<int> connections_{0};
    std::atomic<int> handshakes_{0};
    std::atomic<int> resumed_{0};
    mutable std::mutex mutex_;
    mutable std::condition_variable left_;
    std::list<Guest> guests_;
    std::thread doorman_;
};

}  // namespace tijori::tests
