// account_task.cpp - what happens in each state; how it looks is in account_task_view.cpp.
#include "account_task.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "credentials/password_rules.hpp"

namespace tijori::settings {
namespace {

// Codes are digits; people paste them with blanks and dashes.
SecretBytes digits_of(std::string_view typed) {
    SecretBytes digits(typed.size());
    std::size_t size = 0;
    for (const char c : typed) {
        if (c != ' ' && c != '-') {
            digits.data()[size++] = static_cast<unsigned char>(c);
        }
    }
    digits.shrink(size);
    return digits;
}

}  // namespace

AccountTask::AccountTask(const PageSurroundings& around, Focus& focus, Goal goal, CredentialKey key,
                         std::function<void()> redraw, std::function<void(Ended)> ended)
    : around_(around),
      goal_(goal),
      key_(std::move(key)),
      redraw_(std::move(redraw)),
      ended_(std::move(ended)),
      profile_(around_.service.profiles()->keep(key_.provider)),
      focus_(focus) {
    if (Result<Credential> stored = around_.service.find(key_); stored && !makes_user()) {
        user_name_ = stored->user_name;
    }
    if (goal_ == Goal::registration) {
        enter(State::registration, "open-portal");
    } else if (by_portal()) {
        enter(State::portal, "open-portal");
    } else {
        enter(State::sign_in, "account-password");
    }
}

AccountTask::~AccountTask() {
    *alive_ = false;
    if (can_stop_ && cancellation_ != nullptr) {
        cancellation_->cancel();
    }
    if (session_ != nullptr && account_) {
        // The portal would forget the session by itself; sooner is better. Nobody waits for it.
        around_.background.run(
            [&service = around_.service, account = *account_, session = session_](Cancellation& cancellation)
                -> Status { return service.portal().log_out(account, session->bytes(), cancellation); },
            [](const Status&) {});
    }
}

bool AccountTask::by_portal() const {
    return profile_ == nullptr || profile_->account_api == irp::AccountApi::none;
}

void AccountTask::enter(State state, const std::string& focus) {
    state_ = state;
    errors_.clear();
    notice_.reset();
    focus_.on(focus);
}

void AccountTask::end(Ended ended) {
    // The owner destroys the task in there.
    const std::function<void(Ended)> told = ended_;
    told(std::move(ended));
}

template <typename Work, typename Then>
void AccountTask::run(const std::string& label, bool can_stop, Work work, Then then) {
    busy_ = true;
    busy_with_ = label;
    can_stop_ = can_stop;
    notice_.reset();
    errors_.clear();
    cancellation_ = around_.background.run(std::move(work), [this, alive = alive_, redraw = redraw_,
                                                             then = std::move(then)](auto result) mutable {
        if (!*alive) {
            return;
        }
        busy_ = false;
        can_stop_ = false;
        cancellation_.reset();
        then(std::move(result));
        redraw();  // a copy: `then` may have ended the task
    });
}

// To its field if the state has that field, otherwise to the top.
void AccountTask::failed(const Error& error) {
    if (lost_session(error)) {
        return;
    }
    if (error.status == ACCT_ERROR_CANCELLED) {
        notice_ = Notice{ACCT_TONE_INFO, say("Cancelled"), say("What you entered is still here.")};
        return;
    }
    if (error.field == "code" && error.code == "CODE-DEAD" && state_ == State::entry) {
        code_checked_ = false;
        code_.clear();
        enter(State::code, "resend-code");
    }
    static constexpr std::array fields{"account-password", "code", "new-password", "new-password-again",
                                       "new-user-name"};
    std::string field = error.field;
    if (field == "password") {
        field = state_ == State::portal || state_ == State::entry ? "new-password" : "account-password";
    } else if (field == "user-name") {
        field = "new-user-name";
    }
    const bool here = std::find(fields.begin(), fields.end(), field) != fields.end();
    if (here) {
        errors_[field] = words_of(error);
        focus_.on(field);
    }
    notice_ = Notice{ACCT_TONE_ERROR,
                     error.status == ACCT_ERROR_UNREACHABLE ? say("The portal cannot be reached")
                                                            : say("That did not work"),
                     here ? error.message : words_of(error)};
}

bool AccountTask::lost_session(const Error& error) {
    if (error.code != "ACCOUNT-SESSION") {
        return false;
    }
    session_.reset();
    sent_.reset();
    code_.clear();
    code_checked_ = false;
    enter(State::sign_in, "account-password");
    notice_ = Notice{ACCT_TONE_WARNING, say("Please log in again"), words_of(error)};
    return true;
}

void AccountTask::set_value(std::string_view control, std::string_view value) {
    errors_.erase(std::string(control));
    if (control == "account-password") {
        account_password_ = SecretBytes(value);
    } else if (control == "code") {
        code_ = digits_of(value);
    } else if (control == "new-user-name") {
        user_name_ = std::string(value);
    } else if (control == "new-password") {
        password_ = SecretBytes(value);
        password_made_ = false;
        errors_.erase("new-password-again");
    } else if (control == "new-password-again") {
        password_again_ = SecretBytes(value);
    }
}

void AccountTask::refuse(std::string_view control, const Error& why) {
    errors_[std::string(control)] = words_of(why);
}

void AccountTask::activate(std::string_view control) {
    if (control == "task-stop") {
        if (cancellation_ != nullptr) {
            cancellation_->cancel();
        }
    } else if (control == "task-cancel") {
        end({ACCT_TONE_NEUTRAL, {}, {}, false});
    } else if (control == "task-back") {
        back();
    } else if (control == "open-portal") {
        open(portal_url());
    } else if (control == "task-continue") {
        by_portal() ? enter(State::portal, "open-portal") : enter(State::sign_in, "account-password");
    } else if (control == "sign-in") {
        sign_in();
    } else if (control == "change-password" || control == "create-user") {
        changes_password_ = control == "change-password";
        user_name_ = changes_password_ && user_ ? user_->name : std::string{};
        send_code();
    } else if (control == "resend-code") {
        send_code();
    } else if (control == "check-code") {
        check_code();
    } else if (control == "generate") {
        generate();
    } else if (control == "type-own") {
        type_own();
    } else if (control == "submit") {
        submit();
    } else if (control == "portal-save") {
        save_from_portal();
    } else if (control == "check-now") {
        settle();
    } else if (control == "settle-later") {
        end({ACCT_TONE_WARNING, say("The new password is kept in the vault"),
             say("Whether {provider} has taken it is not known yet. Press \"Check now\" below when it can be "
                 "reached.",
                 {{"provider", profile_->name}}),
             false});
    }
}

void AccountTask::back() {
    switch (state_) {
        case State::registration:
        case State::sign_in:
        case State::portal:
            if (goal_ == Goal::registration && state_ != State::registration) {
                enter(State::registration, "task-continue");
                return;
            }
            end({ACCT_TONE_NEUTRAL, {}, {}, false});
            return;
        case State::user:
            enter(State::sign_in, "account-password");
            return;
        case State::code:
        case State::entry:
            // A code that was checked counts until it is used: there is nothing to type again.
            enter(State::user, changes_password_ ? "change-password" : "create-user");
            return;
        case State::unsure:
            return;
    }
}

void AccountTask::open(const std::string& url) {
    if (!around_.host.open_url(url)) {
        notice_ = Notice{ACCT_TONE_INFO, say("Open this address in your browser"), url};
    }
}

// ---- with the account
// ---------------------------------------------------------------------------------------------------------

void AccountTask::sign_in() {
    if (account_password_.empty()) {
        errors_["account-password"] = say("Type the password with which you log in to the portal.");
        focus_.on("account-password");
        return;
    }
    struct Seen {
        irp::Account account;
        std::shared_ptr<SecretBytes> session;
        std::optional<irp::ApiUser> user;
    };
    auto password = std::make_shared<SecretBytes>(std::move(account_password_));
    run(
        say("Logging in to the account…"), true,
        [&service = around_.service, key = key_, password](Cancellation& cancellation) -> Result<Seen> {
            Result<irp::Account> account = service.portal_account(key);
            if (!account) {
                return account.error();
            }
            account->gstin = key.gstin;
            Result<SecretBytes> session = service.portal().log_in(*account, password->bytes(), cancellation);
            if (!session) {
                return session.error();
            }
            auto held = std::make_shared<SecretBytes>(std::move(*session));
            Result<std::optional<irp::ApiUser>> user =
                service.portal().api_user(*account, held->bytes(), cancellation);
            if (!user) {
                return user.error();
            }
            return Seen{*account, held, *user};
        },
        [this, password](Result<Seen> seen) {
            if (!seen) {
                if (seen.error().status == ACCT_ERROR_CANCELLED ||
                    seen.error().status == ACCT_ERROR_UNREACHABLE) {
                    account_password_ = std::move(*password);  // not lost: it was not judged
                }
                failed(seen.error());
                return;
            }
            account_ = seen->account;
            session_ = seen->session;
            user_ = seen->user;
            enter(State::user, user_ ? "change-password" : "create-user");
        });
}

void AccountTask::send_code() {
    if (code_checked_ && sent_) {
        // Back and forth between the states: the code that was checked still counts.
        enter(State::entry, changes_password_ ? "new-password" : "new-user-name");
        return;
    }
    const auto purpose =
        changes_password_ ? irp::CodePurpose::change_password : irp::CodePurpose::create_user;
    run(
        say("Sending a code…"), true,
        [&service = around_.service, account = *account_, session = session_,
         purpose](Cancellation& cancellation) {
            return service.portal().send_code(account, session->bytes(), purpose, cancellation);
        },
        [this](Result<irp::SentCode> sent) {
            if (sent) {
                const bool again = state_ == State::code;
                sent_ = std::move(*sent);
                sent_at_ = std::chrono::steady_clock::now();
                code_.clear();
                enter(State::code, "code");
                if (again) {
                    notice_ = Notice{ACCT_TONE_INFO, say("A new code was sent"),
                                     say("The one before is not valid any more.")};
                }
            } else if (sent.error().code == "CODE-WAIT" && sent_) {
                enter(State::code, "code");  // the one that was sent still counts
                notice_ = Notice{ACCT_TONE_INFO, say("A code was sent a moment ago"), words_of(sent.error())};
            } else {
                failed(sent.error());
            }
        });
}

void AccountTask::check_code() {
    const bool right = code_.size() >= 4 && std::all_of(code_.data(), code_.data() + code_.size(),
                                                        [](unsigned char c) { return c >= '0' && c <= '9'; });
    if (!right) {
        errors_["code"] = code_.empty() ? say("Type the code from the message that was sent to you.")
                                        : say("The code consists of digits only; six as a rule.");
        focus_.on("code");
        return;
    }
    auto code = std::make_shared<SecretBytes>(code_.copy());
    run(
        say("Checking the code…"), true,
        [&service = around_.service, account = *account_, session = session_, id = sent_->id,
         code](Cancellation& cancellation) {
            return service.portal().check_code(account, session->bytes(), id, code->bytes(), cancellation);
        },
        [this](const Status& checked) {
            if (!checked) {
                failed(checked.error());
                return;
            }
            code_.clear();
            code_checked_ = true;
            enter(State::entry, changes_password_ ? "new-password" : "new-user-name");
        });
}

// Checks what can be checked without asking anybody.
bool AccountTask::right_entry() {
    errors_.clear();
    notice_.reset();
    if (Status name = check_user_name(user_name_); !name) {
        errors_["new-user-name"] = words_of(name.error());
    }
    if (Status password = check_password(password_.bytes()); !password) {
        errors_["new-password"] = words_of(password.error());
    } else if (state_ == State::entry && !meets_rules(profile_->password_rules, password_.view())) {
        errors_["new-password"] = say("This breaks one of the rules below. Meet those that are not ticked.");
    }
    if (state_ == State::entry && !errors_.contains("new-password") &&
        !equal_secrets(password_.bytes(), password_again_.bytes())) {
        errors_["new-password-again"] = password_again_.empty()
                                            ? say("Type the same password here once more.")
                                            : say("The two passwords differ. Type the same one twice.");
    }
    for (const char* field : {"new-user-name", "new-password", "new-password-again"}) {
        if (errors_.contains(field)) {
            focus_.on(field);
            return false;
        }
    }
    return true;
}

void AccountTask::generate() {
    password_ = generate_password(profile_->password_rules);
    password_again_ = password_.copy();
    password_made_ = true;
    errors_.clear();
    notice_ =
        Notice{ACCT_TONE_INFO, say("A password was made"),
               say("It meets all the rules. You need not know it: once saved, it is kept in the vault, and "
                   "your program uses it from there.")};
    focus_.on("submit");
}

void AccountTask::type_own() {
    password_.clear();
    password_again_.clear();
    password_made_ = false;
    notice_.reset();
    focus_.on("new-password");
}

void AccountTask::submit() {
    if (!right_entry()) {
        return;
    }
    auto change = std::make_shared<CredentialService::ChangeAtProvider>();
    change->key = key_;
    change->user_name = user_name_;
    change->password = password_.copy();
    change->new_user = !changes_password_;
    change->code_id = sent_ ? sent_->id : std::string{};
    change->consumer = "Settings";
    // From here on it cannot be stopped: whether the IRP has taken it has to be known.
    run(
        changes_password_ ? say("Changing the password at the IRP and saving it here…")
                          : say("Making the API user at the IRP and saving it here…"),
        false,
        [&service = around_.service, change, session = session_](Cancellation& cancellation) {
            return service.change_at_provider(*change, session->bytes(), cancellation);
        },
        [this, changed = around_.changed_for_all](Result<Credential> result) {
            if (!result) {
                if (result.error().code == "PASSWORD-CHANGE-UNSURE" ||
                    result.error().code == "PASSWORD-NOT-STORED") {
                    enter(State::unsure, "check-now");
                    notice_ = Notice{ACCT_TONE_WARNING, say("Not finished yet"), words_of(result.error())};
                } else {
                    failed(result.error());
                }
                changed();
                return;
            }
            const bool verified = result->state == CredentialState::active;
            end({verified ? ACCT_TONE_SUCCESS : ACCT_TONE_WARNING,
                 changes_password_ ? say("The API password was changed") : say("The API user was made"),
                 (changes_password_
                      ? say("{provider} has taken the new password for {user}, and it is stored here.",
                            {{"provider", profile_->name}, {"user", result->user_name}})
                      : say("{provider} knows the API user {user} now, and it is stored here.",
                            {{"provider", profile_->name}, {"user", result->user_name}})) +
                     " " +
                     (verified ? say("A log-in with it worked.")
                               : say("A log-in with it did not work yet: {why}",
                                     {{"why", result->problem + " " + result->next_step}})),
                 true});
            changed();
        });
}

void AccountTask::settle() {
    run(
        say("Asking the IRP which password counts…"), true,
        [&service = around_.service, key = key_](Cancellation& cancellation) {
            return service.settle(key, "Settings", cancellation);
        },
        [this, changed = around_.changed_for_all](Result<CredentialService::Settled> settled) {
            if (!settled) {
                failed(settled.error());
            } else if (*settled != CredentialService::Settled::taken) {
                session_.reset();
                code_checked_ = false;
                sent_.reset();
                enter(State::sign_in, "account-password");
                notice_ = Notice{ACCT_TONE_INFO, say("The password was not changed"),
                                 say("The IRP still accepts the one that is stored. Log in again to change "
                                     "it; what you typed is still here.")};
            } else {
                end({ACCT_TONE_SUCCESS, say("The new password counts"),
                     say("The IRP accepts it, and it is stored here."), true});
            }
            changed();
        });
}

// ---- with the portal alone
// -----------------------------------------------------------------------------------------------

void AccountTask::save_from_portal() {
    if (!right_entry()) {
        return;
    }
    auto entry = std::make_shared<CredentialService::Entry>();
    entry->key = key_;
    entry->user_name = user_name_;
    entry->password = password_.copy();
    entry->replace = true;
    entry->consumer = "Settings";
    run(
        say("Logging in at {provider} to verify…", {{"provider", profile_->name}}), true,
        [&service = around_.service, entry](Cancellation& cancellation) {
            return service.save(std::move(*entry), cancellation);
        },
        [this, changed = around_.changed_for_all](Result<Credential> result) {
            if (!result) {
                failed(result.error());
                return;
            }
            end({ACCT_TONE_SUCCESS, say("Saved and verified with the IRP"),
                 say("{provider} accepts the API user {user} for {gstin}.", {{"provider", profile_->name},
                                                                             {"user", result->user_name},
                                                                             {"gstin", result->key.gstin}}),
                 true});
            changed();
        });
}

}  // namespace tijori::settings
