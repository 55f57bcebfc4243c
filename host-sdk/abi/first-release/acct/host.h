/*
 * host.h - what a host hands to a plugin: who it is, how to reach its main thread, and where to find its services.
 *
 * A host service is an extension on the host's side (the headers host_*.h). Every one is optional; a plugin has a
 * fallback for each.
 */
#ifndef ACCT_HOST_H
#define ACCT_HOST_H

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acct_host acct_host;
struct acct_host {
    uint32_t size;
    acct_version abi_version;
    void *host_data; /* the host's own; a plugin does not touch it */

    acct_text name;    /* for people: "Munim"; a plugin writes it into its audit trail */
    acct_text vendor;  /* for people; not empty */
    acct_text version; /* the host's own version; not empty */

    /* The host service for an id, or NULL if the host has none. `id` is NUL-terminated. The table stays valid until the
     * plugin is destroyed. May be NULL: no services at all. [any-thread] */
    const void *(ACCT_CALL *get_extension)(const acct_host *host, const char *id);

    /* Asks the host to call plugin->on_main_thread soon on the main thread. Returns at once; several requests may be
     * answered by one call. A host must not call on_main_thread from inside it. May be NULL: the host then calls
     * on_main_thread by itself regularly. [any-thread] */
    void(ACCT_CALL *request_main_thread)(const acct_host *host);
};

#ifdef __cplusplus
}
#endif

#endif /* ACCT_HOST_H */
