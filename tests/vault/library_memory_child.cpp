// library_memory_child.cpp - the whole library, as a host has it, under memory_test.cpp's eyes:
// vault_library_memory_child FOLDER. The passphrase and the password come through the standard input into a
// page that this program wipes itself; what is found afterwards is the library's.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "acct/loader/library.hpp"
#include "test_host.hpp"

namespace {

constexpr std::size_t secret_size = 32;
constexpr std::size_t page = 4096;

void stage(const std::string& name) {
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);
    char go = 0;
    if (::read(STDIN_FILENO, &go, 1) != 1) {
        std::_Exit(0);
    }
}
[[noreturn]] void give_up(const std::string& why) {
    std::printf("failed %s\n", why.c_str());
    std::fflush(stdout);
    std::_Exit(3);
}

template <typename Start>
void run(integration::TestHost& host, const accounting::Instance& plugin, const std::string& what,
         Start&& start) {
    const auto ended = accounting::run([&] { host.pump(plugin); }, start);
    if (!ended) {
        give_up(what + ": " + ended.error().code + " " + ended.error().message);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        return 2;
    }
    auto* secrets =
        static_cast<char*>(::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (std::size_t at = 0; at < 2 * secret_size;) {
        const ssize_t size = ::read(STDIN_FILENO, secrets + at, 2 * secret_size - at);
        if (size <= 0) {
            give_up("no secrets");
        }
        at += static_cast<std::size_t>(size);
    }
    const acct_text words{secrets, secret_size};
    const acct_text password{secrets + secret_size, secret_size};
    {
        integration::TestHost host{argv[1]};
        host.key.clear();
        std::optional<accounting::Library> library;
        auto loaded = accounting::Library::load(TIJORI_LIBRARY);
        if (!loaded) {
            give_up(loaded.error().message);
        }
        library.emplace(*loaded);
        loaded = accounting::Error{};
        auto made = library->create(&host.table, "in.tijori.credentials");
        if (!made) {
            give_up(made.error().message);
        }
        accounting::Instance plugin = std::move(*made);
        if (auto ready = plugin.init(); !ready) {
            give_up(ready.error().message);
        }
        {
            const accounting::Vault vault{plugin};
            const accounting::CredentialsService credentials{plugin};
            while (vault.state() == ACCT_VAULT_OPENING) {
                host.pump(plugin);
            }
            run(host, plugin, "create", [&](auto done) { return vault.create(words, done); });
            vault.lock();
            run(host, plugin, "unlock", [&](auto done) { return vault.unlock(words, done); });
            run(host, plugin, "save", [&](auto done) {
                return credentials.save({"29AAACP0029A1Z2", PROVIDER, "production"}, "API_pushpak_blr",
                                        password, ACCT_SAVE_WITHOUT_VERIFYING, done);
            });
            stage("held by the host");
            std::memset(secrets, 0, page);
            ::munmap(secrets, page);
            stage("saved");
            vault.lock();
            stage("locked");
        }
        plugin.reset();
        library.reset();
    }
    stage("unloaded");
    return 0;
}
