// call_gate.hpp - the gate in front of the IRP's calls, and the envelope of encrypted bodies behind it.
#ifndef IRP_SANDBOX_IRP_CALL_GATE_HPP
#define IRP_SANDBOX_IRP_CALL_GATE_HPP

#include <Poco/JSON/Object.h>

#include <string>
#include <string_view>
#include <variant>

#include "accounts/account_book.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"

namespace irp_sandbox {

// Who calls, and the key that both sides share.
struct Caller {
    SessionOwner owner;
    Bytes session_key;

    Caller(SessionOwner who, Bytes key) : owner(std::move(who)), session_key(std::move(key)) {}
    Caller(Caller&&) = default;
    Caller& operator=(Caller&&) = default;
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;
    ~Caller() { OPENSSL_cleanse(session_key.data(), session_key.size()); }
};

class CallGate {
public:
    CallGate(const AccountBook& accounts, const TokenDesk& tokens) : accounts_(accounts), tokens_(tokens) {}

    // The caller, or the code that refuses it.
    std::variant<Caller, std::string_view> pass(const Request& request) const;

private:
    const AccountBook& accounts_;
    const TokenDesk& tokens_;
};

// The JSON object that was encrypted into {"Data": …}, or the code that refuses it.
std::variant<Poco::JSON::Object::Ptr, std::string_view> open_body(const Request& request,
                                                                  const Caller& caller);

Envelope encrypted(const Caller& caller, const std::string& json);

}  // namespace irp_sandbox

#endif
