// program.cpp - see program.hpp.
#include "cli/program.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/workplace.hpp"

namespace munim {
namespace {

struct NamedCommand {
    std::string_view name;
    int (*run)(const Arguments&, const Output&, Workplace&);
};

constexpr NamedCommand commands_by_name[] = {
    {"serve", &serve},
    {"settings", &settings},
    {"plugins", &list_plugins},
    {"vault status", &vault_status},
    {"vault create", &vault_create},
    {"vault slots", &vault_slots},
    {"vault passphrase", &vault_passphrase},
    {"vault remove-slot", &vault_remove_slot},
    {"vault keyring", &vault_keyring},
    {"vault recovery-code", &vault_recovery_code},
    {"vault auto-lock", &vault_auto_lock},
    {"vault change-key", &vault_change_key},
    {"vault check", &vault_check},
    {"vault mend", &vault_mend},
    {"vault backup", &vault_backup},
    {"vault export", &vault_export},
    {"vault import", &vault_import},
    {"vault audit", &vault_audit},
    {"credentials list", &credentials_list},
    {"credentials add", &credentials_add},
    {"credentials import", &credentials_import},
    {"credentials verify", &credentials_verify},
    {"credentials remove", &credentials_remove},
    {"invoices register", &invoices_register},
    {"invoices list", &invoices_list},
};

int run_command(const Arguments& arguments, const Output& output) {
    const std::string_view name = arguments.command().name;
    auto settings = settings_of(arguments);
    if (!settings) {
        return output.failure(settings.error());
    }
    settings->with_browser = name == "serve";
    const auto place = Workplace::open(*settings);
    if (!place) {
        return output.failure(place.error());
    }
    for (const auto& [command, run] : commands_by_name) {
        if (command == name) {
            return run(arguments, output, **place);
        }
    }
    return irp_call(arguments, output, **place);
}

}  // namespace

int run_program(const std::vector<std::string>& words) {
    // Errors of the command line itself already come in the form that was asked for.
    const Output output{std::find(words.begin(), words.end(), "--json") != words.end()};
    const auto arguments = Arguments::parse(words);
    if (!arguments) {
        return output.failure(arguments.error());
    }
    if (arguments->has("--version")) {
        return output.success(JsonWriter{}
                                  .begin_object()
                                  .member("name", "Munim")
                                  .member("version", MUNIM_VERSION)
                                  .end_object()
                                  .take(),
                              "munim " MUNIM_VERSION);
    }
    if (arguments->has("--help") || arguments->has("-h") || arguments->command().name == "help") {
        const bool general = words.size() == 1 && arguments->command().name != "help";
        const auto text = arguments->command().name == "help" ? help_for(arguments->operands())
                          : general                           ? Result<std::string>{general_help()}
                                    : Result<std::string>{command_help(arguments->command())};
        if (!text) {
            return output.failure(text.error());
        }
        return output.success(JsonWriter{}.begin_object().member("help", *text).end_object().take(), *text);
    }
    return run_command(*arguments, output);
}

}  // namespace munim
