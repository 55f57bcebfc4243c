// credentials_page_view.cpp - how the page "API credentials" looks in each of its states.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"
#include "settings/controls.hpp"
#include "settings/credentials_page.hpp"

namespace tijori::settings {
namespace {

std::uint32_t tone_of(CredentialState state) {
    switch (state) {
        case CredentialState::active:
            return ACCT_TONE_SUCCESS;
        case CredentialState::unverified:
            return ACCT_TONE_WARNING;
        default:
            return ACCT_TONE_ERROR;
    }
}

}  // namespace

void CredentialsPage::add(ViewModel& view, Control control) const {
    control.error = error_of(control.id);
    control.flags |= autofocus(control.id);
    view.controls.push_back(std::move(control));
}

std::string CredentialsPage::error_of(const std::string& control) const {
    const auto found = errors_.find(control);
    return found != errors_.end() ? found->second : std::string{};
}

std::uint32_t CredentialsPage::autofocus(const std::string& control) const {
    return !focus_.empty() && focus_ == control ? ACCT_FLAG_AUTOFOCUS : 0U;
}

std::string CredentialsPage::describe(const Credential& credential) const {
    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(credential.key.provider);
    return credential.key.gstin + (credential.legal_name.empty() ? "" : " (" + credential.legal_name + ")") +
           ", " + (profile != nullptr ? profile->name : credential.key.provider) + ", API user " +
           credential.user_name + ".";
}

std::string CredentialsPage::gstin_doubt() const {
    if (gstin_.empty()) {
        return {};
    }
    Result<Gstin> gstin = Gstin::parse(gstin_, environment_ == "production");
    if (!gstin) {
        return gstin.error().message + " " + gstin.error().next_step;
    }
    return gstin->doubt().empty()
               ? std::string{}
               : gstin->doubt() + " Sandbox registrations are often like this, so it is accepted here.";
}

ViewModel CredentialsPage::draw() const {
    ViewModel view;
    view.title = "API credentials";
    view.breadcrumbs = {"Settings", "API credentials"};
    view.focus_serial = focus_serial_;
    view.flags = task_ == Task::none ? 0U : ACCT_FLAG_BUSY;

    const std::uint32_t state = around_.vault.state();
    if (state == ACCT_VAULT_OPENING || task_ == Task::opening_vault || !around_.service.loaded()) {
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("opening", "Opening the vault…"));
        return view;
    }
    if (state == ACCT_VAULT_UNUSABLE) {
        const Error problem = around_.vault.problem();
        add(view, notice("vault-problem", ACCT_TONE_ERROR, "The vault cannot be used",
                         problem.message + " " + problem.next_step));
        add(view,
            button("retry-vault", "Try again", ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT, "vault"));
        return view;
    }
    const bool absent = state == ACCT_VAULT_ABSENT;
    if (absent && passphrase_instead_) {
        draw_notice(view);
    }
    if (state == ACCT_VAULT_LOCKED || (absent && (passphrase_instead_ || !around_.vault.host_holds_key()))) {
        draw_vault_form(view, absent);
        return view;
    }
    if (provider_.empty()) {  // the profiles have not been read yet: a form without them would refuse all
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("opening", "Opening the vault…"));
        return view;
    }
    Result<std::vector<Credential>> stored = around_.service.list();
    const std::vector<Credential> credentials = stored ? std::move(*stored) : std::vector<Credential>{};
    draw_notice(view);
    draw_problems(view);
    draw_question(view);
    draw_form(view, credentials);
    draw_stored(view, credentials);
    return view;
}

