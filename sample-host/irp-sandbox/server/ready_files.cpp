// ready_files.cpp - see ready_files.hpp.
#include "server/ready_files.hpp"

#include <unistd.h>

#include "base/files.hpp"
#include "base/json.hpp"

namespace irp_sandbox {
namespace {

using Object = Poco::JSON::Object::Ptr;

Object object_of(std::initializer_list<std::pair<const char*, Poco::Dynamic::Var>> members) {
    Object object = new_json_object();
    for (const auto& [name, value] : members) {
        object->set(name, value);
    }
    return object;
}

std::filesystem::path profiles_folder(const std::filesystem::path& directory) {
    return directory / "provider-profiles";
}

// What every profile says about its one environment.
Object environment(const Whereabouts& whereabouts) {
    return object_of({
        {"base_url", whereabouts.base_url()},
        {"public_key_file", whereabouts.public_key_file.string()},
        {"ca_file", whereabouts.ca_file.string()},
    });
}

Object direct_environment(const Whereabouts& whereabouts) {
    Object object = environment(whereabouts);
    object->set("client_id", whereabouts.client.client_id);
    object->set("client_secret", whereabouts.client.client_secret);
    object->set("token_minutes", whereabouts.token_minutes);
    return object;
}

Object gateway_environment(const Whereabouts& whereabouts) {
    Object object = environment(whereabouts);
    object->set("needs_client", false);
    object->set("token_minutes", whereabouts.token_minutes);
    object->set("header_values", object_of({{"X-CT-Auth-Token", whereabouts.gateway_token}}));
    return object;
}

Object profile(const char* id, const char* name, const char* crypto, const Object& sandbox) {
    return object_of({
        {"id", id},
        {"name", name},
        {"confidence", "A"},
        {"crypto", crypto},
        {"environments", object_of({{"sandbox", sandbox}})},
    });
}

Object nic_paths(const char* authenticate) {
    return object_of({
        {"authenticate", authenticate},
        {"gstin", "/eivital/v1.04/Master/gstin/{gstin}"},
    });
}

Object nic_headers() {
    return object_of({
        {"client_id", "client_id"},
        {"client_secret", "client_secret"},
        {"gstin", "Gstin"},
        {"user_name", "user_name"},
        {"auth_token", "AuthToken"},
    });
}

// For the IRP's own profiles: how clients reach the account side, and what it takes as a password.
void add_account_side(Poco::JSON::Object& profile) {
    profile.set("account_api", "sandbox");
    profile.set("password_rules", object_of({
                                      {"least", 8},
                                      {"most", 15},
                                      {"upper", true},
                                      {"lower", true},
                                      {"digit", true},
                                      {"specials", "%$#@_!*"},
                                  }));
    profile.set("password_reminder_days", 90);
}

Object current_profile(const Whereabouts& whereabouts) {
    Object object =
        profile("local-sandbox", "Local sandbox IRP", "nic-1.04", direct_environment(whereabouts));
    object->set("paths", nic_paths("/eivital/v1.04/auth"));
    object->set("headers", nic_headers());
    add_account_side(*object);
    return object;
}

Object legacy_profile(const Whereabouts& whereabouts) {
    Object object = profile("local-sandbox-103", "Local sandbox IRP (v1.03)", "nic-1.03",
                            direct_environment(whereabouts));
    object->set("paths", nic_paths("/eivital/v1.03/auth"));
    object->set("headers", nic_headers());
    add_account_side(*object);
    return object;
}

Object eway_bill_profile(const Whereabouts& whereabouts) {
    Object object = profile("local-ewaybill", "Local sandbox e-way bill system", "ewb-1.03",
                            direct_environment(whereabouts));
    object->set("paths", object_of({
                             {"authenticate", "/ewaybillapi/v1.03/auth"},
                             {"gstin", "/ewaybillapi/v1.03/Master/GetGSTINDetails?GSTIN={gstin}"},
                         }));
    object->set("headers", object_of({
                               {"client_id", "client-id"},
                               {"client_secret", "client-secret"},
                               {"gstin", "Gstin"},
                               {"auth_token", "authtoken"},
                           }));
    return object;
}

Object gateway_profile(const Whereabouts& whereabouts) {
    Object object = profile("local-gateway", "Local sandbox IRP behind a gateway", "nic-1.04",
                            gateway_environment(whereabouts));
    Object paths = nic_paths("/eivital/v1.04/auth");
    paths->set("rewrite", object_of({
                              {"/eivital/", "/einv-gsp/vital/"},
                              {"/eicore/", "/einv-gsp/core/"},
                              {"/eiewb/", "/einv-gsp/ewb/"},
                          }));
    object->set("paths", paths);
    object->set("headers", nic_headers());
    object->set("extra_headers",
                object_of({{"X-CT-Auth-Token", object_of({{"label", "Gateway token"}, {"secret", true}})}}));
    return object;
}

void write_private(const std::filesystem::path& file, const Object& object) {
    write_file(file, to_readable_json(object), FileAccess::owner_only);
}

}  // namespace

std::filesystem::path sandbox_file(const std::filesystem::path& directory) {
    return directory / "sandbox.json";
}

void write_sandbox_file(const std::filesystem::path& directory, const Whereabouts& whereabouts) {
    Object object = object_of({
        {"base_url", whereabouts.base_url()},
        {"port", whereabouts.port},
        {"admin_url", "http://127.0.0.1:" + std::to_string(whereabouts.admin_port)},
        {"admin_token", whereabouts.admin_token},
        {"ca_file", whereabouts.ca_file.string()},
        {"public_key_file", whereabouts.public_key_file.string()},
        {"signing_certificate_file", whereabouts.signing_certificate_file.string()},
        {"provider_profiles_folder", profiles_folder(directory).string()},
        {"gateway_token", whereabouts.gateway_token},
        {"pid", static_cast<int>(::getpid())},
    });
    if (whereabouts.expired_port) {
        object->set("expired_url", "https://localhost:" + std::to_string(*whereabouts.expired_port));
    }
    write_private(sandbox_file(directory), object);
}

void write_provider_profiles(const std::filesystem::path& directory, const Whereabouts& whereabouts) {
    const auto folder = profiles_folder(directory);
    make_private_directory(folder);
    write_private(directory / "provider-profile.json", current_profile(whereabouts));
    write_private(folder / "local-sandbox-103.json", legacy_profile(whereabouts));
    write_private(folder / "local-ewaybill.json", eway_bill_profile(whereabouts));
    write_private(folder / "local-gateway.json", gateway_profile(whereabouts));
}

}  // namespace irp_sandbox
