// envelope.cpp - see envelope.hpp.
#include "irp/envelope.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/String.h>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "irp/error_catalogue.hpp"

namespace irp_sandbox {
namespace {

using Poco::Dynamic::Var;

// What the two envelopes have in common: the spelling of keys, of the status and of errors.
class Spelling {
public:
    explicit Spelling(const EnvelopeShape& shape) : shape_(shape) {}

    std::string key(const std::string& name) const {
        return shape_.lower_case_keys ? Poco::toLower(name) : name;
    }

    Var status(const Envelope& envelope, StatusType usual) const {
        const int status = envelope.ok() ? 1 : 0;
        const StatusType type = shape_.status == StatusType::natural ? usual : shape_.status;
        return type == StatusType::text ? Var(std::to_string(status)) : Var(status);
    }

    // `natural` is the error as this system spells it inside; `single` one object for it.
    Var errors(const Envelope& envelope, const Var& natural, const Var& single, ErrorEncoding usual) const {
        if (envelope.ok()) {
            return {};
        }
        switch (shape_.errors == ErrorEncoding::natural ? usual : shape_.errors) {
            case ErrorEncoding::base64:
                return base64_encode(view_of(to_json(natural)));
            case ErrorEncoding::json_string:
                return to_json(natural);
            case ErrorEncoding::object:
                return single;
            case ErrorEncoding::plain_text:
                return envelope.errors.front().code + " : " + envelope.errors.front().message;
            case ErrorEncoding::null:
                return {};
            case ErrorEncoding::natural:
                break;
        }
        return natural;
    }

    const EnvelopeShape& shape() const { return shape_; }

private:
    const EnvelopeShape& shape_;
};

Var error_list(const Envelope& envelope, const Spelling& spelling) {
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
    for (const ErrorDetail& error : envelope.errors) {
        Poco::JSON::Object::Ptr entry = new_json_object();
        entry->set(spelling.key("ErrorCode"), error.code);
        entry->set(spelling.key("ErrorMessage"), error.message);
        list->add(entry);
    }
    return spelling.errors(envelope, list, envelope.ok() ? Var() : list->get(0), ErrorEncoding::natural);
}

Var info_list(const Envelope& envelope, const Spelling& spelling) {
    if (envelope.infos.empty()) {
        return {};
    }
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
    for (const InfoDetail& info : envelope.infos) {
        Poco::JSON::Object::Ptr entry = new_json_object();
        entry->set(spelling.key("InfCd"), info.code);
        entry->set(spelling.key("Desc"), info.object ? Var(info.object) : Var(info.text));
        list->add(entry);
    }
    return list;
}

class NicRenderer {
public:
    explicit NicRenderer(const Spelling& spelling) : spelling_(spelling) {}

    std::string render(const Envelope& envelope) const {
        Poco::JSON::Object::Ptr root = new_json_object();
        root->set(key("Status"), spelling_.status(envelope, StatusType::number));
        root->set(key("Data"), data(envelope));
        root->set(key("ErrorDetails"), error_list(envelope, spelling_));
        root->set(key("InfoDtls"), info_list(envelope, spelling_));
        return to_json(root);
    }

private:
    std::string key(const std::string& name) const { return spelling_.key(name); }

    Var data(const Envelope& envelope) const {
        if (const auto* encrypted = std::get_if<std::string>(&envelope.data)) {
            return *encrypted;
        }
        const auto* grant = std::get_if<Grant>(&envelope.data);
        if (grant == nullptr) {
            return {};
        }
        Poco::JSON::Object::Ptr object = new_json_object();
        object->set(key(spelling_.shape().client_id_key), grant->client_id);
        object->set(key("UserName"), grant->user_name);
        object->set(key("AuthToken"), grant->auth_token);
        object->set(key("Sek"), grant->sek);
        if (grant->token_expiry) {
            object->set(key("TokenExpiry"), *grant->token_expiry);
        }
        return object;
    }

    const Spelling& spelling_;
};

class EwayBillRenderer {
public:
    explicit EwayBillRenderer(const Spelling& spelling) : spelling_(spelling) {}

    std::string render(const Envelope& envelope) const {
        Poco::JSON::Object::Ptr root = new_json_object();
        root->set("status", spelling_.status(envelope, StatusType::text));
        if (!envelope.ok()) {
            if (const auto* data = std::get_if<std::string>(&envelope.data)) {
                root->set("data", *data);
            }
            root->set("error", errors(envelope));
            root->set("info", infos(envelope));
            return to_json(root);
        }
        if (const auto* grant = std::get_if<Grant>(&envelope.data)) {
            root->set("authtoken", grant->auth_token);
            root->set("sek", grant->sek);
            root->set("Alert", Var());
            root->set("Message", Var());
            return to_json(root);
        }
        const auto* data = std::get_if<std::string>(&envelope.data);
        root->set("data", data == nullptr ? Var() : Var(*data));
        if (envelope.rek) {
            root->set("rek", *envelope.rek);
        }
        if (envelope.hmac) {
            root->set("hmac", *envelope.hmac);
        }
        root->set("error", Var());
        root->set("info", infos(envelope));
        return to_json(root);
    }

private:
    Var errors(const Envelope& envelope) const {
        std::string codes;
        for (const ErrorDetail& error : envelope.errors) {
            codes += (codes.empty() ? "" : ",") + error.code;
        }
        Poco::JSON::Object::Ptr object = new_json_object();
        object->set("errorCodes", codes);
        return spelling_.errors(envelope, object, object, ErrorEncoding::base64);
    }

    static Var infos(const Envelope& envelope) {
        return envelope.infos.empty() ? Var() : Var(envelope.infos.front().text);
    }

    const Spelling& spelling_;
};

// Says only what there is to say.
std::string render_account(const Envelope& envelope, const Spelling& spelling) {
    Poco::JSON::Object::Ptr root = new_json_object();
    root->set(spelling.key("Status"), spelling.status(envelope, StatusType::number));
    if (const auto* data = std::get_if<Poco::JSON::Object::Ptr>(&envelope.data)) {
        root->set(spelling.key("Data"), *data);
    } else if (const auto* text = std::get_if<std::string>(&envelope.data)) {
        root->set(spelling.key("Data"), *text);
    }
    if (!envelope.ok()) {
        root->set(spelling.key("ErrorDetails"), error_list(envelope, spelling));
    }
    for (const auto& [name, value] : envelope.extras) {
        root->set(name, value);
    }
    if (!envelope.infos.empty()) {
        root->set(spelling.key("InfoDtls"), info_list(envelope, spelling));
    }
    return to_json(root);
}

}  // namespace

Envelope refusal(std::string_view error_code) {
    Envelope envelope;
    envelope.errors.push_back({std::string{error_code}, error_message(error_code)});
    return envelope;
}

std::string render(const Envelope& envelope, const EnvelopeShape& shape) {
    const Spelling spelling(shape);
    switch (shape.dialect) {
        case Dialect::eway_bill:
            return EwayBillRenderer(spelling).render(envelope);
        case Dialect::account:
            return render_account(envelope, spelling);
        case Dialect::nic:
            break;
    }
    return NicRenderer(spelling).render(envelope);
}

}  // namespace irp_sandbox
