// url_opener.cpp - see url_opener.hpp.
#include "plugins/url_opener.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace munim {
namespace {

constexpr std::string_view https = "https://";
constexpr std::size_t longest = 2048;

}  // namespace

bool UrlOpener::acceptable(std::string_view url) noexcept {
    // Printable ASCII only: an address with anything else is not one that a plugin should offer.
    return url.size() > https.size() && url.size() <= longest && url.substr(0, https.size()) == https &&
           std::all_of(url.begin(), url.end(),
                       [](char c) { return c > ' ' && c < '\x7F' && c != '"' && c != '\\'; });
}

bool UrlOpener::open(std::string_view url) {
    reap();
    if (!acceptable(url)) {
        return false;
    }
    std::string address{url};
    // The child gets a session of its own, no terminal to read from or write to, and the usual signals, so
    // that it neither disturbs Munim's output nor ends with it.
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (::posix_spawn_file_actions_init(&files) != 0) {
        return false;
    }
    if (::posix_spawnattr_init(&attributes) != 0) {
        ::posix_spawn_file_actions_destroy(&files);
        return false;
    }
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &usual);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF);
    std::array<char*, 3> arguments{program_.data(), address.data(), nullptr};
    pid_t child = 0;
    const int failed =
        ::posix_spawnp(&child, program_.c_str(), &files, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    if (failed != 0) {
        return false;
    }
    children_.push_back(child);
    return true;
}

void UrlOpener::reap() {
    const auto ended = [](pid_t child) { return ::waitpid(child, nullptr, WNOHANG) != 0; };
    children_.erase(std::remove_if(children_.begin(), children_.end(), ended), children_.end());
}

}  // namespace munim
