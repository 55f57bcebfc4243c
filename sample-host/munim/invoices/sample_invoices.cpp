// sample_invoices.cpp - see sample_invoices.hpp.
#include "invoices/sample_invoices.hpp"

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include "base/json_writer.hpp"
#include "invoices/sample_trade.hpp"

namespace munim {
namespace {

using sample::Goods;
using sample::Party;
using sample::Seller;
using std::chrono::days;
using std::chrono::sys_days;
using Paise = int64_t;

constexpr unsigned seed = 20260401;
constexpr int64_t days_back = 6;

// What is wrong with an invoice, for the IRP to find.
enum class Flaw { none, cancelled_buyer, unknown_buyer, number_used_before, wrong_state, date_to_come };

struct Tax {
    Paise igst = 0;
    Paise cgst = 0;
    Paise sgst = 0;
};

struct Sums {
    Paise taxable = 0;
    Paise discount = 0;
    Tax tax;
};

std::string two_digits(unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string four_digits(int number) {
    const std::string digits = std::to_string(number);
    return std::string(4 - std::min<std::size_t>(digits.size(), 4), '0') + digits;
}

std::string rupees(Paise amount) {
    const std::string sign = amount < 0 ? "-" : "";
    const Paise size = amount < 0 ? -amount : amount;
    return sign + std::to_string(size / 100) + "." + two_digits(static_cast<unsigned>(size % 100));
}

std::string date_text(sys_days date) {
    const std::chrono::year_month_day parts{date};
    return two_digits(unsigned{parts.day()}) + "/" + two_digits(unsigned{parts.month()}) + "/" +
           std::to_string(int{parts.year()});
}

// "26-27" for a date from 1 April 2026 to 31 March 2027.
std::string short_financial_year(sys_days date) {
    const std::chrono::year_month_day parts{date};
    const int first = int{parts.year()} - (parts.month() < std::chrono::April ? 1 : 0);
    return two_digits(static_cast<unsigned>(first % 100)) + "-" +
           two_digits(static_cast<unsigned>((first + 1) % 100));
}

Paise part_of(Paise amount, int64_t per_mille) {
    return (amount * per_mille + 500) / 1000;
}

class Writer {
public:
    Writer(const Seller& seller, std::minstd_rand& dice) : seller_(seller), dice_(dice) {}

    std::string write(const std::string& number, sys_days date, const Party& buyer,
                      const std::string& buyer_state) {
        json_ = {};
        json_.begin_object().member("Version", "1.1");
        json_.key("TranDtls")
            .begin_object()
            .member("TaxSch", "GST")
            .member("SupTyp", "B2B")
            .member("RegRev", "N");
        json_.member("IgstOnIntra", "N").end_object();
        json_.key("DocDtls").begin_object().member("Typ", "INV").member("No", number);
        json_.member("Dt", date_text(date)).end_object();
        party("SellerDtls", seller_.party, std::string{seller_.party.gstin.substr(0, 2)}, false);
        party("BuyerDtls", buyer, buyer_state, true);
        // Goods sold within a state are taxed by the Centre and the state, across a border by the Centre
        // alone.
        within_state_ = seller_.party.gstin.substr(0, 2) == buyer_state;
        items();
        values();
        return json_.end_object().take();
    }

private:
    std::size_t roll(std::size_t faces) { return dice_() % faces; }

    void party(std::string_view name, const Party& who, const std::string& state, bool is_buyer) {
        json_.key(name).begin_object().member("Gstin", who.gstin).member("LglNm", who.name);
        if (is_buyer) {
            json_.member("Pos", state);
        }
        json_.member("Addr1", who.address).member("Loc", who.place).key("Pin").raw(who.pin);
        json_.member("Stcd", state).end_object();
    }

    void items() {
        sums_ = {};
        json_.key("ItemList").begin_array();
        const std::size_t first = roll(sample::goods.size());
        const std::size_t count = 1 + roll(4);
        for (std::size_t i = 0; i < count; ++i) {
            item(i + 1, sample::goods[(first + i * 5) % sample::goods.size()]);
        }
        json_.end_array();
    }

    void item(std::size_t serial, const Goods& goods) {
        const int64_t quantity = 1 + static_cast<int64_t>(roll(static_cast<std::size_t>(goods.most)));
        const Paise price = goods.price * 100 + static_cast<Paise>(roll(100));
        const Paise gross = quantity * price;
        const Paise discount = part_of(gross, roll(3) == 0 ? 25 : 0);
        const Paise taxable = gross - discount;
        Tax tax;
        if (within_state_) {
            tax.cgst = part_of(taxable, goods.rate * 5);
            tax.sgst = tax.cgst;
        } else {
            tax.igst = part_of(taxable, goods.rate * 10);
        }
        json_.begin_object().member("SlNo", std::to_string(serial)).member("PrdDesc", goods.description);
        json_.member("IsServc", goods.unit.empty() ? "Y" : "N").member("HsnCd", goods.hsn);
        json_.member("Qty", quantity).member("Unit", goods.unit.empty() ? "OTH" : goods.unit);
        json_.key("UnitPrice").raw(rupees(price)).key("TotAmt").raw(rupees(gross));
        json_.key("Discount")
            .raw(rupees(discount))
            .key("AssAmt")
            .raw(rupees(taxable))
            .member("GstRt", goods.rate);
        json_.key("IgstAmt").raw(rupees(tax.igst)).key("CgstAmt").raw(rupees(tax.cgst));
        json_.key("SgstAmt").raw(rupees(tax.sgst));
        json_.key("TotItemVal").raw(rupees(taxable + tax.igst + tax.cgst + tax.sgst)).end_object();
        sums_.taxable += taxable;
        sums_.tax.igst += tax.igst;
        sums_.tax.cgst += tax.cgst;
        sums_.tax.sgst += tax.sgst;
    }

    void values() {
        const Paise exact = sums_.taxable + sums_.tax.igst + sums_.tax.cgst + sums_.tax.sgst;
        const Paise total = (exact + 50) / 100 * 100;
        json_.key("ValDtls").begin_object().key("AssVal").raw(rupees(sums_.taxable));
        json_.key("CgstVal").raw(rupees(sums_.tax.cgst)).key("SgstVal").raw(rupees(sums_.tax.sgst));
        json_.key("IgstVal").raw(rupees(sums_.tax.igst)).key("RndOffAmt").raw(rupees(total - exact));
        json_.key("TotInvVal").raw(rupees(total)).end_object();
    }

    const Seller& seller_;
    std::minstd_rand& dice_;
    JsonWriter json_;
    Sums sums_;
    bool within_state_ = false;
};

Flaw flaw_of(std::size_t seller, std::size_t number) {
    switch (seller * 100 + number) {
        case 7:
            return Flaw::cancelled_buyer;
        case 15:
            return Flaw::number_used_before;
        case 106:
            return Flaw::unknown_buyer;
        case 112:
            return Flaw::date_to_come;
        case 205:
            return Flaw::wrong_state;
        default:
            return Flaw::none;
    }
}

void write_series(std::size_t index, sys_days today, std::minstd_rand& dice, std::vector<Invoice>& into) {
    const Seller& seller = sample::sellers[index];
    Writer writer{seller, dice};
    std::string number_before;
    sys_days date_before;
    for (std::size_t i = 0; i < seller.invoices; ++i) {
        const Flaw flaw = flaw_of(index, i);
        // Numbers rise with the days.
        sys_days date = today - days{days_back - static_cast<int64_t>(i) * days_back /
                                                     static_cast<int64_t>(seller.invoices)};
        const Party& buyer = flaw == Flaw::cancelled_buyer ? sample::cancelled_buyer
                             : flaw == Flaw::unknown_buyer ? sample::unknown_buyer
                                                           : sample::buyers[dice() % sample::buyers.size()];
        if (flaw == Flaw::date_to_come) {
            date = today + days{2};
        }
        std::string number = std::string{seller.series} + "/" + short_financial_year(date) + "/" +
                             four_digits(seller.first_number + static_cast<int>(i));
        if (flaw == Flaw::number_used_before) {
            number = number_before;
            date = date_before;
        }
        const std::string state = flaw == Flaw::wrong_state ? "32" : std::string{buyer.gstin.substr(0, 2)};
        Invoice invoice;
        invoice.document = writer.write(number, date, buyer, state);
        invoice.id = document_id(invoice.document);
        invoice.heads = *heads_of(invoice.document);
        into.push_back(std::move(invoice));
        number_before = number;
        date_before = date;
    }
}

bool has_registration(const std::vector<Company>& companies, std::string_view gstin) {
    return std::any_of(companies.begin(), companies.end(), [&](const Company& company) {
        return std::any_of(company.registrations.begin(), company.registrations.end(),
                           [&](const Registration& registration) { return registration.gstin == gstin; });
    });
}

}  // namespace

std::vector<Invoice> sample_invoices(const std::vector<Company>& companies, sys_days today) {
    for (const Seller& seller : sample::sellers) {
        if (!has_registration(companies, seller.party.gstin)) {
            return {};
        }
    }
    std::vector<Invoice> invoices;
    std::minstd_rand dice{seed};
    for (std::size_t i = 0; i < sample::sellers.size(); ++i) {
        write_series(i, today, dice, invoices);
    }
    return invoices;
}

sys_days today_in_india() {
    constexpr std::chrono::minutes india{330};
    return std::chrono::floor<days>(std::chrono::system_clock::now() + india);
}

}  // namespace munim
