// csv_import.hpp - turns a list from a spreadsheet into credentials to store: what each line would become, or
// what is wrong with it, before anything is stored.
//
// The first line has the headings; their order, further columns, capitals, blanks, dashes and underscores do
// not matter. A line whose GSTIN begins with # is a remark.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"

namespace tijori {

// What holds where the file has no such column, or where its cell is empty. An empty default makes the column
// necessary.
struct CsvDefaults {
    std::string provider;
    std::string environment;
};

struct CsvEntry {
    std::size_t line = 0;
    CredentialKey key;
    std::string user_name;
    Bytes password;  // within the plan's `passwords`
};

// `error.message` names the line too.
struct CsvProblem {
    std::size_t line = 0;
    Error error;
};

struct CsvPlan {
    std::vector<CsvEntry> entries;
    std::vector<CsvProblem> problems;
    std::size_t lines = 0;  // entries and problems: headings, remarks and empty lines do not count
    // Headings that mean nothing here, as they stand in the file: one of them may be misspelt.
    std::vector<std::string> ignored_columns;
    // The passwords of the entries, one after the other, in one piece of guarded memory: a piece for each
    // would take pages and locked memory that a system does not give a hundred thousand times. Those of lines
    // with problems are wiped already. The plan may be moved, the entries stay good.
    SecretBytes passwords;
};

// Takes the file's content, and makes the plan in its memory. Fails for the file as a whole, and then nothing
// of it is used, if its form is in doubt, a column is missing, or `progress` returned false
// (ACCT_ERROR_CANCELLED).
//
// `check_key` gets what the file says and returns the key as it is stored, or what is wrong with it. In a
// file with mixed-up columns it gets passwords: it must not quote a GSTIN that cannot be one (texts that are
// not 15 letters and digits do not get there), nor a provider or an environment that it does not know.
// `progress` is called with lines done and lines in the file, now and then, at the begin and at the end.
Result<CsvPlan> plan_csv_import(SecretBytes file, const CsvDefaults& defaults,
                                const std::function<Result<CredentialKey>(const CredentialKey&)>& check_key,
                                const std::function<bool(std::size_t done, std::size_t total)>& progress);

// A file to begin with: the headings and a remark that shows what a line looks like.
std::string csv_template();

}  // namespace tijori
