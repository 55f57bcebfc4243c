// vault_extension.cpp - the function table of the vault extension, and the JSON of its payloads.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <filesystem>
#include <sstream>
#include <utility>

#include "abi/instance.hpp"
#include "base/text.hpp"
#include "credentials/repository.hpp"
#include "credentials/vault_care.hpp"

namespace tijori::abi {
namespace {

using accounting::view_of;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr const char* consumer = "Program";

template <typename Json>
std::string text_of_json(const Json& json) {
    std::ostringstream out;
    json.stringify(out);
    return out.str();
}

Array::Ptr array_of(const std::vector<std::string>& texts) {
    Array::Ptr array = new Array;
    for (const std::string& text : texts) {
        array->add(readable_name(text));
    }
    return array;
}

vault::Progress progress_of(Cancellation& cancellation) {
    return [&cancellation](std::int64_t done, std::int64_t total) {
        cancellation.report(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
        return !cancellation.cancelled();
    };
}

const char* kind_name(vault::SlotKind kind) {
    switch (kind) {
        case vault::SlotKind::passphrase:
            return "passphrase";
        case vault::SlotKind::host_key:
            return "host-key";
        case vault::SlotKind::os_keyring:
            return "os-keyring";
        case vault::SlotKind::recovery_code:
            return "recovery-code";
    }
    return "unknown";
}

std::string json_of(const std::vector<vault::SlotInfo>& slots) {
    Array array;
    for (const vault::SlotInfo& slot : slots) {
        Object::Ptr one = new Object(true);
        one->set("id", static_cast<Poco::Int64>(slot.id));
        one->set("kind", std::string(kind_name(slot.kind)));
        one->set("created_at", static_cast<Poco::Int64>(slot.created_at));
        one->set("label", slot.label);
        one->set("damaged", slot.damaged);
        array.add(one);
    }
    return text_of_json(array);
}

std::string json_of(const vault::CheckReport& report, bool older_copy) {
    Object json(true);
    json.set("good", report.good() && !older_copy);
    json.set("records", static_cast<Poco::Int64>(report.records));
    json.set("audit_entries", static_cast<Poco::Int64>(report.audit_entries));
    json.set("altered", array_of(report.altered));
    json.set("rolled_back", array_of(report.rolled_back));
    json.set("missing", array_of(report.missing));
    json.set("unnamed", static_cast<Poco::Int64>(report.unnamed));
    json.set("notes", array_of(report.notes));
    json.set("older_copy", older_copy);
    return text_of_json(json);
}

std::string json_of(const ImportReport& report) {
    Object json(true);
    json.set("lines", static_cast<Poco::UInt64>(report.lines));
    json.set("stored", static_cast<Poco::UInt64>(report.stored));
    json.set("replaced", static_cast<Poco::UInt64>(report.replaced));
    json.set("skipped", static_cast<Poco::UInt64>(report.skipped));
    json.set("ignored_columns", array_of(report.ignored_columns));
    Array::Ptr problems = new Array;
    for (const CsvProblem& problem : report.problems) {
        Object::Ptr one = new Object(true);
        one->set("line", static_cast<Poco::UInt64>(problem.line));
        one->set("code", problem.error.code);
        one->set("message", problem.error.message);
        one->set("next_step", problem.error.next_step);
        one->set("field", problem.error.field);
        problems->add(one);
    }
    json.set("problems", problems);
    return text_of_json(json);
}

std::string json_of(const std::vector<vault::AuditEntry>& entries, std::int64_t size) {
    const Speaking english(Language::english);  // for programs, as in the exported trail
    Object json(true);
    json.set("size", static_cast<Poco::Int64>(size));
    Array::Ptr array = new Array;
    for (const vault::AuditEntry& entry : entries) {
        Object::Ptr one = new Object(true);
        one->set("sequence", static_cast<Poco::Int64>(entry.sequence));
        one->set("time", static_cast<Poco::Int64>(entry.time));
        one->set("consumer", entry.consumer);
        one->set("os_user", entry.os_user);
        one->set("action", entry.action);
        one->set("subject", readable_name(entry.subject));
        one->set("outcome", entry.outcome);
        if (!entry.many.empty()) {
            Array::Ptr subjects = new Array;
            for (const vault::AuditEntry::Stated& stated : entry.many) {
                subjects->add(readable_name(stated.name));
            }
            one->set("subjects", subjects);
        }
        array->add(one);
    }
    json.set("entries", array);
    return text_of_json(json);
}

// A secret that the host passed.
Result<std::shared_ptr<SecretBytes>> taken(acct_text text, const char* code, std::string_view message,
                                           std::string_view next_step, const char* field) {
    if (text.data == nullptr || text.size == 0) {
        return make_error(ACCT_ERROR_INVALID_VALUE, code, say(message), say(next_step), field);
    }
    if (!is_utf8(view_of(text))) {
        return make_error(ACCT_ERROR_BAD_TEXT, "VALUE-ENCODING", say("This is not valid text (UTF-8)."),
                          say("Type it again."), field);
    }
    return std::make_shared<SecretBytes>(view_of(text));
}
Result<std::shared_ptr<SecretBytes>> taken_passphrase(acct_text text) {
    return taken(text, "PASSPHRASE-EMPTY", N_("No passphrase was given."), N_("Type the passphrase."),
                 "passphrase");
}

Result<std::filesystem::path> taken_path(acct_text text) {
    Result<std::string> path = checked_text(text, say("file's path"));
    if (!path) {
        return path.error();
    }
    if (path->empty() || path->find('\0') != std::string::npos ||
        !std::filesystem::path(*path).is_absolute()) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "FILE-PATH",
                          say("The file is not named by its whole path."), say("Choose a file."), "file");
    }
    return std::filesystem::path(*path);
}

// Answers `why`, or what is wrong with the call itself.
acct_status refused(const acct_plugin* plugin, acct_error* error, const Error& why) {
    return guarded(plugin, Where::any_thread, error, [&](Parts&) -> Status { return why; });
}

// Starts `work(parts, cancellation)`, which returns a Result<std::string>.
template <typename Work>
acct_status started(const acct_plugin* plugin, void* context, acct_operation_completion completion,
                    acct_operation* out_operation, acct_error* error, Work&& work) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        return start_operation(
            parts,
            [&parts, work](Cancellation& cancellation) -> Result<std::string> {
                return work(parts, cancellation);
            },
            context, completion, out_operation);
    });
}

