// document.cpp - see document.hpp.
#include "invoices/document.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace munim {
namespace {

constexpr std::size_t depth_limit = 24;

Error bad_document(const std::string& reason) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "INVOICE-BROKEN", "This is not an e-invoice: " + reason,
                      "Give a file with one e-invoice as JSON (schema 1.1), or an array of them.");
}

Result<Poco::Dynamic::Var> parsed(std::string_view text) {
    if (!is_utf8(text)) {
        return bad_document("it is not UTF-8 text.");
    }
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(depth_limit);
        return parser.parse(std::string{text});
    } catch (const Poco::Exception& bad) {
        return bad_document("it is not JSON (" + printable(bad.message(), 300) + ").");
    }
}

std::string text_at(const Poco::JSON::Object& root, const std::string& part, const std::string& name) {
    const auto object = root.getObject(part);
    if (!object) {
        return {};
    }
    const Poco::Dynamic::Var value = object->get(name);
    return value.isString() ? value.extract<std::string>() : std::string{};
}

std::string two_decimals(const Poco::Dynamic::Var& value) {
    if (value.isEmpty() || !value.isNumeric() || value.isBoolean()) {
        return {};
    }
    std::array<char, 64> digits{};
    std::snprintf(digits.data(), digits.size(), "%.2f", value.convert<double>());
    return digits.data();
}

bool is_date(std::string_view text) {
    constexpr std::string_view form = "dd/dd/dddd";
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(),
                      [](char c, char f) { return f == 'd' ? c >= '0' && c <= '9' : c == f; });
}

std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

Result<InvoiceHeads> heads_of(std::string_view document) {
    const auto root = parsed(document);
    if (!root) {
        return root.error();
    }
    if (root->type() != typeid(Poco::JSON::Object::Ptr)) {
        return bad_document("it must be an object in { }.");
    }
    const auto object = root->extract<Poco::JSON::Object::Ptr>();
    InvoiceHeads heads;
    try {
        heads.gstin = text_at(*object, "SellerDtls", "Gstin");
        heads.type = text_at(*object, "DocDtls", "Typ");
        heads.number = text_at(*object, "DocDtls", "No");
        heads.date = text_at(*object, "DocDtls", "Dt");
        heads.buyer = text_at(*object, "BuyerDtls", "LglNm");
        heads.buyer_gstin = text_at(*object, "BuyerDtls", "Gstin");
        const auto values = object->getObject("ValDtls");
        heads.total = values ? two_decimals(values->get("TotInvVal")) : std::string{};
    } catch (const Poco::Exception& bad) {
        return bad_document(printable(bad.message(), 300) + ".");
    }
    if (heads.gstin.size() != 15) {
        return bad_document("SellerDtls.Gstin must be the seller's GSTIN, 15 characters.");
    }
    if (heads.type.empty() || heads.number.empty() || heads.number.size() > 16) {
        return bad_document("DocDtls needs Typ and No, the number with at most 16 characters.");
    }
    if (!is_date(heads.date)) {
        return bad_document("DocDtls.Dt must be a date as dd/MM/yyyy.");
    }
    return heads;
}

bool same_invoice(const InvoiceHeads& one, const InvoiceHeads& other) {
    return one.gstin == other.gstin && one.type == other.type && folded(one.number) == folded(other.number) &&
           one.date == other.date && one.buyer_gstin == other.buyer_gstin && one.total == other.total;
}

Result<std::vector<std::string>> documents_in(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);  // some editors put a byte order mark in front
    }
    const auto root = parsed(text);
    if (!root) {
        return root.error();
    }
    const bool is_array = root->type() == typeid(Poco::JSON::Array::Ptr);
    if (!is_array && root->type() != typeid(Poco::JSON::Object::Ptr)) {
        return bad_document("it must be an object in { } or an array in [ ].");
    }
    // It is well-formed JSON, so counting brackets outside of texts finds where each object begins and ends.
    const int wanted = is_array ? 1 : 0;
    std::vector<std::string> found;
    int depth = 0;
    bool in_text = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (in_text) {
            at += c == '\\' ? 1 : 0;
            in_text = c != '"';
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            if (c == '{' && depth == wanted) {
                begin = at;
            }
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
            if (c == '}' && depth == wanted) {
                found.emplace_back(text.substr(begin, at + 1 - begin));
            }
        }
    }
    if (found.empty() || (is_array && found.size() != root->extract<Poco::JSON::Array::Ptr>()->size())) {
        return bad_document("the array must hold objects in { }, at least one, and nothing else.");
    }
    return found;
}

std::string document_id(std::string_view document) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(document.data()), document.size());
    std::array<char, 17> digits{};
    sodium_bin2hex(digits.data(), digits.size(), hash.data(), 8);
    return digits.data();
}

}  // namespace munim
