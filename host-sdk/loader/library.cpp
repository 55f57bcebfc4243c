// library.cpp - the plugin loader. Boost.DLL maps and unmaps the file; what is checked before a plugin is
// trusted, and in which order things are released, is decided here.
#include "acct/loader/library.hpp"

// The system's folders, separated by ':'; the build says which they are on its system.
#ifndef ACCT_SYSTEM_PLUGIN_FOLDERS
#define ACCT_SYSTEM_PLUGIN_FOLDERS "/usr/local/lib/accounting-plugins:/usr/lib/accounting-plugins"
#endif

#if defined(__ELF__)
#include <dlfcn.h>
#include <link.h>
#endif

// Boost.DLL with the standard library's paths: nothing of Boost is left to link.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace accounting {
namespace {

namespace fs = std::filesystem;

Error refused(const fs::path& file, std::string code, const std::string& why, std::string next_step) {
    return Error{ACCT_ERROR_FAILED, std::move(code), "",
                 "The plugin " + file.string() + " was not loaded: " + why, std::move(next_step)};
}

std::string version_text(const acct_version& version) {
    return std::to_string(version.major) + "." + std::to_string(version.minor);
}

// True if the file ends before the parts that would be mapped, as after a copy that was interrupted. The
// system's loader does not check this, and the process dies as soon as it touches what is missing.
bool is_cut_off(const fs::path& file) {
#if defined(__ELF__)
    std::error_code unreadable;
    const std::uintmax_t size = fs::file_size(file, unreadable);
    std::ifstream in(file, std::ios::binary);
    ElfW(Ehdr) head{};
    if (unreadable || !in.read(reinterpret_cast<char*>(&head), sizeof(head)) ||
        std::string_view(reinterpret_cast<const char*>(head.e_ident), SELFMAG) != ELFMAG ||
        head.e_phentsize != sizeof(ElfW(Phdr))) {
        return false;  // no library at all: the system says so
    }
    in.seekg(static_cast<std::streamoff>(head.e_phoff));
    for (unsigned i = 0; i < head.e_phnum; ++i) {
        ElfW(Phdr) part{};
        if (!in.read(reinterpret_cast<char*>(&part), sizeof(part)) ||
            (part.p_type == PT_LOAD && (part.p_offset > size || part.p_filesz > size - part.p_offset))) {
            return true;
        }
    }
#else
    static_cast<void>(file);
#endif
    return false;
}

// Boost.DLL's error says the same of every failure; the system knows which library is missing, say.
std::string system_reason(const std::error_code& failure) {
#if defined(__ELF__)
    // POSIX lets it be one text for all threads; where we run, each thread has its own.
    const char* reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe)
    if (reason != nullptr) {
        return reason;
    }
#endif
    return failure.message();
}

// Boost.DLL has no release(): a copy that lives for ever, also after static objects are destroyed, keeps the
// file mapped.
void keep_mapped(const boost::dll::shared_library& library) {
    static std::mutex mutex;
    static auto* const kept = new std::vector<boost::dll::shared_library>;
    const std::lock_guard lock(mutex);
    kept->push_back(library);
}

}  // namespace

// The library and its one init. Destroyed last: Instances hold a shared_ptr to it.
struct Library::Loaded {
    boost::dll::shared_library library;
    fs::path file;
    const acct_plugin_entry* entry = nullptr;
    const acct_plugin_factory* factory = nullptr;
    bool initialised = false;

    Loaded() = default;
    Loaded(const Loaded&) = delete;
    Loaded& operator=(const Loaded&) = delete;
    ~Loaded() {
        if (!initialised) {
            return;
        }
        const bool resident = (entry->flags & ACCT_ENTRY_KEEP_RESIDENT) != 0;
        entry->deinit();
        if (resident) {
            keep_mapped(library);
        }
    }
};

Library::Library(std::shared_ptr<const Loaded> loaded) noexcept : loaded_(std::move(loaded)) {}