std::uint32_t ACCT_CALL vault_state(const acct_plugin* plugin, acct_error* error) {
    std::uint32_t state = ACCT_VAULT_UNUSABLE;
    (void)guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        state = parts.vault.state();
        return state == ACCT_VAULT_UNUSABLE ? Status{parts.vault.problem()} : Status{Nothing{}};
    });
    return state;
}

acct_status ACCT_CALL vault_create(const acct_plugin* plugin, acct_text passphrase, void* context,
                                   acct_operation_completion completion, acct_operation* out_operation,
                                   acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::shared_ptr<SecretBytes>> typed = taken(
        passphrase, "PASSPHRASE-EMPTY", N_("The vault needs a passphrase."), N_("Choose one."), "passphrase");
    if (!typed) {
        return refused(plugin, error, typed.error());
    }
    return started(plugin, context, completion, out_operation, error,
                   [secret = *typed](Parts& parts, Cancellation&) {
                       return payload(parts.vault.create(std::move(*secret)));
                   });
}

acct_status ACCT_CALL vault_unlock(const acct_plugin* plugin, acct_text passphrase, void* context,
                                   acct_operation_completion completion, acct_operation* out_operation,
                                   acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::shared_ptr<SecretBytes>> typed =
        taken(passphrase, "PASSPHRASE-EMPTY", N_("No passphrase was given."),
              N_("Type the passphrase of the vault."), "passphrase");
    if (!typed) {
        return refused(plugin, error, typed.error());
    }
    return started(plugin, context, completion, out_operation, error,
                   [secret = *typed](Parts& parts, Cancellation&) {
                       Status opened = parts.vault.unlock(vault::SlotKind::passphrase, secret->bytes());
                       if (opened) {
                           parts.read_vault();
                       }
                       return payload(opened);
                   });
}