void CredentialsPage::draw_vault_form(ViewModel& view, bool first_time) const {
    const std::string host = around_.host.name().empty() ? "the program" : around_.host.name();
    if (first_time) {
        add(view, heading("vault-heading", "Choose a passphrase for the vault", 1, "vault"));
        add(view, paragraph("vault-text",
                            "API passwords are kept encrypted on this computer, in a vault that opens with a "
                            "passphrase. You are asked for "
                            "it once each time " +
                                host + " is started.",
                            "vault"));
    } else {
        add(view, heading("vault-heading", "Unlock the vault", 1, "vault"));
        add(view, paragraph("vault-text", "The API credentials are in a vault that is locked.", "vault"));
        if (around_.vault.host_key_failed()) {
            const Error problem = around_.vault.problem();
            add(view, notice("vault-key-problem", ACCT_TONE_WARNING, problem.message, problem.next_step));
        }
    }
    if (!first_time && with_recovery_code_) {
        Control code = secret("recovery-code", "Recovery code", recovery_code_, "off", enabled());
        code.group = "vault";
        code.help =
            "The code that was written down when it was made: seven groups of four characters. Capital or "
            "small letters, "
            "with or without dashes.";
        add(view, std::move(code));
        if (task_ == Task::unlocking) {
            add(view, progress("vault-progress", "Checking the recovery code…", "vault"));
        }
        const std::uint32_t busy = task_ != Task::none ? ACCT_FLAG_BUSY : 0U;
        add(view, button("unlock-with-code", "Unlock", ACCT_TONE_PRIMARY,
                         enabled() | ACCT_FLAG_DEFAULT | busy, "vault-actions"));
        if (around_.vault.has_passphrase()) {
            add(view, button("use-passphrase", "Use the passphrase instead", ACCT_TONE_NEUTRAL, enabled(),
                             "vault-actions"));
        }
        return;
    }
    Control passphrase = secret("passphrase", first_time ? "New passphrase" : "Passphrase", passphrase_,
                                first_time ? "new-password" : "current-password", enabled());
    passphrase.group = "vault";
    if (first_time) {
        passphrase.help =
            "At least 12 characters; four or five words are good. Nobody can recover it for you: write it "
            "down and keep it "
            "in a safe place.";
    }
    add(view, std::move(passphrase));
    if (first_time) {
        Control again = secret("passphrase-again", "The same passphrase again", passphrase_again_,
                               "new-password", enabled());
        again.group = "vault";
        add(view, std::move(again));
    }
    if (task_ == Task::creating_vault || task_ == Task::unlocking) {
        add(view, progress("vault-progress", first_time ? "Making the vault…" : "Checking the passphrase…",
                           "vault"));
    }
    const std::uint32_t flags = enabled() | ACCT_FLAG_DEFAULT | (task_ != Task::none ? ACCT_FLAG_BUSY : 0U);
    add(view, first_time ? button("create-vault", "Create vault", ACCT_TONE_PRIMARY, flags, "vault")
                         : button("unlock", "Unlock", ACCT_TONE_PRIMARY, flags, "vault-actions"));
    if (!first_time && around_.vault.has_recovery_code()) {
        add(view, button("use-recovery-code", "I forgot the passphrase: use the recovery code",
                         ACCT_TONE_NEUTRAL, enabled(), "vault-actions"));
    }
}

void CredentialsPage::draw_notice(ViewModel& view) const {
    if (notice_) {
        add(view, notice("result", notice_->tone, notice_->title, notice_->text));
        if (notice_->offer_save_unverified) {
            add(view, button("save-unverified", "Save without verifying", ACCT_TONE_NEUTRAL, enabled(),
                             "result-actions"));
        }
    }
}

void CredentialsPage::draw_problems(ViewModel& view) const {
    std::size_t number = 0;
    const auto profiles = around_.service.profiles();  // held: they may be read anew meanwhile
    for (const Error& problem : profiles->problems()) {
        add(view, notice("profile-problem-" + std::to_string(++number), ACCT_TONE_WARNING,
                         "A provider profile cannot be used", problem.message + " " + problem.next_step));
    }
    if (Result<std::shared_ptr<OpenVault>> open = around_.vault.open();
        open && (*open)->credentials.damaged() > 0) {
        add(view,
            notice(
                "damaged", ACCT_TONE_ERROR, "Part of the vault is damaged",
                std::to_string((*open)->credentials.damaged()) +
                    " of the stored credentials cannot be read and are not shown. Enter them again, or put "
                    "back the vault from a backup. The others are not affected."));
    }
}

