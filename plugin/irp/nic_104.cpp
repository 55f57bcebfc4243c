// nic_104.cpp - see nic_104.hpp. Order of construction: JSON -> base64 -> RSA (PKCS#1 v1.5) -> base64 ->
// {"Data": …}.
#include "nic_104.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <sstream>
#include <utility>

#include "base/text.hpp"

namespace tijori::irp {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Object;

constexpr int deepest_json = 32;
constexpr std::int64_t ist_offset = 5 * 3600 + 30 * 60;
constexpr std::int64_t longest_token = 24 * 3600;

// Appends to a secret buffer of sufficient size.
class SecretWriter {
public:
    explicit SecretWriter(SecretBytes& to) noexcept : to_(to) {}
    void raw(std::string_view text) noexcept {
        std::copy(text.begin(), text.end(), to_.data() + at_);
        at_ += text.size();
    }
    void escaped(std::string_view text) noexcept {
        constexpr std::string_view digits = "0123456789abcdef";
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (byte < 0x20) {
                raw("\\u00");
                put(digits[byte >> 4U]);
                put(digits[byte & 0xFU]);
            } else {
                put(c);
            }
        }
    }
    std::size_t size() const noexcept { return at_; }

private:
    void put(char c) noexcept { to_.data()[at_++] = static_cast<unsigned char>(c); }
    SecretBytes& to_;
    std::size_t at_ = 0;
};

constexpr std::string_view json_user = R"({"UserName":")";
constexpr std::string_view json_password = R"(","Password":")";
constexpr std::string_view json_app_key = R"(","AppKey":")";
constexpr std::string_view json_force = R"(","ForceRefreshAccessToken":)";

// ---- taking secrets out of JSON
// --------------------------------------------------------------------------------------

// The end of the JSON string that begins after the quote at `begin`: the index of its closing quote, or npos.
std::size_t string_end(std::string_view text, std::size_t begin) {
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i;
        }
    }
    return std::string_view::npos;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() &&
           (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
        ++at;
    }
    return at;
}

// Undoes JSON escapes; only characters of ASCII are expected in tokens and base64.
SecretBytes unescaped(std::string_view text) {
    SecretBytes plain(text.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            c = text[++i];
            constexpr std::string_view letters = "bfnrt";
            constexpr std::string_view controls = "\b\f\n\r\t";
            if (const auto at = letters.find(c); at != std::string_view::npos) {
                c = controls[at];
            } else if (c == 'u' && i + 4 < text.size()) {
                unsigned value = 0;
                const auto* first = text.data() + i + 1;
                if (std::from_chars(first, first + 4, value, 16).ptr == first + 4 && value < 0x80) {
                    c = static_cast<char>(value);
                    i += 4;
                }
            }
        }
        plain.data()[size++] = static_cast<unsigned char>(c);
    }
    plain.shrink(size);
    return plain;
}

// Moves the text values of the keys AuthToken and Sek out of `body`.
void take_secrets(SecretBytes& body, Answer& answer) {
    const std::string_view text = body.view();
    std::size_t at = 0;
    while ((at = text.find('"', at)) != std::string_view::npos) {
        const std::size_t key_end = string_end(text, at + 1);
        if (key_end == std::string_view::npos) {
            return;
        }
        const std::string_view key = text.substr(at + 1, key_end - at - 1);
        at = skip_blanks(text, key_end + 1);
        if (at >= text.size() || text[at] != ':') {
            continue;  // a value, not a key
        }
        at = skip_blanks(text, at + 1);
        const bool is_token = equal_ignoring_case(key, "AuthToken");
        const bool is_sek = equal_ignoring_case(key, "Sek");
        if ((!is_token && !is_sek) || at >= text.size() || text[at] != '"') {
            continue;
        }
        const std::size_t end = string_end(text, at + 1);
        if (end == std::string_view::npos) {
            return;
        }
        (is_token ? answer.token : answer.sek) = unescaped(text.substr(at + 1, end - at - 1));
        std::fill(body.data() + at + 1, body.data() + end, static_cast<unsigned char>('x'));
        at = end + 1;
    }
}

// ---- reading the envelope
// --------------------------------------------------------------------------------------------

Var value_of(const Object& object, std::string_view key) {
    for (const auto& [name, value] : object) {
        if (equal_ignoring_case(name, key)) {
            return value;
        }
    }
    return {};
}

