// runner.cpp - see runner.hpp.
#include "runner.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {
#include <sys/pidfd.h>  // of glibc 2.36 does not say so itself
}

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "checks.hpp"
#include "files.hpp"
#include "host.hpp"
#include "notes.hpp"
#include "secrets.hpp"
#include "texts.hpp"

extern char** environ;

namespace accounting::check {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Where a check's process finds its notes and the pipe for its verdicts.
constexpr int notes_descriptor = 3;
constexpr int verdicts_descriptor = 4;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    int get() const { return number_; }
    void close() {
        if (number_ >= 0) {
            (void)::close(number_);
        }
        number_ = -1;
    }

private:
    int number_;
};

// A folder for one check, gone when it has ended.
class Scratch {
public:
    Scratch() {
        std::string name = (fs::temp_directory_path() / "acct-plugin-check-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) {
            folder_ = fs::canonical(name);
            fs::create_directory(folder_ / "home");
        }
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        if (!folder_.empty()) {
            fs::remove_all(folder_, ignored);
        }
    }
    const fs::path& folder() const { return folder_; }

private:
    fs::path folder_;
};

// What a check's process sees: nothing of the user's files, desktop or network.
std::vector<std::string> environment_in(const fs::path& scratch) {
    const std::string home = (scratch / "home").string();
    const std::vector<std::pair<std::string, std::string>> own{
        {"HOME", home},
        {"XDG_DATA_HOME", home + "/data"},
        {"XDG_CONFIG_HOME", home + "/config"},
        {"XDG_STATE_HOME", home + "/state"},
        {"XDG_CACHE_HOME", home + "/cache"},
        {"XDG_RUNTIME_DIR", home},
        {"TMPDIR", home},
        {"DBUS_SESSION_BUS_ADDRESS", "unix:path=" + home + "/no-bus"},
        {"HTTPS_PROXY", closed_proxy()},
        {"HTTP_PROXY", closed_proxy()},
        {"https_proxy", closed_proxy()},
        {"http_proxy", closed_proxy()},
        {"NO_PROXY", ""},
        {"no_proxy", ""},
        {"DISPLAY", ""},
        {"WAYLAND_DISPLAY", ""},
    };
    std::vector<std::string> all;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        const std::string_view name = text.substr(0, text.find('='));
        if (std::none_of(own.begin(), own.end(), [name](const auto& one) { return one.first == name; })) {
            all.emplace_back(text);
        }
    }
    for (const auto& [name, value] : own) {
        if (!value.empty()) {
            all.push_back(name + "=" + value);
        }
    }
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

// How a check's process went.
struct Ended {
    std::vector<Verdict> verdicts;
    bool finished = false;  // the check came to its end
    bool in_time = true;
    int wait_status = 0;
    std::string place;   // where it crashed or hung
    std::string output;  // of what was written to standard output and error
};

// What was written last; of a sanitizer's report, the beginning.
std::string gist_of(const fs::path& file) {
    constexpr std::size_t most = 1200;
    const std::string text = content_of(file);
    std::size_t begin = text.find("ERROR: ");
    if (begin == std::string::npos) {
        begin = text.find("runtime error: ");
    }
    if (begin == std::string::npos) {
        begin = text.size() > most ? text.size() - most : 0;
    }
    return printable(text.substr(begin, most));
}

