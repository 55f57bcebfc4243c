// audit_file.cpp - see audit_file.hpp.
#include "audit_file.hpp"

#include "base/text.hpp"
#include "credentials/repository.hpp"

namespace tijori {

AuditFile::AuditFile(std::filesystem::path file)
    : file_(std::move(file), {"sequence", "time", "program", "user", "action", "subject", "outcome"}) {}

void AuditFile::write_line(const vault::AuditEntry& entry, std::string_view subject) {
    const Speaking english(Language::english);  // whoever reads the file, and whenever
    file_.add({std::to_string(entry.sequence), utc_text(entry.time), entry.consumer, entry.os_user,
               entry.action, readable_name(subject), entry.outcome});
}

void AuditFile::add(const vault::AuditEntry& entry) {
    if (entry.many.empty()) {
        write_line(entry, entry.subject);
    }
    for (const vault::AuditEntry::Stated& one : entry.many) {
        write_line(entry, one.name);
    }
}

}  // namespace tijori
