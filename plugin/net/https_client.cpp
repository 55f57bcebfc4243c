// https_client.cpp - see https_client.hpp.
#include "https_client.hpp"

#include <Poco/Base64Encoder.h>
#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/Session.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <ctime>
#include <deque>
#include <istream>
#include <mutex>
#include <optional>
#include <ostream>
#include <sstream>

#include "net/tls_context.hpp"

namespace tijori::net {
namespace {

using std::chrono::steady_clock;

constexpr int most_header_fields = 100;
constexpr std::size_t most_idle_connections = 8;
// Servers close idle connections after 5 s (Apache) to 75 s (nginx); one that closed is found out before it
// is used.
constexpr std::chrono::seconds longest_idle{30};

// HTTP on a connection that was made and verified here. Poco's constructor for that refuses a socket that is
// connected (it sets a port afterwards), hence attachSocket. It never connects by itself, and takes no proxy
// from the process-wide settings, which are the host's.
class Session final : public Poco::Net::HTTPSClientSession {
public:
    Session(const Poco::Net::SecureStreamSocket& connected, const Poco::Net::Context::Ptr& context)
        : HTTPSClientSession(context) {
        setProxyConfig(ProxyConfig{});
        setHost("0.0.0.0");  // no name to look up on the way to connect, below
        attachSocket(connected);
    }

protected:
    void connect(const Poco::Net::SocketAddress&) override { throw Poco::Net::ConnectionResetException(); }
    bool mustReconnect() const override { return false; }
};

// One connection and the session on it. Made from a connected socket only: a SecureStreamSocket without one
// would ask Poco's process-wide SSLManager for its default context, which belongs to the host.
struct Connection {
    Connection(const Poco::Net::SecureStreamSocket& connected, const Poco::Net::Context::Ptr& context)
        : socket(connected), session(std::make_unique<Session>(connected, context)) {}

    Poco::Net::SecureStreamSocket socket;
    std::unique_ptr<Session> session;
    steady_clock::time_point idle_since;
    bool used = false;

    int descriptor() const { return static_cast<int>(socket.impl()->sockfd()); }
    // A server that closed, or says something unasked, makes an idle socket readable.
    bool usable() const {
        try {
            return steady_clock::now() - idle_since < longest_idle && session->connected() &&
                   !socket.poll(Poco::Timespan(0),
                                Poco::Net::Socket::SELECT_READ | Poco::Net::Socket::SELECT_ERROR);
        } catch (const Poco::Exception&) {
            return false;
        }
    }
};

// Writing to a peer that is gone raises SIGPIPE in the writing thread, and the usual effect of that ends the
// host. OpenSSL cannot be told otherwise, and the signal's effect on the process is the host's to set: so the
// thread is spared while it is in here.
class NoBrokenPipe {
public:
    NoBrokenPipe() noexcept {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        was_pending_ = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoBrokenPipe(const NoBrokenPipe&) = delete;
    NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
    ~NoBrokenPipe() {
        if (!was_pending_) {
            const timespec at_once{};
            while (sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

// An HTTP date as seconds since 1970; 0 if it is none.
std::int64_t parse_date(const std::string& text) {
    int zone = 0;
    Poco::DateTime date;
    return Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, date, zone)
               ? date.timestamp().epochTime()
               : 0;
}

// Who asks for more than a day is not waited for anyway, and reckoning with it must not overflow.
constexpr std::int64_t longest_retry_after = 86400;

// RFC 9110, 10.2.3: a number of seconds or a date. -1 if it is neither. A date is measured against the
// server's own clock.
std::int64_t parse_retry_after(const std::string& text, std::int64_t server_date) {
    std::int64_t seconds = 0;
    const auto* end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, seconds);
        read.ec == std::errc() && read.ptr == end) {
        return seconds >= 0 ? std::min(seconds, longest_retry_after) : -1;
    }
    const std::int64_t at = parse_date(text);
    return at > 0 && server_date > 0 ? std::clamp<std::int64_t>(at - server_date, 0, longest_retry_after)
                                     : -1;
}

}  // namespace

struct HttpsClient::Implementation {
    std::string host;
    Poco::UInt16 port = 443;
    std::string prefix;
    std::unique_ptr<TlsContext> tls;
    std::optional<Proxy> proxy;
    Watchdog* watchdog = nullptr;
    std::mutex mutex;
    std::deque<Connection> idle;        // the latest used last
    Poco::Net::Session::Ptr resumable;  // of the last connection: saves half of the next handshake

    std::string name() const { return port == 443 ? host : host + ":" + std::to_string(port); }

