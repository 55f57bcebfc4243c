// nic_104.hpp - the bytes of the NIC e-invoice API's authentication v1.04 and of the encrypted calls that
// follow: what goes out, what comes back. No network here.
#pragma once

#include <Poco/JSON/Object.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "crypto/primitives.hpp"

namespace tijori::irp {

// A 2048-bit key takes 245 bytes with PKCS#1 v1.5 padding; the JSON is base64-encoded first, so 183 bytes of
// JSON fit, of which this many remain for user name and password together, as JSON writes them.
constexpr std::size_t most_credential_bytes = 66;

// How many bytes the text takes inside a JSON string: escapes count.
std::size_t json_escaped_size(std::string_view text) noexcept;

// A log-in request: the body to send, and the key that opens the answer.
struct AuthenticationRequest {
    std::string body;     // holds the credentials only encrypted for the IRP
    SecretBytes app_key;  // 32 random bytes
};
// `app_key` is drawn at random if it is empty (tests give one). ACCT_ERROR_INVALID_VALUE if the credentials
// do not fit.
Result<AuthenticationRequest> make_authentication_request(const crypto::RsaPublicKey& key,
                                                          std::string_view user_name, Bytes password,
                                                          bool force_renewal, SecretBytes app_key = {});
// The text that is base64-encoded and then encrypted, for the vectors in the tests.
SecretBytes authentication_json(std::string_view user_name, Bytes password, Bytes app_key,
                                bool force_renewal);

// An accepted log-in.
struct Session {
    SecretBytes token;
    SecretBytes key;           // the SEK: encrypts what is sent and received
    std::int64_t expires = 0;  // seconds since 1970 in UTC, by this computer's clock
};

// An answer of the IRP, understood as far as it is not encrypted.
struct Answer {
    bool success = false;
    std::string code;              // of the first error
    std::string message;           // of the first error
    Poco::JSON::Object::Ptr data;  // Data as an object, or none
    std::string data_text;         // Data as a text: base64 of the encrypted payload
    std::string info;              // InfoDtls as JSON, or empty
    SecretBytes token;             // AuthToken and Sek: taken out before the JSON is parsed
    SecretBytes sek;
};

// Reads an answer's body. `body` is searched for AuthToken and Sek first; their characters are blanked in it,
// so that they do not pass through the JSON library's unwiped strings. Liberal where IRPs differ: Status as
// number or text, keys in any case, ErrorDetails as array, object, JSON in a text, or base64 of JSON.
Result<Answer> read_answer(SecretBytes& body, int http_status);

// Makes the session out of a successful log-in answer. `now` and `server_date` (0: unknown) are UTC seconds;
// `token_minutes` is used where the answer's own expiry is missing or cannot be right.
Result<Session> read_session(Answer& answer, Bytes app_key, std::int64_t now, std::int64_t server_date,
                             int token_minutes);

// "2026-03-28 20:00:00" in Indian Standard Time (UTC+05:30) as UTC seconds. The computer's own zone plays no
// part.
std::optional<std::int64_t> parse_ist(std::string_view text);

// {"Data":"…"} around an encrypted payload.
std::string make_encrypted_body(Bytes session_key, std::string_view json);
// The payload inside Data, or nothing if it does not decrypt.
std::optional<SecretBytes> open_payload(Bytes session_key, std::string_view data_text);

}  // namespace tijori::irp
