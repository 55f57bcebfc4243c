// vault_access.cpp - see vault_access.hpp.
#include "cli/vault_access.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace munim {
namespace {

using accounting::Completion;
using accounting::Vault;

// How often an operation is asked how far it is.
constexpr std::chrono::milliseconds between_looks{100};

Error no_terminal(std::string_view option) {
    const std::string_view what = option == "--passphrase-fd"       ? "The vault needs its passphrase"
                                  : option == "--new-passphrase-fd" ? "A new passphrase is needed"
                                                                    : "The file needs its passphrase";
    return make_error(ACCT_ERROR_LOCKED, "PASSPHRASE-NEEDED",
                      std::string{what} + ", and there is no terminal to ask for it.",
                      "Give a file descriptor to read it from: " + std::string{option} + " N.");
}

// One line on standard error that tells how far an operation is: only at a terminal, and gone at the end.
class ProgressLine {
public:
    explicit ProgressLine(std::string_view doing) : doing_(::isatty(STDERR_FILENO) == 1 ? doing : "") {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() {
        if (shown_) {
            write("\r\x1B[K");
        }
    }
    void show(const accounting::OperationProgress& now) {
        if (doing_.empty() || now.done == 0) {
            return;
        }
        shown_ = true;
        write("\r" + std::string{doing_} + ": " + std::to_string(now.done) +
              (now.total != 0 ? " of " + std::to_string(now.total) : "") + "\x1B[K");
    }

private:
    static void write(const std::string& text) {
        (void)std::fputs(text.c_str(), stderr);
        (void)std::fflush(stderr);
    }

    std::string_view doing_;
    bool shown_ = false;
};

Result<std::string> open_with_code(Workplace& place, const HostedPlugin& plugin,
                                   const PassphraseSource& codes) {
    const Vault vault{plugin.instance};
    const Result<SecretText> code = codes.ask("Recovery code of the vault: ");
    if (!code) {
        return code.error();
    }
    return run_operation(
        place,
        [&](Completion completion) {
            return vault.unlock_with_recovery_code(code->loan(), std::move(completion));
        },
        plugin);
}

}  // namespace

Result<PassphraseSource> PassphraseSource::of(const Arguments& arguments, std::string_view option) {
    PassphraseSource source;
    source.option_ = option;
    if (arguments.has(option)) {
        const auto number = number_option(arguments, option, 1U << 20U);
        if (!number) {
            return number.error();
        }
        source.descriptor_ = static_cast<int>(*number);
        if (::fcntl(*source.descriptor_, F_GETFD) < 0) {
            return usage_error(
                "File descriptor " + std::to_string(*number) + " is not open.",
                "Open it in the shell, for example: munim " + std::string{option} + " 3 … 3< FILE");
        }
    }
    return source;
}

Result<SecretText> PassphraseSource::ask(std::string_view prompt) const {
    if (descriptor_) {
        return read_secret_line(*descriptor_, "passphrase");
    }
    const auto terminal = Terminal::open();
    return terminal ? terminal->ask_secret(prompt) : Result<SecretText>{no_terminal(option_)};
}

Result<SecretText> PassphraseSource::ask_new(std::string_view prompt) const {
    if (descriptor_) {
        return read_secret_line(*descriptor_, "passphrase");
    }
    const auto terminal = Terminal::open();
    if (!terminal) {
        return no_terminal(option_);
    }
    Result<SecretText> first = terminal->ask_secret(prompt);
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
                                  const HostedPlugin& plugin, std::string_view doing) {
    // The result is kept alive by the completion too, which may come later than we wait.
    auto ended = std::make_shared<std::optional<Result<std::string>>>();
    const Result<acct_operation> operation =
        start([ended](Result<std::string> result) { ended->emplace(std::move(result)); });
    if (!operation) {
        return operation.error();
    }
    const accounting::Operations operations{plugin.instance};
    ProgressLine line{doing};
    uint64_t done_before = 0;
    auto deadline = MainLoop::Clock::now() + place.timeout();
    while (!place.loop().run_until([&] { return ended->has_value(); },
                                   std::min(deadline, MainLoop::Clock::now() + between_looks))) {
        const accounting::OperationProgress now = operations.progress(*operation);
        if (now.done != done_before) {
            done_before = now.done;
            deadline = MainLoop::Clock::now() + place.timeout();
            line.show(now);
        }
        if (MainLoop::Clock::now() >= deadline || place.loop().stopped()) {
            operations.cancel(*operation);
            return make_error(
                ACCT_ERROR_UNREACHABLE, "MUNIM-TIMEOUT",
                "The plugin did not finish within " + std::to_string(place.timeout().count()) + " seconds.",
                "Try again later, or allow more time with --timeout.");
        }
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

Result<VaultDesk> VaultDesk::open(const Arguments& arguments, Workplace& place, bool create_if_absent) {
    const auto plugin = place.credentials_plugin();
    if (!plugin) {
        return plugin.error();
    }
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return passphrases.error();
    }
    const Vault vault{(*plugin)->instance};
    if (!vault) {
        return accounting::unsupported("a vault");
    }
    Error why;
    const uint32_t state = settled_state(place, **plugin, &why);
    if (state == ACCT_VAULT_ABSENT && !create_if_absent) {
        return make_error(ACCT_ERROR_NOT_FOUND, "VAULT-ABSENT", "There is no vault yet.",
                          "Make one with \"munim vault create\".");
    }
    if (arguments.has("--recovery-code")) {
        if (state == ACCT_VAULT_LOCKED) {
            if (const auto opened = open_with_code(place, **plugin, *passphrases); !opened) {
                return opened.error();
            }
        } else if (state == ACCT_VAULT_UNLOCKED) {
            Output::note("The vault opened by itself, so the recovery code was not asked for.");
        }
    }
    if (const Status opened = open_vault(place, **plugin, *passphrases, create_if_absent); !opened) {
        return opened.error();
    }
    return VaultDesk{*plugin, *passphrases, vault};
}

Result<std::string> absolute_file(const std::string& named) {
    std::error_code unreadable;
    const auto file = std::filesystem::absolute(named, unreadable).lexically_normal();
    if (named.empty() || unreadable || !file.has_filename()) {
        return usage_error("\"" + printable(named, 1000) + "\" does not name a file.",
                           "Give the path of a file.");
    }
    return file.string();
}

}  // namespace munim
