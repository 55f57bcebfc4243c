// portal_rules.hpp - what the portal takes as a password, name, address or number, and how it shows those
// that it keeps.
#ifndef IRP_SANDBOX_PORTAL_PORTAL_RULES_HPP
#define IRP_SANDBOX_PORTAL_PORTAL_RULES_HPP

#include <string>
#include <string_view>

namespace irp_sandbox {

// Of the account: at least 8 characters with a letter, a digit and a special one.
bool is_account_password(std::string_view text);
// Of the API user: 8 to 15 characters with an upper-case letter, a lower-case one, a digit and one of %$#@_!*
bool is_api_password(std::string_view text);
// 3 to 50 letters, digits and underscores.
bool is_api_user_name(std::string_view text);

bool is_email(std::string_view text);
// Ten digits, as numbers are written within India.
bool is_mobile_number(std::string_view text);

// "p•••@pushpak.example"
std::string masked_email(std::string_view email);
// "••••••4321"
std::string masked_mobile_number(std::string_view number);
// The first and last two characters; the dots between say nothing about the length.
std::string masked_password(std::string_view password);

}  // namespace irp_sandbox

#endif
