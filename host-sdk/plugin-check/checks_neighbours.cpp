// checks_neighbours.cpp - a host that uses OpenSSL and Poco itself, and begins and ends with them around the
// plugin.
#include <dlfcn.h>

#include <filesystem>

#include "checks.hpp"
#include "functions.hpp"
#include "neighbour.h"
#include "walk.hpp"

namespace accounting::check {
namespace {

void use(Live& live, unsigned seed) {
    Walk(live, seed).everywhere(20);
    Desk desk(live);
    for (const Function& function : all_functions()) {
        const std::string_view name = function.name;
        if (function.exists(live.tables()) && (name == "credentials.verify" || name == "vault.ways_in")) {
            (void)call(live, function, desk.good(function), "beside a host that uses OpenSSL and Poco");
            live.settle();
        }
    }
}

void judge_neighbour(const Context& context) {
    // Beside this program where it was built, in a folder of its own where it is installed.
    const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    std::filesystem::path file = here / ACCT_CHECK_NEIGHBOUR_FILE;
    if (!std::filesystem::exists(file)) {
        file = here / ACCT_CHECK_NEIGHBOUR_FOLDER / ACCT_CHECK_NEIGHBOUR_FILE;
    }
    if (!std::filesystem::exists(file)) {
        skip("this acct-plugin-check was built without Poco and OpenSSL");
    }
    void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        skip("the neighbour does not load: " + loader_words());
    }
    const auto& neighbour =
        *static_cast<const acct_check_neighbour*>(::dlsym(handle, ACCT_CHECK_NEIGHBOUR_SYMBOL));
    const auto expect_whole = [&neighbour](const char* when) {
        const Note note(std::string("the host's own OpenSSL and Poco, ") + when);
        if (const char* broken = neighbour.broken()) {
            found({"plugin.h, deinit", std::string("used OpenSSL and Poco in the host, ") + when,
                   "the plugin leaves the host's libraries as they are", broken,
                   "Touch no process-wide state: no default SSL context, no uninitialising of what others "
                   "use."});
        }
    };
    // The host's SSL is there before the plugin and after it.
    neighbour.begin();
    {
        const Library library(context.library);
        Live live(library, context);
        live.start();
        expect_whole("while the plugin is loaded");
        live.fill();
        use(live, context.seed);
        expect_whole("after the plugin was used");
        live.destroy();
        expect_whole("after destroy");
    }
    expect_whole("after the plugin was unloaded");
    // It ends while the plugin works, and begins again.
    {
        const Library library(context.library);
        Live live(library, context);
        live.start();
        live.fill();
        {
            const Note note("the host uninitialises its own OpenSSL and Poco");
            neighbour.end();
        }
        use(live, context.seed);
        neighbour.begin();
        use(live, context.seed);
        live.destroy();
        expect_whole("after a second life of the plugin");
    }
    expect_whole("after the plugin was unloaded again");
    const Note note("the host uninitialises its own OpenSSL and Poco, after the plugin was unloaded");
    neighbour.end();
}

}  // namespace

void add_neighbour_checks(Checks& to) {
    to.push_back({"neighbours.poco", "beside a host that uses OpenSSL and Poco, and ends them", Scope::plugin,
                  &judge_neighbour});
}

}  // namespace accounting::check
