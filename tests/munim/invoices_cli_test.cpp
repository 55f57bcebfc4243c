// invoices_cli_test.cpp - invoices on the command line: the real Munim, the real plugin and a sandbox IRP
// that can be told to lose answers.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "child.hpp"
#include "sandbox_process.hpp"
#include "scratch_folder.hpp"

namespace {

namespace fs = std::filesystem;
using integration::SandboxProcess;
using Poco::JSON::Object;

constexpr const char* gstin = "29AAACP0029A1Z2";
constexpr const char* invoice_path = "/eicore/v1.03/Invoice";

class Invoices : public testing::Test {
protected:
    void SetUp() override {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        ::setenv("XDG_STATE_HOME", (folder_ / "state").c_str(), 1);
        const fs::path providers = folder_ / "data/plugins/in.tijori.credentials/providers";
        fs::create_directories(providers);
        fs::copy_file(sandbox_.profile(), providers / "local-sandbox.json");
        ASSERT_EQ(store(gstin, "API_pushpak_blr").status, 0);
        // The sample book; its Bengaluru invoices into files.
        for (const Object::Ptr& invoice : listed()) {
            const auto entry = parsed(content_of(file_of(*invoice)));
            const std::string number = invoice->getValue<std::string>("number");
            if (invoice->getValue<std::string>("gstin") == gstin && number != "BLR/26-27/0426") {
                const auto document = entry->getValue<std::string>("document");
                const std::string buyer = invoice->getValue<std::string>("buyer_gstin");
                (buyer == "37AAACP0037A1Z5" ? cancelled_buyer_ : documents_.emplace_back()) = document;
            }
        }
        ASSERT_GE(documents_.size(), 15U);
    }

    ChildResult run(std::vector<std::string> words, const std::string& input = {}) {
        words.insert(words.end(), {"--data", (folder_ / "data").string(), "--plugin", TIJORI_PLUGIN,
                                   "--vault-key-dir", (folder_ / "keys").string()});
        ChildResult result = run_munim(words, input);
        for (const char* user : {"API_pushpak_blr", "API_pushpak_mum"}) {
            EXPECT_EQ((result.out + result.err).find(sandbox_.password_of(user)), std::string::npos);
        }
        return result;
    }
    ChildResult store(const std::string& of, const std::string& user) {
        return run({"credentials", "add", "--gstin", of, "--provider", "local-sandbox", "--environment",
                    "sandbox", "--user", user, "--password-stdin"},
                   sandbox_.password_of(user) + "\n");
    }
    static Object::Ptr parsed(const std::string& json) {
        Poco::JSON::Parser parser;
        return parser.parse(json).extract<Object::Ptr>();
    }
    static std::vector<Object::Ptr> invoices_in(const ChildResult& result) {
        std::vector<Object::Ptr> all;
        const auto list = parsed(result.out)->getArray("invoices");
        for (unsigned i = 0; i < list->size(); ++i) {
            all.push_back(list->getObject(i));
        }
        return all;
    }
    std::vector<Object::Ptr> listed() { return invoices_in(run({"invoices", "list", "--json"})); }
    fs::path file_of(const Object& invoice) {
        return folder_ / "data/invoices" / (invoice.getValue<std::string>("id") + ".json");
    }
    // A file with one document, or more.
    std::string file_with(const std::string& content) {
        write_to(folder_ / "some.json", content);
        return (folder_ / "some.json").string();
    }
    // Registers one document; what the book says of it then.
    Object::Ptr register_one(const std::string& document, int status) {
        const ChildResult result = run({"invoices", "register", file_with(document), "--json"});
        EXPECT_EQ(result.status, status) << result.out << result.err;
        return invoices_in(result).at(0);
    }
    static std::string text(const Object& object, const char* name) {
        return object.getValue<std::string>(name);
    }
    // How often the sandbox was asked to register.
    unsigned sent() {
        const auto paths = parsed(sandbox_.admin("GET", "/counters", ""))->getObject("by_path");
        return paths ? paths->optValue<unsigned>(std::string{"POST "} + invoice_path, 0) : 0;
    }

