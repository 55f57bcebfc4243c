// judge.cpp - see judge.hpp.
#include "judge.hpp"

#include <algorithm>
#include <utility>

namespace accounting::host_check {

Judge& Judge::of_library() {
    static Judge judge;
    return judge;
}

void Judge::write_to(const std::filesystem::path& file) {
    const std::lock_guard lock(mutex_);
    if (journal_.is_open()) {
        return;
    }
    journal_.open(file);
    for (const auto& [kind, texts] : std::exchange(unwritten_, {})) {
        journal_.write(kind, {texts.begin(), texts.end()});
    }
}

void Judge::write(Record::Kind kind, const std::vector<std::string_view>& texts) {
    constexpr std::size_t enough = 1000;
    if (journal_.is_open()) {
        journal_.write(kind, texts);
    } else if (unwritten_.size() < enough) {
        unwritten_.emplace_back(kind, std::vector<std::string>(texts.begin(), texts.end()));
    }
}

void Judge::host(std::string_view name, std::string_view vendor, std::string_view version) {
    const std::lock_guard lock(mutex_);
    write(Record::Kind::host, {name, vendor, version});
}

void Judge::last(std::string_view what) {
    const std::lock_guard lock(mutex_);
    write(Record::Kind::last, {what});
}

bool Judge::expect(bool holds, std::string_view rule, std::string_view did, std::string_view got) {
    constexpr std::ptrdiff_t most_of_a_rule = 10;
    const std::lock_guard lock(mutex_);
    if (judged_.insert(std::string(rule)).second) {
        write(Record::Kind::judged, {rule});
    }
    if (holds) {
        return true;
    }
    const auto same_rule = [&](const Seen& seen) { return seen.rule == rule; };
    const auto same = [&](const Seen& seen) {
        return seen.rule == rule && seen.did == did && seen.got == got;
    };
    if (std::none_of(findings_.begin(), findings_.end(), same) &&
        std::count_if(findings_.begin(), findings_.end(), same_rule) < most_of_a_rule) {
        findings_.push_back({std::string(rule), std::string(did), std::string(got)});
        write(Record::Kind::finding, {rule, did, got});
    }
    return false;
}

void Judge::ended() {
    const std::lock_guard lock(mutex_);
    write(Record::Kind::ended, {});
}

std::vector<Seen> Judge::findings() const {
    const std::lock_guard lock(mutex_);
    return findings_;
}

std::set<std::string> Judge::judged() const {
    const std::lock_guard lock(mutex_);
    return judged_;
}

}  // namespace accounting::host_check
