// verdict.cpp - see verdict.hpp.
#include "verdict.hpp"

#include <unistd.h>

#include <mutex>
#include <set>

#include "texts.hpp"

namespace accounting::check {
namespace {

// Between the texts of a verdict, and at its end; `printable` leaves neither in a text.
constexpr char between = '\x1F';
constexpr char at_end = '\x1E';

std::mutex mutex;
int pipe_to_parent = -1;

void tell(Verdict::Kind kind, std::initializer_list<std::string_view> texts) {
    std::string bytes(1, static_cast<char>(kind));
    for (const std::string_view text : texts) {
        bytes += between;
        bytes += printable(text);
    }
    bytes += at_end;
    for (std::string_view rest = bytes; !rest.empty();) {
        const ssize_t written = ::write(pipe_to_parent, rest.data(), rest.size());
        if (written <= 0) {
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

void tell_verdicts_to(int descriptor) {
    pipe_to_parent = descriptor;
}

void found(const Finding& finding) {
    constexpr std::size_t most = 20;
    static std::set<std::string> told;
    const std::lock_guard lock(mutex);
    if (told.size() < most &&
        told.insert(finding.rule + between + finding.did + between + finding.got).second) {
        tell(Verdict::Kind::finding,
             {finding.rule, finding.did, finding.expected, finding.got, finding.next_step});
    }
}

void skip(std::string_view reason) {
    const std::lock_guard lock(mutex);
    tell(Verdict::Kind::skip, {reason});
    throw Stop{};
}

void found_plugin(std::string_view id, std::string_view title) {
    const std::lock_guard lock(mutex);
    tell(Verdict::Kind::plugin, {id, title});
}

void no_plugin(std::string_view reason) {
    const std::lock_guard lock(mutex);
    tell(Verdict::Kind::no_plugin, {reason});
    throw Stop{};
}

void finished() {
    const std::lock_guard lock(mutex);
    tell(Verdict::Kind::finished, {});
}

std::vector<Verdict> read_verdicts(std::string_view bytes) {
    std::vector<Verdict> verdicts;
    for (std::size_t end = bytes.find(at_end); end != std::string_view::npos; end = bytes.find(at_end)) {
        std::string_view one = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        if (one.empty()) {
            continue;
        }
        Verdict verdict{static_cast<Verdict::Kind>(one.front()), {}};
        for (std::size_t at = one.find(between); at != std::string_view::npos; at = one.find(between)) {
            one.remove_prefix(at + 1);
            verdict.texts.emplace_back(one.substr(0, one.find(between)));
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

}  // namespace accounting::check
