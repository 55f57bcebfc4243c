// host.hpp - for C++ hosts: plugin instances, pages, credentials and the vault as objects that release
// themselves, and a blocking form of the operations. Header-only, C++17, no exceptions across the boundary.
//
//     accounting::Instance plugin = …;                         // from accounting::Library
//     (acct/loader/library.hpp) accounting::CredentialsService credentials{plugin}; auto session =
//     credentials.open_session({"29AAACP0029A1Z2", "local-sandbox", "sandbox"}, "Invoices"); auto answer =
//     accounting::run(pump, [&](auto done) { return credentials.call(*session, "GET", path, "", done); });
#ifndef ACCT_CPP_HOST_HPP
#define ACCT_CPP_HOST_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../credentials.h"
#include "../operations.h"
#include "../plugin.h"
#include "../settings_page.h"
#include "../vault.h"
#include "result.hpp"

namespace accounting {

// Turns a call that fills an acct_error into a Status.
template <typename Call>
Status checked(Call&& call) {
    acct_error error = empty_error();
    const acct_status status = call(&error);
    if (status != ACCT_OK) {
        return error_from(error, status);
    }
    return Nothing{};
}

inline Error unsupported(std::string_view what) {
    return Error{ACCT_ERROR_UNSUPPORTED, "NO-EXTENSION", "",
                 "This plugin does not offer " + std::string{what} + ".",
                 "Install a newer version of the plugin."};
}

// Owns a created plugin and destroys it at the end. What `keep` holds (the loaded library) is released after
// that.
class Instance {
public:
    Instance() = default;
    Instance(const acct_plugin* plugin, std::shared_ptr<const void> keep) noexcept
        : keep_(std::move(keep)), plugin_(plugin) {}
    Instance(Instance&& other) noexcept
        : keep_(std::move(other.keep_)), plugin_(std::exchange(other.plugin_, nullptr)) {}
    Instance& operator=(Instance&& other) noexcept {
        if (this != &other) {
            reset();
            keep_ = std::move(other.keep_);
            plugin_ = std::exchange(other.plugin_, nullptr);
        }
        return *this;
    }
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() { reset(); }

    void reset() noexcept {
        if (plugin_ != nullptr) {
            plugin_->destroy(plugin_);
            plugin_ = nullptr;
        }
        keep_.reset();
    }

    const acct_plugin* get() const noexcept { return plugin_; }
    explicit operator bool() const noexcept { return plugin_ != nullptr; }
    Status init() const {
        return checked([&](acct_error* error) { return plugin_->init(plugin_, error); });
    }
    void on_main_thread() const noexcept { plugin_->on_main_thread(plugin_); }

    // A table of at least `least` bytes: what its first release had. Before each function beyond, look at its
    // size (rule 2 of abi.h).
    template <typename Extension>
    const Extension* extension(const char* id, std::size_t least = first_size<Extension>) const noexcept {
        const auto* found = static_cast<const Extension*>(plugin_->get_extension(plugin_, id));
        return found != nullptr && found->size >= least ? found : nullptr;
    }

private:
    std::shared_ptr<const void> keep_;
    const acct_plugin* plugin_ = nullptr;
};

// ---- operations
// ------------------------------------------------------------------------------------------------------

// How an operation ended: its payload, or the error.
using Completion = std::function<void(Result<std::string>)>;

// What a call yields: the provider's answer, and what it said besides (InfoDtls, a JSON array, or empty).
// What it said beside an error is the error's `info`.
struct CallAnswer {
    std::string payload;
    std::string info;
};
using CallCompletion = std::function<void(Result<CallAnswer>)>;

namespace detail {

inline std::string info_of(const acct_operation_result& result) {
    return covers(result.size, &result, &result.info, sizeof(result.info)) ? string_of(result.info)
                                                                           : std::string{};
}

inline Error error_of(const acct_operation_result& result) {
    const acct_error none = empty_error();
    Error error = error_from(result.error != nullptr ? *result.error : none, result.status);
    error.info = info_of(result);
    return error;
}

// The C completion: hands the result to the std::function on the heap, once.
inline void ACCT_CALL complete(void* context, acct_operation, const acct_operation_result* result) {
    const std::unique_ptr<Completion> completion{static_cast<Completion*>(context)};
    if (result->status == ACCT_OK) {
        (*completion)(string_of(result->payload));
    } else {
        (*completion)(error_of(*result));
    }
}

inline void ACCT_CALL complete_call(void* context, acct_operation, const acct_operation_result* result) {
    const std::unique_ptr<CallCompletion> completion{static_cast<CallCompletion*>(context)};
    if (result->status == ACCT_OK) {
        (*completion)(CallAnswer{string_of(result->payload), info_of(*result)});
    } else {
        (*completion)(error_of(*result));
    }
}

template <typename AnyCompletion, typename Start>
Result<acct_operation> start_with(AnyCompletion completion, acct_operation_completion c_completion,
                                  Start&& starter) {
    auto heap = std::make_unique<AnyCompletion>(std::move(completion));
    acct_operation operation = 0;
    acct_error error = empty_error();
    const acct_status status = starter(heap.get(), c_completion, &operation, &error);
    if (status != ACCT_OK) {
        return error_from(error, status);
    }
    (void)heap.release();  // the completion owns it now
    return operation;
}

// Starts an operation; if it does not start, the completion is not called and the error is returned.
template <typename Start>
Result<acct_operation> start(Completion completion, Start&& starter) {
    return start_with(std::move(completion), &complete, std::forward<Start>(starter));
}

}  // namespace detail

struct OperationProgress {
    uint64_t done = 0;
    uint64_t total = 0;  // 0: not known
};

// Running operations of one plugin. All [any-thread].
class Operations {
public:
    explicit Operations(const Instance& plugin)
        : plugin_(plugin.get()), operations_(plugin.extension<acct_operations>(ACCT_EXT_OPERATIONS)) {}

