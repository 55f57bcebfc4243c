// checks_order.cpp - calls at the wrong time: before init, a second init, after destroy.
#include "acct/cpp/result.hpp"
#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

// Every function of the tables of one instance, called with another one, which is not running.
void expect_wrong_state(Live& live, Desk& desk, const acct_plugin* with, const std::string& when) {
    for (const Function& function : all_functions()) {
        if (!function.exists(live.tables())) {
            continue;
        }
        Values values = desk.good(function);
        values.plugin = with;
        const Answer answer = call(live, function, values, when);
        if (answer.status != ACCT_ERROR_WRONG_STATE) {
            found({"abi.h, ACCT_ERROR_WRONG_STATE", "called " + call_name(function, when),
                   name_of(ACCT_ERROR_WRONG_STATE), name_of(answer.status),
                   "Look at the instance's state first in every function."});
        }
    }
}

void expect_no_extension(const acct_plugin* plugin, const std::string& when) {
    for (const char* id :
         {ACCT_EXT_SETTINGS_PAGE, ACCT_EXT_CREDENTIALS, ACCT_EXT_VAULT, ACCT_EXT_OPERATIONS}) {
        if (called("plugin.get_extension " + when, [&] { return plugin->get_extension(plugin, id); }) !=
            nullptr) {
            found({"plugin.h, get_extension", std::string("asked for ") + id + " " + when, "NULL", "a table",
                   ""});
        }
    }
}

void expect_init(const acct_plugin* plugin, const std::string& when) {
    ErrorBox error;
    const acct_status status =
        asked("plugin.init " + when, error, [&] { return plugin->init(plugin, error.at()); });
    if (status != ACCT_ERROR_WRONG_STATE) {
        found({"plugin.h, init", "called init " + when, name_of(ACCT_ERROR_WRONG_STATE), name_of(status),
               "Note that the instance was started, and that it has ended."});
    }
    (void)called("plugin.init(error NULL) " + when, [&] { return plugin->init(plugin, nullptr); });
}

// The functions' addresses come from a life before: an instance that was not started gives none.
void judge_before_init(const Context& context) {
    const Library library(context.library);
    Live first(library, context);
    first.start();
    Desk desk(first);
    first.destroy();
    Live live(library, context);
    if (!live.create()) {
        found({"plugin.h, destroy", "created an instance after the one before was destroyed", "ACCT_OK",
               name_of(ACCT_ERROR_BUSY), "Give up the place of an instance in destroy."});
        return;
    }
    const acct_plugin* plugin = live.plugin();
    expect_no_extension(plugin, "before init");
    called("plugin.on_main_thread before init", [&] { plugin->on_main_thread(plugin); });
    expect_wrong_state(first, desk, plugin, "before init");
    if (const acct_status status = live.init(); status != ACCT_OK) {
        found(
            {"plugin.h, init", "called functions too early, and then init", "ACCT_OK", name_of(status), ""});
    }
    live.destroy();
    // Ended before it began.
    Live other(library, context);
    if (other.create()) {
        const acct_plugin* unstarted = other.plugin();
        other.destroy();
        called("plugin.destroy again", [&] { unstarted->destroy(unstarted); });
    }
}

void judge_second_init(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    Desk desk(live);
    expect_init(live.plugin(), "a second time");
    if (desk.page != 0) {
        (void)live.look(desk.page);
    }
    for (const char* id : {"", "acct.settings-page/2", "acct.settings-page", "\xFF"}) {
        if (called("plugin.get_extension(an id that is none)",
                   [&] { return live.plugin()->get_extension(live.plugin(), id); }) != nullptr) {
            found({"plugin.h, get_extension", std::string("asked for the extension ") + in_quotes(id), "NULL",
                   "a table", "Compare the whole id."});
        }
    }
    for (const char* id : {ACCT_EXT_SETTINGS_PAGE, ACCT_EXT_VAULT}) {
        const auto ask = [&] { return live.plugin()->get_extension(live.plugin(), id); };
        if (called("plugin.get_extension", ask) != called("plugin.get_extension", ask)) {
            found({"plugin.h, get_extension", std::string("asked for ") + id + " twice",
                   "the same table: it is constant until destroy", "two tables", ""});
        }
    }
    live.destroy();
}

void judge_after_destroy(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    Desk desk(live);
    const acct_plugin* plugin = live.plugin();
    const std::string picture = desk.view != nullptr ? picture_of(*desk.view) : "";
    live.destroy();
    if (desk.view != nullptr && picture_of(*desk.view) != picture) {
        found({"plugin.h, destroy", "read a view that was on loan when destroy was called",
               "it stays readable until deinit", "it has changed",
               "Keep lent views until the library ends."});
    }
    expect_no_extension(plugin, "after destroy");
    expect_wrong_state(live, desk, plugin, "after destroy");
    called("plugin.on_main_thread after destroy", [&] { plugin->on_main_thread(plugin); });
    called("plugin.destroy again", [&] { plugin->destroy(plugin); });
    expect_init(plugin, "after destroy");
    if (desk.view != nullptr && picture_of(*desk.view) != picture) {
        found({"plugin.h, destroy", "read a view that was on loan when destroy was called",
               "it stays readable until deinit", "it has changed",
               "Keep lent views until the library ends."});
    }
}

}  // namespace

void add_order_checks(Checks& to) {
    to.push_back({"order.before-init", "before plugin->init every call is answered", Scope::plugin,
                  &judge_before_init});
    to.push_back({"order.second-init", "a second init is refused, and changes nothing", Scope::plugin,
                  &judge_second_init});
    to.push_back({"order.after-destroy", "after destroy every call is answered, and lent views stay",
                  Scope::plugin, &judge_after_destroy});
}

}  // namespace accounting::check
