// vault_page.cpp - what the page "Vault" does; how it looks is in vault_page_view.cpp.
#include "vault_page.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <utility>

#include "settings/paths.hpp"

namespace tijori::settings {
namespace {

constexpr const char* consumer = "Settings";
constexpr std::int64_t entries_on_page = 25;
constexpr std::size_t largest_list = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::milliseconds between_redraws{100};

Error file_error(const std::string& what, std::string next_step) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "FILE", what, std::move(next_step), "file");
}

// The content of a file with passwords, in memory that is wiped.
Result<SecretBytes> content_of(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (descriptor < 0 || ::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
        return file_error(say("The file {file} cannot be read.", {{"file", file.string()}}),
                          say("Check its name and that you may read it."));
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size > largest_list) {
        ::close(descriptor);
        return file_error(say("The file {file} is larger than 64 MiB.", {{"file", file.string()}}),
                          say("Divide the list."));
    }
    SecretBytes content(size);
    std::size_t at = 0;
    while (at < size) {
        const auto got = ::read(descriptor, content.data() + at, size - at);
        if (got <= 0) {
            break;
        }
        at += static_cast<std::size_t>(got);
    }
    ::close(descriptor);
    content.shrink(at);
    return content;
}

std::string list_text(const ImportReport& report, bool dry_run) {
    const auto lines = static_cast<std::int64_t>(report.lines);
    const std::string stored = std::to_string(report.stored);
    const std::string replaced = std::to_string(report.replaced);
    const std::string skipped = std::to_string(report.skipped);
    const std::string problems = std::to_string(report.problems.size());
    const Values values{
        {"stored", stored}, {"replaced", replaced}, {"skipped", skipped}, {"problems", problems}};
    std::string text = dry_run
                           ? say_n(lines,
                                   "{n} credential in the file: {stored} would be added, {replaced} would be "
                                   "replaced, {skipped} already there, {problems} with problems.",
                                   "{n} credentials in the file: {stored} would be added, {replaced} would "
                                   "be replaced, {skipped} already there, {problems} with problems.",
                                   values)
                           : say_n(lines,
                                   "{n} credential in the file: {stored} added, {replaced} replaced, "
                                   "{skipped} already there, {problems} with problems.",
                                   "{n} credentials in the file: {stored} added, {replaced} replaced, "
                                   "{skipped} already there, {problems} with problems.",
                                   values);
    constexpr std::size_t most_shown = 10;
    for (std::size_t i = 0; i < std::min(report.problems.size(), most_shown); ++i) {
        text += "\n" + words_of(report.problems[i].error);
    }
    if (report.problems.size() > most_shown) {
        text += "\n" + say_n(static_cast<std::int64_t>(report.problems.size() - most_shown),
                             "… and {n} more.", "… and {n} more.");
    }
    for (const std::string& column : report.ignored_columns) {
        text +=
            "\n" + say("The column \"{column}\" means nothing here and was not read.", {{"column", column}});
    }
    return text;
}

}  // namespace

VaultPage::VaultPage(PageSurroundings surroundings, std::function<void()> redraw)
    : around_(std::move(surroundings)), redraw_(std::move(redraw)) {
    read_facts();
}

VaultPage::~VaultPage() {
    *alive_ = false;
    if (cancellation_ != nullptr) {
        cancellation_->cancel();
    }
}

