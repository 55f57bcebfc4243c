// runner.hpp - runs each check in a process of its own, because a bad plugin crashes or hangs.
#ifndef ACCT_PLUGIN_CHECK_RUNNER_HPP
#define ACCT_PLUGIN_CHECK_RUNNER_HPP

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "check.hpp"
#include "verdict.hpp"

namespace accounting::check {

struct Options {
    std::filesystem::path library;
    std::string plugin;             // the one to check; empty: all
    std::vector<std::string> only;  // checks whose names begin so; empty: all
    unsigned repeat = 1000;
    unsigned steps = 400;
    unsigned seed = 1;
    unsigned time_limit = 60;  // seconds
    unsigned jobs = 0;         // 0: as many as there are processors
    std::string json;
    std::string junit;
};

struct Outcome {
    enum class State { passed, failed, skipped };
    std::string check;
    std::string what;
    std::string plugin;  // empty: of the library
    State state = State::passed;
    std::string reason;  // of a skip
    std::vector<Finding> findings;
    double seconds = 0;
};

struct PluginName {
    std::string id;
    std::string title;
};

struct Report {
    // Who judges what: a report on a host (host-check) is written in the same way.
    std::string tool = "acct-plugin-check";
    std::string subject = "plugin";
    std::string no_plugin;  // why the file is no plugin at all; otherwise empty
    std::vector<PluginName> plugins;
    std::vector<Outcome> outcomes;
    double seconds = 0;
};

// Runs the checks, and tells each outcome in their order, as soon as it is known.
Report run_checks(const Options& options, const std::function<void(const Report&)>& looked,
                  const std::function<void(const Outcome&)>& told);

// In a check's process: arguments as the runner gives them. The exit status.
int run_as_child(const std::string& check, const Context& context);

// Not a check in the registry: finds the plugins in the library.
inline constexpr const char* first_look = "library.look";

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_RUNNER_HPP
