// output.hpp - what a command prints, for people or for programs, and the exit status that goes with it.
#ifndef MUNIM_CLI_OUTPUT_HPP
#define MUNIM_CLI_OUTPUT_HPP

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace munim {

enum ExitStatus : int {
    exit_ok = 0,
    exit_failed = 1,
    exit_usage = 2,
    exit_refused = 3,
    exit_locked = 4,
    exit_unreachable = 5,
};

int exit_status_of(const Error& error) noexcept;

class Output {
public:
    explicit Output(bool json) noexcept : json_(json) {}

    bool is_json() const noexcept { return json_; }
    // Prints one of the two on standard output. The exit status: failed if nobody could read it (a full
    // disk).
    int success(std::string_view json, std::string_view human) const;
    // For people: the message and the next step on standard error. For programs: JSON on standard output.
    int failure(const Error& error) const;
    // Something on the way that the user should know, on standard error.
    static void note(std::string_view text);

private:
    bool json_;
};

// Rows as columns, two spaces apart; the last column is not padded.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

}  // namespace munim

#endif  // MUNIM_CLI_OUTPUT_HPP
