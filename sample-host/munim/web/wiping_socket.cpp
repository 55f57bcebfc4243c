// wiping_socket.cpp - see wiping_socket.hpp.
#include "web/wiping_socket.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <sodium.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <streambuf>

#include "base/secret_text.hpp"

namespace munim {
namespace {

using Poco::Net::SocketAddress;

// Remembers the first buffer that was received into: the session's own, which lives as long as the
// connection. (A body that does not fit into it is received into the body stream's buffer, or straight into
// ours.)
class WipingConnection : public Poco::Net::StreamSocketImpl {
public:
    explicit WipingConnection(poco_socket_t socket) : StreamSocketImpl(socket) {}
    using StreamSocketImpl::receiveBytes;

    int receiveBytes(void* buffer, int length, int flags) override {
        const int received = StreamSocketImpl::receiveBytes(buffer, length, flags);
        if (session_buffer_ == nullptr && (flags & MSG_PEEK) == 0) {
            session_buffer_ = buffer;
        }
        const int used = used_.load(std::memory_order_relaxed);
        used_.store(buffer == session_buffer_ ? std::max(used, received) : used, std::memory_order_release);
        return received;
    }
    void wipe() noexcept {
        const int used = used_.load(std::memory_order_relaxed);
        if (session_buffer_ != nullptr && used > 0) {
            sodium_memzero(session_buffer_, static_cast<std::size_t>(used));
        }
        used_.store(used, std::memory_order_release);
    }

protected:
    // The last reference may be dropped by another thread than the one that received. Poco's count orders the
    // two, but inside a library that ThreadSanitizer does not see into; this order it sees.
    ~WipingConnection() override { (void)used_.load(std::memory_order_acquire); }

private:
    void* session_buffer_ = nullptr;
    std::atomic<int> used_{0};
};

class WipingListener : public Poco::Net::ServerSocketImpl {
public:
    Poco::Net::SocketImpl* acceptConnection(SocketAddress& client) override {
        sockaddr_storage storage{};
        socklen_t length = sizeof(storage);
        poco_socket_t accepted = -1;
        do {
            accepted = ::accept4(sockfd(), reinterpret_cast<sockaddr*>(&storage), &length, SOCK_CLOEXEC);
        } while (accepted < 0 && errno == EINTR);
        if (accepted < 0) {
            throw Poco::Net::NetException{"cannot accept a connection", errno};
        }
        client = SocketAddress{reinterpret_cast<const sockaddr*>(&storage), length};
        return new WipingConnection{accepted};  // the caller's Socket counts references
    }

protected:
    ~WipingListener() override = default;
};

class WipingServerSocket : public Poco::Net::ServerSocket {
public:
    WipingServerSocket() : ServerSocket(new WipingListener, true) {}
};

// Reaches the protected bounds of a stream buffer's get area.
struct GetArea : std::streambuf {
    static void wipe(std::streambuf& buffer) noexcept {
        char* const begin = (buffer.*(&GetArea::eback))();
        char* const end = (buffer.*(&GetArea::egptr))();
        if (begin != nullptr && end > begin) {
            sodium_memzero(begin, static_cast<std::size_t>(end - begin));
        }
    }
};

}  // namespace

Poco::Net::ServerSocket make_wiping_server_socket(const SocketAddress& address) {
    WipingServerSocket socket;
    // Not with SO_REUSEPORT, which Poco's two-argument form sets too: a second program of the same user could
    // then listen on our port and be given some of our connections.
    socket.bind(address, true, false);
    socket.listen(64);
    return socket;
}

void wipe_received(Poco::Net::StreamSocket& connection, std::istream& body) noexcept {
    if (body.rdbuf() != nullptr) {
        GetArea::wipe(*body.rdbuf());
    }
    if (auto* wiping = dynamic_cast<WipingConnection*>(connection.impl())) {
        wiping->wipe();
    }
    forget_copies();
}

}  // namespace munim
