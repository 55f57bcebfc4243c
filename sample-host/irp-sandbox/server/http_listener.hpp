// http_listener.hpp - the only place that knows Poco's HTTP server: turns sockets into Request and Reply
// values, with limits on what a client may send. Used for the IRP (over TLS) and for the admin endpoint
// (plain).
#ifndef IRP_SANDBOX_SERVER_HTTP_LISTENER_HPP
#define IRP_SANDBOX_SERVER_HTTP_LISTENER_HPP

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

inline constexpr std::size_t largest_request_body = std::size_t{1} * 1024 * 1024;
inline constexpr std::size_t largest_request_header = std::size_t{32} * 1024;

class HttpListener {
public:
    using Handler = std::function<Reply(const Request&)>;
    // Called with every request, also those that were refused for their form, and its answer.
    using Observer = std::function<void(const Request&, const Reply&)>;

    // The socket listens already. Serving begins here and ends with the object.
    HttpListener(const Poco::Net::ServerSocket& socket, Handler handler, Observer observer,
                 const Clock& clock);
    ~HttpListener();
    HttpListener(const HttpListener&) = delete;
    HttpListener& operator=(const HttpListener&) = delete;

    std::uint16_t port() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace irp_sandbox

#endif
