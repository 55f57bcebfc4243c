// credentials_commands.cpp - `munim credentials list | add | verify | remove`.
#include <unistd.h>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/credential_desk.hpp"
#include "cli/credentials_output.hpp"
#include "cli/terminal.hpp"
#include "cli/vault_access.hpp"

namespace munim {
namespace {

using accounting::Completion;
using accounting::CredentialKey;

Result<SecretText> ask_password(const Arguments& arguments) {
    if (arguments.has("--password-stdin")) {
        return read_secret_line(STDIN_FILENO, "password");
    }
    const auto terminal = Terminal::open();
    if (!terminal) {
        return make_error(ACCT_ERROR_FAILED, "PASSWORD-NEEDED",
                          "A password is needed, and there is no terminal to ask for it.",
                          "Give it on standard input with --password-stdin.");
    }
    return terminal->ask_secret("API password of " + printable(arguments.value("--user").value_or("")) +
                                ": ");
}

// What to store under: as given, with what was left out taken from the one stored credential that fits.
Result<CredentialKey> key_to_add(const Arguments& arguments, const CredentialDesk& desk) {
    CredentialKey key{normal_gstin(arguments.value("--gstin").value_or("")),
                      arguments.value("--provider").value_or(""),
                      arguments.value("--environment").value_or("")};
    if (!key.provider.empty() && !key.environment.empty()) {
        return key;
    }
    const auto stored = desk.choose(arguments);
    if (!stored) {
        return usage_error("\"credentials add\" needs --provider and --environment.",
                           "For example: --provider nic-1 --environment production");
    }
    return stored->key;
}

// What to print once a credential is stored or verified.
int show(const Output& output, const CredentialDesk& desk, const CredentialKey& key, std::string_view done) {
    const auto stored = desk.find(key);
    if (!stored) {
        return output.failure(make_error(ACCT_ERROR_NOT_FOUND, "CREDENTIAL-NOT-FOUND",
                                         "The credential is no longer stored.",
                                         "See what is stored with \"munim credentials list\"."));
    }
    return output.success(credential_json(*stored), std::string{done} + " " + key_text(stored->key) + ": " +
                                                        printable(stored->state_text));
}

}  // namespace

int credentials_list(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = CredentialDesk::open(arguments, place, false);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto stored = desk->list();
    return stored ? output.success(credentials_json(*stored), credentials_table(*stored))
                  : output.failure(stored.error());
}

int credentials_add(const Arguments& arguments, const Output& output, Workplace& place) {
    for (const char* option : {"--gstin", "--user"}) {
        if (arguments.value(option).value_or("").empty()) {
            return output.failure(usage_error(std::string{"\"credentials add\" needs "} + option + "."));
        }
    }
    const auto desk = CredentialDesk::open(arguments, place, true);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto key = key_to_add(arguments, *desk);
    if (!key) {
        return output.failure(key.error());
    }
    auto password = ask_password(arguments);
    if (!password) {
        return output.failure(password.error());
    }
    const uint32_t flags = (arguments.has("--replace") ? ACCT_SAVE_REPLACE : 0U) |
                           (arguments.has("--without-verifying") ? ACCT_SAVE_WITHOUT_VERIFYING : 0U);
    const auto saved = run_operation(
        place,
        [&](Completion completion) {
            auto started = desk->service.save(*key, *arguments.value("--user"), password->loan(), flags,
                                              std::move(completion));
            password->wipe();
            return started;
        },
        *desk->plugin);
    return saved ? show(output, *desk, *key, "Stored") : output.failure(saved.error());
}

int credentials_verify(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = CredentialDesk::open(arguments, place, false);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto stored = desk->choose(arguments);
    if (!stored) {
        return output.failure(stored.error());
    }
    const auto verified = run_operation(
        place,
        [&](Completion completion) { return desk->service.verify(stored->key, std::move(completion)); },
        *desk->plugin);
    return verified ? show(output, *desk, stored->key, "Verified") : output.failure(verified.error());
}

int credentials_remove(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto desk = CredentialDesk::open(arguments, place, false);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto stored = desk->choose(arguments);
    if (!stored) {
        return output.failure(stored.error());
    }
    const std::string name = key_text(stored->key);
    if (!arguments.has("--yes")) {
        const auto terminal = Terminal::open();
        if (!terminal) {
            return output.failure(usage_error("Nobody can be asked whether to remove " + name + ".",
                                              "Give --yes to remove it without asking."));
        }
        if (!terminal->confirm("Remove the credential " + name + "?")) {
            return output.failure(
                make_error(ACCT_ERROR_CANCELLED, "MUNIM-CANCELLED", "Nothing was removed.", ""));
        }
    }
    const auto removed = run_operation(
        place,
        [&](Completion completion) { return desk->service.remove(stored->key, std::move(completion)); },
        *desk->plugin);
    if (!removed) {
        return output.failure(removed.error());
    }
    JsonWriter json;
    json.begin_object().key("removed").begin_object();
    write_key(json, stored->key);
    json.end_object().end_object();
    return output.success(json.take(), "Removed " + name + ". The user at the provider stays.");
}

}  // namespace munim
