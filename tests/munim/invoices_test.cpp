// invoices_test.cpp - the invoice module without an IRP: sample invoices that add up, files of documents, the
// book on the disk, and the picture of a QR code, which a reader of such pictures has to understand.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <zbar.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <regex>
#include <set>

#include "books/books.hpp"
#include "invoices/document.hpp"
#include "invoices/invoice_book.hpp"
#include "invoices/invoice_folder.hpp"
#include "invoices/irp_answers.hpp"
#include "invoices/qr_picture.hpp"
#include "invoices/sample_invoices.hpp"
#include "scratch_folder.hpp"

namespace {

using munim::Invoice;
using munim::InvoiceState;

std::vector<Invoice> samples() {
    using namespace std::chrono;
    return munim::sample_invoices(*munim::parse_books(munim::sample_books()),
                                  sys_days{year{2026} / November / 25});
}

Poco::JSON::Object::Ptr parsed(const std::string& json) {
    Poco::JSON::Parser parser;
    return parser.parse(json).extract<Poco::JSON::Object::Ptr>();
}

int64_t paise(const Poco::JSON::Object& object, const char* name) {
    return std::llround(object.getValue<double>(name) * 100);
}

TEST(SampleInvoices, AreFiftyOverThreeGstinsAndAlwaysTheSame) {
    const auto first = samples();
    const auto second = samples();
    ASSERT_EQ(first.size(), 50U);
    std::set<std::string> gstins;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].document, second[i].document);
        gstins.insert(first[i].heads.gstin);
        ids.insert(first[i].id);
    }
    EXPECT_EQ(gstins.size(), 3U);
    EXPECT_EQ(ids.size(), 50U);
    // Real books get no invented invoices.
    EXPECT_TRUE(munim::sample_invoices({}, munim::today_in_india()).empty());
}

TEST(SampleInvoices, AddUpAndAreTaxedByTheRightGovernment) {
    int within_a_state = 0;
    for (const Invoice& invoice : samples()) {
        const auto root = parsed(invoice.document);
        const auto values = root->getObject("ValDtls");
        const bool within = root->getObject("SellerDtls")->getValue<std::string>("Stcd") ==
                            root->getObject("BuyerDtls")->getValue<std::string>("Stcd");
        within_a_state += within ? 1 : 0;
        int64_t taxable = 0;
        int64_t tax = 0;
        const auto items = root->getArray("ItemList");
        for (unsigned i = 0; i < items->size(); ++i) {
            const auto& item = *items->getObject(i);
            const int64_t rate = item.getValue<int>("GstRt");
            EXPECT_EQ(paise(item, "TotAmt"), item.getValue<int>("Qty") * paise(item, "UnitPrice"));
            EXPECT_EQ(paise(item, "AssAmt"), paise(item, "TotAmt") - paise(item, "Discount"));
            const int64_t taxes = paise(item, "IgstAmt") + paise(item, "CgstAmt") + paise(item, "SgstAmt");
            EXPECT_LE(std::abs(taxes * 100 - paise(item, "AssAmt") * rate), 100) << invoice.document;
            EXPECT_EQ(paise(item, "CgstAmt"), paise(item, "SgstAmt"));
            EXPECT_EQ(paise(item, "IgstAmt") == 0, within) << invoice.document;
            EXPECT_EQ(paise(item, "TotItemVal"), paise(item, "AssAmt") + taxes);
            taxable += paise(item, "AssAmt");
            tax += taxes;
        }
        EXPECT_EQ(paise(*values, "AssVal"), taxable);
        EXPECT_EQ(paise(*values, "TotInvVal"), taxable + tax + paise(*values, "RndOffAmt"));
        EXPECT_EQ(paise(*values, "TotInvVal") % 100, 0);
        EXPECT_LE(invoice.heads.number.size(), 16U);
    }
    EXPECT_GT(within_a_state, 3);
}

