// help.cpp - see help.hpp.
#include "cli/help.hpp"

#include <algorithm>

#include "cli/output.hpp"

namespace munim {
namespace {

std::string option_lines(std::span<const std::string_view> names) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string_view name : names) {
        const OptionSpec* option = find_option(name);
        if (option != nullptr && name != "-h") {
            rows.push_back({"  " + std::string{option->name} +
                                (option->value.empty() ? "" : " " + std::string{option->value}),
                            std::string{option->help}});
        }
    }
    return aligned(rows);
}

}  // namespace

std::string general_help() {
    std::vector<std::vector<std::string>> rows;
    for (const CommandSpec& command : all_commands()) {
        rows.push_back({"  " + std::string{command.name}, std::string{command.summary}});
    }
    return "Munim, a small accounting program that shows how plugins fit in.\n\n"
           "Usage: munim [OPTIONS] [COMMAND]\n\nCommands:\n" +
           aligned(rows) + "\nOptions of every command:\n" + option_lines(common_options()) +
           "\nPasswords and passphrases are asked for on the terminal, or read with --password-stdin and\n"
           "--passphrase-fd. If both come from the same place, the passphrase is the first line. With\n"
           "--recovery-code the code takes the passphrase's place, there too.\n\n"
           "Exit status: 0 done; 1 failed, or a check or a list has problems; 2 wrong usage; 3 refused by "
           "the\nprovider; 4 vault locked, or passphrase or recovery code wrong; 5 provider unreachable or "
           "connection not\nto be trusted.\n";
}

std::string command_help(const CommandSpec& command) {
    std::string usage = "Usage: munim " + std::string{command.name};
    for (const std::string_view operand : command.operands) {
        usage += " " + std::string{operand};
    }
    if (!command.options.empty()) {
        usage += " [OPTIONS]";
    }
    std::string text = usage + "\n\n" + std::string{command.summary} + ".\n";
    if (!command.options.empty()) {
        text += "\nOptions:\n" + option_lines(command.options);
    }
    return text + "\nOptions of every command:\n" + option_lines(common_options());
}

Result<std::string> help_for(const std::vector<std::string>& words) {
    if (words.empty()) {
        return general_help();
    }
    std::string name;
    for (const std::string& word : words) {
        name += (name.empty() ? "" : " ") + word;
    }
    if (const CommandSpec* command = find_command(name)) {
        return command_help(*command);
    }
    // "credentials" alone: all of its commands.
    std::string group;
    for (const CommandSpec& command : all_commands()) {
        if (command.name.starts_with(name + " ")) {
            group += (group.empty() ? "" : "\n") + command_help(command);
        }
    }
    if (group.empty()) {
        return usage_error("There is no command \"" + name + "\" to help with.");
    }
    return group;
}

}  // namespace munim