void CredentialsPage::draw_question(ViewModel& view) const {
    if (question_ == Question::none) {
        return;
    }
    Result<Credential> stored = around_.service.find(question_key_);
    const std::string user = stored ? stored->user_name : std::string{};
    const bool replace = question_ == Question::replace;
    add(view, notice("question", ACCT_TONE_WARNING,
                     replace ? "There are already API credentials for " + question_key_.gstin
                             : "Remove the API credentials for " + question_key_.gstin + "?",
                     replace ? "They belong to the API user " + user +
                                   ". Once the IRP has accepted the new ones, they take their place."
                             : "The password of the API user " + user +
                                   " is deleted from this computer and cannot be brought back. The API "
                                   "user still exists at the IRP."));
    if (replace) {
        add(view,
            button("confirm-replace", "Replace them", ACCT_TONE_PRIMARY, enabled(), "question-actions"));
        add(view, button("cancel-replace", "Keep the stored ones", ACCT_TONE_NEUTRAL,
                         enabled() | ACCT_FLAG_CANCEL, "question-actions"));
    } else {
        add(view, button("confirm-remove", "Remove", ACCT_TONE_DESTRUCTIVE, enabled(), "question-actions"));
        add(view, button("cancel-remove", "Keep", ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "question-actions"));
    }
}

std::vector<Option> CredentialsPage::gstin_options(const std::vector<Credential>& stored) const {
    std::vector<Option> options;
    options.reserve(entities_.size());
    for (const accounting::Entity& entity : entities_) {
        Option option;
        option.id = normalized_gstin(entity.gstin);
        option.label = option.id;
        const std::string_view state = state_name_of(std::string_view(option.id).substr(0, 2));
        option.detail = entity.unit_name;
        for (const std::string& more : {std::string(state), entity.company}) {
            if (!more.empty()) {
                option.detail += (option.detail.empty() ? "" : ", ") + more;
            }
        }
        const auto found = std::lower_bound(
            stored.begin(), stored.end(), CredentialKey{option.id, provider_, environment_},
            [](const Credential& credential, const CredentialKey& key) { return credential.key < key; });
        if (found != stored.end() && found->key == CredentialKey{option.id, provider_, environment_}) {
            option.badge = std::string(state_words(found->state));
            option.badge_tone = tone_of(found->state);
        }
        options.push_back(std::move(option));
    }
    return options;
}

void CredentialsPage::draw_form(ViewModel& view, const std::vector<Credential>& stored) const {
    const std::uint32_t key_enabled = changing_ ? 0U : enabled();
    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(provider_);
    add(view,
        heading("form-heading", changing_ ? "Change API credentials" : "Add API credentials", 1, "form"));

    Control gstin;
    gstin.kind = entities_.empty() ? ACCT_CONTROL_INPUT : ACCT_CONTROL_CHOICE;
    gstin.id = "gstin";
    gstin.group = "form";
    gstin.label = "GSTIN";
    gstin.value = gstin_;
    gstin.placeholder = entities_.empty() ? "15 characters" : "Choose a GSTIN";
    gstin.autocomplete = "off";
    gstin.flags = key_enabled | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    gstin.max_length = entities_.empty() ? 20 : 0;
    gstin.options = gstin_options(stored);
    if (error_of("gstin").empty()) {
        gstin.warning = gstin_doubt();
    }
    add(view, std::move(gstin));

    Control provider;
    provider.kind = ACCT_CONTROL_CHOICE;
    provider.id = "provider";
    provider.group = "form";
    provider.label = "Invoice Registration Portal";
    provider.value = provider_;
    provider.flags = key_enabled | ACCT_FLAG_REQUIRED;
    for (const auto& one : profiles->all()) {
        Option option;
        option.id = one->id;
        option.label = one->name;
        const bool ready =
            std::any_of(one->environments.begin(), one->environments.end(), [&](const auto& entry) {
                return static_cast<bool>(irp::Access::ready(around_.service.account_at(one, entry.first)));
            });
        if (!ready) {
            option.badge = "Not set up";
            option.badge_tone = ACCT_TONE_WARNING;
        }
        provider.options.push_back(std::move(option));
    }
    add(view, std::move(provider));

    Control environment;
    environment.kind = ACCT_CONTROL_CHOICE;
    environment.id = "environment";
    environment.group = "form";
    environment.label = "Environment";
    environment.value = environment_;
    environment.help = environment_ == "sandbox"
                           ? "For trying out: invoices registered in a sandbox have no legal effect."
                           : "The real one: invoices registered here have legal effect.";
    environment.flags = key_enabled | ACCT_FLAG_REQUIRED;
    if (profile != nullptr) {
        for (const auto& [id, one] : profile->environments) {
            environment.options.push_back({id, environment_name(id), "", "", ACCT_TONE_NEUTRAL, true});
        }
    }
    add(view, std::move(environment));

    Control user_name;
    user_name.kind = ACCT_CONTROL_INPUT;
    user_name.id = "user-name";
    user_name.group = "form";
    user_name.label = "API user name";
    user_name.value = user_name_;
    user_name.help =
        "The user created for the API on the IRP's portal, not your portal login. In production it usually "
        "begins with API_.";
    user_name.autocomplete = "username";
    user_name.warning = doubt_about(user_name_, "user name");
    user_name.max_length = 50;
    user_name.flags = enabled() | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    add(view, std::move(user_name));

    Control password = secret("password", "API password", password_, "current-password", enabled());
    password.group = "form";
    password.warning = doubt_about(password_.view(), "password");
    password.help =
        changing_
            ? "Enter the new password. The stored one stays in use until the IRP has accepted the new one."
            : "";
    add(view, std::move(password));

    if (task_ == Task::saving) {
        add(view,
            progress("saving",
                     "Logging in at " + (profile != nullptr ? profile->name : provider_) + " to verify…",
                     "form"));
    }
    add(view, button("save", "Save and submit", ACCT_TONE_PRIMARY,
                     enabled() | ACCT_FLAG_DEFAULT | (task_ == Task::saving ? ACCT_FLAG_BUSY : 0U),
                     "form-actions"));
    if (task_ == Task::saving) {
        add(view, button("cancel-task", "Cancel", ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL,
                         "form-actions"));
    } else if (changing_) {
        add(view, button("cancel-change", "Cancel", ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "form-actions"));
    }
}

