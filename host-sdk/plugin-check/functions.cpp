// functions.cpp - see functions.hpp.
#include "functions.hpp"

#include <algorithm>
#include <cstring>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "kept.hpp"
#include "secrets.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

// ---- receivers

// One call that tells something.
struct Receiving {
    std::string call;
    Live* live = nullptr;
    int told = 0;
    std::function<void()> then;
};

Receiving& told(void* context) {
    auto& receiving = *static_cast<Receiving*>(context);
    ++receiving.told;
    if (receiving.then) {
        receiving.then();
    }
    return receiving;
}

void ACCT_CALL on_page(void* context, const acct_page_info* info) {
    const Receiving& receiving = told(context);
    if (info != nullptr && info->size >= first_size<acct_page_info>) {
        heard(receiving.call, info->title);
    }
}

void ACCT_CALL on_credential(void* context, const acct_credential_info* info) {
    const Receiving& receiving = told(context);
    if (info == nullptr || info->size < first_size<acct_credential_info>) {
        found({"credentials.h, acct_credential_info", "called " + receiving.call, "an info whose size is set",
               info == nullptr ? "NULL" : "size " + std::to_string(info->size), ""});
        return;
    }
    for (const acct_text& text : {info->gstin, info->provider, info->environment, info->user_name,
                                  info->state_text, info->problem, info->next_step, info->legal_name}) {
        heard(receiving.call, text);
    }
    if (info->state == 0 || info->gstin.size != 15) {
        found({"credentials.h, acct_credential_info", "called " + receiving.call,
               "a state, and a GSTIN of 15 characters",
               "state " + std::to_string(info->state) + ", GSTIN " + in_quotes(view_of(info->gstin)), ""});
    }
}

void ACCT_CALL on_text(void* context, acct_text text) {
    const Receiving& receiving = told(context);
    heard(receiving.call, text);
}

void ACCT_CALL on_change(void* context) {
    const Receiving& receiving = told(context);
    if (!receiving.live->is_main_thread()) {
        found({"credentials.h, acct_credentials_observer", "observed the credentials",
               "the observer is called on the main thread", "it was called on another one",
               "Call observers in on_main_thread."});
    }
}

// ---- the table

template <typename Receiver>
Receiver receiver_of(const Passed& passed, Receiver receiver) {
    return passed.values.with_receiver ? receiver : nullptr;
}

// The vault's state as a status: it fails where it fills the error.
acct_status vault_state(const acct_vault& vault, const Passed& passed) {
    if (vault.state(passed.values.plugin, passed.error) != ACCT_VAULT_UNUSABLE) {
        return ACCT_OK;
    }
    return passed.error != nullptr && passed.error->size >= first_size<acct_error> ? passed.error->status
                                                                                   : ACCT_ERROR_FAILED;
}

// In a line of the table: `t` are the tables, `v` the values, `p` what else is passed.
#define ACCT_CALLS(table, expression)                              \
    [](const Tables& tables) { return tables.table != nullptr; },  \
        [](const Tables& tables, const Passed& p) -> acct_status { \
            const auto& t = *tables.table;                         \
            [[maybe_unused]] const Values& v = p.values;           \
            return expression;                                     \
        }
// The parameters at the end of every function that starts an operation.
#define ACCT_STARTS p.context, p.completion, p.out_as<acct_operation>(), p.error

