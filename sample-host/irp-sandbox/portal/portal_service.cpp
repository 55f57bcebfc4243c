// portal_service.cpp - see portal_service.hpp.
#include "portal/portal_service.hpp"

#include <Poco/JSON/Array.h>

#include "base/json.hpp"
#include "irp/error_catalogue.hpp"
#include "irp/gstin.hpp"
#include "portal/portal_rules.hpp"

namespace irp_sandbox {
namespace {

constexpr std::string_view session_header = "Account-Session";
constexpr const char* made_up_email = "owner@taxpayer.example";
constexpr const char* made_up_phone = "9000054321";

using Members = std::initializer_list<std::pair<const char*, Poco::Dynamic::Var>>;

Envelope success(Members members) {
    Poco::JSON::Object::Ptr data = new_json_object();
    for (const auto& [name, value] : members) {
        data->set(name, value);
    }
    Envelope envelope;
    envelope.data = data;
    return envelope;
}

Envelope refusal_with(std::string_view error_code, const char* name, std::int64_t value) {
    Envelope envelope = refusal(error_code);
    envelope.extras.emplace_back(name, value);
    return envelope;
}

// Empty if it is missing or not a text: neither is ever good.
std::string text(const Poco::JSON::Object& body, const std::string& name) {
    return string_member(body, name).value_or("");
}

std::string one_line(const Address& address) {
    std::string line;
    for (const std::string& part : {address.building_number, address.building_name, address.floor,
                                    address.street, address.location, std::to_string(address.pin_code)}) {
        if (!part.empty()) {
            line += (line.empty() ? "" : ", ") + part;
        }
    }
    return line;
}

std::string two_digits(int state_code) {
    return (state_code < 10 ? "0" : "") + std::to_string(state_code);
}

}  // namespace

std::optional<PortalService::AccountState> account_state_from(std::string_view name) {
    using State = PortalService::AccountState;
    for (const auto& [candidate, state] :
         {std::pair{"active", State::active}, std::pair{"inactive", State::inactive},
          std::pair{"none", State::none}, std::pair{"locked", State::locked}}) {
        if (name == candidate) {
            return state;
        }
    }
    return std::nullopt;
}

PortalService::PortalService(PortalReach reach, Messenger messenger)
    : reach_(reach),
      messenger_(std::move(messenger)),
      accounts_(reach.clock, reach.accounts.portal_accounts()),
      sessions_(reach.clock),
      codes_(reach.clock),
      began_(reach.clock.now()) {}

Envelope PortalService::answer(PortalOperation operation, const Request& request) {
    const std::lock_guard lock(mutex_);
    return decide(operation, request);
}

Envelope PortalService::decide(PortalOperation operation, const Request& request) {
    auto body = parse_json_object(request.body);
    if (!body) {
        body = new_json_object();  // lacks whatever is asked for
    }
    switch (operation) {
        case PortalOperation::eligibility:
            return eligibility(*body);
        case PortalOperation::register_account:
            return register_account(*body);
        case PortalOperation::verify_registration:
            return verify_code("", *body);
        case PortalOperation::choose_account_password:
            return choose_account_password(*body);
        case PortalOperation::sign_in:
            return sign_in(*body);
        case PortalOperation::sign_out:
            return sign_out(request);
        default:
            break;
    }
    const std::string session = header(request, session_header).value_or("");
    const auto gstin = sessions_.use(session);
    return gstin ? decide_for(operation, {session, *gstin}, *body) : refusal(code::portal_session_over);
}

Envelope PortalService::decide_for(PortalOperation operation, const Caller& caller, const Body& body) {
    switch (operation) {
        case PortalOperation::send_code:
            return send_code_for(caller, body);
        case PortalOperation::verify_code:
            return verify_code(caller.session, body);
        case PortalOperation::create_api_user:
            return create_api_user(caller, body);
        case PortalOperation::change_api_password:
            return change_api_password(caller, body);
        default:
            return api_credentials(caller);
    }
}

std::optional<std::string_view> PortalService::refuse_gstin(const std::string& gstin) const {
    if (!looks_like_gstin(gstin)) {
        return code::parameter_missing;
    }
    const auto taxpayer = reach_.accounts.taxpayer(gstin);
    if (!taxpayer) {
        return code::gstin_not_present;
    }
    if (taxpayer->is_cancelled_or_inactive()) {
        return code::gstin_cancelled;
    }
    return taxpayer->block_status == "B" ? std::optional{code::gstin_not_enabled} : std::nullopt;
}

Envelope PortalService::eligibility(const Body& body) const {
    const std::string gstin = text(body, "gstin");
    if (const auto refused = refuse_gstin(gstin)) {
        return refusal(*refused);
    }
    const auto taxpayer = *reach_.accounts.taxpayer(gstin);
    return success({{"gstin", gstin},
                    {"legal_name", taxpayer.legal_name},
                    {"trade_name", taxpayer.trade_name},
                    {"state_code", two_digits(taxpayer.state_code)},
                    {"address", one_line(taxpayer.address)},
                    {"registered", accounts_.find(gstin).has_value()}});
}

Envelope PortalService::register_account(const Body& body) {
    const PortalAccount applicant{text(body, "gstin"), "", text(body, "email"), text(body, "phone")};
    if (const auto refused = refuse_gstin(applicant.gstin)) {
        return refusal(*refused);
    }
    if (!is_email(applicant.email) || !is_mobile_number(applicant.phone)) {
        return refusal(code::parameter_missing);
    }
    if (accounts_.find(applicant.gstin)) {
        return refusal(code::exists_already);
    }
    Envelope envelope = send_code({"", applicant.gstin, CodePurpose::registering}, applicant);
    if (envelope.ok()) {
        applicants_[applicant.gstin] = applicant;
    }
    return envelope;
}

Envelope PortalService::choose_account_password(const Body& body) {
    const std::string id = text(body, "otp_id");
    const std::string password = text(body, "password");
    if (id.empty() || password.empty()) {
        return refusal(code::parameter_missing);
    }
    const auto verified = codes_.verified(id, "", CodePurpose::registering);
    if (!verified) {
        return refusal(code::portal_code_needed);
    }
    const std::string& gstin = verified->owner.gstin;
    if (!is_account_password(password)) {
        Envelope envelope = refusal(code::password_rules);
        envelope.errors.front().message =
            "Password should contain at least 8 characters with a letter, a number and a special character";
        return envelope;
    }
    if (accounts_.find(gstin)) {
        return refusal(code::exists_already);
    }
    PortalAccount account = applicants_.at(gstin);
    account.password = password;
    accounts_.put(account);
    applicants_.erase(gstin);
    codes_.spend(id);
    return success({{"session", sessions_.open(gstin)}, {"gstin", gstin}});
}

Envelope PortalService::sign_in(const Body& body) {
    const std::string gstin = text(body, "gstin");
    const std::string password = text(body, "password");
    if (!looks_like_gstin(gstin) || password.empty()) {
        return refusal(code::parameter_missing);
    }
    const auto taxpayer = reach_.accounts.taxpayer(gstin);
    if (!taxpayer) {
        return refusal(code::wrong_portal_password);
    }
    const auto account = accounts_.find(gstin);
    if (!account) {
        return refusal(code::not_registered);
    }
    const PasswordVerdict verdict = accounts_.try_password(gstin, password);
    switch (verdict.kind) {
        case PasswordVerdict::Kind::wrong:
            return refusal_with(code::wrong_portal_password, "tries_left", verdict.tries_left);
        case PasswordVerdict::Kind::locked:
            return refusal_with(code::account_frozen, "retry_in", verdict.retry_in.count());
        case PasswordVerdict::Kind::right:
            break;
    }
    if (account->state == PortalState::inactive) {
        return refusal(code::account_inactive);
    }
    return success({{"session", sessions_.open(gstin)},
                    {"expires_in", std::chrono::seconds{PortalSessions::life}.count()},
                    {"gstin", gstin},
                    {"legal_name", taxpayer->legal_name}});
}

Envelope PortalService::sign_out(const Request& request) {
    if (const auto session = header(request, session_header)) {
        sessions_.close(*session);
        codes_.forget_session(*session);
    }
    return success({});
}

Envelope PortalService::api_credentials(const Caller& caller) const {
    const auto user = reach_.accounts.user_of(caller.gstin);
    if (!user) {
        return refusal(code::no_api_user);
    }
    return success({{"username", user->user_name},
                    {"masked_password", masked_password(user->password)},
                    {"changed_on", format_ist(user->password_changed.value_or(began_))}});
}

Envelope PortalService::send_code_for(const Caller& caller, const Body& body) {
    const auto purpose = signed_in_purpose_from(text(body, "purpose"));
    if (!purpose) {
        return refusal(code::parameter_missing);
    }
    return send_code({caller.session, caller.gstin, *purpose}, *accounts_.find(caller.gstin));
}

Envelope PortalService::send_code(const CodeOwner& owner, const PortalAccount& to) {
    const auto outcome = codes_.issue(owner);
    if (const auto* wait = std::get_if<std::chrono::seconds>(&outcome)) {
        return refusal_with(code::portal_code_wait, "retry_in", wait->count());
    }
    const auto& one_time_code = std::get<OneTimeCode>(outcome);
    messenger_(one_time_code);
    Poco::JSON::Array::Ptr sent_to = new Poco::JSON::Array;
    sent_to->add(masked_email(to.email));
    sent_to->add(masked_mobile_number(to.phone));
    return success({{"otp_id", one_time_code.id},
                    {"sent_to", sent_to},
                    {"expires_in", std::chrono::seconds{OneTimeCodes::life}.count()},
                    {"resend_in", OneTimeCodes::pause.count()}});
}

Envelope PortalService::verify_code(const std::string& session, const Body& body) {
    const std::string id = text(body, "otp_id");
    const std::string digits = text(body, "otp");
    if (id.empty() || digits.empty()) {
        return refusal(code::parameter_missing);
    }
    const CodeVerdict verdict = codes_.verify(id, session, digits);
    switch (verdict.kind) {
        case CodeVerdict::Kind::right:
            return success({{"verified", true}});
        case CodeVerdict::Kind::wrong:
            return refusal_with(code::portal_code_wrong, "tries_left", verdict.tries_left);
        case CodeVerdict::Kind::expired:
            return refusal(code::portal_code_expired);
        case CodeVerdict::Kind::no_tries_left:
            return refusal(code::portal_code_tries);
        case CodeVerdict::Kind::unknown:
            break;
    }
    return refusal(code::portal_code_unknown);
}

Envelope PortalService::create_api_user(const Caller& caller, const Body& body) {
    const std::string id = text(body, "otp_id");
    const std::string user_name = text(body, "username");
    const std::string password = text(body, "password");
    if (id.empty() || password.empty() || !is_api_user_name(user_name)) {
        return refusal(code::parameter_missing);
    }
    if (!codes_.verified(id, caller.session, CodePurpose::create_user)) {
        return refusal(code::portal_code_needed);
    }
    if (reach_.accounts.user_of(caller.gstin)) {
        return refusal(code::exists_already);
    }
    if (reach_.accounts.user(user_name)) {
        return refusal(code::user_name_taken);
    }
    if (!is_api_password(password)) {
        return refusal(code::password_rules);
    }
    reach_.accounts.add_user(user_name, password, caller.gstin, reach_.clock.now());
    codes_.spend(id);
    reach_.counters.note([](CounterValues& values) { ++values.api_users_created; });
    return success({{"username", user_name}});
}

Envelope PortalService::change_api_password(const Caller& caller, const Body& body) {
    const std::string id = text(body, "otp_id");
    const std::string password = text(body, "new");
    if (id.empty() || password.empty()) {
        return refusal(code::parameter_missing);
    }
    const auto user = reach_.accounts.user_of(caller.gstin);
    if (!user) {
        return refusal(code::no_api_user);
    }
    if (!codes_.verified(id, caller.session, CodePurpose::change_password)) {
        return refusal(code::portal_code_needed);
    }
    if (!is_api_password(password)) {
        return refusal(code::password_rules);
    }
    if (user->has_password(password)) {
        return refusal(code::same_password);
    }
    reach_.accounts.change_password(user->user_name, password, reach_.clock.now());
    reach_.guard.release(user->user_name);
    if (tokens_die_on_change_) {
        reach_.tokens.revoke(user->user_name);
        reach_.ewb_tokens.revoke(user->user_name);
    }
    codes_.spend(id);
    reach_.counters.note([](CounterValues& values) { ++values.password_changes; });
    return success({{"username", user->user_name}});
}

std::vector<OneTimeCode> PortalService::live_codes() const {
    const std::lock_guard lock(mutex_);
    return codes_.live();
}

bool PortalService::set_account(const std::string& gstin, std::optional<AccountState> state,
                                const std::optional<std::string>& password) {
    const std::lock_guard lock(mutex_);
    if (state == AccountState::none) {
        accounts_.remove(gstin);
        sessions_.close_all_of(gstin);
        codes_.forget_gstin(gstin);
        return true;
    }
    auto account = accounts_.find(gstin);
    if (!account) {
        if (!password) {
            return false;
        }
        account = PortalAccount{gstin, *password, made_up_email, made_up_phone};
    }
    account->password = password.value_or(account->password);
    if (state) {
        account->state = state == AccountState::inactive ? PortalState::inactive : PortalState::active;
    }
    accounts_.put(*account);
    if (state == AccountState::locked) {
        accounts_.lock(gstin);
    }
    if (state == AccountState::inactive || state == AccountState::locked) {
        sessions_.close_all_of(gstin);
    }
    return true;
}

void PortalService::set_tokens_die_on_change(bool die) {
    const std::lock_guard lock(mutex_);
    tokens_die_on_change_ = die;
}

}  // namespace irp_sandbox
