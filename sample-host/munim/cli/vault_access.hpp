// vault_access.hpp - gets the vault open before a command needs it, asking for the passphrase where that is
// possible.
#ifndef MUNIM_CLI_VAULT_ACCESS_HPP
#define MUNIM_CLI_VAULT_ACCESS_HPP

#include <functional>
#include <optional>
#include <string>

#include "acct/cpp/host.hpp"
#include "base/secret_text.hpp"
#include "cli/arguments.hpp"
#include "cli/workplace.hpp"

namespace munim {

// Where the passphrase comes from: a descriptor that was named, or the terminal.
class PassphraseSource {
public:
    static Result<PassphraseSource> of(const Arguments& arguments);

    bool is_descriptor() const noexcept { return descriptor_.has_value(); }
    // For a vault that exists.
    Result<SecretText> ask() const;
    // For a new one: typed twice at the terminal.
    Result<SecretText> ask_new() const;

private:
    std::optional<int> descriptor_;
};

// Runs an operation of the plugin to its end, or until the time is up. `start` is given the completion.
Result<std::string> run_operation(Workplace& place,
                                  const std::function<Result<acct_operation>(accounting::Completion)>& start,
                                  const HostedPlugin& plugin);

// The vault's state once it has made up its mind; the reason when it is unusable.
uint32_t settled_state(Workplace& place, const HostedPlugin& plugin, Error* why);

// Opens a locked vault. An absent one is made (`create_if_absent`, and only if Munim holds no key: with a key
// the plugin makes it by itself), or left absent.
Status open_vault(Workplace& place, const HostedPlugin& plugin, const PassphraseSource& passphrases,
                  bool create_if_absent);

}  // namespace munim

#endif  // MUNIM_CLI_VAULT_ACCESS_HPP
