// places.cpp - see places.hpp.
#include "base/places.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>

#include "acct/loader/library.hpp"

namespace munim {
namespace {

namespace fs = std::filesystem;

fs::path home() {
    if (const auto set = environment("HOME")) {
        return *set;
    }
    std::array<char, 4096> room{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr) {
        return found->pw_dir;
    }
    return "/";
}

// XDG says: a relative path in these variables is to be ignored.
fs::path base_folder(const char* variable, const char* below_home) {
    const auto set = environment(variable);
    return set && fs::path{*set}.is_absolute() ? fs::path{*set} : home() / below_home;
}

}  // namespace

std::optional<std::string> environment(const char* name) {
    // Read while the program starts, before other threads run.
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

fs::path default_data_folder() {
    return base_folder("XDG_DATA_HOME", ".local/share") / "munim";
}

fs::path default_key_folder() {
    return base_folder("XDG_CONFIG_HOME", ".config") / "munim" / "vault-keys";
}

std::vector<fs::path> plugin_folders() {
    std::vector<fs::path> folders = accounting::search_path("MUNIM_PLUGIN_PATH");
    std::error_code unreadable;
    const fs::path executable = fs::read_symlink("/proc/self/exe", unreadable);
    if (!unreadable) {
        const fs::path prefix = executable.parent_path().parent_path();
        // An installed Munim has all of the system's libraries there: loading each to see whether it is a
        // plugin would run foreign start-up code.
        const std::array<fs::path, 3> system_prefixes{"/", "/usr", "/usr/local"};
        if (std::find(system_prefixes.begin(), system_prefixes.end(), prefix) == system_prefixes.end()) {
            folders.push_back(prefix / "lib");
        }
    }
    return folders;
}

}  // namespace munim
