// credentials_output.hpp - stored credentials as a table for people and as JSON for programs.
#ifndef MUNIM_CLI_CREDENTIALS_OUTPUT_HPP
#define MUNIM_CLI_CREDENTIALS_OUTPUT_HPP

#include <string>
#include <vector>

#include "acct/cpp/host.hpp"
#include "base/json_writer.hpp"

namespace munim {

std::string credentials_table(const std::vector<accounting::CredentialInfo>& credentials);
std::string credentials_json(const std::vector<accounting::CredentialInfo>& credentials);
// {"credential": {…}}
std::string credential_json(const accounting::CredentialInfo& credential);
// "29AAACP0029A1Z2 at nic-1 (production)"
std::string key_text(const accounting::CredentialKey& key);
void write_key(JsonWriter& json, const accounting::CredentialKey& key);

}  // namespace munim

#endif  // MUNIM_CLI_CREDENTIALS_OUTPUT_HPP
