// overview_test.cpp - many credentials on the page "API credentials": search and filter, verifying all, a
// report, moving one to the GSTIN it belongs to, production beside sandbox, and the reminder of old
// passwords.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

class Overview : public Desk {
protected:
    // Credentials that nobody has verified, for GSTINs of a sandbox, whose check character may be anything.
    void store_many(int count) {
        for (int i = 0; i < count; ++i) {
            const auto saved = plugin->save(key_of(many(i)), "API_many_" + std::to_string(i), "Audit@Ledg3r7",
                                            ACCT_SAVE_WITHOUT_VERIFYING);
            ASSERT_TRUE(saved) << saved.error().message;
        }
    }
    static std::string many(int i) {
        const std::string digits = std::to_string(1000 + i);
        return "27AAACP" + digits + "A1Z0";
    }
    void start_with_many(int count) {
        for (int i = 0; i < count; ++i) {
            host.entities.push_back({many(i), "Pushpak Traders Private Limited", "Branch"});
        }
        start_with_credential();
        store_many(count);
    }
};

// Protects those with more GSTINs than fit a screen: fifty rows at a time, what needs attention first, found
// by number, state or user, and the GSTINs that have none yet.
TEST_F(Overview, ManyAreSearchedAndFiltered) {
    start_with_many(60);
    PageDriver page = plugin->open_page();
    const SeenView all = page.wait_for("credentials");
    EXPECT_EQ(all["credentials"].rows.size(), 50U);
    EXPECT_NE(all["summary"].value.find("61 stored"), std::string::npos) << all["summary"].value;
    EXPECT_NE(all["summary"].value.find("60 need attention"), std::string::npos) << all["summary"].value;
    EXPECT_NE(all["credentials"].rows[0].id.find(many(0)), std::string::npos)
        << "the verified one comes last";
    ASSERT_TRUE(page.press("next-rows"));
    EXPECT_EQ(page.look()["credentials"].rows.size(), 11U);
    EXPECT_EQ(page.look()["credentials"].rows.back().id, bengaluru + "|local-sandbox|sandbox");
    ASSERT_TRUE(page.set("search", "karnataka"));
    EXPECT_EQ(page.look()["credentials"].rows.size(), 1U);
    ASSERT_TRUE(page.set("search", "api_many_5"));
    EXPECT_EQ(page.look()["credentials"].rows.size(), 11U) << "5 and 50 to 59";
    ASSERT_TRUE(page.set("search", "nowhere"));
    EXPECT_TRUE(page.look().has("none-found"));
    ASSERT_TRUE(page.press("show-all"));
    ASSERT_TRUE(page.set("filter", "verified"));
    EXPECT_EQ(page.look()["credentials"].rows.size(), 1U);
    ASSERT_TRUE(page.set("filter", "missing"));
    EXPECT_NE(page.look().texts().find(mumbai), std::string::npos);
    EXPECT_EQ(page.look().texts().find(many(7) + " ("), std::string::npos) << "has credentials";
}

// Protects the accounts at the IRP: all that are shown are verified, one log-in each; those that were refused
// are not asked a second time.
TEST_F(Overview, AllThatAreShownAreVerifiedOnce) {
    start_with_credential();
    ASSERT_TRUE(plugin->save(key_of(mumbai), mumbai_user, "Wr0ng@Ledger", ACCT_SAVE_WITHOUT_VERIFYING));
    const auto before = sandbox->counters().auth_requests;
    PageDriver page = plugin->open_page();
    page.wait_for("verify-all");
    ASSERT_TRUE(page.press("verify-all"));
    const SeenView first = page.wait_for("result");
    EXPECT_EQ(first["result"].tone, ACCT_TONE_WARNING);
    EXPECT_NE(first["result"].value.find("1 did not work"), std::string::npos) << first["result"].value;
    EXPECT_NE(first["result"].value.find("1 was verified a moment ago"), std::string::npos)
        << first["result"].value;
    EXPECT_EQ(sandbox->counters().auth_requests, before + 1);
    ASSERT_TRUE(page.press("verify-all"));
    page.settle();
    EXPECT_NE(page.look()["result"].value.find("1 was refused before"), std::string::npos);
    EXPECT_EQ(sandbox->counters().auth_requests, before + 1) << "what was refused could get the user locked";
}

