// vault_gate.cpp - see vault_gate.hpp.
#include "vault_gate.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace tijori::settings {

bool VaultGate::closed() const {
    const std::uint32_t state = around_.vault.state();
    return state == ACCT_VAULT_OPENING || task_ == Task::opening || !around_.service.loaded() ||
           state == ACCT_VAULT_UNUSABLE || state == ACCT_VAULT_LOCKED ||
           (state == ACCT_VAULT_ABSENT && (passphrase_instead_ || !around_.vault.host_holds_key()));
}

bool VaultGate::set_value(std::string_view control, std::string_view value) {
    SecretBytes* const place = control == "passphrase"         ? &passphrase_
                               : control == "passphrase-again" ? &passphrase_again_
                               : control == "recovery-code"    ? &recovery_code_
                                                               : nullptr;
    if (place == nullptr) {
        return false;
    }
    errors_.erase(std::string(control));
    *place = SecretBytes(value);
    return true;
}

bool VaultGate::refuse(std::string_view control, const Error& why) {
    static constexpr std::array<std::string_view, 3> own{"passphrase", "passphrase-again", "recovery-code"};
    if (std::find(own.begin(), own.end(), control) == own.end()) {
        return false;
    }
    errors_[std::string(control)] = words_of(why);
    return true;
}

bool VaultGate::activate(std::string_view control) {
    if (control == "retry-vault") {
        run(
            Task::opening, [&vault = around_.vault] { return vault.look(); }, "");
    } else if (control == "create-vault") {
        create();
    } else if (control == "unlock") {
        unlock();
    } else if (control == "unlock-with-code") {
        unlock_with_code();
    } else if (control == "use-recovery-code" || control == "use-passphrase") {
        with_recovery_code_ = control == "use-recovery-code";
        errors_.clear();
        focus_.on(with_recovery_code_ ? "recovery-code" : "passphrase");
    } else if (control == "lock-vault") {
        lock();
    } else {
        return false;
    }
    return true;
}

