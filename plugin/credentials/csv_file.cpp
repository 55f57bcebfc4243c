// csv_file.cpp - see csv_file.hpp.
#include "csv_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

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

CsvFile::CsvFile(std::filesystem::path file, std::initializer_list<std::string_view> columns)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)),
      failed_(descriptor_ < 0) {
    add(columns);
}

CsvFile::~CsvFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        if (!kept_) {
            ::unlink(file_.c_str());
        }
    }
}

void CsvFile::add(std::initializer_list<std::string_view> cells) {
    bool first = true;
    for (const std::string_view cell : cells) {
        lines_ += first ? "" : ",";
        first = false;
        append_cell(lines_, cell);
    }
    lines_ += "\r\n";
    if (lines_.size() >= enough_to_write) {
        flush();
    }
}

void CsvFile::flush() {
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

Status CsvFile::keep() {
    flush();
    if (descriptor_ < 0) {
        return make_error(ACCT_ERROR_STORAGE, "CSV-FILE",
                          say("The file {file} could not be made.", {{"file", file_.string()}}),
                          say("Check that its folder exists and that you may write to it."), "file");
    }
    if (failed_ || ::fsync(descriptor_) != 0) {
        return make_error(ACCT_ERROR_STORAGE, "CSV-FILE",
                          say("The file {file} could not be written to its end.", {{"file", file_.string()}}),
                          say("Check that the disk has space, or choose another one."), "file");
    }
    kept_ = true;
    return Nothing{};
}

}  // namespace tijori
