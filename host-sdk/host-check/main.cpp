// main.cpp - acct-host-check: runs a host with the probe, and reports what the probe saw.
#include <getopt.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "acct/abi.h"
#include "journal.hpp"
#include "report.hpp"
#include "rules.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it in no header

namespace accounting::host_check {
namespace {

namespace fs = std::filesystem;
using check::Finding;
using check::Outcome;

constexpr std::string_view help = R"(NAME
    acct-host-check - judges a program as a host of accounting plugins

SYNOPSIS
    acct-host-check [OPTION]... -- COMMAND [ARGUMENT]...
    acct-host-check [OPTION]... --read JOURNAL
    acct-host-check --probe | --list

DESCRIPTION
    Runs the command with a plugin, the probe, that watches what its host does: the order of calls and their thread,
    the answers of the host's services, what it does with views, values, ids, and with a page of a plugin that is
    newer than the host. When the command has ended, what was seen is reported; each finding names the header and
    the rule or function, and what to do.

    The host has to load the probe: write {probe} where an argument takes the plugin's file, or name the variable
    with the host's plugin folders by --folder-variable. The more of the page "Host check" is used, by a person or by a test
    that drives the host, the more rules are judged; the page shows which are left. A service that the host does
    not offer is not judged: every one is optional.

OPTIONS
    --folder-variable NAME    set this environment variable to the folder that holds the probe
    --read JOURNAL            report on a host that was run before: the file named by ACCT_HOST_CHECK_JOURNAL when
                              the host ran, or host-check.journal in the data folder that it gave the probe
    --json FILE               write the outcomes as JSON
    --junit FILE              write the outcomes as JUnit XML
    --probe                   print where the probe is
    --list                    list the rules
    --help, --version

EXIT STATUS
    0    the host keeps the rules, as far as they came to be judged
    1    it breaks some; they are listed
    2    the command line is wrong, or the host did not load the probe

EXAMPLES
    acct-host-check -- munim settings --plugin {probe}
    acct-host-check --folder-variable MUNIM_PLUGIN_PATH --junit report.xml -- munim serve
)";

enum Option { folder_variable = 1000, read_file, json, junit, show_probe, list, show_help, version };

constexpr option long_options[] = {
    {"folder-variable", required_argument, nullptr, folder_variable},
    {"read", required_argument, nullptr, read_file},
    {"json", required_argument, nullptr, json},
    {"junit", required_argument, nullptr, junit},
    {"probe", no_argument, nullptr, show_probe},
    {"list", no_argument, nullptr, list},
    {"help", no_argument, nullptr, show_help},
    {"version", no_argument, nullptr, version},
    {nullptr, 0, nullptr, 0},
};

int wrong_use(const std::string& what) {
    std::cerr << "acct-host-check: " << what << "\nSee acct-host-check --help.\n";
    return 2;
}

// The probe lies where this program was built or installed.
std::optional<fs::path> find_probe() {
    std::error_code unreadable;
    const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
    for (const char* folder : {"../lib/acct-host-check", "../" ACCT_LIBRARY_FOLDER "/acct-host-check"}) {
        const fs::path file = program.parent_path() / folder / "acct-host-check-probe.so";
        if (fs::is_regular_file(file, unreadable)) {
            return fs::weakly_canonical(file, unreadable);
        }
    }
    return std::nullopt;
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The host's process, as it ended.
struct Ending {
    int signal = 0;
    double seconds = 0;
};

std::optional<Ending> run_host(std::vector<std::string> command, const std::vector<std::string>& variables) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& argument : command) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    std::vector<std::string> own = variables;
    std::vector<char*> environment;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string_view present(*one);
        const auto name = present.substr(0, present.find('=') + 1);
        if (std::none_of(own.begin(), own.end(),
                         [&](const std::string& mine) { return mine.rfind(name, 0) == 0; })) {
            environment.push_back(*one);
        }
    }
    for (std::string& one : own) {
        environment.push_back(one.data());
    }
    environment.push_back(nullptr);

    // Interrupting the host from the keyboard ends the host, and this program reports.
    (void)::signal(SIGINT, SIG_IGN);
    (void)::signal(SIGQUIT, SIG_IGN);
    posix_spawnattr_t attributes{};
    sigset_t usual{};
    (void)::posix_spawnattr_init(&attributes);
    (void)::sigemptyset(&usual);
    (void)::sigaddset(&usual, SIGINT);
    (void)::sigaddset(&usual, SIGQUIT);
    (void)::posix_spawnattr_setsigdefault(&attributes, &usual);
    (void)::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const auto begin = std::chrono::steady_clock::now();
    pid_t child = 0;
    const int failure =
        ::posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), environment.data());
    (void)::posix_spawnattr_destroy(&attributes);
    if (failure != 0) {
        std::cerr << "acct-host-check: " << command[0]
                  << " could not be run: " << std::generic_category().message(failure)
                  << ". Check the command after \"--\".\n";
        return std::nullopt;
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return Ending{WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                  std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

// One outcome for each rule. `ending`: how the host's process ended, if this program ran it.
check::Report report_of(const std::vector<Record>& records, const std::optional<Ending>& ending) {
    std::set<std::string> judged;
    std::map<std::string, std::vector<Finding>> findings;
    std::string last = "nothing";
    bool ended = false;
    const auto add = [&](const std::string& name, std::string did, std::string got) {
        if (const Rule* rule = rule_named(name)) {
            findings[name].push_back({std::string(rule->source), std::move(did), std::string(rule->what),
                                      std::move(got), std::string(rule->next_step)});
        }
    };
    for (const Record& record : records) {
        if (record.kind == Record::Kind::last && !record.texts.empty()) {
            last = record.texts[0];
        } else if (record.kind == Record::Kind::judged && !record.texts.empty()) {
            judged.insert(record.texts[0]);
        } else if (record.kind == Record::Kind::finding && record.texts.size() >= 3) {
            add(record.texts[0], record.texts[1], record.texts[2]);
        }
        ended = record.kind == Record::Kind::ended || (ended && record.kind != Record::Kind::judged);
    }
    if (ending) {
        judged.insert("host.survives");
        if (ending->signal != 0) {
            // NOLINTNEXTLINE(concurrency-mt-unsafe): this program has one thread
            const std::string name = ::strsignal(ending->signal);
            add("host.survives", "the process ended",
                "by the signal " + name + "; the last that the probe saw: " + last);
        } else {
            judged.insert("life.end");
            if (!ended) {
                add("life.end", "the program ended",
                    "without the last entry.deinit; the last that the probe saw: " + last);
            }
        }
    }
    check::Report report;
    report.tool = "acct-host-check";
    report.subject = "host";
    report.seconds = ending ? ending->seconds : 0;
    for (const Rule& rule : all_rules()) {
        const std::string name(rule.name);
        Outcome outcome;
        outcome.check = name;
        outcome.what = std::string(rule.what);
        outcome.findings = findings[name];
        outcome.state = !outcome.findings.empty() ? Outcome::State::failed
                        : judged.count(name) == 1 ? Outcome::State::passed
                                                  : Outcome::State::skipped;
        if (outcome.state == Outcome::State::skipped) {
            outcome.reason = std::string(rule.how);
        }
        report.outcomes.push_back(std::move(outcome));
    }
    return report;
}

int tell(const std::string& journal, const std::optional<Ending>& ending, const check::Options& options) {
    const std::vector<Record> records = read_journal(journal);
    if (records.empty()) {
        std::cerr << "acct-host-check: the host did not load the probe. Write {probe} where the host takes a "
                     "plugin's file, or "
                     "use --folder-variable.\n";
        return 2;
    }
    const check::Report report = report_of(records, ending);
    std::cout << "acct-host-check " ACCT_CHECK_VERSION " (ABI " << ACCT_ABI_MAJOR << "." << ACCT_ABI_MINOR
              << ")";
    const auto host = std::find_if(records.begin(), records.end(),
                                   [](const Record& record) { return record.kind == Record::Kind::host; });
    if (host != records.end() && host->texts.size() >= 3) {
        std::cout << ": " << host->texts[0] << " " << host->texts[2] << ", " << host->texts[1];
    }
    std::cout << "\n\n";
    for (const Outcome& outcome : report.outcomes) {
        print_outcome(std::cout, outcome);
    }
    print_summary(std::cout, report);
    if (const std::string file = write_files(options, report); !file.empty()) {
        std::cerr << "acct-host-check: " << file
                  << " could not be written. Give a file in a folder that is there.\n";
        return 2;
    }
    return is_good(report) ? 0 : 1;
}

int run(std::vector<std::string> command, const std::string& variable, check::Options options) {
    const std::optional<fs::path> probe = find_probe();
    if (!probe) {
        std::cerr << "acct-host-check: the probe (acct-host-check-probe.so) is not there. Install "
                     "acct-host-check again.\n";
        return 2;
    }
    for (std::string& argument : command) {
        options.library += (options.library.empty() ? "" : " ") + argument;
        for (std::size_t at = argument.find("{probe}"); at != std::string::npos;
             at = argument.find("{probe}", at)) {
            argument.replace(at, std::string_view("{probe}").size(), probe->string());
        }
    }
    std::string folder = (fs::temp_directory_path() / "acct-host-check-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        std::cerr << "acct-host-check: there is no place for a temporary file in "
                  << fs::temp_directory_path() << ".\n";
        return 2;
    }
    const fs::path journal = fs::path(folder) / "journal";
    std::vector<std::string> variables{std::string(journal_variable) + "=" + journal.string()};
    if (!variable.empty()) {
        variables.push_back(variable + "=" + probe->parent_path().string());
    }
    const std::optional<Ending> ending = run_host(std::move(command), variables);
    const std::string seen = content_of(journal);
    std::error_code left;
    fs::remove_all(folder, left);
    return ending ? tell(seen, ending, options) : 2;
}

int main_of(int count, char** arguments) {
    check::Options options;
    std::string variable;
    std::string journal;
    int given = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): this program has one thread
    while ((given = ::getopt_long(count, arguments, "+", long_options, nullptr)) != -1) {
        switch (given) {
            case folder_variable:
                variable = optarg;
                break;
            case read_file:
                journal = optarg;
                break;
            case json:
                options.json = optarg;
                break;
            case junit:
                options.junit = optarg;
                break;
            case show_probe:
                if (const auto probe = find_probe()) {
                    std::cout << probe->string() << "\n";
                    return 0;
                }
                return wrong_use("the probe is not there; install acct-host-check again");
            case list:
                for (const Rule& rule : all_rules()) {
                    std::cout << rule.name << "\n    " << rule.what << " (" << rule.source << ")\n";
                }
                return 0;
            case show_help:
                std::cout << help;
                return 0;
            case version:
                std::cout << "acct-host-check " ACCT_CHECK_VERSION "\n";
                return 0;
            default:
                return wrong_use("an option is wrong");
        }
    }
    std::vector<std::string> command(arguments + optind, arguments + count);
    if (!journal.empty() && command.empty()) {
        if (!fs::is_regular_file(journal)) {
            return wrong_use("there is no file " + journal);
        }
        options.library = journal;
        return tell(content_of(journal), std::nullopt, options);
    }
    if (command.empty() || !journal.empty()) {
        return wrong_use(command.empty() ? "the command that runs the host is missing"
                                         : "a command and --read exclude each other");
    }
    return run(std::move(command), variable, std::move(options));
}

}  // namespace
}  // namespace accounting::host_check

int main(int count, char** arguments) {
    try {
        return accounting::host_check::main_of(count, arguments);
    } catch (const std::exception& problem) {
        std::cerr << "acct-host-check: " << problem.what() << "\n";
        return 2;
    }
}
