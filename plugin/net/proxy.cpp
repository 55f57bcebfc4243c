// proxy.cpp - see proxy.hpp.
#include "proxy.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <charconv>
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
                          say("The proxy that is set in {source} cannot be used: {why}",
                              {{"source", source}, {"why", why}}),
                          say("Write it as http://host:port or http://name:password@host:port."));
    };
    std::string_view rest = address;
    if (const auto mark = rest.find("://"); mark != std::string_view::npos) {
        if (!equal_ignoring_case(rest.substr(0, mark), "http")) {
            return wrong(
                say("only proxies that are addressed with http:// are supported (what goes through them is "
                    "encrypted all the same)."));
        }
        rest.remove_prefix(mark + 3);
    }
    // The last at sign ends name and password: passwords are often written with one of their own.
    Proxy proxy;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        try {
            Poco::URI::decode(std::string(rest.substr(0, at)), proxy.user_info);
        } catch (const Poco::Exception&) {
            return wrong(say("a percent sign in its name or password has to be written %25."));
        }
        rest.remove_prefix(at + 1);
    }
    if (has_control_characters(proxy.user_info)) {
        return wrong(say("its name or password holds control characters."));
    }
    rest = rest.substr(0, rest.find('/'));
    const bool bracketed = rest.starts_with('[');  // IPv6
    const auto host_end = std::min(rest.find(bracketed ? ']' : ':'), rest.size());
    if (bracketed && host_end == rest.size()) {
        return wrong(say("its address lacks a closing bracket."));
    }
    proxy.host = rest.substr(bracketed ? 1 : 0, host_end - (bracketed ? 1 : 0));
    if (proxy.host.empty()) {
        return wrong(say("it names no host."));
    }
    if (!std::all_of(proxy.host.begin(), proxy.host.end(), [bracketed](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '.' || c == '_' || (bracketed && c == ':');
        })) {
        return wrong(say("its host is not a name or address."));
    }
    rest.remove_prefix(host_end + (bracketed ? 1 : 0));
    if (!rest.empty()) {
        const auto* end = rest.data() + rest.size();
        const auto read = std::from_chars(rest.data() + 1, end, proxy.port);
        if (rest.front() != ':' || read.ec != std::errc() || read.ptr != end || proxy.port == 0) {
            return wrong(say("its port is not a number from 1 to 65535."));
        }
    }
    return proxy;
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
