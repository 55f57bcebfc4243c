// rules.cpp - see rules.hpp.
#include "rules.hpp"

#include <algorithm>

namespace accounting::host_check {
namespace {

constexpr std::string_view by_loading = "It is judged as soon as the host loads and starts a plugin.";
constexpr std::string_view by_offering = "It is judged when the host offers this service.";
constexpr std::string_view by_page = "Open the page \"Host check\" in the host.";
constexpr std::string_view by_ending = "End the host in its usual way.";

}  // namespace

const std::vector<Rule>& all_rules() {
    static const std::vector<Rule> rules{
        // ---- finding and starting a plugin
        {"life.path", "init is told the absolute path of the library that was loaded", "plugin.h, entry.init",
         "Pass the absolute path with which the library was loaded.", by_loading},
        {"life.order", "a plugin is created, started once, used, and destroyed, in this order", "plugin.h",
         "Follow the order at the head of plugin.h; after destroy nothing but deinit is called.", by_loading},
        {"life.end",
         "every instance is destroyed and every init undone by one deinit before the program ends",
         "plugin.h", "Call destroy for each instance and deinit once for each init, then unload.", by_ending},
        {"life.thread", "what is tagged [main-thread] is called on the thread that called the plugin's init",
         "abi.h, rule 6", "Hand such calls over to the thread of the user interface.", by_loading},
        // ---- the host's table
        {"host.table",
         "the host's table has its size, the ABI's version, and a name, vendor and version in UTF-8",
         "host.h",
         "Fill acct_host: size = sizeof(acct_host), abi_version = ACCT_ABI_MAJOR.ACCT_ABI_MINOR, texts.",
         by_loading},
        {"host.constant", "the host's table and those of its services stay as they are until destroy",
         "host.h", "Keep the tables in memory that lives longer than the plugin, and do not write to them.",
         by_ending},
        {"host.unknown_service", "a service that the host does not know is answered with NULL",
         "host.h, get_extension",
         "Compare the whole id, its version included, and answer NULL for every other.", by_loading},
        // ---- the main thread
        {"main.called", "after request_main_thread the host calls on_main_thread soon",
         "host.h, request_main_thread",
         "Post a task to the event loop that calls on_main_thread; also when the request comes from another "
         "thread.",
         "It is judged when the host has request_main_thread."},
        {"main.not_inside", "on_main_thread is not called from inside request_main_thread",
         "host.h, request_main_thread", "Post the call instead of making it.",
         "It is judged when the host has request_main_thread."},
        // ---- services
        {"service.size",
         "a service's table has a size that covers its functions, and the functions are there",
         "abi.h, rule 2", "Set size to sizeof the table, and fill every function.", by_loading},
        {"service.storage", "the data folder is an absolute path in UTF-8, the same at every call",
         "host_services.h, acct.host.storage/1",
         "Tell the absolute path of a folder that is this plugin's own.", by_offering},
        {"service.storage_private", "others have no rights on the data folder",
         "host_services.h, acct.host.storage/1", "Make the folder with mode 0700.", by_offering},
        {"service.entities",
         "companies are told as they are in the books: GSTIN and company in UTF-8, GSTIN not empty",
         "host_entities.h", "Skip registrations that have no number yet, and convert texts to UTF-8.",
         by_offering},
        {"service.locale",
         "the language is a tag of BCP 47, and the offset from UTC between -14 and 14 hours",
         "host_services.h, acct.host.locale/1", "Tell \"en-IN\", \"hi-IN\", …, and minutes east of UTC.",
         by_offering},
        {"service.unlock_secret",
         "the unlock secret is 32 bytes, the same for the same vault, another for another vault",
         "host_services.h, acct.host.unlock-secret/1",
         "Make 32 random bytes for each vault id, keep them by that id, and answer ACCT_ERROR_NOT_FOUND if "
         "create is 0.",
         by_offering},
        {"service.unlock_secret_apart", "the unlock secret is kept apart from the plugin's data folder",
         "host_services.h, acct.host.unlock-secret/1",
         "Keep the secret in a keyring, or in a protected file elsewhere: who copies the data folder must "
         "not get it.",
         by_offering},
        {"service.network",
         "a proxy is an address that begins with http://, or empty; a file of authorities is there",
         "host_services.h, acct.host.network/1",
         "Tell \"http://host:port\" or nothing, and the absolute path of a PEM file.", by_offering},
        {"service.error",
         "a service that fails fills the acct_error it is given: the same status, and a message",
         "abi.h, rule 7", "Fill status and message of the acct_error; the plugin shows or logs them.",
         "It is judged when a service of the host fails."},
        {"service.receiver", "a receiver is called on the same thread, before the function returns",
         "abi.h, rule 4", "Call the receiver inside the function, once for each thing to tell.", by_loading},
        // ---- pages
        {"pages.known", "only pages that were opened are used", "settings_page.h",
         "Use the number that open gave, with the plugin that gave it.", by_page},
        {"pages.redrawn", "after a change was told, the host acquires the new view",
         "settings_page.h, changed",
         "Note the revision in changed, and acquire and draw when the event loop comes to it.",
         "Open the page \"Host check\" and press \"Change this page from another thread\"."},
        {"views.released", "views are given back: no more than 64 are on loan at a time",
         "settings_page.h, release", "Release each view with its view_id as soon as the next one is drawn.",
         by_page},
        {"views.released_once", "a view is given back once, by its own view_id", "settings_page.h, release",
         "Release each view_id exactly once.", by_page},
        {"views.untouched", "nothing is written to a view on loan", "settings_page.h",
         "Copy what you want to change.", by_page},
        {"values.known_control", "only controls of the page are set and pressed",
         "settings_page.h, set_value", "Pass the control's id as the view has it: acct_text, with its size.",
         by_page},
        {"values.kind", "what takes a value is set, what is a button, link or table action is pressed",
         "settings_page.h, the kinds of controls",
         "Look at the control's kind before you report what the user did.", by_page},
        {"values.enabled", "what is disabled is neither set nor pressed",
         "settings_page.h, ACCT_FLAG_ENABLED",
         "Draw controls, options and row actions without ACCT_FLAG_ENABLED as disabled.", by_page},
        {"values.utf8", "values are UTF-8", "abi.h, rule 3", "Convert what the user typed to UTF-8.",
         "Type something into each field of the page \"Host check\"."},
        {"values.option", "a choice is set to the id of one of its options",
         "settings_page.h, ACCT_CONTROL_CHOICE", "Pass the chosen option's id, not its label.",
         "Choose something on the page \"Host check\"."},
        {"values.checkbox", "a checkbox is set to \"1\" or \"0\"", "settings_page.h, ACCT_CONTROL_CHECKBOX",
         "Pass \"1\" when it is ticked and \"0\" when it is not.",
         "Tick the checkbox on the page \"Host check\"."},
        {"values.file", "a file is set by its absolute path", "settings_page.h, ACCT_CONTROL_FILE",
         "Pass the absolute path of what the user picked.", "Pick a file on the page \"Host check\"."},
        {"values.row", "a row's action is pressed by the ids of the row and of the action",
         "settings_page.h, activate",
         "Pass the row's id and the action's id; for buttons and links both are empty.",
         "Press an action in the table of the page \"Host check\"."},
        {"future.drawn",
         "a page of a newer plugin (unknown kinds, flags, tones, larger structs) does no harm",
         "abi.h, rule 2; EVOLUTION.md",
         "Draw an unknown kind as text, pass over unknown flags, look only at what you know.", by_page},
        {"host.survives", "the host ends by itself and not by a signal", "abi.h, rule 7",
         "Run the host under a debugger; the report says what the probe saw last.", by_ending},
    };
    return rules;
}

const Rule* rule_named(std::string_view name) {
    const auto& rules = all_rules();
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.name == name; });
    return found != rules.end() ? &*found : nullptr;
}

}  // namespace accounting::host_check
