// surroundings.hpp - what a settings page works with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "acct/cpp/host_services.hpp"
#include "base/background.hpp"
#include "credentials/auto_lock.hpp"
#include "credentials/service.hpp"
#include "credentials/vault_care.hpp"
#include "credentials/vault_keeper.hpp"

namespace tijori::settings {

// What a page works with; all of it outlives the page.
struct PageSurroundings {
    CredentialService& service;
    VaultKeeper& vault;
    VaultCare& care;
    AutoLock& auto_lock;
    Background& background;
    const accounting::HostServices& host;
    std::function<void()> changed_for_all;        // something was stored: every open page shows it
    std::function<std::int64_t()> now;            // UTC seconds
    std::function<std::shared_ptr<void>()> tick;  // every open page is drawn once a second while it is kept
    std::function<void()> vault_opened;  // the vault was made or unlocked: it is read in the background
};

}  // namespace tijori::settings
