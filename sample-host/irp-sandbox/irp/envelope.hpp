// envelope.hpp - the answer that every IRP call is wrapped in, and the spellings of it that clients must
// survive.
#ifndef IRP_SANDBOX_IRP_ENVELOPE_HPP
#define IRP_SANDBOX_IRP_ENVELOPE_HPP

#include <optional>
#include <string>
#include <string_view>
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
};

struct Envelope {
    // A grant, the base64 of encrypted data, or nothing.
    std::variant<std::monostate, Grant, std::string> data;
    std::vector<ErrorDetail> errors;
    std::vector<InfoDetail> infos;

    bool ok() const { return errors.empty(); }
};

Envelope refusal(std::string_view error_code);

enum class ErrorEncoding { array, base64, json_string, plain_text, null };

// The standard shape unless a fault asks for another.
struct EnvelopeShape {
    bool status_as_string = false;
    bool lower_case_keys = false;
    std::string client_id_key = "ClientId";
    ErrorEncoding errors = ErrorEncoding::array;
};

std::string render(const Envelope& envelope, const EnvelopeShape& shape = {});

}  // namespace irp_sandbox

#endif
