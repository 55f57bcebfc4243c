// library.cpp - see library.hpp.
#include "library.hpp"

#include <dlfcn.h>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "errors.hpp"
#include "notes.hpp"
#include "texts.hpp"
#include "verdict.hpp"

namespace accounting::check {

std::string loader_words() {
    const char* words = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one for each thread
    return words != nullptr ? words : "no reason was given";
}

Library::Library(const std::filesystem::path& file, Init init_now) : file_(file) {
    {
        const Note note("loading the library");
        handle_ = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    }
    if (handle_ == nullptr) {
        found({"plugin.h, life of a plugin", "loaded the library", "it loads, as often as it is loaded",
               loader_words(), "See what `ldd` says of the file."});
        throw Stop{};
    }
    entry_ = static_cast<const acct_plugin_entry*>(::dlsym(handle_, ACCT_ENTRY_SYMBOL));
    if (entry_ == nullptr) {
        no_plugin("it exports no " ACCT_ENTRY_SYMBOL);
    }
    const auto stop = [](const std::string& expected, const std::string& got) {
        found({"plugin.h, acct_plugin_entry", "looked at " ACCT_ENTRY_SYMBOL, expected, got,
               "Define it with ACCT_DEFINE_ENTRY."});
        throw Stop{};
    };
    if (entry_->size < first_size<acct_plugin_entry>) {
        stop("a size of at least " + std::to_string(first_size<acct_plugin_entry>),
             std::to_string(entry_->size));
    }
    if (entry_->abi_version.major != ACCT_ABI_MAJOR) {
        stop("ABI version " + std::to_string(ACCT_ABI_MAJOR), std::to_string(entry_->abi_version.major));
    }
    if (entry_->init == nullptr || entry_->deinit == nullptr || entry_->get_factory == nullptr) {
        stop("init, deinit and get_factory", "NULL for one of them");
    }
    if (init_now == Init::no) {
        return;
    }
    if (!init()) {
        throw Stop{};
    }
    {
        const Note note("entry.get_factory(ACCT_PLUGIN_FACTORY_ID)");
        factory_ = static_cast<const acct_plugin_factory*>(entry_->get_factory(ACCT_PLUGIN_FACTORY_ID));
    }
    if (factory_ == nullptr || factory_->size < first_size<acct_plugin_factory> ||
        factory_->count == nullptr || factory_->descriptor == nullptr || factory_->create == nullptr) {
        found({"plugin.h, acct_plugin_factory",
               "asked get_factory for " ACCT_PLUGIN_FACTORY_ID " after entry->init",
               "a factory of full size with count, descriptor and create", "NULL, or an incomplete one",
               "Answer the factory for this id."});
        throw Stop{};
    }
}

bool Library::init() noexcept {
    const std::string path = file_.string();
    ErrorBox error;
    const acct_status status =
        asked("entry.init", error, [&] { return entry_->init(text_of(path), error.at()); });
    inits_ += status == ACCT_OK ? 1 : 0;
    if (status != ACCT_OK) {
        found({"plugin.h, acct_plugin_entry.init", "called entry->init with the path of the library",
               "ACCT_OK", name_of(status) + ": " + error.message(), "See what the message says."});
    }
    return status == ACCT_OK;
}

void Library::deinit() noexcept {
    if (inits_ > 0) {
        --inits_;
        const Note note("entry.deinit");
        entry_->deinit();
    }
}

void Library::close() noexcept {
    while (inits_ > 0) {
        deinit();
    }
    if (handle_ != nullptr) {
        const Note note("unloading the library");
        if ((entry_ == nullptr || (entry_->flags & ACCT_ENTRY_KEEP_RESIDENT) == 0)) {
            (void)::dlclose(handle_);
        }
        handle_ = nullptr;
    }
}

Library::~Library() {
    close();
}

}  // namespace accounting::check
