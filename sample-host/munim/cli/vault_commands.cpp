// vault_commands.cpp - `munim vault status` and `munim vault create`.
#include "acct/cpp/host.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"

namespace munim {
namespace {

struct StateWords {
    std::string_view word;  // for programs
    std::string_view text;  // for people
};

StateWords words_of(uint32_t state) noexcept {
    switch (state) {
        case ACCT_VAULT_OPENING:
            return {"opening", "The vault is being opened."};
        case ACCT_VAULT_ABSENT:
            return {
                "absent",
                "There is no vault yet. It is made with the first credential, or by \"munim vault create\"."};
        case ACCT_VAULT_LOCKED:
            return {"locked", "The vault is locked and waits for its passphrase."};
        case ACCT_VAULT_UNLOCKED:
            return {"unlocked", "The vault is open."};
        default:
            return {"unusable", "The vault cannot be used."};
    }
}

int show_state(const Output& output, Workplace& place, const HostedPlugin& plugin) {
    Error why;
    const uint32_t state = settled_state(place, plugin, &why);
    const StateWords words = words_of(state);
    JsonWriter json;
    json.begin_object()
        .key("vault")
        .begin_object()
        .member("state", words.word)
        .member("plugin", plugin.info.id)
        .member("code", why.code)
        .member("message", why.message)
        .member("next_step", why.next_step)
        .end_object()
        .end_object();
    std::string human{words.text};
    if (!why.message.empty()) {
        human += "\n" + printable_lines(why.message) + "\n" + printable_lines(why.next_step);
    }
    const int printed = output.success(json.take(), human);
    return state == ACCT_VAULT_UNUSABLE ? exit_failed : printed;
}

}  // namespace

int vault_status(const Arguments& arguments, const Output& output, Workplace& place) {
    if (arguments.has("--recovery-code")) {
        const auto desk = VaultDesk::open(arguments, place);
        return desk ? show_state(output, place, *desk->plugin) : output.failure(desk.error());
    }
    const auto plugin = place.credentials_plugin();
    return plugin ? show_state(output, place, **plugin) : output.failure(plugin.error());
}

int vault_create(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto plugin = place.credentials_plugin();
    if (!plugin) {
        return output.failure(plugin.error());
    }
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return output.failure(passphrases.error());
    }
    const accounting::Vault vault{(*plugin)->instance};
    if (!vault) {
        return output.failure(accounting::unsupported("a vault"));
    }
    // Before the user types a passphrase twice for nothing.
    Error why;
    const uint32_t state = settled_state(place, **plugin, &why);
    if (state == ACCT_VAULT_UNUSABLE) {
        return output.failure(why);
    }
    if (state != ACCT_VAULT_ABSENT) {
        return output.failure(make_error(ACCT_ERROR_EXISTS, "VAULT-EXISTS", "There is already a vault.",
                                         "Use it, or choose another data folder with --data."));
    }
    const auto passphrase = passphrases->ask_new();
    if (!passphrase) {
        return output.failure(passphrase.error());
    }
    const auto made = run_operation(
        place,
        [&](accounting::Completion completion) {
            return vault.create(passphrase->loan(), std::move(completion));
        },
        **plugin);
    return made ? show_state(output, place, **plugin) : output.failure(made.error());
}

}  // namespace munim
