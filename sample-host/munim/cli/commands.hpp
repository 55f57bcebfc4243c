// commands.hpp - what each command does. Each returns the exit status.
#ifndef MUNIM_CLI_COMMANDS_HPP
#define MUNIM_CLI_COMMANDS_HPP

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/workplace.hpp"

namespace munim {

int serve(const Arguments& arguments, const Output& output, Workplace& place);
int settings(const Arguments& arguments, const Output& output, Workplace& place);
int list_plugins(const Arguments& arguments, const Output& output, Workplace& place);
int vault_status(const Arguments& arguments, const Output& output, Workplace& place);
int vault_create(const Arguments& arguments, const Output& output, Workplace& place);
int vault_slots(const Arguments& arguments, const Output& output, Workplace& place);
int vault_passphrase(const Arguments& arguments, const Output& output, Workplace& place);
int vault_remove_slot(const Arguments& arguments, const Output& output, Workplace& place);
int vault_keyring(const Arguments& arguments, const Output& output, Workplace& place);
int vault_recovery_code(const Arguments& arguments, const Output& output, Workplace& place);
int vault_auto_lock(const Arguments& arguments, const Output& output, Workplace& place);
int vault_change_key(const Arguments& arguments, const Output& output, Workplace& place);
int vault_check(const Arguments& arguments, const Output& output, Workplace& place);
int vault_mend(const Arguments& arguments, const Output& output, Workplace& place);
int vault_backup(const Arguments& arguments, const Output& output, Workplace& place);
int vault_export(const Arguments& arguments, const Output& output, Workplace& place);
int vault_import(const Arguments& arguments, const Output& output, Workplace& place);
int vault_audit(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_list(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_add(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_import(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_verify(const Arguments& arguments, const Output& output, Workplace& place);
int credentials_remove(const Arguments& arguments, const Output& output, Workplace& place);
int invoices_register(const Arguments& arguments, const Output& output, Workplace& place);
int invoices_list(const Arguments& arguments, const Output& output, Workplace& place);
int irp_call(const Arguments& arguments, const Output& output, Workplace& place);

}  // namespace munim

#endif  // MUNIM_CLI_COMMANDS_HPP
