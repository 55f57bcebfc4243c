// gateway.hpp - the sandbox as a pass-through gateway (a GSP) in front of itself: the IRP's paths under other
// names, a token of the gateway's instead of client headers.
#ifndef IRP_SANDBOX_SERVER_GATEWAY_HPP
#define IRP_SANDBOX_SERVER_GATEWAY_HPP

#include <mutex>
#include <optional>
#include <string>

#include "accounts/account_book.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

class Gateway {
public:
    // `client` is the one that the gateway speaks for.
    explicit Gateway(Client client);

    // The path behind the gateway; nothing if the request is not for it.
    static std::optional<std::string> inner_path(const std::string& path);

    bool admits(const Request& request) const;
    // As the gateway passes it on: without its own token and with its own client headers.
    Request passed_on(Request request) const;

    // Empty while it is revoked.
    std::string token() const;
    void revoke();
    std::string renew();

private:
    Client client_;
    mutable std::mutex mutex_;
    std::string token_;
};

}  // namespace irp_sandbox

#endif
