// minimal_host.c - a host in one C file: loads a plugin and shows its settings pages in a terminal, by lines.
// It knows kinds of controls and nothing of what a page is for.
//     minimal_host PLUGIN-FILE [DATA-FOLDER]
#define _POSIX_C_SOURCE 200809L  // NOLINT(bugprone-reserved-identifier): the name is POSIX's
#include <dlfcn.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "acct/c/text.h"
#include "acct/host_services.h"
#include "acct/settings_page.h"

enum { most_pages = 16, most_options = 20 };
typedef struct menu {
    char ids[most_pages][64];
    size_t count;
} menu;

static int failed(const acct_error* error) {
    fprintf(stderr, "%s\n%s\n", error->message[0] != '\0' ? error->message : "The plugin could not do that.",
            error->next_step);
    return 1;
}
static acct_status ACCT_CALL data_directory(const acct_host* host, void* context, acct_text_receiver receiver,
                                            acct_error* error) {
    (void)error;
    receiver(context, acct_text_of(host->host_data));
    return ACCT_OK;
}
static const void* ACCT_CALL find_service(const acct_host* host, const char* id) {
    static const acct_host_storage storage = {sizeof(storage), data_directory};
    return host->host_data != NULL && strcmp(id, ACCT_EXT_HOST_STORAGE) == 0 ? &storage : NULL;
}
static void ACCT_CALL add_to_menu(void* context, const acct_page_info* info) {
    menu* to = context;
    if (to->count == most_pages || !acct_text_copy(to->ids[to->count], sizeof(to->ids[0]), info->id))
        return;
    printf("page %zu: ", ++to->count);
    acct_text_print(stdout, "", info->title, "\n");
}
static void draw_table(const acct_control* table) {
    for (uint32_t row = 0; row < table->row_count; ++row) {
        const acct_row* line = table->rows[row];
        for (uint32_t i = 0; i < line->cell_count; ++i)
            acct_text_print(stdout, i == 0 ? "     " : " | ", line->cells[i]->text, "");
        for (uint32_t i = 0; i < line->action_count; ++i) {
            acct_text_print(stdout, "   [", line->id, " ");
            acct_text_print(stdout, "", line->actions[i]->id, "]");
        }
        puts("");
    }
}
static void draw(const acct_page_view* view) {
    acct_text_print(stdout, "\n== ", view->title, " ==\n");
    for (uint32_t i = 0; i < view->control_count; ++i) {
        const acct_control* it = view->controls[i];
        const int is_pressed = it->kind == ACCT_CONTROL_BUTTON || it->kind == ACCT_CONTROL_LINK;
        printf("%2u ", i + 1);
        acct_text_print(stdout, is_pressed ? "[" : "", it->label, is_pressed ? "]" : ": ");
        acct_text_print(stdout, "", it->value, "");
        puts((it->flags & ACCT_FLAG_HAS_VALUE) != 0                ? "(typed)"
             : (it->flags & ACCT_FLAG_ENABLED) != 0 || !is_pressed ? ""
                                                                   : " (not now)");
        acct_text_print(stdout, "   ", it->help, "\n");
        acct_text_print(stdout, "   ! ", it->error, "\n");
        acct_text_print(stdout, "   ? ", it->warning, "\n");
        for (uint32_t j = 0; j < it->option_count && j < most_options; ++j) {
            acct_text_print(stdout, "     ", it->options[j]->id, "");
            acct_text_print(stdout, " = ", it->options[j]->label, "\n");
        }
        draw_table(it);
    }
}
// Lets the plugin work until the page is at rest, and draws it. NULL: the page is gone.
static const acct_page_view* settle(const acct_plugin* plugin, const acct_settings_pages* pages,
                                    acct_page page) {
    const struct timespec moment = {0, 20000000};
    for (;;) {
        const acct_page_view* view = NULL;
        plugin->on_main_thread(plugin);
        if (pages->acquire(plugin, page, &view, NULL) != ACCT_OK)
            return NULL;
        if ((view->flags & ACCT_FLAG_BUSY) == 0) {
            draw(view);
            return view;
        }
        pages->release(plugin, view->view_id, NULL);
        nanosleep(&moment, NULL);
    }
}
static void echo(int is_on) {
    struct termios now;
    if (tcgetattr(STDIN_FILENO, &now) != 0)
        return;  // not a terminal
    now.c_lflag = is_on ? now.c_lflag | ECHO : now.c_lflag & ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
}
// Reads a line without its end; 0 when there is none any more. One that is too long counts as empty.
static int read_line(const char* prompt, char* line, size_t size) {
    fputs(prompt, stdout);
    fflush(stdout);
    if (fgets(line, (int)size, stdin) == NULL)
        return 0;
    char* end = strchr(line, '\n');
    if (end == NULL && !feof(stdin)) {
        for (int c = getchar(); c != '\n' && c != EOF;)
            c = getchar();
        puts("This line is too long.");
        end = line;
    }
    *(end != NULL ? end : line + strlen(line)) = '\0';
    return 1;
}
// Does what a line says to the control that it names.
static acct_status act(const acct_plugin* plugin, const acct_settings_pages* pages, acct_page page,
                       const acct_control* to, char* value, acct_error* error) {
    char secret[512] = "";
    char* space = strrchr(value, ' ');  // between the ids of a row and of its action
    if (to->kind == ACCT_CONTROL_TABLE && space != NULL)
        *space++ = '\0';
    if (to->kind == ACCT_CONTROL_BUTTON || to->kind == ACCT_CONTROL_LINK || to->kind == ACCT_CONTROL_TABLE)
        return pages->activate(plugin, page, to->id, acct_text_of(value), acct_text_of(space ? space : ""),
                               error);
    if (to->kind != ACCT_CONTROL_SECRET && to->kind != ACCT_CONTROL_ONE_TIME_CODE)
        return pages->set_value(plugin, page, to->id, acct_text_of(value), error);
    if (value[0] != '\0')
        return acct_fail(error, ACCT_ERROR_BAD_ARGUMENT, "TYPED-HIDDEN", "This is typed hidden.",
                         "Enter its number alone.");
    echo(0);
    read_line("(hidden) ", secret, sizeof(secret));
    echo(1);
    const acct_status status = pages->set_value(plugin, page, to->id, acct_text_of(secret), error);
    for (volatile char* at = secret; at < secret + sizeof(secret); ++at)
        *at = '\0';
    return status;
}
static int drive(const acct_plugin* plugin, acct_error* error) {
    const acct_settings_pages* pages = plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE);
    menu offered = {.count = 0};
    char line[512];
    acct_page page = 0;
    if (pages == NULL)
        return fprintf(stderr, "This plugin has no settings pages.\n"), 1;
    pages->list(plugin, &offered, add_to_menu, error);
    if (!read_line("Which page? ", line, sizeof(line)))
        return 0;
    const unsigned long chosen = strtoul(line, NULL, 10);
    if (chosen == 0 || chosen > offered.count)
        return fprintf(stderr, "There is no page of that number.\n"), 1;
    if (pages->open(plugin, acct_text_of(offered.ids[chosen - 1]), &page, error) != ACCT_OK)
        return failed(error);
    for (const acct_page_view* view; (view = settle(plugin, pages, page)) != NULL;
         pages->release(plugin, view->view_id, NULL)) {
        if (!read_line("Number and value, or q: ", line, sizeof(line)) || line[0] == 'q') {
            pages->release(plugin, view->view_id, NULL);
            break;
        }
        char* rest;
        const unsigned long number = strtoul(line, &rest, 10);
        rest += *rest == ' ' ? 1 : 0;
        if (number == 0)
            continue;  // an empty line only draws again
        if (number > view->control_count)
            puts("There is no control of that number.");
        else if (act(plugin, pages, page, view->controls[number - 1], rest, error) != ACCT_OK)
            failed(error);
    }
    pages->close(plugin, page, NULL);
    return 0;
}
int main(int count, char** arguments) {
    if (count < 2)
        return fprintf(stderr, "Usage: minimal_host PLUGIN-FILE [DATA-FOLDER]\n"), 2;
    setvbuf(stdin, NULL, _IONBF, 0);  // so that no copy of a secret stays in a buffer
    acct_host host = {
        .size = sizeof(host), .name = acct_text_of("Minimal host"), .get_extension = find_service};
    host.abi_version = (acct_version){ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.vendor = acct_text_of("Example"), host.version = acct_text_of("1"), host.host_data = arguments[2];
    acct_error error = {.size = sizeof(error)};
    void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    const acct_plugin_entry* entry = library != NULL ? dlsym(library, ACCT_ENTRY_SYMBOL) : NULL;
    if (entry == NULL || entry->abi_version.major != ACCT_ABI_MAJOR)
        return fprintf(stderr, "%s is no plugin for this program. Choose another.\n", arguments[1]), 1;
    if (entry->init(acct_text_of(arguments[1]), &error) != ACCT_OK)
        return failed(&error);
    const acct_plugin_factory* factory = entry->get_factory(ACCT_PLUGIN_FACTORY_ID);
    const acct_plugin* plugin = NULL;
    const acct_plugin_descriptor* about = factory != NULL ? factory->descriptor(0) : NULL;
    const int bad = about == NULL || factory->create(&host, about->id, &plugin, &error) != ACCT_OK ||
                    plugin->init(plugin, &error) != ACCT_OK;
    const int status = bad ? failed(&error) : drive(plugin, &error);
    if (plugin != NULL)
        plugin->destroy(plugin);
    entry->deinit();
    if ((entry->flags & ACCT_ENTRY_KEEP_RESIDENT) == 0)
        dlclose(library);
    return status;
}
