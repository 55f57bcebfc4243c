// credentials_extension.cpp - acct.credentials/1: the credentials service.
#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "base/text.hpp"
#include "instance.hpp"

namespace tijori::abi {
namespace {

using accounting::text_of;
using accounting::view_of;

Result<CredentialKey> read_key(const acct_credential_key* key) {
    if (key == nullptr || key->size < accounting::first_size<acct_credential_key>) {
        return bad_argument(say("a credential's key"));
    }
    Result<std::string> gstin = checked_text(key->gstin, say("GSTIN"), "gstin");
    Result<std::string> provider = checked_text(key->provider, say("provider"), "provider");
    Result<std::string> environment = checked_text(key->environment, say("environment"), "environment");
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
    const std::string state_text = say(state_words(credential.state));
    info.state_text = text_of(state_text);
    info.problem = text_of(credential.problem);
    info.verified_at = credential.verified_at;
    info.password_saved_at = credential.password_saved_at;
    info.token_until = parts.service.token_until(credential);
    info.next_step = text_of(credential.next_step);
    info.legal_name = text_of(credential.legal_name);
    receiver(context, &info);
}

acct_status ACCT_CALL credentials_list(const acct_plugin* plugin, void* context,
                                       acct_credential_receiver receiver, acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (receiver == nullptr) {
            return bad_argument(say("a receiver"));
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
            return bad_argument(say("a receiver"));
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
        if (input == nullptr || input->size < accounting::first_size<acct_credential_input> ||
            (input->password.data == nullptr && input->password.size > 0) ||
            (input->user_name.data == nullptr && input->user_name.size > 0)) {
            return bad_argument(say("an input"));
        }
        constexpr std::uint32_t known_flags = ACCT_SAVE_REPLACE | ACCT_SAVE_WITHOUT_VERIFYING;
        if ((input->flags & ~known_flags) != 0) {
            return bad_argument(say("flags that this version knows"));
        }
        Result<CredentialKey> key = read_key(input->key);
        if (!key) {
            return key.error();
        }
        auto entry = std::make_shared<CredentialService::Entry>();
        entry->key = std::move(*key);
        entry->user_name = std::string(view_of(input->user_name));
        entry->password = SecretBytes(view_of(input->password));
        entry->replace = (input->flags & ACCT_SAVE_REPLACE) != 0;
        entry->consumer = parts.host.name();
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
            [&parts, entry](Cancellation& cancellation) {
                return payload(parts.service.save(std::move(*entry), cancellation));
            },
            context, completion, out_operation);
    });
}

// Starts `work(parts, key, cancellation)`, which returns a Result, for the credential under the key.
template <typename Work>
acct_status started_for(const acct_plugin* plugin, const acct_credential_key* key, void* context,
                        acct_operation_completion completion, acct_operation* out_operation,
                        acct_error* error, Work work) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        return start_operation(
            parts,
            [&parts, work, wanted = *wanted](Cancellation& cancellation) {
                return payload(work(parts, wanted, cancellation));
            },
            context, completion, out_operation);
    });
}

acct_status ACCT_CALL credentials_verify(const acct_plugin* plugin, const acct_credential_key* key,
                                         void* context, acct_operation_completion completion,
                                         acct_operation* out_operation, acct_error* error) {
    return started_for(plugin, key, context, completion, out_operation, error,
                       [](Parts& parts, const CredentialKey& wanted, Cancellation& cancellation) {
                           return parts.service.verify(wanted, parts.host.name(), cancellation);
                       });
}

acct_status ACCT_CALL credentials_remove(const acct_plugin* plugin, const acct_credential_key* key,
                                         void* context, acct_operation_completion completion,
                                         acct_operation* out_operation, acct_error* error) {
    return started_for(plugin, key, context, completion, out_operation, error,
                       [](Parts& parts, const CredentialKey& wanted, Cancellation&) {
                           return parts.service.remove(wanted, parts.host.name());
                       });
}

acct_status ACCT_CALL credentials_open_session(const acct_plugin* plugin, const acct_credential_key* key,
                                               acct_text consumer, acct_session* out_session,
                                               acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (out_session == nullptr) {
            return bad_argument(say("a place for the session"));
        }
        Result<CredentialKey> wanted = read_key(key);
        if (!wanted) {
            return wanted.error();
        }
        Result<std::string> name = checked_text(consumer, say("consumer's name"));
        if (!name) {
            return name.error();
        }
        if (trim(*name).empty()) {
            return bad_argument(say("the name of the module that asks"));
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

// Queries may name documents; the log does not.
std::string without_query(const std::string& path) {
    return path.substr(0, path.find('?'));
}

Error no_session() {
    return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-SESSION", say("This session is not open."),
                      say("This is a mistake of the program; tell its maker."));
}

acct_status ACCT_CALL credentials_close_session(const acct_plugin* plugin, acct_session session,
                                                acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        const std::lock_guard lock(parts.mutex);
        return parts.sessions.erase(session) == 1 ? Status{Nothing{}} : Status{no_session()};
    });
}

