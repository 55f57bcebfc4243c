// vault_page_view.cpp - how the page "Vault" looks in each of its states.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "settings/controls.hpp"
#include "settings/vault_page.hpp"

namespace tijori::settings {
namespace {

std::string way_in(vault::SlotKind kind) {
    switch (kind) {
        case vault::SlotKind::passphrase:
            return say("Passphrase");
        case vault::SlotKind::host_key:
            return say("Key that this program keeps");
        case vault::SlotKind::os_keyring:
            return say("The desktop's keyring");
        case vault::SlotKind::recovery_code:
            return say("Recovery code on paper");
    }
    return say("Unknown");
}

// What was done, for people. An action that is not listed is shown as it is.
std::string action_words(const std::string& action) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 19> words{{
        {"save", N_("Saved credentials")},
        {"save-unverified", N_("Saved credentials without verifying")},
        {"replace", N_("Replaced credentials")},
        {"verify", N_("Verified credentials")},
        {"remove", N_("Removed credentials")},
        {"import", N_("Imported an export")},
        {"import-list", N_("Imported a list")},
        {"export", N_("Exported credentials")},
        {"backup", N_("Made a backup")},
        {"change-passphrase", N_("Changed the passphrase")},
        {"set-recovery-code", N_("Set a recovery code")},
        {"use-keyring", N_("Let the keyring open the vault")},
        {"set-auto-lock", N_("Set when the vault locks itself")},
        {"export-audit", N_("Exported the audit trail")},
        {"remove-way-in", N_("Removed a way in")},
        {"change-key", N_("Began to change the vault's key")},
        {"rotate-done", N_("Changed the vault's key")},
        {"mend", N_("Went on with what was good")},
        {"accept-older-copy", N_("Accepted an older copy")},
    }};
    const auto* found =
        std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.first == action; });
    if (found != words.end()) {
        return say(found->second);
    }
    for (const auto& [begin, meaning] :
         {std::pair<std::string_view, std::string_view>{"verify-failed ", N_("Could not verify: {code}")},
          {"refused ", N_("Refused by the IRP: {code}")}}) {
        if (action.starts_with(begin)) {
            return say(meaning, {{"code", std::string_view(action).substr(begin.size())}});
        }
    }
    return action;
}

// The plugin's own names for who acted, in the person's language.
std::string who_words(const std::string& consumer) {
    return consumer.empty() || consumer == "Program" ? say("Program")
           : consumer == "Settings"                  ? say("Settings")
                                                     : consumer;
}

std::string outcome_words(const std::string& outcome) {
    return outcome == "ok" ? say("Done") : outcome;
}

std::string idle_words(std::uint32_t seconds) {
    if (seconds == 0) {
        return say("Never");
    }
    return seconds % 60 == 0 ? say_n(seconds / 60, "{n} minute idle", "{n} minutes idle")
                             : say_n(seconds, "{n} second idle", "{n} seconds idle");
}

}  // namespace

void VaultPage::add(ViewModel& view, Control control) const {
    settings::add(view, std::move(control), errors_, focus_);
}

std::string VaultPage::when(std::int64_t seconds) const {
    return date_and_time(seconds, around_.host.utc_offset_minutes(seconds));
}

