// os_keyring.hpp - keeps the secret that opens a vault in the desktop's keyring: the Secret Service of GNOME
// Keyring, KWallet or KeePassXC, reached through libsecret.
//
// On a server there is often no such service, or one that is locked or empty. Each of these is told apart,
// with its own words; there is no fallback to a file.
#pragma once

#include <string>

#include "base/cancellation.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace tijori::vault {

enum class KeyringState {
    ready,
    no_library,             // libsecret is not installed
    no_session_bus,         // nobody is logged in to a desktop, or this process is not part of the session
    no_service,             // no keyring program answers
    no_default_collection,  // it answers, and has no keyring to put things into
    locked,
    failing,  // it answers with errors
};

// What the state means for somebody who wants to use the keyring. Not for `ready`.
Error keyring_error(KeyringState state);

// Every function blocks, up to half a minute when a keyring program has to be started, and as long as the
// user takes to answer when the keyring asks for its password: worker threads only. Cancelling takes back the
// question and ends with ACCT_ERROR_CANCELLED.
class OsKeyring {
public:
    static constexpr std::size_t secret_size = 32;

    // May find `locked` where the keyring, asked on reading or storing, unlocks. Never asks the user.
    static KeyringState state(Cancellation* cancellation = nullptr);

    // ACCT_ERROR_NOT_FOUND (code KEYRING-NOT-FOUND) if there is none for the vault; ACCT_ERROR_LOCKED
    // (KEYRING-LOCKED) if the user would have to be asked and `may_prompt` is false; ACCT_ERROR_CANCELLED
    // (KEYRING-DISMISSED) if the user was asked and did not unlock the keyring.
    static Result<SecretBytes> read(const std::string& vault_id, bool may_prompt,
                                    Cancellation* cancellation = nullptr);
    // Replaces what is there for the vault. May ask the user.
    static Status store(const std::string& vault_id, Bytes secret, Cancellation* cancellation = nullptr);
    // Removes all there is for the vault; KEYRING-NOT-FOUND if there is none. May ask the user.
    static Status remove(const std::string& vault_id, Cancellation* cancellation = nullptr);
};

}  // namespace tijori::vault
