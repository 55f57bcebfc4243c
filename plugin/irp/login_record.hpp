// login_record.hpp - what all programs that use a vault know together about one API user's log-ins: the
// present token, and when logging in was tried, so that together they stay below what a provider bears.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "irp/answer.hpp"
#include "irp/profile.hpp"

namespace tijori::irp {

// Until when a session is good, by a clock that does not jump.
struct LiveSession {
    std::shared_ptr<const Session> session;
    std::chrono::steady_clock::time_point deadline;
};

struct LoginRecord {
    std::optional<LiveSession> live;
    std::vector<std::int64_t> attempts;  // UTC seconds, the oldest first
    std::vector<std::int64_t> refusals;  // of these, those with a wrong user name or password

    SecretBytes encoded(const Clock& clock) const;
    // Nothing if these are not the bytes of a record.
    static std::optional<LoginRecord> decoded(Bytes bytes, const Clock& clock);

    // Forgets what lies too far back to count. A time in the future (the clock was set back) counts as now.
    void tidy(const LoginLimits& limits, std::int64_t now);
    // Whether one more log-in is bearable; the error says when it will be.
    Status admits(const LoginLimits& limits, std::int64_t now, const std::string& provider,
                  const std::string& user_name) const;
    // For the user who has just been refused: how many refusals there were, and what comes of more.
    std::string warning(const LoginLimits& limits) const;
};

// Where records are kept: sealed in the vault, and known to all programs that use it. All members: any
// thread.
class LoginStore {
public:
    LoginStore() = default;
    LoginStore(const LoginStore&) = delete;
    LoginStore& operator=(const LoginStore&) = delete;
    virtual ~LoginStore() = default;

    // Nothing if there is none, or it cannot be read: then one has to log in anew.
    virtual std::optional<SecretBytes> read(const std::string& key) = 0;
    // What cannot be written is only not shared.
    virtual void write(const std::string& key, Bytes record) = 0;

    // The turn to log in with this key, among all programs; given back when it goes.
    class Turn {
    public:
        Turn() = default;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        virtual ~Turn() = default;
    };
    // Nothing if another program has it. The system gives it back when a program dies.
    virtual std::unique_ptr<Turn> try_turn(const std::string& key) = 0;
};

}  // namespace tijori::irp
