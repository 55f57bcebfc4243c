// envelope.cpp - see envelope.hpp.
#include "irp/envelope.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/String.h>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

using Poco::Dynamic::Var;

class Renderer {
public:
    explicit Renderer(const EnvelopeShape& shape) : shape_(shape) {}

    std::string render(const Envelope& envelope) const {
        Poco::JSON::Object::Ptr root = new_json_object();
        const int status = envelope.ok() ? 1 : 0;
        root->set(key("Status"), shape_.status_as_string ? Var(std::to_string(status)) : Var(status));
        root->set(key("Data"), data(envelope));
        root->set(key("ErrorDetails"), errors(envelope));
        root->set(key("InfoDtls"), infos(envelope));
        return to_json(root);
    }

private:
    std::string key(const std::string& name) const {
        return shape_.lower_case_keys ? Poco::toLower(name) : name;
    }

    Var data(const Envelope& envelope) const {
        if (const auto* encrypted = std::get_if<std::string>(&envelope.data)) {
            return *encrypted;
        }
        const auto* grant = std::get_if<Grant>(&envelope.data);
        if (grant == nullptr) {
            return {};
        }
        Poco::JSON::Object::Ptr object = new_json_object();
        object->set(key(shape_.client_id_key), grant->client_id);
        object->set(key("UserName"), grant->user_name);
        object->set(key("AuthToken"), grant->auth_token);
        object->set(key("Sek"), grant->sek);
        if (grant->token_expiry) {
            object->set(key("TokenExpiry"), *grant->token_expiry);
        }
        return object;
    }

    Var errors(const Envelope& envelope) const {
        if (envelope.ok() || shape_.errors == ErrorEncoding::null) {
            return {};
        }
        if (shape_.errors == ErrorEncoding::plain_text) {
            const ErrorDetail& first = envelope.errors.front();
            return first.code + " : " + first.message;
        }
        Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
        for (const ErrorDetail& error : envelope.errors) {
            Poco::JSON::Object::Ptr entry = new_json_object();
            entry->set(key("ErrorCode"), error.code);
            entry->set(key("ErrorMessage"), error.message);
            list->add(entry);
        }
        if (shape_.errors == ErrorEncoding::array) {
            return list;
        }
        const std::string text = to_json(list);
        return shape_.errors == ErrorEncoding::base64 ? base64_encode(view_of(text)) : text;
    }

    Var infos(const Envelope& envelope) const {
        if (envelope.infos.empty()) {
            return {};
        }
        Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
        for (const InfoDetail& info : envelope.infos) {
            Poco::JSON::Object::Ptr entry = new_json_object();
            entry->set(key("InfCd"), info.code);
            entry->set(key("Desc"), info.text);
            list->add(entry);
        }
        return list;
    }

    const EnvelopeShape& shape_;
};

}  // namespace

Envelope refusal(std::string_view error_code) {
    Envelope envelope;
    envelope.errors.push_back({std::string{error_code}, error_message(error_code)});
    return envelope;
}

std::string render(const Envelope& envelope, const EnvelopeShape& shape) {
    return Renderer(shape).render(envelope);
}

}  // namespace irp_sandbox
