// answer.cpp - see answer.hpp.
#include "answer.hpp"

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

// Moves the text values of the keys AuthToken, Sek, rek and session out of `body`.
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
        SecretBytes* secret = equal_ignoring_case(key, "AuthToken") ? &answer.token
                              : equal_ignoring_case(key, "Sek")     ? &answer.sek
                              : equal_ignoring_case(key, "rek")     ? &answer.rek
                              : key == "session"                    ? &answer.account_session
                                                                    : nullptr;
        if (secret == nullptr || at >= text.size() || text[at] != '"') {
            continue;
        }
        const std::size_t end = string_end(text, at + 1);
        if (end == std::string_view::npos) {
            return;
        }
        *secret = unescaped(text.substr(at + 1, end - at - 1));
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
    if (answer.message.empty()) {
        answer.message = text;
    }
}

// What an HTTP status means that no IRP's code comes with.
std::optional<Error> meaning_of_status(int status) {
    const std::string code = "HTTP-" + std::to_string(status);
    if (status == 429) {
        return make_error(ACCT_ERROR_UNREACHABLE, code, say("The IRP is asked too often at the moment."),
                          say("Try again in a few minutes. Nothing you entered is lost."));
    }
    if (status >= 500) {
        return make_error(ACCT_ERROR_UNREACHABLE, code, say("The IRP is not available at the moment."),
                          say("Try again in a few minutes. Nothing you entered is lost."));
    }
    if (status == 401 || status == 403) {
        return make_error(
            ACCT_ERROR_CONFIGURATION, code,
            say("The IRP, or the gateway to it, does not admit this program."),
            say("Check client id, client secret and the gateway's token on the page \"Providers\"; the "
                "token may have been renewed at the gateway."),
            "provider");
    }
    return std::nullopt;
}

Error no_sense(const std::string& why) {
    return make_error(
        ACCT_ERROR_PROTOCOL, "IRP-ANSWER", say("The IRP's answer makes no sense: {why}", {{"why", why}}),
        say("Try again later. If it stays like this, the address in the provider profile may be wrong."));
}

}  // namespace

