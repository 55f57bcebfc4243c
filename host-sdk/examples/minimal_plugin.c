// minimal_plugin.c - a plugin in C: a settings page with an input and a button, for one host with one open
// page. It keeps the prefix of invoice numbers; a real one writes it to the folder of acct.host.storage/1.
#include "acct/settings_page.h"
#include "plugin_life.h"

enum { control_count = 3, most_lent = 8 };
static const acct_text title = ACCT_TEXT_LITERAL("Invoice numbers");
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
static acct_page open_page;             // 0: none
static uint64_t last_number, revision;  // last_number: of a page or view
static sheet typed;
static picture pictures[most_lent];
static acct_status enter_page(const acct_plugin* plugin, acct_page page, acct_error* error) {
    const acct_status status = enter(plugin, error);
    return status == ACCT_OK && (page == 0 || page != open_page)
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "This page is closed.", "Open it again.")
               : status;
}
static acct_status not_for(acct_text id, acct_error* error) {
    const int known = acct_text_is(id, "prefix") || acct_text_is(id, "save") || acct_text_is(id, "first");
    return fail(error, known ? ACCT_ERROR_UNSUPPORTED : ACCT_ERROR_UNKNOWN_ID, "Nothing takes that.", "");
}
static picture* picture_of(uint64_t view_id) {
    for (picture* it = pictures; it < pictures + most_lent; ++it)
        if (it->view.view_id == view_id)
            return it;
    return NULL;
}
static acct_status ACCT_CALL list(const acct_plugin* plugin, void* context, acct_page_info_receiver receiver,
                                  acct_error* error) {
    const acct_page_info info = {sizeof(info), acct_text_of("numbers"), title, acct_text_of("")};
    const acct_status status = enter_with(plugin, receiver != NULL, error);
    if (status == ACCT_OK)
        receiver(context, &info);
    return status;
}
static acct_status ACCT_CALL open(const acct_plugin* plugin, acct_text id, acct_page* out,
                                  acct_error* error) {
    const acct_status status = enter_with(plugin, out != NULL, error);
    if (status != ACCT_OK)
        return status;
    if (!acct_text_is(id, "numbers"))
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such page.", "");
    if (open_page != 0)
        return fail(error, ACCT_ERROR_BUSY, "Invoice numbers is open already.", "Close it there first.");
    typed = (sheet){.first = "not chosen yet"};
    ++revision;
    *out = open_page = ++last_number;
    return ACCT_OK;
}
static acct_status ACCT_CALL close(const acct_plugin* plugin, acct_page page, acct_error* error) {
    const acct_status status = enter_page(plugin, page, error);
    if (status == ACCT_OK)
        open_page = 0;
    return status;
}
static acct_control control(uint32_t kind, const char* id, const char* label, const char* value) {
    acct_control it = {.size = sizeof(it), .kind = kind, .flags = ACCT_FLAG_ENABLED};
    it.id = acct_text_of(id), it.label = acct_text_of(label), it.value = acct_text_of(value);
    return it;
}
static acct_status ACCT_CALL acquire(const acct_plugin* plugin, acct_page page, const acct_page_view** out,
                                     acct_error* error) {
    const acct_status status = out == NULL ? enter_with(plugin, 0, error) : enter_page(plugin, page, error);
    picture* const to = status == ACCT_OK ? picture_of(0) : NULL;
    if (to == NULL)
        return status != ACCT_OK ? status : fail(error, ACCT_ERROR_BUSY, "All views are on loan.", "Wait.");
    to->shown = typed;
    to->view = (acct_page_view){.size = sizeof(to->view), .view_id = ++last_number, .revision = revision};
    to->view.title = title;
    to->view.control_count = control_count;
    to->view.controls = to->list;
    to->controls[0] = control(ACCT_CONTROL_INPUT, "prefix", "Prefix", to->shown.prefix);
    to->controls[0].error = acct_text_of(typed.mistake == NULL ? "" : typed.mistake);
    to->controls[1] = control(ACCT_CONTROL_BUTTON, "save", "Save", "");
    to->controls[2] = control(ACCT_CONTROL_TEXT, "first", "First invoice", to->shown.first);
    for (int i = 0; i < control_count; ++i)
        to->list[i] = &to->controls[i];
    *out = &to->view;
    return ACCT_OK;
}
static acct_status ACCT_CALL release(const acct_plugin* plugin, uint64_t view_id, acct_error* error) {
    const acct_status status = enter(plugin, error);
    picture* const back = status == ACCT_OK && view_id != 0 ? picture_of(view_id) : NULL;
    if (back == NULL)
        return status != ACCT_OK ? status : fail(error, ACCT_ERROR_UNKNOWN_ID, "This is not on loan.", "");
    back->view.view_id = 0;
    return ACCT_OK;
}
static acct_status changed(void) {
    ++revision;
    const acct_host_page* const host_page = host_service(ACCT_EXT_HOST_PAGE);
    // A table of another release may be larger or smaller: what is used has to lie within.
    if (host_page != NULL &&
        host_page->size >= offsetof(acct_host_page, changed) + sizeof(host_page->changed))
        host_page->changed(host, open_page, revision);
    return ACCT_OK;
}
static acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page page, acct_text id,
                                       acct_text value, acct_error* error) {
    const acct_status status = enter_page(plugin, page, error);
    if (status != ACCT_OK)
        return status;
    if (!acct_text_is(id, "prefix"))
        return not_for(id, error);
    if (value.size >= sizeof(typed.prefix))
        return fail(error, ACCT_ERROR_INVALID_VALUE, "The prefix is too long.", "Shorten it.");
    if (!acct_text_is_utf8(value))
        return fail(error, ACCT_ERROR_BAD_TEXT, "The prefix is not UTF-8.", "Type it again.");
    (void)acct_text_copy(typed.prefix, sizeof(typed.prefix), value);
    typed.mistake = NULL;
    return changed();
}
static acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page page, acct_text id, acct_text row,
                                      acct_text action, acct_error* error) {
    const acct_status status = enter_page(plugin, page, error);
    if (status != ACCT_OK)
        return status;
    if (!acct_text_is(id, "save") || row.size + action.size > 0)
        return not_for(row.size + action.size > 0 ? row : id, error);
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
                                             ACCT_TEXT_LITERAL("com.example.invoice-numbers"),
                                             ACCT_TEXT_LITERAL("Invoice numbers"),
                                             ACCT_TEXT_LITERAL("Example"),
                                             ACCT_TEXT_LITERAL("1.0"),
                                             ACCT_TEXT_LITERAL("Chooses the prefix of invoice numbers.")};
static const void* find_extension(const char* id) {
    return strcmp(id, ACCT_EXT_SETTINGS_PAGE) == 0 ? &pages : NULL;
}
static void ended(void) {
    open_page = 0;
}
