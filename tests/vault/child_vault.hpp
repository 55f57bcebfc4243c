// child_vault.hpp - what the programs share that the tests start: the vault of vault_fixture.hpp without a
// test around it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "vault/vault.hpp"

namespace tijori::vault {

inline const SystemClock child_clock;

inline crypto::Argon2idCost child_cost() {
    return {1, 8};
}
inline SecretBytes child_host_key() {
    return SecretBytes(std::string(host_key_size, 'k'));
}
inline Actor child_actor() {
    return {"Tests", "save"};
}

// One line for the parent, out at once.
inline void tell(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}
[[noreturn]] inline void give_up(const std::string& why) {
    tell("failed " + why);
    std::_Exit(3);
}
inline std::string words_of(const Error& error) {
    return std::to_string(error.status) + " " + error.code + " " + error.message + " " + error.next_step;
}
inline void must(const Status& done, const std::string& what) {
    if (!done) {
        give_up(what + ": " + words_of(done.error()));
    }
}

// Opened and unlocked, or the end of the program.
inline std::unique_ptr<Vault> child_vault(const std::filesystem::path& file,
                                          const std::filesystem::path& seen) {
    if (!prepare_secret_memory()) {
        give_up("no secret memory");
    }
    Result<std::unique_ptr<Vault>> opened = Vault::open(file, child_clock, seen);
    if (!opened) {
        give_up("open: " + words_of(opened.error()));
    }
    must((*opened)->unlock(SlotKind::host_key, child_host_key().bytes()), "unlock");
    return std::move(*opened);
}

}  // namespace tijori::vault
