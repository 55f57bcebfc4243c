// server_process.cpp - see server_process.hpp.
#include "server_process.hpp"

#include <Poco/JSON/Parser.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include "child.hpp"

Poco::JSON::Object::Ptr HttpAnswer::json() const {
    Poco::JSON::Parser parser;
    return parser.parse(body).extract<Poco::JSON::Object::Ptr>();
}

ServerProcess::ServerProcess(std::vector<std::string> more) {
    std::vector<std::string> arguments{"--data",
                                       (folder / "data").string(),
                                       "--vault-key-dir",
                                       (folder / "keys").string(),
                                       "--plugin",
                                       FAKE_PLUGIN,
                                       "serve"};
    if (std::find(more.begin(), more.end(), "--port") == more.end()) {
        arguments.insert(arguments.end(), {"--port", "0"});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    child_ = start_munim(arguments, out_);
    for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) {
        ready_line += c;
    }
    const std::string before = "http://127.0.0.1:";
    const std::size_t at = ready_line.find(before);
    const std::size_t mark = ready_line.find("/#session=");
    if (at == std::string::npos || mark == std::string::npos) {
        throw std::runtime_error{"munim did not start: " + ready_line};
    }
    port = static_cast<uint16_t>(std::stoi(ready_line.substr(at + before.size())));
    token = ready_line.substr(mark + 10);
}

ServerProcess::~ServerProcess() {
    stop();
    ::close(out_);
}

int ServerProcess::stop() {
    if (child_ <= 0) {
        return -1;
    }
    ::kill(child_, SIGTERM);
    const int status = wait_for(child_);
    child_ = -1;
    return status;
}

int ServerProcess::connect() const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        throw std::runtime_error{"cannot connect"};
    }
    return descriptor;
}

HttpAnswer ServerProcess::raw(const std::string& bytes) const {
    const int descriptor = connect();
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t now = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (now <= 0) {
            break;
        }
        sent += static_cast<std::size_t>(now);
    }
    std::string all;
    std::array<char, 4096> part{};
    for (ssize_t got = 0; (got = ::recv(descriptor, part.data(), part.size(), 0)) > 0;) {
        all.append(part.data(), static_cast<std::size_t>(got));
    }
    ::close(descriptor);

    HttpAnswer answer;
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos) {
        return answer;
    }
    answer.body = all.substr(end + 4);
    answer.status = std::stoi(all.substr(9, 3));
    for (std::size_t line = all.find("\r\n") + 2; line < end;) {
        const std::size_t stop = std::min(all.find("\r\n", line), end);
        const std::size_t colon = all.find(": ", line);
        std::string name = all.substr(line, colon - line);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        answer.headers[name] = all.substr(colon + 2, stop - colon - 2);
        line = stop + 2;
    }
    return answer;
}

HttpAnswer ServerProcess::request(const std::string& method, const std::string& path, const std::string& body,
                                  std::map<std::string, std::string> headers) const {
    headers.emplace("Host", "127.0.0.1:" + std::to_string(port));
    headers.emplace("X-Munim-Session", token);
    headers.emplace("Connection", "close");
    if (method == "PUT" || method == "POST") {
        headers.emplace("Content-Length", std::to_string(body.size()));
    }
    std::string bytes = method + " " + path + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers) {
        if (!value.empty()) {
            bytes.append(name).append(": ").append(value).append("\r\n");
        }
    }
    return raw(bytes + "\r\n" + body);
}

int ServerProcess::find_in_memory(const std::string& bytes) const {
    return ::find_in_memory(child_, bytes);
}

std::string ServerProcess::open_page() const {
    return request("POST", "/api/pages", R"({"settings":"test.fake/everything"})")
        .json()
        ->getValue<std::string>("page");
}

Poco::JSON::Object::Ptr ServerProcess::view(const std::string& page, uint64_t after) const {
    return request("GET", "/api/pages/" + page + "?after=" + std::to_string(after)).json();
}