TEST(Documents, AreTakenFromAFileAsTheyStandThere) {
    const std::string one = samples()[0].document;
    const std::string odd = "{\"a\": \"}]\\\"{\", \"b\": [1.50, {\"c\": {}}]}";
    EXPECT_EQ((*munim::documents_in(one))[0], one);
    const auto both = munim::documents_in("\xEF\xBB\xBF [ " + one + " ,\n" + odd + "]");
    ASSERT_TRUE(both);
    ASSERT_EQ(both->size(), 2U);
    EXPECT_EQ((*both)[0], one);
    EXPECT_EQ((*both)[1], odd);
    for (const std::string& bad :
         {std::string{}, std::string{"[]"}, std::string{"[1]"}, std::string{"\"x\""}, "[" + one + ", 7]",
          one + one, one.substr(1), std::string{"{\"a\": \"\xFF\"}"}}) {
        const auto found = munim::documents_in(bad);
        ASSERT_FALSE(found) << bad;
        EXPECT_FALSE(found.error().next_step.empty());
    }
    const auto without_number = munim::heads_of(std::regex_replace(one, std::regex{"\"No\":"}, "\"Nr\":"));
    ASSERT_FALSE(without_number);
    EXPECT_NE(without_number.error().message.find("DocDtls"), std::string::npos);
}

class Book : public testing::Test {
protected:
    ScratchFolder scratch_;
    std::filesystem::path folder_ = scratch_ / "invoices";
};

TEST_F(Book, OnTheDiskKeepsEverythingAndNoticesDamage) {
    munim::InvoiceFolder folder{folder_};
    ASSERT_TRUE(folder.create(samples()));
    EXPECT_EQ(mode_of(folder_), 0700U);
    Invoice invoice = samples()[3];
    invoice.state = InvoiceState::cancelled;
    invoice.portal = "nic-1/production";
    invoice.irn = std::string(64, 'a');
    invoice.ack_no = "112610000000001";
    invoice.ack_date = "2026-11-25 10:00:00";
    invoice.signed_qr_code = "x.y.z";
    invoice.remark = {"IRP-1", "Words, \"quoted\"", "Next"};
    invoice.cancel_date = "2026-11-25 11:00:00";
    invoice.cancel_reason = "2";
    invoice.cancel_remark = "Wrong ₹ amount";
    ASSERT_TRUE(folder.write(invoice));
    EXPECT_EQ(mode_of(folder_ / (invoice.id + ".json")), 0600U);
    const auto again = folder.read(invoice.id);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(munim::invoice_text(*again), munim::invoice_text(invoice));
    EXPECT_EQ(again->heads.number, invoice.heads.number);

    EXPECT_EQ(folder.look().changed.size(), 50U);
    EXPECT_TRUE(folder.look().changed.empty());
    // An amount that somebody changed in the file, and a file that was cut off.
    std::string text = munim::invoice_text(samples()[4]);
    text.replace(text.find("\\\"AssVal\\\":") + 12, 1, "0");
    write_to(folder_ / (samples()[4].id + ".json"), text);
    write_to(folder_ / (samples()[5].id + ".json"), "{\"version\":1,");
    std::filesystem::remove(folder_ / (samples()[6].id + ".json"));
    for (int times = 0; times < 2; ++times) {
        const auto changes = folder.look();
        ASSERT_EQ(changes.problems.size(), 2U);
        for (const auto& problem : changes.problems) {
            EXPECT_NE(problem.message.find(folder_.string()), std::string::npos) << problem.message;
        }
        EXPECT_EQ(changes.removed.size(), times == 0 ? 1U : 0U);
    }
    EXPECT_EQ(content_of(folder_ / (samples()[5].id + ".json")), "{\"version\":1,");
}

TEST_F(Book, LetsOneAtATimeWorkOnAnInvoice) {
    const munim::InvoiceFolder folder{folder_};
    ASSERT_TRUE(folder.create(samples()));
    const std::string id = samples()[0].id;
    {
        const auto mine = folder.claim(id);
        ASSERT_TRUE(mine);
        const auto other = munim::InvoiceFolder{folder_}.claim(id);
        ASSERT_FALSE(other);
        EXPECT_EQ(other.error().status, ACCT_ERROR_BUSY);
        EXPECT_TRUE(folder.claim(samples()[1].id));
    }
    EXPECT_TRUE(folder.claim(id));
}

