// page_plugin.cpp - a plugin for testing renderers of settings pages: one page with much of everything and
// some of it hostile, and a small one beside it. What was done with the page stands in its line "Did".
#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "fingerprint.hpp"

namespace {

using accounting::report;
using accounting::string_of;
using accounting::text_of;
using accounting::view_of;

constexpr std::size_t many_options = 10'000;
constexpr std::size_t many_rows = 200;
constexpr std::size_t very_many_rows = 10'000;  // of the page "long", which is not on the list
// Would rename the window, clear the screen, and write on from the right.
constexpr const char* hostile =
    "a\x1B]0;owned\x07z\x1B[2Jy\r\nnext\xC2\x9B"
    "31mx\xE2\x80\xAEw";

struct State {
    bool is_small = false;
    std::size_t rows = many_rows;
    uint64_t revision = 1;
    uint64_t focus_serial = 1;
    std::string focus = "branch";
    std::string did;
    std::string notice;
    std::map<std::string, std::string> values;
    std::string name_error;
    int progress = -1;  // -1: nothing under way
};

// A view and everything it points to.
struct View {
    acct_page_view view{};
    std::deque<std::string> texts;
    std::deque<acct_control> controls;
    std::vector<const acct_control*> control_list;
    std::deque<acct_option> options;
    std::vector<const acct_option*> option_list;
    std::deque<acct_cell> cells;
    std::deque<std::vector<const acct_cell*>> cell_lists;
    std::deque<acct_row_action> actions;
    std::vector<const acct_row_action*> action_list;
    std::deque<acct_row> rows;
    std::vector<const acct_row*> row_list;

    acct_text keep(std::string text) { return text_of(texts.emplace_back(std::move(text))); }
    const acct_cell* cell(std::string text, uint32_t tone = ACCT_TONE_NEUTRAL) {
        return &cells.emplace_back(acct_cell{sizeof(acct_cell), tone, keep(std::move(text))});
    }
    acct_control& add(uint32_t kind, const char* id, const char* label, std::string value = {}) {
        acct_control& control = controls.emplace_back();
        control.size = sizeof(control);
        control.kind = kind;
        control.flags = ACCT_FLAG_ENABLED;
        control.id = text_of(id);
        control.label = text_of(label);
        control.value = keep(std::move(value));
        control_list.push_back(&control);
        return control;
    }
};

struct Pages {
    acct_plugin plugin{};
    const acct_host* host = nullptr;
    accounting::HostServices services;
    std::map<acct_page, State> open;
    std::map<uint64_t, std::unique_ptr<View>> lent;
    uint64_t last_id = 0;
    std::vector<std::thread> threads;

    static Pages& of(const acct_plugin* plugin) { return *static_cast<Pages*>(plugin->plugin_data); }
    void changed(acct_page page) { services.page_changed(page, ++open.at(page).revision); }
    // After a while the main thread is asked for, again and again.
    void tick() {
        threads.emplace_back([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds{150});
            services.request_main_thread();
        });
    }
};

void add_table(View& to, std::size_t rows) {
    acct_control& table = to.add(ACCT_CONTROL_TABLE, "rows", "Branches");
    to.cell_lists.push_back({to.cell("GSTIN"), to.cell("User"), to.cell("Status")});
    table.columns = to.cell_lists.back().data();
    table.column_count = 3;
    to.actions = {{sizeof(acct_row_action), ACCT_FLAG_ENABLED, text_of("test"), text_of("Test")},
                  {sizeof(acct_row_action), 0, text_of("edit"), text_of("Edit")},
                  {sizeof(acct_row_action), ACCT_FLAG_ENABLED, text_of("remove"), text_of("Remove")}};
    for (const acct_row_action& action : to.actions) {
        to.action_list.push_back(&action);
    }
    for (std::size_t index = 0; index < rows; ++index) {
        const std::string number = std::to_string(index);
        to.cell_lists.push_back({to.cell("29AAACP" + std::to_string(1000 + index) + "A1Z2\nशाखा " + number),
                                 to.cell("API_user_" + number), to.cell("Verified", ACCT_TONE_SUCCESS)});
        to.rows.push_back({sizeof(acct_row), 3, to.keep("r" + number), to.cell_lists.back().data(), 3, 0,
                           to.action_list.data()});
        to.row_list.push_back(&to.rows.back());
    }
    table.rows = to.row_list.data();
    table.row_count = static_cast<uint32_t>(to.row_list.size());
}

void add_choice(View& to, const std::string& chosen) {
    acct_control& choice = to.add(ACCT_CONTROL_CHOICE, "branch", "Branch", chosen);
    for (std::size_t index = 0; index < many_options; ++index) {
        const std::string number = std::to_string(index);
        to.options.push_back({sizeof(acct_option), ACCT_FLAG_ENABLED, to.keep("b" + number),
                              to.keep("Branch " + number), to.keep(index == 4711 ? "बेंगलुरु शाखा" : "Somewhere"),
                              text_of(""), 0, 0});
        to.option_list.push_back(&to.options.back());
    }
    choice.options = to.option_list.data();
    choice.option_count = many_options;
}

