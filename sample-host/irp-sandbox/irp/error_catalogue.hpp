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
inline constexpr std::string_view password_not_decryptable = "1013";
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
inline constexpr std::string_view field_invalid = "5002";
inline constexpr std::string_view not_own_invoice = "2143";
inline constexpr std::string_view irn_unknown = "2148";
inline constexpr std::string_view irn_duplicate = "2150";
inline constexpr std::string_view future_date = "2163";
inline constexpr std::string_view supplier_is_recipient = "2211";
inline constexpr std::string_view eway_bill_prevents_cancelling = "2230";
inline constexpr std::string_view recipient_state_differs = "2265";
inline constexpr std::string_view cancel_window_over = "2270";
inline constexpr std::string_view irn_cancelled_before = "2278";
inline constexpr std::string_view irn_too_old = "2283";
inline constexpr std::string_view eway_bill_exists = "4002";
inline constexpr std::string_view eway_bill_missing = "4005";
inline constexpr std::string_view invoice_not_active = "9999";
inline constexpr std::string_view data_empty = "5003";
inline constexpr std::string_view try_later = "118";
// E-way bill system
inline constexpr std::string_view ewb_invalid_json = "100";
inline constexpr std::string_view ewb_user_name_invalid = "101";
inline constexpr std::string_view ewb_password_invalid = "102";
inline constexpr std::string_view ewb_client_id_invalid = "103";
inline constexpr std::string_view ewb_client_secret_invalid = "104";
inline constexpr std::string_view ewb_token_missing = "105";
inline constexpr std::string_view ewb_authentication_failed = "107";
inline constexpr std::string_view ewb_invalid_login = "108";
inline constexpr std::string_view ewb_not_decryptable = "109";
inline constexpr std::string_view ewb_invalid_client = "110";
inline constexpr std::string_view ewb_client_not_mapped = "111";
inline constexpr std::string_view ewb_inactive_user = "113";
inline constexpr std::string_view ewb_technical_error = "114";
inline constexpr std::string_view ewb_payload_empty = "115";
inline constexpr std::string_view ewb_invalid_token = "238";
inline constexpr std::string_view ewb_not_cancellable = "312";
inline constexpr std::string_view ewb_cancel_window_over = "315";
inline constexpr std::string_view ewb_no_data = "325";
inline constexpr std::string_view ewb_gstin_header_wrong = "393";
// The account side: NIC's codes as far as its pages have one that fits, and our own.
inline constexpr std::string_view wrong_portal_password = "3002";
inline constexpr std::string_view password_rules = "3003";
inline constexpr std::string_view user_name_taken = "3004";
inline constexpr std::string_view parameter_missing = "3009";
inline constexpr std::string_view exists_already = "3022";
inline constexpr std::string_view same_password = "3023";
inline constexpr std::string_view account_inactive = "3036";
inline constexpr std::string_view gstin_not_enabled = "3046";
inline constexpr std::string_view no_api_user = "3068";
inline constexpr std::string_view not_registered = "3070";
inline constexpr std::string_view portal_session_over = "SBX-SESSION";
inline constexpr std::string_view portal_code_needed = "SBX-OTP-NEEDED";
inline constexpr std::string_view portal_code_wait = "SBX-OTP-WAIT";
inline constexpr std::string_view portal_code_wrong = "SBX-OTP-WRONG";
inline constexpr std::string_view portal_code_expired = "SBX-OTP-EXPIRED";
inline constexpr std::string_view portal_code_tries = "SBX-OTP-TRIES";
inline constexpr std::string_view portal_code_unknown = "SBX-OTP-UNKNOWN";
// The one refusal that real systems send without a number.
inline constexpr std::string_view password_expired = "";
}  // namespace code

// The message for a code; for one that is not in the catalogue a text that says so.
std::string error_message(std::string_view error_code);

}  // namespace irp_sandbox

#endif
