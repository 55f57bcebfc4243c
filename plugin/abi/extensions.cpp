// extensions.cpp - the function tables of the extensions: each function checks what the host passed and hands
// it to the part that does the work.
#include <algorithm>

#include "abi/instance.hpp"
#include "base/text.hpp"
#include "settings/credentials_page.hpp"
#include "settings/vault_page.hpp"

namespace tijori::abi {
namespace {

using accounting::text_of;
using accounting::view_of;

constexpr std::string_view credentials_page_id = "api-credentials";
constexpr std::string_view vault_page_id = "vault";

// ---- settings pages
// --------------------------------------------------------------------------------------------------

acct_status ACCT_CALL pages_list(const acct_plugin* plugin, void* context, acct_page_info_receiver receiver) {
    return guarded(plugin, Where::main_thread, nullptr, [&](Parts&) -> Status {
        if (receiver == nullptr) {
            return bad_argument("a receiver");
        }
        const acct_page_info info{
            sizeof(acct_page_info), text_of(credentials_page_id), text_of("API credentials"),
            text_of("User names and passwords with which invoices are registered at the IRP")};
        receiver(context, &info);
        const acct_page_info vault_info{
            sizeof(acct_page_info), text_of(vault_page_id), text_of("Vault"),
            text_of("Where the credentials are kept: ways in, recovery code, backup, import, audit trail")};
        receiver(context, &vault_info);
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_open(const acct_plugin* plugin, acct_text page_id, acct_page* out_page,
                                 acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (out_page == nullptr) {
            return bad_argument("a place for the page");
        }
        const bool wants_vault = view_of(page_id) == vault_page_id;
        if (!wants_vault && view_of(page_id) != credentials_page_id) {
            return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-SUCH-PAGE",
                              "The credentials plugin has no such page.",
                              "Choose one from the settings menu.");
        }
        *out_page = parts.pages.open([&](std::function<void()> redraw) -> std::unique_ptr<settings::Page> {
            settings::PageSurroundings around{parts.service,
                                              parts.vault,
                                              parts.care,
                                              parts.background,
                                              parts.host,
                                              [&parts] { parts.pages.refresh_all(); },
                                              [&parts] { parts.read_vault(); }};
            if (wants_vault) {
                return std::make_unique<settings::VaultPage>(std::move(around), std::move(redraw));
            }
            return std::make_unique<settings::CredentialsPage>(std::move(around), std::move(redraw));
        });
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_close(const acct_plugin* plugin, acct_page page) {
    return guarded(plugin, Where::main_thread, nullptr,
                   [&](Parts& parts) { return parts.pages.close(page); });
}

acct_status ACCT_CALL pages_acquire(const acct_plugin* plugin, acct_page page,
                                    const acct_page_view** out_view) {
    return guarded(plugin, Where::main_thread, nullptr, [&](Parts& parts) -> Status {
        if (out_view == nullptr) {
            return bad_argument("a place for the view");
        }
        Result<const acct_page_view*> view = parts.pages.acquire(page);
        if (!view) {
            return view.error();
        }
        *out_view = *view;
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_release(const acct_plugin* plugin, std::uint64_t view_id) {
    return guarded(plugin, Where::main_thread, nullptr,
                   [&](Parts& parts) { return parts.pages.release(view_id); });
}

acct_status ACCT_CALL pages_set_value(const acct_plugin* plugin, acct_page page, acct_text control,
                                      acct_text value, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (value.data == nullptr && value.size > 0) {
            return bad_argument("a value");
        }
        return parts.pages.set_value(page, view_of(control), view_of(value));
    });
}

acct_status ACCT_CALL pages_activate(const acct_plugin* plugin, acct_page page, acct_text control,
                                     acct_text item, acct_error* error) {
    return guarded(plugin, Where::main_thread, error,
                   [&](Parts& parts) { return parts.pages.activate(page, view_of(control), view_of(item)); });
}

// ---- credentials
// -----------------------------------------------------------------------------------------------------

Result<CredentialKey> read_key(const acct_credential_key* key) {
    if (key == nullptr || key->size < sizeof(acct_credential_key)) {
        return bad_argument("a credential's key");
    }
    Result<std::string> gstin = checked_text(key->gstin, "GSTIN", "gstin");
    Result<std::string> provider = checked_text(key->provider, "provider", "provider");
    Result<std::string> environment = checked_text(key->environment, "environment", "environment");
    for (const Result<std::string>* text : {&gstin, &provider, &environment}) {
        if (!*text) {
            return text->error();
        }
    }
    return CredentialKey{std::move(*gstin), std::move(*provider), std::move(*environment)};
}

void tell(const Parts& parts, const Credential& credential, void* context,
          acct_credential_receiver receiver) {
    acct_credential_info info{};
    info.size = sizeof(info);
    info.state = static_cast<std::uint32_t>(credential.state);
    info.gstin = text_of(credential.key.gstin);
    info.provider = text_of(credential.key.provider);
    info.environment = text_of(credential.key.environment);
    info.user_name = text_of(credential.user_name);
    info.state_text = text_of(state_words(credential.state));
    info.problem = text_of(credential.problem);
    info.verified_at = credential.verified_at;
    info.password_saved_at = credential.password_saved_at;
    info.token_until = parts.service.token_until(credential);
    receiver(context, &info);
}

acct_status ACCT_CALL credentials_list(const acct_plugin* plugin, void* context,
                                       acct_credential_receiver receiver, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (receiver == nullptr) {
            return bad_argument("a receiver");
        }
        Result<std::vector<Credential>> all = parts.service.list();
        if (!all) {
            return all.error();
        }
        for (const Credential& credential : *all) {
            tell(parts, credential, context, receiver);
        }
        return Nothing{};
    });
}

acct_status ACCT_CALL credentials_find(const acct_plugin* plugin, const acct_credential_key* key,
                                       void* context, acct_credential_receiver receiver, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (receiver == nullptr) {
            return bad_argument("a receiver");
        }
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        Result<Credential> found = parts.service.find(*wanted);
        if (!found) {
            return found.error();
        }
        tell(parts, *found, context, receiver);
        return Nothing{};
    });
}

acct_status ACCT_CALL credentials_save(const acct_plugin* plugin, const acct_credential_input* input,
                                       void* context, acct_operation_completion completion,
                                       acct_operation* out_operation, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (input == nullptr || input->size < sizeof(acct_credential_input) ||
            (input->password.data == nullptr && input->password.size > 0) ||
            (input->user_name.data == nullptr && input->user_name.size > 0)) {
            return bad_argument("an input");
        }
        constexpr std::uint32_t known_flags = ACCT_SAVE_REPLACE | ACCT_SAVE_WITHOUT_VERIFYING;
        if ((input->flags & ~known_flags) != 0) {
            return bad_argument("flags that this version knows");
        }
        Result<CredentialKey> key = read_key(&input->key);
        if (!key) {
            return key.error();
        }
        auto entry = std::make_shared<CredentialService::Entry>();
        entry->key = std::move(*key);
        entry->user_name = std::string(view_of(input->user_name));
        entry->password = SecretBytes(view_of(input->password));
        entry->replace = (input->flags & ACCT_SAVE_REPLACE) != 0;
        entry->without_verifying = (input->flags & ACCT_SAVE_WITHOUT_VERIFYING) != 0;
        if (Instance::of(plugin)->on_its_main_thread()) {
            std::vector<std::string> gstins;
            for (const accounting::Entity& entity : parts.host.entities()) {
                gstins.push_back(entity.gstin);
            }
            parts.service.set_known_gstins(std::move(gstins));
        }
        if (Result<CredentialKey> right = parts.service.check(*entry); !right) {
            return right.error();
        }
        return start_operation(
            parts,
            [&parts, entry](Cancellation& cancellation) -> Result<std::string> {
                Result<Credential> saved = parts.service.save(std::move(*entry), cancellation);
                return saved ? Result<std::string>{std::string{}} : Result<std::string>{saved.error()};
            },
            context, completion, out_operation);
    });
}

