// ready_files.cpp - see ready_files.hpp.
#include "server/ready_files.hpp"

#include <unistd.h>

#include "base/files.hpp"
#include "base/json.hpp"

namespace irp_sandbox {
namespace {

Poco::JSON::Object::Ptr object_of(std::initializer_list<std::pair<const char*, Poco::Dynamic::Var>> members) {
    Poco::JSON::Object::Ptr object = new_json_object();
    for (const auto& [name, value] : members) {
        object->set(name, value);
    }
    return object;
}

}  // namespace

std::filesystem::path sandbox_file(const std::filesystem::path& directory) {
    return directory / "sandbox.json";
}

void write_sandbox_file(const std::filesystem::path& directory, const Whereabouts& whereabouts) {
    const auto object = object_of({
        {"base_url", whereabouts.base_url()},
        {"port", whereabouts.port},
        {"admin_url", "http://127.0.0.1:" + std::to_string(whereabouts.admin_port)},
        {"admin_token", whereabouts.admin_token},
        {"ca_file", whereabouts.ca_file.string()},
        {"public_key_file", whereabouts.public_key_file.string()},
        {"pid", static_cast<int>(::getpid())},
    });
    write_file(sandbox_file(directory), to_readable_json(object), FileAccess::owner_only);
}

void write_provider_profile(const std::filesystem::path& directory, const Whereabouts& whereabouts,
                            const Client& client, int token_minutes) {
    const auto sandbox = object_of({
        {"base_url", whereabouts.base_url()},
        {"public_key_file", whereabouts.public_key_file.string()},
        {"ca_file", whereabouts.ca_file.string()},
        {"client_id", client.client_id},
        {"client_secret", client.client_secret},
        {"token_minutes", token_minutes},
    });
    const auto profile = object_of({
        {"id", "local-sandbox"},
        {"name", "Local sandbox IRP"},
        {"confidence", "A"},
        {"crypto", "nic-1.04"},
        {"environments", object_of({{"sandbox", sandbox}})},
        {"paths", object_of({
                      {"authenticate", "/eivital/v1.04/auth"},
                      {"gstin", "/eivital/v1.04/Master/gstin/{gstin}"},
                  })},
        {"headers", object_of({
                        {"client_id", "client_id"},
                        {"client_secret", "client_secret"},
                        {"gstin", "Gstin"},
                        {"user_name", "user_name"},
                        {"auth_token", "AuthToken"},
                    })},
    });
    write_file(directory / "provider-profile.json", to_readable_json(profile), FileAccess::owner_only);
}

}  // namespace irp_sandbox
