/*
 * credentials.h - the credentials service for the host's other modules.
 *
 * A module that registers invoices asks for a SESSION for a GSTIN and makes CALLS on it: JSON in, JSON out. Logging in,
 * tokens, encryption and the mapping of errors happen inside the plugin. No password, token or session key comes out.
 *
 * Terms. GSTIN: the 15-character number of one registration of a business under India's goods and services tax. Provider:
 * an Invoice Registration Portal or a gateway to one; named by the id of its profile ("nic-1", "local-sandbox").
 * Environment: "production" or "sandbox". GSTIN + provider + environment name one credential.
 */
#ifndef ACCT_CREDENTIALS_H
#define ACCT_CREDENTIALS_H

#include "operations.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACCT_EXT_CREDENTIALS "acct.credentials/1"

/* Names one credential. */
typedef struct acct_credential_key {
    uint32_t size;
    acct_text gstin;       /* spaces are ignored and letters taken as capitals */
    acct_text provider;    /* id of a provider profile */
    acct_text environment; /* "production" or "sandbox" */
} acct_credential_key;

/* ---- state of a credential: what is known about whether it works */
#define ACCT_CREDENTIAL_UNVERIFIED UINT32_C(1)     /* stored, not yet accepted by the provider */
#define ACCT_CREDENTIAL_ACTIVE UINT32_C(2)         /* the provider accepted it at verified_at */
#define ACCT_CREDENTIAL_NEEDS_PASSWORD UINT32_C(3) /* the provider refused the password */
#define ACCT_CREDENTIAL_NEEDS_USER UINT32_C(4)     /* user name unknown, or it belongs to another GSTIN or integrator */
#define ACCT_CREDENTIAL_BLOCKED UINT32_C(5)        /* the account or the GSTIN is not usable at the provider */
#define ACCT_CREDENTIAL_CONFIGURATION UINT32_C(6)  /* provider set-up is wrong: client id, public key */
#define ACCT_CREDENTIAL_DAMAGED UINT32_C(7)        /* its record in the vault cannot be read */

/* What may be known about a stored credential. Valid until the receiver returns. Times are seconds since
 * 1970-01-01T00:00:00Z, 0 if never. */
typedef struct acct_credential_info {
    uint32_t size;
    uint32_t state;        /* ACCT_CREDENTIAL_… */
    acct_text gstin;       /* 15 characters */
    acct_text provider;    /* id */
    acct_text environment; /* id */
    acct_text user_name;   /* the API user name; not a secret at the provider */
    acct_text state_text;  /* the state in words, in the host's language */
    acct_text problem;     /* why it does not work, in words; empty if it does */
    int64_t verified_at;   /* last time the provider accepted it */
    int64_t password_saved_at;
    int64_t token_until; /* 0: no live token is known */
    acct_text next_step;  /* what to do about the problem; empty if there is none */
    acct_text legal_name; /* of the business, as the provider told it; empty if it was not asked */
} acct_credential_info;

typedef void(ACCT_CALL *acct_credential_receiver)(void *context, const acct_credential_info *info);

/* What a save takes. Secrets may be wiped by the host as soon as save returns. */
typedef struct acct_credential_input {
    uint32_t size;
    uint32_t flags; /* ACCT_SAVE_…; ACCT_ERROR_BAD_ARGUMENT for one that the plugin does not know */
    const acct_credential_key *key;
    acct_text user_name; /* 1 to 50 bytes; not trimmed */
    acct_text password;  /* not trimmed */
} acct_credential_input;

#define ACCT_SAVE_REPLACE UINT32_C(1) /* replace what is stored under the key; otherwise ACCT_ERROR_EXISTS */
#define ACCT_SAVE_WITHOUT_VERIFYING UINT32_C(2) /* store although nobody has asked the provider (state UNVERIFIED) */

/* Names an open session; 0 names none; never reused. */
typedef uint64_t acct_session;

/* This POST may be sent twice without harm, should an answer be lost. Without it only the provider's profile says so. An
 * invoice may not: look it up by its number instead. */
#define ACCT_CALL_REPEATABLE UINT32_C(1)

/* What a call takes. Texts are copied before call returns. */
typedef struct acct_call_request {
    uint32_t size;
    uint32_t flags;       /* ACCT_CALL_…; ACCT_ERROR_BAD_ARGUMENT for one that the plugin does not know */
    acct_text method;     /* "GET" or "POST" */
    acct_text path;       /* with query, as in NIC's documentation: "/eicore/v1.03/Invoice"; a gateway's own spelling comes
                             from its profile */
    acct_text json;       /* of a POST, in clear; empty for GET. E-way bill: {"action": "GENEWAYBILL", "data": {…}}, of which
                             the data is encrypted */
    uint32_t timeout_ms;  /* for all of it, logging in and repeating included; 0: 60,000 */
    uint32_t reserved;    /* 0 */
} acct_call_request;

