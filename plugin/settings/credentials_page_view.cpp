// credentials_page_view.cpp - how the page "API credentials" looks in each of its states.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"
#include "credentials/password_rules.hpp"
#include "settings/credentials_page.hpp"

namespace tijori::settings {

void CredentialsPage::add(ViewModel& view, Control control) const {
    settings::add(view, std::move(control), errors_, focus_);
}

std::string CredentialsPage::name_of_provider(const std::string& id) const {
    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(id);
    return profile != nullptr ? profile->name : id;
}

std::string CredentialsPage::describe(const Credential& credential) const {
    const std::string provider = name_of_provider(credential.key.provider);
    return credential.legal_name.empty()
               ? say("{gstin}, {provider}, API user {user}.", {{"gstin", credential.key.gstin},
                                                               {"provider", provider},
                                                               {"user", credential.user_name}})
               : say("{gstin} ({name}), {provider}, API user {user}.", {{"gstin", credential.key.gstin},
                                                                        {"name", credential.legal_name},
                                                                        {"provider", provider},
                                                                        {"user", credential.user_name}});
}

std::string CredentialsPage::gstin_doubt() const {
    if (gstin_.empty()) {
        return {};
    }
    Result<Gstin> gstin = Gstin::parse(gstin_, environment_ == "production");
    if (!gstin) {
        return words_of(gstin.error());
    }
    return gstin->doubt().empty()
               ? std::string{}
               : gstin->doubt() + " " +
                     say("Sandbox registrations are often like this, so it is accepted here.");
}

ViewModel CredentialsPage::draw() const {
    ViewModel view;
    view.title = say("API credentials");
    view.breadcrumbs = {say("Settings"), view.title};
    view.focus_serial = focus_.serial();
    view.flags = task_ == Task::none && !gate_.busy() ? 0U : ACCT_FLAG_BUSY;
    if (gate_.closed()) {
        if (around_.vault.state() == ACCT_VAULT_ABSENT) {
            draw_notice(view);
        }
        gate_.draw(view);
        return view;
    }
    if (provider_.empty()) {  // the profiles have not been read yet: a form without them would refuse all
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("opening", say("Opening the vault…")));
        return view;
    }
    if (account_task_ != nullptr) {
        account_task_->draw(view);
        return view;
    }
    draw_notice(view);
    draw_problems(view);
    draw_question(view);
    draw_pending(view);
    draw_form(view);
    Overview::Busy busy;
    if (task_ == Task::testing || task_ == Task::removing || task_ == Task::moving) {
        busy = {task_key_, task_ == Task::testing    ? say("Testing…")
                           : task_ == Task::removing ? say("Removing…")
                                                     : say("Moving…")};
    }
    const std::size_t before = view.controls.size();
    overview_.draw(view, around_, task_ == Task::none, busy);
    for (std::size_t i = before; i < view.controls.size(); ++i) {
        view.controls[i].flags |= focus_.flag_of(view.controls[i].id);
    }
    draw_stored_actions(view);
    return view;
}

void CredentialsPage::draw_notice(ViewModel& view) const {
    if (notice_) {
        add(view, notice("result", notice_->tone, notice_->title, notice_->text));
        if (notice_->offer_save_unverified) {
            add(view, button("save-unverified", say("Save without verifying"), ACCT_TONE_NEUTRAL, enabled(),
                             "result-actions"));
        }
    }
}

void CredentialsPage::draw_problems(ViewModel& view) const {
    std::size_t number = 0;
    const auto profiles = around_.service.profiles();  // held: they may be read anew meanwhile
    for (const Error& problem : profiles->problems()) {
        add(view, notice("profile-problem-" + std::to_string(++number), ACCT_TONE_WARNING,
                         say("A provider profile cannot be used"), words_of(problem)));
    }
    if (Result<std::shared_ptr<OpenVault>> open = around_.vault.open();
        open && (*open)->credentials.damaged() > 0) {
        add(view,
            notice("damaged", ACCT_TONE_ERROR, say("Part of the vault is damaged"),
                   say_n((*open)->credentials.damaged(),
                         "{n} of the stored credentials cannot be read and is not shown. Enter it again, "
                         "or put back the vault from a backup. The others are not affected.",
                         "{n} of the stored credentials cannot be read and are not shown. Enter them "
                         "again, or put back the vault from a backup. The others are not affected.")));
    }
}

