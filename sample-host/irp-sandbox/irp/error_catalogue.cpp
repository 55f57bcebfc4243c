// error_catalogue.cpp - see error_catalogue.hpp. The spelling mistakes are NIC's and part of the data.
#include "irp/error_catalogue.hpp"

#include <array>

namespace irp_sandbox {
namespace {

struct Entry {
    std::string_view code;
    std::string_view message;
};

constexpr auto catalogue = std::to_array<Entry>({
    {"", "User Password has expired. Contact Support."},
    // Authentication and session
    {"1004", "Header GSTIN is required"},
    {"1005", "Invalid Token"},
    {"1006", "User Name is required"},
    {"1007", "Authentication failed. Pls. inform the helpdesk"},
    {"1008", "Invalid login credentials"},
    {"1010", "Invalid Client-ID/Client-Secret"},
    {"1011", "Client Id is required"},
    {"1012", "Client Secret is required"},
    {"1013", "Decryption of password failed"},
    {"1014", "Inactive User"},
    {"1015", "Invalid GSTIN for this user"},
    {"1016", "Decryption of App Key failed"},
    {"1017", "Incorrect user id/User does not exists"},
    {"1018", "Client Id is not mapped to this user"},
    {"1019", "Incorrect Password"},
    {"1020", "Decryption failed"},
    // Account, password and GSTIN state
    {"3000", "Invalid login credentials"},
    {"3001", "Requested data is not available"},
    {"3002", "Invalid login credentials"},
    {"3003",
     "Password should contains atleast one upper case, one lower case, one number and one special characters "
     "like "
     "[%,$,#,@,_,!,*]"},
    {"3004", "This username is already registered. Please choose a different username."},
    {"3005", "Requested data is not found"},
    {"3006", "Invalid Mobile Number"},
    {"3007", "Sub user creation limit is 10"},
    {"3008", "Sub user already exists"},
    {"3009", "Pls provide the required parameter or payload"},
    {"3010", "Suffix of the sub user can have up to 4 characters"},
    {"3011", "Data not Found"},
    {"3012", "Mobile No. is blank for this GSTIN"},
    {"3013", "Your registration has been cancelled"},
    {"3014", "Gstin Not Allowed"},
    {"3015", "Your GSTIN is deregistered"},
    {"3016", "Your GSTIN is inactive"},
    {"3017", "You have a provisional id"},
    {"3019", "Sub user is not saved"},
    {"3020", "Internal Server Error pls try after sometime"},
    {"3021", "There are no sub users"},
    {"3022", "The Given Details Already Exists"},
    {"3023", "The New PassWord And Old PassWord Cannot Be Same"},
    {"3024", "Change of password unsuccessfull,pls check the existing password"},
    {"3025", "Your account has been frozen"},
    {"3027", "You are already registered. Use Forgot Username or Forgot Passowrd to get your credentials"},
    {"3028", "GSTIN is not present in invoice system"},
    {"3029", "GSTIN is inactive or cancelled"},
    {"3030", "Invalid Gstin"},
    {"3031", "Invalid User Name"},
    {"3032", "Enrolled transporter is not allowed"},
    {"3033", "Your account has been frozen since the GSTIN is inactive"},
    {"3034", "Your account has been frozen since the GSTIN is cancelled"},
    {"3035", "Your account has been frozen since the GSTIN is suspended"},
    {"3036", "Your account is inactive"},
    {"3037", "Common enrolled transporter is not allowed"},
    {"3043", "Something went wrong. Please try again"},
    {"3044", "This registration only for tax payers not GSP."},
    {"3045", "You are not registered, please use registration"},
    {"3046", "Your GSTIN is not enabled for e-Invoicing on Production"},
    {"3052", "Error occured while Authentication"},
    {"3053", "Unauthorised access"},
    {"3058", "Data not Saved"},
    {"3059", "Client-Id for this PAN is not generated check your IP-Whitelisting status."},
    {"3060", "Please wait for officer approval"},
    {"3061", "Your Request has been rejected"},
    {"3062", "Already Registered"},
    {"3063", "You are already enabled for e-invoicing"},
    {"3064", "You have a provisional id"},
    {"3065", "You are not allowed to use this feature."},
    {"3067", "Client secret unsuccessfull,pls check the existing client secret."},
    {"3068", "There is no Api user."},
    {"3069", "You are not directly integrated"},
    {"3070", "You are not registered, please use registration"},
    {"3071", "GSTIN is already linked to your Client Id"},
    {"3072", "GSTIN is not enabled by the Direct Integrator"},
    {"3073", "You are already registered."},
    {"3074", "GSTIN is cancelled and document date is later than the de-registration date"},
    {"3075", "GSTIN is cancelled"},
    {"3076", "GSTIN is inactive on the document date"},
    {"3077", "Supplier GSTIN is cancelled on the document date"},
    {"3078", "Recipient GSTIN is cancelled on the document date"},
    {"3079", "GSTIN is inactive"},
    {"3080", "Your GSTIN cannot be enabled for e-Invoicing"},
    // System
    {"5001", "Application Error in Auth, Please Contact the help desk"},
    {"5002", "Application error. Please try again"},
    {"SYS_5001", "Application error. Please try again"},
    {"5003", "Data cannot be null or empty"},
    // Documents
    {"2143", "Invoice does not belongs to the user GSTIN"},
    {"2148", "Requested IRN data is not available"},
    {"2150", "Duplicate IRN"},
    {"2163", "The document date should not be future date"},
    {"2211", "Supplier and recipient GSTIN should not be the same"},
    {"2230", "This IRN cannot be cancelled because e-way bill has been generated"},
    {"2265", "Recipient GSTIN state code does not match with the state code passed in recipient details"},
    {"2270", "The allowed cancellation time limit is crossed, you cannot cancel the IRN"},
    {"2278", "IRN is already generated and cancelled"},
    {"2283", "IRN details cannot be provided as it is generated more than 2 days ago"},
    {"2295", "IRN is already generated and registered with another IRP"},
    {"2305", "The document is older than 30 days"},
    {"3039", "PIN code does not belong to the state"},
    {"4002", "EwayBill is already generated for this IRN"},
    {"4005", "Eway Bill details are not found"},
    {"9999", "Invoice is not active"},
    // The account side's own
    {"SBX-SESSION", "You are not signed in, or your session has ended. Please sign in"},
    {"SBX-OTP-NEEDED", "Please verify a one-time code for this purpose first"},
    {"SBX-OTP-WAIT", "A one-time code was sent a moment ago. Please wait before asking for another"},
    {"SBX-OTP-WRONG", "The one-time code is wrong"},
    {"SBX-OTP-EXPIRED", "The one-time code has expired. Please ask for a new one"},
    {"SBX-OTP-TRIES", "Too many wrong one-time codes. Please ask for a new one"},
    {"SBX-OTP-UNKNOWN", "This one-time code was not asked for here, or is used up. Please ask for a new one"},
    // E-way bill system codes that clients of both systems meet
    {"100", "Invalid JSON"},
    {"101", "Invalid Username"},
    {"102", "Invalid Password"},
    {"103", "Invalid Client-Id"},
    {"104", "Invalid Client-Secret"},
    {"105", "Invalid Token"},
    {"106", "Token Expired"},
    {"107", "Authentication failed"},
    {"108", "Invalid login credentials"},
    {"109", "Decryption of data failed"},
    {"110", "Invalid Client-ID/Client-Secret"},
    {"111", "GSTIN is not registered to this GSP"},
    {"112", "Inactive Client"},
    {"113", "Inactive User"},
    {"114", "Technical Error"},
    {"115", "Payload is empty"},
    {"116", "Auth token is not valid for this client"},
    {"117", "This option is not enabled in E-way bill 2"},
    {"118", "Try after 5 minutes"},
    {"238", "Invalid auth token"},
    {"312", "This eway bill is either not generated by you or cancelled"},
    {"315", "The time limit for cancelling this eway bill is over"},
    {"325", "Could not retrieve data"},
    {"393", "GSTIN header is wrong"},
});

}  // namespace

std::string error_message(std::string_view error_code) {
    for (const Entry& entry : catalogue) {
        if (entry.code == error_code) {
            return std::string{entry.message};
        }
    }
    return "(no text for this code in the sandbox's catalogue)";
}

}  // namespace irp_sandbox