Ended run_process(const Options& options, const std::string& check, const std::string& plugin,
                  unsigned patience) {
    Ended ended;
    const Scratch scratch;
    const Scratch outside;  // for its output, so that it is not taken for the plugin's file
    const Descriptor memory(::memfd_create("notes", MFD_CLOEXEC));
    std::array<int, 2> ends{-1, -1};
    if (memory.get() < 0 || ::ftruncate(memory.get(), sizeof(Notes)) != 0 ||
        ::pipe2(ends.data(), O_CLOEXEC) != 0 || scratch.folder().empty()) {
        ended.output = "the system gives no memory, pipe or folder";
        return ended;
    }
    const Descriptor reader(ends[0]);
    Descriptor writer(ends[1]);
    void* mapped = ::mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
    auto* notes = new (mapped) Notes{};

    std::vector<std::string> arguments{"acct-plugin-check",
                                       "--child",
                                       check,
                                       "--plugin",
                                       plugin,
                                       "--scratch",
                                       scratch.folder().string(),
                                       "--repeat",
                                       std::to_string(options.repeat),
                                       "--steps",
                                       std::to_string(options.steps),
                                       "--seed",
                                       std::to_string(options.seed),
                                       "--",
                                       options.library.string()};
    std::vector<std::string> variables = environment_in(scratch.folder());
    const std::string output = (outside.folder() / "output").string();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    (void)::posix_spawn_file_actions_init(&actions);
    (void)::posix_spawnattr_init(&attributes);
    (void)::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    (void)::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    (void)::posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                             0600);
    (void)::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    // Above both, so that neither overwrites the other.
    constexpr int aside = 100;
    (void)::posix_spawn_file_actions_adddup2(&actions, memory.get(), aside);
    (void)::posix_spawn_file_actions_adddup2(&actions, writer.get(), aside + 1);
    (void)::posix_spawn_file_actions_adddup2(&actions, aside, notes_descriptor);
    (void)::posix_spawn_file_actions_adddup2(&actions, aside + 1, verdicts_descriptor);
    (void)::posix_spawn_file_actions_addclose(&actions, aside);
    (void)::posix_spawn_file_actions_addclose(&actions, aside + 1);
    pid_t process = -1;
    const int failed = ::posix_spawn(&process, "/proc/self/exe", &actions, &attributes,
                                     pointers_to(arguments).data(), pointers_to(variables).data());
    (void)::posix_spawn_file_actions_destroy(&actions);
    (void)::posix_spawnattr_destroy(&attributes);
    writer.close();
    if (failed != 0) {
        (void)::munmap(mapped, sizeof(Notes));
        ended.output = "the system starts no process";
        return ended;
    }
    const Descriptor exit_event(::pidfd_open(process, 0));
    (void)::fcntl(reader.get(), F_SETFL, O_NONBLOCK);
    const auto until = Clock::now() + std::chrono::seconds(options.time_limit * patience);
    std::string bytes;
    const auto read_all = [&] {
        std::array<char, 65536> part{};
        for (ssize_t got = 0; (got = ::read(reader.get(), part.data(), part.size())) > 0;) {
            bytes.append(part.data(), static_cast<std::size_t>(got));
        }
    };
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0) {
            ended.in_time = false;
            ended.place = notes->place();
            (void)::kill(-process, SIGKILL);
            break;
        }
        pollfd events[] = {{exit_event.get(), POLLIN, 0}, {reader.get(), POLLIN, 0}};
        (void)::poll(events, 2, static_cast<int>(std::min<long long>(left, 1000)));
        read_all();
        if ((events[0].revents & POLLIN) != 0) {
            break;
        }
        if ((events[1].revents & POLLHUP) != 0) {
            // It closed its pipe and lives on; its end is all there is to wait for.
            pollfd end_only{exit_event.get(), POLLIN, 0};
            (void)::poll(&end_only, 1, 10);
        }
    }
    (void)::waitpid(process, &ended.wait_status, 0);
    (void)::kill(-process, SIGKILL);  // what it may have started
    read_all();
    if (ended.in_time) {
        ended.place = notes->place();
    }
    (void)::munmap(mapped, sizeof(Notes));
    ended.verdicts = read_verdicts(bytes);
    ended.finished = std::any_of(ended.verdicts.begin(), ended.verdicts.end(),
                                 [](const Verdict& one) { return one.kind == Verdict::Kind::finished; });
    ended.output = gist_of(output);
    return ended;
}

std::string signal_name(int signal) {
    const char* name = ::sigabbrev_np(signal);
    return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

// A process that did not come to its end, as a finding.
std::optional<Finding> bad_end(const Ended& ended, unsigned seconds) {
    const std::string wrote = ended.output.empty() ? "" : "; it wrote: " + ended.output;
    if (!ended.in_time) {
        return Finding{"abi.h, rule 7", "was in " + ended.place,
                       "every call returns; the check ends within " + std::to_string(seconds) + " s",
                       "it was still there" + wrote,
                       "Attach a debugger there, or give more time with --time-limit."};
    }
    if (WIFSIGNALED(ended.wait_status)) {
        return Finding{
            "abi.h, rule 7",
            ended.finished ? "ended the process, after the library was unloaded" : "was in " + ended.place,
            "no call crashes", signal_name(WTERMSIG(ended.wait_status)) + wrote,
            "Run the check under a debugger: acct-plugin-check --only with its name, and follow the child."};
    }
    if (ended.output.find("Sanitizer: ") != std::string::npos) {
        return Finding{"abi.h, rule 7", ended.finished ? "ended the process" : "was in " + ended.place,
                       "a sanitizer with which the plugin was built finds nothing", ended.output,
                       "See what it says. With ASAN_OPTIONS=log_path=FILE all of it is in a file."};
    }
    if (!ended.finished || WEXITSTATUS(ended.wait_status) != 0) {
        return Finding{
            "abi.h, rule 1", ended.finished ? "ended the process" : "was in " + ended.place,
            "the call returns",
            "the process ended with status " + std::to_string(WEXITSTATUS(ended.wait_status)) + wrote,
            "A plugin does not end its host's process."};
    }
    return std::nullopt;
}

Outcome outcome_of(const Ended& ended, const Check& check, const std::string& plugin, unsigned time_limit) {
    Outcome outcome{check.name, check.what, plugin, Outcome::State::passed, "", {}, 0};
    for (const Verdict& verdict : ended.verdicts) {
        if (verdict.kind == Verdict::Kind::finding && verdict.texts.size() == 5) {
            const auto& text = verdict.texts;
            outcome.findings.push_back({text[0], text[1], text[2], text[3], text[4]});
        } else if (verdict.kind == Verdict::Kind::skip && !verdict.texts.empty()) {
            outcome.state = Outcome::State::skipped;
            outcome.reason = verdict.texts[0];
        }
    }
    if (auto finding = bad_end(ended, time_limit * check.patience)) {
        outcome.findings.push_back(std::move(*finding));
    }
    if (!outcome.findings.empty()) {
        outcome.state = Outcome::State::failed;
    }
    return outcome;
}

bool is_wanted(const Options& options, const std::string& name) {
    return options.only.empty() ||
           std::any_of(options.only.begin(), options.only.end(),
                       [&](const auto& wanted) { return name.compare(0, wanted.size(), wanted) == 0; });
}

double seconds_since(Clock::time_point before) {
    return std::chrono::duration<double>(Clock::now() - before).count();
}

}  // namespace

