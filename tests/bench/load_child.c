// load_child.c - loads a library in a process that has nothing else of it, and prints how many microseconds
// that took. Of a plugin, its init is part of it.
//     load_child LIBRARY DATA-FOLDER
#define _POSIX_C_SOURCE 200809L  // NOLINT(bugprone-reserved-identifier): the name is POSIX's
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

#include "acct/c/text.h"
#include "acct/host_services.h"
#include "acct/plugin.h"

static acct_status ACCT_CALL data_directory(const acct_host* host, void* context, acct_text_receiver receiver,
                                            acct_error* error) {
    (void)error;
    receiver(context, acct_text_of(host->host_data));
    return ACCT_OK;
}

static const void* ACCT_CALL find_service(const acct_host* host, const char* id) {
    static const acct_host_storage storage = {sizeof(storage), data_directory};
    (void)host;
    return strcmp(id, ACCT_EXT_HOST_STORAGE) == 0 ? &storage : NULL;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

int main(int count, char** arguments) {
    acct_host host = {.size = sizeof(host), .abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}};
    const acct_plugin* plugin = NULL;
    if (count != 3)
        return 2;
    host.host_data = arguments[2];
    host.get_extension = find_service;
    const double begin = now();
    void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const acct_plugin_entry* entry = dlsym(library, ACCT_ENTRY_SYMBOL);
    if (entry != NULL) {
        const acct_plugin_factory* factory = NULL;
        if (entry->init(acct_text_of(arguments[1]), NULL) != ACCT_OK ||
            (factory = entry->get_factory(ACCT_PLUGIN_FACTORY_ID)) == NULL ||
            factory->create(&host, factory->descriptor(0)->id, &plugin, NULL) != ACCT_OK ||
            plugin->init(plugin, NULL) != ACCT_OK)
            return 1;
    }
    printf("%f\n", now() - begin);
    if (plugin != NULL) {
        plugin->destroy(plugin);
        entry->deinit();
    }
    return 0;
}
