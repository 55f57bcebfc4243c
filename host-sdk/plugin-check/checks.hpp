// checks.hpp - the groups of checks; a new group costs a line here and in registry.cpp.
#ifndef ACCT_PLUGIN_CHECK_CHECKS_HPP
#define ACCT_PLUGIN_CHECK_CHECKS_HPP

#include <vector>

#include "check.hpp"

namespace accounting::check {

using Checks = std::vector<Check>;

void add_library_checks(Checks& to);
void add_order_checks(Checks& to);
void add_argument_checks(Checks& to);
void add_thread_checks(Checks& to);
void add_operation_checks(Checks& to);
void add_page_checks(Checks& to);
void add_secret_checks(Checks& to);
void add_reentrance_checks(Checks& to);
void add_host_checks(Checks& to);
void add_life_checks(Checks& to);
void add_neighbour_checks(Checks& to);

// Not a check: tells which plugins the library holds, or that the file is none.
void look_at_library(const Context& context);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_CHECKS_HPP
