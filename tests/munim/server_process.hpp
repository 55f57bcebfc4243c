// server_process.hpp - a running `munim serve` with the fake plugin, and HTTP requests to it over a plain
// socket.
#ifndef TESTS_MUNIM_SERVER_PROCESS_HPP
#define TESTS_MUNIM_SERVER_PROCESS_HPP

#include <Poco/JSON/Object.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scratch_folder.hpp"

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in small letters
    std::string body;
    Poco::JSON::Object::Ptr json() const;
};

class ServerProcess {
public:
    explicit ServerProcess(std::vector<std::string> more = {});
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess();

    // Ends it with SIGTERM; the exit status.
    int stop();

    // A request with the right Host and token, unless `headers` say otherwise ("" leaves a header out).
    HttpAnswer request(const std::string& method, const std::string& path, const std::string& body = {},
                       std::map<std::string, std::string> headers = {}) const;
    // Sends bytes as they are and reads to the end.
    HttpAnswer raw(const std::string& bytes) const;
    // A connection to the server.
    int connect() const;

    // How often the bytes occur in the server's writable memory.
    int find_in_memory(const std::string& bytes) const;

    // Opens the fake plugin's page; its number.
    std::string open_page() const;
    Poco::JSON::Object::Ptr view(const std::string& page, uint64_t after = 0) const;

    uint16_t port = 0;
    std::string token;
    std::string ready_line;
    ScratchFolder folder;

private:
    pid_t child_ = -1;
    int out_ = -1;
};

#endif  // TESTS_MUNIM_SERVER_PROCESS_HPP
