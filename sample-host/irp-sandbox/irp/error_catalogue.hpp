// error_catalogue.hpp - the IRP's error codes with their messages, in NIC's spelling.
#ifndef IRP_SANDBOX_IRP_ERROR_CATALOGUE_HPP
#define IRP_SANDBOX_IRP_ERROR_CATALOGUE_HPP

#include <string>
#include <string_view>

namespace irp_sandbox {

// Names for the codes that the sandbox itself decides on.
namespace code {
inline constexpr std::string_view gstin_header_required = "1004";
inline constexpr std::string_view invalid_token = "1005";
inline constexpr std::string_view user_name_required = "1006";
inline constexpr std::string_view payload_malformed = "1007";
inline constexpr std::string_view invalid_client = "1010";
inline constexpr std::string_view client_id_required = "1011";
inline constexpr std::string_view client_secret_required = "1012";
inline constexpr std::string_view inactive_user = "1014";
inline constexpr std::string_view gstin_not_of_user = "1015";
inline constexpr std::string_view app_key_unusable = "1016";
inline constexpr std::string_view unknown_user = "1017";
inline constexpr std::string_view client_not_mapped = "1018";
inline constexpr std::string_view wrong_password = "1019";
inline constexpr std::string_view not_decryptable = "1020";
inline constexpr std::string_view account_frozen = "3025";
inline constexpr std::string_view gstin_not_present = "3028";
inline constexpr std::string_view gstin_cancelled = "3029";
inline constexpr std::string_view invalid_gstin = "3030";
inline constexpr std::string_view data_empty = "5003";
inline constexpr std::string_view try_later = "118";
// The one refusal that real systems send without a number.
inline constexpr std::string_view password_expired = "";
}  // namespace code

// The message for a code; for one that is not in the catalogue a text that says so.
std::string error_message(std::string_view error_code);

}  // namespace irp_sandbox

#endif
