// places.hpp - where Munim keeps its things and looks for plugins, following the XDG base directory rules.
#ifndef MUNIM_BASE_PLACES_HPP
#define MUNIM_BASE_PLACES_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace munim {

// An environment variable; nothing if it is not set or empty.
std::optional<std::string> environment(const char* name);

// ${XDG_DATA_HOME:-~/.local/share}/munim
std::filesystem::path default_data_folder();

// ${XDG_CONFIG_HOME:-~/.config}/munim/vault-keys: apart from the data folder, so that a copy of the data
// folder (a backup, a stolen disk image of it) does not hold its own key.
std::filesystem::path default_key_folder();

// The search path of the host SDK, then "lib" beside the folder of the running executable.
std::vector<std::filesystem::path> plugin_folders();

}  // namespace munim

#endif  // MUNIM_BASE_PLACES_HPP
