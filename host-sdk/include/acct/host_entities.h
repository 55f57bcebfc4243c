/*
 * host_entities.h - host service: the companies in the host's books and their GSTINs.
 *
 * One company has as many GSTINs as it has registrations (one or more for every state it trades in).
 * Without this service the user types GSTINs on the page.
 */
#ifndef ACCT_HOST_ENTITIES_H
#define ACCT_HOST_ENTITIES_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACCT_EXT_HOST_ENTITIES "acct.host.entities/1"

/* One registration of one company. Valid until the receiver returns. */
typedef struct acct_entity {
    uint32_t size;
    uint32_t flags;      /* 0 */
    acct_text gstin;     /* as written in the books; the plugin checks it */
    acct_text company;   /* "Pushpak Traders Private Limited" */
    acct_text unit_name; /* what the business calls this registration: "Bengaluru head office"; may be empty */
} acct_entity;

typedef void(ACCT_CALL *acct_entity_receiver)(void *context, const acct_entity *entity);

typedef struct acct_host_entities {
    uint32_t size;

    /* Tells the receiver every registration, in the order the user knows. Quick: it is called when a page opens.
     * [main-thread] */
    acct_status(ACCT_CALL *list)(const acct_host *host, void *context, acct_entity_receiver receiver, acct_error *error);
} acct_host_entities;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_HOST_ENTITIES_H */
