// connect_proxy.hpp - an HTTP proxy for tests, on the loopback address: it says what a test wants it to say,
// and if that is 200, joins the client with a port of this computer, whatever name was asked for.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tijori::tests {

class ConnectProxy {
public:
    // `says` is sent after the request's head; empty: it never answers. If `hangs_up`, it closes then.
    ConnectProxy(int target_port, std::string says, bool hangs_up = false);
    ConnectProxy(const ConnectProxy&) = delete;
    ConnectProxy& operator=(const ConnectProxy&) = delete;
    ~ConnectProxy();

    int port() const noexcept { return port_; }
    // The heads of the requests so far.
    std::vector<std::string> heads() const;

private:
    void accept_guests();
    void serve(int guest);
    void join_with_target(int guest) const;

    int target_port_;
    std::string says_;
    bool hangs_up_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> ending_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> heads_;
    std::list<std::thread> guests_;
    std::thread doorman_;
};

}  // namespace tijori::tests
