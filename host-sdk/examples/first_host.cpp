// first_host.cpp - the smallest useful host in C++: loads a plugin, tells it one GSTIN, and registers nothing
// yet but reads the details of that GSTIN from the IRP. README.md explains it; the tests run it against the
// sandbox IRP.
//
//     first_host PLUGIN-FILE DATA-FOLDER GSTIN PROVIDER ENVIRONMENT
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "acct/cpp/host.hpp"
#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "acct/loader/library.hpp"

namespace {

// What this host knows; host_data points at it.
struct Books {
    std::string gstin;
    std::string data_folder;
};
const Books& books_of(const acct_host* host) {
    return *static_cast<const Books*>(host->host_data);
}

acct_status ACCT_CALL list_entities(const acct_host* host, void* context, acct_entity_receiver receiver,
                                    acct_error*) {
    acct_entity entity{};
    entity.size = sizeof(entity);
    entity.gstin = accounting::text_of(books_of(host).gstin);
    entity.company = accounting::text_of("Pushpak Traders Private Limited");
    receiver(context, &entity);
    return ACCT_OK;
}
acct_status ACCT_CALL data_directory(const acct_host* host, void* context, acct_text_receiver receiver,
                                     acct_error*) {
    receiver(context, accounting::text_of(books_of(host).data_folder));
    return ACCT_OK;
}
const acct_host_entities entities{sizeof(entities), &list_entities};
const acct_host_storage storage{sizeof(storage), &data_directory};

const void* ACCT_CALL find_service(const acct_host*, const char* id) {
    const std::string_view wanted(id);
    return wanted == ACCT_EXT_HOST_ENTITIES  ? static_cast<const void*>(&entities)
           : wanted == ACCT_EXT_HOST_STORAGE ? static_cast<const void*>(&storage)
                                             : nullptr;
}

int failed(const accounting::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.message.c_str(), error.next_step.c_str());
    return 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) {
        std::fprintf(stderr, "Usage: first_host PLUGIN-FILE DATA-FOLDER GSTIN PROVIDER ENVIRONMENT\n");
        return 2;
    }
    Books books{arguments[3], arguments[2]};
    acct_host host{};
    host.size = sizeof(host);
    host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.host_data = &books;
    host.name = accounting::text_of("First host");
    host.vendor = accounting::text_of("Example");
    host.version = accounting::text_of("1.0");
    host.get_extension = &find_service;

    auto library = accounting::Library::load(arguments[1]);
    if (!library) {
        return failed(library.error());
    }
    auto plugin = library->create(&host, "in.tijori.credentials");
    if (!plugin) {
        return failed(plugin.error());
    }
    if (auto started = plugin->init(); !started) {
        return failed(started.error());
    }
    // This host has no event loop, so it pumps the plugin itself while it waits.
    const auto pump = [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        plugin->on_main_thread();
    };

    // The vault of a host that keeps no key for it opens with a passphrase, here the first line of standard
    // input.
    char passphrase[256] = "";
    if (std::fgets(passphrase, sizeof(passphrase), stdin) == nullptr) {
        std::fprintf(stderr, "Give the vault's passphrase on standard input.\n");
        return 2;
    }
    const std::string_view typed(passphrase);
    const accounting::Vault vault{*plugin};
    while (vault.state() == ACCT_VAULT_OPENING) {
        pump();
    }
    const auto opened = accounting::run(pump, [&](auto done) {
        return vault.unlock(accounting::text_of(typed.substr(0, typed.find('\n'))), done);
    });
    if (!opened) {
        return failed(opened.error());
    }

    const accounting::CredentialsService credentials{*plugin};
    const auto session = credentials.open_session({arguments[3], arguments[4], arguments[5]}, "First host");
    if (!session) {
        return failed(session.error());
    }
    const std::string path = "/eivital/v1.04/Master/gstin/" + books.gstin;
    const auto answer =
        accounting::run(pump, [&](auto done) { return credentials.call(*session, "GET", path, "", done); });
    if (!answer) {
        return failed(answer.error());
    }
    std::printf("%s\n", answer->c_str());
    return 0;
}
