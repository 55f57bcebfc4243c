// plugin_host.hpp - loads plugins, starts them, and keeps what was refused together with the reason.
#ifndef MUNIM_PLUGINS_PLUGIN_HOST_HPP
#define MUNIM_PLUGINS_PLUGIN_HOST_HPP

#include <filesystem>
#include <memory>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/loader/library.hpp"
#include "plugins/host_table.hpp"

namespace munim {

// One running plugin.
struct HostedPlugin {
    HostedPlugin(accounting::PluginInfo about, std::filesystem::path from, const HostOffer& offer)
        : info(std::move(about)), file(std::move(from)), table(offer, info.id) {}

    accounting::PluginInfo info;
    std::filesystem::path file;
    HostTable table;  // outlives the instance, which calls it until it is destroyed
    accounting::Instance instance;
};

// All functions on the main thread.
class PluginHost {
public:
    explicit PluginHost(const HostOffer& offer) : offer_(offer) {}
    PluginHost(const PluginHost&) = delete;
    PluginHost& operator=(const PluginHost&) = delete;
    ~PluginHost() { close(); }

    void load(const std::vector<std::filesystem::path>& files);
    void discover(const std::vector<std::filesystem::path>& folders);

    const std::vector<std::unique_ptr<HostedPlugin>>& plugins() const noexcept { return plugins_; }
    const std::vector<Error>& refused() const noexcept { return refused_; }

    // Destroys the plugins, the last started first.
    void close() noexcept;

private:
    void start(const accounting::Library& library);
    void refuse(Error why);

    const HostOffer& offer_;
    std::vector<std::unique_ptr<HostedPlugin>> plugins_;
    std::vector<Error> refused_;
};

}  // namespace munim

#endif  // MUNIM_PLUGINS_PLUGIN_HOST_HPP
