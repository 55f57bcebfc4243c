// vault_copy_commands.cpp - copies of the vault: `munim vault backup | export | import`.
#include <filesystem>
#include <system_error>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"
#include "cli/vault_reports.hpp"

namespace munim {
namespace {

using accounting::Completion;

namespace fs = std::filesystem;

// A file to be made: before the user types a passphrase twice for nothing.
Status check_target(const std::string& file) {
    std::error_code unreadable;
    if (fs::exists(fs::symlink_status(file, unreadable))) {
        return make_error(ACCT_ERROR_EXISTS, "FILE-EXISTS", "There is already a file " + file + ".",
                          "Choose another name, or remove it first.");
    }
    if (!fs::is_directory(fs::path{file}.parent_path(), unreadable)) {
        return make_error(ACCT_ERROR_NOT_FOUND, "FOLDER-MISSING",
                          "There is no folder " + fs::path{file}.parent_path().string() + ".",
                          "Make it, or choose another place for the file.");
    }
    return Nothing{};
}

int written(const Output& output, std::string_view name, const std::string& file, const std::string& human) {
    return output.success(JsonWriter{}
                              .begin_object()
                              .key(name)
                              .begin_object()
                              .member("file", file)
                              .end_object()
                              .end_object()
                              .take(),
                          human);
}

}  // namespace

int vault_backup(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto file = absolute_file(arguments.operands()[0]);
    if (!file) {
        return output.failure(file.error());
    }
    if (const Status free = check_target(*file); !free) {
        return output.failure(free.error());
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto done = run_operation(
        place, [&](Completion completion) { return desk->vault.backup(*file, std::move(completion)); },
        *desk->plugin);
    return done
               ? written(output, "backup", *file,
                         "Wrote the backup " + printable(*file) + ". It opens in the same ways as the vault.")
               : output.failure(done.error());
}

int vault_export(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto file = absolute_file(arguments.operands()[0]);
    if (!file) {
        return output.failure(file.error());
    }
    if (const Status free = check_target(*file); !free) {
        return output.failure(free.error());
    }
    const auto for_file = PassphraseSource::of(arguments, "--file-passphrase-fd");
    if (!for_file) {
        return output.failure(for_file.error());
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto passphrase = for_file->ask_new("Passphrase for the file: ");
    if (!passphrase) {
        return output.failure(passphrase.error());
    }
    const auto payload = run_operation(
        place,
        [&](Completion completion) {
            return desk->vault.export_to(*file, passphrase->loan(), std::move(completion));
        },
        *desk->plugin, "Writing");
    const auto stored = payload ? stored_count_of(*payload) : Result<int64_t>{payload.error()};
    if (!stored) {
        return output.failure(stored.error());
    }
    return output.success(JsonWriter{}
                              .begin_object()
                              .key("export")
                              .begin_object()
                              .member("file", *file)
                              .member("stored", *stored)
                              .end_object()
                              .end_object()
                              .take(),
                          "Wrote " + counted(*stored, "credential") + " into " + printable(*file) +
                              ".\nOn the other computer run \"munim vault import\" with this file and its "
                              "passphrase; then delete the file.");
}

int vault_import(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto file = absolute_file(arguments.operands()[0]);
    if (!file) {
        return output.failure(file.error());
    }
    std::error_code unreadable;
    if (!fs::is_regular_file(*file, unreadable)) {
        return output.failure(make_error(ACCT_ERROR_NOT_FOUND, "FILE-MISSING",
                                         "There is no file " + *file + ", or it cannot be reached.",
                                         "Give the file that \"munim vault export\" wrote."));
    }
    const auto of_file = PassphraseSource::of(arguments, "--file-passphrase-fd");
    if (!of_file) {
        return output.failure(of_file.error());
    }
    const auto desk = VaultDesk::open(arguments, place, true);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto passphrase = of_file->ask("Passphrase of the file: ");
    if (!passphrase) {
        return output.failure(passphrase.error());
    }
    const uint32_t flags = arguments.has("--replace") ? ACCT_IMPORT_REPLACE : 0U;
    const auto payload = run_operation(
        place,
        [&](Completion completion) {
            return desk->vault.import_from(*file, passphrase->loan(), flags, std::move(completion));
        },
        *desk->plugin, "Reading");
    const auto report = payload ? import_report_of(*payload) : Result<ImportReport>{payload.error()};
    if (!report) {
        return output.failure(report.error());
    }
    const int printed =
        output.success(import_json(*report, false), import_text(*report, "credential", false));
    return report->problems.empty() ? printed : exit_failed;
}

}  // namespace munim
