// instance.hpp - one plugin instance: its parts put together, and the guards at the boundary that every
// function of the ABI passes.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "abi/observers.hpp"
#include "acct/cpp/host_services.hpp"
#include "acct/credentials.h"
#include "acct/operations.h"
#include "acct/plugin.h"
#include "acct/settings_page.h"
#include "acct/vault.h"
#include "base/background.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/ticker.hpp"
#include "credentials/auto_lock.hpp"
#include "credentials/service.hpp"
#include "credentials/vault_care.hpp"
#include "credentials/vault_keeper.hpp"
#include "settings/page_desk.hpp"

namespace tijori::abi {

constexpr const char* plugin_id = "in.tijori.credentials";

// A session that a module of the host has opened.
struct ModuleSession {
    CredentialKey key;
    std::string consumer;
};

// An operation that was started and has not completed.
struct Operation {
    std::shared_ptr<Cancellation> cancellation;
    void* context = nullptr;
    acct_operation_completion completion = nullptr;
};

// The parts of an instance between init and destroy.
struct Parts {
    Parts(const accounting::HostServices& services, const std::filesystem::path& data_folder,
          std::function<void(acct_page, std::uint64_t)> changed, const std::atomic<Language>& spoken)
        : language(spoken),
          host(services),
          vault(data_folder / "vault" / "vault.db", host, clock, vault::default_witness_folder()),
          service(vault, clock, data_folder / "providers", host),
          care(vault, service, clock),
          auto_lock(
              vault,
              [this] {
                  const Speaking speaking(language);
                  lock_idle();
              },
              [this] {
                  const Speaking speaking(language);
                  read_vault();
              }),
          pages(std::move(changed), [this] { auto_lock.used(); }),
          background(
              worker_threads, [this] { host.request_main_thread(); },
              [this](Cancellation& cancellation) { return auto_lock.use(cancellation); }) {
        service.set_later([this](std::function<void(Cancellation&)> work) {
            background.run(
                [work = std::move(work)](Cancellation& cancellation) -> Status {
                    work(cancellation);
                    return Nothing{};
                },
                [](const Status&) {});
            return true;
        });
        vault.set_on_need([this] { look_at_vault(); });
    }

    // Opens the vault on a worker if that needs nobody.
    void look_at_vault();
    // What is wrong with the vault and with profiles, which was said in another language.
    void say_anew();
    // Nobody used the vault for as long as is set in it.
    void lock_idle();

    // After the vault was opened: reads it, goes on with a key change that was interrupted, and has pages
    // drawn anew.
    void read_vault();
    // Tells the host of passwords that have not been changed for long; not more than once a day.
    void remind();

    const std::atomic<Language>& language;  // of the host's user; the instance's
    accounting::HostServices host;
    SystemClock clock;
    VaultKeeper vault;
    CredentialService service;
    VaultCare care;
    AutoLock auto_lock;
    settings::PageDesk pages;

    // For what waits on the network; more than a provider's portal likes to see at once helps nobody.
    static constexpr std::size_t worker_threads = 8;

    Observers observers;  // [main-thread]
    std::mutex mutex;
    std::map<acct_operation, Operation> operations;
    acct_operation last_operation = 0;
    std::int64_t reminded_at = 0;  // [main-thread]
    bool ending = false;           // nothing is started any more
    std::map<acct_session, ModuleSession> sessions;
    acct_session last_session = 0;

    Background background;  // stopped before anything that its tasks use goes away
    Ticker ticker{[this] { background.main_thread().post([this] { pages.refresh_all(); }); }};
};

class Instance {
public:
    explicit Instance(const acct_host* host);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() = default;

    const acct_plugin* plugin() const noexcept { return &plugin_; }

    Status init();
    void destroy();
    void on_main_thread();

    // The parts, unless the instance is not initialised or already destroyed.
    std::shared_ptr<Parts> parts() const;
    bool on_its_main_thread() const noexcept;
    // The language of the host's user. On the main thread the host is asked, and what is open is drawn anew
    // if it has changed.
    Language language();
    // As it was when the host was last asked: what may be called often does not ask it each time.
    Language spoken() const noexcept { return language_; }