    Error unreachable(const std::string& why) const {
        return make_error(ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE",
                          say("The IRP at {host} cannot be reached: {why}", {{"host", name()}, {"why", why}}),
                          say("Check the internet connection (and the company's proxy or firewall), then try "
                              "again. Nothing you "
                              "entered is lost."));
    }
    Error insecure(const std::string& why) const {
        return make_error(ACCT_ERROR_INSECURE, "TLS-REFUSED",
                          say("The connection to {host} is not safe: {why}. Nothing was sent to it.",
                              {{"host", name()}, {"why", why}}),
                          say("If your company inspects secure connections, ask its administrator for the "
                              "certificate to add "
                              "to the "
                              "provider profile. Otherwise try again later, and tell the IRP's help desk."));
    }
    Error protocol(const std::string& why) const {
        return make_error(
            ACCT_ERROR_PROTOCOL, "HTTP-PROTOCOL",
            say("The answer of {host} makes no sense: {why}", {{"host", name()}, {"why", why}}),
            say("Try again later. If it stays like this, check the address in the provider profile."));
    }

    static std::string too_large() {
        return say("it is larger than {size} MiB.",
                   {{"size", std::to_string(most_response_bytes / 1024 / 1024)}});
    }
    std::string proxy_silent() const {
        return say("the proxy {proxy} does not answer.", {{"proxy", proxy->host}});
    }

    std::optional<Connection> take_idle() {
        const std::lock_guard lock(mutex);
        while (!idle.empty()) {
            Connection connection = std::move(idle.back());
            idle.pop_back();
            if (connection.usable()) {
                return connection;
            }
        }
        return std::nullopt;
    }

    void give_back(Connection connection) {
        connection.idle_since = steady_clock::now();
        connection.used = true;
        const std::lock_guard lock(mutex);
        // By now the server has sent its tickets (with TLS 1.3 they come after the handshake).
        idle.push_back(std::move(connection));
        if (idle.size() > most_idle_connections) {
            idle.pop_front();
        }
    }

