// paths.cpp - see paths.hpp.
#include "paths.hpp"

namespace tijori::settings {

Result<std::filesystem::path> checked_path(const std::string& typed) {
    const auto wrong = [](std::string message, std::string next_step) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "FILE", std::move(message), std::move(next_step), "file");
    };
    if (typed.empty()) {
        return wrong(say("No file was named."), say("Type where the file is, with its folder."));
    }
    if (typed.find('\0') != std::string::npos || !std::filesystem::path(typed).is_absolute()) {
        return wrong(say("The file has to be named with its whole path."),
                     say("Begin with /, as in /home/asha/Documents/credentials.csv."));
    }
    return std::filesystem::path(typed);
}

}  // namespace tijori::settings
