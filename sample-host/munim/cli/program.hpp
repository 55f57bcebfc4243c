// program.hpp - runs Munim for a command line.
#ifndef MUNIM_CLI_PROGRAM_HPP
#define MUNIM_CLI_PROGRAM_HPP

#include <string>
#include <vector>

namespace munim {

// `words` is the command line without the program's name. The exit status.
int run_program(const std::vector<std::string>& words);

}  // namespace munim

#endif  // MUNIM_CLI_PROGRAM_HPP