Report run_checks(const Options& options, const std::function<void(const Report&)>& looked,
                  const std::function<void(const Outcome&)>& told) {
    const auto began = Clock::now();
    Report report;
    const Check look{first_look, "the library loads, and names its plugins", Scope::library, {}, 1};
    const Ended first = run_process(options, look.name, "", 1);
    for (const Verdict& verdict : first.verdicts) {
        if (verdict.kind == Verdict::Kind::plugin && verdict.texts.size() == 2) {
            report.plugins.push_back({verdict.texts[0], verdict.texts[1]});
        } else if (verdict.kind == Verdict::Kind::no_plugin && !verdict.texts.empty()) {
            report.no_plugin = verdict.texts[0];
            return report;
        }
    }
    looked(report);
    Outcome of_look = outcome_of(first, look, "", options.time_limit);
    of_look.seconds = seconds_since(began);
    const bool usable = of_look.state == Outcome::State::passed;
    report.outcomes.push_back(of_look);
    told(of_look);

    struct Task {
        const Check* check;
        std::string plugin;
    };
    std::vector<Task> tasks;
    for (const Check& check : all_checks()) {
        if (!is_wanted(options, check.name)) {
            continue;
        }
        if (check.scope == Scope::library) {
            tasks.push_back({&check, ""});
        }
        for (const PluginName& plugin : report.plugins) {
            if (usable && check.scope == Scope::plugin &&
                (options.plugin.empty() || options.plugin == plugin.id)) {
                tasks.push_back({&check, plugin.id});
            }
        }
    }
    std::vector<std::optional<Outcome>> outcomes(tasks.size());
    std::mutex mutex;
    std::condition_variable done;
    std::size_t next = 0;
    const auto work = [&] {
        while (true) {
            std::size_t mine = 0;
            {
                const std::lock_guard lock(mutex);
                if (next == tasks.size()) {
                    return;
                }
                mine = next++;
            }
            const Task& task = tasks[mine];
            const auto start = Clock::now();
            const Ended ended = run_process(options, task.check->name, task.plugin, task.check->patience);
            Outcome outcome = outcome_of(ended, *task.check, task.plugin, options.time_limit);
            outcome.seconds = seconds_since(start);
            const std::lock_guard lock(mutex);
            outcomes[mine] = std::move(outcome);
            done.notify_all();
        }
    };
    std::vector<std::thread> workers;
    const unsigned jobs =
        options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < jobs; ++i) {
        workers.emplace_back(work);
    }
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        std::unique_lock lock(mutex);
        done.wait(lock, [&] { return outcomes[i].has_value(); });
        report.outcomes.push_back(*outcomes[i]);
        lock.unlock();
        told(report.outcomes.back());
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    report.seconds = seconds_since(began);
    return report;
}

int run_as_child(const std::string& name, const Context& context) {
    void* mapped = ::mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED, notes_descriptor, 0);
    if (mapped == MAP_FAILED || ::chdir(context.scratch.c_str()) != 0) {
        return 2;
    }
    (void)::close(notes_descriptor);
    (void)::fcntl(verdicts_descriptor, F_SETFD, FD_CLOEXEC);
    use_notes(static_cast<Notes*>(mapped));
    tell_verdicts_to(verdicts_descriptor);
    note_crashes();
    try {
        if (name == first_look) {
            look_at_library(context);
        } else {
            const auto& checks = all_checks();
            const auto check = std::find_if(checks.begin(), checks.end(),
                                            [&](const Check& one) { return one.name == name; });
            if (check == checks.end()) {
                return 2;
            }
            check->run(context);
        }
        search_text("what was written to standard output or error", content_of("/proc/self/fd/1"));
    } catch (const Stop&) {
        finished();  // told why
        ::_exit(0);
    }
    finished();
    return 0;
}

}  // namespace accounting::check
