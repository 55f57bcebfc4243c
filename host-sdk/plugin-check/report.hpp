// report.hpp - the outcomes for people and for programs.
#ifndef ACCT_PLUGIN_CHECK_REPORT_HPP
#define ACCT_PLUGIN_CHECK_REPORT_HPP

#include <ostream>
#include <string>

#include "runner.hpp"

namespace accounting::check {

void print_heading(std::ostream& to, const Options& options, const Report& report);
void print_outcome(std::ostream& to, const Outcome& outcome);
void print_summary(std::ostream& to, const Report& report);

// Nothing failed.
bool is_good(const Report& report);

// Writes the files that were asked for, as JSON and as JUnit XML. The first that cannot be written; otherwise
// empty.
std::string write_files(const Options& options, const Report& report);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_REPORT_HPP
