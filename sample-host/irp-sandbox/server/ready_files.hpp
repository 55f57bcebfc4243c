// ready_files.hpp - the files that tell others how to reach this sandbox.
#ifndef IRP_SANDBOX_SERVER_READY_FILES_HPP
#define IRP_SANDBOX_SERVER_READY_FILES_HPP

#include <cstdint>
#include <filesystem>
#include <string>

#include "accounts/account_book.hpp"

namespace irp_sandbox {

struct Whereabouts {
    std::uint16_t port = 0;
    std::uint16_t admin_port = 0;
    std::string admin_token;
    std::filesystem::path ca_file;
    std::filesystem::path public_key_file;

    std::string base_url() const { return "https://localhost:" + std::to_string(port); }
};

// sandbox.json: for test programs. Present only while the sandbox runs.
std::filesystem::path sandbox_file(const std::filesystem::path& directory);
void write_sandbox_file(const std::filesystem::path& directory, const Whereabouts& whereabouts);

// provider-profile.json: for clients that take their IRP from a profile.
void write_provider_profile(const std::filesystem::path& directory, const Whereabouts& whereabouts,
                            const Client& client, int token_minutes);

}  // namespace irp_sandbox

#endif