acct_status ACCT_CALL credentials_verify(const acct_plugin* plugin, const acct_credential_key* key,
                                         void* context, acct_operation_completion completion,
                                         acct_operation* out_operation, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        return start_operation(
            parts,
            [&parts, wanted = *wanted](Cancellation& cancellation) -> Result<std::string> {
                Result<Credential> verified = parts.service.verify(wanted, "", cancellation);
                return verified ? Result<std::string>{std::string{}} : Result<std::string>{verified.error()};
            },
            context, completion, out_operation);
    });
}

acct_status ACCT_CALL credentials_remove(const acct_plugin* plugin, const acct_credential_key* key,
                                         void* context, acct_operation_completion completion,
                                         acct_operation* out_operation, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        return start_operation(
            parts,
            [&parts, wanted = *wanted](Cancellation&) -> Result<std::string> {
                Status removed = parts.service.remove(wanted, "");
                return removed ? Result<std::string>{std::string{}} : Result<std::string>{removed.error()};
            },
            context, completion, out_operation);
    });
}

acct_status ACCT_CALL credentials_open_session(const acct_plugin* plugin, const acct_credential_key* key,
                                               acct_text consumer, acct_session* out_session,
                                               acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (out_session == nullptr) {
            return bad_argument("a place for the session");
        }
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        Result<std::string> name = checked_text(consumer, "consumer's name");
        if (!name) {
            return name.error();
        }
        if (trim(*name).empty()) {
            return bad_argument("the name of the module that asks");
        }
        Result<Credential> found = parts.service.find(*wanted);
        if (!found) {
            return found.error();
        }
        const std::lock_guard lock(parts.mutex);
        *out_session = ++parts.last_session;
        parts.sessions[*out_session] = {found->key, std::move(*name)};
        return Nothing{};
    });
}