acct_status ACCT_CALL vault_lock(const acct_plugin* plugin, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        parts.service.lock();
        parts.background.main_thread().post([&parts] { parts.pages.refresh_all(); });
        return Nothing{};
    });
}

acct_status ACCT_CALL vault_ways_in(const acct_plugin* plugin, void* context,
                                    acct_operation_completion completion, acct_operation* out_operation,
                                    acct_error* error) {
    return started(plugin, context, completion, out_operation, error,
                   [](Parts& parts, Cancellation&) -> Result<std::string> {
                       Result<std::vector<vault::SlotInfo>> slots = parts.care.slots();
                       return slots ? Result<std::string>{json_of(*slots)}
                                    : Result<std::string>{slots.error()};
                   });
}

acct_status ACCT_CALL vault_change_passphrase(const acct_plugin* plugin, acct_text passphrase, void* context,
                                              acct_operation_completion completion,
                                              acct_operation* out_operation, acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::shared_ptr<SecretBytes>> typed = taken_passphrase(passphrase);
    if (!typed) {
        return refused(plugin, error, typed.error());
    }
    return started(plugin, context, completion, out_operation, error,
                   [secret = *typed](Parts& parts, Cancellation&) {
                       return payload(parts.care.change_passphrase(secret->bytes(), consumer));
                   });
}

acct_status ACCT_CALL vault_remove_way_in(const acct_plugin* plugin, std::int64_t id, void* context,
                                          acct_operation_completion completion, acct_operation* out_operation,
                                          acct_error* error) {
    return started(plugin, context, completion, out_operation, error, [id](Parts& parts, Cancellation&) {
        return payload(parts.care.remove_slot(id, consumer));
    });
}

acct_status ACCT_CALL vault_use_keyring(const acct_plugin* plugin, void* context,
                                        acct_operation_completion completion, acct_operation* out_operation,
                                        acct_error* error) {
    return started(plugin, context, completion, out_operation, error,
                   [](Parts& parts, Cancellation& cancellation) {
                       return payload(parts.care.use_keyring(consumer, cancellation));
                   });
}

acct_status ACCT_CALL vault_new_recovery_code(const acct_plugin* plugin, void* context,
                                              acct_text_receiver receiver, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (receiver == nullptr) {
            return bad_argument(say("a receiver"));
        }
        if (Result<std::shared_ptr<OpenVault>> open = parts.vault.open(); !open) {
            return open.error();
        }
        const SecretBytes code = parts.care.new_recovery_code();
        receiver(context, accounting::text_of(code.view()));
        return Nothing{};
    });
}

acct_status ACCT_CALL vault_set_recovery_code(const acct_plugin* plugin, acct_text typed, void* context,
                                              acct_operation_completion completion,
                                              acct_operation* out_operation, acct_error* error) {
    auto code = std::make_shared<SecretBytes>(typed.data != nullptr ? view_of(typed) : std::string_view{});
    return started(plugin, context, completion, out_operation, error, [code](Parts& parts, Cancellation&) {
        return payload(parts.care.confirm_recovery_code(code->bytes(), consumer));
    });
}

acct_status ACCT_CALL vault_unlock_with_recovery_code(const acct_plugin* plugin, acct_text typed,
                                                      void* context, acct_operation_completion completion,
                                                      acct_operation* out_operation, acct_error* error) {
    auto code = std::make_shared<SecretBytes>(typed.data != nullptr ? view_of(typed) : std::string_view{});
    return started(plugin, context, completion, out_operation, error,
                   [code](Parts& parts, Cancellation&) -> Result<std::string> {
                       Result<vault::RecoveryCode> parsed = vault::RecoveryCode::parse(code->bytes());
                       if (!parsed) {
                           return parsed.error();
                       }
                       Status opened =
                           parts.vault.unlock(vault::SlotKind::recovery_code, parsed->entropy.bytes());
                       if (opened) {
                           parts.read_vault();
                       }
                       return payload(opened);
                   });
}

acct_status ACCT_CALL vault_change_key(const acct_plugin* plugin, void* context,
                                       acct_operation_completion completion, acct_operation* out_operation,
                                       acct_error* error) {
    return started(plugin, context, completion, out_operation, error,
                   [](Parts& parts, Cancellation& cancellation) {
                       return payload(parts.care.change_key(consumer, progress_of(cancellation)));
                   });
}

