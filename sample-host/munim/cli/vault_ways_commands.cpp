// vault_ways_commands.cpp - the ways into the vault: `munim vault slots | passphrase | remove-slot | keyring
// | recovery-code`.
#include <charconv>
#include <optional>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/vault_access.hpp"
#include "cli/vault_reports.hpp"

namespace munim {
namespace {

using accounting::Completion;

// How often a recovery code may be mistyped before the user should look at the paper in peace.
constexpr int most_tries = 3;

// {"vault": {name: true}}, and words.
int done(const Output& output, std::string_view name, std::string_view human) {
    return output.success(JsonWriter{}
                              .begin_object()
                              .key("vault")
                              .begin_object()
                              .member(name, true)
                              .end_object()
                              .end_object()
                              .take(),
                          human);
}

Result<int64_t> slot_id(const std::string& word) {
    int64_t id = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (failure != std::errc{} || end != word.data() + word.size() || id < 0) {
        return usage_error("The ID must be a number, not \"" + printable(word, 100) + "\".",
                           "\"munim vault slots\" shows the IDs.");
    }
    return id;
}

Result<SecretText> ask_new_passphrase(const Arguments& arguments, const PassphraseSource& present,
                                      bool opened_by_itself) {
    const auto named = PassphraseSource::of(arguments, "--new-passphrase-fd");
    if (!named) {
        return named.error();
    }
    if (named->is_descriptor() || !present.is_descriptor()) {
        return named->ask_new("New passphrase of the vault: ");
    }
    if (opened_by_itself) {
        // The first line is the present one whether it was needed or not.
        if (const auto unused = present.ask(); !unused) {
            return unused.error();
        }
    }
    auto second = present.ask_new();
    if (!second) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "PASSPHRASE-NEEDED",
                          "There is no new passphrase after the present one.",
                          "Write both, one on each line, or give the new one by --new-passphrase-fd N.");
    }
    return second;
}

// Asks for the code until it is right, or the user has had enough.
Status ask_code_back(const Terminal& terminal, Workplace& place, const VaultDesk& desk) {
    Status confirmed = Nothing{};
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto typed = terminal.ask_visibly("Type the code to confirm it: ");
        if (!typed) {
            return typed.error();
        }
        const auto set = run_operation(
            place,
            [&](Completion completion) {
                return desk.vault.set_recovery_code(typed->loan(), std::move(completion));
            },
            *desk.plugin);
        confirmed = set ? Status{Nothing{}} : Status{set.error()};
        if (confirmed || confirmed.error().status != ACCT_ERROR_INVALID_VALUE) {
            return confirmed;
        }
        terminal.show(printable_lines(confirmed.error().message) + " " +
                      printable_lines(confirmed.error().next_step) + "\n");
    }
    return confirmed;
}

}  // namespace

int vault_slots(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto payload = run_operation(
        place, [&](Completion completion) { return desk->vault.ways_in(std::move(completion)); },
        *desk->plugin);
    const auto ways = payload ? ways_in_of(*payload) : Result<std::vector<WayIn>>{payload.error()};
    return ways ? output.success(ways_in_json(*ways), ways_in_table(*ways)) : output.failure(ways.error());
}

int vault_passphrase(const Arguments& arguments, const Output& output, Workplace& place) {
    // A wrong descriptor is found before anything is asked.
    if (const auto named = PassphraseSource::of(arguments, "--new-passphrase-fd"); !named) {
        return output.failure(named.error());
    }
    const auto plugin = place.credentials_plugin();
    const bool opened_by_itself = plugin && settled_state(place, **plugin, nullptr) == ACCT_VAULT_UNLOCKED;
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto passphrase = ask_new_passphrase(arguments, desk->passphrases, opened_by_itself);
    if (!passphrase) {
        return output.failure(passphrase.error());
    }
    const auto changed = run_operation(
        place,
        [&](Completion completion) {
            return desk->vault.change_passphrase(passphrase->loan(), std::move(completion));
        },
        *desk->plugin);
    return changed ? done(output, "passphrase_changed",
                          "The vault has its new passphrase. Earlier ones open it no longer.\nBackups made "
                          "before still open with the earlier one.")
                   : output.failure(changed.error());
}

int vault_remove_slot(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto id = slot_id(arguments.operands()[0]);
    if (!id) {
        return output.failure(id.error());
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto removed = run_operation(
        place, [&](Completion completion) { return desk->vault.remove_way_in(*id, std::move(completion)); },
        *desk->plugin);
    return removed ? done(output, "slot_removed",
                          "Way in " + std::to_string(*id) +
                              " is removed. If somebody may have kept a copy of the vault and of this way "
                              "in,\nrun \"munim vault change-key\" too.")
                   : output.failure(removed.error());
}

int vault_keyring(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto used = run_operation(
        place, [&](Completion completion) { return desk->vault.use_keyring(std::move(completion)); },
        *desk->plugin);
    return used ? done(output, "keyring_used",
                       "The desktop's keyring opens the vault from now on. Keep the passphrase or a recovery "
                       "code: the keyring stays on this computer.")
                : output.failure(used.error());
}

int vault_recovery_code(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto terminal = Terminal::open();
    if (!terminal) {
        return output.failure(
            make_error(ACCT_ERROR_WRONG_STATE, "TERMINAL-NEEDED",
                       "A recovery code is shown to a person at a terminal only, and there is none here.",
                       "Run \"munim vault recovery-code\" in a terminal window."));
    }
    const auto desk = VaultDesk::open(arguments, place);
    if (!desk) {
        return output.failure(desk.error());
    }
    const Status shown = desk->vault.new_recovery_code([&](acct_text code) {
        terminal->show(
            "This code opens the vault when the passphrase is forgotten. It is shown only now: write it on "
            "paper\nand keep it where nobody else finds it.\n\n    ");
        terminal->show(accounting::view_of(code));
        terminal->show("\n\n");
    });
    if (!shown) {
        return output.failure(shown.error());
    }
    const Status set = ask_code_back(*terminal, place, *desk);
    if (!set) {
        Output::note("The code above opens nothing. An earlier one, if there is one, stays good.");
        return output.failure(set.error());
    }
    return done(output, "recovery_code_set",
                "The code opens the vault from now on; an earlier one opens it no longer. Clear the terminal "
                "or close\nits window, so that nobody reads the code there.");
}

}  // namespace munim