ViewModel VaultPage::draw() const {
    ViewModel view;
    view.title = say("Vault");
    view.breadcrumbs = {say("Settings"), say("Vault")};
    view.focus_serial = focus_.serial();
    view.flags = task_.empty() ? 0U : ACCT_FLAG_BUSY;
    if (notice_) {
        add(view, notice("result", notice_->tone, notice_->title, notice_->text));
    }
    switch (around_.vault.state()) {
        case ACCT_VAULT_UNLOCKED:
            break;
        case ACCT_VAULT_ABSENT:
            draw_absent(view);
            return view;
        case ACCT_VAULT_LOCKED:
            draw_locked(view);
            return view;
        case ACCT_VAULT_UNUSABLE: {
            const Error problem = around_.vault.problem();
            add(view, notice("vault-problem", ACCT_TONE_ERROR, say("The vault cannot be used"),
                             problem.message + " " + problem.next_step));
            return view;
        }
        default:
            view.flags |= ACCT_FLAG_BUSY;
            add(view, progress("opening", say("Opening the vault…")));
            return view;
    }
    if (!facts_) {
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("reading", say("Reading the vault…")));
        return view;
    }
    draw_working(view);
    if (facts_->older_copy) {
        add(view,
            notice(
                "older-copy", ACCT_TONE_WARNING, say("This is an older copy of the vault"),
                say("This computer has seen a later state of it: probably a backup was put back. Passwords "
                    "that were "
                    "changed since then are missing. If the later file still exists, put that back "
                    "instead.")));
        add(view, button("accept-older", say("Go on with this copy"), ACCT_TONE_NEUTRAL, enabled(),
                         "older-copy-actions"));
    }
    add(view, paragraph("place", say_n(static_cast<std::int64_t>(facts_->credentials),
                                       "The vault holds {n} credential. It is unlocked, in {file}.",
                                       "The vault holds {n} credentials. It is unlocked, in {file}.",
                                       {{"file", around_.vault.file().string()}})));
    if (around_.vault.has_passphrase() || around_.vault.has_recovery_code()) {
        add(view, button("lock", say("Lock now"), ACCT_TONE_NEUTRAL, enabled(), "place-actions"));
    }
    draw_auto_lock(view);
    draw_ways_in(view);
    draw_care(view);
    draw_copies(view);
    draw_audit(view);
    return view;
}

void VaultPage::draw_working(ViewModel& view) const {
    if (!task_.empty()) {
        Control working = progress("working", task_);
        working.progress_done = cancellation_ != nullptr ? cancellation_->done() : 0;
        working.progress_total = cancellation_ != nullptr ? cancellation_->total() : 0;
        add(view, std::move(working));
        add(view, button("cancel-task", say("Stop"), ACCT_TONE_NEUTRAL, ACCT_FLAG_ENABLED | ACCT_FLAG_CANCEL,
                         "working-actions"));
    }
}

