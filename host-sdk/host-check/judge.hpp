// judge.hpp - the probe's notebook: which rules came to be judged, and which were broken. Any thread.
#ifndef ACCT_HOST_CHECK_JUDGE_HPP
#define ACCT_HOST_CHECK_JUDGE_HPP

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal.hpp"

namespace accounting::host_check {

struct Seen {
    std::string rule;
    std::string did;
    std::string got;
};

class Judge {
public:
    // One for the library: what happens before an instance is there, and after, is judged, too.
    static Judge& of_library();

    // Before the first word, if the caller names no place: into the data folder, as soon as that is known.
    void write_to(const std::filesystem::path& file);
    void host(std::string_view name, std::string_view vendor, std::string_view version);
    void last(std::string_view what);

    // The rule was looked at; with `holds` false it was broken: by what the host `did`, which came as `got`.
    bool expect(bool holds, std::string_view rule, std::string_view did, std::string_view got = {});
    void broken(std::string_view rule, std::string_view did, std::string_view got = {}) {
        (void)expect(false, rule, did, got);
    }
    void ended();

    std::vector<Seen> findings() const;
    std::set<std::string> judged() const;

private:
    mutable std::mutex mutex_;
    Journal journal_;
    std::vector<std::pair<Record::Kind, std::vector<std::string>>> unwritten_;
    std::set<std::string> judged_;
    std::vector<Seen> findings_;

    void write(Record::Kind kind, const std::vector<std::string_view>& texts);
};

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_JUDGE_HPP
