/*
 * host_services.h - the small host services: where to keep files, log, notifications, unlock secret, opening addresses,
 * locale, network. Each is an extension of its own; every one is optional.
 */
#ifndef ACCT_HOST_SERVICES_H
#define ACCT_HOST_SERVICES_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- storage: the folder in which the plugin keeps its files ------------------------------------------------------ */

#define ACCT_EXT_HOST_STORAGE "acct.host.storage/1"

typedef struct acct_host_storage {
    uint32_t size;

    /* Tells the receiver one absolute path: a folder for this plugin, private to the user, that the host includes in its
     * own backups. The plugin makes it if it is missing. Without this service: $XDG_DATA_HOME/<plugin id>, or
     * ~/.local/share/<plugin id>. Asked once, in plugin->init. [main-thread] */
    acct_status(ACCT_CALL *data_directory)(const acct_host *host, void *context, acct_text_receiver receiver,
                                           acct_error *error);
} acct_host_storage;

/* ---- log ----------------------------------------------------------------------------------------------------------- */

#define ACCT_EXT_HOST_LOG "acct.host.log/1"

#define ACCT_LOG_DEBUG UINT32_C(0)
#define ACCT_LOG_INFO UINT32_C(1)
#define ACCT_LOG_WARNING UINT32_C(2)
#define ACCT_LOG_ERROR UINT32_C(3)

typedef struct acct_host_log {
    uint32_t size;

    /* Writes one line to the host's log. The plugin never puts a secret into it. Without this service nothing is
     * logged. [any-thread] */
    void(ACCT_CALL *write)(const acct_host *host, uint32_t severity, acct_text line);
} acct_host_log;

/* ---- notification: something the user should know although the page may be closed --------------------------------- */

#define ACCT_EXT_HOST_NOTIFY "acct.host.notify/1"

typedef struct acct_host_notify {
    uint32_t size;

    /* Shows a short message. `page_id`, if not empty, is the settings page that helps. [main-thread] */
    void(ACCT_CALL *notify)(const acct_host *host, uint32_t severity, acct_text title, acct_text body,
                            acct_text page_id);
} acct_host_notify;

/* ---- unlock secret: the host holds a key for the vault -------------------------------------------------------------- */

#define ACCT_EXT_HOST_UNLOCK_SECRET "acct.host.unlock-secret/1"

typedef struct acct_host_unlock_secret {
    uint32_t size;

    /*
     * Tells the receiver the secret that the host keeps for the vault named `vault_id` (32 hexadecimal digits):
     * exactly 32 bytes from a cryptographic random generator, made by the host and kept apart from the plugin's data
     * folder (a keyring, a protected file). With `create` not 0 the host makes it if there is none; otherwise it answers
     * ACCT_ERROR_NOT_FOUND. May take long (a keyring may ask its user): called on a thread of the plugin's.
     * [any-thread]
     */
    acct_status(ACCT_CALL *get)(const acct_host *host, acct_text vault_id, uint32_t create, void *context,
                                acct_text_receiver receiver, acct_error *error);
} acct_host_unlock_secret;

/* ---- open an address in the user's browser -------------------------------------------------------------------------- */

#define ACCT_EXT_HOST_OPEN_URL "acct.host.open-url/1"

typedef struct acct_host_open_url {
    uint32_t size;

    /* Opens an https address (the portal of an IRP). Without this service the page shows the address as text.
     * [main-thread] */
    acct_status(ACCT_CALL *open)(const acct_host *host, acct_text url, acct_error *error);
} acct_host_open_url;

/* ---- locale --------------------------------------------------------------------------------------------------------- */

#define ACCT_EXT_HOST_LOCALE "acct.host.locale/1"

typedef struct acct_host_locale {
    uint32_t size;

    /* Tells the receiver the language of the user interface as a BCP 47 tag ("en-IN", "hi-IN"). Without this service:
     * English. It may change while plugins run: they look at it whenever they are called on the main thread, so a host
     * that changed it calls on_main_thread once, and open pages follow. Errors and page texts are in this language;
     * codes, ids, payloads for programs and log lines are not. [main-thread] */
    acct_status(ACCT_CALL *language)(const acct_host *host, void *context, acct_text_receiver receiver,
                                     acct_error *error);

    /* Offset of the user's local time from UTC in minutes at the time `utc_seconds` (since 1970), for showing times:
     * 330 for India. [main-thread] */
    int32_t(ACCT_CALL *utc_offset_minutes)(const acct_host *host, int64_t utc_seconds);
} acct_host_locale;

/* ---- network: the way out of a company's network ---------------------------------------------------------------- */

#define ACCT_EXT_HOST_NETWORK "acct.host.network/1"

typedef struct acct_host_network {
    uint32_t size;

    /* Tells the receiver the proxy through which `url` (https://host:port) is to be reached: "http://host:port",
     * "http://name:password@host:port", or an empty text for a direct connection. Connections are tunnelled (HTTP CONNECT):
     * the proxy sees a host name and no content. Any other status than ACCT_OK, or no such service: the environment
     * variables HTTPS_PROXY and NO_PROXY count. Must not block. [any-thread] */
    acct_status(ACCT_CALL *proxy_for)(const acct_host *host, acct_text url, void *context,
                                      acct_text_receiver receiver, acct_error *error);

    /* Tells the receiver the path of a PEM file with certificate authorities to trust besides the system's, for a company
     * that inspects secure connections; or an empty text. It adds trust and takes none away; nothing switches verification
     * off. Must not block. [any-thread] */
    acct_status(ACCT_CALL *certificate_authorities)(const acct_host *host, void *context,
                                                    acct_text_receiver receiver, acct_error *error);
} acct_host_network;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_HOST_SERVICES_H */