    explicit operator bool() const noexcept { return operations_ != nullptr; }

    void cancel(acct_operation operation) const noexcept {
        if (operations_ != nullptr) {
            (void)operations_->cancel(plugin_, operation, nullptr);
        }
    }
    // Nothing known yet, or the operation has ended: 0 of 0.
    OperationProgress progress(acct_operation operation) const noexcept {
        OperationProgress now;
        if (operations_ == nullptr ||
            operations_->progress(plugin_, operation, &now.done, &now.total, nullptr) != ACCT_OK) {
            return {};
        }
        return now;
    }

private:
    const acct_plugin* plugin_;
    const acct_operations* operations_;
};

// Runs one operation to its end on the main thread. `start` is given the completion to pass on; `pump` waits
// a little for the host's main-thread request (or a few milliseconds) and calls on_main_thread.
template <typename Start>
Result<std::string> run(const std::function<void()>& pump, Start&& start) {
    auto ended = std::make_shared<std::unique_ptr<Result<std::string>>>();
    Result<acct_operation> started = start([ended](Result<std::string> result) {
        *ended = std::make_unique<Result<std::string>>(std::move(result));
    });
    if (!started) {
        return started.error();
    }
    while (!*ended) {
        pump();
    }
    return std::move(**ended);
}

// ---- settings pages
// --------------------------------------------------------------------------------------------------

struct PageInfo {
    std::string id;
    std::string title;
    std::string description;
};

// A view on loan; gives itself back.
class View {
public:
    View(const acct_settings_pages* pages, const acct_plugin* plugin, const acct_page_view* view) noexcept
        : pages_(pages), plugin_(plugin), view_(view), id_(view->view_id) {}
    View(View&& other) noexcept
        : pages_(other.pages_),
          plugin_(other.plugin_),
          view_(std::exchange(other.view_, nullptr)),
          id_(other.id_) {}
    View& operator=(View&&) = delete;
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    ~View() {
        if (view_ != nullptr) {
            (void)pages_->release(plugin_, id_, nullptr);
        }
    }
    const acct_page_view* operator->() const noexcept { return view_; }
    const acct_page_view& operator*() const noexcept { return *view_; }

private:
    const acct_settings_pages* pages_;
    const acct_plugin* plugin_;
    const acct_page_view* view_;
    uint64_t id_;
};

// The settings pages of one plugin. All [main-thread].
class SettingsPages {
public:
    explicit SettingsPages(const Instance& plugin)
        : plugin_(plugin.get()), pages_(plugin.extension<acct_settings_pages>(ACCT_EXT_SETTINGS_PAGE)) {}

    explicit operator bool() const noexcept { return pages_ != nullptr; }

