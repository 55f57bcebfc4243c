// http_listener.cpp - see http_listener.hpp.
#include "server/http_listener.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>

#include <algorithm>
#include <exception>
#include <istream>
#include <ostream>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

#include "base/random.hpp"
#include "server/connection_registry.hpp"

namespace irp_sandbox {
namespace {

namespace net = Poco::Net;

constexpr int fewest_threads = 2;
constexpr int most_threads = 64;  // a kept-alive connection occupies one
constexpr int request_timeout_seconds = 30;
constexpr int keep_alive_seconds = 15;
constexpr std::size_t request_id_length = 10;

// Everything that a connection needs from the listener.
struct Service {
    HttpListener::Handler handler;
    HttpListener::Observer observer;
    const Clock& clock;
};

Reply refuse(int status, const char* message) {
    Reply reply;
    reply.status = status;
    reply.body = std::string{R"({"Message":")"} + message + R"("})";
    reply.outcome = "refused";
    return reply;
}

void split_target(const std::string& uri, Request& request) {
    const std::string target = uri.substr(0, uri.find('#'));
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    request.query = mark == std::string::npos ? "" : target.substr(mark + 1);
}

// Reads until the end or one byte beyond the limit.
std::string read_limited(std::istream& stream) {
    std::string body(largest_request_body + 1, '\0');
    stream.read(body.data(), static_cast<std::streamsize>(body.size()));
    body.resize(static_cast<std::size_t>(stream.gcount()));
    return body;
}

// Fills in the request; the answer if it is refused already for its form. Such connections are not reused.
std::optional<Reply> read_request(net::HTTPServerRequest& source, Request& request) {
    request.method = source.getMethod();
    split_target(source.getURI(), request);
    std::size_t header_size = 0;
    for (const auto& [name, value] : source) {
        header_size += name.size() + value.size();
        request.headers.emplace_back(name, value);
    }
    if (header_size > largest_request_header) {
        return refuse(431, "Request header fields too large.");
    }
    if (source.getChunkedTransferEncoding()) {
        request.body = read_limited(source.stream());
    } else if (source.hasContentLength()) {
        const auto announced = source.getContentLength64();
        if (announced < 0) {
            return refuse(400, "Content-Length is not a length.");
        }
        if (static_cast<std::uint64_t>(announced) > largest_request_body) {
            return refuse(413, "Request body too large.");
        }
        request.body = read_limited(source.stream());
        if (request.body.size() != static_cast<std::size_t>(announced)) {
            return refuse(400, "Request body ended early.");
        }
    }
    if (request.body.size() > largest_request_body) {
        return refuse(413, "Request body too large.");
    }
    return std::nullopt;
}

void stream_filler(std::ostream& out, std::size_t count) {
    const std::string block(std::size_t{64} * 1024, 'A');
    while (count > 0 && out.good()) {
        const std::size_t part = std::min(count, block.size());
        out.write(block.data(), static_cast<std::streamsize>(part));
        count -= part;
    }
}

void fill_head(const Reply& reply, const std::string& request_id, const Clock& clock,
               net::HTTPServerResponse& response) {
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(reply.status));
    response.setDate(Poco::Timestamp::fromEpochTime(clock.now().time_since_epoch().count()));
    response.setContentType(reply.content_type);
    response.set("Cache-Control", "no-store");
    response.set("X-Request-Id", request_id);
    for (const auto& [name, value] : reply.headers) {
        response.set(name, value);
    }
}

void send(const Reply& reply, net::HTTPServerResponse& response) {
    if (reply.filler > 0) {
        response.setChunkedTransferEncoding(true);
    } else {
        response.setContentLength64(static_cast<Poco::Int64>(reply.body.size() + reply.tail.size()));
    }
    std::ostream& out = response.send();
    out << reply.body;
    stream_filler(out, reply.filler);
    out << reply.tail << std::flush;
}

// Poco's streams keep to the announced length, so a spoilt answer is written to the socket by hand.
void send_spoilt(const Reply& reply, net::HTTPServerResponse& response, net::StreamSocket& socket) {
    response.setContentLength64(
        std::max<Poco::Int64>(0, static_cast<Poco::Int64>(reply.body.size()) + reply.length_error));
    // Too short a length leaves bytes on a connection that seems good for the next request.
    response.setKeepAlive(reply.length_error < 0 || reply.byte_pause.count() > 0);
    std::ostringstream head;
    response.write(head);
    const auto send_all = [&socket](std::string_view bytes) {
        while (!bytes.empty()) {
            const int sent = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
            bytes.remove_prefix(static_cast<std::size_t>(std::max(sent, 0)));
        }
    };
    send_all(head.str());
    const std::string_view body =
        std::string_view{reply.body}.substr(0, reply.reset_after_bytes.value_or(reply.body.size()));
    if (reply.byte_pause.count() == 0) {
        send_all(body);
    }
    for (std::size_t i = 0; reply.byte_pause.count() > 0 && i < body.size(); ++i) {
        send_all(body.substr(i, 1));
        std::this_thread::sleep_for(reply.byte_pause);
    }
    if (reply.reset_after_bytes) {
        reset_connection(socket.impl()->sockfd());
    }
}

class Exchange : public net::HTTPRequestHandler {
public:
    explicit Exchange(const Service& service) : service_(service) {}