/* Names an observation; 0 names none; never reused. */
typedef uint64_t acct_observation;

/* See observe. [main-thread] */
typedef void(ACCT_CALL *acct_credentials_observer)(void *context);

/* Found by plugin->get_extension(plugin, ACCT_EXT_CREDENTIALS). */
typedef struct acct_credentials {
    uint32_t size;

    /* Tells the receiver every stored credential, in the order GSTIN, provider, environment. ACCT_ERROR_LOCKED while the
     * vault is locked. Reads memory, not the disk. [any-thread] */
    acct_status(ACCT_CALL *list)(const acct_plugin *plugin, void *context, acct_credential_receiver receiver,
                                 acct_error *error);

    /* Tells the receiver one stored credential, or answers ACCT_ERROR_NOT_FOUND. [any-thread] */
    acct_status(ACCT_CALL *find)(const acct_plugin *plugin, const acct_credential_key *key, void *context,
                                 acct_credential_receiver receiver, acct_error *error);

    /*
     * Checks what was entered, logs in with it at the provider, and when that succeeds stores it encrypted, durably, in
     * place of what was there: it is then ACCT_CREDENTIAL_ACTIVE, and needs no verify. If the provider refuses, what was
     * stored before stays as it was.
     * Starts an operation; an input that cannot be right is answered at once. [any-thread]
     */
    acct_status(ACCT_CALL *save)(const acct_plugin *plugin, const acct_credential_input *input, void *context,
                                 acct_operation_completion completion, acct_operation *out_operation,
                                 acct_error *error);

    /* Logs in with what is stored and notes the result. Starts an operation. [any-thread] */
    acct_status(ACCT_CALL *verify)(const acct_plugin *plugin, const acct_credential_key *key, void *context,
                                   acct_operation_completion completion, acct_operation *out_operation,
                                   acct_error *error);

    /* Removes the credential and its token from this vault. The user at the provider stays. Starts an operation.
     * [any-thread] */
    acct_status(ACCT_CALL *remove)(const acct_plugin *plugin, const acct_credential_key *key, void *context,
                                   acct_operation_completion completion, acct_operation *out_operation,
                                   acct_error *error);

    /* Opens a session for a stored credential. `consumer` names the asking module for the audit trail ("Invoices").
     * Touches neither disk nor network. [any-thread] */
    acct_status(ACCT_CALL *open_session)(const acct_plugin *plugin, const acct_credential_key *key,
                                         acct_text consumer, acct_session *out_session, acct_error *error);

    /* Ends a session; calls under way go on. [any-thread] */
    acct_status(ACCT_CALL *close_session)(const acct_plugin *plugin, acct_session session, acct_error *error);

    /*
     * Makes one authenticated, encrypted call: logs in if there is no live token, encrypts the request's JSON, decrypts the
     * answer, which is the result's payload; what the provider said besides is the result's info. If the provider says that
     * the token is no longer good, logs in once and repeats the call once. A GET, or what ACCT_CALL_REPEATABLE says may be
     * repeated, is sent up to three times if the provider does not answer. What the provider refuses comes as
     * ACCT_ERROR_REJECTED with its own code ("IRP-2150"). ACCT_ERROR_BUSY: logging in was tried as often as is wise; the
     * words say when it may be tried again. Starts an operation; cancelling it ends the exchange at once (the provider may
     * have acted all the same). [any-thread]
     */
    acct_status(ACCT_CALL *call)(const acct_plugin *plugin, acct_session session, const acct_call_request *request,
                                 void *context, acct_operation_completion completion,
                                 acct_operation *out_operation, acct_error *error);

    /*
     * Asks to be told when something of what list and find tell has changed: by this program, by its user on a settings
     * page, or, as far as it was noticed, by another program. The observer is called on the main thread, inside
     * plugin->on_main_thread, once for any number of changes; it asks list for what is new. [main-thread]
     */
    acct_status(ACCT_CALL *observe)(const acct_plugin *plugin, void *context, acct_credentials_observer observer,
                                    acct_observation *out_observation, acct_error *error);

    /* Ends an observation: its observer is not called any more. ACCT_ERROR_UNKNOWN_ID: no such. [main-thread] */
    acct_status(ACCT_CALL *unobserve)(const acct_plugin *plugin, acct_observation observation,
                                      acct_error *error);
} acct_credentials;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_CREDENTIALS_H */
