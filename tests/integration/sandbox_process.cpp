// sandbox_process.cpp - see sandbox_process.hpp.
#include "sandbox_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "scratch_folder.hpp"

namespace integration {
namespace {

[[noreturn]] void become(const std::vector<std::string>& words, int out) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (const std::string& word : words) {
        pointers.push_back(const_cast<char*>(word.c_str()));  // exec does not write to it
    }
    pointers.push_back(nullptr);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is ended by its time limit leaves nothing behind
    ::dup2(out, STDOUT_FILENO);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
}

}  // namespace

SandboxProcess::SandboxProcess(std::filesystem::path data, const std::vector<std::string>& options)
    : data_(std::move(data)) {
    start(options);
}

void SandboxProcess::start(const std::vector<std::string>& options) {
    std::vector<std::string> words{IRP_SANDBOX,           "--data", data_.string(),         "--port",
                                   std::to_string(port_), "--log",  data_.string() + ".log"};
    words.insert(words.end(), options.begin(), options.end());
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"no pipe"};
    }
    child_ = ::fork();
    if (child_ == 0) {
        become(words, pipe[1]);
    }
    ::close(pipe[1]);
    std::string line;
    for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';) {
        line += c;
    }
    ::close(pipe[0]);
    const std::string ready = "irp-sandbox ready https://localhost:";
    if (!line.starts_with(ready)) {
        stop();
        throw std::runtime_error{"irp-sandbox did not start: " + line};
    }
    port_ = static_cast<std::uint16_t>(std::stoi(line.substr(ready.size())));
}

void SandboxProcess::stop() {
    if (child_ > 0) {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
        child_ = -1;
    }
}

std::string SandboxProcess::password_of(const std::string& user_name) const {
    const std::string accounts = content_of(data_ / "accounts.json");
    const std::size_t at = accounts.find('"' + user_name + '"');
    if (at == std::string::npos) {
        throw std::runtime_error{"accounts.json has no user " + user_name};
    }
    return json_value(accounts, "password", at);
}

Counters SandboxProcess::counters() const {
    const std::string json = admin("GET", "/counters", "");
    const auto number = [&](const char* key) { return std::stoull(json_value(json, key)); };
    return {number("auth_requests"), number("auth_successes"), number("calls"), number("call_successes"),
            number("faults_served")};
}

void SandboxProcess::change_password(const std::string& user_name, const std::string& password) const {
    (void)admin("POST", "/accounts/update",
                R"({"username":")" + user_name + R"(","password":")" + password + R"("})");
}

std::string SandboxProcess::admin(const std::string& method, const std::string& path,
                                  const std::string& body) const {
    const std::string whereabouts = content_of(data_ / "sandbox.json");
    const std::string url = json_value(whereabouts, "admin_url");
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(descriptor);
        throw std::runtime_error{"the admin endpoint cannot be reached"};
    }
    const std::string request =
        method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer " +
        json_value(whereabouts, "admin_token") +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
        body;
    std::string answer;
    if (::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size())) {
        std::array<char, 4096> part{};
        for (ssize_t got = 0; (got = ::recv(descriptor, part.data(), part.size(), 0)) > 0;) {
            answer.append(part.data(), static_cast<std::size_t>(got));
        }
    }
    ::close(descriptor);
    if (answer.find(" 200 ") > 12) {
        throw std::runtime_error{"the admin endpoint refused " + path + ": " + answer};
    }
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::string json_value(std::string_view json, const std::string& key, std::size_t from) {
    const std::string quoted = '"' + key + '"';
    std::size_t at = json.find(quoted, from);
    if (at == std::string_view::npos) {
        throw std::runtime_error{"no \"" + key + "\" in the JSON"};
    }
    at = json.find_first_not_of(" \t\r\n:", at + quoted.size());
    const std::size_t begin = json[at] == '"' ? at + 1 : at;
    const std::size_t end = json.find_first_of(json[at] == '"' ? "\"" : ",} \t\r\n", begin);
    return std::string{json.substr(begin, end - begin)};
}

}  // namespace integration