void VaultGate::create() {
    errors_.clear();
    if (Status good = check_passphrases(passphrase_.bytes(), passphrase_again_.bytes()); !good) {
        errors_[good.error().field] = words_of(good.error());
        focus_.on(good.error().field);
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    passphrase_again_.clear();
    run(
        Task::creating, [&vault = around_.vault, passphrase] { return vault.create(std::move(*passphrase)); },
        "passphrase");
}

void VaultGate::unlock() {
    errors_.clear();
    if (passphrase_.empty()) {
        errors_["passphrase"] = say("Type the passphrase of the vault.");
        focus_.on("passphrase");
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    run(
        Task::unlocking,
        [&vault = around_.vault, passphrase] {
            return vault.unlock(vault::SlotKind::passphrase, passphrase->bytes());
        },
        "passphrase");
}

void VaultGate::unlock_with_code() {
    errors_.clear();
    Result<vault::RecoveryCode> code = vault::RecoveryCode::parse(recovery_code_.bytes());
    if (!code) {
        errors_["recovery-code"] = words_of(code.error());
        focus_.on("recovery-code");
        return;
    }
    recovery_code_.clear();
    auto shared = std::make_shared<vault::RecoveryCode>(std::move(*code));
    run(
        Task::unlocking,
        [&vault = around_.vault, shared] {
            return vault.unlock(vault::SlotKind::recovery_code, shared->entropy.bytes());
        },
        "recovery-code");
}

void VaultGate::lock() {
    run(
        Task::opening,
        [&service = around_.service]() -> Status {
            service.lock();
            return Nothing{};
        },
        "");
}

void VaultGate::ask_for_passphrase() {
    passphrase_instead_ = true;
    focus_.on("passphrase");
}

void VaultGate::clear() {
    passphrase_.clear();
    passphrase_again_.clear();
    recovery_code_.clear();
    with_recovery_code_ = !around_.vault.has_passphrase() && around_.vault.has_recovery_code();
}

void VaultGate::run(Task task, std::function<Status()> work, const std::string& field) {
    task_ = task;
    around_.background.run([work = std::move(work)](Cancellation&) { return work(); },
                           [this, alive = alive_, field, around = around_](const Status& done) {
                               const bool open = done && around.vault.state() == ACCT_VAULT_UNLOCKED;
                               if (open) {
                                   around.vault_opened();
                               }
                               if (*alive) {
                                   task_ = Task::none;
                                   if (open) {
                                       opened_();
                                   } else if (!done && !field.empty()) {
                                       errors_[field] = words_of(done.error());
                                       focus_.on(field);
                                   }
                                   redraw_();
                               }
                               around.changed_for_all();
                           });
}

// ---- how it looks
// ---------------------------------------------------------------------------------------------------------

void VaultGate::add(ViewModel& view, Control control) const {
    settings::add(view, std::move(control), errors_, focus_);
}

void VaultGate::draw(ViewModel& view) const {
    const std::uint32_t state = around_.vault.state();
    if (state == ACCT_VAULT_OPENING || task_ == Task::opening || !around_.service.loaded()) {
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("opening", say("Opening the vault…")));
        return;
    }
    if (state == ACCT_VAULT_UNUSABLE) {
        add(view, notice("vault-problem", ACCT_TONE_ERROR, say("The vault cannot be used"),
                         words_of(around_.vault.problem())));
        add(view, button("retry-vault", say("Try again"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT,
                         "vault"));
        return;
    }
    if (state == ACCT_VAULT_ABSENT) {
        draw_first_passphrase(view);
    } else {
        draw_unlock(view);
    }
}

void VaultGate::draw_first_passphrase(ViewModel& view) const {
    const std::string host = around_.host.name();
    add(view, heading("vault-heading", say("Choose a passphrase for the vault"), 1, "vault"));
    add(view,
        paragraph("vault-text",
                  host.empty()
                      ? say("API passwords are kept encrypted on this computer, in a vault that opens with a "
                            "passphrase. You are asked for it once each time the program is started.")
                      : say("API passwords are kept encrypted on this computer, in a vault that opens with a "
                            "passphrase. You are asked for it once each time {program} is started.",
                            {{"program", host}}),
                  "vault"));
    Control passphrase = secret("passphrase", say("New passphrase"), passphrase_, "new-password", enabled());
    passphrase.group = "vault";
    passphrase.help =
        say("At least 12 characters; four or five words are good. Nobody can recover it for you: "
            "write it down and keep it in a safe place.");
    add(view, std::move(passphrase));
    Control again = secret("passphrase-again", say("The same passphrase again"), passphrase_again_,
                           "new-password", enabled());
    again.group = "vault";
    add(view, std::move(again));
    if (busy()) {
        add(view, progress("vault-progress", say("Making the vault…"), "vault"));
    }
    add(view, button("create-vault", say("Create vault"), ACCT_TONE_PRIMARY, primary(), "vault"));
}

void VaultGate::draw_unlock(ViewModel& view) const {
    add(view, heading("vault-heading", say("Unlock the vault"), 1, "vault"));
    add(view, paragraph("vault-text", say("The API credentials are in a vault that is locked."), "vault"));
    if (around_.vault.host_key_failed()) {
        const Error problem = around_.vault.problem();
        add(view, notice("vault-key-problem", ACCT_TONE_WARNING, problem.message, problem.next_step));
    }
    if (with_recovery_code_) {
        draw_recovery_code(view);
        return;
    }
    Control passphrase = secret("passphrase", say("Passphrase"), passphrase_, "current-password", enabled());
    passphrase.group = "vault";
    add(view, std::move(passphrase));
    if (busy()) {
        add(view, progress("vault-progress", say("Checking the passphrase…"), "vault"));
    }
    add(view, button("unlock", say("Unlock"), ACCT_TONE_PRIMARY, primary(), "vault-actions"));
    if (around_.vault.has_recovery_code()) {
        add(view, button("use-recovery-code", say("I forgot the passphrase: use the recovery code"),
                         ACCT_TONE_NEUTRAL, enabled(), "vault-actions"));
    }
}

void VaultGate::draw_recovery_code(ViewModel& view) const {
    Control code = secret("recovery-code", say("Recovery code"), recovery_code_, "off", enabled());
    code.group = "vault";
    code.help =
        say("The code that was written down when it was made: seven groups of four characters. Capital "
            "or small letters, with or without dashes.");
    add(view, std::move(code));
    if (busy()) {
        add(view, progress("vault-progress", say("Checking the recovery code…"), "vault"));
    }
    add(view, button("unlock-with-code", say("Unlock"), ACCT_TONE_PRIMARY, primary(), "vault-actions"));
    if (around_.vault.has_passphrase()) {
        add(view, button("use-passphrase", say("Use the passphrase instead"), ACCT_TONE_NEUTRAL, enabled(),
                         "vault-actions"));
    }
}

}  // namespace tijori::settings
