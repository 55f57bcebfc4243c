// check.hpp - what a check is, and what it has found: the words that the parts of acct-plugin-check share.
#ifndef ACCT_PLUGIN_CHECK_CHECK_HPP
#define ACCT_PLUGIN_CHECK_CHECK_HPP

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace accounting::check {

// A rule that was broken, in words for the plugin's maker.
struct Finding {
    std::string rule;      // header and number or function: "abi.h, rule 7"
    std::string did;       // what the host did
    std::string expected;  // what the rule asks for
    std::string got;       // what came
    std::string next_step;
};

// What a check works with, in its own process.
struct Context {
    std::filesystem::path library;
    std::string plugin_id;          // empty for checks of the library as a whole
    std::filesystem::path scratch;  // an empty folder, also the current one; gone afterwards
    unsigned repeat = 1000;
    unsigned steps = 400;
    unsigned seed = 1;
};

enum class Scope { library, plugin };

struct Check {
    std::string name;  // "group.what"
    std::string what;  // one line: what is judged
    Scope scope = Scope::plugin;
    std::function<void(const Context&)> run;
    unsigned patience = 1;  // times the time limit
};

// Every check there is, in the order in which they run: what others rely on comes first.
const std::vector<Check>& all_checks();

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_CHECK_HPP
