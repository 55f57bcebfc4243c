// verdict.hpp - how a check, in its own process, tells what it finds.
#ifndef ACCT_PLUGIN_CHECK_VERDICT_HPP
#define ACCT_PLUGIN_CHECK_VERDICT_HPP

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"

namespace accounting::check {

// Ends a check early: what follows would make no sense.
struct Stop {};

// Where verdicts go: a pipe to the parent.
void tell_verdicts_to(int descriptor);

// A rule was broken. The same finding is told once, and not more than twenty of one check. Any thread.
void found(const Finding& finding);
// The check does not apply, because of `reason`.
[[noreturn]] void skip(std::string_view reason);
// A plugin in the library.
void found_plugin(std::string_view id, std::string_view title);
// The file is no accounting plugin at all.
[[noreturn]] void no_plugin(std::string_view reason);
// The check came to its end.
void finished();

// What the parent hears.
struct Verdict {
    enum class Kind : char { finding = 'F', skip = 'S', plugin = 'P', no_plugin = 'N', finished = 'D' };
    Kind kind;
    std::vector<std::string> texts;
};
std::vector<Verdict> read_verdicts(std::string_view bytes);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_VERDICT_HPP
