// server.cpp - see server.hpp. What stands here is HTTP; what a request means stands in api.cpp.
#include "web/server.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <sodium.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "web/wiping_socket.hpp"

namespace munim {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr int most_threads = 64;
constexpr int most_queued = 64;

Poco::Net::ServerSocket listen_on(uint16_t port) {
    using Poco::Net::SocketAddress;
    if (port != 0) {
        try {
            return make_wiping_server_socket(SocketAddress{"127.0.0.1", port});
        } catch (const Poco::Net::NetException&) {
            // Taken, or not allowed: any free one will do, and the caller says which it became.
        }
    }
    return make_wiping_server_socket(SocketAddress{"127.0.0.1", uint16_t{0}});
}

// Wipes a small array when it goes.
struct Scratch {
    std::array<char, 4096> bytes{};
    ~Scratch() { sodium_memzero(bytes.data(), bytes.size()); }
};

// One request on one connection.
class Exchange {
public:
    Exchange(HTTPServerRequest& request, HTTPServerResponse& response)
        : request_(request), response_(response) {}

    // The whole body; nothing if it is larger than allowed or ends early.
    std::optional<SecretText> read_body(Reply& failure) {
        body_read_ = true;
        // Without a length and without chunks there is no body; Poco would read until the client hangs up.
        const bool has_length = !request_.getChunkedTransferEncoding();
        const std::streamsize announced = request_.hasContentLength() ? request_.getContentLength64() : 0;
        if (has_length && announced > static_cast<std::streamsize>(Server::most_body_bytes)) {
            failure = too_large();
            return std::nullopt;
        }
        // One byte more than allowed, to see that there is more.
        SecretText body{has_length ? static_cast<std::size_t>(announced) : Server::most_body_bytes + 1};
        std::istream& stream = request_.stream();
        while (body.size() <
               (has_length ? static_cast<std::size_t>(announced) : Server::most_body_bytes + 1)) {
            stream.read(body.room(), static_cast<std::streamsize>(body.room_size()));
            if (stream.gcount() <= 0) {
                break;
            }
            body.grow(static_cast<std::size_t>(stream.gcount()));
        }
        wipe();
        if (body.size() > Server::most_body_bytes) {
            failure = too_large();
            return std::nullopt;
        }
        if (has_length && body.size() != static_cast<std::size_t>(announced)) {
            failure = Reply::failure(
                make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-BODY", "The request ended early.", "Try again."));
            return std::nullopt;
        }
        return body;
    }

    // False once the client has closed the connection.
    bool still_wanted() {
        char byte = 0;
        const auto got = ::recv(connection().impl()->sockfd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
    }

    void send(const Reply& reply) {
        // A body that nobody read would be taken for the next request.
        const bool has_body = request_.getChunkedTransferEncoding() || request_.getContentLength64() > 0;
        if (has_body && !body_read_) {
            response_.setKeepAlive(false);
            drain();
        }
        response_.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status));
        response_.setReason(Poco::Net::HTTPResponse::getReasonForStatus(response_.getStatus()));
        set_headers(reply);
        if (reply.body == nullptr || request_.getMethod() == "HEAD") {
            response_.send();
            return;
        }
        response_.sendBuffer(reply.body->data(), reply.body->size());
    }

private:
    Poco::Net::StreamSocket& connection() {
        return dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request_).socket();
    }
    static Reply too_large() {
        return Reply::failure(
            make_error(ACCT_ERROR_INVALID_VALUE, "HTTP-TOO-LARGE",
                       "This is longer than Munim takes (64 KiB).", "Enter something shorter."),
            413);
    }
    // The body may have been a password: nothing of it stays in Poco's buffers, and so the connection ends.
    void wipe() {
        wipe_received(connection(), request_.stream());
        response_.setKeepAlive(false);
    }
    // Reads a refused body, up to a limit: closing a connection with unread data resets it, and the client
    // might never see the answer.
    void drain() {
        constexpr std::size_t most = 1U << 20U;
        Scratch scratch;
        std::size_t drained = 0;
        std::istream& stream = request_.stream();
        while (stream.good() && drained < most) {
            stream.read(scratch.bytes.data(), scratch.bytes.size());
            drained += static_cast<std::size_t>(stream.gcount());
        }
        wipe();
    }
    void set_headers(const Reply& reply) {
        response_.set(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        response_.set("X-Content-Type-Options", "nosniff");
        response_.set("Cache-Control", "no-store");
        response_.set("X-Frame-Options", "DENY");
        response_.set("Referrer-Policy", "no-referrer");
        response_.set("Cross-Origin-Resource-Policy", "same-origin");
        if (reply.body != nullptr) {
            response_.setContentType(reply.content_type);
            response_.setContentLength64(static_cast<Poco::Int64>(reply.body->size()));
        }
        if (!reply.allow.empty()) {
            response_.set("Allow", reply.allow);
        }
        if (reply.retry_after_seconds > 0) {
            response_.set("Retry-After", std::to_string(reply.retry_after_seconds));
        }
    }

    HTTPServerRequest& request_;
    HTTPServerResponse& response_;
    bool body_read_ = false;
};

Reply serve_file(const StaticFiles& files, const std::string& method, std::string_view path) {
    if (method != "GET" && method != "HEAD") {
        return Reply::method_not_allowed("GET, HEAD");
    }
    auto file = files.find(path);
    if (!file) {
        return Reply::not_found();
    }
    Reply reply;
    reply.content_type = file->content_type;
    reply.body = std::make_shared<const std::string>(std::move(file->content));
    return reply;
}

class Handler : public Poco::Net::HTTPRequestHandler {
public:
    Handler(const Guard& guard, Api& api, const StaticFiles& files, Log& log)
        : guard_(guard), api_(api), files_(files), log_(log) {}