void CredentialsPage::draw_question(ViewModel& view) const {
    const auto answers = [&](const std::string& confirm, const std::string& yes, std::uint32_t tone,
                             const std::string& cancel, const std::string& no) {
        add(view, button(confirm, yes, tone, enabled(), "question-actions"));
        add(view, button(cancel, no, ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL, "question-actions"));
    };
    const std::string& gstin = question_key_.gstin;
    switch (question_) {
        case Question::none:
            return;
        case Question::move:
            draw_move_question(view);
            return;
        case Question::environment: {
            const std::string other = environment_name(other_environment());
            const std::string chosen = environment_name(environment_);
            add(view,
                notice("question", ACCT_TONE_WARNING,
                       say("Save credentials for {environment}?", {{"environment", chosen}}),
                       say("All that is stored so far is for {other}. Invoices registered in production "
                           "have legal effect, those in a sandbox have none.",
                           {{"other", other}})));
            answers("confirm-environment", say("Yes, they are for {environment}", {{"environment", chosen}}),
                    ACCT_TONE_PRIMARY, "cancel-environment", say("No, let me choose"));
            return;
        }
        case Question::discard:
            add(view,
                notice("question", ACCT_TONE_WARNING,
                       say("Discard the password that was sent for {gstin}?", {{"gstin", gstin}}),
                       say("If the IRP has taken it after all, nobody knows it any more, and another one "
                           "has to be set.")));
            answers("confirm-discard", say("Discard"), ACCT_TONE_DESTRUCTIVE, "cancel-discard", say("Keep"));
            return;
        case Question::replace:
        case Question::remove:
            break;
    }
    Result<Credential> stored = around_.service.find(question_key_);
    const std::string user = stored ? stored->user_name : std::string{};
    if (question_ == Question::replace) {
        add(view,
            notice("question", ACCT_TONE_WARNING,
                   say("There are already API credentials for {gstin}", {{"gstin", gstin}}),
                   say("They belong to the API user {user}. Once the IRP has accepted the new ones, they "
                       "take their place.",
                       {{"user", user}})));
        answers("confirm-replace", say("Replace them"), ACCT_TONE_PRIMARY, "cancel-replace",
                say("Keep the stored ones"));
    } else {
        add(view,
            notice("question", ACCT_TONE_WARNING,
                   say("Remove the API credentials for {gstin}?", {{"gstin", gstin}}),
                   say("The password of the API user {user} is deleted from this computer and cannot be "
                       "brought back. The API user still exists at the IRP.",
                       {{"user", user}})));
        answers("confirm-remove", say("Remove"), ACCT_TONE_DESTRUCTIVE, "cancel-remove", say("Keep"));
    }
}

void CredentialsPage::draw_move_question(ViewModel& view) const {
    Result<Credential> stored = around_.service.find(question_key_);
    add(view,
        notice(
            "question", ACCT_TONE_WARNING, say("To which GSTIN do these API credentials belong?"),
            say("The IRP says that the API user {user} is not one of {gstin}. They are moved once a log-in "
                "with the other GSTIN has worked.",
                {{"user", stored ? stored->user_name : std::string{}}, {"gstin", question_key_.gstin}})));
    Control to = gstin_control("move-to", move_to_, enabled());
    to.group = "question";
    add(view, std::move(to));
    add(view,
        button("confirm-move", say("Move and verify"), ACCT_TONE_PRIMARY, enabled(), "question-actions"));
    add(view, button("cancel-move", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                     "question-actions"));
}

// Passwords that were sent to an IRP without a clear answer.
void CredentialsPage::draw_pending(ViewModel& view) const {
    const auto pending = around_.service.pending();
    if (pending.empty() || task_ == Task::saving) {
        return;
    }
    add(view, notice("pending-notice", ACCT_TONE_WARNING,
                     say_n(static_cast<std::int64_t>(pending.size()),
                           "A new password was sent, and whether the IRP took it is not known",
                           "{n} new passwords were sent, and whether the IRP took them is not known"),
                     say("A log-in shows which password counts. Until then both are kept in the vault.")));
    Control table;
    table.kind = ACCT_CONTROL_TABLE;
    table.id = "pending";
    table.label = say("Passwords that wait for an answer");
    table.flags = ACCT_FLAG_MONOSPACE;
    table.columns = {say("GSTIN"), say("Portal"), say("API user name"), say("Sent")};
    for (const auto& [key, one] : pending) {
        const bool busy = task_ == Task::settling && task_key_ == key;
        Row row;
        row.id = row_id(key);
        row.cells = {
            {key.gstin, ACCT_TONE_NEUTRAL},
            {name_of_provider(key.provider) + "\n" + environment_name(key.environment), ACCT_TONE_NEUTRAL},
            {one.user_name, ACCT_TONE_NEUTRAL},
            {busy ? say("Asking the IRP…")
                  : date_and_time(one.since, around_.host.utc_offset_minutes(one.since)),
             busy ? ACCT_TONE_INFO : ACCT_TONE_NEUTRAL}};
        row.flags = busy ? ACCT_FLAG_BUSY : 0U;
        row.actions = {{"check", say("Check now"), task_ == Task::none},
                       {"discard", say("Discard"), task_ == Task::none}};
        table.rows.push_back(std::move(row));
    }
    add(view, std::move(table));
}

