// vault_care_commands.cpp - the care of the vault: `munim vault auto-lock | change-key | check | mend |
// audit`.
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/vault_access.hpp"
#include "cli/vault_reports.hpp"

namespace munim {
namespace {

using accounting::Completion;

// How many audit entries a person sees who asked for no number.
constexpr int64_t usual_entries = 50;
// 30 days: the longest that a plugin takes.
constexpr uint32_t most_minutes = 30U * 24 * 60;

Result<AuditReport> read_audit(Workplace& place, const VaultDesk& desk, int64_t first, int64_t most) {
    const auto payload = run_operation(
        place, [&](Completion completion) { return desk.vault.audit(first, most, std::move(completion)); },
        *desk.plugin);
    return payload ? audit_report_of(*payload) : Result<AuditReport>{payload.error()};
}

Result<CheckReport> run_check(Workplace& place, const VaultDesk& desk) {
    const auto payload = run_operation(
        place, [&](Completion completion) { return desk.vault.check(std::move(completion)); }, *desk.plugin,
        "Checking");
    return payload ? check_report_of(*payload) : Result<CheckReport>{payload.error()};
}

}  // namespace

int vault_auto_lock(const Arguments& arguments, const Output& output, Workplace& place) {
    std::optional<uint32_t> wanted;
    if (!arguments.operands().empty()) {
        const std::string& word = arguments.operands()[0];
        uint32_t minutes = 0;
        if (word != "never") {
            const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), minutes);
            if (failure != std::errc{} || end != word.data() + word.size() || minutes == 0 ||
                minutes > most_minutes) {
                return output.failure(
                    usage_error("\"vault auto-lock\" takes \"never\", or minutes from 1 to " +
                                    std::to_string(most_minutes) + ", not \"" + printable(word, 100) + "\".",
                                "Correct the number."));
            }
        }
        wanted = minutes * 60;
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    if (wanted) {
        const auto set = run_operation(
            place,
            [&](Completion completion) { return desk->vault.set_auto_lock(*wanted, std::move(completion)); },
            *desk->plugin);
        if (!set) {
            return output.failure(set.error());
        }
    }
    const auto payload = run_operation(
        place, [&](Completion completion) { return desk->vault.auto_lock(std::move(completion)); },
        *desk->plugin);
    const auto seconds = payload ? seconds_of(*payload) : Result<int64_t>{payload.error()};
    if (!seconds) {
        return output.failure(seconds.error());
    }
    const std::string time = *seconds % 60 == 0
                                 ? std::to_string(*seconds / 60) + (*seconds == 60 ? " minute" : " minutes")
                                 : std::to_string(*seconds) + (*seconds == 1 ? " second" : " seconds");
    JsonWriter json;
    json.begin_object().key("vault").begin_object().member("auto_lock_seconds", *seconds);
    return output.success(json.end_object().end_object().take(),
                          *seconds == 0 ? "The vault never locks itself: it stays open while a program that "
                                          "opened it runs."
                                        : "The vault locks itself after " + time + " without use.");
}

int vault_change_key(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto changed = run_operation(
        place, [&](Completion completion) { return desk->vault.change_key(std::move(completion)); },
        *desk->plugin, "Sealing anew");
    return changed ? output.success("{\"vault\":{\"key_changed\":true}}",
                                    "The vault has a new key, and everything is sealed under it. The ways in "
                                    "stay as they were.")
                   : output.failure(changed.error());
}

int vault_check(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto report = run_check(place, *desk);
    if (!report) {
        return output.failure(report.error());
    }
    const int printed = output.success(check_json(*report), check_text(*report));
    return report->good ? printed : exit_failed;
}

int vault_mend(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    // The user decides about what is wrong now, not about what an earlier check found.
    const auto report = run_check(place, *desk);
    if (!report) {
        return output.failure(report.error());
    }
    if (report->good) {
        return output.success("{\"vault\":{\"mended\":false}}",
                              "The vault is in order: there is nothing to mend.");
    }
    if (!arguments.has("--yes")) {
        const auto terminal = Terminal::open();
        if (!terminal) {
            return output.failure(
                usage_error("Nobody can be asked whether to give up what is damaged.",
                            "See what it is with \"munim vault check\", then give --yes to mend without "
                            "asking."));
        }
        terminal->show(check_text(*report) + "\n");
        if (!terminal->confirm("Give this up for good, and go on with the rest?")) {
            return output.failure(
                make_error(ACCT_ERROR_CANCELLED, "MUNIM-CANCELLED", "Nothing was changed.", ""));
        }
    }
    const auto mended = run_operation(
        place, [&](Completion completion) { return desk->vault.mend(std::move(completion)); }, *desk->plugin);
    return mended ? output.success("{\"vault\":{\"mended\":true}}",
                                   "The vault goes on with what is good. \"munim credentials list\" shows "
                                   "what is there; enter again what is missing.")
                  : output.failure(mended.error());
}

int vault_audit(const Arguments& arguments, const Output& output, Workplace& place) {
    const bool csv = arguments.has("--csv");
    if (csv && output.is_json()) {
        return output.failure(usage_error("--csv and --json contradict each other.", "Give one of them."));
    }
    int64_t first = 0;
    int64_t most = csv || output.is_json() || arguments.has("--first") ? std::numeric_limits<int32_t>::max()
                                                                       : usual_entries;
    for (const auto& [option, value] : {std::pair{"--first", &first}, std::pair{"--most", &most}}) {
        if (arguments.has(option)) {
            const auto number = number_option(arguments, option, std::numeric_limits<int32_t>::max());
            if (!number) {
                return output.failure(number.error());
            }
            if (*number == 0) {
                return output.failure(usage_error(
                    "The value of " + std::string{option} + " must be 1 or more.", "Entry 1 is the oldest."));
            }
            *value = *number;
        }
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    if (first == 0) {
        // The newest ones: count first.
        const auto whole = read_audit(place, *desk, 1, 0);
        if (!whole) {
            return output.failure(whole.error());
        }
        first = std::max<int64_t>(1, whole->size - most + 1);
    }
    const auto report = read_audit(place, *desk, first, most);
    return report ? output.success(audit_json(*report), csv ? audit_csv(*report) : audit_table(*report))
                  : output.failure(report.error());
}

}  // namespace munim
