// commands.hpp - what each command does. Each returns the exit status.
#ifndef MUNIM_CLI_COMMANDS_HPP
#define MUNIM_CLI_COMMANDS_HPP

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/workplace.hpp"

namespace munim {

int serve(const Arguments& arguments, const Output& output, Workplace& place);
int list_plugins(const Output& output, Workplace& place);
int vault_status(const Output& output, Workplace& place);
int vault_create(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_list(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_add(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_verify(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_remove(const Arguments& arguments, const Output& output, Workplace& place);
int irp_call(const Arguments& arguments, const Output& output, Workplace& place);

}  // namespace munim

#endif  // MUNIM_CLI_COMMANDS_HPP