void fill(View& to, State& state) {
    if (state.is_small) {
        to.add(ACCT_CONTROL_TEXT, "only", "", "There is little to set here.");
        return;
    }
    to.add(ACCT_CONTROL_HEADING, "heading", "लेखा पुस्तकें और शाखाएँ 帳簿").level = 1;
    to.add(ACCT_CONTROL_TEXT, "did", "Did", state.did);
    acct_control& notice = to.add(ACCT_CONTROL_NOTICE, "notice", "", state.notice);
    notice.label = to.keep(state.notice.empty() ? "Nothing to tell" : "Told");
    notice.tone = state.notice.empty() ? ACCT_TONE_INFO : ACCT_TONE_ERROR;
    add_choice(to, state.values["branch"]);
    acct_control& name = to.add(ACCT_CONTROL_INPUT, "name", "Name", state.values["name"]);
    name.max_length = 20;
    name.error = to.keep(state.name_error);
    name.help = text_of("As it stands on the certificate of registration.");
    acct_control& pin = to.add(ACCT_CONTROL_SECRET, "pin", "Pin");
    pin.flags |= state.values["pin"].empty() ? 0U : ACCT_FLAG_HAS_VALUE;
    to.add(ACCT_CONTROL_CHECKBOX, "agree", "Agree", state.values["agree"]);
    acct_control& save = to.add(ACCT_CONTROL_BUTTON, "save", "Save");
    save.flags |= ACCT_FLAG_DEFAULT;
    save.tone = ACCT_TONE_PRIMARY;
    to.add(ACCT_CONTROL_BUTTON, "run", "Run");
    to.add(ACCT_CONTROL_BUTTON, "tell", "Tell").tone = ACCT_TONE_DESTRUCTIVE;
    if (state.values["name"] == "cancellable") {
        to.add(ACCT_CONTROL_BUTTON, "cancel", "Cancel").flags |= ACCT_FLAG_CANCEL;
    }
    if (state.progress >= 0) {
        acct_control& progress = to.add(ACCT_CONTROL_PROGRESS, "progress", "Running");
        progress.progress_done = static_cast<uint64_t>(state.progress);
        progress.progress_total = state.progress < 3 ? 0 : 6;
    }
    add_table(to, state.rows);
    to.add(ACCT_CONTROL_LINK, "portal", "Open the portal", "https://portal.example/help");
    to.add(ACCT_CONTROL_FILE, "list", "List", state.values["list"]);
    for (acct_control& control : to.controls) {
        if (view_of(control.id) == state.focus) {
            control.flags |= ACCT_FLAG_AUTOFOCUS;
        }
    }
}

acct_status ACCT_CALL list_pages(const acct_plugin*, void* context, acct_page_info_receiver receiver,
                                 acct_error*) {
    for (const auto& [id, title, description] : {std::array{"desk", "Desk", "Much of everything."},
                                                 std::array{"small", "Small", "Hardly anything."}}) {
        const acct_page_info info{sizeof(info), text_of(id), text_of(title), text_of(description)};
        receiver(context, &info);
    }
    return ACCT_OK;
}

acct_status ACCT_CALL open_page(const acct_plugin* plugin, acct_text id, acct_page* out, acct_error*) {
    Pages& pages = Pages::of(plugin);
    *out = ++pages.last_id;
    State& state = pages.open[*out];
    state.is_small = view_of(id) == "small";
    state.rows = view_of(id) == "long" ? very_many_rows : many_rows;
    return ACCT_OK;
}

acct_status ACCT_CALL close_page(const acct_plugin* plugin, acct_page page, acct_error*) {
    return Pages::of(plugin).open.erase(page) == 1 ? ACCT_OK : ACCT_ERROR_UNKNOWN_ID;
}

acct_status ACCT_CALL acquire(const acct_plugin* plugin, acct_page number, const acct_page_view** out,
                              acct_error*) {
    Pages& pages = Pages::of(plugin);
    const auto found = pages.open.find(number);
    if (found == pages.open.end()) {
        return ACCT_ERROR_UNKNOWN_ID;
    }
    State& state = found->second;
    auto made = std::make_unique<View>();
    fill(*made, state);
    acct_page_view& view = made->view;
    view.size = sizeof(view);
    view.view_id = ++pages.last_id;
    view.revision = state.revision;
    view.focus_serial = state.focus_serial;
    view.title = text_of(state.is_small ? "Small" : "Desk");
    view.flags = state.progress >= 0 ? ACCT_FLAG_BUSY : 0U;
    view.controls = made->control_list.data();
    view.control_count = static_cast<uint32_t>(made->control_list.size());
    *out = &view;
    pages.lent[view.view_id] = std::move(made);
    return ACCT_OK;
}