std::optional<VaultPage::Facts> VaultPage::facts_now(const PageSurroundings& around, std::int64_t audit_end) {
    Facts facts;
    const std::shared_ptr<OpenVault> open = around.vault.opened_now();
    if (open == nullptr) {
        return std::nullopt;
    }
    if (Result<std::vector<vault::SlotInfo>> slots = around.care.slots()) {
        facts.slots = std::move(*slots);
    }
    if (Result<std::vector<Credential>> all = around.service.list()) {
        facts.credentials = all->size();
    }
    if (Result<std::uint32_t> seconds = around.auto_lock.seconds()) {
        facts.auto_lock = *seconds;
    }
    facts.older_copy = open->vault->seen_newer().has_value();
    if (Result<bool> rotating = open->vault->rotating()) {
        facts.rotating = *rotating;
    }
    if (Result<std::int64_t> size = around.care.audit_size()) {
        facts.audit_size = *size;
        const std::int64_t end = audit_end > 0 ? std::min(audit_end, *size) : *size;
        const std::int64_t first = std::max<std::int64_t>(end - entries_on_page + 1, 1);
        Result<std::vector<vault::AuditEntry>> entries = around.care.audit(first, end - first + 1);
        if (entries) {
            facts.audit = std::move(*entries);
            std::reverse(facts.audit.begin(), facts.audit.end());
        } else {
            facts.audit_problem = words_of(entries.error());
        }
    }
    return facts;
}

void VaultPage::read_facts() {
    auto facts = std::make_shared<std::optional<Facts>>();
    ++reading_;
    around_.background.run(
        [around = around_, facts, end = audit_end_](Cancellation&) -> Status {
            *facts = facts_now(around, end);
            return Nothing{};
        },
        [this, alive = alive_, facts](const Status& done) {
            if (*alive) {
                --reading_;
                if (done) {
                    facts_ = std::move(*facts);
                    redraw_();
                }
            }
        });
}

void VaultPage::look_again() {
    const bool open = around_.vault.state() == ACCT_VAULT_UNLOCKED;
    if (!open) {
        facts_.reset();
    } else if (!facts_ && reading_ == 0) {
        read_facts();
    }
}

void VaultPage::open_form(Form form, const std::string& focus) {
    close_form();
    form_ = form;
    focus_.on(focus);
}

void VaultPage::close_form() {
    form_ = Form::none;
    passphrase_.clear();
    passphrase_again_.clear();
    shown_code_.clear();
    typed_code_.clear();
    errors_.clear();
}

void VaultPage::set_value(std::string_view control, std::string_view value) {
    errors_.erase(std::string(control));
    if (control == "new-passphrase" || control == "passphrase") {
        passphrase_ = SecretBytes(value);
    } else if (control == "new-passphrase-again") {
        passphrase_again_ = SecretBytes(value);
    } else if (control == "typed-code") {
        typed_code_ = SecretBytes(value);
    } else if (control == "copy-file") {
        copy_file_ = std::string(value);
    } else if (control == "import-file") {
        import_file_ = std::string(value);
    } else if (control == "audit-file") {
        audit_file_ = std::string(value);
    } else if (control == "import-replace") {
        replace_ = value == "1";
    } else if (control == "auto-lock") {
        std::uint32_t seconds = 0;
        std::from_chars(value.data(), value.data() + value.size(), seconds);
        start(
            say("Setting the time…"),
            [&auto_lock = around_.auto_lock, seconds](Cancellation&, const vault::Progress&) -> Status {
                return auto_lock.set(seconds, consumer);
            },
            Notice{ACCT_TONE_SUCCESS, say("The time is set"),
                   say("It holds for every program that opens this vault.")},
            "auto-lock");
    }
}

void VaultPage::refuse(std::string_view control, const Error& why) {
    errors_[std::string(control)] = words_of(why);
}

