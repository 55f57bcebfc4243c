// accounts_file.hpp - reads accounts.json. The format is described in the README next to this program.
#ifndef IRP_SANDBOX_ACCOUNTS_ACCOUNTS_FILE_HPP
#define IRP_SANDBOX_ACCOUNTS_ACCOUNTS_FILE_HPP

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "accounts/account_book.hpp"

namespace irp_sandbox {

// what() is "file:line: where: what is wrong; what to do".
class AccountsError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// `file_name` is for messages only.
Accounts parse_accounts(const std::string& text, const std::string& file_name);
Accounts load_accounts(const std::filesystem::path& file);

// The sample that ships inside the program. Sample data only.
std::string_view sample_accounts();

}  // namespace irp_sandbox

#endif
