// desk.cpp - see desk.hpp.
#include "desk.hpp"

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace integration {
namespace {

namespace fs = std::filesystem;

// Only so that a test that hangs says where; nothing is measured by it.
constexpr std::chrono::seconds give_up_after{90};

std::size_t entries_of(const char* folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) {
        ++count;
    }
    return count;
}

accounting::Error did_not_end() {
    return accounting::Error{ACCT_ERROR_FAILED, "TEST-NO-END", "", "The operation did not end.", ""};
}

// As accounting::run, but with an end.
template <typename Yield = std::string, typename Start>
accounting::Result<Yield> run_to_end(Running& plugin, Start&& start) {
    auto ended = std::make_shared<std::optional<accounting::Result<Yield>>>();
    auto started = start([ended](accounting::Result<Yield> result) {
        EXPECT_FALSE(ended->has_value()) << "a completion was called twice";
        ended->emplace(std::move(result));
    });
    if (!started) {
        return started.error();
    }
    plugin.pump_until([&] { return ended->has_value(); }, "the end of an operation");
    return ended->has_value() ? std::move(**ended) : accounting::Result<Yield>{did_not_end()};
}

}  // namespace

Running::Running(TestHost& host) : host_(host) {
    auto library = accounting::Library::load(TIJORI_LIBRARY);
    if (!library) {
        throw std::runtime_error{library.error().message};
    }
    auto made = library->create(&host_.table, plugin_id);
    if (!made) {
        throw std::runtime_error{made.error().message};
    }
    instance_ = std::move(*made);
    initialised_ = instance_.init();
    if (initialised_) {
        credentials_.emplace(instance_);
        vault_.emplace(instance_);
    }
}

void Running::pump_until(const std::function<bool()>& wanted, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + give_up_after;
    while (!wanted()) {
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "never came: " << what;
            return;
        }
        pump();
    }
}

std::uint32_t Running::wait_for_vault() {
    pump_until([this] { return vault_->state() != ACCT_VAULT_OPENING; }, "a vault that has been looked at");
    return vault_->state();
}

accounting::Result<std::string> Running::save(const accounting::CredentialKey& key,
                                              std::string_view user_name, std::string_view password,
                                              std::uint32_t flags) {
    return run_to_end(*this, [&](accounting::Completion done) {
        return credentials_->save(key, user_name, accounting::text_of(password), flags, std::move(done));
    });
}

accounting::Result<std::string> Running::verify(const accounting::CredentialKey& key) {
    return run_to_end(
        *this, [&](accounting::Completion done) { return credentials_->verify(key, std::move(done)); });
}

accounting::Result<std::string> Running::remove(const accounting::CredentialKey& key) {
    return run_to_end(
        *this, [&](accounting::Completion done) { return credentials_->remove(key, std::move(done)); });
}

accounting::Result<std::string> Running::call(acct_session session, const std::string& path) {
    return run_to_end(*this, [&](accounting::Completion done) {
        return credentials_->call(session, "GET", path, "", std::move(done));
    });
}

accounting::Result<std::string> Running::create_vault(std::string_view words) {
    return run_to_end(*this, [&](accounting::Completion done) {
        return vault_->create(accounting::text_of(words), std::move(done));
    });
}

accounting::Result<std::string> Running::unlock(std::string_view words) {
    return run_to_end(*this, [&](accounting::Completion done) {
        return vault_->unlock(accounting::text_of(words), std::move(done));
    });
}

std::optional<accounting::CredentialInfo> Running::find(const accounting::CredentialKey& key) {
    const auto all = credentials_->list();
    if (all) {
        for (const accounting::CredentialInfo& one : *all) {
            if (one.key.gstin == key.gstin && one.key.provider == key.provider &&
                one.key.environment == key.environment) {
                return one;
            }
        }
    }
    return std::nullopt;
}

