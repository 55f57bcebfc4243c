// paths.hpp - names of files that people type or pick.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace tijori::settings {

// The path, if one was typed that does not depend on which folder the program was started in.
Result<std::filesystem::path> checked_path(const std::string& typed);

}  // namespace tijori::settings
