// invoice_check.cpp - see invoice_check.hpp.
#include "invoices/invoice_check.hpp"

#include <Poco/JSON/Array.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/openssl_handles.hpp"
#include "irp/gstin.hpp"

namespace irp_sandbox {
namespace {

using Poco::Dynamic::Var;
using Problems = std::vector<std::string>;

constexpr std::size_t most_items = 1000;

// One object of the document; complaints name the member as in "ItemList[0].HsnCd".
class Part {
public:
    Part(Poco::JSON::Object::Ptr object, std::string path, Problems& problems)
        : object_(std::move(object)), path_(std::move(path)), problems_(problems) {}

    void complain(const std::string& name, const std::string& problem) const {
        problems_.push_back((path_.empty() ? name : path_ + "." + name) + ": " + problem);
    }

    std::string text(const std::string& name, std::size_t shortest, std::size_t longest) const {
        const auto value = string_member(*object_, name);
        if (!value) {
            complain(name, "is required as a text");
        } else if (value->size() < shortest || value->size() > longest) {
            complain(name, "must have " + std::to_string(shortest) + " to " + std::to_string(longest) +
                               " characters");
        }
        return value.value_or("");
    }

    template <std::size_t count>
    std::string one_of(const std::string& name, const std::array<std::string_view, count>& choices) const {
        std::string value = string_member(*object_, name).value_or("");
        if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
            std::string list;
            for (const std::string_view choice : choices) {
                list += (list.empty() ? "" : ", ") + std::string{choice};
            }
            complain(name, "is required; one of " + list);
        }
        return value;
    }

    // Digits only, as in PIN and state codes; real systems take them as numbers and as texts.
    void code(const std::string& name, std::size_t shortest, std::size_t longest) const {
        const Var value = object_->get(name);
        const std::string text = value.isEmpty() ? "" : value.convert<std::string>();
        if (text.size() < shortest || text.size() > longest ||
            text.find_first_not_of("0123456789") != std::string::npos) {
            complain(name, "is required; digits only");
        }
    }

    Var amount(const std::string& name) const {
        const Var value = object_->get(name);
        if (value.isEmpty() || !value.isNumeric() || value.isBoolean() || value.convert<double>() < 0) {
            complain(name, "is required as a number that is not negative");
        }
        return value;
    }

    // An empty part where there is none, so that its members are complained about one by one.
    Part child(const std::string& name) const {
        auto object = object_->getObject(name);
        if (!object) {
            complain(name, "is required as an object");
            object = new_json_object();
        }
        return {object, path_.empty() ? name : path_ + "." + name, problems_};
    }

