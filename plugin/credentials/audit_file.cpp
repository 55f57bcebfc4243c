// audit_file.cpp - see audit_file.hpp.
#include "audit_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "credentials/repository.hpp"

namespace tijori {
namespace {

constexpr std::size_t enough_to_write = 64 * 1024;

// A cell of a spreadsheet. What begins like a formula would be computed by whoever opens the file.
void append_cell(std::string& line, std::string_view cell) {
    std::string safe;
    if (!cell.empty() && std::string_view{"=+-@\t\r"}.find(cell.front()) != std::string_view::npos) {
        safe += '\'';
    }
    safe += cell;
    line += line.empty() ? "" : ",";
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
        line += safe;
        return;
    }
    line += '"';
    for (const char c : safe) {
        line += c;
        if (c == '"') {
            line += '"';
        }
    }
    line += '"';
}

}  // namespace

AuditFile::AuditFile(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)),
      lines_("sequence,time,program,user,action,subject,outcome\r\n") {
    failed_ = descriptor_ < 0;
}

AuditFile::~AuditFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        if (!kept_) {
            ::unlink(file_.c_str());
        }
    }
}

void AuditFile::write_line(const vault::AuditEntry& entry, std::string_view subject) {
    const Speaking english(Language::english);  // whoever reads the file, and whenever
    std::string line = std::to_string(entry.sequence) + "," + utc_text(entry.time);
    append_cell(line, entry.consumer);
    append_cell(line, entry.os_user);
    append_cell(line, entry.action);
    append_cell(line, readable_name(subject));
    append_cell(line, entry.outcome);
    lines_ += line + "\r\n";
    if (lines_.size() >= enough_to_write) {
        flush();
    }
}

void AuditFile::add(const vault::AuditEntry& entry) {
    if (entry.many.empty()) {
        write_line(entry, entry.subject);
    }
    for (const vault::AuditEntry::Stated& one : entry.many) {
        write_line(entry, one.name);
    }
}

void AuditFile::flush() {
    std::string_view left = lines_;
    while (!failed_ && !left.empty()) {
        const auto written = ::write(descriptor_, left.data(), left.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        failed_ = written < 0;
        left.remove_prefix(failed_ ? 0 : static_cast<std::size_t>(written));
    }
    lines_.clear();
}

Status AuditFile::keep() {
    flush();
    if (descriptor_ < 0) {
        return make_error(ACCT_ERROR_STORAGE, "AUDIT-FILE",
                          say("The file {file} could not be made.", {{"file", file_.string()}}),
                          say("Check that its folder exists and that you may write to it."), "file");
    }
    if (failed_ || ::fsync(descriptor_) != 0) {
        return make_error(ACCT_ERROR_STORAGE, "AUDIT-FILE",
                          say("The file {file} could not be written to its end.", {{"file", file_.string()}}),
                          say("Check that the disk has space, or choose another one."), "file");
    }
    kept_ = true;
    return Nothing{};
}

}  // namespace tijori
