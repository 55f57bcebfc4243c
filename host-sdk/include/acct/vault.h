/*
 * vault.h - the plugin's vault: is there one, is it locked, and how a host without a page opens it.
 *
 * A settings page offers the same to its user. When the host gives an unlock secret (host_unlock_secret.h), a vault that
 * has a key slot for it opens by itself, and a new vault is made with such a slot at the first need.
 */
#ifndef ACCT_VAULT_H
#define ACCT_VAULT_H

#include "operations.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACCT_EXT_VAULT "acct.vault/1"

#define ACCT_VAULT_OPENING UINT32_C(0)    /* being looked at, or unlocking with the host's key */
#define ACCT_VAULT_ABSENT UINT32_C(1)     /* none yet: create makes one */
#define ACCT_VAULT_LOCKED UINT32_C(2)     /* there, and waiting for a passphrase */
#define ACCT_VAULT_UNLOCKED UINT32_C(3)   /* usable */
#define ACCT_VAULT_UNUSABLE UINT32_C(4)   /* damaged, too new, not readable: `state` gives the reason in its error */

/* Found by plugin->get_extension(plugin, ACCT_EXT_VAULT). */
typedef struct acct_vault {
    uint32_t size;

    /* The vault's state, one of ACCT_VAULT_…. `error`, if given, is filled with the reason when the answer is
     * ACCT_VAULT_UNUSABLE. [any-thread] */
    uint32_t(ACCT_CALL *state)(const acct_plugin *plugin, acct_error *error);

    /* Makes a vault that opens with `passphrase` (and with the host's key, if the host holds one). Starts an operation.
     * ACCT_ERROR_EXISTS: there is one. [any-thread] */
    acct_status(ACCT_CALL *create)(const acct_plugin *plugin, acct_text passphrase, void *context,
                                   acct_operation_completion completion, acct_operation *out_operation,
                                   acct_error *error);

    /* Opens the vault with a passphrase. Takes about half a second by design. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *unlock)(const acct_plugin *plugin, acct_text passphrase, void *context,
                                   acct_operation_completion completion, acct_operation *out_operation,
                                   acct_error *error);

    /* Locks now: wipes keys, passwords and tokens from memory. [any-thread] */
    acct_status(ACCT_CALL *lock)(const acct_plugin *plugin);
} acct_vault;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_VAULT_H */
