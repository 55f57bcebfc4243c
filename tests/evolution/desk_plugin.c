/*
 * desk_plugin.c - a plugin with one page, as its author would write it: compiled against the headers of the
 * first release it is an old plugin, against those of a later release (evolve.py) a new one. LATER marks what
 * the author added.
 */
#include <stddef.h>
#include <string.h>

#include "acct/host_services.h"
#include "acct/settings_page.h"

#ifdef ACCT_CONTROL_DATE
#define LATER 1
#define VERSION "2.0"
#else
#define LATER 0
#define VERSION "1.0"
#endif

#define TEXT(literal) \
    { literal, sizeof(literal) - 1 }

/* True if `field` lies within what the other side says is there. */
#define HAS(table, field) \
    (offsetof(struct_of_##table, field) + sizeof((table)->field) <= (table)->size && (table)->field != 0)
typedef acct_host struct_of_host;

static const acct_host* host;

static acct_status ACCT_CALL list_pages(const acct_plugin* plugin, void* context,
                                        acct_page_info_receiver receiver, acct_error* error) {
    acct_page_info info = {0};
    const acct_text id = TEXT("desk");
    const acct_text title = TEXT("Desk");
    (void)plugin;
    (void)error;
    info.size = sizeof(info);
    info.id = id;
    info.title = title;
#if LATER
    {
        const acct_text icon = TEXT("table-lamp");
        info.icon = icon;
    }
#endif
    receiver(context, &info);
    return ACCT_OK;
}

static acct_status ACCT_CALL open_page(const acct_plugin* plugin, acct_text page_id, acct_page* out_page,
                                       acct_error* error) {
    (void)plugin;
    if (page_id.size != 4 || memcmp(page_id.data, "desk", 4) != 0) {
        if (error != NULL && error->size >= offsetof(acct_error, next_step) + 768) {
            error->status = ACCT_ERROR_UNKNOWN_ID;
            strcpy(error->code, "NO-SUCH-PAGE");
            strcpy(error->message, "There is no such page.");
#if LATER
            if (error->size >= offsetof(acct_error, grown_later) + sizeof(error->grown_later)) {
                error->grown_later = 7;
            }
#endif
        }
        return ACCT_ERROR_UNKNOWN_ID;
    }
    *out_page = 1;
    return ACCT_OK;
}

static acct_status ACCT_CALL close_page(const acct_plugin* plugin, acct_page page, acct_error* error) {
    (void)error;
    (void)plugin;
    (void)page;
    return ACCT_OK;
}

static acct_status ACCT_CALL acquire(const acct_plugin* plugin, acct_page page,
                                     const acct_page_view** out_view, acct_error* error) {
    static acct_control day;
    static const acct_control* controls[1] = {&day};
    static acct_page_view view;
    const acct_text id = TEXT("day");
    const acct_text label = TEXT("Valid until");
    const acct_text value = TEXT("2027-03-31");
    (void)plugin;
    (void)error;
    (void)page;
    memset(&day, 0, sizeof(day));
    day.size = sizeof(day);
#if LATER
    day.kind = ACCT_CONTROL_DATE;
#else
    day.kind = ACCT_CONTROL_INPUT;
#endif
    day.flags = ACCT_FLAG_ENABLED;
    day.id = id;
    day.label = label;
    day.value = value;
    memset(&view, 0, sizeof(view));
    view.size = sizeof(view);
    view.view_id = 1;
    view.revision = 1;
    view.control_count = 1;
    view.controls = controls;
    *out_view = &view;
    return ACCT_OK;
}

static acct_status ACCT_CALL release(const acct_plugin* plugin, uint64_t view_id, acct_error* error) {
    (void)error;
    (void)plugin;
    (void)view_id;
    return ACCT_OK;
}

static acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page page, acct_text control_id,
                                       acct_text value, acct_error* error) {
    (void)plugin;
    (void)page;
    (void)control_id;
    (void)value;
    (void)error;
    return ACCT_OK;
}

/* Notifies the user: by the newest version of the service that both sides know. */
static acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page page, acct_text control_id,
                                      acct_text row_id, acct_text action_id, acct_error* error) {
    const acct_host_notify* notify = NULL;
    const acct_text title = TEXT("Desk");
    const acct_text body = TEXT("The lamp is on.");
    const acct_text nothing = {NULL, 0};
    (void)plugin;
    (void)page;
    (void)control_id;
    (void)row_id;
    (void)action_id;
    (void)error;
    if (!HAS(host, get_extension)) {
        return ACCT_ERROR_UNSUPPORTED;
    }
#if LATER
    {
        const acct_host_notify_2* better =
            (const acct_host_notify_2*)host->get_extension(host, ACCT_EXT_HOST_NOTIFY_2);
        if (better != NULL && better->notify != NULL) {
            acct_notice notice = {0};
            notice.size = sizeof(notice);
            notice.title = title;
            notice.body = body;
            return better->notify(host, &notice, NULL);
        }
    }
#endif
    notify = (const acct_host_notify*)host->get_extension(host, ACCT_EXT_HOST_NOTIFY);
    if (notify == NULL || notify->notify == NULL) {
        return ACCT_ERROR_UNSUPPORTED;
    }
    notify->notify(host, ACCT_LOG_INFO, title, body, nothing);
    return ACCT_OK;
}