    std::vector<PageInfo> list() const {
        std::vector<PageInfo> found;
        if (pages_ != nullptr) {
            (void)pages_->list(
                plugin_, &found,
                [](void* context, const acct_page_info* info) {
                    static_cast<std::vector<PageInfo>*>(context)->push_back(
                        {string_of(info->id), string_of(info->title), string_of(info->description)});
                },
                nullptr);
        }
        return found;
    }
    Result<acct_page> open(std::string_view page_id) const {
        if (pages_ == nullptr) {
            return unsupported("settings pages");
        }
        acct_page page = 0;
        acct_error error = empty_error();
        const acct_status status = pages_->open(plugin_, text_of(page_id), &page, &error);
        if (status != ACCT_OK) {
            return error_from(error, status);
        }
        return page;
    }
    void close(acct_page page) const noexcept { (void)pages_->close(plugin_, page, nullptr); }
    Result<View> acquire(acct_page page) const {
        const acct_page_view* view = nullptr;
        const Status done =
            checked([&](acct_error* error) { return pages_->acquire(plugin_, page, &view, error); });
        return done ? Result<View>{View{pages_, plugin_, view}} : Result<View>{done.error()};
    }
    Status set_value(acct_page page, std::string_view control, acct_text value) const {
        return checked([&](acct_error* error) {
            return pages_->set_value(plugin_, page, text_of(control), value, error);
        });
    }
    // `row` and `action` for a table; empty for a button or a link.
    Status activate(acct_page page, std::string_view control, std::string_view row = {},
                    std::string_view action = {}) const {
        return checked([&](acct_error* error) {
            return pages_->activate(plugin_, page, text_of(control), text_of(row), text_of(action), error);
        });
    }

private:
    const acct_plugin* plugin_;
    const acct_settings_pages* pages_;
};

// ---- credentials
// -----------------------------------------------------------------------------------------------------

struct CredentialKey {
    std::string gstin;
    std::string provider;
    std::string environment;
};

struct CredentialInfo {
    CredentialKey key;
    uint32_t state = 0;
    std::string user_name;
    std::string state_text;
    std::string problem;
    int64_t verified_at = 0;
    int64_t password_saved_at = 0;
    int64_t token_until = 0;
    std::string next_step;
    std::string legal_name;
};

// The credentials service of one plugin. All [any-thread].
class CredentialsService {
public:
    explicit CredentialsService(const Instance& plugin)
        : plugin_(plugin.get()), service_(plugin.extension<acct_credentials>(ACCT_EXT_CREDENTIALS)) {}

    explicit operator bool() const noexcept { return service_ != nullptr; }

    Result<std::vector<CredentialInfo>> list() const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        std::vector<CredentialInfo> found;
        acct_error error = empty_error();
        const acct_status status = service_->list(
            plugin_, &found,
            [](void* context, const acct_credential_info* info) {
                static_cast<std::vector<CredentialInfo>*>(context)->push_back(copy(*info));
            },
            &error);
        if (status != ACCT_OK) {
            return error_from(error, status);
        }
        return found;
    }
    // `password` may be wiped as soon as this returns.
    Result<acct_operation> save(const CredentialKey& key, std::string_view user_name, acct_text password,
                                uint32_t flags, Completion completion) const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        acct_credential_input input{};
        input.size = sizeof(input);
        input.flags = flags;
        const acct_credential_key loaned = loan(key);
        input.key = &loaned;
        input.user_name = text_of(user_name);
        input.password = password;
        return detail::start(std::move(completion),
                             [&](auto... rest) { return service_->save(plugin_, &input, rest...); });
    }
    Result<acct_operation> verify(const CredentialKey& key, Completion completion) const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        const acct_credential_key loaned = loan(key);
        return detail::start(std::move(completion),
                             [&](auto... rest) { return service_->verify(plugin_, &loaned, rest...); });
    }
    Result<acct_operation> remove(const CredentialKey& key, Completion completion) const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        const acct_credential_key loaned = loan(key);
        return detail::start(std::move(completion),
                             [&](auto... rest) { return service_->remove(plugin_, &loaned, rest...); });
    }
    Result<acct_session> open_session(const CredentialKey& key, std::string_view consumer) const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        const acct_credential_key loaned = loan(key);
        acct_session session = 0;
        acct_error error = empty_error();
        const acct_status status =
            service_->open_session(plugin_, &loaned, text_of(consumer), &session, &error);
        if (status != ACCT_OK) {
            return error_from(error, status);
        }
        return session;
    }
    void close_session(acct_session session) const noexcept {
        (void)service_->close_session(plugin_, session, nullptr);
    }
    Result<acct_operation> call(acct_session session, std::string_view method, std::string_view path,
                                std::string_view json, Completion completion) const {
        const acct_call_request request = make_request(method, path, json, 0, 0);
        return detail::start(std::move(completion), [&](auto... rest) {
            return service_->call(plugin_, session, &request, rest...);
        });
    }
    // With what the provider says besides, a limit of time (0: the usual) and ACCT_CALL_… flags.
    Result<acct_operation> call_for_answer(acct_session session, std::string_view method,
                                           std::string_view path, std::string_view json, uint32_t timeout_ms,
                                           uint32_t flags, CallCompletion completion) const {
        const acct_call_request request = make_request(method, path, json, timeout_ms, flags);
        return detail::start_with(std::move(completion), &detail::complete_call, [&](auto... rest) {
            return service_->call(plugin_, session, &request, rest...);
        });
    }
    // `changed` is called on the main thread until the observation is given back to unobserve; it has to
    // live as long. [main-thread]
    Result<acct_observation> observe(std::function<void()>* changed) const {
        if (service_ == nullptr) {
            return unsupported("a credentials service");
        }
        acct_observation observation = 0;
        acct_error error = empty_error();
        const acct_status status = service_->observe(
            plugin_, changed, [](void* context) { (*static_cast<std::function<void()>*>(context))(); },
            &observation, &error);
        if (status != ACCT_OK) {
            return error_from(error, status);
        }
        return observation;
    }
    void unobserve(acct_observation observation) const noexcept {
        (void)service_->unobserve(plugin_, observation, nullptr);
    }