    ScratchFolder folder_;
    SandboxProcess sandbox_{folder_ / "irp"};
    std::vector<std::string> documents_;
    std::string cancelled_buyer_;
};

TEST_F(Invoices, AreRegisteredAndTheBookHasIt) {
    const auto invoice = register_one(documents_[0], 0);
    EXPECT_EQ(text(*invoice, "state"), "registered");
    EXPECT_EQ(text(*invoice, "irn").size(), 64U);
    EXPECT_EQ(text(*invoice, "ack_no").size(), 15U);
    // The file on the disk, for the next Munim.
    const auto entry = parsed(content_of(file_of(*invoice)));
    EXPECT_EQ(text(*entry, "irn"), text(*invoice, "irn"));
    EXPECT_EQ(text(*entry, "portal"), "local-sandbox/sandbox");
    EXPECT_EQ(text(*entry, "document"), documents_[0]);
    EXPECT_GT(text(*entry, "signed_qr_code").size(), 300U);
    // Once more: nothing is sent.
    EXPECT_EQ(text(*register_one(documents_[0], 0), "irn"), text(*invoice, "irn"));
    EXPECT_EQ(sent(), 1U);
}

TEST_F(Invoices, SeveralFilesGiveALineEachAndTheExitStatusOfWhatFailed) {
    write_to(folder_ / "array.json", "[" + documents_[0] + "," + documents_[1] + "]");
    const std::string array = (folder_ / "array.json").string();
    const ChildResult good = run({"invoices", "register", array, file_with(documents_[2])});
    EXPECT_EQ(good.status, 0) << good.err;
    EXPECT_NE(good.out.find("3 of 3 invoices are registered"), std::string::npos) << good.out;
    // A provider may be named; one that has nothing stored is said to have nothing.
    EXPECT_EQ(run({"invoices", "register", array, "--provider", "local-sandbox"}).status, 0);
    const ChildResult elsewhere =
        run({"invoices", "register", file_with(documents_[3]), "--provider", "nic-1"});
    EXPECT_EQ(elsewhere.status, 1);
    EXPECT_NE(elsewhere.out.find("No API credentials are stored for 29AAACP0029A1Z2 at nic-1"),
              std::string::npos)
        << elsewhere.out;
    const ChildResult mixed = run({"invoices", "register", array, file_with(cancelled_buyer_)});
    EXPECT_EQ(mixed.status, 3);
    EXPECT_NE(mixed.out.find("The buyer's GSTIN 37AAACP0037A1Z5 is inactive or cancelled. [IRP-3029]"),
              std::string::npos)
        << mixed.out;
    // A buyer's trouble is not the seller's: its credentials go on working.
    EXPECT_NE(run({"credentials", "list"}).out.find("Verified"), std::string::npos);
    const ChildResult broken = run({"invoices", "register", array, file_with("[{}]")});
    EXPECT_EQ(broken.status, 1);
    EXPECT_NE(broken.err.find("some.json"), std::string::npos) << broken.err;
    EXPECT_NE(broken.err.find("SellerDtls.Gstin"), std::string::npos) << broken.err;
    EXPECT_EQ(run({"invoices", "register"}).status, 2);
}

TEST_F(Invoices, WithoutCredentialsSayWhereToEnterThem) {
    std::string other = documents_[0];
    for (std::size_t at = 0; (at = other.find(gstin, at)) != std::string::npos;) {
        other.replace(at, 15, "27AAACP0029A1Z6");
    }
    const ChildResult result = run({"invoices", "register", file_with(other)});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.out.find("No API credentials are stored for 27AAACP0029A1Z6."), std::string::npos)
        << result.out;
    EXPECT_EQ(sent(), 0U);
}

TEST_F(Invoices, ALostAnswerIsLookedUpAndNotSentAgain) {
    sandbox_.fault(R"({"kind":"reset_after","where":"call","path":"/eicore/v1.03/Invoice","times":1})");
    const auto invoice = register_one(documents_[0], 0);
    EXPECT_EQ(text(*invoice, "state"), "registered");
    EXPECT_EQ(sent(), 1U);
}

TEST_F(Invoices, AnInvoiceThatDidNotArriveIsSentAgainAfterTheLookUp) {
    sandbox_.fault(R"({"kind":"reset_before","where":"call","path":"/eicore/v1.03/Invoice","times":1})");
    const auto invoice = register_one(documents_[0], 0);
    EXPECT_EQ(text(*invoice, "state"), "registered");
    const auto paths = parsed(sandbox_.admin("GET", "/counters", ""))->getObject("by_path");
    EXPECT_EQ(paths->getValue<unsigned>("GET /eicore/v1.03/Invoice/irnbydocdetails"), 1U);
}

TEST_F(Invoices, AnAnswerThatStaysLostIsLookedUpTheNextTime) {
    sandbox_.fault(R"({"kind":"reset_after","where":"call","path":"/eicore/v1.03/Invoice","times":1})");
    // The look-up is a GET, which the plugin tries three times.
    sandbox_.fault(
        R"({"kind":"reset_before","where":"call","path":"/eicore/v1.03/Invoice/irnbydocdetails","times":3})");
    const auto lost = register_one(documents_[0], 5);
    EXPECT_EQ(text(*lost, "state"), "sent");
    EXPECT_NE(text(*lost, "message").find("Whether the IRP has the invoice is not known"), std::string::npos);
    EXPECT_EQ(text(*parsed(content_of(file_of(*lost))), "state"), "sent");
    const auto found = register_one(documents_[0], 0);
    EXPECT_EQ(text(*found, "state"), "registered");
    EXPECT_EQ(sent(), 1U);
}

