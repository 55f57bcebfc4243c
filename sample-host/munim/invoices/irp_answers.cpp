// irp_answers.cpp - see irp_answers.hpp.
#include "invoices/irp_answers.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <sodium.h>

#include <algorithm>

#include "base/text.hpp"

namespace munim {
namespace {

Error unreadable() {
    return make_error(ACCT_ERROR_PROTOCOL, "IRP-ANSWER", "The IRP's answer cannot be understood.",
                      "Look the invoice up. If it stays like this, tell the IRP's help desk.");
}

Poco::JSON::Object::Ptr object_of(std::string_view json) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(24);
        const auto root = parser.parse(std::string{json});
        if (root.type() == typeid(Poco::JSON::Object::Ptr)) {
            return root.extract<Poco::JSON::Object::Ptr>();
        }
    } catch (const Poco::Exception&) {
        return {};
    }
    return {};
}

// A text, or a number as a text: the acknowledgement number comes as either.
std::string text_in(const Poco::JSON::Object& object, const std::string& name) {
    const Poco::Dynamic::Var value = object.get(name);
    if (value.isString()) {
        return value.extract<std::string>();
    }
    return value.isInteger() && !value.isBoolean() ? value.convert<std::string>() : std::string{};
}

bool is_irn(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

IrpEntry entry_of(const Poco::JSON::Object& object) {
    IrpEntry entry;
    entry.irn = text_in(object, "Irn");
    entry.ack_no = text_in(object, "AckNo");
    entry.ack_date = text_in(object, "AckDt");
    return entry;
}

// The document in a signed invoice (JWT): the claim "data". That it comes from the IRP, the connection has
// proved.
std::optional<InvoiceHeads> signed_document(std::string_view token) {
    const std::size_t begin = token.find('.');
    const std::size_t end = begin == std::string_view::npos ? begin : token.find('.', begin + 1);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view middle = token.substr(begin + 1, end - begin - 1);
    std::string claims(middle.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(claims.data()), claims.size(), middle.data(),
                          middle.size(), "=", &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return std::nullopt;
    }
    claims.resize(size);
    const auto object = object_of(claims);
    if (!object) {
        return std::nullopt;
    }
    const auto heads = heads_of(text_in(*object, "data"));
    return heads ? std::optional{*heads} : std::nullopt;
}

}  // namespace

Result<IrpEntry> parse_entry(std::string_view payload) {
    const auto object = object_of(payload);
    if (!object) {
        return unreadable();
    }
    IrpEntry entry = entry_of(*object);
    if (!is_irn(entry.irn)) {
        return unreadable();
    }
    entry.signed_qr_code = text_in(*object, "SignedQRCode");
    entry.cancelled = text_in(*object, "Status") == "CNL";
    entry.document = signed_document(text_in(*object, "SignedInvoice"));
    return entry;
}

std::optional<IrpEntry> duplicate_entry(std::string_view info) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(8);
        const auto root = info.empty() ? Poco::Dynamic::Var{} : parser.parse(std::string{info});
        if (root.type() != typeid(Poco::JSON::Array::Ptr)) {
            return std::nullopt;
        }
        const auto& list = root.extract<Poco::JSON::Array::Ptr>();
        for (unsigned i = 0; i < list->size(); ++i) {
            const auto one = list->getObject(i);
            if (one && text_in(*one, "InfCd") == "DUPIRN" && one->isObject("Desc")) {
                IrpEntry entry = entry_of(*one->getObject("Desc"));
                if (is_irn(entry.irn)) {
                    return entry;
                }
            }
        }
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    return std::nullopt;
}

Result<std::string> parse_cancel_date(std::string_view payload) {
    const auto object = object_of(payload);
    std::string date = object ? text_in(*object, "CancelDate") : std::string{};
    if (date.empty()) {
        return unreadable();
    }
    return date;
}

Outcome outcome_of(const Error& error) {
    constexpr std::string_view irp = "IRP-";
    const bool has_number = error.code.starts_with(irp) && error.code.size() > irp.size() &&
                            error.code[irp.size()] >= '0' && error.code[irp.size()] <= '9';
    if (has_number) {
        const std::string_view number = std::string_view{error.code}.substr(irp.size());
        // Parties that the IRP does not take, and members of the document that are wrong: said of the
        // document, since the log-in is done when it is looked at.
        const bool of_parties =
            number == "3028" || number == "3029" || (number >= "3074" && number <= "3079");
        return error.status == ACCT_ERROR_REJECTED || of_parties || number == "5002" ? Outcome::rejected
                                                                                     : Outcome::not_taken;
    }
    switch (error.status) {
        case ACCT_ERROR_REJECTED:
            return Outcome::rejected;
        case ACCT_ERROR_UNREACHABLE:
            // Left alone on purpose, or turned away: then nothing was sent or acted upon.
            return error.code == "IRP-RESTING" || error.code == "HTTP-429" || error.code == "PROXY-REFUSED"
                       ? Outcome::not_taken
                       : Outcome::unknown;
        case ACCT_ERROR_PROTOCOL:
        case ACCT_ERROR_CANCELLED:
        case ACCT_ERROR_FAILED:
        case ACCT_ERROR_NO_MEMORY:
            return Outcome::unknown;
        default:
            return Outcome::not_taken;
    }
}

bool is_about_credentials(const Error& error) {
    switch (error.status) {
        case ACCT_ERROR_LOCKED:
        case ACCT_ERROR_REFUSED:
        case ACCT_ERROR_BLOCKED:
        case ACCT_ERROR_CONFIGURATION:
        case ACCT_ERROR_NOT_FOUND:
            return true;
        default:
            return false;
    }
}

std::string info_words(std::string_view info) {
    if (const auto duplicate = duplicate_entry(info)) {
        return "DUPIRN: the IRN that is there is " + duplicate->irn + ", acknowledged as " +
               duplicate->ack_no + " on " + duplicate->ack_date + ".\n";
    }
    std::string words;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(8);
        const auto root = info.empty() ? Poco::Dynamic::Var{} : parser.parse(std::string{info});
        if (root.type() != typeid(Poco::JSON::Array::Ptr)) {
            return printable_lines(info);
        }
        const auto& list = root.extract<Poco::JSON::Array::Ptr>();
        for (unsigned i = 0; i < list->size(); ++i) {
            const auto one = list->getObject(i);
            if (one) {
                const Poco::Dynamic::Var about = one->get("Desc");
                words +=
                    text_in(*one, "InfCd") + ": " +
                    (about.isString() ? about.extract<std::string>() : Poco::Dynamic::Var::toString(about)) +
                    "\n";
            }
        }
    } catch (const Poco::Exception&) {
        return printable_lines(info);
    }
    return words;
}

}  // namespace munim
