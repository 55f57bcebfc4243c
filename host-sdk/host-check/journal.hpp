// journal.hpp - what the probe writes down while the host runs, and acct-host-check reads when it has ended.
// A record reaches the file before the probe goes on, so that a host that crashes has told everything up to
// then.
#ifndef ACCT_HOST_CHECK_JOURNAL_HPP
#define ACCT_HOST_CHECK_JOURNAL_HPP

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace accounting::host_check {

// The environment variable with the journal's path. Without it the probe writes host-check.txt into its data
// folder.
inline constexpr const char* journal_variable = "ACCT_HOST_CHECK_JOURNAL";

struct Record {
    enum class Kind : char {
        host = 'H',     // name, vendor, version
        last = 'L',     // what the probe did or saw last
        judged = 'J',   // a rule came to be judged
        finding = 'F',  // rule, what the host did, what came of it
        ended = 'E'     // the last deinit
    };
    Kind kind = Kind::last;
    std::vector<std::string> texts;
};

// Writes to one file; any thread may call. Without a file nothing is kept.
class Journal {
public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    ~Journal();

    void open(const std::filesystem::path& file) noexcept;
    bool is_open() const noexcept { return descriptor_ >= 0; }
    void write(Record::Kind kind, const std::vector<std::string_view>& texts) noexcept;

private:
    int descriptor_ = -1;
};

std::vector<Record> read_journal(std::string_view bytes);

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_JOURNAL_HPP