private:
    static acct_call_request make_request(std::string_view method, std::string_view path,
                                          std::string_view json, uint32_t timeout_ms,
                                          uint32_t flags) noexcept {
        acct_call_request request{};
        request.size = sizeof(request);
        request.flags = flags;
        request.method = text_of(method);
        request.path = text_of(path);
        request.json = text_of(json);
        request.timeout_ms = timeout_ms;
        return request;
    }
    static CredentialInfo copy(const acct_credential_info& info) {
        CredentialInfo copied;
        copied.key = {string_of(info.gstin), string_of(info.provider), string_of(info.environment)};
        copied.state = info.state;
        copied.user_name = string_of(info.user_name);
        copied.state_text = string_of(info.state_text);
        copied.problem = string_of(info.problem);
        copied.verified_at = info.verified_at;
        copied.password_saved_at = info.password_saved_at;
        copied.token_until = info.token_until;
        copied.next_step = string_of(info.next_step);
        copied.legal_name = string_of(info.legal_name);
        return copied;
    }
    static acct_credential_key loan(const CredentialKey& key) noexcept {
        acct_credential_key loaned{};
        loaned.size = sizeof(loaned);
        loaned.gstin = text_of(key.gstin);
        loaned.provider = text_of(key.provider);
        loaned.environment = text_of(key.environment);
        return loaned;
    }

    const acct_plugin* plugin_;
    const acct_credentials* service_;
};

// ---- vault
// -----------------------------------------------------------------------------------------------------------

// The vault of one plugin. All [any-thread]. What an older plugin does not have is answered with
// ACCT_ERROR_UNSUPPORTED. Secrets that are passed may be wiped as soon as a function returns.
class Vault {
public:
    explicit Vault(const Instance& plugin)
        : plugin_(plugin.get()),
          vault_(plugin.extension<acct_vault>(ACCT_EXT_VAULT, offsetof(acct_vault, ways_in))) {}

    explicit operator bool() const noexcept { return vault_ != nullptr; }

    uint32_t state(Error* why = nullptr) const {
        if (vault_ == nullptr) {
            if (why != nullptr) {
                *why = unsupported("a vault");
            }
            return ACCT_VAULT_UNUSABLE;
        }
        acct_error error = empty_error();
        const uint32_t state = vault_->state(plugin_, &error);
        if (why != nullptr && state == ACCT_VAULT_UNUSABLE) {
            *why = error_from(error, error.status);
        }
        return state;
    }
    Result<acct_operation> create(acct_text passphrase, Completion completion) const {
        return start(&acct_vault::create, "a vault", std::move(completion), passphrase);
    }
    Result<acct_operation> unlock(acct_text passphrase, Completion completion) const {
        return start(&acct_vault::unlock, "a vault", std::move(completion), passphrase);
    }
    void lock() const noexcept {
        if (vault_ != nullptr) {
            (void)vault_->lock(plugin_, nullptr);
        }
    }