Error no_session() {
    return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-SESSION", "This session is not open.",
                      "This is a mistake of the program; tell its maker.");
}

acct_status ACCT_CALL credentials_close_session(const acct_plugin* plugin, acct_session session) {
    return guarded(plugin, Where::any_thread, nullptr, [&](Parts& parts) -> Status {
        const std::lock_guard lock(parts.mutex);
        return parts.sessions.erase(session) == 1 ? Status{Nothing{}} : Status{no_session()};
    });
}

acct_status ACCT_CALL credentials_call(const acct_plugin* plugin, acct_session session, acct_text method,
                                       acct_text path, acct_text json, void* context,
                                       acct_operation_completion completion, acct_operation* out_operation,
                                       acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<std::string> verb = checked_text(method, "method");
        Result<std::string> target = checked_text(path, "path");
        Result<std::string> body = checked_text(json, "JSON");
        for (const Result<std::string>* text : {&verb, &target, &body}) {
            if (!*text) {
                return text->error();
            }
        }
        if (*verb != "GET" && *verb != "POST") {
            return bad_argument("one of the methods GET and POST");
        }
        if (*verb == "GET" && !body->empty()) {
            return bad_argument("leaving the JSON empty, as GET asks");
        }
        const bool odd =
            has_control_characters(*target) || target->find_first_of(" #\\") != std::string::npos;
        if (!target->starts_with('/') || target->starts_with("//") || odd) {
            return bad_argument("a path that begins with one slash and holds no spaces");
        }
        ModuleSession who;
        {
            const std::lock_guard lock(parts.mutex);
            const auto found = parts.sessions.find(session);
            if (found == parts.sessions.end()) {
                return no_session();
            }
            who = found->second;
        }
        return start_operation(
            parts,
            [&parts, who, verb = std::move(*verb), target = std::move(*target),
             body = std::move(*body)](Cancellation& cancellation) {
                Result<std::string> answer =
                    parts.service.call(who.key, who.consumer, verb, target, body, cancellation);
                parts.host.log(answer ? ACCT_LOG_INFO : ACCT_LOG_WARNING,
                               "call by \"" + who.consumer + "\" for " + masked_gstin(who.key.gstin) + ": " +
                                   verb + " " + target + " " +
                                   (answer ? std::string("OK") : answer.error().code));
                return answer;
            },
            context, completion, out_operation);
    });
}

// ---- operations
// ------------------------------------------------------------------------------------------------------

Result<std::shared_ptr<Cancellation>> running(Parts& parts, acct_operation operation) {
    const std::lock_guard lock(parts.mutex);
    const auto found = parts.operations.find(operation);
    if (found == parts.operations.end()) {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-OPERATION", "This operation is not under way.", "");
    }
    return found->second.cancellation;
}

acct_status ACCT_CALL operations_cancel(const acct_plugin* plugin, acct_operation operation) {
    return guarded(plugin, Where::any_thread, nullptr, [&](Parts& parts) -> Status {
        Result<std::shared_ptr<Cancellation>> found = running(parts, operation);
        if (!found) {
            return found.error();
        }
        if (*found != nullptr) {
            (*found)->cancel();
        }
        return Nothing{};
    });
}

acct_status ACCT_CALL operations_progress(const acct_plugin* plugin, acct_operation operation,
                                          std::uint64_t* out_done, std::uint64_t* out_total) {
    return guarded(plugin, Where::any_thread, nullptr, [&](Parts& parts) -> Status {
        if (out_done == nullptr || out_total == nullptr) {
            return bad_argument("places for the numbers");
        }
        Result<std::shared_ptr<Cancellation>> found = running(parts, operation);
        if (!found) {
            return found.error();
        }
        *out_done = *found != nullptr ? (*found)->done() : 0;
        *out_total = *found != nullptr ? (*found)->total() : 0;
        return Nothing{};
    });
}

}  // namespace

const acct_settings_pages& settings_pages_table() noexcept {
    static const acct_settings_pages table{sizeof(acct_settings_pages),
                                           &pages_list,
                                           &pages_open,
                                           &pages_close,
                                           &pages_acquire,
                                           &pages_release,
                                           &pages_set_value,
                                           &pages_activate};
    return table;
}

const acct_credentials& credentials_table() noexcept {
    static const acct_credentials table{
        sizeof(acct_credentials),  &credentials_list,          &credentials_find,
        &credentials_save,         &credentials_verify,        &credentials_remove,
        &credentials_open_session, &credentials_close_session, &credentials_call};
    return table;
}

const acct_operations& operations_table() noexcept {
    static const acct_operations table{sizeof(acct_operations), &operations_cancel, &operations_progress};
    return table;
}

}  // namespace tijori::abi
