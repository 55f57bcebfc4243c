// login_book.hpp - the log-ins that all programs with this vault share: records sealed in the vault, and
// turns by locks on a file beside it.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "credentials/vault_keeper.hpp"
#include "irp/login_record.hpp"

namespace tijori {

// While the vault is locked nothing is read or written, and turns are this process's own. Any thread.
class LoginBook final : public irp::LoginStore {
public:
    explicit LoginBook(VaultKeeper& vault) : vault_(vault) {}
    ~LoginBook() override;

    std::optional<SecretBytes> read(const std::string& key) override;
    void write(const std::string& key, Bytes record) override;
    std::unique_ptr<Turn> try_turn(const std::string& key) override;

private:
    class FileTurn;
    int lock_file();

    VaultKeeper& vault_;
    std::mutex mutex_;
    int file_ = -1;
};

}  // namespace tijori
