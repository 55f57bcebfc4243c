/*
 * abi.h - the words every other header of the accounting plugin ABI is made of, and the rules all of them follow.
 *
 * An accounting program (the HOST) loads a shared library (the PLUGIN). Both sides talk through plain C structs of function
 * pointers. Start reading at plugin.h (what a plugin gives) and host.h (what a host gives); every other header is one
 * EXTENSION: a table of functions found by a string id that ends in its version, such as "acct.settings-page/1".
 *
 * THE RULES (acct-plugin-check judges a plugin by them)
 *
 * 1. Language. Headers are C11 and also compile as C99 and as C++11 and later. Only fixed-width types, pointers and
 *    structs: no enums or bit-fields in structs, no `long`, no FILE*, no C++ types. No exception leaves a function.
 * 2. Growth. A struct that may grow starts with `uint32_t size`, set by whoever fills it to sizeof(the struct) as that
 *    side was compiled. A reader looks only at fields that lie within `size`. New fields are appended, never inserted;
 *    a field is never removed and never changes its meaning. An incompatible change gets a new id ("…/2"); the old id
 *    stays as it was. An id, once released, is for ever.
 * 3. Text is UTF-8 in an acct_text (pointer and size in bytes; not NUL-terminated, so that it can hold secrets without a
 *    copy). {NULL, 0} is the empty text; NULL with a size is a mistake of the caller, which is refused or taken as empty. A
 *    plugin answers ACCT_ERROR_BAD_TEXT for bytes that are not UTF-8; for an id, ACCT_ERROR_UNKNOWN_ID will do.
 * 4. Ownership. Memory belongs to the side that made it. What is passed to a function or to a receiver callback is valid
 *    until that call returns; copy what must live longer. The only longer loan is a page view (settings_page.h), which
 *    is released by its paired function.
 * 5. Secrets travel from host to plugin only, in buffers that the host may wipe as soon as the call returns. No function
 *    gives a password, a token or a key to the host. The one exception is a recovery code (vault.h, or a page that shows
 *    it), which the user asked for to write it down.
 * 6. Threads. Each function carries one tag:
 *      [main-thread]  only on the thread that called the plugin's init (the host's user-interface thread). A call from
 *                     another thread is answered with ACCT_ERROR_WRONG_THREAD and has no effect. What counts is the
 *                     operating system's thread: a runtime that moves its tasks between threads pins one.
 *      [any-thread]   from any thread, at any time between init and destroy, also several at once.
 *    Nothing tagged [main-thread] waits for a disk, a key derivation or a network. What takes long is an OPERATION
 *    (operations.h): it is started, goes on elsewhere, and completes on the main thread.
 * 7. Failure. Every function that can fail returns an acct_status and takes an acct_error as its last parameter, which
 *    may be NULL. When it returns anything but ACCT_OK, what it was asked for did not happen, out-parameters are as they
 *    were, and the acct_error, if there is one, holds the same status and a message for a person. No call crashes on
 *    NULL, on bad UTF-8, on an unknown id, after the page was closed, after destroy, or when called from within a
 *    callback of the other side (re-entrance is allowed everywhere, unless a function says otherwise): all are answered.
 *    A host's services may rely on what a plugin passes: its acct_host, and a receiver that is not NULL.
 * 8. Ids. What this ABI names (extensions, factories) is a `const char *`, a literal of these headers ending in NUL. What a
 *    plugin or a host names (plugins, pages, controls, rows, providers) is an acct_text. What counts up (pages, views,
 *    operations, sessions, observations) is a number; 0 names nothing, and no number is used twice in an instance's life.
 * 9. Optional means optional. A host may leave out any host service, a plugin any extension. Both go on without.
 */
#ifndef ACCT_ABI_H
#define ACCT_ABI_H

#include <stdint.h>

#ifdef __cplusplus
#define ACCT_EXTERN_C extern "C"
#else
#define ACCT_EXTERN_C extern
#endif

/* The calling convention of every function pointer in this ABI: the C one, spelled out where compilers differ. */
#if defined(_WIN32)
#define ACCT_CALL __cdecl
#define ACCT_EXPORT __declspec(dllexport)
#else
#define ACCT_CALL
#define ACCT_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this ABI as a whole. Another major is another ABI: a host refuses the library. A higher minor has more
 * fields or extensions and stays compatible both ways. */
#define ACCT_ABI_MAJOR UINT32_C(1)
#define ACCT_ABI_MINOR UINT32_C(0)