acct_status ACCT_CALL vault_check(const acct_plugin* plugin, void* context,
                                  acct_operation_completion completion, acct_operation* out_operation,
                                  acct_error* error) {
    return started(plugin, context, completion, out_operation, error,
                   [](Parts& parts, Cancellation& cancellation) -> Result<std::string> {
                       Result<vault::CheckReport> report = parts.care.check(progress_of(cancellation));
                       Result<std::shared_ptr<OpenVault>> open = parts.vault.open();
                       if (!report || !open) {
                           return report ? open.error() : report.error();
                       }
                       return json_of(*report, (*open)->vault->seen_newer().has_value());
                   });
}

acct_status ACCT_CALL vault_mend(const acct_plugin* plugin, void* context,
                                 acct_operation_completion completion, acct_operation* out_operation,
                                 acct_error* error) {
    return started(plugin, context, completion, out_operation, error, [](Parts& parts, Cancellation&) {
        Status accepted = parts.care.accept_older(consumer);
        return payload(accepted ? parts.care.mend(consumer) : accepted);
    });
}

acct_status ACCT_CALL vault_backup(const acct_plugin* plugin, acct_text file, void* context,
                                   acct_operation_completion completion, acct_operation* out_operation,
                                   acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::filesystem::path> path = taken_path(file);
    if (!path) {
        return refused(plugin, error, path.error());
    }
    return started(
        plugin, context, completion, out_operation, error,
        [to = *path](Parts& parts, Cancellation&) { return payload(parts.care.backup(to, consumer)); });
}

acct_status ACCT_CALL vault_export_to(const acct_plugin* plugin, acct_text file, acct_text passphrase,
                                      void* context, acct_operation_completion completion,
                                      acct_operation* out_operation, acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::filesystem::path> path = taken_path(file);
    Result<std::shared_ptr<SecretBytes>> typed = taken_passphrase(passphrase);
    if (!path || !typed) {
        return refused(plugin, error, path ? typed.error() : path.error());
    }
    return started(
        plugin, context, completion, out_operation, error,
        [to = *path, secret = *typed](Parts& parts, Cancellation& cancellation) -> Result<std::string> {
            Result<std::size_t> stored =
                parts.care.export_to(to, secret->bytes(), consumer, progress_of(cancellation));
            return stored ? Result<std::string>{"{\"stored\":" + std::to_string(*stored) + "}"}
                          : Result<std::string>{stored.error()};
        });
}

acct_status ACCT_CALL vault_import_from(const acct_plugin* plugin, acct_text file, acct_text passphrase,
                                        std::uint32_t flags, void* context,
                                        acct_operation_completion completion, acct_operation* out_operation,
                                        acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    Result<std::filesystem::path> path = taken_path(file);
    Result<std::shared_ptr<SecretBytes>> typed = taken_passphrase(passphrase);
    if (!path || !typed) {
        return refused(plugin, error, path ? typed.error() : path.error());
    }
    // A dry run was meant for a list: to store instead would be the opposite of what was asked.
    if ((flags & ~ACCT_IMPORT_REPLACE) != 0) {
        return refused(plugin, error, bad_argument(say("flags that this version knows")));
    }
    const bool replace = (flags & ACCT_IMPORT_REPLACE) != 0;
    return started(
        plugin, context, completion, out_operation, error,
        [from = *path, secret = *typed, replace](Parts& parts, Cancellation& cancellation) {
            Result<ImportReport> report =
                parts.care.import_from(from, secret->bytes(), replace, consumer, progress_of(cancellation));
            return report ? Result<std::string>{json_of(*report)} : Result<std::string>{report.error()};
        });
}

