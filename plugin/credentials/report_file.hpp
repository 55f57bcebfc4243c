// report_file.hpp - what is stored, without passwords, as a file for a spreadsheet: CSV, times in UTC, codes
// and column names in English for programs that read it.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "credentials/credential.hpp"
#include "irp/profile.hpp"

namespace tijori {

// A new file; none is replaced.
Status write_report(const std::filesystem::path& file, const std::vector<Credential>& credentials,
                    const irp::Profiles& profiles, std::int64_t now);

}  // namespace tijori
