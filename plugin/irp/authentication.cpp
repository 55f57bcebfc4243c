// authentication.cpp - see authentication.hpp.
//
// v1.04 and e-way bill: JSON -> base64 -> RSA (PKCS#1 v1.5) -> base64 -> {"Data": …}. The server decodes the
// app key from base64 and uses whatever length comes out, so it is always the 44 characters of 32 bytes: with
// 32 characters the session would silently be AES-192.
// v1.03: {"data": {…}} in clear but for password and app key, which are encrypted raw, each in its own block.
#include "authentication.hpp"

#include <algorithm>
#include <utility>

#include "irp/secret_json.hpp"

namespace tijori::irp {
namespace {

// What stands before each value, and at the end.
struct Words {
    std::string_view user;
    std::string_view password;
    std::string_view app_key;
    std::string_view end;
};

Words words_of(Dialect dialect, bool force_renewal) {
    if (dialect == Dialect::ewb_103) {
        return {R"({"action":"ACCESSTOKEN","username":")", R"(","password":")", R"(","app_key":")", "\"}"};
    }
    return {R"({"UserName":")", R"(","Password":")", R"(","AppKey":")",
            force_renewal ? R"(","ForceRefreshAccessToken":true})" : R"(","ForceRefreshAccessToken":false})"};
}

// `english` with {bytes} in it.
Error too_long(Dialect dialect, std::string_view english) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "CREDENTIAL-TOO-LONG",
                      say(english, {{"bytes", std::to_string(most_credential_bytes(dialect))}}),
                      say("Choose a shorter API password on the IRP's portal, then enter it here."),
                      "password");
}

Result<std::string> in_two_blocks(const crypto::RsaPublicKey& key, std::string_view user_name, Bytes password,
                                  Bytes app_key, bool force_renewal) {
    const auto encrypted_password = key.encrypt(password);
    const auto encrypted_key = key.encrypt(app_key);
    if (!encrypted_password || !encrypted_key) {
        return too_long(Dialect::nic_103,
                        N_("The password is too long for the IRP's key: it takes {bytes} bytes."));
    }
    SecretBytes name(json_escaped_size(user_name));
    SecretWriter(name).escaped(user_name);
    return R"({"data":{"UserName":")" + std::string(name.view()) + R"(","Password":")" +
           crypto::base64(*encrypted_password) + R"(","AppKey":")" + crypto::base64(*encrypted_key) +
           R"(","ForceRefreshAccessToken":)" + (force_renewal ? "true}}" : "false}}");
}

}  // namespace

SecretBytes authentication_json(Dialect dialect, std::string_view user_name, Bytes password, Bytes app_key,
                                bool force_renewal) {
    const SecretBytes app_key_text = crypto::base64_secret(app_key);
    const Words words = words_of(dialect, force_renewal);
    SecretBytes json(words.user.size() + json_escaped_size(user_name) + words.password.size() +
                     json_escaped_size(tijori::text_of(password)) + words.app_key.size() +
                     app_key_text.size() + words.end.size());
    SecretWriter writer(json);
    writer.raw(words.user);
    writer.escaped(user_name);
    writer.raw(words.password);
    writer.escaped(tijori::text_of(password));
    writer.raw(words.app_key);
    writer.raw(app_key_text.view());
    writer.raw(words.end);
    return json;
}

Result<AuthenticationRequest> make_authentication_request(Dialect dialect, const crypto::RsaPublicKey& key,
                                                          std::string_view user_name, Bytes password,
                                                          bool force_renewal, SecretBytes app_key) {
    AuthenticationRequest request;
    request.app_key = app_key.empty() ? SecretBytes::random(crypto::key_size) : std::move(app_key);
    if (dialect == Dialect::nic_103) {
        Result<std::string> body =
            in_two_blocks(key, user_name, password, request.app_key.bytes(), force_renewal);
        if (!body) {
            return body.error();
        }
        request.body = std::move(*body);
        return request;
    }
    const SecretBytes json =
        authentication_json(dialect, user_name, password, request.app_key.bytes(), force_renewal);
    const SecretBytes text = crypto::base64_secret(json.bytes());
    const auto encrypted = key.encrypt(text.bytes());
    if (!encrypted) {
        return too_long(
            dialect,
            N_("User name and password together are too long for the IRP's key: it takes {bytes} bytes."));
    }
    request.body = R"({"Data":")" + crypto::base64(*encrypted) + R"("})";
    return request;
}

}  // namespace tijori::irp
