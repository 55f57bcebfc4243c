// vault_access.hpp - gets the vault open before a command needs it, asking for the passphrase where that is
// possible.
#ifndef MUNIM_CLI_VAULT_ACCESS_HPP
#define MUNIM_CLI_VAULT_ACCESS_HPP

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "acct/cpp/host.hpp"
#include "base/secret_text.hpp"
#include "cli/arguments.hpp"
#include "cli/workplace.hpp"

namespace munim {

// Where a passphrase comes from: a descriptor that was named, or the terminal.
class PassphraseSource {
public:
    static Result<PassphraseSource> of(const Arguments& arguments,
                                       std::string_view option = "--passphrase-fd");

    bool is_descriptor() const noexcept { return descriptor_.has_value(); }
    // One that exists.
    Result<SecretText> ask(std::string_view prompt = "Passphrase of the vault: ") const;
    // A new one: typed twice at the terminal.
    Result<SecretText> ask_new(std::string_view prompt = "Passphrase for the new vault: ") const;

private:
    std::string_view option_;
    std::optional<int> descriptor_;
};

// Runs an operation of the plugin to its end, or until the time is up; as long as it gets on, the time starts
// anew. `start` is given the completion. With `doing` ("Sealing anew") the terminal shows how far it is.
Result<std::string> run_operation(Workplace& place,
                                  const std::function<Result<acct_operation>(accounting::Completion)>& start,
                                  const HostedPlugin& plugin, std::string_view doing = {});

// The vault's state once it has made up its mind; the reason when it is unusable.
uint32_t settled_state(Workplace& place, const HostedPlugin& plugin, Error* why);

// Opens a locked vault. An absent one is made (`create_if_absent`, and only if Munim holds no key: with a key
// the plugin makes it by itself), or left absent.
Status open_vault(Workplace& place, const HostedPlugin& plugin, const PassphraseSource& passphrases,
                  bool create_if_absent);

// A vault that commands take care of: there, and open.
struct VaultDesk {
    HostedPlugin* plugin;
    PassphraseSource passphrases;
    accounting::Vault vault;

    // Finds the plugin and opens its vault, with the recovery code if the option asks for it. No vault is an
    // error, or one is made as by open_vault.
    static Result<VaultDesk> open(const Arguments& arguments, Workplace& place,
                                  bool create_if_absent = false);
};

// A file that the user named, for a plugin: from the root on.
Result<std::string> absolute_file(const std::string& named);

}  // namespace munim

#endif  // MUNIM_CLI_VAULT_ACCESS_HPP
