// answer.hpp - what IRPs answer, and the encrypted payloads of calls in both directions. No network here.
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
#include "irp/dialect.hpp"

namespace tijori::irp {

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
    SecretBytes token;             // AuthToken, Sek and rek: taken out before the JSON is parsed
    SecretBytes sek;
    SecretBytes account_session;       // of an account log-in (account_portal.hpp): taken out, too
    Poco::JSON::Object::Ptr envelope;  // all of it, without the secrets
    SecretBytes rek;   // e-way bill: a key for this answer alone, encrypted with the session key
    std::string hmac;  // e-way bill: of the payload, with that key
};

// Reads an answer's body. `body` is searched for AuthToken, Sek and rek first; their characters are blanked
// in it, so that they do not pass through the JSON library's unwiped strings. Liberal where IRPs differ:
// Status as number or text, keys in any case, ErrorDetails (the e-way bill's "error") as array, object, JSON
// in a text, or base64 of JSON.
Result<Answer> read_answer(SecretBytes& body, int http_status);

// Makes the session out of a successful log-in answer. `now` and `server_date` (0: unknown) are UTC seconds;
// `token_minutes` is used where the answer's own expiry is missing or cannot be right.
Result<Session> read_session(Dialect dialect, Answer& answer, Bytes app_key, std::int64_t now,
                             std::int64_t server_date, int token_minutes);

// "2026-03-28 20:00:00" in Indian Standard Time (UTC+05:30) as UTC seconds. The computer's own zone plays no
// part.
std::optional<std::int64_t> parse_ist(std::string_view text);

// The body of a POST. In the NIC dialects all of `json` is encrypted into {"Data": "…"}. An e-way bill
// request is {"action": "…", "data": …}: there `json` is written so, with "data" in clear, which is
// encrypted; the error says if it is not.
Result<std::string> make_call_body(Dialect dialect, Bytes session_key, std::string_view json);

// The payload of a successful answer; nothing if it does not decrypt, or if its hmac is not right.
std::optional<SecretBytes> open_payload(const Answer& answer, Bytes session_key);

}  // namespace tijori::irp
