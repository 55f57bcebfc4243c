// arguments.cpp - see arguments.hpp.
#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace munim {
namespace {

constexpr std::array<OptionSpec, 34> options{{
    {"--data", "DIR",
     "Folder for books, log and plugin data (default: ${XDG_DATA_HOME:-~/.local/share}/munim)"},
    {"--plugin", "FILE", "Load this plugin instead of searching for plugins; may be repeated", true},
    {"--no-vault-key", "", "Hold no key for vaults: they ask for a passphrase"},
    {"--vault-key-dir", "DIR",
     "Folder for vault keys (default: ${XDG_CONFIG_HOME:-~/.config}/munim/vault-keys)"},
    {"--passphrase-fd", "N", "Read the vault's passphrase, one line, from file descriptor N"},
    {"--proxy", "URL",
     "Reach providers through this proxy, http://host:port, or \"direct\" (default: \"proxy\" in "
     "DIR/network.json, "
     "which may hold a password; then HTTPS_PROXY and NO_PROXY)"},
    {"--ca-file", "FILE",
     "Trust the certificate authorities of this PEM file besides the system's (default: \"ca_file\" in "
     "DIR/network.json)"},
    {"--locale", "TAG",
     "Language, for example hi-IN (default: as chosen on the page, or from LC_ALL, LC_MESSAGES or LANG)"},
    {"--verbose", "", "Show the log on standard error too"},
    {"--json", "", "Print JSON for programs, also for errors"},
    {"--help", "", "Show help"},
    {"--version", "", "Show the version"},
    {"--port", "N", "Port on 127.0.0.1 (default: 7431, or a free one if that is taken; 0: a free one)"},
    {"--ready-file", "FILE", "Write {\"url\", \"port\", \"pid\"} to this file once Munim listens"},
    {"--web-root", "DIR", "Serve the page's files from this folder (for developing them)"},
    {"--gstin", "GSTIN", "The registration"},
    {"--provider", "ID",
     "The provider, for example nic-1 (may be left out if only one stored credential fits)"},
    {"--environment", "ID", "\"production\" or \"sandbox\" (may be left out likewise)"},
    {"--user", "NAME", "The API user name at the provider"},
    {"--replace", "", "Replace the credential that is stored already"},
    {"--without-verifying", "", "Store it without logging in at the provider first"},
    {"--password-stdin", "", "Read the password, one line, from standard input"},
    {"--new-passphrase-fd", "N",
     "Read the new passphrase, one line, from file descriptor N (default: the line that follows the present "
     "one on --passphrase-fd)"},
    {"--file-passphrase-fd", "N", "Read the file's own passphrase, one line, from file descriptor N"},
    {"--recovery-code", "", "Open the vault with its recovery code instead of its passphrase"},
    {"--dry-run", "", "Store nothing, only report what would be stored"},
    {"--template", "", "Print a list to begin with, and store nothing"},
    {"--first", "N", "Begin with entry N; 1 is the oldest"},
    {"--most", "N", "Show at most N entries (default: the newest 50; all with --first, --csv or --json)"},
    {"--csv", "", "Print a table for spreadsheets"},
    {"--yes", "", "Do not ask before removing or giving up anything"},
    {"--timeout", "SECONDS", "Give up waiting for the plugin after this time (default: 120)"},
    {"--web-timeout", "SECONDS", "How long a page's request waits for news (default: 20)"},
    {"-h", "", "Show help"},
}};

constexpr std::array<std::string_view, 14> common{
    "--data",   "--plugin",  "--no-vault-key", "--vault-key-dir", "--passphrase-fd", "--proxy", "--ca-file",
    "--locale", "--verbose", "--json",         "--timeout",       "--help",          "-h",      "--version"};

const std::vector<CommandSpec>& commands() {
    static const std::vector<CommandSpec> all{
        {"serve",
         "Show Munim in the browser (the default command)",
         {},
         {"--port", "--ready-file", "--web-root", "--web-timeout"}},
        {"settings",
         "Show the settings in this terminal, one page or a menu of them (NO_COLOR and "
         "PREFERS_REDUCED_MOTION "
         "count)",
         {"[PAGE]"},
         {}},
        {"plugins", "List the plugins that were loaded, and those refused with the reason", {}, {}},
        {"vault status",
         "Say whether there is a vault and whether it is open; with --recovery-code, try the code",
         {},
         {"--recovery-code"}},
        {"vault create", "Make a vault that opens with a passphrase", {}, {}},
        {"vault slots", "List the ways into the vault", {}, {}},
        {"vault passphrase",
         "Change the vault's passphrase; with --recovery-code, after it was forgotten",
         {},
         {"--new-passphrase-fd", "--recovery-code"}},
        {"vault remove-slot", "Remove a way into the vault; \"vault slots\" shows its ID", {"ID"}, {}},
        {"vault keyring", "Let the desktop's keyring open the vault", {}, {}},
        {"vault recovery-code",
         "Show a fresh recovery code once, to write down, and ask for it back",
         {},
         {}},
        {"vault auto-lock",
         "Have the vault lock itself after so many minutes without use; alone: say what is set",
         {"[MINUTES|never]"},
         {}},
        {"vault change-key", "Give the vault a new key and seal everything anew under it", {}, {}},
        {"vault check", "Check every record of the vault, and say what is wrong", {}, {}},
        {"vault mend", "Give up what a check found to be damaged, and go on with the rest", {}, {"--yes"}},
        {"vault backup", "Write a copy of the vault that opens in the same ways", {"FILE"}, {}},
        {"vault export",
         "Write the credentials into a file for another computer, with a passphrase of its own",
         {"FILE"},
         {"--file-passphrase-fd"}},
        {"vault import",
         "Take in the credentials from such a file",
         {"FILE"},
         {"--replace", "--file-passphrase-fd"}},
        {"vault audit",
         "Show what was done with the vault, by which program and user",
         {},
         {"--first", "--most", "--csv"}},
        {"credentials list", "List the stored credentials", {}, {}},
        {"credentials add",
         "Log in at a provider and store the credential encrypted",
         {},
         {"--gstin", "--provider", "--environment", "--user", "--replace", "--without-verifying",
          "--password-stdin"}},
        {"credentials verify",
         "Log in with a stored credential and note the result",
         {},
         {"--gstin", "--provider", "--environment"}},
        {"credentials remove",
         "Remove a credential from the vault",
         {},
         {"--gstin", "--provider", "--environment", "--yes"}},
        {"credentials import",
         "Store the credentials of a list in CSV, without asking the providers",
         {"[FILE]"},
         {"--provider", "--environment", "--replace", "--dry-run", "--template"}},
        {"invoices register",
         "Register the e-invoices in files: each holds one as JSON (schema 1.1), or an array",
         {"FILE", "[FILE…]"},
         {"--provider", "--environment"}},
        {"invoices list", "List the invoice book, with what became of each invoice", {}, {}},
        {"irp call",
         "Make one authenticated call; a POST takes its JSON from standard input",
         {"METHOD", "PATH"},
         {"--gstin", "--provider", "--environment"}},
        {"help", "Show help, or help for a command", {"[COMMAND…]"}, {}},
    };
    return all;
}

bool takes(const CommandSpec& command, std::string_view option) {
    return std::find(common.begin(), common.end(), option) != common.end() ||
           std::find(command.options.begin(), command.options.end(), option) != command.options.end();
}

// The candidate most like the word, if it is like enough to be a slip of the fingers.
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return std::string{best};
}

