// credentials_output.cpp - see credentials_output.hpp.
#include "cli/credentials_output.hpp"

#include "base/text.hpp"
#include "cli/output.hpp"
#include "plugins/locale.hpp"

namespace munim {
namespace {

using accounting::CredentialInfo;

std::string_view state_word(uint32_t state) noexcept {
    switch (state) {
        case ACCT_CREDENTIAL_UNVERIFIED:
            return "unverified";
        case ACCT_CREDENTIAL_ACTIVE:
            return "active";
        case ACCT_CREDENTIAL_NEEDS_PASSWORD:
            return "needs_password";
        case ACCT_CREDENTIAL_NEEDS_USER:
            return "needs_user";
        case ACCT_CREDENTIAL_BLOCKED:
            return "blocked";
        case ACCT_CREDENTIAL_CONFIGURATION:
            return "configuration";
        case ACCT_CREDENTIAL_DAMAGED:
            return "damaged";
        default:
            return "unknown";
    }
}

void write_time(JsonWriter& json, std::string_view name, int64_t time) {
    json.key(name);
    if (time == 0) {
        json.null();
    } else {
        json.value(utc_time_text(time));
    }
}

void write_credential(JsonWriter& json, const CredentialInfo& credential) {
    json.begin_object();
    write_key(json, credential.key);
    json.member("user_name", credential.user_name)
        .member("state", state_word(credential.state))
        .member("state_text", credential.state_text)
        .member("problem", credential.problem);
    write_time(json, "verified_at", credential.verified_at);
    write_time(json, "password_saved_at", credential.password_saved_at);
    write_time(json, "token_until", credential.token_until);
    json.end_object();
}

}  // namespace

void write_key(JsonWriter& json, const accounting::CredentialKey& key) {
    json.member("gstin", key.gstin).member("provider", key.provider).member("environment", key.environment);
}

std::string key_text(const accounting::CredentialKey& key) {
    return printable(key.gstin) + " at " + printable(key.provider) + " (" + printable(key.environment) + ")";
}

std::string credentials_table(const std::vector<CredentialInfo>& credentials) {
    if (credentials.empty()) {
        return "No credentials are stored yet. Add one with \"munim credentials add\".\n";
    }
    std::vector<std::vector<std::string>> rows{
        {"GSTIN", "PROVIDER", "ENVIRONMENT", "USER", "STATE", "VERIFIED", "TOKEN UNTIL"}};
    std::string problems;
    for (const CredentialInfo& credential : credentials) {
        rows.push_back({printable(credential.key.gstin), printable(credential.key.provider),
                        printable(credential.key.environment), printable(credential.user_name),
                        printable(credential.state_text), local_time_text(credential.verified_at),
                        local_time_text(credential.token_until)});
        if (!credential.problem.empty()) {
            problems += "\n" + key_text(credential.key) + ": " + printable_lines(credential.problem) + "\n";
        }
    }
    return aligned(rows) + problems;
}

std::string credentials_json(const std::vector<CredentialInfo>& credentials) {
    JsonWriter json;
    json.begin_object().key("credentials").begin_array();
    for (const CredentialInfo& credential : credentials) {
        write_credential(json, credential);
    }
    return json.end_array().end_object().take();
}

std::string credential_json(const CredentialInfo& credential) {
    JsonWriter json;
    json.begin_object().key("credential");
    write_credential(json, credential);
    return json.end_object().take();
}

}  // namespace munim
