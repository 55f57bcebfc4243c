// proxy.cpp - see proxy.hpp.
#include "proxy.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <cstdlib>

#include "base/text.hpp"

namespace tijori::net {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): only read
    return value != nullptr ? value : "";
}

}  // namespace

Result<Proxy> parse_proxy(const std::string& address, const std::string& source) {
    const auto wrong = [&](const std::string& why) {
        // The address itself may hold a password and is not repeated.
        return make_error(ACCT_ERROR_CONFIGURATION, "PROXY-ADDRESS",
                          "The proxy that is set in " + source + " cannot be used: " + why,
                          "Write it as http://host:port or http://name:password@host:port.");
    };
    try {
        const Poco::URI uri(address.find("://") == std::string::npos ? "http://" + address : address);
        if (uri.getScheme() != "http") {
            return wrong(
                "only proxies that are addressed with http:// are supported (what goes through them is "
                "encrypted all the same).");
        }
        if (uri.getHost().empty()) {
            return wrong("it names no host.");
        }
        Proxy proxy;
        proxy.host = uri.getHost();
        const auto host_at = address.find(proxy.host);
        const bool has_port =
            host_at != std::string::npos && address.substr(host_at + proxy.host.size()).starts_with(':');
        proxy.port = has_port ? uri.getPort() : std::uint16_t{8080};
        Poco::URI::decode(uri.getUserInfo(), proxy.user_info);
        if (has_control_characters(proxy.user_info)) {
            return wrong("its name or password holds control characters.");
        }
        return proxy;
    } catch (const Poco::Exception&) {
        return wrong("it is not an address.");
    }
}

bool excepted_from_proxy(std::string_view host, std::string_view no_proxy) {
    while (!no_proxy.empty()) {
        const auto comma = no_proxy.find(',');
        std::string_view one = trim(no_proxy.substr(0, comma));
        no_proxy = comma == std::string_view::npos ? std::string_view{} : no_proxy.substr(comma + 1);
        if (one == "*") {
            return true;
        }
        while (one.starts_with('.') || one.starts_with('*')) {
            one.remove_prefix(1);
        }
        if (one.empty() || host.size() < one.size()) {
            continue;
        }
        const std::string_view end = host.substr(host.size() - one.size());
        if (equal_ignoring_case(end, one) &&
            (host.size() == one.size() || host[host.size() - one.size() - 1] == '.')) {
            return true;
        }
    }
    return false;
}

std::string proxy_from_environment(const std::string& host) {
    std::string proxy = environment("https_proxy");
    if (proxy.empty()) {
        proxy = environment("HTTPS_PROXY");
    }
    std::string except = environment("no_proxy");
    if (except.empty()) {
        except = environment("NO_PROXY");
    }
    return !proxy.empty() && !excepted_from_proxy(host, except) ? proxy : std::string{};
}

}  // namespace tijori::net
