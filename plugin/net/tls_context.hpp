// tls_context.hpp - the TLS settings of one client: a Poco Context of our own whose verification answers to
// nobody else.
//
// Poco asks process-wide SSLManager events whether to accept a bad certificate; a host with an accepting
// handler would open our connections too. So the verify callback is replaced by ours, which accepts nothing
// that OpenSSL refused, the expected host name is set in OpenSSL's own verification parameters, and after the
// handshake the result is asked for once more.
#pragma once

#include <Poco/Net/Context.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "base/result.hpp"

namespace tijori::net {

// Whom to trust.
struct Trust {
    std::string only_file;        // only the authorities in this PEM file; empty: the system's
    std::string additional_file;  // and those in this one (a company's own); may be empty
};

class TlsContext {
public:
    // `host` is the name (or IP address) that the certificate must be for.
    static Result<std::unique_ptr<TlsContext>> create(const std::string& host, const Trust& trust);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    ~TlsContext();

    const Poco::Net::Context::Ptr& context() const noexcept { return context_; }

    // How the handshake of a socket stands; asking forgets it.
    enum class Handshake { unfinished, unverified, verified };
    Handshake take_handshake(int socket);

    // True if the peer said on this socket that it sends no more (TLS close_notify); asking forgets it.
    bool take_goodbye(int socket);

    // True if this side or the peer refused to go on with this socket (a fatal TLS alert); asking forgets it.
    bool take_alarm(int socket);

    // Why the last handshake failed verification, in words; empty if none did.
    std::string take_verification_failure();

private:
    TlsContext() = default;
    friend struct TlsCallbacks;

    Poco::Net::Context::Ptr context_;
    std::atomic<long> failure_{0};  // X509_V_ERR_…
    std::mutex mutex_;
    std::map<int, bool> verified_;  // by socket, of those whose handshake is done
    std::set<int> goodbyes_;
    std::set<int> alarms_;
};

}  // namespace tijori::net
