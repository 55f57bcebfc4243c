// checks_host.cpp - hosts that lack services, or whose services fail, are late, or are of another age.
#include <chrono>

#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"
#include "walk.hpp"

namespace accounting::check {
namespace {

// A short life with this host.
void live_with(const Context& context, const HostShape& shape, bool may_refuse) {
    const Library library(context.library);
    Live live(library, context, shape);
    if (!live.create()) {
        skip("the plugin serves no further host");
    }
    if (const acct_status status = live.init(); status != ACCT_OK) {
        if (!may_refuse) {
            found({"abi.h, rule 9", "started an instance", "ACCT_OK: every host service is optional",
                   name_of(status), "Have a fallback for each service; acct/cpp/host_services.hpp has one."});
        }
        live.destroy();  // the only call that is left
        return;
    }
    Walk(live, context.seed).everywhere(60);
    Desk desk(live);
    for (const Function& function : all_functions()) {
        // Without what derives keys: that takes its time, and asks the host for nothing.
        if (function.exists(live.tables()) && !function.has(Takes::secret) &&
            (function.thread == Thread::any || function.has(Takes::receiver))) {
            undo(live, function, call(live, function, desk.good(function), ""));
        }
    }
    live.settle();
    live.destroy();
}

// What waits for the host's key does not hold up the page.
void judge_late_key(const Context& context) {
    const Library library(context.library);
    HostShape shape;
    shape.manners[ACCT_EXT_HOST_UNLOCK_SECRET] = Manner::slow;
    Live live(library, context, shape);
    live.start();
    Desk desk(live);
    const auto began = std::chrono::steady_clock::now();
    auto longest = std::chrono::steady_clock::duration::zero();
    std::string slowest;
    while (longest < std::chrono::seconds(1) &&
           std::chrono::steady_clock::now() - began < std::chrono::seconds(2)) {
        for (const Function& function : all_functions()) {
            if (function.thread != Thread::main || !function.exists(live.tables()) ||
                function.has(Takes::view) || std::string_view(function.name) == "settings-page.close") {
                continue;
            }
            const auto before = std::chrono::steady_clock::now();
            const Answer answer = call(live, function, desk.good(function), "while the host's key is late");
            const auto took = std::chrono::steady_clock::now() - before;
            undo(live, function, answer);
            if (took > longest) {
                longest = took;
                slowest = function.name;
            }
        }
        live.pump(20);
    }
    if (longest > std::chrono::seconds(1)) {
        found({"abi.h, rule 6", "called [main-thread] functions while the host's unlock secret took 1.5 s",
               "nothing tagged [main-thread] waits",
               slowest + " took " +
                   std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(longest).count()) +
                   " ms",
               "Ask for the unlock secret on a thread of the plugin's own."});
    }
    live.settle();
    live.destroy();
}

std::string short_name(std::string_view service) {
    constexpr std::string_view before = "acct.host.";
    service.remove_prefix(before.size());
    return std::string(service.substr(0, service.find('/')));
}

}  // namespace

void add_host_checks(Checks& to) {
    HostShape nothing;
    nothing.with_services = false;
    HostShape silent;
    silent.with_requests = false;
    HostShape bare = nothing;
    bare.with_requests = false;
    HostShape none;
    for (const char* service : host_services) {
        none.manners[service] = Manner::missing;
    }
    const std::pair<const char*, HostShape> shapes[] = {{"host.no-get-extension", nothing},
                                                        {"host.no-requests", silent},
                                                        {"host.bare", bare},
                                                        {"host.no-services", none}};
    for (const auto& [name, shape] : shapes) {
        to.push_back({name, "a host without get_extension, request_main_thread, any service", Scope::plugin,
                      [shape = shape](const Context& context) { live_with(context, shape, false); }});
    }
    for (const char* service : host_services) {
        to.push_back({"host.without-" + short_name(service), std::string("a host without ") + service,
                      Scope::plugin, [service](const Context& context) {
                          live_with(context, {{{service, Manner::missing}}, true, true}, false);
                      }});
    }
    // Which manners make a difference depends on whether a service can fail, and whether it tells something.
    const auto with = [&to](const std::string& name, const std::string& what, const char* service,
                            std::vector<Manner> manners) {
        to.push_back({name + short_name(service), std::string(service) + ' ' + what, Scope::plugin,
                      [service, manners = std::move(manners)](const Context& context) {
                          for (const Manner manner : manners) {
                              const Note note(std::string("a host whose ") + service + " " +
                                              std::string(name_of(manner)));
                              // With a folder that is none, a plugin may refuse to start.
                              const bool may_refuse = std::string_view(service) == ACCT_EXT_HOST_STORAGE &&
                                                      manner != Manner::older && manner != Manner::newer;
                              live_with(context, {{{service, manner}}, true, true}, may_refuse);
                          }
                      }});
    };
    for (const char* service : host_services) {
        with("host.sizes-", "whose table is smaller, or larger", service, {Manner::older, Manner::newer});
    }
    for (const char* service : {ACCT_EXT_HOST_STORAGE, ACCT_EXT_HOST_ENTITIES, ACCT_EXT_HOST_LOCALE,
                                ACCT_EXT_HOST_NETWORK, ACCT_EXT_HOST_UNLOCK_SECRET}) {
        with("host.failing-", "that fails, without words, too", service, {Manner::refuses, Manner::silent});
        with("host.odd-", "that answers nonsense, or nothing", service, {Manner::nonsense, Manner::nothing});
    }
    with("host.failing-", "that fails, without words, too", ACCT_EXT_HOST_OPEN_URL,
         {Manner::refuses, Manner::silent});
    to.push_back({"host.late-unlock-secret", "the page goes on while the host's key is late", Scope::plugin,
                  &judge_late_key});
}

}  // namespace accounting::check
