// sandbox.cpp - see sandbox.hpp.
#include "server/sandbox.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <openssl/ssl.h>

#include <condition_variable>
#include <iostream>
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

// To the terminal and not to the log: whoever runs the sandbox plays the phone and the mailbox.
void print_code(const OneTimeCode& code) {
    std::cout << "one-time code for " + code.owner.gstin + " (" + std::string{name_of(code.owner.purpose)} +
                     "): " + code.digits + "\n"
              << std::flush;
}

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
          signing_(prepare_signing_pair(directory_)),
          tokens_(clock_, std::chrono::minutes{options.token_minutes}),
          ewb_tokens_(clock_, std::chrono::minutes{options.token_minutes}),
          budget_(clock_, options.budget),
          guard_(clock_, {options.lockout, options.block_after}),
          gateway_(accounts_.first_client()),
          signer_(std::move(signing_.pair.key), *signing_.pair.certificate),
          router_({auth_, legacy_auth_, calls_, invoice_service_, ewb_auth_, ewb_calls_, gateway_, portal_},
                  faults_, counters_, clock_, [this](std::chrono::seconds time) { pause_.wait(time); }),
          admin_token_(random_alphanumerics(admin_token_length)),
          admin_({accounts_, tokens_, ewb_tokens_, budget_, key_, faults_, counters_, clock_, guard_,
                  gateway_, portal_, [this] { return handshakes(); }, [this] { publish(); }},
                 admin_token_),
          tls_(prepare_tls(directory_, options.tls_fault)),
          context_(tls_context(tls_)) {
        // One from an earlier run that was killed would send test programs to the wrong place.
        fs::remove(sandbox_file(directory_));
        listen(options);
        if (options.expired_port) {
            listen_expired(options);
        }
        describe(options);
        publish();
        log_.note("serving " + whereabouts_.base_url());
    }

    ~Impl() {
        // First the one that may write the files again.
        admin_listener_.reset();
        std::error_code ignored;
        fs::remove(sandbox_file(directory_), ignored);
        pause_.end();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::string base_url() const { return whereabouts_.base_url(); }

private:
    std::int64_t handshakes() const {
        return SSL_CTX_sess_accept_good(context_->sslContext()) +
               (expired_context_ ? SSL_CTX_sess_accept_good(expired_context_->sslContext()) : 0);
    }

    void listen(const Options& options) {
        const auto irp_socket =
            listening(net::SecureServerSocket(context_), "--port", options.host, options.port);
        const auto admin_socket =
            listening(net::ServerSocket(), "--admin-port", "127.0.0.1", options.admin_port);
        admin_listener_ = std::make_unique<HttpListener>(
            admin_socket, [this](const Request& request) { return admin_.answer(request); },
            [this](const Request& request, const Reply& reply) {
                log_.request({request.id, "admin:" + request.method, request.path, {}, {}, {}}, reply);
            },
            clock_);
        irp_listener_ = irp_listener(irp_socket);
    }

    // The same server to whoever does not look at the certificate.
    void listen_expired(const Options& options) {
        expired_context_ = tls_context(prepare_second_tls(directory_, TlsFault::expired));
        expired_listener_ = irp_listener(listening(net::SecureServerSocket(expired_context_),
                                                   "--expired-port", options.host, *options.expired_port));
    }

    std::unique_ptr<HttpListener> irp_listener(const net::ServerSocket& socket) {
        return std::make_unique<HttpListener>(
            socket, [this](const Request& request) { return router_.answer(request); },
            [this](const Request& request, const Reply& reply) { log_.request(request, reply); }, clock_);
    }

    void describe(const Options& options) {
        whereabouts_.port = irp_listener_->port();
        whereabouts_.admin_port = admin_listener_->port();
        if (expired_listener_) {
            whereabouts_.expired_port = expired_listener_->port();
        }
        whereabouts_.admin_token = admin_token_;
        whereabouts_.ca_file = tls_.ca_certificate;
        whereabouts_.public_key_file = key_.public_key_file();
        whereabouts_.signing_certificate_file = signing_.certificate_file;
        whereabouts_.client = accounts_.first_client();
        whereabouts_.token_minutes = options.token_minutes;
    }

    // Whoever waits for sandbox.json finds the profiles there already.
    void publish() {
        const std::lock_guard lock(publishing_);
        Whereabouts whereabouts = whereabouts_;
        whereabouts.gateway_token = gateway_.token();
        write_provider_profiles(directory_, whereabouts);
        write_sandbox_file(directory_, whereabouts);
    }

    fs::path directory_;
    DirectoryLock lock_;
    AdjustableClock clock_;
    RequestLog log_;
    AccountBook accounts_;
    AuthKey key_;
    SigningPair signing_;
    TokenDesk tokens_;
    TokenDesk ewb_tokens_;
    AuthBudget budget_;
    UserGuard guard_;
    Gateway gateway_;
    FaultQueue faults_;
    Counters counters_;
    Pause pause_;
    Admission admission_{"nic-1.04", accounts_, tokens_, budget_, guard_, counters_};
    Admission legacy_admission_{"nic-1.03", accounts_, tokens_, budget_, guard_, counters_};
    Admission ewb_admission_{"ewb-1.03", accounts_, ewb_tokens_, budget_, guard_, counters_};
    AuthService auth_{key_, accounts_, admission_, counters_};
    LegacyAuthService legacy_auth_{key_, accounts_, legacy_admission_, counters_};
    CallGate gate_{accounts_, tokens_};
    CallService calls_{accounts_, gate_};
    InvoiceSigner signer_;
    InvoiceRegister invoices_{clock_};
    EwayBillRegister bills_{clock_};
    InvoiceService invoice_service_{accounts_, gate_, signer_, invoices_, bills_, clock_};
    EwbAuthService ewb_auth_{key_, accounts_, ewb_admission_, counters_};
    EwbCallService ewb_calls_{accounts_, ewb_tokens_, bills_};
    PortalService portal_{{accounts_, tokens_, ewb_tokens_, guard_, counters_, clock_}, print_code};
    Router router_;
    std::string admin_token_;
    AdminApi admin_;
    TlsFiles tls_;
    net::Context::Ptr context_;
    net::Context::Ptr expired_context_;
    Whereabouts whereabouts_;
    std::mutex publishing_;
    // Last, so that they stop first.
    std::unique_ptr<HttpListener> admin_listener_;
    std::unique_ptr<HttpListener> irp_listener_;
    std::unique_ptr<HttpListener> expired_listener_;
};

Sandbox::Sandbox(const Options& options) : impl_(std::make_unique<Impl>(options)) {}

Sandbox::~Sandbox() = default;

std::string Sandbox::base_url() const {
    return impl_->base_url();
}

}  // namespace irp_sandbox