std::vector<std::string_view> options_of(const CommandSpec* command) {
    std::vector<std::string_view> names;
    for (const OptionSpec& option : options) {
        if (command == nullptr || takes(*command, option.name)) {
            names.push_back(option.name);
        }
    }
    return names;
}

Error unknown_option(std::string_view name, const CommandSpec* command) {
    const std::string suggestion = nearest(name, options_of(command));
    return usage_error(
        "There is no option " + printable(name, 100) +
            (command != nullptr ? " for \"" + std::string{command->name} + "\"." : "."),
        suggestion.empty() ? "Run \"munim help\" to see the options." : "Did you mean " + suggestion + "?");
}

// The command that the first words name; the words that remain are its operands.
const CommandSpec* take_command(std::vector<std::string>& words) {
    for (const std::size_t length : {std::size_t{2}, std::size_t{1}}) {
        if (words.size() >= length) {
            const CommandSpec* found = find_command(length == 2 ? words[0] + " " + words[1] : words[0]);
            if (found != nullptr) {
                words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(length));
                return found;
            }
        }
    }
    return nullptr;
}

Error unknown_command(const std::vector<std::string>& words) {
    std::vector<std::string_view> names;
    std::string group;
    const std::string& first = words.front();
    for (const CommandSpec& command : commands()) {
        names.push_back(command.name);
        const std::size_t space = command.name.find(' ');
        if (space != std::string_view::npos && command.name.substr(0, space) == first) {
            group += (group.empty() ? "" : ", ") + std::string{command.name};
        }
    }
    const std::string typed = printable(words.size() > 1 ? first + " " + words[1] : first, 100);
    const std::string by_both = nearest(typed, names);
    const std::string suggestion = by_both.empty() ? nearest(first, names) : by_both;
    if (!group.empty() && words.size() == 1) {
        return usage_error("\"" + first + "\" needs a second word.", "Use one of: " + group + ".");
    }
    return usage_error("There is no command \"" + typed + "\".",
                       suggestion.empty() ? "Run \"munim help\" to see the commands."
                                          : "Did you mean \"" + suggestion + "\"?");
}

}  // namespace

