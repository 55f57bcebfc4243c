// main.cpp - the command line of acct-plugin-check.
#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "acct/abi.h"
#include "report.hpp"
#include "runner.hpp"

namespace accounting::check {
namespace {

constexpr std::string_view help = R"(NAME
    acct-plugin-check - judges an accounting plugin by the rules of the plugin ABI

SYNOPSIS
    acct-plugin-check [OPTION]... PLUGIN-LIBRARY
    acct-plugin-check --list

DESCRIPTION
    Loads the library as a host does, and tries what hosts do, and what they should not do: NULL and garbage
    arguments, calls at the wrong time and on the wrong thread, calls from within callbacks, hosts that lack
    services or whose services fail, unloading while work is under way, and many lives. Views, errors, log lines
    and files are searched for secrets that were typed in. The rules are those of the headers in include/acct/;
    each finding names the header and the rule or function, and what to do.

    Each check runs in a process of its own, so that a crash or a hang is a finding that names the call, and not
    the end of the check. Each has an empty folder for HOME and the plugin's files, no session bus, no display,
    and a proxy where nobody listens, so that nothing leaves the computer. A plugin must not need a network for
    anything that is checked.

OPTIONS
    --only NAME          run only the checks whose name begins with NAME; may be given several times
    --plugin ID          check this plugin of the library only
    --list               list the checks and what they judge
    --json FILE          write the outcomes as JSON
    --junit FILE         write the outcomes as JUnit XML
    --repeat N           how many lives the check life.repeat has (default 1000)
    --steps N            how many things the check pages.walk types and presses (default 400)
    --seed N             another random walk (default 1); the same number, the same walk
    --time-limit S       seconds for one check (default 60; those that take longer by nature have a multiple)
    --jobs N             how many checks run at once (default: the number of processors)
    --help, --version

EXIT STATUS
    0    the plugin keeps the rules, as far as these checks see
    1    it breaks some; they are listed
    2    the command line is wrong, or the file is no accounting plugin

EXAMPLES
    acct-plugin-check ./my_plugin.so
    acct-plugin-check --only pages --only secrets ./my_plugin.so
    acct-plugin-check --repeat 50 --junit report.xml ./my_plugin.so

    To debug a crash:
    gdb -ex 'set follow-fork-mode child' --args acct-plugin-check --jobs 1 --time-limit 9999 --only arguments.null \
        ./my_plugin.so

FILES
    acct-plugin-check-neighbour.so, beside the program, stands for a host that uses OpenSSL and Poco itself.
    Without it the check neighbours.poco is skipped.
)";

enum Option {
    only = 1000,
    plugin,
    list,
    json,
    junit,
    repeat,
    steps,
    seed,
    time_limit,
    jobs,
    show_help,
    version,
    child,
    scratch,
};

constexpr option long_options[] = {
    {"only", required_argument, nullptr, only},
    {"plugin", required_argument, nullptr, plugin},
    {"list", no_argument, nullptr, list},
    {"json", required_argument, nullptr, json},
    {"junit", required_argument, nullptr, junit},
    {"repeat", required_argument, nullptr, repeat},
    {"steps", required_argument, nullptr, steps},
    {"seed", required_argument, nullptr, seed},
    {"time-limit", required_argument, nullptr, time_limit},
    {"jobs", required_argument, nullptr, jobs},
    {"help", no_argument, nullptr, show_help},
    {"version", no_argument, nullptr, version},
    // For itself: one check, in a process of its own.
    {"child", required_argument, nullptr, child},
    {"scratch", required_argument, nullptr, scratch},
    {nullptr, 0, nullptr, 0},
};

int wrong_use(const std::string& what) {
    std::cerr << "acct-plugin-check: " << what << "\nSee acct-plugin-check --help.\n";
    return 2;
}

std::optional<unsigned> number_of(std::string_view text) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() && value <= 1000000
               ? std::optional(value)
               : std::nullopt;
}

void print_list() {
    for (const Check& check : all_checks()) {
        std::cout << check.name << "\n    " << check.what << "\n";
    }
}

bool is_name_of_a_check(std::string_view name) {
    for (const Check& check : all_checks()) {
        if (check.name.compare(0, name.size(), name) == 0) {
            return true;
        }
    }
    return false;
}

int run(const Options& options) {
    const Report report = run_checks(
        options, [&](const Report& looked) { print_heading(std::cout, options, looked); },
        [](const Outcome& outcome) { print_outcome(std::cout, outcome); });
    if (!report.no_plugin.empty()) {
        return wrong_use(options.library.string() + " is no accounting plugin: " + report.no_plugin + ".");
    }
    if (!options.plugin.empty() &&
        std::none_of(report.plugins.begin(), report.plugins.end(),
                     [&](const PluginName& one) { return one.id == options.plugin; })) {
        return wrong_use("the library holds no plugin \"" + options.plugin + "\".");
    }
    print_summary(std::cout, report);
    if (const std::string file = write_files(options, report); !file.empty()) {
        return wrong_use(file + " cannot be written.");
    }
    return is_good(report) ? 0 : 1;
}

int main_of(int count, char** arguments) {
    Options options;
    std::string child_check;
    std::string scratch_folder;
    const std::pair<int, unsigned Options::*> numbers[] = {{repeat, &Options::repeat},
                                                           {steps, &Options::steps},
                                                           {seed, &Options::seed},
                                                           {time_limit, &Options::time_limit},
                                                           {jobs, &Options::jobs}};
    opterr = 0;
    while (true) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread was started yet
        const int chosen = ::getopt_long(count, arguments, "h", long_options, nullptr);
        if (chosen == -1) {
            break;
        }
        bool is_number = false;
        for (const auto& [option, field] : numbers) {
            if (chosen == option) {
                const auto value = number_of(optarg);
                if (!value || *value == 0) {
                    return wrong_use(std::string("\"") + optarg + "\" is no number from 1 to 1000000.");
                }
                options.*field = *value;
                is_number = true;
            }
        }
        if (is_number) {
            continue;
        }
        switch (chosen) {
            case only:
                if (!is_name_of_a_check(optarg)) {
                    return wrong_use(std::string("no check's name begins with \"") + optarg +
                                     "\"; --list has them.");
                }
                options.only.emplace_back(optarg);
                break;
            case plugin:
                options.plugin = optarg;
                break;
            case json:
                options.json = optarg;
                break;
            case junit:
                options.junit = optarg;
                break;
            case child:
                child_check = optarg;
                break;
            case scratch:
                scratch_folder = optarg;
                break;
            case list:
                print_list();
                return 0;
            case 'h':
            case show_help:
                std::cout << help;
                return 0;
            case version:
                std::cout << "acct-plugin-check " ACCT_CHECK_VERSION " (ABI " << ACCT_ABI_MAJOR << "."
                          << ACCT_ABI_MINOR << ")\n";
                return 0;
            default:
                return wrong_use("there is no such option, or its value is missing.");
        }
    }
    if (optind + 1 != count) {
        return wrong_use(optind == count ? "which plugin library?" : "one plugin library at a time.");
    }
    std::error_code not_there;
    options.library = std::filesystem::canonical(arguments[optind], not_there);
    if (not_there) {
        return wrong_use(std::string("there is no file ") + arguments[optind] + ".");
    }
    if (!child_check.empty()) {
        return run_as_child(child_check, Context{options.library, options.plugin, scratch_folder,
                                                 options.repeat, options.steps, options.seed});
    }
    return run(options);
}

}  // namespace
}  // namespace accounting::check

int main(int count, char** arguments) {
    return accounting::check::main_of(count, arguments);
}
