// sandbox.cpp - see sandbox.hpp.
#include "server/sandbox.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <openssl/ssl.h>

#include <condition_variable>
#include <mutex>

#include "accounts/accounts_file.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "server/admin_api.hpp"
#include "server/http_listener.hpp"
#include "server/ready_files.hpp"
#include "server/request_log.hpp"
#include "server/router.hpp"

namespace irp_sandbox {
namespace {

namespace fs = std::filesystem;
namespace net = Poco::Net;

constexpr std::size_t admin_token_length = 40;
constexpr int backlog = 64;

// A pause that the end of the program cuts short.
class Pause {
public:
    void wait(std::chrono::seconds time) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, time, [this] { return ended_; });
    }

    void end() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ended_ = false;
};

fs::path prepared(const fs::path& directory) {
    make_private_directory(directory);
    return directory;
}

Accounts accounts_for(const Options& options) {
    if (options.accounts) {
        return load_accounts(*options.accounts);
    }
    const fs::path file = options.data / "accounts.json";
    if (!fs::exists(file)) {
        write_file(file, sample_accounts(), FileAccess::owner_only);
    }
    return load_accounts(file);
}

net::Context::Ptr tls_context(const TlsFiles& files) {
    net::Context::Params params;
    params.certificateFile = files.certificate.string();
    params.privateKeyFile = files.private_key.string();
    params.verificationMode =
        net::Context::VERIFY_NONE;  // clients identify themselves by headers, not certificates
    net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, params);
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return context;
}

// Without SO_REUSEPORT (Poco's default): a second sandbox on the same port must fail, not share it.
template <typename Socket>
Socket listening(Socket socket, const std::string& option, const std::string& host, std::uint16_t port) {
    try {
        socket.bind(net::SocketAddress(host, port), true, false);
        socket.listen(backlog);
        return socket;
    } catch (const Poco::Exception& problem) {
        throw std::runtime_error(option + ": cannot listen on " + host + ":" + std::to_string(port) + ": " +
                                 problem.displayText() + "; choose another one or 0");
    }
}

}  // namespace

class Sandbox::Impl {
public:
    explicit Impl(const Options& options)
        : directory_(prepared(options.data)),
          lock_(directory_),
          log_(clock_, options.log),
          accounts_(accounts_for(options)),
          key_(directory_),
          tokens_(clock_, std::chrono::minutes{options.token_minutes}),
          budget_(clock_, options.budget),
          auth_(key_, accounts_, tokens_, budget_, counters_),
          calls_(accounts_, tokens_),
          router_(auth_, calls_, faults_, counters_, clock_,
                  [this](std::chrono::seconds time) { pause_.wait(time); }),
          admin_token_(random_alphanumerics(admin_token_length)),
          admin_({accounts_, tokens_, budget_, key_, faults_, counters_, clock_,
                  [this] { return handshakes(); }},
                 admin_token_),
          tls_(prepare_tls(directory_, options.tls_fault)),
          context_(tls_context(tls_)) {
        // One from an earlier run that was killed would send test programs to the wrong place.
        fs::remove(sandbox_file(directory_));
        listen(options);
        publish(options);
    }

    ~Impl() {
        std::error_code ignored;
        fs::remove(sandbox_file(directory_), ignored);
        pause_.end();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::string base_url() const { return whereabouts_.base_url(); }

private:
    std::int64_t handshakes() const { return SSL_CTX_sess_accept_good(context_->sslContext()); }

    void listen(const Options& options) {
        const auto irp_socket =
            listening(net::SecureServerSocket(context_), "--port", options.host, options.port);
        const auto admin_socket =
            listening(net::ServerSocket(), "--admin-port", "127.0.0.1", options.admin_port);
        admin_listener_ = std::make_unique<HttpListener>(
            admin_socket, [this](const Request& request) { return admin_.answer(request); },
            [this](const Request& request, const Reply& reply) {
                log_.request({request.id, "admin:" + request.method, request.path, {}, {}}, reply);
            },
            clock_);
        irp_listener_ = std::make_unique<HttpListener>(
            irp_socket, [this](const Request& request) { return router_.answer(request); },
            [this](const Request& request, const Reply& reply) { log_.request(request, reply); }, clock_);
    }

    void publish(const Options& options) {
        whereabouts_ = {irp_listener_->port(), admin_listener_->port(), admin_token_, tls_.ca_certificate,
                        key_.public_key_file()};
        write_provider_profile(directory_, whereabouts_, accounts_.first_client(), options.token_minutes);
        write_sandbox_file(directory_, whereabouts_);
        log_.note("serving " + whereabouts_.base_url());
    }

    fs::path directory_;
    DirectoryLock lock_;
    AdjustableClock clock_;
    RequestLog log_;
    AccountBook accounts_;
    AuthKey key_;
    TokenDesk tokens_;
    AuthBudget budget_;
    FaultQueue faults_;
    Counters counters_;
    Pause pause_;
    AuthService auth_;
    CallService calls_;
    Router router_;
    std::string admin_token_;
    AdminApi admin_;
    TlsFiles tls_;
    net::Context::Ptr context_;
    Whereabouts whereabouts_;
    // Last, so that they stop first.
    std::unique_ptr<HttpListener> admin_listener_;
    std::unique_ptr<HttpListener> irp_listener_;
};

Sandbox::Sandbox(const Options& options) : impl_(std::make_unique<Impl>(options)) {}

Sandbox::~Sandbox() = default;

std::string Sandbox::base_url() const {
    return impl_->base_url();
}

}  // namespace irp_sandbox
