// vault_reports.hpp - what the plugin tells about its vault (the JSON payloads of vault.h), read, and shown
// to people and to programs.
#ifndef MUNIM_CLI_VAULT_REPORTS_HPP
#define MUNIM_CLI_VAULT_REPORTS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace munim {

struct WayIn {
    int64_t id = 0;
    std::string kind;  // "passphrase", …
    int64_t created_at = 0;
    std::string label;
    bool damaged = false;
};

Result<std::vector<WayIn>> ways_in_of(const std::string& payload);
std::string ways_in_table(const std::vector<WayIn>& ways);
std::string ways_in_json(const std::vector<WayIn>& ways);

struct CheckReport {
    bool good = false;
    int64_t records = 0;
    int64_t audit_entries = 0;
    std::vector<std::string> altered;
    std::vector<std::string> rolled_back;
    std::vector<std::string> missing;
    int64_t unnamed = 0;
    std::vector<std::string> notes;
    bool older_copy = false;
};

Result<CheckReport> check_report_of(const std::string& payload);
std::string check_text(const CheckReport& report);
std::string check_json(const CheckReport& report);

struct ImportProblem {
    int64_t line = 0;
    Error error;
};

struct ImportReport {
    int64_t lines = 0;
    int64_t stored = 0;
    int64_t replaced = 0;
    int64_t skipped = 0;
    std::vector<std::string> ignored_columns;
    std::vector<ImportProblem> problems;
};

Result<ImportReport> import_report_of(const std::string& payload);
// `item` is what the report counts: "line" or "credential".
std::string import_text(const ImportReport& report, std::string_view item, bool dry_run);
std::string import_json(const ImportReport& report, bool dry_run);

struct AuditEntry {
    int64_t sequence = 0;
    int64_t time = 0;
    std::string consumer;
    std::string os_user;
    std::string action;
    std::string subject;
    std::string outcome;
};

struct AuditReport {
    int64_t size = 0;  // of the whole trail
    std::vector<AuditEntry> entries;
};

Result<AuditReport> audit_report_of(const std::string& payload);
std::string audit_table(const AuditReport& report);
// RFC 4180, times in UTC. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
std::string audit_csv(const AuditReport& report);
std::string audit_json(const AuditReport& report);

// "{"stored": 12}" of an export.
Result<int64_t> seconds_of(const std::string& payload);
Result<int64_t> stored_count_of(const std::string& payload);

// "1 credential", "2 credentials"
std::string counted(int64_t count, std::string_view what);

}  // namespace munim

#endif  // MUNIM_CLI_VAULT_REPORTS_HPP
