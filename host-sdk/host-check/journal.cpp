// journal.cpp - see journal.hpp. A record is its kind, its texts each behind a unit separator, and a record
// separator: characters that texts for people do not have, and that are taken out of theirs.
#include "journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace accounting::host_check {
namespace {

constexpr char unit = '\x1F';
constexpr char end = '\x1E';

}  // namespace

Journal::~Journal() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

void Journal::open(const std::filesystem::path& file) noexcept {
    if (descriptor_ < 0) {
        descriptor_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

void Journal::write(Record::Kind kind, const std::vector<std::string_view>& texts) noexcept {
    if (descriptor_ < 0) {
        return;
    }
    try {
        std::string bytes(1, static_cast<char>(kind));
        for (const std::string_view text : texts) {
            bytes += unit;
            std::copy_if(text.begin(), text.end(), std::back_inserter(bytes),
                         [](char c) { return c != unit && c != end; });
        }
        bytes += end;
        // One write: appending, it stays whole beside those of other threads.
        if (::write(descriptor_, bytes.data(), bytes.size()) < 0) {
            return;  // the report then lacks it; the host is not disturbed
        }
    } catch (...) {
        return;
    }
}

std::vector<Record> read_journal(std::string_view bytes) {
    std::vector<Record> records;
    while (true) {
        const std::size_t stop = bytes.find(end);
        if (stop == std::string_view::npos) {
            return records;  // a record that was not finished
        }
        std::string_view one = bytes.substr(0, stop);
        bytes.remove_prefix(stop + 1);
        if (one.empty()) {
            continue;
        }
        Record record;
        record.kind = static_cast<Record::Kind>(one.front());
        one.remove_prefix(1);
        while (!one.empty()) {
            one.remove_prefix(1);  // the separator before
            const std::size_t next = std::min(one.find(unit), one.size());
            record.texts.emplace_back(one.substr(0, next));
            one.remove_prefix(next);
        }
        records.push_back(std::move(record));
    }
}

}  // namespace accounting::host_check