void CredentialsPage::draw_stored(ViewModel& view, const std::vector<Credential>& stored) const {
    add(view, heading("stored-heading", "Stored credentials"));
    if (stored.empty()) {
        add(view, paragraph("stored-none",
                            "None yet. Once you have saved the first, it is listed here with its state."));
        return;
    }
    const auto profiles = around_.service.profiles();
    Control table;
    table.kind = ACCT_CONTROL_TABLE;
    table.id = "credentials";
    table.label = "Stored credentials";
    table.columns = {"GSTIN", "Portal", "API user name", "API password", "Status"};
    for (const Credential& credential : stored) {
        const irp::Profile* profile = profiles->find(credential.key.provider);
        const bool busy = task_key_ == credential.key && (task_ == Task::testing || task_ == Task::removing);
        Row row;
        row.id = credential.key.gstin + "|" + credential.key.provider + "|" + credential.key.environment;
        const std::string_view state = state_name_of(std::string_view(credential.key.gstin).substr(0, 2));
        row.cells.push_back(
            {credential.key.gstin + (state.empty() ? "" : "\n" + std::string(state)), ACCT_TONE_NEUTRAL});
        row.cells.push_back({(profile != nullptr ? profile->name : credential.key.provider) + "\n" +
                                 environment_name(credential.key.environment),
                             ACCT_TONE_NEUTRAL});
        row.cells.push_back({credential.user_name, ACCT_TONE_NEUTRAL});
        row.cells.push_back({"••••••••", ACCT_TONE_NEUTRAL});
        std::string status(busy ? (task_ == Task::testing ? "Testing…" : "Removing…")
                                : state_words(credential.state));
        if (!busy && credential.state == CredentialState::active) {
            status += "\n" + date_and_time(credential.verified_at,
                                           around_.host.utc_offset_minutes(credential.verified_at));
        }
        row.cells.push_back({std::move(status), busy ? ACCT_TONE_INFO : tone_of(credential.state)});
        row.flags = busy ? ACCT_FLAG_BUSY : 0U;
        const bool can = task_ == Task::none;
        row.actions.push_back({"test", "Test again", can});
        row.actions.push_back({"change", "Change", can});
        row.actions.push_back({"remove", "Remove", can});
        table.rows.push_back(std::move(row));
    }
    add(view, std::move(table));
    if (task_ == Task::testing) {
        add(view, button("cancel-task", "Stop the test", ACCT_TONE_NEUTRAL,
                         ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL, "stored-actions"));
    }
    if (around_.vault.has_passphrase()) {
        add(view, button("lock-vault", "Lock the vault now", ACCT_TONE_NEUTRAL, enabled(), "stored-actions"));
    }
}

}  // namespace tijori::settings