TEST_F(Book, TakesTheSameInvoiceOnce) {
    munim::MainLoop loop;
    munim::InvoiceBook book{folder_, loop};
    book.open({});
    EXPECT_TRUE(book.all().empty());
    const std::string document = samples()[0].document;
    const auto id = book.add(document);
    ASSERT_TRUE(id);
    EXPECT_EQ(*book.add(document), *id);
    EXPECT_EQ(book.all().size(), 1U);
    // The same invoice, written otherwise, is found again once the IRP may have it.
    Invoice sent = *book.find(*id);
    sent.state = InvoiceState::sent;
    bool saved = false;
    book.save(sent, [&](const munim::Status& status) { saved = bool{status}; });
    ASSERT_TRUE(
        loop.run_until([&] { return saved; }, munim::MainLoop::Clock::now() + std::chrono::seconds{10}));
    EXPECT_EQ(*book.add(" " + document), *id);
}

TEST(Outcomes, OnlyWhatMayHaveArrivedIsUnknown) {
    using munim::Outcome;
    const auto of = [](acct_status status, const char* code) {
        return munim::outcome_of(munim::make_error(status, code, "words", ""));
    };
    EXPECT_EQ(of(ACCT_ERROR_UNREACHABLE, "IRP-UNREACHABLE"), Outcome::unknown);
    EXPECT_EQ(of(ACCT_ERROR_UNREACHABLE, "HTTP-503"), Outcome::unknown);
    EXPECT_EQ(of(ACCT_ERROR_PROTOCOL, "IRP-PAYLOAD"), Outcome::unknown);
    EXPECT_EQ(of(ACCT_ERROR_CANCELLED, "CANCELLED"), Outcome::unknown);
    EXPECT_EQ(of(ACCT_ERROR_UNREACHABLE, "IRP-RESTING"), Outcome::not_taken);
    EXPECT_EQ(of(ACCT_ERROR_UNREACHABLE, "HTTP-429"), Outcome::not_taken);
    EXPECT_EQ(of(ACCT_ERROR_REFUSED, "IRP-1019"), Outcome::not_taken);
    EXPECT_EQ(of(ACCT_ERROR_LOCKED, "VAULT-LOCKED"), Outcome::not_taken);
    EXPECT_EQ(of(ACCT_ERROR_INSECURE, "TLS"), Outcome::not_taken);
    EXPECT_EQ(of(ACCT_ERROR_REJECTED, "IRP-2163"), Outcome::rejected);
    EXPECT_EQ(of(ACCT_ERROR_BLOCKED, "IRP-3029"), Outcome::rejected);
}

// Draws the picture's rectangles and lets a reader of QR codes look at them.
std::string read_picture(const std::string& svg) {
    std::smatch box;
    if (!std::regex_search(svg, box, std::regex{"viewBox=\"0 0 (\\d+) \\1\""})) {
        return "no view box";
    }
    const unsigned modules = static_cast<unsigned>(std::stoul(box[1]));
    constexpr unsigned scale = 4;
    const unsigned side = modules * scale;
    std::vector<unsigned char> grey(static_cast<std::size_t>(side) * side, 255);
    const std::regex run{"M(\\d+) (\\d+)h(\\d+)v1h-\\3z"};
    for (std::sregex_iterator next{svg.begin(), svg.end(), run}; next != std::sregex_iterator{}; ++next) {
        const unsigned x = static_cast<unsigned>(std::stoul((*next)[1])) * scale;
        const unsigned y = static_cast<unsigned>(std::stoul((*next)[2])) * scale;
        const unsigned width = static_cast<unsigned>(std::stoul((*next)[3])) * scale;
        for (unsigned row = y; row < y + scale; ++row) {
            std::fill_n(grey.begin() + static_cast<std::ptrdiff_t>(row) * side + x, width,
                        static_cast<unsigned char>(0));
        }
    }
    zbar::ImageScanner scanner;
    scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
    scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
    zbar::Image image{side, side, "Y800", grey.data(), grey.size()};
    if (scanner.scan(image) != 1) {
        return "no code found";
    }
    return image.symbol_begin()->get_data();
}

TEST(QrPicture, CanBeRead) {
    std::string token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.";
    while (token.size() < 900) {
        token += samples()[token.size() % 50].id + "-_";
    }
    const auto picture = munim::qr_picture(token);
    ASSERT_TRUE(picture);
    EXPECT_EQ(read_picture(*picture), token);
    EXPECT_FALSE(munim::qr_picture(std::string(5000, 'x')));
}

}  // namespace
