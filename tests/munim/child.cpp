// child.cpp - see child.hpp.
#include "child.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
            read_end = ends[0];
            write_end = ends[1];
        }
    }
};

std::string drain(int descriptor) {
    std::string all;
    std::array<char, 4096> part{};
    for (ssize_t got = 0; (got = ::read(descriptor, part.data(), part.size())) > 0;) {
        all.append(part.data(), static_cast<std::size_t>(got));
    }
    ::close(descriptor);
    return all;
}

void fill(int descriptor, const std::string& content) {
    const ssize_t ignored = ::write(descriptor, content.data(), content.size());
    (void)ignored;
    ::close(descriptor);
}

std::vector<std::string> command_line(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{MUNIM_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

}  // namespace

std::vector<char*> exec_words(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

int wait_for(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

ChildResult run_munim(const std::vector<std::string>& arguments, const std::string& input,
                      const std::string& passphrase) {
    std::vector<std::string> words = command_line(arguments);
    const std::vector<char*> pointers = exec_words(words);
    const Pipe in;
    const Pipe out;
    const Pipe err;
    const Pipe secret;
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        // Moved up first: one of the pipes may itself have the number 3.
        const int high = ::fcntl(secret.read_end, F_DUPFD, 100);
        ::dup2(in.read_end, STDIN_FILENO);
        ::dup2(out.write_end, STDOUT_FILENO);
        ::dup2(err.write_end, STDERR_FILENO);
        if (!passphrase.empty()) {
            ::dup2(high, 3);
        }
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    for (const int end : {in.read_end, out.write_end, err.write_end, secret.read_end}) {
        ::close(end);
    }
    fill(in.write_end, input);
    fill(secret.write_end, passphrase);
    ChildResult result;
    std::thread other{[&] { result.err = drain(err.read_end); }};
    result.out = drain(out.read_end);
    other.join();
    result.status = wait_for(child);
    return result;
}

pid_t start_munim(const std::vector<std::string>& arguments, int& out) {
    std::vector<std::string> words = command_line(arguments);
    const std::vector<char*> pointers = exec_words(words);
    const Pipe pipe;
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        ::dup2(pipe.write_end, STDOUT_FILENO);
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    }
    ::close(pipe.write_end);
    out = pipe.read_end;
    return child;
}

int find_in_memory(pid_t child, const std::string& bytes) {
    const std::filesystem::path process = "/proc/" + std::to_string(child);
    std::ifstream maps{process / "maps"};
    std::ifstream memory{process / "mem", std::ios::binary};
    int found = 0;
    for (std::string line; std::getline(maps, line);) {
        const std::size_t dash = line.find('-');
        const std::size_t space = line.find(' ');
        if (line.compare(space + 1, 2, "rw") != 0) {
            continue;
        }
        const uint64_t begin = std::stoull(line.substr(0, dash), nullptr, 16);
        const uint64_t end = std::stoull(line.substr(dash + 1, space - dash - 1), nullptr, 16);
        if (end - begin > (uint64_t{1} << 30U)) {
            continue;  // a sanitizer's shadow memory
        }
        std::string area(end - begin, '\0');
        memory.clear();
        memory.seekg(static_cast<std::streamoff>(begin));
        memory.read(area.data(), static_cast<std::streamsize>(area.size()));
        area.resize(static_cast<std::size_t>(memory.gcount()));
        for (std::size_t at = 0; (at = area.find(bytes, at)) != std::string::npos; ++at) {
            ++found;
        }
    }
    return found;
}