void VaultPage::draw_absent(ViewModel& view) const {
    draw_working(view);
    const bool by_itself = around_.vault.host_holds_key();
    add(view,
        paragraph("none",
                  by_itself
                      ? say("There is no vault yet. It is made when the first credentials are saved, or now. "
                            "This program keeps the key that opens it.")
                      : say("There is no vault yet. Choose the passphrase that opens it; nobody can tell "
                            "it to you again.")));
    if (!by_itself) {
        draw_new_passphrase(view, say("Passphrase for the vault"), "create");
    }
    add(view, button("create-vault", say("Make the vault"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT,
                     "create-actions"));
}

void VaultPage::draw_locked(ViewModel& view) const {
    draw_working(view);
    if (around_.vault.host_key_failed()) {
        const Error problem = around_.vault.problem();
        add(view, notice("vault-problem", ACCT_TONE_WARNING, say("The vault did not open by itself"),
                         problem.message + " " + problem.next_step));
    }
    const bool code = around_.vault.has_recovery_code();
    const bool passphrase = around_.vault.has_passphrase();
    if (!code && !passphrase) {
        add(view,
            paragraph("locked", say("The vault is locked. It opens again by itself when it is needed.")));
        add(view, button("refresh", say("Open"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT,
                         "locked-actions"));
        return;
    }
    add(view, paragraph("locked", say("The vault is locked.")));
    const bool by_code = code && (with_recovery_code_ || !passphrase);
    Control typed = by_code ? secret("typed-code", say("Recovery code"), typed_code_, "off", enabled())
                            : secret("passphrase", say("Passphrase of the vault"), passphrase_,
                                     "current-password", enabled());
    typed.group = "unlock";
    add(view, std::move(typed));
    add(view,
        button("unlock", say("Unlock"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT, "locked-actions"));
    if (code && passphrase) {
        add(view, by_code ? button("use-passphrase", say("Use the passphrase"), ACCT_TONE_NEUTRAL, enabled(),
                                   "locked-actions")
                          : button("use-recovery-code", say("Use the recovery code"), ACCT_TONE_NEUTRAL,
                                   enabled(), "locked-actions"));
    }
}

void VaultPage::draw_auto_lock(ViewModel& view) const {
    Control choice;
    choice.kind = ACCT_CONTROL_CHOICE;
    choice.id = "auto-lock";
    choice.label = say("Lock after");
    choice.group = "auto-lock";
    choice.value = std::to_string(facts_->auto_lock);
    choice.help = say(
        "Without use for so long, the vault is locked and everything secret is wiped from memory. What opens "
        "by itself "
        "opens again when it is needed; a passphrase is asked for again.");
    choice.flags = enabled();
    const auto offer = [&choice](std::uint32_t seconds, std::string label) {
        Option option;
        option.id = std::to_string(seconds);
        option.label = std::move(label);
        choice.options.push_back(std::move(option));
    };
    bool listed = false;
    for (const std::uint32_t seconds : {0U, 5U * 60, 15U * 60, 60U * 60}) {
        offer(seconds, idle_words(seconds));
        listed = listed || seconds == facts_->auto_lock;
    }
    if (!listed) {  // set by another program
        offer(facts_->auto_lock, idle_words(facts_->auto_lock));
    }
    add(view, std::move(choice));
}

void VaultPage::draw_new_passphrase(ViewModel& view, const std::string& label,
                                    const std::string& group) const {
    Control first = secret("new-passphrase", label, passphrase_, "new-password", enabled());
    first.group = group;
    first.help = say("At least 12 characters; four or five words are good.");
    add(view, std::move(first));
    Control again = secret("new-passphrase-again", say("The same passphrase again"), passphrase_again_,
                           "new-password", enabled());
    again.group = group;
    add(view, std::move(again));
}

void VaultPage::draw_ways_in(ViewModel& view) const {
    add(view, heading("ways-in-heading", say("Ways in")));
    add(view,
        paragraph(
            "ways-in-text",
            say("Each of these opens the vault by itself. Keep at least two, so that losing one does not "
                "lose the vault.")));
    Control table;
    table.kind = ACCT_CONTROL_TABLE;
    table.id = "ways-in";
    table.label = say("Ways in");
    table.columns = {say("Way in"), say("Added")};
    bool passphrase = false;
    bool code = false;
    for (const vault::SlotInfo& slot : facts_->slots) {
        passphrase = passphrase || slot.kind == vault::SlotKind::passphrase;
        code = code || slot.kind == vault::SlotKind::recovery_code;
        Row row;
        row.id = std::to_string(slot.id);
        row.cells.push_back(
            {way_in(slot.kind) + (slot.label.empty() ? "" : "\n" + slot.label), ACCT_TONE_NEUTRAL});
        row.cells.push_back(slot.damaged ? Cell{say("Altered: opens nothing"), ACCT_TONE_ERROR}
                                         : Cell{when(slot.created_at), ACCT_TONE_NEUTRAL});
        row.actions.push_back({"remove", say("Remove"), task_.empty() && facts_->slots.size() > 1});
        table.rows.push_back(std::move(row));
    }
    add(view, std::move(table));
    if (form_ == Form::remove_slot) {
        add(view, notice("question", ACCT_TONE_WARNING, say("Remove this way in?"),
                         say("The vault then no longer opens with it. Nothing stored is lost.")));
        add(view,
            button("confirm-remove", say("Remove"), ACCT_TONE_DESTRUCTIVE, enabled(), "question-actions"));
        add(view, button("cancel-form", say("Keep"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "question-actions"));
    } else if (form_ == Form::passphrase) {
        draw_new_passphrase(view, say("New passphrase"), "passphrase-form");
        add(view,
            button("save-passphrase", passphrase ? say("Change the passphrase") : say("Add the passphrase"),
                   ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT, "passphrase-actions"));
        add(view, button("cancel-form", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "passphrase-actions"));
    } else if (form_ == Form::recovery_code) {
        add(view, notice("code-note", ACCT_TONE_INFO, say("Write this code down on paper"),
                         say("It is shown this once. Whoever has it and the vault can open it.")));
        Control shown = paragraph("shown-code", std::string(shown_code_.view()), "code-form");
        shown.label = say("Recovery code");
        shown.flags |= ACCT_FLAG_MONOSPACE;
        add(view, std::move(shown));
        Control typed =
            secret("typed-code", say("Type the code back from your paper"), typed_code_, "off", enabled());
        typed.group = "code-form";
        add(view, std::move(typed));
        add(view, button("confirm-code", say("It is written down"), ACCT_TONE_PRIMARY,
                         enabled() | ACCT_FLAG_DEFAULT, "code-actions"));
        add(view, button("cancel-form", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "code-actions"));
    } else {
        add(view,
            button("open-passphrase", passphrase ? say("Change the passphrase…") : say("Add a passphrase…"),
                   ACCT_TONE_NEUTRAL, enabled(), "ways-in-actions"));
        add(view, button("open-recovery-code",
                         code ? say("Make a new recovery code…") : say("Make a recovery code…"),
                         ACCT_TONE_NEUTRAL, enabled(), "ways-in-actions"));
        add(view, button("use-keyring", say("Use the desktop's keyring"), ACCT_TONE_NEUTRAL, enabled(),
                         "ways-in-actions"));
    }
}

void VaultPage::draw_care(ViewModel& view) const {
    add(view, heading("care-heading", say("Check and key")));
    if (facts_->rotating) {
        add(view, notice("rotating", ACCT_TONE_INFO, say("The vault's key is being changed"),
                         say("It goes on in the background; everything can be used meanwhile.")));
    }
    if (form_ == Form::mend) {
        add(view,
            notice("question", ACCT_TONE_WARNING, say("Go on with what is good?"),
                   say("Entries that cannot be read are given up for good. If you have a backup, put that "
                       "back instead.")));
        add(view, button("confirm-mend", say("Give up what cannot be read"), ACCT_TONE_DESTRUCTIVE, enabled(),
                         "question-actions"));
        add(view, button("cancel-form", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "question-actions"));
        return;
    }
    add(view,
        paragraph(
            "care-text",
            say("A check reads every entry and says whether one was altered, put back or taken away. Change "
                "the vault's key after removing a way in whose holder may have kept a copy.")));
    add(view, button("check", say("Check the vault"), ACCT_TONE_NEUTRAL, enabled(), "care-actions"));
    add(view,
        button("change-key", say("Change the vault's key"), ACCT_TONE_NEUTRAL, enabled(), "care-actions"));
    if (notice_ && notice_->offer_mend) {
        add(view, button("open-mend", say("Go on with what is good…"), ACCT_TONE_NEUTRAL, enabled(),
                         "care-actions"));
    }
}

void VaultPage::draw_copies(ViewModel& view) const {
    add(view, heading("copies-heading", say("Copies")));
    Control file;
    file.kind = ACCT_CONTROL_INPUT;
    file.id = "copy-file";
    file.label = say("New file");
    file.value = copy_file_;
    file.group = "copies";
    file.placeholder = "/home/asha/Documents/vault-copy.db";
    file.help =
        say("Where the copy is to be written. A backup opens in the same ways as the vault; an export is for "
            "another "
            "computer and opens with a passphrase of its own.");
    file.autocomplete = "off";
    file.flags = enabled();
    add(view, std::move(file));
    if (form_ == Form::export_copy) {
        draw_new_passphrase(view, say("Passphrase for the file"), "copies");
        add(view, button("export", say("Export"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT,
                         "copies-actions"));
        add(view, button("cancel-form", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "copies-actions"));
    } else {
        add(view, button("backup", say("Make a backup"), ACCT_TONE_NEUTRAL, enabled(), "copies-actions"));
        add(view, button("open-export", say("Export…"), ACCT_TONE_NEUTRAL, enabled(), "copies-actions"));
    }
    add(view, heading("import-heading", say("Import"), 1));
    Control source;
    source.kind = ACCT_CONTROL_FILE;
    source.id = "import-file";
    source.label = say("File to import");
    source.value = import_file_;
    source.group = "import";
    source.help = say(
        "A list in CSV with the columns GSTIN, provider, environment, user name and password; or an export "
        "of another "
        "vault.");
    source.flags = enabled();
    add(view, std::move(source));
    Control replace;
    replace.kind = ACCT_CONTROL_CHECKBOX;
    replace.id = "import-replace";
    replace.label = say("Replace what is stored already");
    replace.value = replace_ ? "1" : "0";
    replace.group = "import";
    replace.flags = enabled();
    add(view, std::move(replace));
    if (form_ == Form::import_copy) {
        Control passphrase = secret("new-passphrase", say("Passphrase of the file"), passphrase_,
                                    "current-password", enabled());
        passphrase.group = "import";
        add(view, std::move(passphrase));
        add(view, button("import", say("Import"), ACCT_TONE_PRIMARY, enabled() | ACCT_FLAG_DEFAULT,
                         "import-actions"));
        add(view, button("cancel-form", say("Cancel"), ACCT_TONE_NEUTRAL, enabled() | ACCT_FLAG_CANCEL,
                         "import-actions"));
    } else {
        add(view, button("check-list", say("Try the list, store nothing"), ACCT_TONE_NEUTRAL, enabled(),
                         "import-actions"));
        add(view,
            button("import-list", say("Import the list"), ACCT_TONE_NEUTRAL, enabled(), "import-actions"));
        add(view,
            button("open-import", say("Import an export…"), ACCT_TONE_NEUTRAL, enabled(), "import-actions"));
    }
}

void VaultPage::draw_audit(ViewModel& view) const {
    add(view, heading("audit-heading", say("Audit trail")));
    if (!facts_->audit_problem.empty()) {
        add(view, notice("audit-problem", ACCT_TONE_ERROR, say("The audit trail was altered"),
                         facts_->audit_problem));
        return;
    }
    Control table;
    table.kind = ACCT_CONTROL_TABLE;
    table.id = "audit";
    table.label = say("Audit trail");
    table.columns = {say("When"), say("Who"), say("What"), say("Concerning"), say("Result")};
    for (const vault::AuditEntry& entry : facts_->audit) {
        Row row;
        row.id = std::to_string(entry.sequence);
        row.cells = {
            {when(entry.time), ACCT_TONE_NEUTRAL},
            {who_words(entry.consumer) + "\n" + entry.os_user, ACCT_TONE_NEUTRAL},
            {action_words(entry.action), ACCT_TONE_NEUTRAL},
            {entry.subject.empty() ? say("The vault") : readable_name(entry.subject), ACCT_TONE_NEUTRAL},
            {outcome_words(entry.outcome), ACCT_TONE_NEUTRAL}};
        table.rows.push_back(std::move(row));
    }
    add(view, std::move(table));
    if (!facts_->audit.empty()) {
        add(view, paragraph("audit-range", say("Entries {first} to {last} of {all}.",
                                               {{"first", number(facts_->audit.back().sequence)},
                                                {"last", number(facts_->audit.front().sequence)},
                                                {"all", number(facts_->audit_size)}})));
    }
    if (!facts_->audit.empty() && facts_->audit.back().sequence > 1) {
        add(view, button("audit-older", say("Older entries"), ACCT_TONE_NEUTRAL, enabled(), "audit-actions"));
    }
    if (audit_end_ > 0) {
        add(view,
            button("audit-latest", say("Latest entries"), ACCT_TONE_NEUTRAL, enabled(), "audit-actions"));
    }
    Control file;
    file.kind = ACCT_CONTROL_INPUT;
    file.id = "audit-file";
    file.label = say("Write the whole trail into");
    file.value = audit_file_;
    file.group = "audit-export";
    file.placeholder = "/home/asha/Documents/vault-audit.csv";
    file.help = say("A new file, in CSV, for a spreadsheet.");
    file.autocomplete = "off";
    file.flags = enabled();
    add(view, std::move(file));
    add(view, button("export-audit", say("Export the audit trail"), ACCT_TONE_NEUTRAL, enabled(),
                     "audit-export-actions"));
}

}  // namespace tijori::settings
