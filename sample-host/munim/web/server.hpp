// server.hpp - the HTTP server on 127.0.0.1: Poco's server with our guard, API and files behind it.
#ifndef MUNIM_WEB_SERVER_HPP
#define MUNIM_WEB_SERVER_HPP

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/main_loop.hpp"
#include "plugins/page_desk.hpp"
#include "web/api.hpp"
#include "web/guard.hpp"
#include "web/static_files.hpp"

namespace munim {

struct ServerSettings {
    uint16_t port = 7431;                        // 0: any free one
    std::filesystem::path web_root;              // empty: the embedded files
    std::chrono::milliseconds patience{20'000};  // of a request that waits for a change
};

class Server {
public:
    static constexpr std::size_t most_body_bytes = 64U << 10U;

    // Listens on the port, or on a free one if it is taken. Throws Poco::Exception if that fails too.
    Server(const ServerSettings& settings, MainLoop& loop, PageDesk& desk, InvoiceOffice& office, Log& log,
           AppRequests app);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    void start();
    // Ends every connection; returns when no thread of the server is left. Main thread, after the loop was
    // closed.
    void stop();

    uint16_t port() const noexcept { return port_; }
    const std::string& token() const noexcept { return token_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

private:
    uint16_t port_ = 0;
    std::string token_;
    PageDesk& desk_;
    Guard guard_;
    Api api_;
    StaticFiles files_;
    Poco::ThreadPool threads_;
    std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace munim

#endif  // MUNIM_WEB_SERVER_HPP
