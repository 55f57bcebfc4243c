// authentication.hpp - the bytes of a log-in request in each dialect. No network here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "crypto/primitives.hpp"
#include "irp/dialect.hpp"
#include "irp/secret_json.hpp"

namespace tijori::irp {

// A log-in request: the body to send, and the key that opens the answer.
struct AuthenticationRequest {
    std::string body;     // holds the credentials only encrypted for the IRP
    SecretBytes app_key;  // 32 random bytes
};
// `app_key` is drawn at random if it is empty (tests give one). `force_renewal` asks for a new token although
// the present one lives; the e-way bill knows no such thing. ACCT_ERROR_INVALID_VALUE if the credentials do
// not fit.
Result<AuthenticationRequest> make_authentication_request(Dialect dialect, const crypto::RsaPublicKey& key,
                                                          std::string_view user_name, Bytes password,
                                                          bool force_renewal, SecretBytes app_key = {});
// The text that v1.04 and the e-way bill base64-encode and then encrypt, for the vectors in the tests.
SecretBytes authentication_json(Dialect dialect, std::string_view user_name, Bytes password, Bytes app_key,
                                bool force_renewal);

}  // namespace tijori::irp