typedef struct acct_version {
    uint32_t major;
    uint32_t minor;
    uint32_t revision;
} acct_version;

/* A view of UTF-8 text: `size` bytes at `data`. Not NUL-terminated. See rules 3 and 4. */
typedef struct acct_text {
    const char *data;
    uint64_t size; /* bytes */
} acct_text;

/*
 * How a call went. Zero is success; every other value is a kind of failure that a host's code can act upon. What a
 * person should read is in acct_error. A reader treats a value it does not know as ACCT_ERROR_FAILED.
 */
typedef int32_t acct_status;

#define ACCT_OK INT32_C(0)
/* The caller's mistake. */
#define ACCT_ERROR_BAD_ARGUMENT INT32_C(1)  /* NULL, out of range, or a struct whose size is too small */
#define ACCT_ERROR_BAD_TEXT INT32_C(2)      /* not UTF-8 */
#define ACCT_ERROR_UNKNOWN_ID INT32_C(3)    /* no such page, control, session, operation, provider, GSTIN */
#define ACCT_ERROR_WRONG_THREAD INT32_C(4)  /* a [main-thread] function was called on another thread */
#define ACCT_ERROR_WRONG_STATE INT32_C(5)   /* not now: disabled control, before init, after destroy */
#define ACCT_ERROR_UNSUPPORTED INT32_C(6)   /* this plugin, host or provider does not do that */
/* Something a person can mend. */
#define ACCT_ERROR_INVALID_VALUE INT32_C(20) /* what was typed cannot be right; `field` says where */
#define ACCT_ERROR_LOCKED INT32_C(21)        /* the vault is locked; unlock it first */
#define ACCT_ERROR_NOT_FOUND INT32_C(22)     /* nothing is stored under that name */
#define ACCT_ERROR_EXISTS INT32_C(23)        /* already there; ask before replacing */
#define ACCT_ERROR_REFUSED INT32_C(24)       /* the provider refused the credential; it needs the user's attention */
#define ACCT_ERROR_CONFIGURATION INT32_C(25) /* provider set-up is incomplete or wrong (client id, public key, address) */
#define ACCT_ERROR_BLOCKED INT32_C(26)       /* the account or GSTIN is not usable at the provider */
#define ACCT_ERROR_REJECTED INT32_C(27)      /* the provider took the call and rejected its content */
/* The surroundings. */
#define ACCT_ERROR_UNREACHABLE INT32_C(40) /* no connection, time-out, provider down; later may work */
#define ACCT_ERROR_INSECURE INT32_C(41)    /* the connection could not be trusted (certificate); nothing was sent */
#define ACCT_ERROR_PROTOCOL INT32_C(42)    /* the provider's answer makes no sense */
#define ACCT_ERROR_STORAGE INT32_C(43)     /* disk full, no permission, input/output error */
#define ACCT_ERROR_DAMAGED INT32_C(44)     /* stored data was altered or torn; what is still good stays usable */
#define ACCT_ERROR_TOO_NEW INT32_C(45)     /* stored by a newer version of the plugin */
#define ACCT_ERROR_CANCELLED INT32_C(46)   /* the caller cancelled the operation */
#define ACCT_ERROR_BUSY INT32_C(47)        /* another operation on the same thing is under way, or a budget is used up */
#define ACCT_ERROR_NO_MEMORY INT32_C(48)
#define ACCT_ERROR_FAILED INT32_C(99) /* anything else; the message says what */

/*
 * What a person should read about a failure. The caller owns the struct, sets `size` to sizeof(acct_error) and passes it
 * (or NULL); the callee fills it exactly when it returns something other than ACCT_OK. A host whose service fails is the
 * callee: what it writes, the plugin shows or logs. Every array holds NUL-terminated
 * UTF-8, cut at a character boundary if need be, so there is nothing to release and nothing to outlive.
 */
typedef struct acct_error {
    uint32_t size;
    acct_status status;  /* the value that the call also returned */
    char code[32];       /* short, stable name for support and tests: "IRP-1019", "GSTIN-CHECK", "VAULT-PASSPHRASE" */
    char field[64];      /* id of the control or argument it concerns; empty if none */
    char message[768];   /* what happened, to whom, in plain words */
    char next_step[768]; /* what the user can do now; may be empty */
} acct_error;

/* Receives one text. `context` is what the caller passed along. The text is valid until the receiver returns. */
typedef void(ACCT_CALL *acct_text_receiver)(void *context, acct_text text);

#ifdef __cplusplus
}
#endif

#endif /* ACCT_ABI_H */