TEST_F(Invoices, OneThatWasUnderWayWhenMunimDiedIsLookedUpFirst) {
    const auto registered = register_one(documents_[0], 0);
    // As the file is between sending and the answer.
    const fs::path file = file_of(*registered);
    auto entry = parsed(content_of(file));
    entry->set("state", "sent");
    for (const char* name : {"irn", "ack_no", "ack_date", "signed_qr_code"}) {
        entry->set(name, "");
    }
    std::ostringstream text_of_file;
    entry->stringify(text_of_file);
    write_to(file, text_of_file.str());
    const auto again = register_one(documents_[0], 0);
    EXPECT_EQ(text(*again, "irn"), text(*registered, "irn"));
    EXPECT_EQ(sent(), 1U);
}

TEST_F(Invoices, ADuplicateIsResolvedToTheIrnThatIsThere) {
    // Somebody else registered it: another program with the same books.
    const ChildResult first = run({"irp", "call", "POST", invoice_path, "--gstin", gstin}, documents_[0]);
    ASSERT_EQ(first.status, 0) << first.err;
    const auto invoice = register_one(documents_[0], 0);
    EXPECT_EQ(text(*invoice, "state"), "registered");
    EXPECT_EQ(text(*invoice, "irn"), text(*parsed(first.out), "Irn"));
    EXPECT_GT(text(*parsed(content_of(file_of(*invoice))), "signed_qr_code").size(), 300U);
}

TEST_F(Invoices, TheNumberOfAnotherInvoiceIsNoDuplicateOfThisOne) {
    ASSERT_EQ(text(*register_one(documents_[0], 0), "state"), "registered");
    std::string other = documents_[0];
    const std::size_t at = other.find("\"TotInvVal\":") + 12;
    other.insert(at, "1");
    const auto invoice = register_one(other, 3);
    EXPECT_EQ(text(*invoice, "state"), "rejected");
    EXPECT_TRUE(text(*invoice, "irn").empty());
    EXPECT_NE(text(*invoice, "message").find("belongs to another registered invoice"), std::string::npos);
}

TEST_F(Invoices, ACallShowsWhatTheIrpAddsAndSaysErrorsInWords) {
    ASSERT_EQ(run({"irp", "call", "POST", invoice_path, "--gstin", gstin}, documents_[0]).status, 0);
    const ChildResult duplicate = run({"irp", "call", "POST", invoice_path, "--gstin", gstin}, documents_[0]);
    EXPECT_EQ(duplicate.status, 3);
    EXPECT_TRUE(duplicate.out.empty()) << duplicate.out;
    EXPECT_NE(duplicate.err.find("registered already"), std::string::npos) << duplicate.err;
    EXPECT_NE(duplicate.err.find("DUPIRN: the IRN that is there is "), std::string::npos) << duplicate.err;
    const ChildResult as_json =
        run({"irp", "call", "POST", invoice_path, "--gstin", gstin, "--json"}, documents_[0]);
    const auto error = parsed(as_json.out)->getObject("error");
    EXPECT_EQ(text(*error, "code"), "IRP-2150");
    EXPECT_NE(text(*error, "info").find("DUPIRN"), std::string::npos);
    sandbox_.fault(
        R"({"kind":"info_details","where":"call","code":"EWBPPD","message":"Pin-Pin calc distance: 21KM","times":1})");
    const ChildResult added =
        run({"irp", "call", "GET", std::string{"/eivital/v1.04/Master/gstin/"} + gstin, "--gstin", gstin});
    EXPECT_EQ(added.status, 0);
    EXPECT_EQ(text(*parsed(added.out), "Gstin"), gstin);
    EXPECT_NE(added.err.find("EWBPPD: Pin-Pin calc distance: 21KM"), std::string::npos) << added.err;
}

TEST_F(Invoices, WithTheIrpAwayNothingIsTriedForLong) {
    sandbox_.stop();
    const ChildResult result =
        run({"invoices", "register",
             file_with("[" + documents_[0] + "," + documents_[1] + "," + documents_[2] + "," + documents_[3] +
                       "," + documents_[4] + "]")});
    EXPECT_EQ(result.status, 5) << result.out << result.err;
    EXPECT_NE(result.err.find("The rest was not tried."), std::string::npos) << result.err;
    sandbox_.start();
    const ChildResult again = run({"invoices", "register", (folder_ / "some.json").string()});
    EXPECT_EQ(again.status, 0) << again.out << again.err;
    EXPECT_EQ(sent(), 5U);
}

}  // namespace
