// credentials_import.cpp - `munim credentials import`: a list from a spreadsheet, in CSV.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"
#include "cli/vault_reports.hpp"

namespace munim {
namespace {

using accounting::Completion;

constexpr std::size_t most_bytes = 64U << 20U;
// For what is no plain file, such as a pipe from a program that decrypts the list: its size is not known.
constexpr std::size_t room_for_pipe = 16U << 20U;

Error unreadable_list(const std::string& file, const std::string& reason) {
    return make_error(ACCT_ERROR_STORAGE, "FILE-UNREADABLE",
                      "The list " + file + " cannot be read: " + reason + ".",
                      "Check the path, and that you may read the file.");
}

Error list_too_long(const std::string& file, std::size_t most) {
    return make_error(ACCT_ERROR_INVALID_VALUE, "FILE-TOO-LONG",
                      "The list " + file + " is longer than " + std::to_string(most >> 20U) + " MiB.",
                      "Split it into several lists.");
}

// The list holds passwords: it goes from the file straight into memory that is wiped.
Result<SecretText> read_list(const std::string& file) {
    const FileDescriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat about {};
    if (!descriptor || ::fstat(descriptor.get(), &about) != 0) {
        return unreadable_list(file, system_reason(errno));
    }
    const bool plain = S_ISREG(about.st_mode);
    if (plain && static_cast<uint64_t>(about.st_size) > most_bytes) {
        return list_too_long(file, most_bytes);
    }
    const std::size_t most = plain ? static_cast<std::size_t>(about.st_size) : room_for_pipe;
    SecretText content{most + 1};  // one more, to see that it ends
    const std::ptrdiff_t got = descriptor.read_all(content.room(), content.room_size());
    if (got < 0) {
        return unreadable_list(file, system_reason(errno));
    }
    content.grow(static_cast<std::size_t>(got));
    if (content.size() > most) {
        return plain ? unreadable_list(file, "it is being written to") : list_too_long(file, most);
    }
    return content;
}

}  // namespace

int credentials_import(const Arguments& arguments, const Output& output, Workplace& place) {
    if (arguments.has("--template")) {
        if (!arguments.operands().empty()) {
            return output.failure(usage_error("--template prints a list and takes no file.",
                                              "Write it into a file with > FILE.csv."));
        }
        const auto plugin = place.credentials_plugin();
        if (!plugin) {
            return output.failure(plugin.error());
        }
        const auto list = accounting::Vault{(*plugin)->instance}.csv_template();
        return list ? output.success(
                          JsonWriter{}.begin_object().member("template", *list).end_object().take(), *list)
                    : output.failure(list.error());
    }
    if (arguments.operands().empty()) {
        return output.failure(usage_error("\"credentials import\" needs FILE.",
                                          "\"munim credentials import --template\" prints a list to begin "
                                          "with."));
    }
    const auto file = absolute_file(arguments.operands()[0]);
    if (!file) {
        return output.failure(file.error());
    }
    auto list = read_list(*file);
    if (!list) {
        return output.failure(list.error());
    }
    const bool dry_run = arguments.has("--dry-run");
    const auto plugin = place.credentials_plugin();
    if (!plugin) {
        return output.failure(plugin.error());
    }
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return output.failure(passphrases.error());
    }
    // A dry run makes no vault.
    if (const Status opened = open_vault(place, **plugin, *passphrases, !dry_run); !opened) {
        return output.failure(opened.error());
    }
    const accounting::Vault vault{(*plugin)->instance};
    const uint32_t flags =
        (arguments.has("--replace") ? ACCT_IMPORT_REPLACE : 0U) | (dry_run ? ACCT_IMPORT_DRY_RUN : 0U);
    const std::string provider = arguments.value("--provider").value_or("");
    const std::string environment = arguments.value("--environment").value_or("");
    const auto payload = run_operation(
        place,
        [&](Completion completion) {
            auto started =
                vault.import_csv(list->loan(), provider, environment, flags, std::move(completion));
            list->wipe();
            return started;
        },
        **plugin, dry_run ? "Reading" : "Storing");
    const auto report = payload ? import_report_of(*payload) : Result<ImportReport>{payload.error()};
    if (!report) {
        return output.failure(report.error());
    }
    std::string human = import_text(*report, "line", dry_run);
    if (!dry_run && report->stored + report->replaced > 0) {
        human += "Nobody asked the providers yet: \"munim credentials verify\" does.\n";
        if (report->problems.empty()) {
            human += "Delete " + printable(*file) + " now: the passwords in it are not protected.\n";
        }
    }
    const int printed = output.success(import_json(*report, dry_run), human);
    return report->problems.empty() ? printed : exit_failed;
}

}  // namespace munim
