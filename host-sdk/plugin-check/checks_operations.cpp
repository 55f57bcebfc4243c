// checks_operations.cpp - operations: each completes exactly once, also when it is cancelled or the instance
// ends.
#include <thread>

#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

// Starts whatever starts; how many did.
int start_all(Live& live, Desk& desk, const std::function<void()>& then = {}) {
    int running = 0;
    for (const Function& function : all_functions()) {
        if (function.starts_operation() && function.exists(live.tables())) {
            Values values = desk.good(function);
            values.then = then;
            running += call(live, function, values, "").status == ACCT_OK ? 1 : 0;
        }
    }
    return running;
}

void expect_some(int running) {
    if (running == 0) {
        skip("no operation starts without a network or a vault");
    }
}

void expect_ended(Live& live, acct_operation operation) {
    if (live.tables().operations == nullptr || operation == 0) {
        return;
    }
    ErrorBox error;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    const acct_operations& operations = *live.tables().operations;
    const acct_status cancelled = asked("operations.cancel(one that has completed)", error, [&] {
        return operations.cancel(live.plugin(), operation, error.at());
    });
    const acct_status progress = called("operations.progress(one that has completed)", [&] {
        return operations.progress(live.plugin(), operation, &done, &total, nullptr);
    });
    if (cancelled != ACCT_ERROR_UNKNOWN_ID || progress != ACCT_ERROR_UNKNOWN_ID) {
        found({"operations.h, cancel", "called cancel and progress for an operation that has completed",
               name_of(ACCT_ERROR_UNKNOWN_ID), name_of(cancelled) + ", " + name_of(progress), ""});
    }
}

void judge_completion(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    int running = 0;
    for (const Function& function : all_functions()) {
        if (!function.starts_operation() || !function.exists(live.tables())) {
            continue;
        }
        const Answer answer = call(live, function, desk.good(function), "");
        if (answer.status == ACCT_OK) {
            ++running;
            if (live.tables().operations != nullptr) {
                std::uint64_t done = 0;
                std::uint64_t total = 0;
                const acct_status progress = called("operations.progress", [&] {
                    return live.tables().operations->progress(live.plugin(), answer.number, &done, &total,
                                                              nullptr);
                });
                if (progress != ACCT_OK || (total != 0 && done > total)) {
                    found({"operations.h, progress", "asked how far " + std::string(function.name) + " is",
                           "ACCT_OK, and not more done than there is",
                           name_of(progress) + ", " + std::to_string(done) + " of " + std::to_string(total),
                           ""});
                }
            }
            live.settle();
            expect_ended(live, answer.number);
        }
    }
    for (int i = 0; i < 20; ++i) {
        live.pump();
    }
    live.destroy();
    expect_some(running);
}

void judge_cancel(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    if (live.tables().operations == nullptr) {
        skip("the plugin has no " ACCT_EXT_OPERATIONS);
    }
    Desk desk(live);
    int running = 0;
    for (const Function& function : all_functions()) {
        if (!function.starts_operation() || !function.exists(live.tables())) {
            continue;
        }
        const Answer answer = call(live, function, desk.good(function), "");
        if (answer.status == ACCT_OK) {
            ++running;
            ErrorBox error;
            const acct_status status = asked("operations.cancel", error, [&] {
                return live.tables().operations->cancel(live.plugin(), answer.number, error.at());
            });
            if (status != ACCT_OK && answer.started->completed == 0) {
                found({"operations.h, cancel",
                       "cancelled " + std::string(function.name) + ", which had not completed", "ACCT_OK",
                       name_of(status), ""});
            }
        }
    }
    live.settle();
    live.destroy();
    expect_some(running);
}

void judge_destroy(const Context& context) {
    const Library library(context.library);
    int running = 0;
    for (const bool filled : {false, true}) {
        Live live(library, context);
        live.start();
        if (filled) {
            live.fill();
        }
        Desk desk(live);
        running += start_all(live, desk);
        live.destroy();
        // Nothing comes later.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        called("plugin.on_main_thread after destroy", [&] { live.plugin()->on_main_thread(live.plugin()); });
    }
    expect_some(running);
}

void judge_deinit(const Context& context) {
    Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    const int running = start_all(live, desk);
    live.delivering = true;
    library.deinit();
    live.delivering = false;
    live.was_ended();
    live.expect_completed("entry->deinit");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    library.close();
    expect_some(running);
}

void judge_destroy_inside(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);
    bool destroyed = false;
    const int running = start_all(live, desk, [&] {
        if (!destroyed) {
            destroyed = true;
            called("plugin.destroy inside a completion", [&] { live.plugin()->destroy(live.plugin()); });
        }
    });
    (void)live.pump_until([&] { return destroyed || running == 0; }, 20000);
    if (destroyed) {
        live.was_ended();
        live.expect_completed("plugin->destroy inside a completion");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    expect_some(running);
}

}  // namespace

void add_operation_checks(Checks& to) {
    to.push_back({"operations.complete", "each completes once, with words for a failure", Scope::plugin,
                  &judge_completion});
    to.push_back(
        {"operations.cancel", "one that is cancelled completes once, too", Scope::plugin, &judge_cancel});
    to.push_back({"operations.destroy", "destroy completes those under way, each once, before it returns",
                  Scope::plugin, &judge_destroy});
    to.push_back(
        {"operations.deinit", "the last deinit does, if an instance was left", Scope::plugin, &judge_deinit});
    to.push_back(
        {"operations.destroy-inside", "destroy inside a completion", Scope::plugin, &judge_destroy_inside});
}

}  // namespace accounting::check
