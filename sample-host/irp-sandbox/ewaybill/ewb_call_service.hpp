// ewb_call_service.hpp - the e-way bill system's calls: make, cancel and look up an e-way bill, and look up a
// GSTIN.
#ifndef IRP_SANDBOX_EWAYBILL_EWB_CALL_SERVICE_HPP
#define IRP_SANDBOX_EWAYBILL_EWB_CALL_SERVICE_HPP

#include <string>
#include <string_view>
#include <variant>

#include "accounts/account_book.hpp"
#include "ewaybill/eway_bill_register.hpp"
#include "irp/call_gate.hpp"
#include "irp/envelope.hpp"
#include "irp/message.hpp"
#include "irp/token_desk.hpp"

namespace irp_sandbox {

// How a fault may spoil the extra protection of an answer to GET.
enum class RekDamage { none, no_rek, no_hmac, wrong_hmac, wrong_length };

class EwbCallService {
public:
    EwbCallService(const AccountBook& accounts, const TokenDesk& tokens, EwayBillRegister& bills);

    // POST …/ewayapi {"action": "GENEWAYBILL" or "CANEWB", "data": …}
    Envelope act(const Request& request);
    // GET …/ewayapi/GetEwayBill?ewbNo=
    Envelope eway_bill(const Request& request, RekDamage damage = RekDamage::none) const;
    // GET …/Master/GetGSTINDetails?GSTIN=
    Envelope gstin_details(const Request& request, RekDamage damage = RekDamage::none) const;

private:
    std::variant<Caller, std::string_view> pass_gate(const Request& request) const;
    Envelope generate(const Caller& caller, const Poco::JSON::Object::Ptr& document);
    Envelope cancel(const Caller& caller, const Poco::JSON::Object& order);

    const AccountBook& accounts_;
    const TokenDesk& tokens_;
    EwayBillRegister& bills_;
};

// The answer to a GET: `rek` is a key of its own, wrapped under the session key; the data is encrypted under
// it, and `hmac` authenticates the data's base64 before encryption.
Envelope sealed_with_rek(const Caller& caller, const std::string& json, RekDamage damage);

}  // namespace irp_sandbox

#endif
