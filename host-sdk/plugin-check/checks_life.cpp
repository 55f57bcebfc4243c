// checks_life.cpp - loading and unloading again and again leaves nothing behind; two instances live side by
// side.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "checks.hpp"
#include "functions.hpp"
#include "process_state.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

bool stays_resident(const Context& context) {
    const Library library(context.library, Library::Init::no);
    return (library.entry().flags & ACCT_ENTRY_KEEP_RESIDENT) != 0;
}

void one_life(const Context& context) {
    Library library(context.library);
    Live live(library, context);
    live.start();
    for (const std::string& id : live.page_ids()) {
        if (const acct_page page = live.open(id); page != 0) {
            (void)live.look(page);
            live.pump();
            (void)live.look(page);
            (void)live.close(page);
        }
    }
    live.destroy();
    library.close();
}

// The state, once threads that are ending have ended.
ProcessState settled_state(const ProcessState& wanted) {
    ProcessState state = process_state();
    for (int i = 0; i < 100 && (state.threads > wanted.threads || state.descriptors > wanted.descriptors);
         ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        state = process_state();
    }
    return state;
}

void judge_repeat(const Context& context) {
    // One arena: else threads take new ones for a while, and their mappings grow without a leak.
    (void)::mallopt(M_ARENA_MAX, 1);  // NOLINT(concurrency-mt-unsafe): no thread was started yet
    const bool resident = stays_resident(context);
    const unsigned rounds = std::max(context.repeat, 20U);
    // What the system's libraries, and this check itself, keep for good they take in the first rounds.
    const unsigned warm = std::clamp(rounds / 4, 10U, 50U);
    ProcessState before;
    for (unsigned round = 0; round < rounds; ++round) {
        const Note note("life " + std::to_string(round + 1) + " of " + std::to_string(rounds));
        one_life(context);
        if (!resident && is_mapped(context.library)) {
            found({"plugin.h, deinit", "unloaded the library after the last deinit",
                   "it leaves the process, or sets ACCT_ENTRY_KEEP_RESIDENT", "it is still mapped",
                   "Compile with -fno-gnu-unique, and link without -z nodelete."});
            return;
        }
        if (round + 1 == warm) {
            before = process_state();
        }
    }
    const ProcessState after = settled_state(before);
    const double lives = rounds - warm;
    const auto expect = [&](const char* what, std::size_t now, std::size_t then, double allowed,
                            const char* rule, const char* next) {
        const double each = (static_cast<double>(now) - static_cast<double>(then)) / lives;
        if (each > allowed) {
            found({rule,
                   "loaded, started, ended and unloaded the plugin " + std::to_string(rounds) + " times",
                   std::string("no more ") + what + " than after life " + std::to_string(warm) + " (" +
                       std::to_string(then) + ")",
                   std::to_string(now), next});
        }
    };
    expect("threads", after.threads, before.threads, 0, "plugin.h, deinit",
           "Join every thread in destroy or deinit.");
    expect("descriptors", after.descriptors, before.descriptors, 0, "plugin.h, deinit",
           "Close files and sockets in destroy.");
    expect("thread-specific keys", after.thread_keys, before.thread_keys, 0, "plugin.h, deinit",
           "Delete keys in deinit; thread_local objects with destructors may pin the library, too.");
    // One or two mappings may come of the allocator.
    expect("mappings", after.mappings, before.mappings, std::max(0.05, 4 / lives), "plugin.h, deinit",
           "Unmap what was mapped, and close what was loaded.");
    constexpr double bytes = 256;
    expect("bytes on the heap", after.heap, before.heap, std::max(bytes, 65536 / lives), "plugin.h, deinit",
           "Look for memory that is lost in each life: valgrind, or -fsanitize=address.");
}

// Two books in one process: the end of one is not the end of the other.
void judge_two(const Context& context) {
    const Library library(context.library);
    Context other_context = context;
    other_context.scratch = context.scratch / "other";
    Live live(library, context);
    Live other(library, other_context);
    live.start();
    if (!other.create()) {
        live.destroy();
        skip("the plugin serves one host at a time");
    }
    if (other.plugin() == live.plugin()) {
        found({"plugin.h, create", "created a second instance", "an instance of its own, or ACCT_ERROR_BUSY",
               "the first one again", "Answer ACCT_ERROR_BUSY if there can be but one."});
        return;
    }
    if (const acct_status status = other.init(); status != ACCT_OK) {
        found({"plugin.h, create", "started a second instance", "ACCT_OK", name_of(status),
               "Answer ACCT_ERROR_BUSY in create if there can be but one."});
    }
    Desk desk(live);
    {
        Desk other_desk(other);
        for (int i = 0; i < 10; ++i) {
            live.pump();
            other.pump();
        }
    }
    other.destroy();
    if (desk.page != 0) {
        (void)live.look(desk.page);
        if (live.close(desk.page) != ACCT_OK) {
            found({"plugin.h, create", "destroyed one of two instances", "the other goes on",
                   "its page is gone", ""});
        }
    }
    live.fill();
    live.destroy();
}

// An instance on a thread that is not the process's first; the next one on another.
void judge_other_thread(const Context& context) {
    const Library library(context.library);
    for (int i = 0; i < 2; ++i) {
        std::thread main_thread([&] {
            try {
                Live live(library, context);
                live.start();
                const Desk desk(live);
                if (desk.page != 0) {
                    (void)live.look(desk.page);
                }
                live.pump();
                live.destroy();
            } catch (const Stop&) {
                return;  // told
            }
        });
        main_thread.join();
    }
}

}  // namespace

void add_life_checks(Checks& to) {
    to.push_back({"life.two-instances", "two instances side by side", Scope::plugin, &judge_two});
    to.push_back({"life.other-thread", "the main thread is the one that called init, whichever it is",
                  Scope::plugin, &judge_other_thread});
    to.push_back({"life.repeat", "many lives leave no thread, descriptor, mapping or memory", Scope::plugin,
                  &judge_repeat, 10});
}

}  // namespace accounting::check