    void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
        Exchange exchange{request, response};
        Reply reply;
        try {
            reply = answer(request, exchange);
        } catch (const LoopClosed&) {
            response.setKeepAlive(false);
            reply = Reply::failure(
                make_error(ACCT_ERROR_BUSY, "MUNIM-CLOSING", "Munim is closing.", "Start Munim again."), 503);
        } catch (const std::exception& failure) {
            log_.write(ACCT_LOG_ERROR, "munim", std::string{"A request failed: "} + failure.what());
            response.setKeepAlive(false);
            reply = Reply::failure(make_error(ACCT_ERROR_FAILED, "MUNIM-FAILED", "Munim could not do this.",
                                              "Try again; the log of Munim says more."),
                                   500);
        }
        try {
            exchange.send(reply);
        } catch (const std::exception&) {
            response.setKeepAlive(false);  // the client has gone: there is nobody to tell
        }
    }

private:
    Reply answer(const HTTPServerRequest& request, Exchange& exchange) {
        const std::string& uri = request.getURI();
        const std::size_t question = std::min(uri.find('?'), uri.size());
        const std::string path = uri.substr(0, question);
        if (auto refused = guard_.refuse(request, path)) {
            log_.write(ACCT_LOG_WARNING, "munim",
                       "Refused a request with status " + std::to_string(refused->status) + " for " +
                           path.substr(0, 100) + ".");
            return std::move(*refused);
        }
        if (path.empty() || path.front() != '/') {
            return Reply::not_found();
        }
        if (!path.starts_with("/api/")) {
            return serve_file(files_, request.getMethod(), path);
        }
        ApiRequest asked;
        asked.method = request.getMethod();
        asked.path = path;
        asked.query = question < uri.size() ? uri.substr(question + 1) : std::string{};
        asked.read_body = [&](Reply& failure) { return exchange.read_body(failure); };
        asked.still_wanted = [&] { return exchange.still_wanted(); };
        return api_.handle(asked);
    }

    const Guard& guard_;
    Api& api_;
    const StaticFiles& files_;
    Log& log_;
};

class HandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
public:
    HandlerFactory(const Guard& guard, Api& api, const StaticFiles& files, Log& log)
        : guard_(guard), api_(api), files_(files), log_(log) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
        return new Handler{guard_, api_, files_, log_};  // the server deletes it
    }

private:
    const Guard& guard_;
    Api& api_;
    const StaticFiles& files_;
    Log& log_;
};

}  // namespace

Server::Server(const ServerSettings& settings, MainLoop& loop, PageDesk& desk, InvoiceOffice& office,
               Log& log, AppRequests app)
    : token_(make_session_token()),
      desk_(desk),
      guard_(0, token_),
      api_(loop, desk, office, std::move(app), settings.patience),
      files_(settings.web_root),
      threads_("munim-web", 2, most_threads, 30) {
    const Poco::Net::ServerSocket socket = listen_on(settings.port);
    port_ = socket.address().port();
    guard_ = Guard{port_, token_};
    auto parameters = Poco::makeAuto<Poco::Net::HTTPServerParams>();
    parameters->setMaxThreads(most_threads);
    parameters->setMaxQueued(most_queued);
    parameters->setTimeout(Poco::Timespan{10, 0});
    // Each kept connection holds a thread: not for long.
    parameters->setKeepAliveTimeout(Poco::Timespan{4, 0});
    parameters->setServerName("Munim");
    server_ = std::make_unique<Poco::Net::HTTPServer>(new HandlerFactory{guard_, api_, files_, log}, threads_,
                                                      socket, parameters);
}

Server::~Server() {
    stop();
}

void Server::start() {
    server_->start();
}

void Server::stop() {
    if (server_ != nullptr) {
        desk_.release_waiters();
        api_.release_waiters();
        server_->stopAll(true);
        threads_.joinAll();
        server_.reset();
    }
}

}  // namespace munim
