// error_table.cpp - see error_table.hpp. Source of the codes and of what they mean: the portals' published
// lists and answers seen live; the words for people are ours.
#include "error_table.hpp"

#include <algorithm>
#include <array>

namespace tijori::irp {
namespace {

using Entry = ErrorEntry;

constexpr std::string_view check_password =
    N_("Type the API password again. If you do not know it, set a new one on the IRP's portal and enter that "
       "here. We did not try "
       "again by ourselves, so that the account is not locked.");
constexpr std::string_view check_user_name = N_(
    "Check the API user name: in production it usually begins with API_, and it is not your portal login.");
constexpr std::string_view tell_integrator =
    N_("This is a setting of the program and not of your account: tell whoever set up the provider in it.");
constexpr std::string_view try_later = N_("Try again in a few minutes. Nothing you entered is lost.");
constexpr std::string_view get_key =
    N_("Get the present public key of this environment from the IRP's portal and enter it on the page "
       "\"Providers\".");
constexpr std::string_view check_parties = N_("Check the GSTINs and the date of the document.");
constexpr std::string_view see_portal =
    N_("Log in to the IRP's portal or the GST common portal and see what it says about this registration.");

constexpr std::array irp_entries{
    Entry{"1005", Action::authenticate_again, N_("{provider} no longer accepts the session."),
          N_("Try again.")},
    Entry{"1004", Action::our_fault, N_("{provider} misses the GSTIN in our request."), tell_integrator},
    Entry{"1006", Action::ask_user_name, N_("{provider} received no API user name."),
          N_("Enter the API user name.")},
    Entry{"1007", Action::our_fault, N_("{provider} could not read the log-in request."), tell_integrator},
    Entry{"1008", Action::ask_password, N_("{provider} does not accept this API user name and password."),
          N_("Check both and type the password again. We did not try again by ourselves, so that the account "
             "is "
             "not locked.")},
    Entry{"1010", Action::configuration,
          N_("{provider} does not know this program's client id, or its client secret is wrong."),
          tell_integrator},
    Entry{"1011", Action::configuration, N_("{provider} asks for a client id, and none is set."),
          tell_integrator},
    Entry{"1012", Action::configuration, N_("{provider} asks for a client secret, and none is set."),
          tell_integrator},
    Entry{"1013", Action::configuration,
          N_("{provider} could not decrypt the password: the public key belongs to another environment or is "
             "out of date."),
          get_key},
    Entry{"1014", Action::blocked,
          N_("This API user is inactive: the GSTIN is not active, or not enabled for e-invoicing."),
          see_portal},
    Entry{
        "1015", Action::ask_user_name, N_("This API user belongs to another GSTIN."),
        N_("Choose the GSTIN that the user was created for, or enter the user name of this GSTIN. Each GSTIN "
           "has its own API user.")},
    Entry{
        "1016", Action::configuration,
        N_("{provider} could not decrypt our key: the public key belongs to another environment or is out of "
           "date."),
        get_key},
    Entry{"1017", Action::ask_user_name, N_("{provider} does not know this API user name."), check_user_name},
    Entry{
        "1018", Action::ask_user_name, N_("This API user was created for another software provider."),
        N_("On the IRP's portal create an API user for this GSTIN and choose this program's provider there, "
           "then enter it here.")},
    Entry{"1019", Action::ask_password, N_("{provider} says that the API password is wrong."),
          check_password},
    Entry{"1020", Action::configuration,
          N_("{provider} could not decrypt our request: the public key belongs to another environment or is "
             "out "
             "of date."),
          get_key},
    Entry{"3000", Action::ask_password, N_("{provider} does not accept this API user name and password."),
          check_password},
    Entry{"3002", Action::ask_password, N_("{provider} does not accept this API user name and password."),
          check_password},
    Entry{"3014", Action::blocked, N_("{provider} does not allow this GSTIN."), see_portal},
    Entry{"3015", Action::blocked, N_("The registration of this GSTIN was cancelled."), see_portal},
    Entry{"3016", Action::blocked, N_("The registration of this GSTIN is inactive."), see_portal},
    Entry{"3017", Action::blocked, N_("This GSTIN is only provisional."), see_portal},
    Entry{"3020", Action::later, N_("{provider} has trouble at the moment."), try_later},
    Entry{"3025", Action::blocked, N_("{provider} has frozen this account."), see_portal},
    Entry{
        "3028", Action::blocked, N_("{provider} does not have this GSTIN in its system."),
        N_("On the IRP's portal let it fetch the GSTIN from the GST common portal (\"Sync GSTIN\"), then try "
           "again.")},
    Entry{"3029", Action::blocked, N_("This GSTIN is inactive or cancelled."),
          N_("If it is active on the GST common portal, let the IRP's portal fetch it anew (\"Sync GSTIN\"), "
             "then try again.")},
    Entry{"3030", Action::blocked, N_("{provider} says that this is not a GSTIN."),
          N_("Compare the GSTIN with the registration certificate.")},
    Entry{"3031", Action::ask_user_name, N_("{provider} does not know this API user name."), check_user_name},
    Entry{"3033", Action::blocked, N_("{provider} has frozen this account because the GSTIN is inactive."),
          see_portal},
    Entry{"3034", Action::blocked, N_("{provider} has frozen this account because the GSTIN was cancelled."),
          see_portal},
    Entry{"3035", Action::blocked, N_("{provider} has frozen this account because the GSTIN was suspended."),
          see_portal},
    Entry{"3036", Action::blocked, N_("{provider} has frozen this account because the GSTIN is inactive."),
          see_portal},
    Entry{"3043", Action::later, N_("{provider} has trouble at the moment."), try_later},
    Entry{"3046", Action::blocked, N_("This GSTIN is not enabled for e-invoicing."),
          N_("Enable it on the IRP's portal (\"e-Invoice enablement\"), then try again.")},
    Entry{"3053", Action::configuration, N_("{provider} says that this access is not authorised."),
          tell_integrator},
    Entry{
        "3059", Action::configuration,
        N_("{provider} has no client id for this business, or does not accept this computer's address."),
        N_("Check on the IRP's portal that the client id was generated and that the address of this network "
           "is on its white-list.")},
    Entry{"3065", Action::blocked, N_("{provider} does not allow this account to use this."), see_portal},
    Entry{"3068", Action::ask_user_name, N_("{provider} has no API user for this GSTIN."),
          N_("Create one on the IRP's portal (API registration), then enter it here.")},
    Entry{"3080", Action::blocked, N_("This GSTIN cannot be enabled for e-invoicing."), see_portal},
    Entry{"5001", Action::later, N_("{provider} has trouble with logging in at the moment."), try_later},
    Entry{"5002", Action::later, N_("{provider} has trouble at the moment."), try_later},
    Entry{"SYS_5001", Action::later, N_("{provider} has trouble at the moment."), try_later},
    Entry{"5003", Action::our_fault, N_("{provider} received an empty request."), tell_integrator},
    Entry{"118", Action::later, N_("{provider} was asked to log in too often."),
          N_("Wait five minutes, then try again.")},
    // ---- accounts, sub-users and registration (portal services)
    Entry{"3001", Action::document, N_("{provider} has no data for this request."),
          N_("Check the number or the GSTIN that was asked for.")},
    Entry{"3003", Action::ask_password, N_("{provider} does not accept this as a new password."),
          N_("A password needs at least one capital letter, one small letter, one digit and one of the "
             "characters "
             "% $ # @ _ ! *.")},
    Entry{"3004", Action::ask_user_name, N_("This API user name is already taken at {provider}."),
          N_("Choose another user name.")},
    Entry{"3005", Action::document, N_("{provider} has no data for this request."),
          N_("Check the number or the GSTIN that was asked for.")},
    Entry{"3006", Action::blocked, N_("{provider} does not accept the mobile number of this registration."),
          N_("Correct the mobile number on the GST common portal, then try again.")},
    Entry{"3007", Action::blocked,
          N_("This account already has as many sub-users as {provider} allows (10)."),
          N_("Remove one on the IRP's portal, or use one that is there.")},
    Entry{"3008", Action::ask_user_name, N_("This sub-user is already there."),
          N_("Choose another user name.")},
    Entry{"3009", Action::our_fault, N_("{provider} misses a part of our request."), tell_integrator},
    Entry{"3010", Action::ask_user_name, N_("The ending of a sub-user's name is too long for {provider}."),
          N_("Choose an ending of at most four characters.")},
    Entry{"3011", Action::document, N_("{provider} has no data for this request."),
          N_("Check the number or the GSTIN that was asked for.")},
    Entry{"3012", Action::blocked, N_("This GSTIN has no mobile number in its registration."),
          N_("Add the mobile number on the GST common portal, then try again.")},
    Entry{"3013", Action::blocked, N_("The registration of this GSTIN was cancelled."), see_portal},
    Entry{"3019", Action::later, N_("{provider} did not save the sub-user."), try_later},
    Entry{"3021", Action::ask_user_name, N_("This account has no sub-users."),
          N_("Create one on the IRP's portal, or use the API user of the main account.")},
    Entry{"3022", Action::document, N_("{provider} already has these details."),
          N_("Log in with the account that is there instead of registering again.")},
    Entry{"3023", Action::ask_password, N_("The new password is the same as the old one."),
          N_("Choose a password that was not used before.")},
    Entry{"3024", Action::ask_password,
          N_("{provider} did not change the password: the present one is wrong."),
          N_("Type the present password again.")},
    Entry{"3027", Action::document, N_("This GSTIN is already registered at {provider}."),
          N_("Use \"Forgot user name\" or \"Forgot password\" instead of registering again.")},
    Entry{"3032", Action::blocked, N_("{provider} does not allow enrolled transporters here."), see_portal},
    Entry{"3037", Action::blocked, N_("{provider} does not allow transporters with common enrolment here."),
          see_portal},
    Entry{"3039", Action::document, N_("The PIN code does not belong to the state."),
          N_("Correct the PIN code or the state in the address.")},
    Entry{"3044", Action::configuration, N_("This registration is for taxpayers and not for gateways."),
          tell_integrator},
    Entry{"3045", Action::blocked, N_("This GSTIN is not registered at {provider} yet."),
          N_("Register it on the IRP's portal first.")},
    Entry{"3058", Action::later, N_("{provider} did not save the data."), try_later},
    Entry{"3060", Action::blocked, N_("The request waits for an officer's approval."),
          N_("Wait for the approval, then try again.")},
    Entry{"3061", Action::blocked, N_("The request was rejected by {provider}."), see_portal},
    Entry{"3062", Action::document, N_("This GSTIN is already registered at {provider}."),
          N_("Log in with the account that is there instead of registering again.")},
    Entry{"3063", Action::document, N_("This GSTIN is already enabled for e-invoicing."),
          N_("Nothing needs to be done.")},
    Entry{"3064", Action::blocked, N_("This GSTIN is only provisional."), see_portal},
    Entry{"3067", Action::configuration,
          N_("{provider} did not change the client secret: the present one is wrong."), tell_integrator},
    Entry{"3069", Action::configuration, N_("{provider} does not know this business as directly integrated."),
          tell_integrator},
    Entry{"3070", Action::blocked, N_("This GSTIN is not registered at {provider} yet."),
          N_("Register it on the IRP's portal first.")},
    Entry{"3071", Action::configuration, N_("This GSTIN is already linked to the client id."),
          N_("Nothing needs to be done.")},
    Entry{"3072", Action::configuration, N_("The holder of the client id has not enabled this GSTIN."),
          tell_integrator},
    Entry{"3073", Action::document, N_("This GSTIN is already registered at {provider}."),
          N_("Log in with the account that is there instead of registering again.")},
    Entry{"3074", Action::document, N_("A GSTIN of the document was cancelled before the document's date."),
          check_parties},
    Entry{"3075", Action::document, N_("A GSTIN of the document was inactive at the document's date."),
          check_parties},
    Entry{"3076", Action::document, N_("A GSTIN of the document was not valid at the document's date."),
          check_parties},
    Entry{"3077", Action::document, N_("A GSTIN of the document was not valid at the document's date."),
          check_parties},
    Entry{"3078", Action::document, N_("A GSTIN of the document was not valid at the document's date."),
          check_parties},
    Entry{"3079", Action::document, N_("A GSTIN of the document was not valid at the document's date."),
          check_parties},
    // ---- documents: passed through to the caller, in words
    Entry{"2143", Action::document, N_("The invoice does not belong to the GSTIN that is logged in."),
          N_("The supplier's GSTIN in the invoice and the GSTIN of the credentials have to be the same.")},
    Entry{"2148", Action::document, N_("{provider} has no such IRN."),
          N_("Check the IRN, and that it was registered at this provider and in this environment.")},
    Entry{"2150", Action::document, N_("This invoice is registered already."),
          N_("Nothing was registered twice. Look the invoice up by its number to get its IRN.")},
    Entry{"2163", Action::document, N_("The document's date lies in the future."), N_("Correct the date.")},
    Entry{"2211", Action::document, N_("Supplier and recipient have the same GSTIN."),
          N_("Correct the recipient's GSTIN.")},
    Entry{"2230", Action::document, N_("The IRN cannot be cancelled: there is an e-way bill for it."),
          N_("Cancel the e-way bill first.")},
    Entry{"2265", Action::document,
          N_("The recipient's state does not fit the first two digits of its GSTIN."),
          N_("Correct the recipient's state code or GSTIN.")},
    Entry{"2270", Action::document, N_("The IRN can no longer be cancelled: more than 24 hours have passed."),
          N_("Issue a credit note instead.")},
    Entry{"2278", Action::document, N_("An IRN was made for this document and cancelled."),
          N_("Use a new document number; a cancelled one cannot be registered again.")},
    Entry{"2283", Action::document,
          N_("{provider} gives details of an IRN for a few days only, and they are over."),
          N_("Use the signed invoice that was returned when it was registered.")},
    Entry{"2295", Action::document, N_("This invoice was registered at another IRP."),
          N_("Look it up there; it is valid everywhere.")},
    Entry{"2305", Action::document,
          N_("The document is older than the 30 days within which it has to be registered."),
          N_("Ask your tax adviser; the IRP no longer takes it.")},
    Entry{"4002", Action::document, N_("There is an e-way bill for this document already."),
          N_("Look it up instead of making another.")},
    Entry{"9999", Action::document, N_("The invoice is not active any more."),
          N_("It was cancelled before; nothing needs to be done.")},
    // ---- gateways: their own numbers of three digits
    Entry{"101", Action::document, N_("The gateway has had a request with the same transaction id."),
          N_("Look the document up before sending it again.")},
    Entry{"201", Action::ask_user_name, N_("The gateway has no API credentials for this GSTIN."),
          N_("Enter them in the gateway's own settings, or check that this GSTIN belongs to your account "
             "there.")},
    Entry{"301", Action::later, N_("The gateway has trouble at the moment."), try_later},
    Entry{"302", Action::later, N_("The IRP behind the gateway does not answer."), try_later},
    Entry{"500", Action::our_fault, N_("The supplier's GSTIN and the GSTIN of the request differ."),
          N_("The supplier's GSTIN in the invoice and the GSTIN of the credentials have to be the same.")},
    Entry{"502", Action::configuration, N_("The gateway's token has no access to this GSTIN."),
          N_("Give it access in the gateway's own settings, or enter the right token on the page "
             "\"Providers\".")},
};

// Some lists give 112 to 114 other meanings; these are the ones seen with v1.03.
constexpr std::array ewb_entries{
    Entry{"100", Action::our_fault, N_("{provider} could not read our request."), tell_integrator},
    Entry{"101", Action::ask_user_name, N_("{provider} does not know this API user name."), check_user_name},
    Entry{"102", Action::ask_password, N_("{provider} says that the API password is wrong."), check_password},
    Entry{"103", Action::configuration, N_("{provider} does not know this program's client id."),
          tell_integrator},
    Entry{"104", Action::configuration, N_("{provider} does not accept this program's client secret."),
          tell_integrator},
    Entry{"105", Action::authenticate_again, N_("{provider} no longer accepts the session."),
          N_("Try again.")},
    Entry{"106", Action::authenticate_again, N_("The session at {provider} has expired."), N_("Try again.")},
    Entry{"107", Action::our_fault, N_("{provider} could not read the log-in request."), tell_integrator},
    Entry{"108", Action::ask_password, N_("{provider} does not accept this API user name and password."),
          check_password},
    Entry{"109", Action::configuration,
          N_("{provider} could not decrypt our request: the public key belongs to another environment or is "
             "out "
             "of date."),
          get_key},
    Entry{"110", Action::configuration,
          N_("{provider} does not know this program's client id, or its client secret is wrong."),
          tell_integrator},
    Entry{"111", Action::ask_user_name, N_("This GSTIN is not registered for this software provider."),
          N_("On the e-way bill portal create an API user for this GSTIN and choose this program's provider "
             "there.")},
    Entry{"112", Action::configuration, N_("This program's client id is inactive."), tell_integrator},
    Entry{"113", Action::blocked, N_("This API user is inactive."), see_portal},
    Entry{"114", Action::later, N_("{provider} has trouble at the moment."), try_later},
    Entry{"115", Action::our_fault, N_("{provider} received an empty request."), tell_integrator},
    Entry{"116", Action::ask_password, N_("{provider} does not accept these credentials for this program."),
          check_password},
    Entry{"117", Action::configuration, N_("This GSTIN is not enabled on the second e-way bill system."),
          tell_integrator},
    Entry{"118", Action::later, N_("{provider} was asked to log in too often."),
          N_("Wait five minutes, then try again.")},
    Entry{"238", Action::authenticate_again, N_("{provider} no longer accepts the session."),
          N_("Try again.")},
    Entry{"393", Action::our_fault, N_("{provider} does not accept the GSTIN of our request."),
          tell_integrator},
};

}  // namespace

const ErrorEntry* find_error(Dialect dialect, std::string_view code) noexcept {
    const auto search = [code](const auto& entries) -> const ErrorEntry* {
        const auto found = std::find_if(entries.begin(), entries.end(),
                                        [code](const ErrorEntry& entry) { return entry.code == code; });
        return found != entries.end() ? &*found : nullptr;
    };
    return dialect == Dialect::ewb_103 ? search(ewb_entries) : search(irp_entries);
}

}  // namespace tijori::irp