std::string text_of_value(const Var& value) {
    if (value.isEmpty() || value.type() == typeid(Object::Ptr) ||
        value.type() == typeid(Poco::JSON::Array::Ptr)) {
        return {};
    }
    try {
        return std::string(trim(value.convert<std::string>()));
    } catch (const Poco::Exception&) {
        return {};
    }
}

std::optional<Var> parse_json(const std::string& text) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(deepest_json);
        return std::optional<Var>(std::in_place, parser.parse(text));
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

void read_error(const Var& details, Answer& answer, bool may_be_encoded);

void read_error_object(const Object& object, Answer& answer) {
    for (const std::string_view key : {"ErrorCode", "error_code", "errorCodes", "code"}) {
        if (answer.code.empty()) {
            answer.code = text_of_value(value_of(object, key));
        }
    }
    for (const std::string_view key : {"ErrorMessage", "error_message", "message"}) {
        if (answer.message.empty()) {
            answer.message = text_of_value(value_of(object, key));
        }
    }
    if (answer.code.empty() && answer.message.empty()) {
        read_error(value_of(object, "ErrorDetails"), answer, false);
    }
}

void read_error(const Var& details, Answer& answer, bool may_be_encoded) {
    if (details.isEmpty()) {
        return;
    }
    if (details.type() == typeid(Poco::JSON::Array::Ptr)) {
        const auto& array = details.extract<Poco::JSON::Array::Ptr>();
        if (array->size() > 0) {
            read_error(array->get(0), answer, may_be_encoded);
        }
        return;
    }
    if (details.type() == typeid(Object::Ptr)) {
        read_error_object(*details.extract<Object::Ptr>(), answer);
        return;
    }
    const std::string text = text_of_value(details);
    if (may_be_encoded) {
        if (const auto parsed = parse_json(text)) {
            if (!parsed->isString() && !parsed->isNumeric()) {
                read_error(*parsed, answer, false);
                return;
            }
        }
        if (const auto decoded = crypto::base64_decode(text)) {
            if (const auto parsed = parse_json(std::string(tijori::text_of(*decoded)))) {
                read_error(*parsed, answer, false);
                return;
            }
        }
    }
    answer.message = text;
}

Error no_sense(const std::string& why) {
    return make_error(
        ACCT_ERROR_PROTOCOL, "IRP-ANSWER", "The IRP's answer makes no sense: " + why,
        "Try again later. If it stays like this, the address in the provider profile may be wrong.");
}

}  // namespace

std::size_t json_escaped_size(std::string_view text) noexcept {
    std::size_t size = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        size += c == '"' || c == '\\' ? 2 : byte < 0x20 ? 6 : 1;
    }
    return size;
}

SecretBytes authentication_json(std::string_view user_name, Bytes password, Bytes app_key,
                                bool force_renewal) {
    const SecretBytes app_key_text = crypto::base64_secret(app_key);
    SecretBytes json(json_user.size() + json_escaped_size(user_name) + json_password.size() +
                     json_escaped_size(tijori::text_of(password)) + json_app_key.size() +
                     app_key_text.size() + json_force.size() + 6);
    SecretWriter writer(json);
    writer.raw(json_user);
    writer.escaped(user_name);
    writer.raw(json_password);
    writer.escaped(tijori::text_of(password));
    writer.raw(json_app_key);
    writer.raw(app_key_text.view());
    writer.raw(json_force);
    writer.raw(force_renewal ? "true}" : "false}");
    json.shrink(writer.size());
    return json;
}

Result<AuthenticationRequest> make_authentication_request(const crypto::RsaPublicKey& key,
                                                          std::string_view user_name, Bytes password,
                                                          bool force_renewal, SecretBytes app_key) {
    AuthenticationRequest request;
    request.app_key = app_key.empty() ? SecretBytes::random(crypto::key_size) : std::move(app_key);
    const SecretBytes json = authentication_json(user_name, password, request.app_key.bytes(), force_renewal);
    const SecretBytes text = crypto::base64_secret(json.bytes());
    const auto encrypted = key.encrypt(text.bytes());
    if (!encrypted) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "CREDENTIAL-TOO-LONG",
                          "User name and password together are too long for the IRP's key: it takes " +
                              std::to_string(most_credential_bytes) + " bytes.",
                          "Choose a shorter API password on the IRP's portal, then enter it here.",
                          "password");
    }
    request.body = R"({"Data":")" + crypto::base64(*encrypted) + R"("})";
    return request;
}

