// gateway.cpp - see gateway.hpp.
#include "server/gateway.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/random.hpp"

namespace irp_sandbox {
namespace {

constexpr std::string_view token_header = "X-CT-Auth-Token";
constexpr std::size_t token_length = 40;

struct Family {
    std::string_view outer;
    std::string_view inner;
};

constexpr auto families = std::to_array<Family>({
    {"/einv-gsp/vital/", "/eivital/"},
    {"/einv-gsp/core/", "/eicore/"},
    {"/einv-gsp/ewb/", "/eiewb/"},
});

}  // namespace

Gateway::Gateway(Client client) : client_(std::move(client)), token_(random_alphanumerics(token_length)) {}

std::optional<std::string> Gateway::inner_path(const std::string& path) {
    for (const Family& family : families) {
        if (path.starts_with(family.outer)) {
            return std::string{family.inner} + path.substr(family.outer.size());
        }
    }
    return std::nullopt;
}

bool Gateway::admits(const Request& request) const {
    const std::string expected = token();
    const auto given = header(request, token_header);
    return !expected.empty() && given && given->size() == expected.size() &&
           CRYPTO_memcmp(given->data(), expected.data(), expected.size()) == 0;
}

Request Gateway::passed_on(Request request) const {
    std::erase_if(request.headers, [](const auto& entry) {
        return is_header(entry.first, token_header) || is_header(entry.first, "client-id") ||
               is_header(entry.first, "client-secret");
    });
    request.headers.emplace_back("client_id", client_.client_id);
    request.headers.emplace_back("client_secret", client_.client_secret);
    return request;
}

std::string Gateway::token() const {
    const std::lock_guard lock(mutex_);
    return token_;
}

void Gateway::revoke() {
    const std::lock_guard lock(mutex_);
    token_.clear();
}

std::string Gateway::renew() {
    const std::lock_guard lock(mutex_);
    token_ = random_alphanumerics(token_length);
    return token_;
}

}  // namespace irp_sandbox