std::vector<Option> CredentialsPage::gstin_options() const {
    const std::vector<Credential>& stored = overview_.stored();
    std::vector<Option> options;
    options.reserve(entities_.size());
    for (const accounting::Entity& entity : entities_) {
        Option option;
        option.id = normalized_gstin(entity.gstin);
        option.label = option.id;
        option.detail = entity.unit_name;
        const std::string_view state = state_name_of(std::string_view(option.id).substr(0, 2));
        for (const std::string& more : {state.empty() ? std::string{} : say(state), entity.company}) {
            if (!more.empty()) {
                option.detail += (option.detail.empty() ? "" : ", ") + more;
            }
        }
        const CredentialKey key{option.id, provider_, environment_};
        const auto found = std::lower_bound(stored.begin(), stored.end(), key,
                                            [](const Credential& credential, const CredentialKey& wanted) {
                                                return credential.key < wanted;
                                            });
        if (found != stored.end() && found->key == key) {
            option.badge = say(state_words(found->state));
            option.badge_tone = tone_of(found->state);
        }
        options.push_back(std::move(option));
    }
    return options;
}

Control CredentialsPage::gstin_control(const std::string& id, const std::string& value,
                                       std::uint32_t flags) const {
    Control gstin;
    gstin.kind = entities_.empty() ? ACCT_CONTROL_INPUT : ACCT_CONTROL_CHOICE;
    gstin.id = id;
    gstin.label = say("GSTIN");
    gstin.value = value;
    gstin.placeholder = entities_.empty() ? say("15 characters") : say("Choose a GSTIN");
    gstin.autocomplete = "off";
    gstin.flags = flags | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    gstin.max_length = entities_.empty() ? 20 : 0;
    gstin.options = gstin_options();
    return gstin;
}

void CredentialsPage::draw_form(ViewModel& view) const {
    add(view, heading("form-heading", changing_ ? say("Change API credentials") : say("Add API credentials"),
                      1, "form"));
    Control gstin = gstin_control("gstin", gstin_, changing_ ? 0U : enabled());
    gstin.group = "form";
    if (!errors_.contains("gstin")) {
        gstin.warning = gstin_doubt();
    }
    add(view, std::move(gstin));
    draw_provider_choice(view);
    draw_environment_choice(view);

    Control user_name;
    user_name.kind = ACCT_CONTROL_INPUT;
    user_name.id = "user-name";
    user_name.group = "form";
    user_name.label = say("API user name");
    user_name.value = user_name_;
    user_name.help =
        say("The user created for the API on the IRP's portal, not your portal login. In production "
            "it usually begins with API_.");
    user_name.autocomplete = "username";
    user_name.warning = doubt_about(user_name_, "user name");
    user_name.max_length = 50;
    user_name.flags = enabled() | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    add(view, std::move(user_name));

    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(provider_);
    Control password = secret("password", say("API password"), password_, "current-password", enabled());
    password.group = "form";
    password.warning = profile != nullptr ? password_doubt(profile->password_rules, password_.view())
                                          : doubt_about(password_.view(), "password");
    password.help = changing_ ? say("Enter the new password. The stored one stays in use until the IRP has "
                                    "accepted the new one.")
                              : "";
    add(view, std::move(password));
    draw_form_actions(view);
}

