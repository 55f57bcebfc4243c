// minimal_plugin.c - a plugin in C: a settings page with an input and a button, for one host with one open
// page. It keeps the prefix of invoice numbers; a real one writes it to the folder of acct.host.storage/1.
#include "acct/settings_page.h"
#include "plugin_life.h"

enum { control_count = 3, most_lent = 8 };
static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/";

// What the page shows, and a view on loan with its own copy of that.
typedef struct sheet {
    char prefix[65], first[80];
    const char* mistake;
} sheet;
typedef struct picture {
    acct_page_view view;  // view_id 0: not on loan
    acct_control controls[control_count];
    const acct_control* list[control_count];
    sheet shown;
} picture;

static const acct_page none = UINT64_MAX;
static acct_page open_page = UINT64_MAX;
static uint64_t last_number, revision;  // last_number: of a page or view
static sheet typed;
static picture pictures[most_lent];

static acct_status enter_page(const acct_plugin* plugin, acct_page page, acct_error* error) {
    const acct_status status = enter(plugin, error);
    return status == ACCT_OK && page != open_page
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "This page is closed.", "Open it again.")
               : status;
}
static acct_status ACCT_CALL list(const acct_plugin* plugin, void* context,
                                  acct_page_info_receiver receiver) {
    const acct_page_info info = {sizeof(info), text_of("numbers"), text_of("Invoice numbers"), text_of("")};
    const acct_status status = receiver == NULL ? ACCT_ERROR_BAD_ARGUMENT : enter(plugin, NULL);
    if (status == ACCT_OK)
        receiver(context, &info);
    return status;
}
static acct_status ACCT_CALL open(const acct_plugin* plugin, acct_text id, acct_page* out,
                                  acct_error* error) {
    const acct_status status = enter(plugin, error);
    if (status != ACCT_OK)
        return status;
    if (out == NULL || !text_is(id, "numbers"))
        return fail(error, out ? ACCT_ERROR_UNKNOWN_ID : ACCT_ERROR_BAD_ARGUMENT, "There is no such page.",
                    "");
    if (open_page != none)
        return fail(error, ACCT_ERROR_BUSY, "Invoice numbers is open already.", "Close it there first.");
    typed = (sheet){.first = "not chosen yet"};
    ++revision;
    *out = open_page = ++last_number;
    return ACCT_OK;
}
static acct_status ACCT_CALL close(const acct_plugin* plugin, acct_page page) {
    const acct_status status = enter_page(plugin, page, NULL);
    if (status == ACCT_OK)
        open_page = none;
    return status;
}
static acct_control control(uint32_t kind, const char* id, const char* label, const char* value) {
    return (acct_control){.size = sizeof(acct_control),
                          .kind = kind,
                          .flags = ACCT_FLAG_ENABLED,
                          .id = text_of(id),
                          .label = text_of(label),
                          .value = text_of(value)};
}

static acct_status ACCT_CALL acquire(const acct_plugin* plugin, acct_page page, const acct_page_view** out) {
    const acct_status status = out == NULL ? ACCT_ERROR_BAD_ARGUMENT : enter_page(plugin, page, NULL);
    picture* to = pictures;
    while (status == ACCT_OK && to < pictures + most_lent && to->view.view_id != 0)
        ++to;
    if (status != ACCT_OK || to == pictures + most_lent)
        return status != ACCT_OK ? status : ACCT_ERROR_BUSY;
    to->shown = typed;
    to->view = (acct_page_view){
        sizeof(to->view), control_count, ++last_number, revision, 0, text_of("Invoice numbers"), NULL, 0, 0,
        to->list};
    to->controls[0] = control(ACCT_CONTROL_INPUT, "prefix", "Prefix", to->shown.prefix);
    to->controls[0].error = text_of(typed.mistake == NULL ? "" : typed.mistake);
    to->controls[1] = control(ACCT_CONTROL_BUTTON, "save", "Save", "");
    to->controls[2] = control(ACCT_CONTROL_TEXT, "first", "First invoice", to->shown.first);
    for (int i = 0; i < control_count; ++i)
        to->list[i] = &to->controls[i];
    *out = &to->view;
    return ACCT_OK;
}
static acct_status ACCT_CALL release(const acct_plugin* plugin, uint64_t view_id) {
    const acct_status status = view_id == 0 ? ACCT_ERROR_UNKNOWN_ID : enter(plugin, NULL);
    picture* back = pictures;
    while (back < pictures + most_lent && back->view.view_id != view_id)
        ++back;
    if (status == ACCT_OK && back < pictures + most_lent)
        back->view.view_id = 0;
    return status == ACCT_OK && back == pictures + most_lent ? ACCT_ERROR_UNKNOWN_ID : status;
}
static acct_status changed(void) {
    ++revision;
    const acct_host_page* const host_page = host_service(ACCT_EXT_HOST_PAGE);
    if (host_page != NULL)
        host_page->changed(host, open_page, revision);
    return ACCT_OK;
}

static acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page page, acct_text id,
                                       acct_text value, acct_error* error) {
    const acct_status status = enter_page(plugin, page, error);
    if (status != ACCT_OK)
        return status;
    if (!text_is(id, "prefix"))
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "Nothing to fill in has this name.", "");
    if (value.size >= sizeof(typed.prefix))
        return fail(error, ACCT_ERROR_INVALID_VALUE, "The prefix is too long.", "Shorten it.");
    if (!text_is_utf8(value))
        return fail(error, ACCT_ERROR_BAD_TEXT, "The prefix is not UTF-8.", "Type it again.");
    (void)text_copy(typed.prefix, sizeof(typed.prefix), value);
    typed.mistake = NULL;
    return changed();
}
static acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page page, acct_text id, acct_text item,
                                      acct_error* error) {
    const acct_status status = enter_page(plugin, page, error);
    if (status != ACCT_OK)
        return status;
    if (!text_is(id, "save") || item.size > 0)
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such button.", "");
    const size_t size = strlen(typed.prefix);
    const int good = size > 0 && size <= 8 && strspn(typed.prefix, allowed) == size;
    typed.mistake = good ? NULL : "Enter 1 to 8 capital letters, digits, - or /.";
    if (good)
        (void)snprintf(typed.first, sizeof(typed.first), "%s0001", typed.prefix);
    return changed();
}
static const acct_settings_pages pages = {sizeof(pages), list,    open,      close,
                                          acquire,       release, set_value, activate};
static const acct_plugin_descriptor about = {sizeof(about),
                                             ACCT_LITERAL("com.example.invoice-numbers"),
                                             ACCT_LITERAL("Invoice numbers"),
                                             ACCT_LITERAL("Example"),
                                             ACCT_LITERAL("1.0"),
                                             ACCT_LITERAL("Chooses the prefix of invoice numbers.")};
static const void* find_extension(const char* id) {
    return strcmp(id, ACCT_EXT_SETTINGS_PAGE) == 0 ? &pages : NULL;
}
static void ended(void) {
    open_page = none;
}
