// secrets.hpp - secrets that a check types in, and the search for them in everything that comes back.
#ifndef ACCT_PLUGIN_CHECK_SECRETS_HPP
#define ACCT_PLUGIN_CHECK_SECRETS_HPP

#include <filesystem>
#include <string>
#include <string_view>

#include "acct/abi.h"

namespace accounting::check {

// A secret that no text holds by chance: 15 characters, of the kinds that password rules ask for.
std::string new_secret();
// A one-time code. It may stand in a file by chance, so it is looked for in texts alone.
std::string new_code();
// The host's key for a vault: 32 bytes.
std::string new_key();

// What a plugin said, anywhere, has to be UTF-8 (abi.h, rule 3) and free of secrets (rule 5). Any thread.
void expect_utf8(std::string_view where, acct_text text);
void search_text(std::string_view where, std::string_view text);
void heard(std::string_view where, acct_text text);  // both

// Searches files, and their names, below a folder.
void search_files(const std::filesystem::path& folder);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_SECRETS_HPP
