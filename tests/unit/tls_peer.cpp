// tls_peer.cpp - see tls_peer.hpp.
#include "tls_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace tijori::tests {
namespace {

void must(bool worked) {
    if (!worked) {
        throw std::runtime_error("the test's server could not be started");
    }
}

// Writing to a client that is gone must not end the test; only this thread is spared, so that the client
// under test gets no help from it.
void spare_this_thread_from_broken_pipes() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::size_t content_length(const std::string& head) {
    constexpr std::string_view field = "Content-Length: ";
    const auto at = head.find(field);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + field.size()));
}

}  // namespace

std::optional<std::string> Talk::request() {
    std::size_t wanted = std::string::npos;
    while (true) {
        if (const auto end = unread_.find("\r\n\r\n");
            wanted == std::string::npos && end != std::string::npos) {
            wanted = end + 4 + content_length(unread_.substr(0, end));
        }
        if (wanted != std::string::npos && unread_.size() >= wanted) {
            std::string whole = unread_.substr(0, wanted);
            unread_.erase(0, wanted);
            return whole;
        }
        std::array<char, 4096> buffer{};
        const int count = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
        if (count <= 0) {
            return std::nullopt;
        }
        unread_.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

bool Talk::say(std::string_view text) {
    return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
}

void Talk::say_plainly(std::string_view text) {
    (void)::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
}

void Talk::say_goodbye() {
    SSL_shutdown(ssl_);
}

void Talk::reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void Talk::wait_for_client() {
    std::array<char, 4096> buffer{};
    while (::recv(descriptor_, buffer.data(), buffer.size(), 0) > 0) {
    }
}

std::string http_answer(std::string_view body, std::string_view more_headers, std::string_view status) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}

TlsPeer::TlsPeer(const Identity& identity, Script script, Options options)
    : script_(std::move(script)),
      options_(options),
      context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
    must(context_ != nullptr && SSL_CTX_use_certificate(context_.get(), identity.certificate.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context_.get(), identity.key.get()) == 1);
    if (options_.newest_version != 0) {
        // what the system has switched off for itself is switched on for the bad server
        must(SSL_CTX_set_min_proto_version(context_.get(), 0) == 1 &&
             SSL_CTX_set_max_proto_version(context_.get(), options_.newest_version) == 1 &&
             SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0") == 1);
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    const int again = 1;
    must(::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &again, sizeof(again)) == 0);
    must(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
         ::listen(listener_, 16) == 0);
    socklen_t size = sizeof(address);
    must(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    doorman_ = std::thread([this] { accept_guests(); });
}

TlsPeer::~TlsPeer() {
    ending_ = true;
    doorman_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const Guest& guest : guests_) {
            if (guest.descriptor >= 0) {
                ::shutdown(guest.descriptor, SHUT_RDWR);
            }
        }
    }
    for (Guest& guest : guests_) {
        guest.thread.join();
    }
}

void TlsPeer::accept_guests() {
    while (!ending_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) {
            continue;
        }
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) {
            continue;
        }
        // What is said is on its way at once: a second answer must not wait until the first is acknowledged.
        const int at_once = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
        ++connections_;
        const std::lock_guard lock(mutex_);
        Guest& guest = guests_.emplace_back();
        guest.descriptor = descriptor;
        guest.thread = std::thread([this, &guest] { serve(guest); });
    }
}

void TlsPeer::serve(Guest& guest) {
    spare_this_thread_from_broken_pipes();
    int descriptor = -1;
    {
        const std::lock_guard lock(mutex_);
        descriptor = guest.descriptor;
    }
    {
        const std::unique_ptr<SSL, decltype(&SSL_free)> ssl{SSL_new(context_.get()), &SSL_free};
        SSL_set_fd(ssl.get(), descriptor);
        Talk talk(descriptor, ssl.get());
        if (options_.without_handshake) {
            script_(talk);
        } else if (SSL_accept(ssl.get()) == 1) {
            ++handshakes_;
            resumed_ += SSL_session_reused(ssl.get());
            script_(talk);
        }
        ERR_clear_error();
    }
    const std::lock_guard lock(mutex_);
    guest.descriptor = -1;
    ::close(descriptor);
    left_.notify_all();
}

void TlsPeer::wait_until_idle() const {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] {
        return std::all_of(guests_.begin(), guests_.end(),
                           [](const Guest& guest) { return guest.descriptor < 0; });
    });
}

}  // namespace tijori::tests