void CredentialsPage::draw_provider_choice(ViewModel& view) const {
    const auto profiles = around_.service.profiles();
    Control provider;
    provider.kind = ACCT_CONTROL_CHOICE;
    provider.id = "provider";
    provider.group = "form";
    provider.label = say("Invoice Registration Portal");
    provider.value = provider_;
    provider.flags = (changing_ ? 0U : enabled()) | ACCT_FLAG_REQUIRED;
    for (const auto& one : profiles->all()) {
        Option option;
        option.id = one->id;
        option.label = one->name;
        const bool ready =
            std::any_of(one->environments.begin(), one->environments.end(), [&](const auto& entry) {
                return static_cast<bool>(irp::Access::ready(around_.service.account_at(one, entry.first)));
            });
        if (!ready) {
            option.badge = say("Not set up");
            option.badge_tone = ACCT_TONE_WARNING;
        }
        provider.options.push_back(std::move(option));
    }
    add(view, std::move(provider));
}

void CredentialsPage::draw_environment_choice(ViewModel& view) const {
    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(provider_);
    Control environment;
    environment.kind = ACCT_CONTROL_CHOICE;
    environment.id = "environment";
    environment.group = "form";
    environment.label = say("Environment");
    environment.value = environment_;
    environment.help = environment_ == "sandbox"
                           ? say("For trying out: invoices registered in a sandbox have no legal effect.")
                           : say("The real one: invoices registered here have legal effect.");
    environment.flags = (changing_ ? 0U : enabled()) | ACCT_FLAG_REQUIRED;
    if (profile != nullptr) {
        for (const auto& [id, one] : profile->environments) {
            environment.options.push_back({id, environment_name(id), "",
                                           one.production() ? say("Legal effect") : say("For trying out"),
                                           environment_tone(id), true});
        }
    }
    add(view, std::move(environment));
}

void CredentialsPage::draw_form_actions(ViewModel& view) const {
    const bool saving = task_ == Task::saving;
    if (saving) {
        add(view,
            progress("saving",
                     say("Logging in at {provider} to verify…", {{"provider", name_of_provider(provider_)}}),
                     "form"));
    }
    add(view, button("save", say("Save and submit"), ACCT_TONE_PRIMARY,
                     enabled() | ACCT_FLAG_DEFAULT | (saving ? ACCT_FLAG_BUSY : 0U), "form-actions"));
    if (saving) {
        add(view, button("cancel-task", say("Cancel"), ACCT_TONE_NEUTRAL,
                         ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL, "form-actions"));
        return;
    }
    if (changing_) {
        add(view, button("cancel-change", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "form-actions"));
    }
    add(view,
        button("forgot-password", say("Forgot API password"), ACCT_TONE_NEUTRAL, enabled(), "form-help"));
    if (!changing_) {
        add(view,
            button("create-user", say("Create API credentials"), ACCT_TONE_NEUTRAL, enabled(), "form-help"));
        add(view, button("register", say("Register a GSTIN"), ACCT_TONE_NEUTRAL, enabled(), "form-help"));
    }
}

void CredentialsPage::draw_stored_actions(ViewModel& view) const {
    const bool any = overview_.shows_rows();
    if (task_ == Task::testing_many && cancellation_ != nullptr) {
        Control bar = progress("bulk-progress", say("Verifying with the IRP…"));
        bar.progress_done = cancellation_->done();
        bar.progress_total = cancellation_->total();
        add(view, std::move(bar));
    }
    if (task_ == Task::testing || task_ == Task::testing_many || task_ == Task::settling ||
        task_ == Task::moving) {
        add(view, button("cancel-task", task_ == Task::testing ? say("Stop the test") : say("Stop"),
                         ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL, "stored-actions"));
    }
    if (any) {
        add(view, button("verify-all", say("Verify all that are shown"), ACCT_TONE_NEUTRAL,
                         enabled() | (task_ == Task::testing_many ? ACCT_FLAG_BUSY : 0U), "stored-actions"));
    }
    if (around_.vault.has_passphrase()) {
        add(view,
            button("lock-vault", say("Lock the vault now"), ACCT_TONE_NEUTRAL, enabled(), "stored-actions"));
    }
    if (any) {
        add(view, heading("report-heading", say("Report"), 2, "report"));
        Control file;
        file.kind = ACCT_CONTROL_FILE;
        file.id = "report-file";
        file.group = "report";
        file.label = say("Write a list for a spreadsheet");
        file.value = report_file_;
        file.help =
            say("A new CSV file with what is shown above, without passwords. Lists to be read in are "
                "imported on the page \"Vault\".");
        file.flags = enabled();
        add(view, std::move(file));
        add(view, button("export-report", say("Write the report"), ACCT_TONE_NEUTRAL,
                         enabled() | (task_ == Task::exporting ? ACCT_FLAG_BUSY : 0U), "report-actions"));
    }
}

}  // namespace tijori::settings