// The request's texts, kept until the call is made.
struct CallTexts {
    std::string method;
    std::string path;
    std::string json;
};

Result<CallTexts> read_request(const acct_call_request* request) {
    if (request == nullptr || request->size < accounting::first_size<acct_call_request>) {
        return bad_argument(say("a call's request"));
    }
    if ((request->flags & ~ACCT_CALL_REPEATABLE) != 0) {
        return bad_argument(say("flags that this version knows"));
    }
    Result<std::string> method = checked_text(request->method, say("method"));
    Result<std::string> path = checked_text(request->path, say("path"));
    Result<std::string> json = checked_text(request->json, say("JSON"));
    for (const Result<std::string>* text : {&method, &path, &json}) {
        if (!*text) {
            return text->error();
        }
    }
    if (*method != "GET" && *method != "POST") {
        return bad_argument(say("one of the methods GET and POST"));
    }
    if (*method == "GET" && !json->empty()) {
        return bad_argument(say("leaving the JSON empty, as GET asks"));
    }
    const bool odd = has_control_characters(*path) || path->find_first_of(" #\\") != std::string::npos;
    if (!path->starts_with('/') || path->starts_with("//") || odd) {
        return bad_argument(say("a path that begins with one slash and holds no spaces"));
    }
    return CallTexts{std::move(*method), std::move(*path), std::move(*json)};
}

acct_status ACCT_CALL credentials_call(const acct_plugin* plugin, acct_session session,
                                       const acct_call_request* request, void* context,
                                       acct_operation_completion completion, acct_operation* out_operation,
                                       acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<CallTexts> texts = read_request(request);
        if (!texts) {
            return texts.error();
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
        constexpr std::chrono::milliseconds usual{60000};
        const bool repeatable = (request->flags & ACCT_CALL_REPEATABLE) != 0;
        const std::chrono::milliseconds timeout =
            request->timeout_ms != 0 ? std::chrono::milliseconds(request->timeout_ms) : usual;
        return start_call(
            parts,
            [&parts, who, texts = std::move(*texts), repeatable,
             timeout](Cancellation& cancellation) -> Result<Yield> {
                const irp::Call call{.method = texts.method,
                                     .path = texts.path,
                                     .json = texts.json,
                                     .timeout = timeout,
                                     .repeatable = repeatable};
                Result<irp::CallAnswer> answer =
                    parts.service.call(who.key, who.consumer, call, cancellation);
                parts.host.log(answer ? ACCT_LOG_INFO : ACCT_LOG_WARNING,
                               "call by \"" + who.consumer + "\" for " + masked_gstin(who.key.gstin) + ": " +
                                   texts.method + " " + without_query(texts.path) + " " +
                                   (answer ? std::string("OK") : answer.error().code));
                return answer ? Result<Yield>{Yield{std::move(answer->payload), std::move(answer->info)}}
                              : Result<Yield>{answer.error()};
            },
            context, completion, out_operation);
    });
}

acct_status ACCT_CALL credentials_observe(const acct_plugin* plugin, void* context,
                                          acct_credentials_observer observer,
                                          acct_observation* out_observation, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (observer == nullptr || out_observation == nullptr) {
            return bad_argument(say("an observer and a place for the observation"));
        }
        *out_observation = parts.observers.add(observer, context);
        return Nothing{};
    });
}

acct_status ACCT_CALL credentials_unobserve(const acct_plugin* plugin, acct_observation observation,
                                            acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        return parts.observers.remove(observation)
                   ? Status{Nothing{}}
                   : Status{make_error(ACCT_ERROR_UNKNOWN_ID, "NO-OBSERVATION",
                                       say("There is no such observation."),
                                       say("This is a mistake of the program; tell its maker."))};
    });
}

}  // namespace

const acct_credentials& credentials_table() noexcept {
    static const acct_credentials table{
        sizeof(acct_credentials), &credentials_list,    &credentials_find,         &credentials_save,
        &credentials_verify,      &credentials_remove,  &credentials_open_session, &credentials_close_session,
        &credentials_call,        &credentials_observe, &credentials_unobserve};
    return table;
}

}  // namespace tijori::abi
