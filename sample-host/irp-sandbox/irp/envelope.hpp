// envelope.hpp - the answer that every IRP call is wrapped in, and the spellings of it that clients must
// survive.
#ifndef IRP_SANDBOX_IRP_ENVELOPE_HPP
#define IRP_SANDBOX_IRP_ENVELOPE_HPP

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace irp_sandbox {

// Data of a successful authentication.
struct Grant {
    std::string client_id;
    std::string user_name;
    std::string auth_token;
    std::string sek;  // base64, wrapped under the client's AppKey
    std::optional<std::string> token_expiry;
};

struct ErrorDetail {
    std::string code;
    std::string message;
};

struct InfoDetail {
    std::string code;
    std::string text;
    Poco::JSON::Object::Ptr object = {};  // takes the place of the text
};

struct Envelope {
    // A grant, the base64 of encrypted data, the account side's open data, or nothing.
    std::variant<std::monostate, Grant, std::string, Poco::JSON::Object::Ptr> data;
    std::vector<ErrorDetail> errors;
    std::vector<InfoDetail> infos;
    // E-way bill answers to GET: the key of this answer, wrapped, and its authentication code.
    std::optional<std::string> rek = {};
    std::optional<std::string> hmac = {};
    // What some refusals of the account side say beside the error, as in "tries_left": 3.
    std::vector<std::pair<std::string, std::int64_t>> extras = {};

    bool ok() const { return errors.empty(); }
};

// The IRP's envelope, the e-way bill system's, and the account side's.
enum class Dialect { nic, eway_bill, account };

Envelope refusal(std::string_view error_code);

// natural: an array from the IRP and the account side, base64 of JSON from the e-way bill system.
enum class ErrorEncoding { natural, base64, json_string, object, plain_text, null };

// natural: a number from the IRP and the account side, a text from the e-way bill system.
enum class StatusType { natural, text, number };

// The standard shape unless a fault asks for another.
struct EnvelopeShape {
    Dialect dialect = Dialect::nic;
    StatusType status = StatusType::natural;
    bool lower_case_keys = false;
    std::string client_id_key = "ClientId";
    ErrorEncoding errors = ErrorEncoding::natural;
};

std::string render(const Envelope& envelope, const EnvelopeShape& shape = {});

}  // namespace irp_sandbox

#endif
