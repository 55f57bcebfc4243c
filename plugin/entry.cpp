// entry.cpp - the one exported symbol, and the factory behind it.
#include <mutex>
#include <string_view>

#include "abi/instance.hpp"
#include "acct/cpp/first_size.hpp"
#include "acct/plugin.h"
#include "base/secret.hpp"
#include "version.hpp"

namespace tijori::abi {
namespace {

// Several users in one process may init the library; the last deinit takes everything down.
std::mutex users_mutex;
unsigned users = 0;

constexpr acct_text constant(std::string_view text) {
    return {text.data(), text.size()};
}

const acct_plugin_descriptor descriptor{
    sizeof(acct_plugin_descriptor),
    constant("in.tijori.credentials"),
    constant("Tijori"),
    constant("Tijori"),
    constant(TIJORI_VERSION),
    constant("Keeps API credentials for Invoice Registration Portals safe, and uses them on "
             "behalf of the program.")};

bool in_use() noexcept {
    const std::lock_guard lock(users_mutex);
    return users > 0;
}

acct_status ACCT_CALL entry_init(acct_text, acct_error* error) {
    const std::lock_guard lock(users_mutex);
    if (users == 0 && !prepare_secret_memory()) {
        return accounting::report(
            error, make_error(ACCT_ERROR_FAILED, "NO-RANDOMNESS", "The system gives no random numbers.",
                              "Restart the computer; if it stays like this, ask its administrator."));
    }
    ++users;
    return ACCT_OK;
}

void ACCT_CALL entry_deinit() {
    const std::lock_guard lock(users_mutex);
    if (users > 0 && --users == 0) {
        Instances::all().clear();
        release_secret_memory();
    }
}

std::uint32_t ACCT_CALL factory_count() {
    return 1;
}

const acct_plugin_descriptor* ACCT_CALL factory_descriptor(std::uint32_t index) {
    return index == 0 ? &descriptor : nullptr;
}

acct_status ACCT_CALL factory_create(const acct_host* host, acct_text id, const acct_plugin** out_plugin,
                                     acct_error* error) {
    try {
        if (out_plugin == nullptr || id.data == nullptr || host == nullptr ||
            host->size < accounting::first_size<acct_host>) {
            return accounting::report(error, bad_argument("a host, a plugin id, or a place for the plugin"));
        }
        if (!in_use()) {
            return accounting::report(error, wrong_state());
        }
        if (host->abi_version.major != ACCT_ABI_MAJOR) {
            return accounting::report(
                error, make_error(ACCT_ERROR_UNSUPPORTED, "HOST-OTHER-ABI",
                                  "This program was built for another version of the plugin interface.",
                                  "Install a version of the plugin for this program."));
        }
        if (accounting::view_of(id) != plugin_id) {
            return accounting::report(error, make_error(ACCT_ERROR_UNKNOWN_ID, "NO-SUCH-PLUGIN",
                                                        "This library holds no such plugin.",
                                                        "This is a mistake of the program; tell its maker."));
        }
        *out_plugin = Instances::all().add(host);
        return ACCT_OK;
    } catch (...) {
        return failure(error);
    }
}

const acct_plugin_factory factory{sizeof(acct_plugin_factory), &factory_count, &factory_descriptor,
                                  &factory_create};

const void* ACCT_CALL entry_get_factory(const char* id) {
    return id != nullptr && in_use() && std::string_view(id) == ACCT_PLUGIN_FACTORY_ID ? &factory : nullptr;
}

}  // namespace
}  // namespace tijori::abi

ACCT_DEFINE_ENTRY = {sizeof(acct_plugin_entry),           0,
                     {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}, &tijori::abi::entry_init,
                     &tijori::abi::entry_deinit,          &tijori::abi::entry_get_factory};