static const acct_settings_pages pages = {.size = sizeof(acct_settings_pages),
                                          .list = &list_pages,
                                          .open = &open_page,
                                          .close = &close_page,
                                          .acquire = &acquire,
                                          .release = &release,
                                          .set_value = &set_value,
                                          .activate = &activate};

static acct_status ACCT_CALL init(const acct_plugin* plugin, acct_error* error) {
    (void)plugin;
    (void)error;
    return ACCT_OK;
}

static void ACCT_CALL destroy(const acct_plugin* plugin) {
    (void)plugin;
    host = NULL;
}

static const void* ACCT_CALL get_extension(const acct_plugin* plugin, const char* id) {
    (void)plugin;
    return strcmp(id, ACCT_EXT_SETTINGS_PAGE) == 0 ? &pages : NULL;
}

static void ACCT_CALL on_main_thread(const acct_plugin* plugin) {
    (void)plugin;
}

static const acct_plugin instance = {.size = sizeof(acct_plugin),
                                     .init = &init,
                                     .destroy = &destroy,
                                     .get_extension = &get_extension,
                                     .on_main_thread = &on_main_thread};

static uint32_t ACCT_CALL count(void) {
    return 1;
}

static const acct_plugin_descriptor* ACCT_CALL descriptor(uint32_t index) {
    static const acct_plugin_descriptor desk = {.size = sizeof(acct_plugin_descriptor),
                                                .id = TEXT("example.desk"),
                                                .name = TEXT("Desk"),
                                                .version = TEXT(VERSION)};
    return index == 0 ? &desk : NULL;
}

static acct_status ACCT_CALL create(const acct_host* for_host, acct_text plugin_id,
                                    const acct_plugin** out_plugin, acct_error* error) {
    (void)plugin_id;
    (void)error;
    host = for_host;
    *out_plugin = &instance;
    return ACCT_OK;
}

static acct_status ACCT_CALL begin(acct_text library_path, acct_error* error) {
    (void)library_path;
    (void)error;
    return ACCT_OK;
}

static void ACCT_CALL end(void) {}

static const void* ACCT_CALL get_factory(const char* id) {
    static const acct_plugin_factory factory = {
        .size = sizeof(acct_plugin_factory), .count = &count, .descriptor = &descriptor, .create = &create};
    return strcmp(id, ACCT_PLUGIN_FACTORY_ID) == 0 ? &factory : NULL;
}

ACCT_DEFINE_ENTRY = {.size = sizeof(acct_plugin_entry),
                     .abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0},
                     .init = &begin,
                     .deinit = &end,
                     .get_factory = &get_factory};
