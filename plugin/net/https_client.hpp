// https_client.hpp - HTTPS to one server: verified TLS always, kept-alive connections, limits on what the
// server may send, every failure in words. There is no way to switch verification off and no way to speak
// plain HTTP.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/cancellation.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "net/proxy.hpp"
#include "net/tls_context.hpp"
#include "net/watchdog.hpp"

namespace tijori::net {

struct Request {
    std::string method = "GET";
    std::string target;  // path and query, starting with "/"
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;         // sent as application/json if not empty
    bool repeatable = false;  // may be sent a second time when a kept-alive connection turns out to be dead
    std::chrono::milliseconds timeout{20000};  // of connecting, and of each wait for the server
    bool* reached = nullptr;                   // set once the server may have got any of it
    // When all of it has to be over, however busily the server sends.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

struct Response {
    int status = 0;
    std::string content_type;
    std::int64_t date = 0;          // the server's Date header, seconds since 1970 in UTC; 0 if it sent none
    std::int64_t retry_after = -1;  // seconds that the server asks us to wait (Retry-After); -1: it does not
    SecretBytes body;               // secret, since answers to a login carry a token
};

// The most a server may send; an e-invoice answer is a few tens of kilobytes.
constexpr std::size_t most_response_bytes = std::size_t{8} * 1024 * 1024;

// All members: any thread.
class HttpsClient {
public:
    // `base_url` is "https://host[:port][/prefix]". `watchdog` ends what takes too long and has to outlive
    // the client. The error: not such an address, or a file cannot be read.
    static Result<std::shared_ptr<HttpsClient>> create(const std::string& base_url, const Trust& trust,
                                                       std::optional<Proxy> proxy, Watchdog& watchdog);
    ~HttpsClient();
    HttpsClient(const HttpsClient&) = delete;
    HttpsClient& operator=(const HttpsClient&) = delete;

    // Any HTTP status but a redirect is a success here. Errors: ACCT_ERROR_UNREACHABLE, _INSECURE, _PROTOCOL,
    // _CANCELLED.
    Result<Response> send(const Request& request, Cancellation& cancellation);

private:
    struct Implementation;
    explicit HttpsClient(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace tijori::net
