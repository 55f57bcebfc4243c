// library.hpp - a plugin library as the system's loader gives it. The SDK's own loader refuses and repairs
// what is to be judged here, so it is not used.
#ifndef ACCT_PLUGIN_CHECK_LIBRARY_HPP
#define ACCT_PLUGIN_CHECK_LIBRARY_HPP

#include <filesystem>
#include <string>

#include "acct/plugin.h"

namespace accounting::check {

// Loaded and, unless told otherwise, initialised. Where that fails it tells a finding and ends the check.
class Library {
public:
    enum class Init { yes, no };
    explicit Library(const std::filesystem::path& file, Init init = Init::yes);
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library();

    const acct_plugin_entry& entry() const noexcept { return *entry_; }
    const acct_plugin_factory& factory() const noexcept { return *factory_; }
    bool init() noexcept;    // one more; false if it fails
    void deinit() noexcept;  // one less
    // The last deinit that is due, and unload.
    void close() noexcept;

private:
    std::filesystem::path file_;
    void* handle_ = nullptr;
    const acct_plugin_entry* entry_ = nullptr;
    const acct_plugin_factory* factory_ = nullptr;
    int inits_ = 0;
};

// Words of dlerror.
std::string loader_words();

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_LIBRARY_HPP
