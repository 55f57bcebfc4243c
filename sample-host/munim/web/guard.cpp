// guard.cpp - see guard.hpp.
#include "web/guard.hpp"

#include <Poco/String.h>
#include <sodium.h>

#include <array>

namespace munim {
namespace {

constexpr std::size_t most_header_bytes = 32U << 10U;

Reply forbidden(const char* code, const char* message) {
    return Reply::failure(
        make_error(ACCT_ERROR_FAILED, code, message, "Open the address that Munim printed when it started."),
        403);
}

// The only value of a header; nothing if it is missing or there are several, which no browser sends.
std::optional<std::string> only(const Poco::Net::HTTPRequest& request, const std::string& name) {
    std::optional<std::string> value;
    for (const auto& [header, content] : request) {
        if (Poco::icompare(header, name) == 0) {
            if (value) {
                return std::nullopt;
            }
            value = content;
        }
    }
    return value;
}

std::size_t header_bytes(const Poco::Net::HTTPRequest& request) {
    std::size_t size = request.getURI().size();
    for (const auto& [header, content] : request) {
        size += header.size() + content.size();
    }
    return size;
}

}  // namespace

std::string make_session_token() {
    if (sodium_init() < 0) {
        throw std::runtime_error{"the random generator does not work"};
    }
    std::array<unsigned char, 32> random{};
    std::array<char, 2 * random.size() + 1> digits{};
    randombytes_buf(random.data(), random.size());
    return sodium_bin2hex(digits.data(), digits.size(), random.data(), random.size());
}

Guard::Guard(uint16_t port, std::string token)
    : address_("127.0.0.1:" + std::to_string(port)),
      name_("localhost:" + std::to_string(port)),
      token_(std::move(token)) {}

bool Guard::is_own_host(std::string_view host) const noexcept {
    return host == address_ || host == name_;
}

bool Guard::is_own_token(std::string_view token) const noexcept {
    return token.size() == token_.size() && sodium_memcmp(token.data(), token_.data(), token_.size()) == 0;
}

std::optional<Reply> Guard::refuse(const Poco::Net::HTTPRequest& request, std::string_view path) const {
    if (header_bytes(request) > most_header_bytes) {
        return Reply::failure(
            make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-HEADERS", "The request's headers are too long.",
                       "Delete the cookies that other programs set for this address."),
            431);
    }
    const auto host = only(request, "Host");
    if (!host || !is_own_host(*host)) {
        return forbidden("HTTP-HOST", "The request was made for another host.");
    }
    if (request.has("Origin")) {
        const auto origin = only(request, "Origin");
        constexpr std::string_view scheme = "http://";
        if (!origin || origin->compare(0, scheme.size(), scheme) != 0 ||
            !is_own_host(std::string_view{*origin}.substr(scheme.size()))) {
            return forbidden("HTTP-ORIGIN", "The request came from another web site.");
        }
    }
    if (path == "/api" || path.starts_with("/api/")) {
        const auto token = only(request, "X-Munim-Session");
        if (!token || !is_own_token(*token)) {
            return forbidden("HTTP-SESSION", "This window does not belong to the Munim that is running now.");
        }
    }
    return std::nullopt;
}

}  // namespace munim