    // The instance behind a plugin handle of ours that is known to be one, or nothing.
    static std::shared_ptr<Instance> of(const acct_plugin* plugin) noexcept;

private:
    const acct_host* host_;
    acct_plugin plugin_;
    mutable std::mutex mutex_;
    std::shared_ptr<Parts> parts_;
    std::shared_ptr<const void> lent_views_;  // those that the host still held when it called destroy
    bool was_initialised_ = false;
    std::thread::id main_thread_;
    std::atomic<Language> language_{Language::english};  // as the host said last
};

// All instances of the library, until deinit. Any thread.
class Instances {
public:
    static Instances& all() noexcept;
    const acct_plugin* add(const acct_host* host);
    std::shared_ptr<Instance> find(const acct_plugin* plugin) const noexcept;
    // Destroys what is left and forgets everything.
    void clear() noexcept;

private:
    mutable std::mutex mutex_;
    std::map<const acct_plugin*, std::shared_ptr<Instance>> instances_;
};

// ---- guards
// ----------------------------------------------------------------------------------------------------------

inline Error wrong_state() {
    return make_error(ACCT_ERROR_WRONG_STATE, "NOT-RUNNING", say("The credentials plugin is not running."),
                      say("Restart the program."));
}
inline Error bad_argument(const std::string& what) {
    return make_error(ACCT_ERROR_BAD_ARGUMENT, "BAD-ARGUMENT",
                      say("The program called the credentials plugin without {what}.", {{"what", what}}),
                      say("This is a mistake of the program; tell its maker."));
}
inline Error wrong_thread() {
    return make_error(ACCT_ERROR_WRONG_THREAD, "WRONG-THREAD",
                      say("The program called the credentials plugin on the wrong thread."),
                      say("This is a mistake of the program; tell its maker."));
}

// What an instance speaks; for what is looked at before `guarded`.
Language spoken_by(const acct_plugin* plugin) noexcept;

// What the exception now being handled is to the host: an exception ends here, in words that need no memory.
acct_status failure(acct_error* error) noexcept;

enum class Where { main_thread, any_thread };

// Runs `work(parts)`, which returns a Status, as a function of the ABI: finds the instance, speaks its
// language, checks the thread, keeps exceptions in, fills the caller's error.
template <typename Work>
acct_status guarded(const acct_plugin* plugin, Where where, acct_error* error, Work&& work) noexcept {
    try {
        const std::shared_ptr<Instance> instance = Instance::of(plugin);
        const Speaking speaking(instance == nullptr           ? Language::english
                                : where == Where::main_thread ? instance->language()
                                                              : instance->spoken());
        const std::shared_ptr<Parts> parts = instance != nullptr ? instance->parts() : nullptr;
        if (parts == nullptr) {
            return accounting::report(error,
                                      plugin == nullptr ? bad_argument(say("a plugin")) : wrong_state());
        }
        if (where == Where::main_thread && !instance->on_its_main_thread()) {
            return accounting::report(error, wrong_thread());
        }
        const Status done = work(*parts);
        return done ? ACCT_OK : accounting::report(error, done.error());
    } catch (...) {
        return failure(error);
    }
}

// The text, if it is UTF-8. `field` names the control that it belongs to, if there is one.
Result<std::string> checked_text(acct_text text, const std::string& what, const std::string& field = {});

// The payload of what yields nothing to the host: an empty one, or the error.
template <typename Value>
Result<std::string> payload(const Result<Value>& done) {
    return done ? Result<std::string>{std::string{}} : Result<std::string>{done.error()};
}

// What an operation yields: see acct_operation_result.
struct Yield {
    std::string payload;
    std::string info;
};
Status start_call(Parts& parts, std::function<Result<Yield>(Cancellation&)> work, void* context,
                  acct_operation_completion completion, acct_operation* out_operation);
// The same for work that returns a payload alone.
Status start_operation(Parts& parts, std::function<Result<std::string>(Cancellation&)> work, void* context,
                       acct_operation_completion completion, acct_operation* out_operation);

// Completes every operation that has not completed, as cancelled. [main-thread]
void complete_all(Parts& parts);

const acct_settings_pages& settings_pages_table() noexcept;
const acct_credentials& credentials_table() noexcept;
const acct_vault& vault_table() noexcept;
const acct_operations& operations_table() noexcept;

}  // namespace tijori::abi
