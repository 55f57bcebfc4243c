// checks_threads.cpp - the tags [main-thread] and [any-thread].
#include <algorithm>
#include <thread>

#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

template <typename Work>
void elsewhere(Work&& work) {
    std::thread other([&] {
        try {
            work();
        } catch (const Stop&) {
            return;  // told
        }
    });
    other.join();
}

void judge_wrong_thread(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    Desk desk(live);
    live.settle();
    for (int i = 0; i < 20; ++i) {
        live.pump();
    }
    const std::string before = desk.page != 0 ? live.look(desk.page).picture : "";
    for (const Function& function : all_functions()) {
        if (function.thread != Thread::main || !function.exists(live.tables())) {
            continue;
        }
        elsewhere([&] {
            const Answer answer = call(live, function, desk.good(function), "on another thread");
            if (answer.status != ACCT_ERROR_WRONG_THREAD) {
                found({"abi.h, rule 6", "called " + call_name(function, "on another thread"),
                       name_of(ACCT_ERROR_WRONG_THREAD), name_of(answer.status),
                       "Note the thread in init, and compare it in each [main-thread] function."});
            }
        });
    }
    // Both have no status; they have no effect.
    elsewhere([&] {
        called("plugin.destroy on another thread", [&] { live.plugin()->destroy(live.plugin()); });
        called("plugin.on_main_thread on another thread",
               [&] { live.plugin()->on_main_thread(live.plugin()); });
    });
    if (desk.page != 0) {
        const acct_page_view* view = live.acquire(desk.page);
        if (view == nullptr) {
            found({"abi.h, rule 6",
                   "called [main-thread] functions on another thread, destroy and close among them",
                   "they have no effect", "the page is gone", ""});
        } else if (picture_of(*view) != before) {
            found({"abi.h, rule 6",
                   "called [main-thread] functions on another thread, set_value and activate among them",
                   "they have no effect", "the page has changed", ""});
        }
    } else if (live.tables().pages != nullptr) {
        (void)live.page_ids();
    }
    if (desk.view != nullptr && live.release(desk.view->view_id) != ACCT_OK) {
        found({"abi.h, rule 6",
               "gave a view back on another thread, which is refused, and then on the main thread",
               "ACCT_OK: the first had no effect", "a failure", ""});
    }
    live.destroy();
}

void judge_any_thread(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    std::vector<const Function*> functions;
    for (const Function& function : all_functions()) {
        if (function.thread == Thread::any && function.exists(live.tables())) {
            functions.push_back(&function);
        }
    }
    if (functions.empty()) {
        skip("the plugin has no [any-thread] functions");
    }
    constexpr int count = 4;
    std::atomic<int> at_work{count};
    std::vector<std::thread> modules;
    modules.reserve(count);
    for (int module = 0; module < count; ++module) {
        modules.emplace_back([&, module] {
            try {
                for (std::size_t i = 0; i < 3 * functions.size(); ++i) {
                    const Function& function =
                        *functions[(i + static_cast<std::size_t>(module) * 7) % functions.size()];
                    // Once from each thread is enough of what derives a key.
                    if (function.starts_operation() && i >= functions.size()) {
                        continue;
                    }
                    const Answer answer =
                        call(live, function, desk.good(function), "from several threads at once");
                    if (answer.status == ACCT_ERROR_WRONG_THREAD) {
                        found({"abi.h, rule 6", "called " + call_name(function, "on another thread"),
                               "an [any-thread] function is answered on any thread", name_of(answer.status),
                               ""});
                    }
                    undo(live, function, answer);
                }
            } catch (const Stop&) {
                --at_work;
                return;
            }
            --at_work;
        });
    }
    (void)live.pump_until([&] { return at_work == 0; }, 60000);
    for (std::thread& module : modules) {
        module.join();
    }
    live.settle();
    live.destroy();
}

// What has ended waits for the main thread, whatever other thread calls on_main_thread.
void judge_completions(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    Desk desk(live);
    int running = 0;
    for (const Function& function : all_functions()) {
        if (function.starts_operation() && function.exists(live.tables())) {
            running += call(live, function, desk.good(function), "").status == ACCT_OK ? 1 : 0;
        }
    }
    std::thread other([&] {
        const Note note("plugin.on_main_thread on another thread");
        for (int i = 0; i < 50; ++i) {
            (void)live.host().wait_for_request(2);
            live.plugin()->on_main_thread(live.plugin());
        }
    });
    other.join();
    // The requests were taken by the other thread.
    for (int i = 0; i < 100 && live.under_way() > 0; ++i) {
        live.delivering = true;
        called("plugin.on_main_thread", [&] { live.plugin()->on_main_thread(live.plugin()); });
        live.delivering = false;
        live.pump(20);
    }
    live.settle();
    live.destroy();
    if (running == 0) {
        skip("no operation starts without a network or a vault");
    }
}

}  // namespace

void add_thread_checks(Checks& to) {
    to.push_back({"threads.main", "[main-thread] functions refuse other threads, without an effect",
                  Scope::plugin, &judge_wrong_thread});
    to.push_back({"threads.any", "[any-thread] functions work from several threads at once", Scope::plugin,
                  &judge_any_thread});
    to.push_back({"threads.completions", "completions come on the main thread only", Scope::plugin,
                  &judge_completions});
}

}  // namespace accounting::check
