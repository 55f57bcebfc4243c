// memory_child.cpp - holds secrets while memory_test.cpp looks into its memory: vault_memory_child FILE SEEN.
// The secrets come through the standard input, 32 characters each, straight into guarded memory, so that
// nothing else of this program has ever held them. After each stage it says so and waits for a byte.
#include <unistd.h>

#include "child_vault.hpp"

namespace tijori::vault {
namespace {

constexpr std::size_t secret_size = 32;

SecretBytes received() {
    SecretBytes secret(secret_size);
    for (std::size_t at = 0; at < secret.size();) {
        const ssize_t size = ::read(STDIN_FILENO, secret.data() + at, secret.size() - at);
        if (size <= 0) {
            give_up("no secret");
        }
        at += static_cast<std::size_t>(size);
    }
    return secret;
}

void stage(const std::string& name) {
    tell(name);
    char go = 0;
    if (::read(STDIN_FILENO, &go, 1) != 1) {
        std::_Exit(0);
    }
}

void work(const std::filesystem::path& file, const std::filesystem::path& seen) {
    Vault::NewKeys keys;
    keys.cost = child_cost();
    SecretBytes passphrase = received();
    SecretBytes host_key = received();
    SecretBytes password = received();
    keys.passphrase = passphrase.copy();
    keys.host_key = host_key.copy();
    auto vault = Vault::create(file, Vault::new_id(), keys, child_clock, seen);
    if (!vault) {
        give_up("create: " + words_of(vault.error()));
    }
    if (!(*vault)->put({{"credential/one", password.bytes(), std::nullopt}}, child_actor())) {
        give_up("put");
    }
    (*vault)->lock();
    password.clear();
    must((*vault)->unlock(SlotKind::passphrase, passphrase.bytes()), "unlock");
    (*vault)->lock();
    must((*vault)->unlock(SlotKind::host_key, host_key.bytes()), "unlock");
    passphrase.clear();
    host_key.clear();
    keys = {};
    must((*vault)->begin_rotation(child_actor()), "begin_rotation");
    must((*vault)->continue_rotation({}), "continue_rotation");
    {
        Result<Record> record = (*vault)->get("credential/one");
        if (!record) {
            give_up("get");
        }
        stage("held");
    }
    stage("given back");
    (*vault)->lock();
    stage("locked");
    vault->reset();
    stage("closed");
}

}  // namespace
}  // namespace tijori::vault

int main(int argc, char** argv) {
    if (argc != 3 || !tijori::prepare_secret_memory()) {
        return 2;
    }
    tijori::vault::work(argv[1], argv[2]);
    return 0;
}