accounting::Result<accounting::CallAnswer> Running::call(acct_session session, const std::string& method,
                                                         const std::string& path, const std::string& json,
                                                         std::uint32_t timeout_ms, std::uint32_t flags) {
    return run_to_end<accounting::CallAnswer>(*this, [&](accounting::CallCompletion done) {
        return credentials_->call_for_answer(session, method, path, json, timeout_ms, flags, std::move(done));
    });
}

acct_session Running::session(const accounting::CredentialKey& key) {
    const auto opened = credentials_->open_session(key, "Integration test");
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? *opened : 0;
}

std::string gstin_path(const std::string& gstin) {
    return "/eivital/v1.04/Master/gstin/" + gstin;
}

Desk::Desk() {
    const std::string company = "Pushpak Traders Private Limited";
    host.entities = {{bengaluru, company, "Bengaluru head office"},
                     {mumbai, company, "Mumbai branch"},
                     {sandbox_gstin, company, "Sandbox"},
                     {cancelled_gstin, company, "Gurugram"}};
}

void Desk::start_sandbox(const std::vector<std::string>& options) {
    sandbox = std::make_unique<SandboxProcess>(folder / "irp", options);
    install_profile(content_of(sandbox->profile()));
}

void Desk::install_other_profiles() const {
    for (const auto& profile : fs::directory_iterator(sandbox->data() / "provider-profiles")) {
        const fs::path file = host.data_folder / "providers" / profile.path().filename();
        fs::copy_file(profile.path(), file, fs::copy_options::overwrite_existing);
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
}

void Desk::install_profile(const std::string& json) const {
    const fs::path providers = host.data_folder / "providers";
    fs::create_directories(providers);
    const fs::path file = providers / "local-sandbox.json";
    write_to(file, json);
    // it holds a client secret
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

std::string Desk::profile_with(const std::string& from, const std::string& to) const {
    std::string json = content_of(sandbox->profile());
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << "the sandbox's profile has no " << from;
    return at == std::string::npos ? json : json.replace(at, from.size(), to);
}

void Desk::restart_without_tokens() {
    stop_plugin();
    const auto file = host.data_folder / "vault" / "vault.db";
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, "DELETE FROM session", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_changes(database) > 0, true) << "log-ins are remembered";
    sqlite3_close(database);
    restart_plugin();
}

void Desk::restart_plugin() {
    stop_plugin();
    start_plugin();
    plugin->wait_for_vault();
}

void Desk::start_with_credential() {
    start_sandbox();
    start_plugin();
    plugin->wait_for_vault();
    const auto saved = plugin->save(key_of(bengaluru), bengaluru_user, password(bengaluru_user));
    ASSERT_TRUE(saved) << saved.error().message;
}

::testing::AssertionResult is_clear(const accounting::Error& error, acct_status status, std::string_view code,
                                    std::string_view field) {
    const auto told = [&](const std::string& what) {
        return ::testing::AssertionFailure()
               << what << ": status " << error.status << ", code \"" << error.code << "\", field \""
               << error.field << "\", message \"" << error.message << "\", next step \"" << error.next_step
               << "\"";
    };
    if (error.status != status) {
        return told("not the status " + std::to_string(status));
    }
    if (error.code.empty() || (!code.empty() && error.code != code)) {
        return told("not the code " + std::string(code));
    }
    if (error.field != field) {
        return told("not the field \"" + std::string(field) + "\"");
    }
    if (error.message.size() < 10 || error.next_step.size() < 10) {
        return told("no words");
    }
    return ::testing::AssertionSuccess();
}

std::size_t thread_count() {
    // A sanitizer starts a thread of its own together with the first one.
    static const bool one_was_started = [] {
        std::thread{[] {}}.join();
        return true;
    }();
    static_cast<void>(one_was_started);
    return entries_of("/proc/self/task");
}

std::size_t descriptor_count() {
    return entries_of("/proc/self/fd");
}

bool becomes(const std::function<std::size_t()>& count, std::size_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + give_up_after;
    while (count() != wanted) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

bool is_mapped(const std::string& file_name) {
    std::ifstream maps{"/proc/self/maps"};
    for (std::string line; std::getline(maps, line);) {
        if (line.find(file_name) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace integration
