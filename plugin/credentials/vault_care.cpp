// vault_care.cpp - see vault_care.hpp.
#include "vault_care.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "credentials/audit_file.hpp"
#include "vault/os_keyring.hpp"

namespace tijori {
namespace {

using vault::SlotKind;
using vault::Vault;

// Enough for one sync of the disk to weigh little, few enough for progress to be seen.
// Written at once. Each write seals the sums of all the buckets that it touches anew, and so many records
// touch nearly all of them: fewer, larger writes cost less. A cancel is heeded between two.
constexpr std::size_t batch_size = 5000;
constexpr std::int64_t entries_at_once = 1000;

Error stopped(std::string message) {
    return make_error(ACCT_ERROR_CANCELLED, "CANCELLED", std::move(message),
                      say("What was stored until then stays. Start it again to go on."));
}

Error in_the_way(const std::filesystem::path& file) {
    return make_error(ACCT_ERROR_EXISTS, "VAULT-BACKUP-EXISTS",
                      say("There is already a file {file}.", {{"file", file.string()}}),
                      say("Choose another name."), "file");
}

// Not "the vault's passphrase", as a vault says of itself: there are two, and this is the other one's.
Error wrong_for_file(const std::filesystem::path& file) {
    return make_error(
        ACCT_ERROR_REFUSED, "PASSPHRASE-OF-FILE",
        say("This passphrase does not open the file {file}.", {{"file", file.string()}}),
        say("Type the passphrase that was chosen when the file was exported; your own vault's may "
            "be another one."),
        "passphrase");
}

}  // namespace

Status check_passphrase(Bytes passphrase) {
    const std::string_view text = text_of(passphrase);
    if (!is_utf8(text)) {
        return make_error(ACCT_ERROR_BAD_TEXT, "PASSPHRASE-ENCODING",
                          say("The passphrase is not valid text (UTF-8)."), say("Type it again."),
                          "passphrase");
    }
    const auto characters = static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    if (characters < shortest_passphrase) {
        return make_error(
            ACCT_ERROR_INVALID_VALUE, "PASSPHRASE-SHORT",
            say("This passphrase is too short to protect passwords."),
            say_n(shortest_passphrase, "Choose at least {n} character; four or five words are good.",
                  "Choose at least {n} characters; four or five words are good."),
            "passphrase");
    }
    return Nothing{};
}

Status check_passphrases(Bytes passphrase, Bytes again) {
    if (Status good = check_passphrase(passphrase); !good) {
        return good;
    }
    return equal_secrets(passphrase, again)
               ? Status{Nothing{}}
               : Status{make_error(ACCT_ERROR_INVALID_VALUE, "PASSPHRASES-DIFFER",
                                   say("The two passphrases differ."), say("Type the same one again."),
                                   "passphrase-again")};
}

Result<std::vector<vault::SlotInfo>> VaultCare::slots() {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->slots() : Result<std::vector<vault::SlotInfo>>{open.error()};
}

Status VaultCare::change_passphrase(Bytes passphrase, const std::string& consumer) {
    if (Status good = check_passphrase(passphrase); !good) {
        return good;
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    Status done =
        (*open)->vault->replace_slots(SlotKind::passphrase, passphrase, "", {consumer, "change-passphrase"});
    vault_.slots_changed();
    return done;
}

Status VaultCare::remove_slot(std::int64_t id, const std::string& consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    Status done = (*open)->vault->remove_slot(id, {consumer, "remove-way-in"});
    vault_.slots_changed();
    return done;
}

Status VaultCare::use_keyring(const std::string& consumer, Cancellation& cancellation) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    const SecretBytes secret = SecretBytes::random(vault::OsKeyring::secret_size);
    // First into the keyring: a secret there that opens nothing harms less than a slot that nothing opens.
    if (Status stored = vault::OsKeyring::store((*open)->vault->id(), secret.bytes(), &cancellation);
        !stored) {
        return stored;
    }
    return (*open)->vault->replace_slots(SlotKind::os_keyring, secret.bytes(), "", {consumer, "use-keyring"});
}

SecretBytes VaultCare::new_recovery_code() {
    const std::lock_guard lock(mutex_);
    shown_code_ = vault::RecoveryCode::make();
    return shown_code_->text();
}

Status VaultCare::confirm_recovery_code(Bytes typed, const std::string& consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    Result<vault::RecoveryCode> code = vault::RecoveryCode::parse(typed);
    if (!code) {
        return code.error();
    }
    {
        const std::lock_guard lock(mutex_);
        if (!shown_code_) {
            return make_error(ACCT_ERROR_WRONG_STATE, "RECOVERY-CODE-NONE",
                              say("No recovery code was shown."), say("Have one made first."),
                              "recovery-code");
        }
        if (!equal_secrets(code->entropy.bytes(), shown_code_->entropy.bytes())) {
            return make_error(ACCT_ERROR_INVALID_VALUE, "RECOVERY-CODE-DIFFERS",
                              say("This is not the code that was shown."),
                              say("Compare what you wrote down with the screen."), "recovery-code");
        }
        shown_code_.reset();
    }
    Status done = (*open)->vault->replace_slots(SlotKind::recovery_code, code->entropy.bytes(), "",
                                                {consumer, "set-recovery-code"});
    vault_.slots_changed();
    return done;
}

Status VaultCare::change_key(const std::string& consumer, const vault::Progress& progress) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    // An interrupted change is brought to its end first: the user asked for a new key, not for two.
    Result<bool> under_way = (*open)->vault->rotating();
    if (!under_way) {
        return under_way.error();
    }
    if (!*under_way) {
        if (Status begun = (*open)->vault->begin_rotation({consumer, "change-key"}); !begun) {
            return begun;
        }
    }
    return (*open)->vault->continue_rotation(progress);
}

