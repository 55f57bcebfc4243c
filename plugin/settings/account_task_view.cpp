// account_task_view.cpp - how a task with the portal's account looks in each state.
#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"
#include "credentials/password_rules.hpp"
#include "settings/account_task.hpp"
#include "settings/controls.hpp"

namespace tijori::settings {
namespace {

// "9:05"
std::string minutes_and_seconds(std::int64_t seconds) {
    const std::string rest = std::to_string(seconds % 60);
    return std::to_string(seconds / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

Control portal_link(std::string label, const std::string& url, std::uint32_t flags, std::string group) {
    Control link;
    link.kind = ACCT_CONTROL_LINK;
    link.id = "open-portal";
    link.label = std::move(label);
    link.value = url;
    link.flags = flags;
    link.group = std::move(group);
    return link;
}

}  // namespace

std::string AccountTask::title() const {
    switch (goal_) {
        case Goal::forgot_password:
            return say("Forgot API password");
        case Goal::create_user:
            return say("Create API credentials");
        case Goal::registration:
            return say("Register a GSTIN");
    }
    return {};
}

void AccountTask::add(ViewModel& view, Control control) const {
    settings::add(view, std::move(control), errors_, focus_);
}

void AccountTask::draw(ViewModel& view) const {
    view.title = title();
    view.breadcrumbs = {say("Settings"), say("API credentials"), view.title};
    view.flags = busy_ ? ACCT_FLAG_BUSY : 0U;
    if (state_ != State::code) {
        ticking_.reset();
    }
    draw_notice(view);
    draw_whom(view);
    switch (state_) {
        case State::registration:
            draw_registration(view);
            break;
        case State::portal:
            draw_portal(view);
            break;
        case State::sign_in:
            draw_sign_in(view);
            break;
        case State::user:
            draw_user(view);
            break;
        case State::code:
            draw_code(view);
            break;
        case State::entry:
            draw_entry(view);
            break;
        case State::unsure:
            draw_unsure(view);
            break;
    }
}

void AccountTask::draw_notice(ViewModel& view) const {
    if (notice_) {
        add(view, notice("result", notice_->tone, notice_->title, notice_->text));
    }
}

// Whom all this is about: always in sight, so that nobody changes the password of another branch, or of the
// sandbox instead of production.
void AccountTask::draw_whom(ViewModel& view) const {
    Control gstin = paragraph("task-gstin", key_.gstin, "whom");
    gstin.label = say("GSTIN");
    gstin.flags = ACCT_FLAG_MONOSPACE;
    const std::string_view state = state_name_of(std::string_view(key_.gstin).substr(0, 2));
    if (!state.empty()) {
        gstin.value += " (" + say(state) + ")";
    }
    add(view, std::move(gstin));
    Control provider = paragraph(
        "task-provider",
        (profile_ != nullptr ? profile_->name : key_.provider) + ", " + environment_name(key_.environment),
        "whom");
    provider.label = say("Invoice Registration Portal");
    add(view, std::move(provider));
}

void AccountTask::draw_progress(ViewModel& view) const {
    if (busy_) {
        add(view, progress("task-progress", busy_with_, "task"));
    }
}

void AccountTask::draw_buttons(ViewModel& view, Control primary) const {
    primary.flags |= enabled() | ACCT_FLAG_DEFAULT | (busy_ ? ACCT_FLAG_BUSY : 0U);
    primary.tone = ACCT_TONE_PRIMARY;
    primary.group = "task-actions";
    add(view, std::move(primary));
    if (busy_) {
        if (can_stop_) {
            add(view, button("task-stop", say("Stop"), ACCT_TONE_NEUTRAL,
                             ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL, "task-actions"));
        }
        return;
    }
    const bool first = goal_ == Goal::registration ? state_ == State::registration
                                                   : state_ == State::sign_in || state_ == State::portal;
    if (!first) {
        add(view, button("task-back", say("Back"), ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED, "task-actions"));
    }
    add(view, button("task-cancel", say("Cancel"), ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL,
                     "task-actions"));
}

const std::string& AccountTask::portal_url() const {
    static const std::string none;
    if (profile_ == nullptr) {
        return none;
    }
    const irp::Portal& portal = profile_->portal;
    const std::string& wanted = state_ == State::registration    ? portal.registration
                                : goal_ == Goal::forgot_password ? portal.forgot_password
                                                                 : portal.create_user;
    return wanted.empty() ? portal.login : wanted;
}

std::vector<std::string> AccountTask::portal_steps() const {
    const irp::Portal& portal = profile_->portal;
    const std::vector<std::string>& own = makes_user() ? portal.create_steps : portal.change_steps;
    if (!own.empty()) {
        return own;
    }
    if (makes_user()) {
        return {say("Log in to the portal with the account of this GSTIN."),
                say("Open \"API Registration\" and there \"User Credentials\", \"Create API User\"."),
                say("Enter the one-time code that is sent to the registered mobile number."),
                say("Choose \"Through GSP\" and your service provider, if the portal asks how you connect."),
                say("Choose user name and password there, and submit."),
                say("Come back here and enter both below.")};
    }
    return {say("Log in to the portal with the account of this GSTIN. If you forgot that password too, use "
                "\"Forgot password\" on its log-in page."),
            say("Open \"API Registration\" and there \"User Credentials\"; your API user name is shown."),
            say("Choose to change its password, and enter the one-time code that is sent to the registered "
                "mobile number."),
            say("Set the new password there, and submit."), say("Come back here and enter it below.")};
}

void AccountTask::draw_registration(ViewModel& view) const {
    add(view, heading("task-heading", say("Register the GSTIN on the portal"), 1, "task"));
    add(view,
        paragraph("task-text",
                  say("A GSTIN gets its account at an IRP on the portal's own pages. Register it there, "
                      "confirm the one-time codes, choose an account password, and come back: this page "
                      "waits for you and goes on with the API user."),
                  "task"));
    if (const std::string& url = portal_url(); !url.empty()) {
        add(view, portal_link(say("Open the portal"), url, enabled(), "task"));
    } else {
        add(view, paragraph("task-no-address",
                            say("The profile of this provider does not name the portal's address; your "
                                "provider knows it."),
                            "task"));
    }
    draw_buttons(view, button("task-continue", say("I have registered: continue"), 0, 0, {}));
}

void AccountTask::draw_portal(ViewModel& view) const {
    add(view, heading("task-heading",
                      makes_user() ? say("On the portal: create the API user")
                                   : say("On the portal: set a new API password"),
                      1, "task"));
    std::size_t number = 0;
    for (const std::string& step : portal_steps()) {
        ++number;
        add(view, paragraph("task-step-" + std::to_string(number), std::to_string(number) + ". " + say(step),
                            "task"));
    }
    if (const std::string& url = portal_url(); !url.empty()) {
        add(view, portal_link(say("Open the portal"), url, enabled(), "task"));
    }
    add(view, heading("task-then", say("Then, here"), 2, "task"));
    Control user;
    user.kind = ACCT_CONTROL_INPUT;
    user.id = "new-user-name";
    user.group = "task";
    user.label = say("API user name");
    user.value = user_name_;
    user.autocomplete = "username";
    user.max_length = 50;
    user.flags = enabled() | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    add(view, std::move(user));
    Control password = secret("new-password", makes_user() ? say("API password") : say("New API password"),
                              password_, "current-password", enabled());
    password.group = "task";
    password.warning = password_doubt(profile_->password_rules, password_.view());
    password.help =
        say("As you set it on the portal. A stored one stays in use until the IRP has accepted "
            "this one.");
    add(view, std::move(password));
    draw_progress(view);
    draw_buttons(view, button("portal-save", say("Save and submit"), 0, 0, {}));
}

void AccountTask::draw_sign_in(ViewModel& view) const {
    add(view, heading("task-heading", say("Log in to the IRP account"), 1, "task"));
    Control password =
        secret("account-password", say("Account password"), account_password_, "off", enabled());
    password.group = "task";
    password.help =
        say("The password with which you log in to the portal, not that of the API user. It is "
            "used once and never stored.");
    add(view, std::move(password));
    draw_progress(view);
    draw_buttons(view, button("sign-in", say("Log in"), 0, 0, {}));
    if (!busy_ && goal_ != Goal::registration && !portal_url().empty()) {
        add(view,
            portal_link(say("I forgot the account password: open the portal"), portal_url(), enabled(), ""));
    }
}

void AccountTask::draw_user(ViewModel& view) const {
    add(view, heading("task-heading", say("The API user at the IRP"), 1, "task"));
    if (!user_) {
        add(view, paragraph("api-user-none",
                            say("This GSTIN has no API user yet. Create one: your program logs in with it."),
                            "task"));
        draw_progress(view);
        draw_buttons(view, button("create-user", say("Create API user"), 0, 0, {}));
        return;
    }
    Control name = paragraph("api-user", user_->name, "task");
    name.label = say("API user name");
    name.flags = ACCT_FLAG_MONOSPACE;
    add(view, std::move(name));
    Control password = paragraph("api-password", user_->masked_password, "task");
    password.label = say("API password");
    password.flags = ACCT_FLAG_MONOSPACE;
    add(view, std::move(password));
    if (makes_user()) {
        add(view,
            paragraph("api-user-exists",
                      say("The GSTIN has an API user already, and cannot have a second one here. If you "
                          "know its password, cancel and enter both; otherwise change the password."),
                      "task"));
    }
    draw_progress(view);
    draw_buttons(view, button("change-password", say("Change password"), 0, 0, {}));
}

void AccountTask::draw_code(ViewModel& view) const {
    add(view, heading("task-heading", say("One-time code"), 1, "task"));
    std::string places;
    for (const std::string& place : sent_->sent_to) {
        places += (places.empty() ? "" : ", ") + place;
    }
    add(view, paragraph("code-sent",
                        places.empty() ? say("The portal has sent a code to the registered e-mail and mobile "
                                             "number.")
                                       : say("The portal has sent a code to {places}.", {{"places", places}}),
                        "task"));
    const auto passed =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - sent_at_).count();
    const std::int64_t left = sent_->expires_in > 0 ? sent_->expires_in - passed : 1;
    const std::int64_t wait = sent_->resend_in - passed;
    if (left > 0 || wait > 0) {
        if (ticking_ == nullptr) {
            ticking_ = around_.tick();
        }
    } else {
        ticking_.reset();
    }
    Control code;
    code.kind = ACCT_CONTROL_ONE_TIME_CODE;
    code.id = "code";
    code.group = "task";
    code.label = say("One-time code");
    code.autocomplete = "one-time-code";
    code.max_length = 12;
    code.flags = enabled() | ACCT_FLAG_REQUIRED | (code_.empty() ? 0U : ACCT_FLAG_HAS_VALUE);
    if (left <= 0) {
        code.warning = say("The code has expired. Have a new one sent.");
    } else if (sent_->expires_in > 0) {
        code.help = say("Valid for another {time}.", {{"time", minutes_and_seconds(left)}});
    }
    add(view, std::move(code));
    draw_progress(view);
    draw_buttons(view, button("check-code", say("Continue"), 0, 0, {}));
    if (!busy_) {
        add(view, button("resend-code",
                         wait > 0 ? say("Send a new code (in {time})", {{"time", minutes_and_seconds(wait)}})
                                  : say("Send a new code"),
                         ACCT_TONE_NEUTRAL, wait > 0 ? 0U : enabled(), "code-actions"));
    }
}

void AccountTask::draw_entry(ViewModel& view) const {
    add(view, heading("task-heading", changes_password_ ? say("New API password") : say("New API user"), 1,
                      "task"));
    Control user;
    user.kind = changes_password_ ? ACCT_CONTROL_TEXT : ACCT_CONTROL_INPUT;
    user.id = "new-user-name";
    user.group = "task";
    user.label = say("API user name");
    user.value = user_name_;
    user.flags = ACCT_FLAG_MONOSPACE;
    if (!changes_password_) {
        user.flags |= enabled() | ACCT_FLAG_REQUIRED;
        user.autocomplete = "username";
        user.max_length = 50;
        user.help = say("Letters, digits and \"_\". In production it usually begins with API_.");
    }
    add(view, std::move(user));
    // What is made here takes the place of the fields: they would go on showing what was typed before.
    const bool made = password_made_ && !errors_.contains("new-password");
    Control password = secret("new-password", say("New API password"), password_, "new-password", enabled());
    if (made) {
        password = paragraph("made-password", "••••••••••••", "task");
        password.label = say("New API password");
        password.flags = ACCT_FLAG_MONOSPACE;
    } else {
        password.group = "task";
        password.warning = password_doubt(profile_->password_rules, password_.view());
        password.help = strength_words(strength_of(password_.view(), user_name_));
    }
    add(view, std::move(password));
    if (!made) {
        std::size_t number = 0;
        for (const RuleCheck& rule : check_rules(profile_->password_rules, password_.view())) {
            Control line = paragraph(
                "rule-" + std::to_string(++number),
                rule.met ? say("✓ {rule}", {{"rule", rule.words}}) : say("○ {rule}", {{"rule", rule.words}}),
                "rules");
            line.tone = rule.met ? ACCT_TONE_SUCCESS : ACCT_TONE_NEUTRAL;
            add(view, std::move(line));
        }
        Control again = secret("new-password-again", say("The same password again"), password_again_,
                               "new-password", enabled());
        again.group = "task";
        if (!errors_.contains("new-password-again") && !password_again_.empty() &&
            password_again_.size() >= password_.size() &&
            !equal_secrets(password_.bytes(), password_again_.bytes())) {
            again.warning = say("It differs from the one above.");
        }
        add(view, std::move(again));
    }
    draw_progress(view);
    draw_buttons(view, button("submit", say("Save and submit"), 0, 0, {}));
    if (!busy_) {
        add(view, made ? button("type-own", say("Type one myself"), ACCT_TONE_NEUTRAL, enabled(),
                                "password-actions")
                       : button("generate", say("Make a password for me"), ACCT_TONE_NEUTRAL, enabled(),
                                "password-actions"));
    }
}

void AccountTask::draw_unsure(ViewModel& view) const {
    add(view, heading("task-heading", say("Which password counts?"), 1, "task"));
    add(view, paragraph("task-text",
                        say("The new password is kept in the vault. A log-in shows whether the IRP has taken "
                            "it; then it takes the place of the old one, or is dropped."),
                        "task"));
    draw_progress(view);
    Control check = button("check-now", say("Check now"), ACCT_TONE_PRIMARY,
                           enabled() | ACCT_FLAG_DEFAULT | (busy_ ? ACCT_FLAG_BUSY : 0U), "task-actions");
    add(view, std::move(check));
    if (busy_) {
        add(view, button("task-stop", say("Stop"), ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL,
                         "task-actions"));
    } else {
        add(view, button("settle-later", say("Later"), ACCT_TONE_NEUTRAL,
                         ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL, "task-actions"));
    }
}

}  // namespace tijori::settings
