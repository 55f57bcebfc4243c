// plugin_host.cpp - see plugin_host.hpp.
#include "plugins/plugin_host.hpp"

#include <algorithm>
#include <string_view>

namespace munim {
namespace {

// The id names the plugin's folder, so it may not step out of its place.
bool is_plugin_id(std::string_view id) noexcept {
    return !id.empty() && id.size() <= 200 && id.front() != '.' &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
           });
}

}  // namespace

void PluginHost::refuse(Error why) {
    offer_.log.write(ACCT_LOG_ERROR, "munim", why.message);
    refused_.push_back(std::move(why));
}

void PluginHost::load(const std::vector<std::filesystem::path>& files) {
    for (const std::filesystem::path& file : files) {
        const auto library = accounting::Library::load(file);
        if (library) {
            start(*library);
        } else {
            refuse(library.error());
        }
    }
}

void PluginHost::discover(const std::vector<std::filesystem::path>& folders) {
    const accounting::Discovery found = accounting::discover(folders);
    for (const accounting::Library& library : found.libraries) {
        start(library);
    }
    for (const Error& why : found.refused) {
        refuse(why);
    }
}

void PluginHost::start(const accounting::Library& library) {
    for (const accounting::PluginInfo& info : library.plugins()) {
        const auto stop = [&](Error why) {
            why.message = "The plugin \"" + info.id + "\" of " + library.file().string() +
                          " was not started: " + why.message;
            refuse(std::move(why));
        };
        if (!is_plugin_id(info.id)) {
            stop(make_error(ACCT_ERROR_FAILED, "PLUGIN-ID", "its id is not a reverse domain name.",
                            "Ask the plugin's maker for a working build."));
            continue;
        }
        if (std::any_of(plugins_.begin(), plugins_.end(),
                        [&](const auto& other) { return other->info.id == info.id; })) {
            stop(make_error(ACCT_ERROR_EXISTS, "PLUGIN-DUPLICATE", "a plugin of this id is already running.",
                            "Name the plugin once only."));
            continue;
        }
        auto plugin = std::make_unique<HostedPlugin>(info, library.file(), offer_);
        auto instance = library.create(plugin->table.get(), info.id);
        if (!instance) {
            stop(instance.error());
            continue;
        }
        plugin->instance = std::move(*instance);
        plugin->table.attach(plugin->instance.get());
        const Status started = plugin->instance.init();
        if (!started) {
            plugin->table.detach();
            stop(started.error());
            continue;
        }
        offer_.log.write(
            ACCT_LOG_INFO, "munim",
            "Started " + info.id + " " + info.version + " from " + library.file().string() + ".");
        plugins_.push_back(std::move(plugin));
    }
}

void PluginHost::close() noexcept {
    while (!plugins_.empty()) {
        plugins_.back()->table.detach();
        plugins_.pop_back();
    }
}

}  // namespace munim
