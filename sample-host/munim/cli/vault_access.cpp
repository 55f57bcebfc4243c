// vault_access.cpp - see vault_access.hpp.
#include "cli/vault_access.hpp"

#include <fcntl.h>

#include <memory>

#include "cli/terminal.hpp"

namespace munim {
namespace {

using accounting::Completion;
using accounting::Vault;

Error no_terminal() {
    return make_error(ACCT_ERROR_LOCKED, "PASSPHRASE-NEEDED",
                      "The vault needs its passphrase, and there is no terminal to ask for it.",
                      "Give a file descriptor to read it from: --passphrase-fd N.");
}

}  // namespace

Result<PassphraseSource> PassphraseSource::of(const Arguments& arguments) {
    PassphraseSource source;
    if (arguments.has("--passphrase-fd")) {
        const auto number = number_option(arguments, "--passphrase-fd", 1U << 20U);
        if (!number) {
            return number.error();
        }
        source.descriptor_ = static_cast<int>(*number);
        if (::fcntl(*source.descriptor_, F_GETFD) < 0) {
            return usage_error("File descriptor " + std::to_string(*number) + " is not open.",
                               "Open it in the shell, for example: munim --passphrase-fd 3 … 3< FILE");
        }
    }
    return source;
}

Result<SecretText> PassphraseSource::ask() const {
    if (descriptor_) {
        return read_secret_line(*descriptor_, "passphrase");
    }
    const auto terminal = Terminal::open();
    return terminal ? terminal->ask_secret("Passphrase of the vault: ") : Result<SecretText>{no_terminal()};
}

Result<SecretText> PassphraseSource::ask_new() const {
    if (descriptor_) {
        return read_secret_line(*descriptor_, "passphrase");
    }
    const auto terminal = Terminal::open();
    if (!terminal) {
        return no_terminal();
    }
    Result<SecretText> first = terminal->ask_secret("Passphrase for the new vault: ");
    if (!first) {
        return first;
    }
    const Result<SecretText> second = terminal->ask_secret("The same passphrase again: ");
    if (!second) {
        return second.error();
    }
    if (!first->equals(*second)) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "PASSPHRASE-DIFFERS",
                          "The two passphrases are not the same.",
                          "Run the command again and type the same passphrase twice.");
    }
    return first;
}

Result<std::string> run_operation(Workplace& place,
                                  const std::function<Result<acct_operation>(Completion)>& start,
                                  const HostedPlugin& plugin) {
    // The result is kept alive by the completion too, which may come later than we wait.
    auto ended = std::make_shared<std::optional<Result<std::string>>>();
    const Result<acct_operation> operation =
        start([ended](Result<std::string> result) { ended->emplace(std::move(result)); });
    if (!operation) {
        return operation.error();
    }
    const auto deadline = MainLoop::Clock::now() + place.timeout();
    if (!place.loop().run_until([&] { return ended->has_value(); }, deadline)) {
        if (const auto* operations = plugin.instance.extension<acct_operations>(ACCT_EXT_OPERATIONS)) {
            (void)operations->cancel(plugin.instance.get(), *operation);
        }
        return make_error(
            ACCT_ERROR_UNREACHABLE, "MUNIM-TIMEOUT",
            "The plugin did not finish within " + std::to_string(place.timeout().count()) + " seconds.",
            "Try again later, or allow more time with --timeout.");
    }
    return std::move(**ended);
}

uint32_t settled_state(Workplace& place, const HostedPlugin& plugin, Error* why) {
    const Vault vault{plugin.instance};
    (void)place.loop().run_until([&] { return vault.state() != ACCT_VAULT_OPENING; },
                                 MainLoop::Clock::now() + place.timeout());
    return vault.state(why);
}

Status open_vault(Workplace& place, const HostedPlugin& plugin, const PassphraseSource& passphrases,
                  bool create_if_absent) {
    const Vault vault{plugin.instance};
    if (!vault) {
        return Nothing{};  // a plugin without a vault keeps its secrets in another way
    }
    Error why;
    const uint32_t state = settled_state(place, plugin, &why);
    if (state == ACCT_VAULT_UNLOCKED) {
        return Nothing{};
    }
    if (state == ACCT_VAULT_UNUSABLE) {
        return why;
    }
    if (state == ACCT_VAULT_OPENING) {
        return make_error(ACCT_ERROR_BUSY, "VAULT-OPENING", "The vault is still being opened.",
                          "Try again later.");
    }
    const bool create = state == ACCT_VAULT_ABSENT;
    if (create && (!create_if_absent || place.holds_keys())) {
        return Nothing{};
    }
    const Result<SecretText> passphrase = create ? passphrases.ask_new() : passphrases.ask();
    if (!passphrase) {
        return passphrase.error();
    }
    const Result<std::string> done = run_operation(
        place,
        [&](Completion completion) {
            return create ? vault.create(passphrase->loan(), std::move(completion))
                          : vault.unlock(passphrase->loan(), std::move(completion));
        },
        plugin);
    return done ? Status{Nothing{}} : Status{done.error()};
}

}  // namespace munim
