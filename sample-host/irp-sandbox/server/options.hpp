// options.hpp - the command line.
#ifndef IRP_SANDBOX_SERVER_OPTIONS_HPP
#define IRP_SANDBOX_SERVER_OPTIONS_HPP

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "server/tls_material.hpp"

namespace irp_sandbox {

struct Options {
    std::filesystem::path data;
    std::string host = "127.0.0.1";
    std::uint16_t port = 7443;
    std::uint16_t admin_port = 0;
    std::optional<std::filesystem::path> accounts;
    int token_minutes = 60;
    int budget = 0;
    int lockout = 0;
    int block_after = 0;
    std::optional<std::uint16_t> expired_port;
    std::optional<std::filesystem::path> log;
    std::optional<TlsFault> tls_fault;
    bool help = false;
};

// what() names the option, what was wrong with it, and what to do.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Takes both "--port 7443" and "--port=7443".
Options parse_options(std::span<const char* const> arguments);

std::string usage();

}  // namespace irp_sandbox

#endif
