// proxy.hpp - the proxy of a company's network, through which connections are tunnelled (HTTP CONNECT). What
// is in the tunnel is TLS with the IRP itself: a proxy sees a host name and nothing more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tijori::net {

struct Proxy {
    std::string host;
    std::uint16_t port = 8080;
    std::string user_info;  // "name:password" for Basic authentication, already decoded; may be empty
};

// Reads "http://[name:password@]host[:port]". `source` says where the text comes from, for the error.
Result<Proxy> parse_proxy(const std::string& address, const std::string& source);

// True if `no_proxy` (as in the environment variable NO_PROXY: names, suffixes and addresses, separated by
// commas, or "*") excepts the host.
bool excepted_from_proxy(std::string_view host, std::string_view no_proxy);

// The text of the environment's HTTPS_PROXY (or https_proxy) unless NO_PROXY excepts the host; empty for
// none.
std::string proxy_from_environment(const std::string& host);

}  // namespace tijori::net
