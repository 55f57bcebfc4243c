// guard.hpp - who may talk to the web server. Any program on this machine, and any web site open in a browser
// on it, can reach a port on 127.0.0.1: the Host check stops DNS rebinding, the Origin check foreign sites,
// the token everybody who was not given the address that Munim printed.
#ifndef MUNIM_WEB_GUARD_HPP
#define MUNIM_WEB_GUARD_HPP

#include <Poco/Net/HTTPRequest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "web/reply.hpp"

namespace munim {

// 256 random bits as 64 hexadecimal digits.
std::string make_session_token();

class Guard {
public:
    Guard(uint16_t port, std::string token);

    // Why a request for this path is refused; nothing if it may pass.
    std::optional<Reply> refuse(const Poco::Net::HTTPRequest& request, std::string_view path) const;

private:
    bool is_own_host(std::string_view host) const noexcept;
    bool is_own_token(std::string_view token) const noexcept;

    std::string address_;  // "127.0.0.1:PORT"
    std::string name_;     // "localhost:PORT"
    std::string token_;
};

}  // namespace munim

#endif  // MUNIM_WEB_GUARD_HPP