std::span<const OptionSpec> all_options() {
    return options;
}

std::span<const std::string_view> common_options() {
    return common;
}

std::span<const CommandSpec> all_commands() {
    return commands();
}

const OptionSpec* find_option(std::string_view name) {
    const auto* found = std::find_if(options.begin(), options.end(),
                                     [&](const OptionSpec& option) { return option.name == name; });
    return found != options.end() ? found : nullptr;
}

const CommandSpec* find_command(std::string_view name) {
    for (const CommandSpec& command : commands()) {
        if (command.name == name) {
            return &command;
        }
    }
    return nullptr;
}

Error usage_error(std::string message, std::string next_step) {
    if (next_step.empty()) {
        next_step = "Run \"munim help\" to see how it is used.";
    }
    return make_error(ACCT_ERROR_BAD_ARGUMENT, "USAGE", std::move(message), std::move(next_step));
}

Result<Arguments> Arguments::parse(const std::vector<std::string>& words) {
    Arguments arguments;
    std::vector<std::string> plain;
    std::vector<std::string> given;  // option names in their order
    std::vector<std::string> unknown;
    bool only_operands = false;
    for (std::size_t index = 0; index < words.size(); ++index) {
        const std::string& word = words[index];
        if (!is_utf8(word)) {
            return usage_error(
                "Argument " + std::to_string(index + 1) + " is not UTF-8 text: " + printable(word, 100),
                "Use a terminal with a UTF-8 locale.");
        }
        if (only_operands || word.size() < 2 || word.front() != '-') {
            plain.push_back(word);
            continue;
        }
        if (word == "--") {
            only_operands = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const OptionSpec* option = find_option(name);
        if (option == nullptr) {
            unknown.push_back(name);
            continue;
        }
        std::string value;
        if (option->value.empty()) {
            if (equals != std::string::npos) {
                return usage_error("The option " + name + " takes no value.");
            }
        } else if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (index + 1 < words.size()) {
            value = words[++index];
            if (!is_utf8(value)) {
                return usage_error("The value of " + name + " is not UTF-8 text: " + printable(value, 100),
                                   "Use a terminal with a UTF-8 locale.");
            }
        } else {
            return usage_error("The option " + name + " needs a value.",
                               "Write " + name + " " + std::string{option->value} + ".");
        }
        std::vector<std::string>& values = arguments.values_[name];
        if (!values.empty() && !option->value.empty() && !option->repeatable) {
            return usage_error("The option " + name + " was given twice.", "Give it once.");
        }
        values.push_back(std::move(value));
        given.push_back(name);
    }

    if (plain.empty()) {
        arguments.command_ = find_command("serve");
    } else {
        arguments.command_ = take_command(plain);
    }
    // An unknown option is the likelier mistake: its value may have been taken for a command.
    if (!unknown.empty()) {
        return unknown_option(unknown.front(), arguments.command_);
    }
    if (arguments.command_ == nullptr) {
        return unknown_command(plain);
    }
    for (const std::string& name : given) {
        if (!takes(*arguments.command_, name)) {
            return unknown_option(name, arguments.command_);
        }
    }
    const auto& operands = arguments.command_->operands;
    const bool open_ended = !operands.empty() && operands.back().ends_with("…]");
    const auto needed = static_cast<std::size_t>(std::count_if(
        operands.begin(), operands.end(), [](std::string_view name) { return !name.starts_with("["); }));
    const bool help_wanted = arguments.has("--help") || arguments.has("-h");
    if (!open_ended && plain.size() > operands.size()) {
        return usage_error("\"" + std::string{arguments.command_->name} + "\" does not take \"" +
                           printable(plain[operands.size()], 100) + "\".");
    }
    if (!open_ended && plain.size() < needed && !help_wanted) {
        return usage_error("\"" + std::string{arguments.command_->name} + "\" needs " +
                           std::string{operands[plain.size()]} + ".");
    }
    arguments.operands_ = std::move(plain);
    return arguments;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = values_.find(option);
    return found != values_.end() ? std::optional{found->second.back()} : std::nullopt;
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    const auto found = values_.find(option);
    return found != values_.end() ? found->second : std::vector<std::string>{};
}

Result<uint32_t> number_option(const Arguments& arguments, std::string_view option, uint32_t most) {
    const std::string text = arguments.value(option).value_or("");
    uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size() || number > most) {
        return usage_error("The value of " + std::string{option} + " must be a number from 0 to " +
                               std::to_string(most) + ", not \"" + printable(text, 100) + "\".",
                           "Correct the number.");
    }
    return number;
}

}  // namespace munim