acct_status ACCT_CALL vault_import_csv(const acct_plugin* plugin, acct_text content, acct_text provider,
                                       acct_text environment, std::uint32_t flags, void* context,
                                       acct_operation_completion completion, acct_operation* out_operation,
                                       acct_error* error) {
    const Speaking speaking(spoken_by(plugin));
    if ((flags & ~(ACCT_IMPORT_REPLACE | ACCT_IMPORT_DRY_RUN)) != 0) {
        return refused(plugin, error, bad_argument(say("flags that this version knows")));
    }
    Result<std::string> default_provider = checked_text(provider, say("provider"));
    Result<std::string> default_environment = checked_text(environment, say("environment"));
    if (!default_provider || !default_environment || (content.data == nullptr && content.size > 0)) {
        return refused(plugin, error,
                       !default_provider      ? default_provider.error()
                       : !default_environment ? default_environment.error()
                                              : bad_argument(say("a list")));
    }
    auto list = std::make_shared<SecretBytes>(view_of(content));
    const CsvDefaults defaults{*default_provider, *default_environment};
    return started(plugin, context, completion, out_operation, error,
                   [list, defaults, flags](Parts& parts, Cancellation& cancellation) {
                       Result<ImportReport> report = parts.care.import_csv(
                           std::move(*list), defaults, (flags & ACCT_IMPORT_REPLACE) != 0,
                           (flags & ACCT_IMPORT_DRY_RUN) != 0, consumer, progress_of(cancellation));
                       return report ? Result<std::string>{json_of(*report)}
                                     : Result<std::string>{report.error()};
                   });
}

acct_status ACCT_CALL vault_audit(const acct_plugin* plugin, std::int64_t first, std::int64_t most,
                                  void* context, acct_operation_completion completion,
                                  acct_operation* out_operation, acct_error* error) {
    if (first < 1 || most < 0) {
        return refused(plugin, error, bad_argument(say("a first entry from 1 on")));
    }
    return started(plugin, context, completion, out_operation, error,
                   [first, most](Parts& parts, Cancellation&) -> Result<std::string> {
                       Result<std::int64_t> size = parts.care.audit_size();
                       Result<std::vector<vault::AuditEntry>> entries = parts.care.audit(first, most);
                       if (!size || !entries) {
                           return size ? entries.error() : size.error();
                       }
                       return json_of(*entries, *size);
                   });
}

acct_status ACCT_CALL vault_set_auto_lock(const acct_plugin* plugin, std::uint32_t seconds, void* context,
                                          acct_operation_completion completion, acct_operation* out_operation,
                                          acct_error* error) {
    return started(plugin, context, completion, out_operation, error, [seconds](Parts& parts, Cancellation&) {
        return payload(parts.auto_lock.set(seconds, consumer));
    });
}

acct_status ACCT_CALL vault_auto_lock(const acct_plugin* plugin, void* context,
                                      acct_operation_completion completion, acct_operation* out_operation,
                                      acct_error* error) {
    return started(plugin, context, completion, out_operation, error,
                   [](Parts& parts, Cancellation&) -> Result<std::string> {
                       Result<std::uint32_t> seconds = parts.auto_lock.seconds();
                       if (!seconds) {
                           return seconds.error();
                       }
                       Object json(true);
                       json.set("seconds", static_cast<Poco::UInt32>(*seconds));
                       return text_of_json(json);
                   });
}

acct_status ACCT_CALL vault_csv_template(const acct_plugin* plugin, void* context,
                                         acct_text_receiver receiver, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts&) -> Status {
        if (receiver == nullptr) {
            return bad_argument(say("a receiver"));
        }
        const std::string text = csv_template();
        receiver(context, accounting::text_of(text));
        return Nothing{};
    });
}

}  // namespace

const acct_vault& vault_table() noexcept {
    static const acct_vault table{sizeof(acct_vault),
                                  &vault_state,
                                  &vault_create,
                                  &vault_unlock,
                                  &vault_lock,
                                  &vault_ways_in,
                                  &vault_change_passphrase,
                                  &vault_remove_way_in,
                                  &vault_use_keyring,
                                  &vault_new_recovery_code,
                                  &vault_set_recovery_code,
                                  &vault_unlock_with_recovery_code,
                                  &vault_change_key,
                                  &vault_check,
                                  &vault_mend,
                                  &vault_backup,
                                  &vault_export_to,
                                  &vault_import_from,
                                  &vault_import_csv,
                                  &vault_audit,
                                  &vault_set_auto_lock,
                                  &vault_auto_lock,
                                  &vault_csv_template};
    return table;
}

}  // namespace tijori::abi
