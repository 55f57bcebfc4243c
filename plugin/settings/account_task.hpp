// account_task.hpp - what a person does with the account at a provider's portal: a forgotten API password
// changed, an API user made, a GSTIN registered. One state machine:
//
//     register ──continue──▶ sign_in ──▶ user ──▶ code ──▶ entry ──submit──▶ done
//                               ▲          (API user and masked password)        │
//                               └── the session is over ◀── any of them          └▶ unsure ──check now──▶
//                               done
//
// A provider without an account API takes the way of its portal: the steps to do there, then user name and
// password are entered here and verified.
//
//     register ──continue──▶ portal ──save──▶ done
//
// Back and cancel work in every state; what was typed stays until the task ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.hpp"
#include "base/secret.hpp"
#include "credentials/credential.hpp"
#include "irp/account_portal.hpp"
#include "settings/controls.hpp"
#include "settings/surroundings.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// All [main-thread].
class AccountTask {
public:
    enum class Goal : std::uint8_t { forgot_password, create_user, registration };
    enum class State : std::uint8_t { registration, portal, sign_in, user, code, entry, unsure };

    // How it ended, for the page to say.
    struct Ended {
        std::uint32_t tone = ACCT_TONE_NEUTRAL;
        std::string title;
        std::string text;
        bool saved = false;
    };

    // `key` is one that the service has checked. `redraw` and `ended` are not called after the task is gone.
    AccountTask(const PageSurroundings& around, Focus& focus, Goal goal, CredentialKey key,
                std::function<void()> redraw, std::function<void(Ended)> ended);
    AccountTask(const AccountTask&) = delete;
    AccountTask& operator=(const AccountTask&) = delete;
    ~AccountTask();

    State state() const noexcept { return state_; }
    bool busy() const noexcept { return busy_; }
    std::string title() const;
    void draw(ViewModel& view) const;

    void set_value(std::string_view control, std::string_view value);
    void refuse(std::string_view control, const Error& why);
    void activate(std::string_view control);

private:
    using Done = std::function<void()>;

    bool by_portal() const;
    std::shared_ptr<const irp::Profile> profile() const { return profile_; }
    void enter(State state, const std::string& focus);
    void back();
    void end(Ended ended);
    // Runs `work` on a worker; then, if the task is still there, `then` with its result.
    template <typename Work, typename Then>
    void run(const std::string& label, bool can_stop, Work work, Then then);
    void failed(const Error& error);
    // The session is over: log in again, and then go on where one was.
    bool lost_session(const Error& error);

    void sign_in();
    void look_at_user(irp::Account account, std::shared_ptr<SecretBytes> session);
    void send_code();
    void check_code();
    bool right_entry();
    void generate();
    void type_own();
    void submit();
    void save_from_portal();
    void settle();
    void open(const std::string& url);

    void add(ViewModel& view, Control control) const;
    std::uint32_t enabled() const { return busy_ ? 0U : ACCT_FLAG_ENABLED; }
    void draw_whom(ViewModel& view) const;
    void draw_notice(ViewModel& view) const;
    void draw_registration(ViewModel& view) const;
    void draw_portal(ViewModel& view) const;
    void draw_sign_in(ViewModel& view) const;
    void draw_user(ViewModel& view) const;
    void draw_code(ViewModel& view) const;
    void draw_entry(ViewModel& view) const;
    void draw_unsure(ViewModel& view) const;
    void draw_progress(ViewModel& view) const;
    void draw_buttons(ViewModel& view, Control primary) const;
    std::vector<std::string> portal_steps() const;
    const std::string& portal_url() const;
    bool makes_user() const noexcept { return goal_ != Goal::forgot_password; }

    PageSurroundings around_;
    const Goal goal_;
    const CredentialKey key_;
    std::function<void()> redraw_;
    std::function<void(Ended)> ended_;
    std::shared_ptr<const irp::Profile> profile_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

    State state_ = State::sign_in;
    bool busy_ = false;
    bool can_stop_ = false;
    std::string busy_with_;  // what is under way, in words
    std::shared_ptr<Cancellation> cancellation_;

    // What was typed, and what came of it.
    SecretBytes account_password_;
    SecretBytes code_;
    std::string user_name_;
    SecretBytes password_;
    SecretBytes password_again_;
    bool password_made_ = false;  // by us: there is nothing that was typed to show
    std::optional<irp::Account> account_;
    std::shared_ptr<SecretBytes> session_;
    std::optional<irp::ApiUser> user_;
    bool changes_password_ = false;  // of `user_`; otherwise a user is made
    std::optional<irp::SentCode> sent_;
    bool code_checked_ = false;
    std::chrono::steady_clock::time_point sent_at_;
    mutable std::shared_ptr<void> ticking_;

    struct Notice {
        std::uint32_t tone;
        std::string title;
        std::string text;
    };
    FieldErrors errors_;
    std::optional<Notice> notice_;
    Focus& focus_;
};

}  // namespace tijori::settings
