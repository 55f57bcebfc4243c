// checks_reentrance.cpp - calls into the plugin from inside its calls into the host.
#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"
#include "walk.hpp"

namespace accounting::check {
namespace {

// Calls everything that ends at once, from inside something; not again from within itself.
class Within {
public:
    Within(Live& live, Desk& desk) : live_(live), desk_(desk) {}

    void operator()() {
        if (inside_.exchange(true)) {
            return;
        }
        const bool main_thread = live_.is_main_thread();
        for (const Function& function : all_functions()) {
            const std::string_view name = function.name;
            if (!function.exists(live_.tables()) || (function.thread == Thread::main && !main_thread) ||
                function.starts_operation() || name == "vault.lock" || name == "settings-page.close" ||
                name == "settings-page.release" || name == "credentials.close_session" ||
                name == "credentials.unobserve") {
                continue;
            }
            const Answer answer = call(live_, function, desk_.good(function), "from within a callback");
            undo(live_, function, answer);
        }
        if (main_thread) {
            const bool before = live_.delivering.exchange(true);
            called("plugin.on_main_thread from within a callback",
                   [&] { live_.plugin()->on_main_thread(live_.plugin()); });
            live_.delivering = before;
        }
        ++times_;
        inside_ = false;
    }
    int times() const { return times_; }

private:
    Live& live_;
    Desk& desk_;
    std::atomic<bool> inside_{false};
    std::atomic<int> times_{0};
};

void judge_receivers(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    Within within(live, desk);
    for (const Function& function : all_functions()) {
        if (function.exists(live.tables()) && function.has(Takes::receiver)) {
            Values values = desk.good(function);
            values.then = [&] { within(); };
            undo(live, function, call(live, function, values, "a receiver that calls back"));
        }
    }
    live.settle();
    live.destroy();
    if (within.times() == 0) {
        skip("no receiver was called");
    }
}

void judge_completions(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    Within within(live, desk);
    int next = 0;
    for (const Function& function : all_functions()) {
        if (function.exists(live.tables()) && function.starts_operation()) {
            Values values = desk.good(function);
            values.then = [&] {
                within();
                if (++next <= 5) {
                    (void)call(live, function, desk.good(function), "from within a completion");
                }
            };
            (void)call(live, function, values, "a completion that calls back");
            live.settle();
        }
    }
    live.destroy();
    if (within.times() == 0) {
        skip("no operation starts without a network or a vault");
    }
}

void judge_changed(const Context& context) {
    const Library library(context.library);
    int told = 0;
    // Drawn at once; typed into, too; closed.
    for (int manner = 0; manner < 3; ++manner) {
        Live live(library, context);
        live.start();
        live.fill();
        Desk desk(live);
        if (desk.page == 0) {
            skip("the plugin has no page");
        }
        Within within(live, desk);
        bool inside = false;
        bool closed = false;
        live.host().on_changed = [&](acct_page page, std::uint64_t) {
            ++told;
            if (inside || closed) {
                return;
            }
            inside = true;
            if (manner == 0) {
                within();
                (void)live.look(page);
            } else if (manner == 1) {
                for (const SeenControl& control : live.look(page).controls) {
                    if (control.enabled() && control.takes_value()) {
                        (void)live.set(page, control.id, "1");
                    }
                }
            } else {
                closed = live.close(page) == ACCT_OK && page == desk.page;
            }
            inside = false;
        };
        for (int turn = 0; turn < 3 && !closed; ++turn) {
            for (const SeenControl& control : live.look(desk.page).controls) {
                if (closed || !control.enabled()) {
                    continue;
                }
                if (control.takes_value()) {
                    (void)live.set(desk.page, control.id, control.is_secret() ? "Check@Sample1" : "Check");
                } else if (control.is_pressed()) {
                    (void)live.press(desk.page, control.id);
                }
                live.pump();
            }
        }
        live.host().on_changed = nullptr;
        live.destroy();
    }
    if (told == 0) {
        skip("the plugin told of no change");
    }
}

// The host is closed in answer to a change.
void judge_destroy(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    bool destroyed = false;
    const auto destroy_once = [&](acct_page, std::uint64_t) {
        if (!destroyed) {
            destroyed = true;
            called("plugin.destroy inside changed", [&] { live.plugin()->destroy(live.plugin()); });
        }
    };
    for (const std::string& id : live.page_ids()) {
        const acct_page page = destroyed ? 0 : live.open(id);
        if (page == 0) {
            break;
        }
        const SeenView view = live.look(page);
        live.host().on_changed = destroy_once;
        for (const SeenControl& control : view.controls) {
            if (!destroyed && control.enabled() && control.takes_value()) {
                (void)live.set(page, control.id, control.kind == ACCT_CONTROL_CHECKBOX ? "1" : "Check");
            } else if (!destroyed && control.enabled() && control.is_pressed()) {
                (void)live.press(page, control.id);
            }
        }
        live.host().on_changed = nullptr;
    }
    if (!destroyed) {
        live.destroy();
        skip("the plugin told of no change");
    }
    live.was_ended();
    live.expect_completed("plugin->destroy inside changed");
}

void judge_services(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    Within within(live, desk);
    live.host().on_service = [&](std::string_view) { within(); };
    Walk walk(live, context.seed);
    walk.expect_surprises();
    walk.everywhere(40);
    for (const Function& function : all_functions()) {
        if (function.exists(live.tables()) && function.starts_operation()) {
            (void)call(live, function, desk.good(function), "");
        }
    }
    live.settle();
    live.host().on_service = nullptr;
    live.destroy();
    if (within.times() == 0) {
        skip("the plugin asked for no service");
    }
}

}  // namespace

void add_reentrance_checks(Checks& to) {
    to.push_back({"reentrance.receivers", "calls from inside receivers", Scope::plugin, &judge_receivers});
    to.push_back(
        {"reentrance.completions", "calls from inside completions", Scope::plugin, &judge_completions});
    to.push_back(
        {"reentrance.changed", "drawing, typing and closing inside changed", Scope::plugin, &judge_changed});
    to.push_back({"reentrance.destroy", "destroy inside changed", Scope::plugin, &judge_destroy});
    to.push_back(
        {"reentrance.services", "calls from inside the host's services", Scope::plugin, &judge_services, 2});
}

}  // namespace accounting::check
