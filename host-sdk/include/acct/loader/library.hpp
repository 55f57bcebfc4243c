// library.hpp - finds, checks and loads plugin libraries for a host, with Boost.DLL.
//
//     auto library = accounting::Library::load("libtijori.so");  // or, all of them:
//     auto found = accounting::discover(accounting::search_path("MYPROGRAM_PLUGIN_PATH"));
//     auto plugin = library->create(host_table, "in.tijori.credentials");  // accounting::Instance
//     plugin->init();
//
// A library is unloaded only after every Instance that came from it, and every Library object, is gone; one
// that asks to stay resident (ACCT_ENTRY_KEEP_RESIDENT) is never unloaded.
#ifndef ACCT_LOADER_LIBRARY_HPP
#define ACCT_LOADER_LIBRARY_HPP

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/plugin.h"

namespace accounting {

struct PluginInfo {
    std::string id;
    std::string name;
    std::string vendor;
    std::string version;
    std::string description;
};

// A loaded plugin library whose entry was found, is of our ABI, and was initialised.
class Library {
public:
    // Loads one file. The error says which file and why it was refused: not there, not a library, no entry,
    // another ABI, or its own init failing. Any thread.
    static Result<Library> load(const std::filesystem::path& file);

    // The plugins that the library holds.
    std::vector<PluginInfo> plugins() const;

    // Makes an instance; the caller inits it. `host` must outlive the instance.
    Result<Instance> create(const acct_host* host, std::string_view plugin_id) const;

    const std::filesystem::path& file() const noexcept;

private:
    struct Loaded;
    explicit Library(std::shared_ptr<const Loaded> loaded) noexcept;
    std::shared_ptr<const Loaded> loaded_;
};

// What a search found: the libraries that loaded, and for every other candidate why it was refused.
struct Discovery {
    std::vector<Library> libraries;
    std::vector<Error> refused;
};

// Where plugins are looked for, in this order: the folders listed in the environment variable `path_variable`
// (separated by ':'), the user's folder ($XDG_DATA_HOME/accounting-plugins, by default
// ~/.local/share/accounting-plugins), the system's folders: accounting-plugins in the library folder of the
// loader's own installation, in /usr/local/lib, in /usr/lib/<architecture> where the system has such folders
// (Debian: /usr/lib/x86_64-linux-gnu/accounting-plugins), and in /usr/lib. An empty name means no variable.
std::vector<std::filesystem::path> search_path(const std::string& path_variable);

// Loads every shared library directly in these folders. Of two libraries that hold a plugin of the same id
// the one found first is kept and the other refused with that reason. A folder that does not exist is passed
// over.
Discovery discover(const std::vector<std::filesystem::path>& folders);

}  // namespace accounting

#endif  // ACCT_LOADER_LIBRARY_HPP
