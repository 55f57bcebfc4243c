// host.cpp - a host that looks for plugins where they are installed, starts each, and prints one line about
// it: its id and the titles of its settings pages.
#include <cstdio>

#include "acct/cpp/host.hpp"
#include "acct/loader/library.hpp"

namespace {

const void* ACCT_CALL no_service(const acct_host*, const char*) {
    return nullptr;
}

int failed(const accounting::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.message.c_str(), error.next_step.c_str());
    return 1;
}

}  // namespace

int main() {
    acct_host host{};
    host.size = sizeof(host);
    host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.name = accounting::text_of("Consumer");
    host.get_extension = &no_service;

    const auto found = accounting::discover(accounting::search_path("CONSUMER_PLUGIN_PATH"));
    for (const accounting::Error& refused : found.refused) {
        return failed(refused);
    }
    for (const accounting::Library& library : found.libraries) {
        for (const accounting::PluginInfo& info : library.plugins()) {
            auto plugin = library.create(&host, info.id);
            if (!plugin) {
                return failed(plugin.error());
            }
            if (const auto started = plugin->init(); !started) {
                return failed(started.error());
            }
            std::printf("%s:", info.id.c_str());
            for (const accounting::PageInfo& page : accounting::SettingsPages{*plugin}.list()) {
                std::printf(" [%s]", page.title.c_str());
            }
            std::printf("\n");
        }
    }
    return 0;
}
