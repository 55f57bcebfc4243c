/*
 * plugin.h - what a plugin library exports and what a plugin instance is.
 *
 * Life of a plugin, as a host drives it:
 *
 *     load the library, find the data symbol `acct_entry`
 *     entry->abi_version.major == ACCT_ABI_MAJOR ?          otherwise unload: another ABI
 *     entry->init(path, &error)                             once per user of the library; calls are counted
 *     factory = entry->get_factory(ACCT_PLUGIN_FACTORY_ID)
 *     factory->create(host, plugin id, &plugin, &error)
 *     plugin->init(plugin, &error)                          this thread is now the MAIN THREAD of that instance
 *     plugin->get_extension(plugin, "acct.settings-page/1") … and work …
 *     plugin->destroy(plugin)                               work under way is cancelled and waited for
 *     entry->deinit()                                       as often as init succeeded
 *     unload the library
 */
#ifndef ACCT_PLUGIN_H
#define ACCT_PLUGIN_H

#include "abi.h"
#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a plugin says about itself. All texts are constant for as long as the library is loaded. */
typedef struct acct_plugin_descriptor {
    uint32_t size;
    acct_text id;          /* reverse domain name, stable for ever: "in.tijori.credentials" */
    acct_text name;        /* for people: "Tijori" */
    acct_text vendor;      /* for people */
    acct_text version;     /* the plugin's own version, "0.1.0" */
    acct_text description; /* one sentence for a list of plugins */
} acct_plugin_descriptor;

/*
 * One instance of a plugin, made by a factory for one host. The struct stays readable until entry->deinit, so a late
 * call after destroy is answered (ACCT_ERROR_WRONG_STATE, or NULL) instead of crashing.
 */
typedef struct acct_plugin acct_plugin;
struct acct_plugin {
    uint32_t size;
    void *plugin_data; /* the plugin's own; a host does not touch it */

    /* Starts the instance; the calling thread becomes its main thread. Asks the host for the services it wants.
     * A second call answers ACCT_ERROR_WRONG_STATE. If it fails, the only call left is destroy. [main-thread] */
    acct_status(ACCT_CALL *init)(const acct_plugin *plugin, acct_error *error);

    /* Ends the instance: cancels operations (their completions are delivered, with ACCT_ERROR_CANCELLED, before this
     * returns), closes pages, wipes secrets, joins threads. Views that are still held stay readable until deinit, and need
     * not be released. Calling it again, or on another thread, has no effect. [main-thread] */
    void(ACCT_CALL *destroy)(const acct_plugin *plugin);

    /* The extension table for an id, or NULL if this plugin has none. The table is constant until deinit, so that its
     * functions answer after destroy, too; `id` is NUL-terminated. Allowed between init and destroy. [any-thread] */
    const void *(ACCT_CALL *get_extension)(const acct_plugin *plugin, const char *id);

    /* Runs what waits for the main thread: completions, page changes. The host calls it soon after the plugin asked by
     * host->request_main_thread; a host without an event loop calls it every now and then. Harmless when there is nothing
     * to do, and when called from within itself. [main-thread] */
    void(ACCT_CALL *on_main_thread)(const acct_plugin *plugin);
};

#define ACCT_PLUGIN_FACTORY_ID "acct.plugin-factory/1"

/* Makes plugin instances. Found by entry->get_factory(ACCT_PLUGIN_FACTORY_ID). */
typedef struct acct_plugin_factory {
    uint32_t size;

    /* How many plugins the library holds. [any-thread] */
    uint32_t(ACCT_CALL *count)(void);

    /* The descriptor of plugin `index` (0 … count-1), or NULL. [any-thread] */
    const acct_plugin_descriptor *(ACCT_CALL *descriptor)(uint32_t index);

    /*
     * Makes an instance and stores it in *out_plugin. `host` must stay valid until the instance is destroyed; nothing
     * in it is called before plugin->init. Each instance gets an acct_host of its own (its host_data tells the host
     * who is asking). `plugin_id` is that of a descriptor. ACCT_ERROR_UNKNOWN_ID: no such plugin. ACCT_ERROR_BUSY: it
     * serves only so many hosts at a time. [any-thread]
     */
    acct_status(ACCT_CALL *create)(const acct_host *host, acct_text plugin_id, const acct_plugin **out_plugin,
                                   acct_error *error);
} acct_plugin_factory;

/* Set in acct_plugin_entry.flags: never unload the library once init was called (a platform or a dependency that cannot
 * be unloaded). A loader honours it. */
#define ACCT_ENTRY_KEEP_RESIDENT UINT32_C(1)

/* What the one symbol that a plugin library exports, acct_entry, holds. */
typedef struct acct_plugin_entry {
    uint32_t size;
    uint32_t flags; /* ACCT_ENTRY_… */
    acct_version abi_version;

    /*
     * Prepares the library. `library_path` is where it was loaded from (for finding files beside it). May be called
     * several times, by several users in one process and from several threads; the library counts, and deinit is called
     * once for every init that returned ACCT_OK. [any-thread]
     */
    acct_status(ACCT_CALL *init)(acct_text library_path, acct_error *error);

    /* Undoes one init. The last one destroys instances that were left and joins every thread: after it the library can be
     * unloaded. [any-thread] */
    void(ACCT_CALL *deinit)(void);

    /* The factory for an id, or NULL (also before init). `id` is NUL-terminated. [any-thread] */
    const void *(ACCT_CALL *get_factory)(const char *id);
} acct_plugin_entry;

#define ACCT_ENTRY_SYMBOL "acct_entry"

/* Begins the definition of acct_entry in a plugin's source, in C and in C++, outside of every function and namespace:
 *     ACCT_DEFINE_ENTRY = {sizeof(acct_plugin_entry), 0, {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}, init, deinit, get_factory}; */
#define ACCT_DEFINE_ENTRY                                                                                              \
    ACCT_EXTERN_C ACCT_EXPORT const acct_plugin_entry acct_entry;                                                      \
    const acct_plugin_entry acct_entry

#ifdef __cplusplus
}
#endif

#endif /* ACCT_PLUGIN_H */
