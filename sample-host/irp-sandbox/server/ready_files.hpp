// ready_files.hpp - the files that tell others how to reach this sandbox.
#ifndef IRP_SANDBOX_SERVER_READY_FILES_HPP
#define IRP_SANDBOX_SERVER_READY_FILES_HPP

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "accounts/account_book.hpp"

namespace irp_sandbox {

struct Whereabouts {
    std::uint16_t port = 0;
    std::uint16_t admin_port = 0;
    std::optional<std::uint16_t> expired_port;
    std::string admin_token;
    std::string gateway_token;
    std::filesystem::path ca_file;
    std::filesystem::path public_key_file;
    std::filesystem::path signing_certificate_file;
    Client client;
    int token_minutes = 60;

    std::string base_url() const { return "https://localhost:" + std::to_string(port); }
};

// sandbox.json: for test programs. Present only while the sandbox runs.
std::filesystem::path sandbox_file(const std::filesystem::path& directory);
void write_sandbox_file(const std::filesystem::path& directory, const Whereabouts& whereabouts);

// provider-profile.json, for clients that take their IRP from a profile, and a folder provider-profiles with
// the further ways in: v1.03, the e-way bill system, and the gateway.
void write_provider_profiles(const std::filesystem::path& directory, const Whereabouts& whereabouts);

}  // namespace irp_sandbox

#endif