Status VaultCare::continue_key_change(const vault::Progress& progress) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    Result<bool> under_way = (*open)->vault->rotating();
    if (!under_way) {
        return under_way.error();
    }
    return *under_way ? (*open)->vault->continue_rotation(progress) : Status{Nothing{}};
}

Result<vault::CheckReport> VaultCare::check(const vault::Progress& progress) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->check(progress) : Result<vault::CheckReport>{open.error()};
}

Status VaultCare::mend(const std::string& consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    if (Status mended = (*open)->vault->mend({consumer, "mend"}); !mended) {
        return mended;
    }
    (*open)->credentials.clear();
    return (*open)->credentials.load();
}

Status VaultCare::accept_older(const std::string& consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->accept_older({consumer, "accept-older-copy"}) : Status{open.error()};
}

// ---- copies

Status VaultCare::backup(const std::filesystem::path& file, const std::string& consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    if (Status done = (*open)->vault->backup(file); !done) {
        return done;
    }
    return (*open)->vault->note({consumer, "backup"}, "", "ok");
}

Result<std::size_t> VaultCare::export_to(const std::filesystem::path& file, Bytes passphrase,
                                         const std::string& consumer, const vault::Progress& progress) {
    if (Status good = check_passphrase(passphrase); !good) {
        return good.error();
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    std::error_code unreadable;
    if (std::filesystem::exists(file, unreadable)) {
        return in_the_way(file);
    }
    Result<std::vector<Credential>> all = (*open)->credentials.all();
    if (!all) {
        return all.error();
    }
    Vault::NewKeys keys;
    keys.passphrase = SecretBytes(passphrase);
    Result<std::unique_ptr<Vault>> copy =
        Vault::create(file, Vault::new_id(), keys, clock_, {}, vault::Place::anywhere);
    if (!copy) {
        return copy.error();
    }
    const auto give_up = [&](const Error& why) {
        copy->reset();
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
            std::filesystem::remove(file.string() + suffix, unreadable);
        }
        return why;
    };
    CredentialRepository target(**copy);
    std::size_t written = 0;
    for (std::size_t at = 0; at < all->size(); at += batch_size) {
        std::vector<CredentialRepository::WithPassword> batch;
        for (std::size_t i = at; i < std::min(at + batch_size, all->size()); ++i) {
            Result<SecretBytes> password = (*open)->credentials.password((*all)[i].key);
            if (password) {
                batch.push_back({(*all)[i], std::move(*password)});
            }  // a damaged one is not exported; a check names it
        }
        if (Status saved = target.save_all(batch, {consumer, "export"}); !saved) {
            return give_up(saved.error());
        }
        written += batch.size();
        if (progress &&
            !progress(static_cast<std::int64_t>(written), static_cast<std::int64_t>(all->size()))) {
            return give_up(stopped(say("The export was stopped.")));
        }
    }
    if (Status settled = (*copy)->settle(); !settled) {
        return give_up(settled.error());
    }
    if (Status noted =
            (*open)->vault->note({consumer, "export"}, "", std::to_string(written) + " credentials");
        !noted) {
        return noted.error();
    }
    return written;
}

Result<ImportReport> VaultCare::import_from(const std::filesystem::path& file, Bytes passphrase, bool replace,
                                            const std::string& consumer, const vault::Progress& progress) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open_or_create();
    if (!open) {
        return open.error();
    }
    Result<std::unique_ptr<Vault>> source = Vault::open(file, clock_, {}, vault::Place::anywhere);
    if (!source) {
        return source.error();
    }
    if (Status unlocked = (*source)->unlock(SlotKind::passphrase, passphrase); !unlocked) {
        return unlocked.error().status == ACCT_ERROR_REFUSED ? wrong_for_file(file) : unlocked.error();
    }
    CredentialRepository from(**source);
    Result<std::vector<Credential>> all = from.all();
    if (!all) {
        return all.error();
    }
    ImportReport report;
    report.lines = all->size() + static_cast<std::size_t>(from.damaged());
    if (Status read = (*open)->credentials.load_if_changed(); !read) {
        return read.error();
    }
    std::vector<CredentialRepository::WithPassword> batch;
    for (std::size_t i = 0; i < all->size(); ++i) {
        const Credential& credential = (*all)[i];
        Result<std::optional<Credential>> present = (*open)->credentials.find(credential.key);
        if (!present) {
            return present.error();
        }
        Result<SecretBytes> password = from.password(credential.key);
        if (*present && !replace) {
            ++report.skipped;
        } else if (!password) {
            report.problems.push_back({i + 1, password.error()});
        } else {
            ++(*present ? report.replaced : report.stored);
            batch.push_back({credential, std::move(*password)});
        }
        if (batch.size() == batch_size || i + 1 == all->size()) {
            if (Status saved = (*open)->credentials.save_all(batch, {consumer, "import"}); !saved) {
                return saved.error();
            }
            batch.clear();
            if (progress &&
                !progress(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(all->size()))) {
                return stopped(say("The import was stopped."));
            }
        }
    }
    return report;
}

