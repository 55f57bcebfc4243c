// vault_care.hpp - what a person does with the vault as a whole: ways in, recovery code, a new key, check,
// copies, moving to another computer, lists from a spreadsheet. The settings page and the ABI both stand on
// it.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "credentials/csv_import.hpp"
#include "credentials/service.hpp"
#include "credentials/vault_keeper.hpp"
#include "vault/recovery_code.hpp"

namespace tijori {

// The shortest passphrase that is taken, in characters.
constexpr std::size_t shortest_passphrase = 12;
// What is wrong with a passphrase for a new slot; `field` is "passphrase".
Status check_passphrase(Bytes passphrase);
// The same, and whether it was typed the same way twice; `field` is "passphrase" or "passphrase-again".
Status check_passphrases(Bytes passphrase, Bytes again);

// What became of a list of credentials.
struct ImportReport {
    std::size_t lines = 0;     // that hold a credential, good or not
    std::size_t stored = 0;    // new ones
    std::size_t replaced = 0;  // in place of what was there
    std::size_t skipped = 0;   // already there, and not to be replaced
    std::vector<CsvProblem> problems;
    std::vector<std::string> ignored_columns;
};

// All members: any thread; all but new_recovery_code wait.
class VaultCare {
public:
    VaultCare(VaultKeeper& vault, CredentialService& service, const Clock& clock)
        : vault_(vault), service_(service), clock_(clock) {}

    Result<std::vector<vault::SlotInfo>> slots();
    // In place of all passphrases there are.
    Status change_passphrase(Bytes passphrase, const std::string& consumer);
    Status remove_slot(std::int64_t id, const std::string& consumer);
    // Lets the desktop's keyring open the vault. May ask the user.
    Status use_keyring(const std::string& consumer, Cancellation& cancellation);

    // A fresh code, to be shown once. It opens nothing until it was typed back.
    SecretBytes new_recovery_code();
    Status confirm_recovery_code(Bytes typed, const std::string& consumer);

    // Gives the vault a new key and seals everything anew under it; goes on with an interrupted change.
    Status change_key(const std::string& consumer, const vault::Progress& progress);
    // Goes on with a change that was interrupted, if there is one.
    Status continue_key_change(const vault::Progress& progress);

    Result<vault::CheckReport> check(const vault::Progress& progress);
    Status mend(const std::string& consumer);
    Status accept_older(const std::string& consumer);

    // A copy that opens with the same passphrase, code or key.
    Status backup(const std::filesystem::path& file, const std::string& consumer);
    // A copy for another computer that opens with `passphrase` alone. Returns how many credentials it holds.
    Result<std::size_t> export_to(const std::filesystem::path& file, Bytes passphrase,
                                  const std::string& consumer, const vault::Progress& progress);
    Result<ImportReport> import_from(const std::filesystem::path& file, Bytes passphrase, bool replace,
                                     const std::string& consumer, const vault::Progress& progress);
    // With `dry_run` nothing is stored, and the report says what would be.
    Result<ImportReport> import_csv(SecretBytes content, const CsvDefaults& defaults, bool replace,
                                    bool dry_run, const std::string& consumer,
                                    const vault::Progress& progress);

    Result<std::vector<vault::AuditEntry>> audit(std::int64_t first, std::int64_t most);
    Result<std::int64_t> audit_size();
    // The whole trail as CSV in a new file; returns how many entries.
    Result<std::int64_t> export_audit(const std::filesystem::path& file, const std::string& consumer,
                                      const vault::Progress& progress);

private:
    VaultKeeper& vault_;
    CredentialService& service_;
    const Clock& clock_;
    std::mutex mutex_;
    std::optional<vault::RecoveryCode> shown_code_;
};

}  // namespace tijori