    // ---- the ways in
    Result<acct_operation> ways_in(Completion completion) const {
        return start(&acct_vault::ways_in, "a list of the ways into its vault", std::move(completion));
    }
    Result<acct_operation> change_passphrase(acct_text passphrase, Completion completion) const {
        return start(&acct_vault::change_passphrase, "a change of its vault's passphrase",
                     std::move(completion), passphrase);
    }
    Result<acct_operation> remove_way_in(int64_t id, Completion completion) const {
        return start(&acct_vault::remove_way_in, "the removal of a way into its vault", std::move(completion),
                     id);
    }
    Result<acct_operation> use_keyring(Completion completion) const {
        return start(&acct_vault::use_keyring, "opening its vault with the desktop's keyring",
                     std::move(completion));
    }
    // `receive` gets the code, which is gone when it returns: copy it into memory that is wiped.
    template <typename Receive>
    Status new_recovery_code(Receive&& receive) const {
        if (!offers(&acct_vault::new_recovery_code)) {
            return unsupported("recovery codes");
        }
        auto* receiver = &receive;
        return checked([&](acct_error* error) {
            return vault_->new_recovery_code(
                plugin_, receiver,
                [](void* context, acct_text code) { (*static_cast<decltype(receiver)>(context))(code); },
                error);
        });
    }
    Result<acct_operation> set_recovery_code(acct_text typed, Completion completion) const {
        return start(&acct_vault::set_recovery_code, "recovery codes", std::move(completion), typed);
    }
    Result<acct_operation> unlock_with_recovery_code(acct_text typed, Completion completion) const {
        return start(&acct_vault::unlock_with_recovery_code, "recovery codes", std::move(completion), typed);
    }

    // ---- care
    Result<acct_operation> change_key(Completion completion) const {
        return start(&acct_vault::change_key, "a change of its vault's key", std::move(completion));
    }
    Result<acct_operation> check(Completion completion) const {
        return start(&acct_vault::check, "a check of its vault", std::move(completion));
    }
    Result<acct_operation> mend(Completion completion) const {
        return start(&acct_vault::mend, "mending its vault", std::move(completion));
    }
    // `file` is an absolute path, here and below.
    Result<acct_operation> backup(std::string_view file, Completion completion) const {
        return start(&acct_vault::backup, "backups of its vault", std::move(completion), text_of(file));
    }
    Result<acct_operation> export_to(std::string_view file, acct_text passphrase,
                                     Completion completion) const {
        return start(&acct_vault::export_to, "moving credentials to another computer", std::move(completion),
                     text_of(file), passphrase);
    }
    Result<acct_operation> import_from(std::string_view file, acct_text passphrase, uint32_t flags,
                                       Completion completion) const {
        return start(&acct_vault::import_from, "moving credentials to another computer",
                     std::move(completion), text_of(file), passphrase, flags);
    }
    Result<acct_operation> import_csv(acct_text content, std::string_view provider,
                                      std::string_view environment, uint32_t flags,
                                      Completion completion) const {
        return start(&acct_vault::import_csv, "lists of credentials", std::move(completion), content,
                     text_of(provider), text_of(environment), flags);
    }
    Result<acct_operation> audit(int64_t first, int64_t most, Completion completion) const {
        return start(&acct_vault::audit, "its audit trail", std::move(completion), first, most);
    }

    // ---- locking by itself
    Result<acct_operation> set_auto_lock(uint32_t seconds, Completion completion) const {
        return start(&acct_vault::set_auto_lock, "locking its vault by itself", std::move(completion),
                     seconds);
    }
    Result<acct_operation> auto_lock(Completion completion) const {
        return start(&acct_vault::auto_lock, "locking its vault by itself", std::move(completion));
    }

    Result<std::string> csv_template() const {
        if (!offers(&acct_vault::csv_template)) {
            return unsupported("lists of credentials");
        }
        std::string text;
        const Status done = checked([&](acct_error* error) {
            return vault_->csv_template(
                plugin_, &text,
                [](void* context, acct_text list) { *static_cast<std::string*>(context) = view_of(list); },
                error);
        });
        return done ? Result<std::string>{std::move(text)} : Result<std::string>{done.error()};
    }

private:
    // True if the plugin's table has this function.
    template <typename Function>
    bool offers(Function acct_vault::*function) const noexcept {
        return vault_ != nullptr && covers(vault_->size, vault_, &(vault_->*function), sizeof(Function)) &&
               vault_->*function != nullptr;
    }
    template <typename Function, typename... Given>
    Result<acct_operation> start(Function acct_vault::*function, std::string_view what, Completion completion,
                                 Given... given) const {
        if (!offers(function)) {
            return unsupported(what);
        }
        return detail::start(std::move(completion),
                             [&](auto... rest) { return (vault_->*function)(plugin_, given..., rest...); });
    }

    const acct_plugin* plugin_;
    const acct_vault* vault_;
};

}  // namespace accounting

#endif  // ACCT_CPP_HOST_HPP