Result<Library> Library::load(const fs::path& file) {
    auto loaded = std::make_shared<Loaded>();
    std::error_code not_there;
    loaded->file = fs::absolute(file, not_there);
    if (!fs::exists(loaded->file, not_there)) {
        return refused(loaded->file, "PLUGIN-MISSING", "there is no such file.",
                       "Check the path, or install the plugin.");
    }
    if (is_cut_off(loaded->file)) {
        return refused(loaded->file, "PLUGIN-NOT-LOADABLE", "the file is not complete.",
                       "Install the plugin again.");
    }
    std::error_code failure;
    loaded->library.load(loaded->file, failure,
                         boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (failure) {
        return refused(loaded->file, "PLUGIN-NOT-LOADABLE",
                       "the system cannot load it as a library, or a library that it needs is missing (" +
                           system_reason(failure) + ").",
                       "Run `ldd` on the file to see what is missing, or install the plugin again.");
    }
    if (!loaded->library.has(ACCT_ENTRY_SYMBOL)) {
        return refused(loaded->file, "PLUGIN-NO-ENTRY",
                       "it is a library, but not an accounting plugin (it exports no \"" ACCT_ENTRY_SYMBOL
                       "\").",
                       "Remove it from the plugin folder, or give the path of the right file.");
    }
    const auto* entry = &loaded->library.get<const acct_plugin_entry>(ACCT_ENTRY_SYMBOL);
    if (entry->size < first_size<acct_plugin_entry>) {
        return refused(loaded->file, "PLUGIN-ENTRY-TOO-SMALL", "its entry is smaller than the ABI asks.",
                       "Ask the plugin's maker for a build against the released headers.");
    }
    if (entry->abi_version.major != ACCT_ABI_MAJOR) {
        return refused(loaded->file, "PLUGIN-OTHER-ABI",
                       "it was built for plugin ABI " + version_text(entry->abi_version) +
                           ", this program speaks " + std::to_string(ACCT_ABI_MAJOR) + "." +
                           std::to_string(ACCT_ABI_MINOR) + ".",
                       "Install a version of the plugin for this program.");
    }
    if (entry->init == nullptr || entry->deinit == nullptr || entry->get_factory == nullptr) {
        return refused(loaded->file, "PLUGIN-ENTRY-INCOMPLETE", "its entry lacks functions.",
                       "Ask the plugin's maker for a working build.");
    }
    acct_error error = empty_error();
    const std::string path = loaded->file.string();
    if (const acct_status status = entry->init(text_of(path), &error); status != ACCT_OK) {
        Error why = error_from(error, status);
        why.message = "The plugin " + path + " refused to start: " + why.message;
        return why;
    }
    loaded->entry = entry;
    loaded->initialised = true;
    loaded->factory = static_cast<const acct_plugin_factory*>(entry->get_factory(ACCT_PLUGIN_FACTORY_ID));
    if (loaded->factory == nullptr || loaded->factory->size < first_size<acct_plugin_factory>) {
        return refused(loaded->file, "PLUGIN-NO-FACTORY", "it offers no plugin factory.",
                       "Ask the plugin's maker for a working build.");
    }
    return Library{std::move(loaded)};
}

std::vector<PluginInfo> Library::plugins() const {
    std::vector<PluginInfo> found;
    const uint32_t count = loaded_->factory->count();
    for (uint32_t index = 0; index < count; ++index) {
        const acct_plugin_descriptor* descriptor = loaded_->factory->descriptor(index);
        if (descriptor != nullptr && descriptor->size >= first_size<acct_plugin_descriptor>) {
            found.push_back({string_of(descriptor->id), string_of(descriptor->name),
                             string_of(descriptor->vendor), string_of(descriptor->version),
                             string_of(descriptor->description)});
        }
    }
    return found;
}

Result<Instance> Library::create(const acct_host* host, std::string_view plugin_id) const {
    const acct_plugin* plugin = nullptr;
    acct_error error = empty_error();
    const acct_status status = loaded_->factory->create(host, text_of(plugin_id), &plugin, &error);
    if (status != ACCT_OK) {
        return error_from(error, status);
    }
    if (plugin == nullptr || plugin->size < first_size<acct_plugin>) {
        return refused(loaded_->file, "PLUGIN-NO-INSTANCE", "it answered success without an instance.",
                       "Ask the plugin's maker for a working build.");
    }
    return Instance{plugin, loaded_};
}

const fs::path& Library::file() const noexcept {
    return loaded_->file;
}

std::vector<fs::path> search_path(const std::string& path_variable) {
    std::vector<fs::path> folders;
    // getenv is safe here: a host looks for plugins before it starts threads that change the environment.
    const auto environment = [](const std::string& name) {
        const char* value =
            name.empty() ? nullptr : std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        return std::string{value != nullptr ? value : ""};
    };
    const auto add_list = [&](std::string_view list) {
        for (std::size_t begin = 0; begin < list.size();) {
            const std::size_t end = std::min(list.find(':', begin), list.size());
            if (end > begin) {
                folders.emplace_back(list.substr(begin, end - begin));
            }
            begin = end + 1;
        }
    };
    add_list(environment(path_variable));
    const std::string data_home = environment("XDG_DATA_HOME");
    const std::string home = environment("HOME");
    if (!data_home.empty()) {
        folders.push_back(fs::path(data_home) / "accounting-plugins");
    } else if (!home.empty()) {
        folders.push_back(fs::path(home) / ".local/share/accounting-plugins");
    }
    add_list(ACCT_SYSTEM_PLUGIN_FOLDERS);
    return folders;
}

Discovery discover(const std::vector<fs::path>& folders) {
    Discovery discovery;
    std::set<std::string> known;
    for (const fs::path& folder : folders) {
        std::error_code unreadable;
        std::set<fs::path> files;  // sorted: the order does not depend on the file system
        for (fs::directory_iterator file(folder, unreadable), end; !unreadable && file != end;
             file.increment(unreadable)) {
            if (file->path().extension() == boost::dll::shared_library::suffix().string()) {
                files.insert(file->path());
            }
        }
        for (const fs::path& file : files) {
            Result<Library> library = Library::load(file);
            if (!library) {
                discovery.refused.push_back(library.error());
                continue;
            }
            bool taken = false;
            for (const PluginInfo& plugin : library->plugins()) {
                if (!known.insert(plugin.id).second) {
                    taken = true;
                    discovery.refused.push_back(
                        refused(file, "PLUGIN-DUPLICATE",
                                "the plugin \"" + plugin.id + "\" was already found elsewhere.",
                                "Remove one of the two files."));
                }
            }
            if (!taken) {
                discovery.libraries.push_back(std::move(*library));
            }
        }
    }
    return discovery;
}

}  // namespace accounting