    const Poco::JSON::Object& object() const { return *object_; }
    Problems& problems() const { return problems_; }

private:
    Poco::JSON::Object::Ptr object_;
    std::string path_;
    Problems& problems_;
};

void read_party(const Part& party, bool at_home) {
    party.text("LglNm", 3, 100);
    party.text("Addr1", 1, 100);
    party.text("Loc", 3, 50);
    party.code("Stcd", 1, 2);
    if (at_home) {
        party.code("Pin", 6, 6);
    }
}

void read_document(const Part& document, InvoiceHeads& heads) {
    heads.type = document.one_of("Typ", std::array<std::string_view, 3>{"INV", "CRN", "DBN"});
    heads.number = document.text("No", 1, 16);
    const bool begins_well = !heads.number.empty() && heads.number.front() != '0' &&
                             heads.number.front() != '/' && heads.number.front() != '-';
    if (!begins_well ||
        heads.number.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-") !=
            std::string::npos) {
        document.complain("No", "must have letters, digits, / and - only, and not begin with 0, / or -");
    }
    heads.date_text = document.text("Dt", 10, 10);
    const auto date = parse_document_date(heads.date_text);
    if (!date) {
        document.complain("Dt", "must be a date as dd/MM/yyyy");
    }
    heads.date = date.value_or(std::chrono::sys_days{});
}

std::string read_gstin(const Part& party, bool may_be_abroad) {
    std::string gstin = string_member(party.object(), "Gstin").value_or("");
    if (!looks_like_gstin(gstin) && !(may_be_abroad && gstin == "URP")) {
        party.complain("Gstin", may_be_abroad ? "must be a GSTIN, or URP for exports" : "must be a GSTIN");
    }
    return gstin;
}

void read_item(const Part& item) {
    item.text("SlNo", 1, 6);
    const std::string service = item.one_of("IsServc", std::array<std::string_view, 2>{"Y", "N"});
    item.code("HsnCd", 4, 8);
    if (service == "N") {
        item.amount("Qty");
        item.text("Unit", 1, 8);
    }
    for (const char* name : {"UnitPrice", "TotAmt", "AssAmt", "GstRt", "TotItemVal"}) {
        item.amount(name);
    }
}

void read_items(const Part& root, InvoiceHeads& heads) {
    const auto items = root.object().getArray("ItemList");
    if (!items || items->empty() || items->size() > most_items) {
        root.complain("ItemList", "is required with 1 to " + std::to_string(most_items) + " items");
        return;
    }
    heads.items = items->size();
    double largest = -1;
    for (unsigned i = 0; i < items->size(); ++i) {
        const std::string path = "ItemList[" + std::to_string(i) + "]";
        const auto object = items->getObject(i);
        if (!object) {
            root.complain(path, "must be an object");
            continue;
        }
        const std::size_t problems_before = root.problems().size();
        read_item({object, path, root.problems()});
        if (root.problems().size() != problems_before) {
            continue;
        }
        // The QR code names the HSN of the item with the highest taxable value.
        const double value = object->get("AssAmt").convert<double>();
        if (value > largest) {
            largest = value;
            heads.main_hsn = object->get("HsnCd").convert<std::string>();
        }
    }
}

}  // namespace

InvoiceReading read_invoice(const Poco::JSON::Object& invoice) {
    InvoiceReading reading;
    InvoiceHeads& heads = reading.heads;
    // A shallow copy: the parts share what they look at.
    const Part root{Poco::JSON::Object::Ptr{new Poco::JSON::Object(invoice)}, "", reading.problems};
    root.one_of("Version", std::array<std::string_view, 1>{"1.1"});
    const Part transaction = root.child("TranDtls");
    transaction.one_of("TaxSch", std::array<std::string_view, 1>{"GST"});
    heads.supply_type = transaction.one_of(
        "SupTyp", std::array<std::string_view, 6>{"B2B", "SEZWP", "SEZWOP", "EXPWP", "EXPWOP", "DEXP"});
    read_document(root.child("DocDtls"), heads);
    const Part seller = root.child("SellerDtls");
    heads.supplier = read_gstin(seller, false);
    read_party(seller, true);
    const Part buyer = root.child("BuyerDtls");
    heads.recipient = read_gstin(buyer, heads.supply_type.starts_with("EXP"));
    read_party(buyer, !heads.is_export());
    buyer.code("Pos", 1, 2);
    const Var state = buyer.object().get("Stcd");
    heads.recipient_state = state.isEmpty() ? "" : state.convert<std::string>();
    read_items(root, heads);
    const Part values = root.child("ValDtls");
    values.amount("AssVal");
    heads.total = values.amount("TotInvVal");
    return reading;
}

std::string financial_year(std::chrono::sys_days date) {
    const std::chrono::year_month_day parts{date};
    const int first = static_cast<int>(parts.year()) - (parts.month() < std::chrono::April ? 1 : 0);
    const std::string next = std::to_string((first + 1) % 100);
    return std::to_string(first) + "-" + (next.size() < 2 ? "0" + next : next);
}

std::string invoice_reference_number(const std::string& supplier, std::chrono::sys_days date,
                                     const std::string& type, const std::string& number) {
    const std::string joined = supplier + financial_year(date) + type + number;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require_openssl(
        EVP_Digest(joined.data(), joined.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1,
        "hash a document's name");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 0x0FU];
    }
    return hex;
}

}  // namespace irp_sandbox
