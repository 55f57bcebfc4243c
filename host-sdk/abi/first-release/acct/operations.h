/*
 * operations.h - work that takes longer than a redraw: started by another extension, watched and cancelled here.
 *
 * A function that starts an operation returns at once with a handle. The operation goes on in the plugin's own threads and
 * ends by exactly one call of the completion that was given at the start, on the main thread, inside
 * plugin->on_main_thread (or inside plugin->destroy, with ACCT_ERROR_CANCELLED). Handles are never reused. Whoever needs none
 * passes NULL as out_operation.
 */
#ifndef ACCT_OPERATIONS_H
#define ACCT_OPERATIONS_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACCT_EXT_OPERATIONS "acct.operations/1"

/* Names an operation; 0 names none. */
typedef uint64_t acct_operation;

/* How an operation ended. Valid until the completion returns. */
typedef struct acct_operation_result {
    uint32_t size;
    acct_status status;      /* ACCT_OK or what went wrong */
    const acct_error *error; /* the words for it; NULL when status is ACCT_OK */
    acct_text payload;       /* what the operation yields, if anything (JSON of a call); never a secret */
    acct_text info;          /* of a call: what the provider said besides, also beside an error, as a JSON array
                                (InfoDtls: "DUPIRN" with the IRN that is there, …); otherwise empty */
} acct_operation_result;

/* Called once, when the operation has ended. `context` is what the starter passed along. [main-thread] */
typedef void(ACCT_CALL *acct_operation_completion)(void *context, acct_operation operation,
                                                   const acct_operation_result *result);

/* Found by plugin->get_extension(plugin, ACCT_EXT_OPERATIONS). */
typedef struct acct_operations {
    uint32_t size;

    /* Asks an operation to stop. It still completes, with ACCT_ERROR_CANCELLED unless it had already ended otherwise.
     * ACCT_ERROR_UNKNOWN_ID: no such operation, or it has completed. [any-thread] */
    acct_status(ACCT_CALL *cancel)(const acct_plugin *plugin, acct_operation operation, acct_error *error);

    /* How far an operation is: `out_done` of `out_total` (0: not known). ACCT_ERROR_UNKNOWN_ID as above. [any-thread] */
    acct_status(ACCT_CALL *progress)(const acct_plugin *plugin, acct_operation operation, uint64_t *out_done,
                                     uint64_t *out_total, acct_error *error);
} acct_operations;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_OPERATIONS_H */
