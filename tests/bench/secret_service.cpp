// secret_service.cpp - see secret_service.hpp. libsecret is loaded at run time, by the layout that its
// documentation gives for SecretSchema: the measurement must not make it a dependency.
#include "secret_service.hpp"

#include <dlfcn.h>

#include <array>
#include <cstdlib>

#include "lines.hpp"

namespace tijori::bench {
namespace {

constexpr int runs = 200;

struct SchemaAttribute {
    const char* name;
    int type;
};
struct Schema {
    const char* name;
    int flags;
    std::array<SchemaAttribute, 32> attributes;
    int reserved;
    std::array<void*, 7> reserved_pointers;
};
using Store = int (*)(const Schema*, const char*, const char*, const char*, void*, void**, ...);
using Lookup = char* (*)(const Schema*, void*, void**, ...);
using Free = void (*)(char*);

}  // namespace

std::optional<double> secret_service_lookup(std::string& why) {
    if (std::getenv("DBUS_SESSION_BUS_ADDRESS") == nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
        why = "no session bus";
        return std::nullopt;
    }
    void* library = ::dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        why = "libsecret is not installed";
        return std::nullopt;
    }
    const auto store = reinterpret_cast<Store>(::dlsym(library, "secret_password_store_sync"));
    const auto look_up = reinterpret_cast<Lookup>(::dlsym(library, "secret_password_lookup_sync"));
    const auto free_password = reinterpret_cast<Free>(::dlsym(library, "secret_password_free"));
    static Schema schema{};
    schema.name = "in.tijori.bench";
    schema.attributes[0] = {"gstin", 0};
    void* error = nullptr;
    if (store == nullptr || look_up == nullptr || free_password == nullptr ||
        store(&schema, "session", "Bench", "Sample@29blr", nullptr, &error, "gstin", "29AAACP0029A1Z2",
              nullptr) == 0) {
        why = "the keyring takes nothing";
        return std::nullopt;
    }
    bool found = true;
    const double took = median(
        [&] {
            char* password = look_up(&schema, nullptr, &error, "gstin", "29AAACP0029A1Z2", nullptr);
            found = found && password != nullptr;
            if (password != nullptr) {
                free_password(password);
            }
        },
        runs);
    if (!found) {
        why = "the keyring does not give back what it took";
        return std::nullopt;
    }
    return took;
}

}  // namespace tijori::bench
