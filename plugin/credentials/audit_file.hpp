// audit_file.hpp - the audit trail as a file for a spreadsheet: CSV (RFC 4180), times in UTC.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "vault/vault.hpp"

namespace tijori {

// A new file, for its owner alone. Taken away again unless it was kept.
class AuditFile {
public:
    explicit AuditFile(std::filesystem::path file);
    AuditFile(const AuditFile&) = delete;
    AuditFile& operator=(const AuditFile&) = delete;
    ~AuditFile();

    // One line for an entry; for an entry about many credentials, one for each.
    void add(const vault::AuditEntry& entry);
    // Says whether all of it is on the disk.
    Status keep();

private:
    void write_line(const vault::AuditEntry& entry, std::string_view subject);
    void flush();

    const std::filesystem::path file_;
    int descriptor_ = -1;
    bool failed_ = false;
    bool kept_ = false;
    std::string lines_;
};

}  // namespace tijori
