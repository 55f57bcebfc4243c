// desk.hpp - what most tests stand on: a sandbox IRP, a host, and the loaded plugin between them.
#ifndef TESTS_INTEGRATION_DESK_HPP
#define TESTS_INTEGRATION_DESK_HPP

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host.hpp"
#include "acct/loader/library.hpp"
#include "page_driver.hpp"
#include "sandbox_process.hpp"
#include "scratch_folder.hpp"
#include "test_host.hpp"

namespace integration {

inline constexpr const char* plugin_id = "in.tijori.credentials";

// Accounts of the sandbox's sample.
inline const std::string bengaluru = "29AAACP0029A1Z2";
inline const std::string bengaluru_user = "API_pushpak_blr";
inline const std::string mumbai = "27AAACP0029A1Z6";
inline const std::string mumbai_user = "API_pushpak_mum";
inline const std::string sandbox_gstin =
    "29AAFCD5862R000";  // its check character is wrong, as at many sandboxes
inline const std::string sandbox_user = "pushpak_sbx";
inline const std::string cancelled_gstin = "06AAACP0029A1ZA";
inline const std::string passphrase = "six wary tigers audit the ledger";

inline accounting::CredentialKey key_of(const std::string& gstin, const std::string& environment = "sandbox",
                                        const std::string& provider = "local-sandbox") {
    return {gstin, provider, environment};
}

// The plugin, loaded by the host's loader and initialised on this thread, with its services at hand.
class Running {
public:
    explicit Running(TestHost& host);
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() = default;

    const accounting::Instance& instance() const noexcept { return instance_; }
    accounting::CredentialsService& credentials() { return *credentials_; }
    accounting::Vault& vault() { return *vault_; }
    const acct_operations* operations() const {
        return instance_.extension<acct_operations>(ACCT_EXT_OPERATIONS);
    }
    // How initialising went. The services are there only if it went well.
    const accounting::Status& initialised() const noexcept { return initialised_; }

    void pump() { host_.pump(instance_); }
    // Pumps until it is true; a failure of the test if it never is.
    void pump_until(const std::function<bool()>& wanted, const std::string& what);
    // Until the vault has been looked at.
    std::uint32_t wait_for_vault();

    // The operations of the credentials service, to their end.
    accounting::Result<std::string> save(const accounting::CredentialKey& key, std::string_view user_name,
                                         std::string_view password, std::uint32_t flags = 0);
    accounting::Result<std::string> verify(const accounting::CredentialKey& key);
    accounting::Result<std::string> remove(const accounting::CredentialKey& key);
    accounting::Result<std::string> call(acct_session session, const std::string& path);
    accounting::Result<std::string> create_vault(std::string_view words);
    accounting::Result<std::string> unlock(std::string_view words);
    // What is known about one credential.
    std::optional<accounting::CredentialInfo> find(const accounting::CredentialKey& key);
    acct_session session(const std::string& gstin) { return session(key_of(gstin)); }
    acct_session session(const accounting::CredentialKey& key);
    // A call with all that it takes and gives.
    accounting::Result<accounting::CallAnswer> call(acct_session session, const std::string& method,
                                                    const std::string& path, const std::string& json,
                                                    std::uint32_t timeout_ms = 0, std::uint32_t flags = 0);

    PageDriver open_page(std::string_view id = "api-credentials") {
        return PageDriver{instance_, [this] { pump(); }, id};
    }
    // An operation to its end.
    template <typename Start>
    accounting::Result<std::string> run(Start&& start) {
        return accounting::run(pumper(), std::forward<Start>(start));
    }

private:
    std::function<void()> pumper() {
        return [this] { pump(); };
    }

    TestHost& host_;
    accounting::Instance instance_;
    accounting::Status initialised_{accounting::Nothing{}};
    std::optional<accounting::CredentialsService> credentials_;
    std::optional<accounting::Vault> vault_;
};

// The path at which an IRP tells about a GSTIN.
std::string gstin_path(const std::string& gstin);

class Desk : public ::testing::Test {
protected:
    Desk();

    // Starts the sandbox and gives its profile to the plugin, as a user would: by a copy in the data folder.
    void start_sandbox(const std::vector<std::string>& options = {});
    // Gives the plugin the sandbox's other profiles, too: v1.03, e-way bill, gateway.
    void install_other_profiles() const;
    // Puts a provider profile into the plugin's data folder.
    void install_profile(const std::string& json) const;
    // The sandbox's profile with one text replaced by another, which has to be in it.
    std::string profile_with(const std::string& from, const std::string& to) const;
    // The sandbox's profile, named a production environment.
    std::string production_profile() const { return profile_with("\"sandbox\": {", "\"production\": {"); }

    void start_plugin() { plugin = std::make_unique<Running>(host); }
    void stop_plugin() { plugin.reset(); }
    void restart_plugin();
    // The same, and what the vault remembers of log-ins is gone.
    void restart_without_tokens();

    std::string password(const std::string& user_name) const { return sandbox->password_of(user_name); }
    // Sandbox, plugin, and a stored and verified credential for Bengaluru.
    void start_with_credential();

    ScratchFolder folder;
    TestHost host{folder / "plugin-data"};
    std::unique_ptr<SandboxProcess> sandbox;
    std::unique_ptr<Running> plugin;
};

// What every error that a user sees has to have.
::testing::AssertionResult is_clear(const accounting::Error& error, acct_status status, std::string_view code,
                                    std::string_view field = {});

// Threads and open descriptors of this process.
std::size_t thread_count();
std::size_t descriptor_count();
// Waits until the count is that; the system takes a moment to forget a joined thread.
bool becomes(const std::function<std::size_t()>& count, std::size_t wanted);
// True if a file of that name is mapped into this process.
bool is_mapped(const std::string& file_name);

}  // namespace integration

#endif  // TESTS_INTEGRATION_DESK_HPP
