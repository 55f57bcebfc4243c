// plugin_life.h - how a plugin in C is found, made, started and ended: the part that is the same in every
// plugin that serves one host at a time. Copy it and go on from there. The file that includes it defines
// `about`, `find_extension` and `ended`.
#ifndef EXAMPLES_PLUGIN_LIFE_H
#define EXAMPLES_PLUGIN_LIFE_H

#include <stdatomic.h>

#include "acct/c/text.h"
#include "acct/plugin.h"

static const acct_plugin_descriptor about;
static const void* find_extension(const char* id);  // the table for an id, or NULL
static void ended(void);                            // forgets what the instance knew

static _Atomic(const acct_host*) host;    // NULL: no instance
static _Atomic(const char*) main_thread;  // NULL before init and after destroy
static _Thread_local char here;           // its address tells threads apart
static atomic_int users;                  // of the library

static inline acct_status fail(acct_error* error, acct_status status, const char* message,
                               const char* next_step) {
    return acct_fail(error, status, "EXAMPLE", message, next_step);
}

// The host's service for an id, or NULL.
static inline const void* host_service(const char* id) {
    const acct_host* const by = host;
    return by != NULL && by->get_extension != NULL ? by->get_extension(by, id) : NULL;
}

// Lets in what comes at the right time and on the right thread.
static acct_status enter(const acct_plugin* plugin, acct_error* error) {
    const char* const thread = main_thread;
    if (plugin == NULL)
        return fail(error, ACCT_ERROR_BAD_ARGUMENT, "The program named no plugin.",
                    "Report this to its makers.");
    if (thread == NULL)
        return fail(error, ACCT_ERROR_WRONG_STATE, "This plugin is not running.", "Restart the program.");
    if (thread != &here)
        return fail(error, ACCT_ERROR_WRONG_THREAD, "The program called on a wrong thread.",
                    "Report this to its makers.");
    return ACCT_OK;
}

// The same for what is given a receiver, or a place for its answer.
static inline acct_status enter_with(const acct_plugin* plugin, int has_place, acct_error* error) {
    return has_place ? enter(plugin, error)
                     : fail(error, ACCT_ERROR_BAD_ARGUMENT, "The program gave no place for the answer.",
                            "Report this to its makers.");
}

static acct_status ACCT_CALL init(const acct_plugin* plugin, acct_error* error) {
    if (plugin == NULL || host == NULL || main_thread != NULL)
        return fail(error, ACCT_ERROR_WRONG_STATE, "This plugin was started already, or has ended.",
                    "Restart the program.");
    main_thread = &here;
    return ACCT_OK;
}

static void end(void) {
    if (main_thread != NULL) {
        ended();
    }
    main_thread = NULL;
    host = NULL;
}

static void ACCT_CALL destroy(const acct_plugin* plugin) {
    if (plugin != NULL && (main_thread == NULL || main_thread == &here)) {
        end();
    }
}

static const void* ACCT_CALL get_extension(const acct_plugin* plugin, const char* id) {
    return plugin != NULL && main_thread != NULL && id != NULL ? find_extension(id) : NULL;
}

static void ACCT_CALL on_main_thread(const acct_plugin* plugin) {
    (void)plugin;  // nothing here takes long enough to wait for
}

static const acct_plugin instance = {sizeof(instance), NULL, init, destroy, get_extension, on_main_thread};

static uint32_t ACCT_CALL count(void) {
    return 1;
}

static const acct_plugin_descriptor* ACCT_CALL descriptor(uint32_t index) {
    return index == 0 ? &about : NULL;
}

static acct_status ACCT_CALL create(const acct_host* by, acct_text id, const acct_plugin** out,
                                    acct_error* error) {
    const acct_host* nobody = NULL;
    if (by == NULL || by->size < offsetof(acct_host, request_main_thread) + sizeof(by->request_main_thread) ||
        id.data == NULL || out == NULL)
        return fail(error, ACCT_ERROR_BAD_ARGUMENT, "The program asked for a plugin in a wrong way.",
                    "Report this to its makers.");
    if (id.size != about.id.size || memcmp(id.data, about.id.data, (size_t)id.size) != 0)
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "This library has no such plugin.", "Choose another file.");
    if (!atomic_compare_exchange_strong(&host, &nobody, by))
        return fail(error, ACCT_ERROR_BUSY, "This plugin is in use already.", "Close it there first.");
    *out = &instance;
    return ACCT_OK;
}

static const acct_plugin_factory factory = {sizeof(factory), count, descriptor, create};

static acct_status ACCT_CALL prepare(acct_text library_path, acct_error* error) {
    (void)library_path, (void)error;
    ++users;
    return ACCT_OK;
}

static void ACCT_CALL finish(void) {
    if (--users == 0) {
        end();
    }
}

static const void* ACCT_CALL get_factory(const char* id) {
    return id != NULL && strcmp(id, ACCT_PLUGIN_FACTORY_ID) == 0 ? &factory : NULL;
}

ACCT_DEFINE_ENTRY = {
    sizeof(acct_plugin_entry), 0, {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}, prepare, finish, get_factory};

#endif