Result<Answer> read_answer(SecretBytes& body, int http_status) {
    Answer answer;
    take_secrets(body, answer);
    const std::string text(body.view());
    const auto parsed = parse_json(text);
    if (!parsed || parsed->type() != typeid(Object::Ptr)) {
        if (const auto known = meaning_of_status(http_status)) {
            return *known;
        }
        if (http_status == 404) {
            return no_sense(say("it does not know this address (HTTP 404)."));
        }
        return no_sense(say("it is not JSON (HTTP {status}).", {{"status", std::to_string(http_status)}}));
    }
    const auto envelope = parsed->extract<Object::Ptr>();
    answer.envelope = envelope;
    answer.success = text_of_value(value_of(*envelope, "Status")) == "1";
    if (const Var info = value_of(*envelope, "InfoDtls"); !info.isEmpty()) {
        std::ostringstream out;
        Poco::JSON::Stringifier::condense(info, out);
        answer.info = out.str();
    }
    const Var data = value_of(*envelope, "Data");
    answer.hmac = text_of_value(value_of(*envelope, "hmac"));
    if (answer.success) {
        if (data.type() == typeid(Object::Ptr)) {
            answer.data = data.extract<Object::Ptr>();
        } else {
            answer.data_text = text_of_value(data);
        }
        return answer;
    }
    read_error(value_of(*envelope, "ErrorDetails"), answer, true);
    read_error(value_of(*envelope, "error"), answer, true);
    if (answer.code.empty() && answer.message.empty()) {
        read_error_object(*envelope, answer);
    }
    // The e-way bill names all that is wrong, separated by commas; the first is what to begin with.
    const auto first = std::min(answer.code.find_first_not_of(", "), answer.code.size());
    answer.code = std::string(trim(answer.code.substr(first, answer.code.find(',', first) - first)));
    // A message without a code is the web server's, not the IRP's.
    if (answer.code.empty()) {
        if (const auto known = meaning_of_status(http_status)) {
            return *known;
        }
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

Result<Session> read_session(Dialect dialect, Answer& answer, Bytes app_key, std::int64_t now,
                             std::int64_t server_date, int token_minutes) {
    // The e-way bill puts token and key beside the status and says nothing of an expiry.
    const bool flat = dialect == Dialect::ewb_103 && answer.data.isNull();
    if ((answer.data.isNull() && !flat) || answer.token.empty() || answer.sek.empty()) {
        return no_sense(say("it accepts the log-in without giving a token."));
    }
    constexpr std::size_t longest_token_text = 256;
    if (answer.token.size() > longest_token_text || has_control_characters(answer.token.view()) ||
        !std::all_of(answer.token.data(), answer.token.data() + answer.token.size(),
                     [](unsigned char c) { return c < 0x7F; })) {
        return no_sense(say("its token cannot be sent in a header."));
    }
    const auto wrapped = crypto::base64_decode(answer.sek.view());
    auto key = wrapped ? crypto::aes_ecb_decrypt(app_key, *wrapped) : std::nullopt;
    if (!key || key->size() != crypto::key_size) {
        return no_sense(say("its session key cannot be decrypted."));
    }
    Session session;
    session.token = std::move(answer.token);
    session.key = std::move(*key);
    // The server's clock and ours may differ: what counts is how long the token lives after the server's own
    // time.
    const auto plausible = [](std::int64_t life) { return life > 0 && life <= longest_token; };
    session.expires = now + std::int64_t{token_minutes} * 60;
    const std::string expiry = flat ? std::string{} : text_of_value(value_of(*answer.data, "TokenExpiry"));
    if (const auto stated = parse_ist(expiry)) {
        if (server_date != 0 && plausible(*stated - server_date)) {
            session.expires = now + (*stated - server_date);
        } else if (plausible(*stated - now)) {
            session.expires = *stated;
        }
    }
    return session;
}

namespace {

Error not_a_request(const std::string& why) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "CALL-BODY",
                      say("The e-way bill request cannot be sent: {why}", {{"why", why}}),
                      say("It has to be {form} with the action's own content.",
                          {{"form", R"({"action": "GENEWAYBILL", "data": {…}})"}}));
}

Result<std::string> make_action_body(Bytes session_key, std::string_view json) {
    const auto parsed = parse_json(std::string(json));
    if (!parsed || parsed->type() != typeid(Object::Ptr)) {
        return not_a_request(say("it is not a JSON object."));
    }
    const auto request = parsed->extract<Object::Ptr>();
    const std::string action = text_of_value(request->get("action"));
    const bool plain = !action.empty() && std::all_of(action.begin(), action.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!plain || !request->has("data")) {
        return not_a_request(plain ? say("\"data\" is missing.")
                                   : say("\"action\" is missing or is not a word."));
    }
    std::ostringstream data;
    Poco::JSON::Stringifier::condense(request->get("data"), data);
    return R"({"action":")" + action + R"(","data":")" +
           crypto::base64(crypto::aes_ecb_encrypt(session_key, bytes_of(data.str()))) + R"("})";
}

}  // namespace

Result<std::string> make_call_body(Dialect dialect, Bytes session_key, std::string_view json) {
    if (dialect == Dialect::ewb_103) {
        return make_action_body(session_key, json);
    }
    return R"({"Data":")" + crypto::base64(crypto::aes_ecb_encrypt(session_key, bytes_of(json))) + R"("})";
}

std::optional<SecretBytes> open_payload(const Answer& answer, Bytes session_key) {
    const auto encrypted = crypto::base64_decode(answer.data_text);
    if (!encrypted) {
        return std::nullopt;
    }
    if (answer.rek.empty() && answer.hmac.empty()) {
        return crypto::aes_ecb_decrypt(session_key, *encrypted);
    }
    // The answer's own key, the payload in base64 under it, and an HMAC over that base64: what is there has
    // to be right.
    std::optional<SecretBytes> own_key;
    if (!answer.rek.empty()) {
        const auto wrapped = crypto::base64_decode(answer.rek.view());
        own_key = wrapped ? crypto::aes_ecb_decrypt(session_key, *wrapped) : std::nullopt;
        if (!own_key || own_key->size() != crypto::key_size) {
            return std::nullopt;
        }
    }
    const Bytes key = own_key ? own_key->bytes() : session_key;
    auto text = crypto::aes_ecb_decrypt(key, *encrypted);
    if (!text) {
        return std::nullopt;
    }
    if (!answer.hmac.empty()) {
        const auto stated = crypto::base64_decode(answer.hmac);
        if (!stated || !equal_secrets(*stated, crypto::hmac_sha256(key, text->bytes()))) {
            return std::nullopt;
        }
    }
    return crypto::base64_decode_secret(text->view());
}

}  // namespace tijori::irp