Result<Answer> read_answer(SecretBytes& body, int http_status) {
    Answer answer;
    take_secrets(body, answer);
    const std::string text(body.view());
    const auto parsed = parse_json(text);
    if (!parsed || parsed->type() != typeid(Object::Ptr)) {
        if (http_status >= 500) {
            return make_error(ACCT_ERROR_UNREACHABLE, "HTTP-" + std::to_string(http_status),
                              "The IRP is not available at the moment.",
                              "Try again in a few minutes. Nothing you entered is lost.");
        }
        if (http_status == 404) {
            return no_sense("it does not know this address (HTTP 404).");
        }
        return no_sense("it is not JSON (HTTP " + std::to_string(http_status) + ").");
    }
    const auto envelope = parsed->extract<Object::Ptr>();
    answer.success = text_of_value(value_of(*envelope, "Status")) == "1";
    if (const Var info = value_of(*envelope, "InfoDtls"); !info.isEmpty()) {
        std::ostringstream out;
        Poco::JSON::Stringifier::condense(info, out);
        answer.info = out.str();
    }
    const Var data = value_of(*envelope, "Data");
    if (answer.success) {
        if (data.type() == typeid(Object::Ptr)) {
            answer.data = data.extract<Object::Ptr>();
        } else {
            answer.data_text = text_of_value(data);
        }
        return answer;
    }
    read_error(value_of(*envelope, "ErrorDetails"), answer, true);
    if (answer.code.empty() && answer.message.empty()) {
        read_error_object(*envelope, answer);
    }
    // A message without a code is the web server's, not the IRP's.
    if (answer.code.empty() && http_status >= 500) {
        return make_error(ACCT_ERROR_UNREACHABLE, "HTTP-" + std::to_string(http_status),
                          "The IRP is not available at the moment.",
                          "Try again in a few minutes. Nothing you entered is lost.");
    }
    return answer;
}

std::optional<std::int64_t> parse_ist(std::string_view text) {
    text = trim(text);
    if (text.size() != 19 || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
        text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = -1;
        const char* first = text.data() + at;
        return std::from_chars(first, first + digits, value).ptr == first + digits ? value : -1;
    };
    using namespace std::chrono;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2);
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    const auto days_since_1970 = std::int64_t{sys_days{date}.time_since_epoch().count()};
    return days_since_1970 * 86400 + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second -
           ist_offset;
}

Result<Session> read_session(Answer& answer, Bytes app_key, std::int64_t now, std::int64_t server_date,
                             int token_minutes) {
    if (answer.data.isNull() || answer.token.empty() || answer.sek.empty()) {
        return no_sense("it accepts the log-in without giving a token.");
    }
    constexpr std::size_t longest_token_text = 256;
    if (answer.token.size() > longest_token_text || has_control_characters(answer.token.view()) ||
        !std::all_of(answer.token.data(), answer.token.data() + answer.token.size(),
                     [](unsigned char c) { return c < 0x7F; })) {
        return no_sense("its token cannot be sent in a header.");
    }
    const auto wrapped = crypto::base64_decode(answer.sek.view());
    auto key = wrapped ? crypto::aes_ecb_decrypt(app_key, *wrapped) : std::nullopt;
    if (!key || key->size() != crypto::key_size) {
        return no_sense("its session key cannot be decrypted.");
    }
    Session session;
    session.token = std::move(answer.token);
    session.key = std::move(*key);
    // The server's clock and ours may differ: what counts is how long the token lives after the server's own
    // time.
    const auto plausible = [](std::int64_t life) { return life > 0 && life <= longest_token; };
    session.expires = now + std::int64_t{token_minutes} * 60;
    if (const auto stated = parse_ist(text_of_value(value_of(*answer.data, "TokenExpiry")))) {
        if (server_date != 0 && plausible(*stated - server_date)) {
            session.expires = now + (*stated - server_date);
        } else if (plausible(*stated - now)) {
            session.expires = *stated;
        }
    }
    return session;
}

std::string make_encrypted_body(Bytes session_key, std::string_view json) {
    return R"({"Data":")" + crypto::base64(crypto::aes_ecb_encrypt(session_key, bytes_of(json))) + R"("})";
}

std::optional<SecretBytes> open_payload(Bytes session_key, std::string_view data_text) {
    const auto encrypted = crypto::base64_decode(data_text);
    return encrypted ? crypto::aes_ecb_decrypt(session_key, *encrypted) : std::nullopt;
}

}  // namespace tijori::irp
