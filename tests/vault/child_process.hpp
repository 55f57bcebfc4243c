// child_process.hpp - a program that a test starts, talks with over pipes, and may kill at any instant.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has no header for it

namespace tijori::vault {

class ChildProcess {
public:
    // `extra` are environment variables ("NAME=value") besides those of this process.
    explicit ChildProcess(std::vector<std::string> arguments, std::vector<std::string> extra = {}) {
        int to[2] = {-1, -1};
        int from[2] = {-1, -1};
        if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
        posix_spawn_file_actions_t actions{};
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
        std::vector<char*> argv;
        argv.reserve(arguments.size() + 1);
        for (std::string& argument : arguments) {
            argv.push_back(argument.data());
        }
        argv.push_back(nullptr);
        std::vector<char*> variables;
        variables.reserve(extra.size() + 1);
        for (std::string& one : extra) {
            variables.push_back(one.data());
        }
        for (char** one = environ; *one != nullptr; ++one) {
            variables.push_back(*one);
        }
        variables.push_back(nullptr);
        const int failure = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), variables.data());
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(to[0]);
        ::close(from[1]);
        in_ = to[1];
        out_ = from[0];
        if (failure != 0) {
            pid_ = -1;
            throw std::runtime_error("cannot start " + arguments[0]);
        }
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() {
        kill();
        ::close(out_);
        close_input();
    }

    pid_t pid() const noexcept { return pid_; }

    void write(const std::string& text) const { (void)!::write(in_, text.data(), text.size()); }
    void close_input() noexcept {
        if (in_ >= 0) {
            ::close(in_);
            in_ = -1;
        }
    }
    // The next whole line; false when there are no more.
    bool read_line(std::string& line) {
        for (;;) {
            if (const auto end = buffer_.find('\n'); end != std::string::npos) {
                line = buffer_.substr(0, end);
                buffer_.erase(0, end + 1);
                return true;
            }
            char bytes[4096];
            const ssize_t size = ::read(out_, bytes, sizeof(bytes));
            if (size <= 0) {
                return false;
            }
            buffer_.append(bytes, static_cast<std::size_t>(size));
        }
    }
    std::vector<std::string> rest() {
        std::vector<std::string> lines;
        for (std::string line; read_line(line);) {
            lines.push_back(line);
        }
        return lines;
    }
    // Its exit code, or minus the signal that ended it.
    int wait() {
        int state = 0;
        if (pid_ > 0 && ::waitpid(pid_, &state, 0) == pid_) {
            pid_ = -1;
            result_ = WIFEXITED(state) ? WEXITSTATUS(state) : -WTERMSIG(state);
        }
        return result_;
    }
    int kill() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
        }
        return wait();
    }

private:
    pid_t pid_ = -1;
    int in_ = -1;
    int out_ = -1;
    int result_ = 0;
    std::string buffer_;
};

}  // namespace tijori::vault
