// arguments.hpp - the command line: which commands and options there are, and what the user gave.
#ifndef MUNIM_CLI_ARGUMENTS_HPP
#define MUNIM_CLI_ARGUMENTS_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace munim {

struct OptionSpec {
    std::string_view name;   // "--gstin"
    std::string_view value;  // what it takes, for the help; empty: it is a switch
    std::string_view help;
    bool repeatable = false;
};

struct CommandSpec {
    std::string_view name;  // "credentials add"
    std::string_view summary;
    std::vector<std::string_view> operands;  // "METHOD", "PATH"; [FILE] may be left out, [WORD…] repeated
    std::vector<std::string_view> options;   // besides those that every command takes
};

std::span<const OptionSpec> all_options();
// The options that every command takes.
std::span<const std::string_view> common_options();
std::span<const CommandSpec> all_commands();
const OptionSpec* find_option(std::string_view name);
const CommandSpec* find_command(std::string_view name);

class Arguments {
public:
    // `words` is the command line without the program's name. Errors have the code "USAGE".
    static Result<Arguments> parse(const std::vector<std::string>& words);

    const CommandSpec& command() const noexcept { return *command_; }
    const std::vector<std::string>& operands() const noexcept { return operands_; }
    bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
    // The value of an option that was given, or nothing.
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;

private:
    const CommandSpec* command_ = nullptr;
    std::vector<std::string> operands_;
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

Error usage_error(std::string message, std::string next_step = {});

// The value as a number within bounds, or a usage error that names the option.
Result<uint32_t> number_option(const Arguments& arguments, std::string_view option, uint32_t most);

}  // namespace munim

#endif  // MUNIM_CLI_ARGUMENTS_HPP