std::vector<Function> make_functions() {
    using enum Takes;
    constexpr Thread main_thread = Thread::main;
    constexpr Thread any_thread = Thread::any;
    return {
        // settings_page.h
        {"settings-page.list",
         main_thread,
         {receiver},
         ACCT_CALLS(pages, t.list(v.plugin, p.context, receiver_of(p, &on_page), p.error))},
        {"settings-page.open",
         main_thread,
         {page_id, out},
         ACCT_CALLS(pages, t.open(v.plugin, v.text[0], p.out_as<acct_page>(), p.error)),
         "page"},
        {"settings-page.close", main_thread, {page}, ACCT_CALLS(pages, t.close(v.plugin, v.number, p.error))},
        {"settings-page.acquire",
         main_thread,
         {page, out},
         ACCT_CALLS(pages, t.acquire(v.plugin, v.number, p.out_as<const acct_page_view*>(), p.error))},
        {"settings-page.release",
         main_thread,
         {view},
         ACCT_CALLS(pages, t.release(v.plugin, v.number, p.error))},
        {"settings-page.set_value",
         main_thread,
         {page, control_id, value},
         ACCT_CALLS(pages, t.set_value(v.plugin, v.number, v.text[0], v.text[1], p.error))},
        {"settings-page.activate",
         main_thread,
         {page, control_id, row_id, action_id},
         ACCT_CALLS(pages, t.activate(v.plugin, v.number, v.text[0], v.text[1], v.text[2], p.error))},
        // credentials.h
        {"credentials.list",
         any_thread,
         {receiver},
         ACCT_CALLS(credentials, t.list(v.plugin, p.context, receiver_of(p, &on_credential), p.error))},
        {"credentials.find",
         any_thread,
         {key, receiver},
         ACCT_CALLS(credentials,
                    t.find(v.plugin, v.key, p.context, receiver_of(p, &on_credential), p.error))},
        {"credentials.save",
         any_thread,
         {input, completion},
         ACCT_CALLS(credentials, t.save(v.plugin, v.input, ACCT_STARTS))},
        {"credentials.verify",
         any_thread,
         {key, completion},
         ACCT_CALLS(credentials, t.verify(v.plugin, v.key, ACCT_STARTS))},
        {"credentials.open_session",
         any_thread,
         {key, name, out},
         ACCT_CALLS(credentials,
                    t.open_session(v.plugin, v.key, v.text[0], p.out_as<acct_session>(), p.error)),
         "session"},
        {"credentials.call",
         any_thread,
         {session, request, completion},
         ACCT_CALLS(credentials, t.call(v.plugin, v.number, v.request, ACCT_STARTS))},
        {"credentials.close_session",
         any_thread,
         {session},
         ACCT_CALLS(credentials, t.close_session(v.plugin, v.number, p.error))},
        {"credentials.observe",
         main_thread,
         {receiver, out},
         ACCT_CALLS(credentials, t.observe(v.plugin, p.context, receiver_of(p, &on_change),
                                           p.out_as<acct_observation>(), p.error)),
         "observation"},
        {"credentials.unobserve",
         main_thread,
         {observation},
         ACCT_CALLS(credentials, t.unobserve(v.plugin, v.number, p.error))},
        {"credentials.remove",
         any_thread,
         {key, completion},
         ACCT_CALLS(credentials, t.remove(v.plugin, v.key, ACCT_STARTS))},
        // operations.h
        {"operations.cancel",
         any_thread,
         {operation},
         ACCT_CALLS(operations, t.cancel(v.plugin, v.number, p.error))},
        {"operations.progress",
         any_thread,
         {operation, out},
         ACCT_CALLS(operations,
                    t.progress(v.plugin, v.number, p.out_as<std::uint64_t>(),
                               p.out == nullptr ? nullptr : p.out_as<std::uint64_t>() + 1, p.error))},
        // vault.h
        {"vault.state", any_thread, {}, ACCT_CALLS(vault, vault_state(t, p))},
        {"vault.create",
         any_thread,
         {secret, completion},
         ACCT_CALLS(vault, t.create(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.unlock",
         any_thread,
         {secret, completion},
         ACCT_CALLS(vault, t.unlock(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.ways_in", any_thread, {completion}, ACCT_CALLS(vault, t.ways_in(v.plugin, ACCT_STARTS))},
        {"vault.change_passphrase",
         any_thread,
         {secret, completion},
         ACCT_CALLS(vault, t.change_passphrase(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.remove_way_in",
         any_thread,
         {amount, completion},
         ACCT_CALLS(vault, t.remove_way_in(v.plugin, static_cast<std::int64_t>(v.number), ACCT_STARTS))},
        {"vault.use_keyring",
         any_thread,
         {completion},
         ACCT_CALLS(vault, t.use_keyring(v.plugin, ACCT_STARTS))},
        {"vault.new_recovery_code",
         any_thread,
         {receiver},
         ACCT_CALLS(vault, t.new_recovery_code(v.plugin, p.context, receiver_of(p, &on_text), p.error))},
        {"vault.set_recovery_code",
         any_thread,
         {secret, completion},
         ACCT_CALLS(vault, t.set_recovery_code(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.unlock_with_recovery_code",
         any_thread,
         {secret, completion},
         ACCT_CALLS(vault, t.unlock_with_recovery_code(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.change_key",
         any_thread,
         {completion},
         ACCT_CALLS(vault, t.change_key(v.plugin, ACCT_STARTS))},
        {"vault.check", any_thread, {completion}, ACCT_CALLS(vault, t.check(v.plugin, ACCT_STARTS))},
        {"vault.mend", any_thread, {completion}, ACCT_CALLS(vault, t.mend(v.plugin, ACCT_STARTS))},
        {"vault.backup",
         any_thread,
         {file, completion},
         ACCT_CALLS(vault, t.backup(v.plugin, v.text[0], ACCT_STARTS))},
        {"vault.export_to",
         any_thread,
         {file, secret, completion},
         ACCT_CALLS(vault, t.export_to(v.plugin, v.text[0], v.text[1], ACCT_STARTS))},
        {"vault.import_from",
         any_thread,
         {file, secret, completion},
         ACCT_CALLS(vault, t.import_from(v.plugin, v.text[0], v.text[1], 0, ACCT_STARTS))},
        {"vault.import_csv",
         any_thread,
         {list, name, name, completion},
         ACCT_CALLS(vault, t.import_csv(v.plugin, v.text[0], v.text[1], v.text[2], 0, ACCT_STARTS))},
        {"vault.audit",
         any_thread,
         {amount, completion},
         ACCT_CALLS(vault, t.audit(v.plugin, static_cast<std::int64_t>(v.number), 100, ACCT_STARTS))},
        {"vault.set_auto_lock",
         any_thread,
         {amount, completion},
         ACCT_CALLS(vault, t.set_auto_lock(v.plugin, static_cast<std::uint32_t>(v.number), ACCT_STARTS))},
        {"vault.auto_lock", any_thread, {completion}, ACCT_CALLS(vault, t.auto_lock(v.plugin, ACCT_STARTS))},
        {"vault.csv_template",
         any_thread,
         {receiver},
         ACCT_CALLS(vault, t.csv_template(v.plugin, p.context, receiver_of(p, &on_text), p.error))},
        {"vault.lock", any_thread, {}, ACCT_CALLS(vault, t.lock(v.plugin, p.error))},
    };
}

#undef ACCT_STARTS
#undef ACCT_CALLS

}  // namespace

const std::vector<Function>& all_functions() {
    static const std::vector<Function> functions = make_functions();
    return functions;
}

bool Function::has(Takes what) const {
    return std::find(takes.begin(), takes.end(), what) != takes.end();
}

std::vector<Takes> Function::texts() const {
    std::vector<Takes> found_texts;
    std::copy_if(takes.begin(), takes.end(), std::back_inserter(found_texts),
                 [](Takes what) { return what >= Takes::page_id && what <= Takes::list; });
    return found_texts;
}

std::string_view name_of(Takes what) {
    constexpr std::string_view names[] = {
        "page",       "view_id", "session", "operation", "observation", "number",     "page_id",
        "control_id", "value",   "row_id",  "action_id", "passphrase",  "file",       "name",
        "content",    "key",     "input",   "request",   "receiver",    "completion", "out"};
    return names[static_cast<std::size_t>(what)];
}

std::string call_name(const Function& function, std::string_view how) {
    return std::string(function.name) + "(" + std::string(how) + ")";
}

// ---- arguments

Desk::Desk(Live& live) : live_(live), secret_(new_secret()) {
    file_ = (live.data_folder().parent_path() / "a-file").string();
    if (live.tables().pages != nullptr) {
        const std::vector<std::string> ids = live.page_ids();
        if (!ids.empty()) {
            first_page_ = ids.front();
            page = live.open(first_page_);
        }
    }
    if (page != 0) {
        view = live.acquire(page);
        view_id_ = view != nullptr ? view->view_id : 0;
        for (std::uint32_t i = 0; view != nullptr && i < view->control_count; ++i) {
            const acct_control& control = *view->controls[i];
            if (control.kind == ACCT_CONTROL_INPUT && (control.flags & ACCT_FLAG_ENABLED) != 0 &&
                control_.empty()) {
                control_ = string_of(control.id);
            }
        }
    }
    key_ = live.stored() != nullptr ? *live.stored()
                                    : acct_credential_key{sizeof(key_), text_of("29AAACP0029A1Z2"),
                                                          text_of("nic-1"), text_of("sandbox")};
    input_ = {sizeof(input_), ACCT_SAVE_REPLACE, &key_, text_of("API_check"), text_of(secret_)};
    request_ = {sizeof(request_),
                0,
                text_of("GET"),
                text_of("/eivital/v1.04/Master/gstin/29AAACP0029A1Z2"),
                {nullptr, 0},
                2000,
                0};
    if (live.tables().credentials != nullptr) {
        acct_error* const no_error = nullptr;
        (void)called("credentials.open_session", [&] {
            return live.tables().credentials->open_session(live.plugin(), &key_, text_of("Check"), &session,
                                                           no_error);
        });
        (void)called("credentials.observe", [&] {
            Receiving& receiving = kept<Receiving>();
            receiving.live = &live;
            return live.tables().credentials->observe(live.plugin(), &receiving, &on_change, &observation,
                                                      no_error);
        });
    }
}

Values Desk::good(const Function& function) {
    Values values;
    values.plugin = live_.plugin();
    values.key = &key_;
    values.input = &input_;
    values.request = &request_;
    std::size_t text = 0;
    for (const Takes what : function.takes) {
        switch (what) {
            case Takes::page:
                values.number = page;
                break;
            case Takes::view:
                values.number = view_id_;
                break;
            case Takes::session:
                values.number = session;
                break;
            case Takes::observation:
                values.number = observation;
                break;
            case Takes::operation:
                values.number = 1;
                break;
            case Takes::amount:
                values.number = 60;
                break;
            case Takes::page_id:
                values.text[text++] = text_of(first_page_);
                break;
            case Takes::control_id:
                values.text[text++] = text_of(control_);
                break;
            case Takes::value:
                values.text[text++] = text_of("1");
                break;
            case Takes::row_id:
            case Takes::action_id:
                values.text[text++] = {nullptr, 0};
                break;
            case Takes::secret:
                values.text[text++] = text_of(secret_);
                break;
            case Takes::file:
                values.text[text++] = text_of(file_);
                break;
            case Takes::name:
                values.text[text++] = text_of("Check");
                break;
            case Takes::list:
                values.text[text++] =
                    text_of("GSTIN,user name,password\n29AAACP0029A1Z2,API_check,Check@Sample1\n");
                break;
            default:
                break;
        }
    }
    return values;
}

// ---- calls

Answer call(Live& live, const Function& function, const Values& values, std::string_view how) {
    constexpr unsigned char unset = 0xA5;
    const std::string name = call_name(function, how);
    ErrorBox error(values.error_size);
    // Where a function puts what it gives out; two numbers are the most.
    std::array<std::uint64_t, 2> out{};
    std::memset(out.data(), unset, sizeof(out));
    const std::array<std::uint64_t, 2> before = out;
    Answer answer;
    Receiving& receiving = kept<Receiving>();
    receiving.call = name;
    receiving.live = &live;
    receiving.then = values.then;
    if (function.starts_operation()) {
        answer.started = &live.starting(name);
        answer.started->then = values.then;
    }
    const bool gives = function.has(Takes::out) || function.starts_operation();
    const Passed passed{values, function.starts_operation() ? static_cast<void*>(answer.started) : &receiving,
                        values.with_completion ? &on_completion : nullptr,
                        values.with_out ? out.data() : nullptr, values.with_error ? error.at() : nullptr};
    answer.status = called(name, [&] { return function.call(live.tables(), passed); });
    if (values.with_error) {
        error.judge(name, answer.status);
    }
    if (answer.status != ACCT_OK) {
        if (out != before) {
            found({"abi.h, rule 7", "called " + name + ", which answered " + name_of(answer.status),
                   "out-parameters are as they were", "one was written to",
                   "Write them on the way to ACCT_OK only."});
        }
        if (receiving.told > 0) {
            found({"abi.h, rule 7", "called " + name + ", which answered " + name_of(answer.status),
                   "what it was asked for did not happen", "the receiver was called", ""});
        }
    } else if (gives && values.with_out) {
        answer.number = out[0];
        if (out[0] == before[0]) {
            found({"abi.h, rule 7", "called " + name + ", which answered ACCT_OK", "the out-parameter is set",
                   "it was left as it was", ""});
        } else if (function.opens != nullptr) {
            live.judge_number(function.opens, out[0]);
        }
    }
    if (answer.started != nullptr) {
        if (answer.status == ACCT_OK && values.with_out) {
            answer.started->operation = answer.number;
            live.judge_number("operation", answer.number);
        }
        answer.started->state = answer.status == ACCT_OK ? Started::State::running : Started::State::refused;
    }
    return answer;
}

void undo(Live& live, const Function& function, const Answer& answer) {
    if (answer.status != ACCT_OK || answer.number == 0) {
        return;
    }
    const std::string_view name = function.name;
    const Note note("undoing " + std::string(name));
    if (name == "settings-page.open") {
        (void)live.close(answer.number);
    } else if (name == "settings-page.acquire") {
        const auto* view =
            reinterpret_cast<const acct_page_view*>(answer.number);  // NOLINT(performance-no-int-to-ptr)
        (void)live.release(view->view_id);
    } else if (name == "credentials.open_session") {
        (void)live.tables().credentials->close_session(live.plugin(), answer.number, nullptr);
    } else if (name == "credentials.observe") {
        (void)live.tables().credentials->unobserve(live.plugin(), answer.number, nullptr);
    }
}

}  // namespace accounting::check
