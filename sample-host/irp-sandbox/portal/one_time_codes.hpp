// one_time_codes.hpp - the codes that the portal would send to a phone and a mailbox. Not locked: the service
// sees to it that one request at a time gets here.
#ifndef IRP_SANDBOX_PORTAL_ONE_TIME_CODES_HPP
#define IRP_SANDBOX_PORTAL_ONE_TIME_CODES_HPP

#include <chrono>
#include <compare>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace irp_sandbox {

enum class CodePurpose { registering, change_password, create_user };

// "register", "change_password", "create_user"
std::string_view name_of(CodePurpose purpose);
// Those that somebody who is signed in may ask for.
std::optional<CodePurpose> signed_in_purpose_from(std::string_view name);

// For whom a code is. Nobody is signed in while registering: the session is empty then.
struct CodeOwner {
    std::string session;
    std::string gstin;
    CodePurpose purpose;
    auto operator<=>(const CodeOwner&) const = default;
};

struct OneTimeCode {
    std::string id;
    CodeOwner owner;
    std::string digits;
    Instant ends;
    int tries_left = 0;
    bool verified = false;
};

struct CodeVerdict {
    enum class Kind { right, wrong, expired, no_tries_left, unknown };
    Kind kind = Kind::unknown;
    int tries_left = 0;  // if wrong
};

class OneTimeCodes {
public:
    static constexpr std::chrono::minutes life{10};
    static constexpr std::chrono::seconds pause{60};
    static constexpr int tries = 5;

    explicit OneTimeCodes(const Clock& clock) : clock_(clock) {}

    // A new code, which kills the owner's older one; or how long to wait before asking again.
    std::variant<OneTimeCode, std::chrono::seconds> issue(const CodeOwner& owner);
    // `session` as in CodeOwner: a code of another one is unknown.
    CodeVerdict verify(const std::string& id, const std::string& session, const std::string& digits);
    // The code, if it is alive and was verified for that.
    std::optional<OneTimeCode> verified(const std::string& id, const std::string& session,
                                        CodePurpose purpose) const;
    void spend(const std::string& id);
    void forget_session(const std::string& session);
    void forget_gstin(const std::string& gstin);

    // Those that could still be used, the newest last.
    std::vector<OneTimeCode> live() const;

private:
    const Clock& clock_;
    std::list<OneTimeCode> codes_;
    std::map<CodeOwner, Instant> asked_;
};

}  // namespace irp_sandbox

#endif
