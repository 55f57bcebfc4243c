// connect_proxy.cpp - see connect_proxy.hpp.
#include "connect_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace tijori::tests {
namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

// Hands on what can be read; false at the end.
bool hand_on(int from, int to) {
    std::array<char, 16384> buffer{};
    const auto count = ::recv(from, buffer.data(), buffer.size(), 0);
    return count > 0 && ::send(to, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

}  // namespace

ConnectProxy::ConnectProxy(int target_port, std::string says, bool hangs_up)
    : target_port_(target_port), says_(std::move(says)), hangs_up_(hangs_up) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("the test's proxy could not be started");
    }
    port_ = ntohs(address.sin_port);
    doorman_ = std::thread([this] { accept_guests(); });
}

ConnectProxy::~ConnectProxy() {
    ending_ = true;
    doorman_.join();
    for (std::thread& guest : guests_) {
        guest.join();
    }
    ::close(listener_);
}

std::vector<std::string> ConnectProxy::heads() const {
    const std::lock_guard lock(mutex_);
    return heads_;
}

void ConnectProxy::accept_guests() {
    while (!ending_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) > 0) {
            if (const int guest = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); guest >= 0) {
                guests_.emplace_back([this, guest] { serve(guest); });
            }
        }
    }
}

void ConnectProxy::serve(int guest) {
    std::string head;
    pollfd waiting{guest, POLLIN, 0};
    char byte = 0;
    while (!ending_ && !head.ends_with("\r\n\r\n")) {
        if (::poll(&waiting, 1, 20) > 0) {
            if (::recv(guest, &byte, 1, 0) != 1) {
                break;
            }
            head += byte;
        }
    }
    {
        const std::lock_guard lock(mutex_);
        heads_.push_back(head);
    }
    (void)::send(guest, says_.data(), says_.size(), MSG_NOSIGNAL);
    if (says_.starts_with("HTTP/1.1 200")) {
        join_with_target(guest);
    } else {
        while (!hangs_up_ && !ending_ && (::poll(&waiting, 1, 20) == 0 || ::recv(guest, &byte, 1, 0) == 1)) {
        }
    }
    ::close(guest);
}

void ConnectProxy::join_with_target(int guest) const {
    const int target = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(target_port_);
    bool open = ::connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    while (open && !ending_) {
        std::array<pollfd, 2> both{pollfd{guest, POLLIN, 0}, pollfd{target, POLLIN, 0}};
        if (::poll(both.data(), both.size(), 20) > 0) {
            open = (both[0].revents == 0 || hand_on(guest, target)) &&
                   (both[1].revents == 0 || hand_on(target, guest));
        }
    }
    ::close(target);
}

}  // namespace tijori::tests
