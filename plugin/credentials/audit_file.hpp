// audit_file.hpp - the audit trail as a file for a spreadsheet: CSV, times in UTC.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "credentials/csv_file.hpp"
#include "vault/vault.hpp"

namespace tijori {

class AuditFile {
public:
    explicit AuditFile(std::filesystem::path file);

    // One line for an entry; for an entry about many credentials, one for each.
    void add(const vault::AuditEntry& entry);
    Status keep() { return file_.keep(); }

private:
    void write_line(const vault::AuditEntry& entry, std::string_view subject);

    CsvFile file_;
};

}  // namespace tijori
