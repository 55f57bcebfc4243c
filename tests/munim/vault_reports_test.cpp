// vault_reports_test.cpp - what the plugin tells, read and shown: also when a plugin or a name in it is
// hostile.
#include "cli/vault_reports.hpp"

#include <gtest/gtest.h>

namespace munim {
namespace {

// Protects who opens an exported trail in a spreadsheet: text from elsewhere is never run as a formula, and
// never breaks out of its cell.
TEST(VaultReports, CsvCellsAreNoFormulas) {
    AuditReport report;
    report.size = 1;
    report.entries.push_back({7, 1700000000, "=cmd()", "+1", "@x", "a,\"b\"\r\n2,c", "-ok"});
    EXPECT_EQ(audit_csv(report),
              "sequence,time,program,user,action,subject,outcome\r\n"
              "7,2023-11-14T22:13:20Z,'=cmd(),'+1,'@x,\"a,\"\"b\"\"\r\n2,c\",'-ok\r\n");
}

// Protects the terminal: a name cannot steer it.
TEST(VaultReports, NamesCannotSteerTheTerminal) {
    CheckReport check;
    check.altered.emplace_back("\x1B[2Jname");
    EXPECT_EQ(check_text(check).find('\x1B'), std::string::npos);
    AuditReport audit;
    audit.entries.push_back({1, 1700000000, "\x1B]0;title\a", "", "", "", ""});
    EXPECT_EQ(audit_table(audit).find('\x1B'), std::string::npos);
    EXPECT_EQ(ways_in_table({{1, "\x1B[31m", 0, "\x1B[31m", false}}).find('\x1B'), std::string::npos);
}

// Protects Munim from a plugin that answers nonsense: an error, no crash.
TEST(VaultReports, NonsenseIsAnError) {
    for (const char* payload : {"", "{", "[1]", "{}x", "\"text\"", "null", "[{\"id\":\"many\"}]"}) {
        const auto ways = ways_in_of(payload);
        ASSERT_FALSE(ways) << payload;
        EXPECT_EQ(ways.error().code, "PLUGIN-ANSWER");
    }
    EXPECT_FALSE(check_report_of("[]"));
    EXPECT_FALSE(import_report_of("{\"problems\":[1]}"));
    EXPECT_FALSE(audit_report_of("{\"entries\":[[]]}"));
    EXPECT_FALSE(stored_count_of("12"));
    // A report without its verdict is not taken for a good one.
    const auto empty = check_report_of("{}");
    ASSERT_TRUE(empty);
    EXPECT_FALSE(empty->good);
}

}  // namespace
}  // namespace munim