    void handleRequest(net::HTTPServerRequest& source, net::HTTPServerResponse& response) override {
        Request request;
        const std::string request_id = random_alphanumerics(request_id_length);
        request.id = request_id;
        const Reply reply = answer(source, request, response);
        service_.observer(request, reply);
        OPENSSL_cleanse(request.body.data(), request.body.size());
        if (reply.reset) {
            response.setKeepAlive(false);
            reset_connection(socket_of(source).impl()->sockfd());
            return;
        }
        fill_head(reply, request_id, service_.clock, response);
        if (reply.has_spoilt_transport()) {
            send_spoilt(reply, response, socket_of(source));
        } else {
            send(reply, response);
        }
    }

private:
    static net::StreamSocket& socket_of(net::HTTPServerRequest& source) {
        return static_cast<net::HTTPServerRequestImpl&>(source).socket();
    }

    Reply answer(net::HTTPServerRequest& source, Request& request, net::HTTPServerResponse& response) {
        try {
            if (auto refused = read_request(source, request)) {
                response.setKeepAlive(false);
                return std::move(*refused);
            }
            return service_.handler(request);
        } catch (const Poco::SyntaxException&) {
            response.setKeepAlive(false);
            return refuse(400, "Bad request.");
        } catch (const std::exception&) {
            // The text may quote the request, so it is not logged.
            response.setKeepAlive(false);
            Reply reply = refuse(500, "The sandbox failed on this request.");
            reply.outcome = "internal";
            return reply;
        }
    }

    const Service& service_;
};

class ExchangeFactory : public net::HTTPRequestHandlerFactory {
public:
    explicit ExchangeFactory(const Service& service) : service_(service) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& /*request*/) override {
        return new Exchange(service_);  // Poco owns it
    }

private:
    const Service& service_;
};

class TrackedConnection : public net::HTTPServerConnection {
public:
    TrackedConnection(const net::StreamSocket& socket, const net::HTTPServerParams::Ptr& params,
                      const net::HTTPRequestHandlerFactory::Ptr& factory, ConnectionRegistry& registry)
        : net::HTTPServerConnection(socket, params, factory), entry_(registry, socket.impl()->sockfd()) {}

private:
    ConnectionRegistry::Entry entry_;
};

class TrackedConnectionFactory : public net::TCPServerConnectionFactory {
public:
    TrackedConnectionFactory(net::HTTPServerParams::Ptr params, net::HTTPRequestHandlerFactory::Ptr factory,
                             ConnectionRegistry& registry)
        : params_(std::move(params)), factory_(std::move(factory)), registry_(registry) {}

    net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
        return new TrackedConnection(socket, params_, factory_, registry_);  // Poco owns it
    }

private:
    net::HTTPServerParams::Ptr params_;
    net::HTTPRequestHandlerFactory::Ptr factory_;
    ConnectionRegistry& registry_;
};

net::HTTPServerParams::Ptr make_params() {
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
    params->setMaxThreads(most_threads);
    params->setMaxQueued(most_threads);
    params->setTimeout(Poco::Timespan(request_timeout_seconds, 0));
    params->setKeepAlive(true);
    params->setKeepAliveTimeout(Poco::Timespan(keep_alive_seconds, 0));
    return params;
}

}  // namespace

class HttpListener::Impl {
public:
    Impl(const net::ServerSocket& socket, Service service)
        : service_(std::move(service)),
          params_(make_params()),
          server_(new TrackedConnectionFactory(params_, new ExchangeFactory(service_), registry_), threads_,
                  socket, params_) {
        server_.start();
    }

    ~Impl() {
        server_.stop();
        registry_.end_all();
        threads_.joinAll();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::uint16_t port() const { return server_.port(); }

private:
    Service service_;
    ConnectionRegistry registry_;
    Poco::ThreadPool threads_{fewest_threads, most_threads};
    net::HTTPServerParams::Ptr params_;
    net::TCPServer server_;
};

HttpListener::HttpListener(const net::ServerSocket& socket, Handler handler, Observer observer,
                           const Clock& clock)
    : impl_(std::make_unique<Impl>(socket, Service{std::move(handler), std::move(observer), clock})) {}

HttpListener::~HttpListener() = default;

std::uint16_t HttpListener::port() const {
    return impl_->port();
}

}  // namespace irp_sandbox
