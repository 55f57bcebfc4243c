// one_time_codes.cpp - see one_time_codes.hpp.
#include "portal/one_time_codes.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t digit_count = 6;
constexpr std::size_t id_length = 16;
// For so long a client still hears that its code is too old, and not that nobody knows it.
constexpr std::chrono::hours memory{24};

}  // namespace

std::string_view name_of(CodePurpose purpose) {
    switch (purpose) {
        case CodePurpose::change_password:
            return "change_password";
        case CodePurpose::create_user:
            return "create_user";
        case CodePurpose::registering:
            break;
    }
    return "register";
}

std::optional<CodePurpose> signed_in_purpose_from(std::string_view name) {
    for (const CodePurpose purpose : {CodePurpose::change_password, CodePurpose::create_user}) {
        if (name == name_of(purpose)) {
            return purpose;
        }
    }
    return std::nullopt;
}

std::variant<OneTimeCode, std::chrono::seconds> OneTimeCodes::issue(const CodeOwner& owner) {
    const Instant now = clock_.now();
    std::erase_if(asked_, [now](const auto& entry) { return now - entry.second >= pause; });
    if (const auto asked = asked_.find(owner); asked != asked_.end()) {
        return asked->second + pause - now;
    }
    std::erase_if(codes_,
                  [&](const OneTimeCode& code) { return code.owner == owner || now - code.ends >= memory; });
    asked_[owner] = now;
    codes_.push_back(
        {random_alphanumerics(id_length), owner, random_digits(digit_count), now + life, tries, false});
    return codes_.back();
}

CodeVerdict OneTimeCodes::verify(const std::string& id, const std::string& session,
                                 const std::string& digits) {
    using Kind = CodeVerdict::Kind;
    const auto code = std::find_if(codes_.begin(), codes_.end(), [&](const OneTimeCode& candidate) {
        return candidate.id == id && candidate.owner.session == session;
    });
    if (code == codes_.end()) {
        return {Kind::unknown};
    }
    if (code->tries_left == 0) {
        return {Kind::no_tries_left};
    }
    if (code->ends <= clock_.now()) {
        return {Kind::expired};
    }
    if (same_secret(code->digits, digits)) {
        code->verified = true;
        return {Kind::right};
    }
    if (--code->tries_left == 0) {
        return {Kind::no_tries_left};
    }
    return {Kind::wrong, code->tries_left};
}

std::optional<OneTimeCode> OneTimeCodes::verified(const std::string& id, const std::string& session,
                                                  CodePurpose purpose) const {
    for (const OneTimeCode& code : live()) {
        if (code.id == id && code.owner.session == session && code.owner.purpose == purpose &&
            code.verified) {
            return code;
        }
    }
    return std::nullopt;
}

void OneTimeCodes::spend(const std::string& id) {
    std::erase_if(codes_, [&](const OneTimeCode& code) { return code.id == id; });
}

void OneTimeCodes::forget_session(const std::string& session) {
    std::erase_if(codes_, [&](const OneTimeCode& code) { return code.owner.session == session; });
}

void OneTimeCodes::forget_gstin(const std::string& gstin) {
    std::erase_if(codes_, [&](const OneTimeCode& code) { return code.owner.gstin == gstin; });
    std::erase_if(asked_, [&](const auto& entry) { return entry.first.gstin == gstin; });
}

std::vector<OneTimeCode> OneTimeCodes::live() const {
    std::vector<OneTimeCode> alive;
    std::copy_if(codes_.begin(), codes_.end(), std::back_inserter(alive),
                 [&](const OneTimeCode& code) { return code.tries_left > 0 && code.ends > clock_.now(); });
    return alive;
}

}  // namespace irp_sandbox
