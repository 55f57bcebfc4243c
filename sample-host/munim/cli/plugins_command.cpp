// plugins_command.cpp - `munim plugins`: what was loaded, what was refused and why.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"

namespace munim {

int list_plugins(const Arguments&, const Output& output, Workplace& place) {
    JsonWriter json;
    json.begin_object().key("plugins").begin_array();
    std::vector<std::vector<std::string>> rows{{"PLUGIN", "VERSION", "MADE BY", "ID", "FILE"}};
    for (const auto& plugin : place.plugins().plugins()) {
        const accounting::PluginInfo& info = plugin->info;
        json.begin_object()
            .member("id", info.id)
            .member("name", info.name)
            .member("vendor", info.vendor)
            .member("version", info.version)
            .member("description", info.description)
            .member("file", plugin->file.string())
            .end_object();
        rows.push_back({printable(info.name), printable(info.version), printable(info.vendor),
                        printable(info.id), printable(plugin->file.string())});
    }
    json.end_array().key("refused").begin_array();
    std::string refused;
    for (const Error& why : place.plugins().refused()) {
        json.begin_object()
            .member("code", why.code)
            .member("message", why.message)
            .member("next_step", why.next_step)
            .end_object();
        refused += "\n" + printable(why.message) + "\n  " + printable(why.next_step) + "\n";
    }
    json.end_array().end_object();
    const std::string loaded = rows.size() > 1 ? aligned(rows) : "No plugin is loaded.\n";
    return output.success(json.take(), loaded + refused);
}

}  // namespace munim