    Status open_tunnel(Poco::Net::StreamSocket& socket) const;
    Result<Poco::Net::StreamSocket> connect_plain(const Poco::Net::SocketAddress& address,
                                                  const Request& request, Cancellation& cancellation,
                                                  std::string& why) const;
    Result<Connection> connect(const Request& request, Cancellation& cancellation);
    Result<Response> exchange(Connection& connection, const Request& request, bool& answer_began);
    Result<Response> attempt(const Request& request, Cancellation& cancellation, bool& dead_on_arrival);
};

HttpsClient::HttpsClient(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
HttpsClient::~HttpsClient() {
    const NoBrokenPipe sparing;  // idle connections say goodbye
    implementation_.reset();
}

Result<std::shared_ptr<HttpsClient>> HttpsClient::create(const std::string& base_url, const Trust& trust,
                                                         std::optional<Proxy> proxy, Watchdog& watchdog) {
    const auto wrong = [&](const std::string& why) {
        return make_error(ACCT_ERROR_CONFIGURATION, "PROVIDER-ADDRESS",
                          say("The provider's address \"{address}\" cannot be used: {why}",
                              {{"address", base_url}, {"why", why}}),
                          say("Correct base_url in the provider profile."));
    };
    auto implementation = std::make_unique<Implementation>();
    try {
        const Poco::URI uri(base_url);
        if (uri.getScheme() != "https") {
            return wrong(say("it does not begin with https://."));
        }
        if (uri.getHost().empty() || !uri.getUserInfo().empty() || !uri.getQuery().empty() ||
            !uri.getFragment().empty()) {
            return wrong(say("it must be of the form https://host:port/path."));
        }
        implementation->host = uri.getHost();
        implementation->port = uri.getPort();
        implementation->prefix = uri.getPathEtc();
    } catch (const Poco::Exception&) {
        return wrong(say("it is not an address."));
    }
    while (implementation->prefix.ends_with('/')) {
        implementation->prefix.pop_back();
    }
    Result<std::unique_ptr<TlsContext>> tls = TlsContext::create(implementation->host, trust);
    if (!tls) {
        return tls.error();
    }
    implementation->proxy = std::move(proxy);
    implementation->watchdog = &watchdog;
    implementation->tls = std::move(*tls);
    return std::shared_ptr<HttpsClient>(new HttpsClient(std::move(implementation)));
}

// Asks the proxy to connect us to the IRP. The socket has its time-outs, and is watched.
Status HttpsClient::Implementation::open_tunnel(Poco::Net::StreamSocket& socket) const {
    const auto refused = [&](const std::string& why) {
        return make_error(
            ACCT_ERROR_UNREACHABLE, "PROXY-REFUSED",
            say("The company's proxy {proxy} does not connect to {host}: {why}",
                {{"proxy", proxy->host}, {"host", name()}, {"why", why}}),
            say("Ask the administrator of the network to permit it, or correct the proxy's settings."));
    };
    const bool bare_ipv6 = host.find(':') != std::string::npos;
    const std::string target = (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    std::string head = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (!proxy->user_info.empty()) {
        std::ostringstream encoded;
        Poco::Base64Encoder encoder(encoded);
        encoder.rdbuf()->setLineLength(0);
        encoder << proxy->user_info;
        encoder.close();
        head += "Proxy-Authorization: Basic " + encoded.str() + "\r\n";
    }
    head += "\r\n";
    const WipeOnExit wiping(head);
    for (std::size_t sent = 0; sent < head.size();) {
        sent += static_cast<std::size_t>(
            socket.sendBytes(head.data() + sent, static_cast<int>(head.size() - sent)));
    }
    // Byte by byte, so that nothing of what follows the answer's head is taken: that is TLS.
    constexpr std::size_t most_head_bytes = 16384;
    std::string answer;
    while (!answer.ends_with("\r\n\r\n")) {
        char byte = 0;
        if (answer.size() >= most_head_bytes) {
            return refused(say("its answer makes no sense."));
        }
        if (socket.receiveBytes(&byte, 1) != 1) {
            return refused(say("it closed the connection."));
        }
        answer += byte;
    }
    const std::string status = answer.size() > 12 ? answer.substr(9, 3) : std::string{};
    if (!answer.starts_with("HTTP/1.") || status.empty() ||
        status.find_first_not_of("0123456789") != std::string::npos) {
        return refused(say("its answer makes no sense."));
    }
    if (status == "407") {
        return refused(proxy->user_info.empty()
                           ? say("it asks for a user name and password.")
                           : say("it asks for a user name and password, and not for those that are set."));
    }
    return status.starts_with('2')
               ? Status{Nothing{}}
               : Status{refused(say("it answers with HTTP status {status}.", {{"status", status}}))};
}

// A TCP connection, in slices, so that cancelling takes effect soon. `why` says why there is none.
Result<Poco::Net::StreamSocket> HttpsClient::Implementation::connect_plain(
    const Poco::Net::SocketAddress& address, const Request& request, Cancellation& cancellation,
    std::string& why) const {
    Poco::Net::StreamSocket plain;
    if (steady_clock::now() >= request.deadline) {
        why = say("it does not answer.");
    }
    try {
        plain.connectNB(address);
        for (std::chrono::milliseconds waited{0};
             waited < request.timeout && steady_clock::now() < request.deadline;
             waited += std::chrono::milliseconds(50)) {
            if (cancellation.cancelled()) {
                return cancelled_error();
            }
            if (plain.poll(Poco::Timespan(50000),
                           Poco::Net::Socket::SELECT_WRITE | Poco::Net::Socket::SELECT_ERROR)) {
                if (plain.impl()->socketError() != 0) {
                    break;
                }
                plain.setBlocking(true);
                plain.setNoDelay(true);
                return plain;
            }
            why = say("it does not answer.");
        }
    } catch (const Poco::Exception&) {
        why = say("it refuses the connection.");
    }
    if (why.empty()) {
        why = say("it refuses the connection.");
    }
    return unreachable(why);
}

// Tries each address of the host, or of the proxy, in turn.
Result<Connection> HttpsClient::Implementation::connect(const Request& request, Cancellation& cancellation) {
    std::string why = say("there is no address for this name.");
    Poco::Net::HostEntry::AddressList addresses;
    try {
        addresses = Poco::Net::DNS::hostByName(proxy ? proxy->host : host).addresses();
    } catch (const Poco::Exception&) {
        return unreachable(proxy ? say("the name of the proxy {proxy} is not known to the network.",
                                       {{"proxy", proxy->host}})
                                 : say("its name is not known to the network."));
    }
    for (const Poco::Net::IPAddress& address : addresses) {
        why.clear();
        Result<Poco::Net::StreamSocket> tcp = connect_plain(
            Poco::Net::SocketAddress(address, proxy ? proxy->port : port), request, cancellation, why);
        if (!tcp) {
            if (tcp.error().status == ACCT_ERROR_CANCELLED) {
                return tcp.error();
            }
            if (proxy) {
                why = say("the proxy {proxy} cannot be reached.", {{"proxy", proxy->host}});
            }
            continue;
        }
        Poco::Net::StreamSocket& plain = *tcp;
        const Poco::Timespan timeout(request.timeout.count() * 1000);
        plain.setReceiveTimeout(timeout);
        plain.setSendTimeout(timeout);
        const int descriptor = static_cast<int>(plain.impl()->sockfd());
        (void)tls->take_handshake(descriptor);  // what an earlier socket of this number left behind
        (void)tls->take_goodbye(descriptor);
        (void)tls->take_alarm(descriptor);
        bool tunnelled = !proxy;
        try {
            const auto end = [descriptor] { ::shutdown(descriptor, SHUT_RDWR); };
            const Cancellation::Waiting waiting(cancellation, end);
            const Watchdog::Watch watch(*watchdog, request.deadline, end);
            if (proxy) {
                if (Status tunnel = open_tunnel(plain); !tunnel) {
                    return cancellation.cancelled() ? cancelled_error()
                           : watch.expired()        ? unreachable(proxy_silent())
                                                    : tunnel.error();
                }
                tunnelled = true;
            }
            Poco::Net::Session::Ptr resumed;
            {
                const std::lock_guard lock(mutex);
                resumed = resumable;
            }
            Connection connection(
                resumed ? Poco::Net::SecureStreamSocket::attach(plain, host, tls->context(), resumed)
                        : Poco::Net::SecureStreamSocket::attach(plain, host, tls->context()),
                tls->context());
            switch (tls->take_handshake(descriptor)) {
                case TlsContext::Handshake::verified:
                    break;
                case TlsContext::Handshake::unverified:
                    return insecure(say("the server showed no certificate that could be checked"));
                case TlsContext::Handshake::unfinished:  // Poco returns so when the time is over
                    return cancellation.cancelled() ? cancelled_error()
                                                    : unreachable(say("it does not answer."));
            }
            connection.session->setKeepAlive(true);
            connection.session->setKeepAliveTimeout(
                Poco::Timespan(std::chrono::microseconds(2 * longest_idle).count()));
            connection.session->setTimeout(timeout);
            return connection;
        } catch (const Poco::Exception& failure) {
            if (cancellation.cancelled()) {
                return cancelled_error();
            }
            if (const std::string refused = tls->take_verification_failure(); !refused.empty()) {
                return insecure(refused);
            }
            const bool too_late = steady_clock::now() >= request.deadline ||
                                  dynamic_cast<const Poco::TimeoutException*>(&failure) != nullptr;
            if (!tunnelled) {
                return unreachable(
                    too_late ? proxy_silent()
                             : say("the proxy {proxy} closed the connection.", {{"proxy", proxy->host}}));
            }
            if (too_late) {
                return unreachable(say("it does not answer."));
            }
            // Without an alert the peer just hung up in the midst of the handshake.
            if (tls->take_alarm(descriptor) &&
                dynamic_cast<const Poco::Net::SSLException*>(&failure) != nullptr) {
                return insecure(
                    say("no secure connection could be agreed upon (TLS 1.2 or newer is needed)"));
            }
            return unreachable(say("it closed the connection."));
        }
    }
    return unreachable(why);
}

Result<Response> HttpsClient::Implementation::exchange(Connection& connection, const Request& request,
                                                       bool& answer_began) {
    Poco::Net::HTTPRequest head(request.method, prefix + request.target, Poco::Net::HTTPMessage::HTTP_1_1);
    head.setHost(host, port);
    head.setKeepAlive(true);
    head.set("Accept", "application/json");
    for (const auto& [field, value] : request.headers) {
        head.set(field, value);
    }
    if (!request.body.empty()) {
        head.setContentType("application/json");
        head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
    }
    if (request.reached != nullptr) {
        *request.reached = true;
    }
    std::ostream& out = connection.session->sendRequest(head);
    out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    out.flush();

    Poco::Net::HTTPResponse answer;
    answer.setFieldLimit(most_header_fields);
    std::istream& in = connection.session->receiveResponse(answer);
    answer_began = true;

    Response response;
    response.status = answer.getStatus();
    response.content_type = answer.getContentType();
    response.date = answer.has("Date") ? parse_date(answer.get("Date")) : 0;
    if (answer.has("Retry-After")) {
        response.retry_after = parse_retry_after(answer.get("Retry-After"), response.date);
    }
    if (response.status >= 300 && response.status < 400) {
        return protocol(say("it sends us to another address, and credentials are never sent on."));
    }
    if (answer.has("Content-Encoding") && answer.get("Content-Encoding") != "identity") {
        return protocol(say("it is compressed, which was not asked for."));
    }
    if (answer.hasContentLength() &&
        answer.getContentLength64() > static_cast<Poco::Int64>(most_response_bytes)) {
        return protocol(too_large());
    }
    std::vector<SecretBytes> parts;
    std::size_t total = 0;
    SecretBytes part(4096);  // the most that costs no system call (base/secret.hpp)
    while (in.read(reinterpret_cast<char*>(part.data()), static_cast<std::streamsize>(part.size())),
           in.gcount() > 0) {
        const auto count = static_cast<std::size_t>(in.gcount());
        total += count;
        if (total > most_response_bytes) {
            return protocol(too_large());
        }
        parts.emplace_back(part.bytes().first(count));
    }
    // A stream swallows what went wrong beneath it, such as a time-out or a connection that was dropped.
    if (in.bad()) {
        if (const Poco::Exception* failure = connection.session->networkException()) {
            failure->rethrow();
        }
        return protocol(say("it was cut off."));
    }
    // Poco takes a chunked answer for complete also where the server went away between or within the chunks.
    const bool cut_chunks = answer.getChunkedTransferEncoding() && tls->take_goodbye(connection.descriptor());
    if (cut_chunks ||
        (answer.hasContentLength() && answer.getContentLength64() != static_cast<Poco::Int64>(total))) {
        return protocol(say("it was cut off."));
    }
    response.body = SecretBytes(total);
    std::size_t at = 0;
    for (const SecretBytes& one : parts) {
        std::copy(one.data(), one.data() + one.size(), response.body.data() + at);
        at += one.size();
    }
    if (!connection
             .used) {  // with the first answer the session is there (TLS 1.3 sends it after the handshake)
        const std::lock_guard lock(mutex);
        resumable = connection.socket.currentSession();
    }
    if (!answer.getKeepAlive()) {
        connection.session->reset();
    }
    return response;
}

Result<Response> HttpsClient::Implementation::attempt(const Request& request, Cancellation& cancellation,
                                                      bool& dead_on_arrival) {
    dead_on_arrival = false;
    if (cancellation.cancelled()) {
        return cancelled_error();
    }
    std::optional<Connection> connection = take_idle();
    if (!connection) {
        Result<Connection> fresh = connect(request, cancellation);
        if (!fresh) {
            return fresh.error();
        }
        connection = std::move(*fresh);
    }
    bool answer_began = false;
    try {
        // Before the connection is given back, cancelling must have let go of it: it may be another call's
        // then.
        Result<Response> response = [&] {
            const int descriptor = connection->descriptor();
            const Cancellation::Waiting waiting(cancellation,
                                                [descriptor] { ::shutdown(descriptor, SHUT_RDWR); });
            const Watchdog::Watch watch(*watchdog, request.deadline,
                                        [descriptor] { ::shutdown(descriptor, SHUT_RDWR); });
            Result<Response> exchanged = exchange(*connection, request, answer_began);
            return watch.expired() ? Result<Response>{unreachable(say("it did not answer in time."))}
                                   : std::move(exchanged);
        }();
        if (cancellation.cancelled()) {
            return cancelled_error();
        }
        if (response && connection->session->connected()) {
            give_back(std::move(*connection));
        }
        return response;
    } catch (const Poco::TimeoutException&) {
        return cancellation.cancelled() ? cancelled_error() : unreachable(say("it did not answer in time."));
    } catch (const Poco::Exception& failure) {
        if (cancellation.cancelled()) {
            return cancelled_error();
        }
        if (steady_clock::now() >= request.deadline) {
            return unreachable(say("it did not answer in time."));
        }
        dead_on_arrival = connection->used && !answer_began;
        if (dynamic_cast<const Poco::Net::MessageException*>(&failure) != nullptr &&
            dynamic_cast<const Poco::Net::NoMessageException*>(&failure) == nullptr) {
            return protocol(say("it is not HTTP."));
        }
        return unreachable(say("it closed the connection before its answer was complete."));
    }
}

Result<Response> HttpsClient::send(const Request& request, Cancellation& cancellation) {
    const NoBrokenPipe sparing;
    bool dead_on_arrival = false;
    Result<Response> response = implementation_->attempt(request, cancellation, dead_on_arrival);
    if (!response && dead_on_arrival && request.repeatable) {
        return implementation_->attempt(request, cancellation, dead_on_arrival);
    }
    return response;
}

}  // namespace tijori::net
