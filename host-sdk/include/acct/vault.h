/*
 * vault.h - the plugin's vault: is there one, is it locked, and how a host without a page opens it.
 *
 * A settings page offers the same to its user. When the host gives an unlock secret (host_services.h), a vault that
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
    acct_status(ACCT_CALL *lock)(const acct_plugin *plugin, acct_error *error);

    /* ---- the ways in. A payload of the functions below is JSON; times are seconds since 1970-01-01T00:00:00Z. */

    /* Lists the ways in: [{"id": 1, "kind": "passphrase" | "host-key" | "os-keyring" | "recovery-code", "created_at": …,
     * "label": "…", "damaged": false}, …]. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *ways_in)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                    acct_operation *out_operation, acct_error *error);

    /* Puts a new passphrase in the place of every passphrase there is (or adds the first). Starts an operation.
     * [any-thread] */
    acct_status(ACCT_CALL *change_passphrase)(const acct_plugin *plugin, acct_text passphrase, void *context,
                                              acct_operation_completion completion, acct_operation *out_operation,
                                              acct_error *error);

    /* Removes a way in. ACCT_ERROR_WRONG_STATE: it is the last one. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *remove_way_in)(const acct_plugin *plugin, int64_t id, void *context,
                                          acct_operation_completion completion, acct_operation *out_operation,
                                          acct_error *error);

    /* Lets the desktop's keyring open the vault. The keyring may ask its user. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *use_keyring)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                        acct_operation *out_operation, acct_error *error);

    /*
     * Makes a recovery code and tells it to the receiver, for showing it to the user once: the one secret that goes from
     * plugin to host (rule 5 of abi.h), because it is the user's to write down. It opens nothing until it was typed back to
     * set_recovery_code, where it takes the place of an earlier one. [any-thread]
     */
    acct_status(ACCT_CALL *new_recovery_code)(const acct_plugin *plugin, void *context, acct_text_receiver receiver,
                                              acct_error *error);
    acct_status(ACCT_CALL *set_recovery_code)(const acct_plugin *plugin, acct_text typed, void *context,
                                              acct_operation_completion completion, acct_operation *out_operation,
                                              acct_error *error);

    /* Opens the vault with the recovery code. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *unlock_with_recovery_code)(const acct_plugin *plugin, acct_text typed, void *context,
                                                      acct_operation_completion completion,
                                                      acct_operation *out_operation, acct_error *error);

    /* ---- care */

    /* Gives the vault a new key and seals everything anew under it, while it stays in use. For after a way in was removed
     * whose holder may have kept a copy. An interrupted change goes on at the next call. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *change_key)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                       acct_operation *out_operation, acct_error *error);

    /*
     * Checks every record, the ways in and the audit trail: {"good": true, "records": 12, "audit_entries": 40, "altered":
     * [names], "rolled_back": [names], "missing": [names], "unnamed": 0, "notes": [texts], "older_copy": false}. "older_copy":
     * this computer has seen a later state of the vault. Starts an operation. [any-thread]
     */
    acct_status(ACCT_CALL *check)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                  acct_operation *out_operation, acct_error *error);

    /* Accepts what a check found: gives up what cannot be read and goes on with the rest, and with an older copy.
     * Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *mend)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                 acct_operation *out_operation, acct_error *error);

    /* Writes a copy of the vault that opens in the same ways. `file` is an absolute path where nothing is yet.
     * Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *backup)(const acct_plugin *plugin, acct_text file, void *context,
                                   acct_operation_completion completion, acct_operation *out_operation,
                                   acct_error *error);

    /* Writes the credentials into a file for another computer, which opens with `passphrase` alone: {"stored": 12}.
     * Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *export_to)(const acct_plugin *plugin, acct_text file, acct_text passphrase, void *context,
                                      acct_operation_completion completion, acct_operation *out_operation,
                                      acct_error *error);

    /* Takes in such a file. `flags`: ACCT_IMPORT_…. The payload is a report:
     * {"lines": 20, "stored": 12, "replaced": 0, "skipped": 7, "ignored_columns": [texts], "problems": [{"line": 9, "code": "…",
     * "message": "…", "next_step": "…", "field": "…"}]}. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *import_from)(const acct_plugin *plugin, acct_text file, acct_text passphrase, uint32_t flags,
                                        void *context, acct_operation_completion completion,
                                        acct_operation *out_operation, acct_error *error);

    /* Takes in a list in CSV (`content`, which holds passwords: wipe it afterwards). Columns GSTIN, user name and password;
     * provider and environment where the lines have none. The report as above. Nobody asks the provider: the credentials
     * are UNVERIFIED. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *import_csv)(const acct_plugin *plugin, acct_text content, acct_text provider,
                                       acct_text environment, uint32_t flags, void *context,
                                       acct_operation_completion completion, acct_operation *out_operation,
                                       acct_error *error);

    /* The audit trail from entry `first` (1 is the oldest) on, at most `most` entries: {"size": 40, "entries": [{"sequence": 1,
     * "time": …, "consumer": "…", "os_user": "…", "action": "…", "subject": "…", "outcome": "…"}]}; an entry
     * about many records at once has their names in "subjects": ["…"]. ACCT_ERROR_DAMAGED: it was
     * altered. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *audit)(const acct_plugin *plugin, int64_t first, int64_t most, void *context,
                                  acct_operation_completion completion, acct_operation *out_operation,
                                  acct_error *error);

    /* ---- locking by itself */

    /*
     * Has the vault locked when nobody used it for `seconds`; 0: never, as in a new vault; at most 2592000 (30 days). The time
     * is kept in the vault, sealed, and holds for every program that opens this vault; one that has it open already follows
     * when its own time is up, or when it opens the vault next. The time does not jump when the clock is set, and goes on
     * while the computer sleeps. As use counts an operation, from its start to its end, and what a person does on a settings
     * page: opening it, typing, pressing. Looking up what is stored, and drawing a page, does not.
     * Keys, passwords and tokens are wiped, as by `lock`. A vault that opened with the host's key or the desktop's keyring
     * opens again when it is needed; one that opened with a passphrase or a recovery code asks again (ACCT_VAULT_LOCKED).
     * Starts an operation. [any-thread]
     */
    acct_status(ACCT_CALL *set_auto_lock)(const acct_plugin *plugin, uint32_t seconds, void *context,
                                          acct_operation_completion completion, acct_operation *out_operation,
                                          acct_error *error);
    /* What is set: {"seconds": 900}. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *auto_lock)(const acct_plugin *plugin, void *context, acct_operation_completion completion,
                                      acct_operation *out_operation, acct_error *error);

    /* Tells the receiver a list in CSV to begin with: the header that import_csv reads, and an example line that it skips.
     * Needs no vault. [any-thread] */
    acct_status(ACCT_CALL *csv_template)(const acct_plugin *plugin, void *context, acct_text_receiver receiver,
                                         acct_error *error);
} acct_vault;

/* Any other flag is answered with ACCT_ERROR_BAD_ARGUMENT, and so is DRY_RUN for import_from. */
#define ACCT_IMPORT_REPLACE UINT32_C(1) /* replace what is there; otherwise it is skipped and counted */
#define ACCT_IMPORT_DRY_RUN UINT32_C(2) /* store nothing, only report (import_csv) */

#ifdef __cplusplus
}
#endif

#endif /* ACCT_VAULT_H */