acct_status ACCT_CALL release(const acct_plugin* plugin, uint64_t view, acct_error*) {
    return Pages::of(plugin).lent.erase(view) == 1 ? ACCT_OK : ACCT_ERROR_UNKNOWN_ID;
}

acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page number, acct_text control,
                                acct_text value, acct_error* error) {
    Pages& pages = Pages::of(plugin);
    State& state = pages.open.at(number);
    const std::string id = string_of(control);
    if (id == "name" && value.size > 20) {
        return report(error,
                      {ACCT_ERROR_INVALID_VALUE, "TOO-LONG", "", "This name is too long.", "Shorten it."});
    }
    // Of a secret only its fingerprint is kept.
    state.values[id] = id == "pin" && value.size > 0 ? fingerprint(view_of(value)) : string_of(value);
    state.did = id + "=" + state.values[id];
    pages.changed(number);
    return ACCT_OK;
}

acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page number, acct_text control, acct_text row,
                               acct_text action, acct_error*) {
    Pages& pages = Pages::of(plugin);
    State& state = pages.open.at(number);
    const std::string id = string_of(control);
    state.did = "pressed " + id + (row.size > 0 ? ":" + string_of(row) + "/" + string_of(action) : "") +
                " pin " + state.values["pin"];
    if (id == "save") {
        const bool empty = state.values["name"].empty();
        state.name_error = empty ? "A name is missing." : "";
        state.focus = empty ? "name" : "agree";
        ++state.focus_serial;
        state.values["pin"].clear();
    } else if (id == "tell") {
        state.notice = hostile;
    } else if (id == "cancel") {
        state.values["name"].clear();
    } else if (id == "run" && state.progress < 0) {
        state.progress = 0;
        pages.tick();
    }
    pages.changed(number);
    return ACCT_OK;
}

void ACCT_CALL on_main_thread(const acct_plugin* plugin) {
    Pages& pages = Pages::of(plugin);
    for (auto& [number, state] : pages.open) {
        if (state.progress >= 0) {
            state.progress = state.progress == 6 ? -1 : state.progress + 1;
            state.did = state.progress < 0 ? "ran" : state.did;
            if (state.progress >= 0) {
                pages.tick();
            }
            pages.changed(number);
        }
    }
}

constexpr acct_settings_pages pages_table{sizeof(acct_settings_pages),
                                          &list_pages,
                                          &open_page,
                                          &close_page,
                                          &acquire,
                                          &release,
                                          &set_value,
                                          &activate};

acct_status ACCT_CALL init(const acct_plugin* plugin, acct_error*) {
    Pages::of(plugin).services.attach(Pages::of(plugin).host);
    return ACCT_OK;
}

void ACCT_CALL destroy(const acct_plugin* plugin) {
    Pages& pages = Pages::of(plugin);
    for (std::thread& thread : pages.threads) {
        thread.join();
    }
    pages.threads.clear();
}

const void* ACCT_CALL get_extension(const acct_plugin*, const char* id) {
    return std::string_view{id} == ACCT_EXT_SETTINGS_PAGE ? &pages_table : nullptr;
}

// Instances stay readable until the library goes.
std::vector<std::unique_ptr<Pages>>& instances() {
    static std::vector<std::unique_ptr<Pages>> all;
    return all;
}

uint32_t ACCT_CALL count() {
    return 1;
}

const acct_plugin_descriptor* ACCT_CALL descriptor(uint32_t index) {
    static const acct_plugin_descriptor only{sizeof(only),     text_of("test.pages"),
                                             text_of("Pages"), text_of("Tests"),
                                             text_of("1.0"),   text_of("For testing renderers.")};
    return index == 0 ? &only : nullptr;
}

acct_status ACCT_CALL create(const acct_host* host, acct_text, const acct_plugin** out, acct_error*) {
    auto made = std::make_unique<Pages>();
    made->host = host;
    made->plugin = {sizeof(acct_plugin), made.get(), &init, &destroy, &get_extension, &on_main_thread};
    *out = &made->plugin;
    instances().push_back(std::move(made));
    return ACCT_OK;
}

constexpr acct_plugin_factory factory{sizeof(acct_plugin_factory), &count, &descriptor, &create};

acct_status ACCT_CALL entry_init(acct_text, acct_error*) {
    return ACCT_OK;
}

void ACCT_CALL entry_deinit() {}

const void* ACCT_CALL get_factory(const char* id) {
    return std::string_view{id} == ACCT_PLUGIN_FACTORY_ID ? &factory : nullptr;
}

}  // namespace

ACCT_EXTERN_C ACCT_EXPORT const acct_plugin_entry acct_entry;
const acct_plugin_entry acct_entry{sizeof(acct_plugin_entry),
                                   0,
                                   {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0},
                                   &entry_init,
                                   &entry_deinit,
                                   &get_factory};