// Runs work that takes longer than a blink. Its progress is drawn as it goes.
void VaultPage::start(const std::string& label,
                      std::function<Outcome(Cancellation&, const vault::Progress&)> work,
                      const std::string& field) {
    task_ = label;
    notice_.reset();
    errors_.clear();
    cancellation_ = around_.background.run(
        [this, alive = alive_, &main_thread = around_.background.main_thread(),
         work = std::move(work)](Cancellation& cancellation) -> Outcome {
            // `this` is only for the main thread: by the time it has its turn here the page may be gone.
            auto last = std::chrono::steady_clock::time_point{};
            return work(cancellation, [&, alive](std::int64_t done, std::int64_t total) {
                cancellation.report(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
                if (const auto now = std::chrono::steady_clock::now(); now - last > between_redraws) {
                    last = now;
                    main_thread.post([this, alive] {
                        if (*alive) {
                            redraw_();
                        }
                    });
                }
                return !cancellation.cancelled();
            });
        },
        [this, alive = alive_, field, around = around_](const Outcome& outcome) {
            if (*alive) {
                finished(outcome, field);
                redraw_();
            }
            around.changed_for_all();
        });
}

void VaultPage::start(const std::string& label,
                      std::function<Status(Cancellation&, const vault::Progress&)> work, Notice done,
                      const std::string& field) {
    start(
        label,
        [work = std::move(work), done = std::move(done)](Cancellation& cancellation,
                                                         const vault::Progress& progress) -> Outcome {
            Status ended = work(cancellation, progress);
            return ended ? Outcome{done} : Outcome{ended.error()};
        },
        field);
}

void VaultPage::finished(Outcome outcome, const std::string& field) {
    task_.clear();
    if (outcome) {
        close_form();
        notice_ = std::move(*outcome);
        focus_.on("result");
    } else if (outcome.error().status == ACCT_ERROR_CANCELLED) {
        notice_ = Notice{ACCT_TONE_INFO, say("Stopped"), words_of(outcome.error())};
    } else if (!field.empty()) {
        // Of two things that were asked for, the error says which one it concerns.
        const std::string control =
            outcome.error().field == "passphrase" && form_ == Form::import_copy ? "new-passphrase" : field;
        errors_[control] = words_of(outcome.error());
        focus_.on(control);
    } else {
        notice_ = Notice{ACCT_TONE_ERROR, say("This did not work"), words_of(outcome.error())};
    }
    read_facts();
}

// The path that was typed, unless it cannot be one; then the control says why.
std::optional<std::filesystem::path> VaultPage::path_in(const std::string& control,
                                                        const std::string& typed) {
    Result<std::filesystem::path> path = checked_path(typed);
    if (!path) {
        errors_[control] = words_of(path.error());
        focus_.on(control);
        return std::nullopt;
    }
    return std::move(*path);
}

// What was typed for a new passphrase, twice; otherwise the control says why not.
bool VaultPage::new_passphrase_is_good() {
    const Status good = check_passphrases(passphrase_.bytes(), passphrase_again_.bytes());
    if (!good) {
        const std::string control = "new-" + good.error().field;
        errors_[control] = words_of(good.error());
        focus_.on(control);
    }
    return static_cast<bool>(good);
}

void VaultPage::submit_passphrase() {
    if (!new_passphrase_is_good()) {
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    passphrase_again_.clear();
    start(
        say("Changing the passphrase…"),
        [&care = around_.care, passphrase](Cancellation&, const vault::Progress&) -> Status {
            return care.change_passphrase(passphrase->bytes(), consumer);
        },
        Notice{ACCT_TONE_SUCCESS, say("The passphrase was changed"),
               say("From now on the vault opens with the new one.")},
        "new-passphrase");
}

void VaultPage::submit_copy(bool with_passphrase) {
    const std::optional<std::filesystem::path> file = path_in("copy-file", copy_file_);
    if (!file) {
        return;
    }
    if (!with_passphrase) {
        start(
            say("Making a backup…"),
            [&care = around_.care, to = *file](Cancellation&, const vault::Progress&) -> Status {
                return care.backup(to, consumer);
            },
            Notice{ACCT_TONE_SUCCESS, say("The backup was made"),
                   say("{file} opens in the same ways as the vault does now.", {{"file", file->string()}})},
            "copy-file");
        return;
    }
    if (!new_passphrase_is_good()) {
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    passphrase_again_.clear();
    start(
        say("Exporting…"),
        [&care = around_.care, passphrase, to = *file](Cancellation&,
                                                       const vault::Progress& progress) -> Outcome {
            Result<std::size_t> done = care.export_to(to, passphrase->bytes(), consumer, progress);
            return done ? Outcome{Notice{ACCT_TONE_SUCCESS,
                                         say_n(static_cast<std::int64_t>(*done), "Exported {n} credential",
                                               "Exported {n} credentials"),
                                         say("{file} opens with the passphrase that you chose for it.",
                                             {{"file", to.string()}})}}
                        : Outcome{done.error()};
        },
        "copy-file");
}

void VaultPage::submit_import() {
    const std::optional<std::filesystem::path> file = path_in("import-file", import_file_);
    if (!file) {
        return;
    }
    if (passphrase_.empty()) {
        errors_["new-passphrase"] = say("Type the passphrase of the file.");
        focus_.on("new-passphrase");
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    start(
        say("Importing…"),
        [&care = around_.care, passphrase, from = *file, replace = replace_](
            Cancellation&, const vault::Progress& progress) -> Outcome {
            Result<ImportReport> report =
                care.import_from(from, passphrase->bytes(), replace, consumer, progress);
            return report ? Outcome{Notice{report->problems.empty() ? ACCT_TONE_SUCCESS : ACCT_TONE_WARNING,
                                           say("Imported"), list_text(*report, false)}}
                          : Outcome{report.error()};
        },
        "import-file");
}

void VaultPage::submit_list(bool dry_run) {
    const std::optional<std::filesystem::path> file = path_in("import-file", import_file_);
    if (!file) {
        return;
    }
    start(
        dry_run ? say("Reading the list…") : say("Importing the list…"),
        [&care = around_.care, from = *file, replace = replace_, dry_run](
            Cancellation&, const vault::Progress& progress) -> Outcome {
            Result<SecretBytes> content = content_of(from);
            if (!content) {
                return content.error();
            }
            Result<ImportReport> report =
                care.import_csv(std::move(*content), {}, replace, dry_run, consumer, progress);
            if (!report) {
                return report.error();
            }
            const bool good = report->problems.empty() && report->ignored_columns.empty();
            return Notice{
                good ? (dry_run ? ACCT_TONE_INFO : ACCT_TONE_SUCCESS) : ACCT_TONE_WARNING,
                dry_run ? say("Nothing was stored yet; this is what would happen")
                        : say("The list was imported"),
                list_text(*report, dry_run) +
                    (dry_run ? "" : "\n" + say("Verify the new ones on the page API credentials."))};
        },
        "import-file");
}

void VaultPage::submit_audit() {
    const std::optional<std::filesystem::path> file = path_in("audit-file", audit_file_);
    if (!file) {
        return;
    }
    start(
        say("Writing the audit trail…"),
        [&care = around_.care, to = *file](Cancellation&, const vault::Progress& progress) -> Outcome {
            Result<std::int64_t> written = care.export_audit(to, consumer, progress);
            return written ? Outcome{Notice{ACCT_TONE_SUCCESS, say("The audit trail was written"),
                                            say_n(*written, "{n} entry is in {file}.",
                                                  "{n} entries are in {file}.", {{"file", to.string()}})}}
                           : Outcome{written.error()};
        },
        "audit-file");
}

void VaultPage::start_opening(const std::string& label, std::function<Status()> work,
                              const std::string& field) {
    start(
        label,
        [work = std::move(work), opened = around_.vault_opened](Cancellation&,
                                                                const vault::Progress&) -> Status {
            Status done = work();
            if (done) {
                opened();
            }
            return done;
        },
        Notice{ACCT_TONE_SUCCESS, say("The vault is open"), ""}, field);
}

void VaultPage::submit_unlock() {
    if (with_recovery_code_) {
        Result<vault::RecoveryCode> code = vault::RecoveryCode::parse(typed_code_.bytes());
        if (!code) {
            errors_["typed-code"] = words_of(code.error());
            focus_.on("typed-code");
            return;
        }
        typed_code_.clear();
        auto shared = std::make_shared<vault::RecoveryCode>(std::move(*code));
        start_opening(
            say("Opening the vault…"),
            [&vault = around_.vault, shared] {
                return vault.unlock(vault::SlotKind::recovery_code, shared->entropy.bytes());
            },
            "typed-code");
        return;
    }
    if (passphrase_.empty()) {
        errors_["passphrase"] = say("Type the passphrase of the vault.");
        focus_.on("passphrase");
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    start_opening(
        say("Opening the vault…"),
        [&vault = around_.vault, passphrase] {
            return vault.unlock(vault::SlotKind::passphrase, passphrase->bytes());
        },
        "passphrase");
}

void VaultPage::submit_create() {
    if (around_.vault.host_holds_key()) {
        start_opening(say("Making the vault…"),
                      [&vault = around_.vault] { return vault.create(std::nullopt); }, {});
        return;
    }
    if (!new_passphrase_is_good()) {
        return;
    }
    auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
    passphrase_again_.clear();
    start_opening(
        say("Making the vault…"),
        [&vault = around_.vault, passphrase] { return vault.create(std::move(*passphrase)); },
        "new-passphrase");
}

void VaultPage::activate(std::string_view control, std::string_view row, std::string_view) {
    if (control == "cancel-task") {
        if (cancellation_ != nullptr) {
            cancellation_->cancel();
        }
    } else if (control == "cancel-form") {
        close_form();
    } else if (control == "refresh") {
        read_facts();
    } else if (control == "create-vault") {
        submit_create();
    } else if (control == "unlock") {
        submit_unlock();
    } else if (control == "use-recovery-code" || control == "use-passphrase") {
        close_form();
        with_recovery_code_ = control == "use-recovery-code";
        focus_.on(with_recovery_code_ ? "typed-code" : "passphrase");
    } else if (control == "export-audit") {
        submit_audit();
    } else if (control == "lock") {
        start(
            say("Locking…"),
            [&service = around_.service](Cancellation&, const vault::Progress&) -> Outcome {
                service.lock();
                return Notice{ACCT_TONE_INFO, say("The vault is locked"),
                              say("Nothing secret is left in memory.")};
            },
            "");
    } else if (control == "ways-in") {
        form_slot_ = 0;
        for (const vault::SlotInfo& slot : facts_ ? facts_->slots : std::vector<vault::SlotInfo>{}) {
            if (std::to_string(slot.id) == row) {
                form_slot_ = slot.id;
            }
        }
        if (const std::int64_t slot = form_slot_; slot != 0) {
            open_form(Form::remove_slot, "cancel-form");
            form_slot_ = slot;
        }
    } else if (control == "confirm-remove") {
        start(
            say("Removing…"),
            [&care = around_.care, slot = form_slot_](Cancellation&, const vault::Progress&) -> Status {
                return care.remove_slot(slot, consumer);
            },
            Notice{ACCT_TONE_SUCCESS, say("The way in was removed"),
                   say("If its holder may have kept a copy of the vault, change the vault's key "
                       "below: it then no longer opens what you save from now on.")});
    } else if (control == "open-passphrase") {
        open_form(Form::passphrase, "new-passphrase");
    } else if (control == "save-passphrase") {
        submit_passphrase();
    } else if (control == "open-recovery-code") {
        open_form(Form::recovery_code, "typed-code");
        shown_code_ = around_.care.new_recovery_code();
    } else if (control == "confirm-code") {
        auto typed = std::make_shared<SecretBytes>(std::move(typed_code_));
        start(
            say("Setting the recovery code…"),
            [&care = around_.care, typed](Cancellation&, const vault::Progress&) -> Status {
                return care.confirm_recovery_code(typed->bytes(), consumer);
            },
            Notice{ACCT_TONE_SUCCESS, say("The recovery code is set"),
                   say("Keep the paper in a safe place. An earlier code no longer works.")},
            "typed-code");
    } else if (control == "use-keyring") {
        start(
            say("Asking the desktop's keyring…"),
            [&care = around_.care](Cancellation& cancellation, const vault::Progress&) -> Status {
                return care.use_keyring(consumer, cancellation);
            },
            Notice{ACCT_TONE_SUCCESS, say("The desktop's keyring opens the vault now"),
                   say("While you are logged in nobody is asked for a passphrase.")});
    } else if (control == "check") {
        start(
            say("Checking every entry…"),
            [&care = around_.care](Cancellation&, const vault::Progress& progress) -> Outcome {
                Result<vault::CheckReport> report = care.check(progress);
                if (!report) {
                    return report.error();
                }
                if (report->good()) {
                    return Notice{ACCT_TONE_SUCCESS, say("The vault is in order"),
                                  say_n(report->records, "{n} entry is whole.", "{n} entries are whole.") +
                                      " " +
                                      say_n(report->audit_entries, "{n} entry of the audit trail is whole.",
                                            "{n} entries of the audit trail are whole.")};
                }
                std::string text = say_n(report->records, "{n} entry is good and stays usable.",
                                         "{n} entries are good and stay usable.");
                for (const std::string& name : report->altered) {
                    text += "\n" + say("Altered: {entry}", {{"entry", readable_name(name)}});
                }
                for (const std::string& name : report->rolled_back) {
                    text +=
                        "\n" + say("Replaced by an older version: {entry}", {{"entry", readable_name(name)}});
                }
                for (const std::string& name : report->missing) {
                    text += "\n" + say("Taken away: {entry}", {{"entry", readable_name(name)}});
                }
                if (report->unnamed > 0) {
                    text += "\n" + say_n(report->unnamed,
                                         "{n} entry cannot be read, and nothing tells what it was.",
                                         "{n} entries cannot be read, and nothing tells what they were.");
                }
                for (const std::string& note : report->notes) {
                    text += "\n" + note;
                }
                return Notice{
                    ACCT_TONE_ERROR, say("The vault was altered outside this program"),
                    text + "\n" + say("Put back the vault from a backup, or go on with what is good."), true};
            },
            "");
    } else if (control == "open-mend") {
        open_form(Form::mend, "cancel-form");
    } else if (control == "confirm-mend") {
        start(
            say("Going on with what is good…"),
            [&care = around_.care](Cancellation&, const vault::Progress&) -> Status {
                Status done = care.accept_older(consumer);
                return done ? care.mend(consumer) : done;
            },
            Notice{ACCT_TONE_SUCCESS, say("The vault goes on with what is good"),
                   say("Enter the lost credentials again on the page API credentials.")});
    } else if (control == "accept-older") {
        start(
            say("Accepting this copy…"),
            [&care = around_.care](Cancellation&, const vault::Progress&) -> Status {
                return care.accept_older(consumer);
            },
            Notice{ACCT_TONE_SUCCESS, say("This copy is the vault from now on"),
                   say("Passwords that were changed since it was made have to be entered again.")});
    } else if (control == "change-key") {
        start(
            say("Sealing everything anew…"),
            [&care = around_.care](Cancellation&, const vault::Progress& progress) -> Status {
                return care.change_key(consumer, progress);
            },
            Notice{ACCT_TONE_SUCCESS, say("The vault's key was changed"),
                   say("Everything is sealed under the new one; all ways in go on working.")});
    } else if (control == "backup") {
        submit_copy(false);
    } else if (control == "open-export") {
        open_form(Form::export_copy, "new-passphrase");
    } else if (control == "export") {
        submit_copy(true);
    } else if (control == "open-import") {
        open_form(Form::import_copy, "new-passphrase");
    } else if (control == "import") {
        submit_import();
    } else if (control == "check-list") {
        submit_list(true);
    } else if (control == "import-list") {
        submit_list(false);
    } else if (control == "audit-older") {
        const std::int64_t shown = facts_ && !facts_->audit.empty() ? facts_->audit.back().sequence : 1;
        audit_end_ = std::max<std::int64_t>(shown - 1, 1);
        read_facts();
    } else if (control == "audit-latest") {
        audit_end_ = 0;
        read_facts();
    }
}

}  // namespace tijori::settings