// Protects the report: it tells what is stored, for a spreadsheet, holds no password, and replaces no file.
TEST_F(Overview, AReportHoldsNoPasswords) {
    start_with_credential();
    const std::string file = (folder / "report.csv").string();
    PageDriver page = plugin->open_page();
    page.wait_for("export-report");
    ASSERT_TRUE(page.press("export-report"));
    EXPECT_FALSE(page.look()["report-file"].error.empty());
    ASSERT_TRUE(page.set("report-file", file));
    ASSERT_TRUE(page.press("export-report"));
    EXPECT_EQ(page.wait_for("result")["result"].label, "The report was written");
    std::ifstream in(file);
    const std::string report{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(report.find(bengaluru + ",Karnataka"), std::string::npos) << report;
    EXPECT_NE(report.find(",verified,"), std::string::npos) << report;
    EXPECT_TRUE(disguises_found(report, password(bengaluru_user)).empty());
    EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::others_read,
              std::filesystem::perms::none);
    ASSERT_TRUE(page.press("export-report"));
    page.settle();
    EXPECT_NE(page.look()["report-file"].error.find("not written over"), std::string::npos);
}

// Protects who mixed up branches: credentials that the IRP says belong to another GSTIN are moved there once
// they work there, and stay where they are if they do not.
TEST_F(Overview, CredentialsAreMovedToTheGstinTheyBelongTo) {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    const std::string secret = password(mumbai_user);
    ASSERT_TRUE(plugin->save(key_of(bengaluru), mumbai_user, secret, ACCT_SAVE_WITHOUT_VERIFYING));
    PageDriver page = plugin->open_page();
    page.wait_for("credentials");
    const std::string row = bengaluru + "|local-sandbox|sandbox";
    ASSERT_TRUE(page.press("credentials", row, "test"));
    page.wait_for("result");
    ASSERT_TRUE(page.press("credentials", row, "move")) << "offered once the IRP has said 1015";
    ASSERT_TRUE(page.press("confirm-move"));
    EXPECT_FALSE(page.look()["move-to"].error.empty());
    ASSERT_TRUE(page.set("move-to", sandbox_gstin));
    ASSERT_TRUE(page.press("confirm-move"));
    const SeenView refused = page.settle();
    EXPECT_FALSE(refused["move-to"].error.empty());
    EXPECT_EQ(refused["credentials"].rows[0].id, row) << "nothing was changed";
    ASSERT_TRUE(page.set("move-to", mumbai));
    ASSERT_TRUE(page.press("confirm-move"));
    const SeenView moved = page.settle();
    EXPECT_EQ(moved["result"].label, "Moved and verified with the IRP");
    ASSERT_EQ(moved["credentials"].rows.size(), 1U);
    EXPECT_EQ(moved["credentials"].rows[0].id, mumbai + "|local-sandbox|sandbox");
    EXPECT_TRUE(plugin->call(plugin->session(mumbai), gstin_path(mumbai)));
}

// Protects production: the first credential for another environment than all others is saved only after a
// question.
TEST_F(Overview, AnotherEnvironmentIsAskedAboutFirst) {
    start_with_credential();
    install_profile(production_profile());
    PageDriver page = plugin->open_page();
    page.wait_until([](const SeenView& view) { return view["environment"].value == "production"; },
                    "the production environment");
    page.fill(mumbai, mumbai_user, password(mumbai_user));
    const auto before = sandbox->counters().auth_requests;
    ASSERT_TRUE(page.press("save"));
    const SeenView asked = page.look();
    EXPECT_TRUE(asked.has("confirm-environment"));
    EXPECT_NE(asked["question"].label.find("Production"), std::string::npos);
    EXPECT_EQ(sandbox->counters().auth_requests, before);
    ASSERT_TRUE(page.press("cancel-environment"));
    EXPECT_TRUE(page.look()["password"].holds_secret()) << "nothing typed is lost";
    ASSERT_TRUE(page.press("save"));
    ASSERT_TRUE(page.press("confirm-environment"));
    EXPECT_EQ(page.wait_for("result")["result"].tone, ACCT_TONE_SUCCESS);
}

}  // namespace
}  // namespace integration
