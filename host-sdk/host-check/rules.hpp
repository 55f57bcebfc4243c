// rules.hpp - what acct-host-check judges a host by: each rule once, with the place in the headers that says
// so.
#ifndef ACCT_HOST_CHECK_RULES_HPP
#define ACCT_HOST_CHECK_RULES_HPP

#include <string_view>
#include <vector>

namespace accounting::host_check {

struct Rule {
    std::string_view name;       // of the check: "group.what"
    std::string_view what;       // what a good host does
    std::string_view source;     // header and number or function
    std::string_view next_step;  // for the host's maker, when it does otherwise
    std::string_view how;        // how to get it judged, when it was not
};

// In the order of a report.
const std::vector<Rule>& all_rules();
const Rule* rule_named(std::string_view name);

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_RULES_HPP
