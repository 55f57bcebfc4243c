// help.hpp - the help texts, made from the tables of arguments.hpp.
#ifndef MUNIM_CLI_HELP_HPP
#define MUNIM_CLI_HELP_HPP

#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace munim {

std::string general_help();
std::string command_help(const CommandSpec& command);

// `munim help [command]`: the text, or a usage error.
Result<std::string> help_for(const std::vector<std::string>& words);

}  // namespace munim

#endif  // MUNIM_CLI_HELP_HPP