Result<ImportReport> VaultCare::import_csv(SecretBytes content, const CsvDefaults& defaults, bool replace,
                                           bool dry_run, const std::string& consumer,
                                           const vault::Progress& progress) {
    Result<CsvPlan> plan = plan_csv_import(
        std::move(content), defaults,
        [&](const CredentialKey& key) -> Result<CredentialKey> {
            Result<CredentialKey> checked = service_.checked_key(key);
            // With mixed-up columns what stands there may be a password: it is not repeated.
            if (!checked && checked.error().field == "provider") {
                Error error = checked.error();
                error.message = say("There is no provider of the name that stands there.");
                return error;
            }
            if (!checked && checked.error().field == "environment") {
                Error error = checked.error();
                error.message = say("The provider has no environment of the name that stands there.");
                return error;
            }
            return checked;
        },
        [](std::size_t, std::size_t) { return true; });
    if (!plan) {
        return plan.error();
    }
    Result<std::shared_ptr<OpenVault>> open = dry_run ? vault_.open() : vault_.open_or_create();
    if (!open && !(dry_run && vault_.state() == ACCT_VAULT_ABSENT)) {
        return open.error();
    }
    ImportReport report;
    report.lines = plan->lines;
    report.problems = std::move(plan->problems);
    report.ignored_columns = std::move(plan->ignored_columns);
    // What is there is looked up in memory, not record by record in the file.
    if (open) {
        if (Status read = (*open)->credentials.load_if_changed(); !read) {
            return read.error();
        }
    }
    std::vector<CredentialRepository::WithPassword> batch;
    const auto flush = [&]() -> Status {
        Status saved = dry_run || batch.empty()
                           ? Status{Nothing{}}
                           : (*open)->credentials.save_all(batch, {consumer, "import-list"});
        batch.clear();
        return saved;
    };
    for (std::size_t i = 0; i < plan->entries.size(); ++i) {
        const CsvEntry& entry = plan->entries[i];
        bool present = false;
        if (open) {
            Result<std::optional<Credential>> found = (*open)->credentials.find(entry.key);
            if (!found) {
                return found.error();
            }
            present = found->has_value();
        }
        if (present && !replace) {
            ++report.skipped;
        } else {
            ++(present ? report.replaced : report.stored);
            Credential credential;
            credential.key = entry.key;
            credential.user_name = entry.user_name;
            credential.password_saved_at = clock_.utc_seconds();
            batch.push_back({std::move(credential), SecretBytes(entry.password)});
        }
        if (batch.size() == batch_size || i + 1 == plan->entries.size()) {
            if (Status saved = flush(); !saved) {
                return saved.error();
            }
            if (progress && !progress(static_cast<std::int64_t>(i + 1),
                                      static_cast<std::int64_t>(plan->entries.size()))) {
                return stopped(say("The import was stopped."));
            }
        }
    }
    return report;
}

// ---- the trail

Result<std::vector<vault::AuditEntry>> VaultCare::audit(std::int64_t first, std::int64_t most) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->audit(first, most) : Result<std::vector<vault::AuditEntry>>{open.error()};
}

Result<std::int64_t> VaultCare::audit_size() {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->vault->audit_size() : Result<std::int64_t>{open.error()};
}

Result<std::int64_t> VaultCare::export_audit(const std::filesystem::path& file, const std::string& consumer,
                                             const vault::Progress& progress) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    std::error_code unreadable;
    if (std::filesystem::exists(file, unreadable)) {
        return in_the_way(file);
    }
    Result<std::int64_t> size = audit_size();
    if (!size) {
        return size;
    }
    AuditFile written(file);
    std::int64_t done = 0;
    while (done < *size) {
        Result<std::vector<vault::AuditEntry>> some = audit(done + 1, entries_at_once);
        if (!some) {
            return some.error();
        }
        if (some->empty()) {
            break;
        }
        for (const vault::AuditEntry& entry : *some) {
            written.add(entry);
        }
        done = some->back().sequence;
        if (progress && !progress(done, *size)) {
            return stopped(say("The export was stopped."));
        }
    }
    if (Status kept = written.keep(); !kept) {
        return kept.error();
    }
    Status noted = (*open)->vault->note({consumer, "export-audit"}, "", std::to_string(done) + " entries");
    return noted ? Result<std::int64_t>{done} : Result<std::int64_t>{noted.error()};
}

}  // namespace tijori
