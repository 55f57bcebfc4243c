// fake_plugin.cpp - a plugin for testing hosts: a page with every kind of control, operations of 200 ms, a
// secret of which it shows only a fingerprint, and a vault and credentials that have no protection
// whatsoever.
//
// What the "provider" answers depends on the user name: "refused", "blocked", "offline", "insecure",
// "rejected" fail in that way, everybody else is accepted.
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <fstream>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "acct/credentials.h"
#include "acct/vault.h"
#include "fingerprint.hpp"

namespace {

using accounting::Error;
using accounting::report;
using accounting::string_of;
using accounting::text_of;
using accounting::view_of;

constexpr std::chrono::milliseconds operation_time{200};
constexpr const char* vault_id = "00112233445566778899aabbccddeeff";

// What the user typed into one page.
struct Page {
    uint64_t revision = 1;
    std::string text;
    std::string chosen;
    std::string secret;
    bool checked = false;
    bool busy = false;
    std::string message;
};

// A view and everything it points to.
struct View {
    acct_page_view view{};
    std::deque<std::string> texts;
    std::deque<acct_control> controls;
    std::vector<const acct_control*> control_list;
    std::deque<acct_option> options;
    std::vector<const acct_option*> option_list;
    std::deque<acct_cell> cells;
    std::vector<const acct_cell*> column_list;
    std::vector<const acct_cell*> cell_list;
    acct_row_action action{};
    const acct_row_action* action_pointer = &action;
    acct_row row{};
    const acct_row* row_pointer = &row;
    acct_text crumbs[2]{};

    acct_text keep(std::string text) { return text_of(texts.emplace_back(std::move(text))); }
    const acct_cell* cell(const char* text, uint32_t tone) {
        return &cells.emplace_back(acct_cell{sizeof(acct_cell), tone, text_of(text)});
    }
    acct_control& add(uint32_t kind, const char* id, const char* label, std::string value) {
        acct_control& control = controls.emplace_back();
        control.size = sizeof(control);
        control.kind = kind;
        control.flags = ACCT_FLAG_ENABLED;
        control.id = text_of(id);
        control.label = text_of(label);
        control.value = keep(std::move(value));
        control_list.push_back(&control);
        return control;
    }
};

struct Credential {
    std::string gstin, provider, environment, user, fingerprint;
};

struct Fake {
    acct_plugin plugin{};
    const acct_host* host = nullptr;
    accounting::HostServices services;
    std::string folder;
    bool started = false;
    bool unlocked = false;

    std::map<acct_page, Page> pages;
    std::map<uint64_t, std::unique_ptr<View>> views;
    uint64_t last_id = 0;

    std::mutex mutex;
    std::deque<std::function<void()>> waiting;  // for the main thread
    std::list<std::thread> threads;

    static Fake& of(const acct_plugin* plugin) { return *static_cast<Fake*>(plugin->plugin_data); }
    std::string file(const char* name) const { return folder + "/" + name; }

    // Runs something on the main thread after the time an operation takes.
    void later(std::function<void()> task) {
        threads.emplace_back([this, task = std::move(task)]() mutable {
            std::this_thread::sleep_for(operation_time);
            {
                const std::lock_guard lock{mutex};
                waiting.push_back(std::move(task));
            }
            services.request_main_thread();
        });
    }
    void run_waiting() {
        std::deque<std::function<void()>> ready;
        {
            const std::lock_guard lock{mutex};
            ready.swap(waiting);
        }
        for (auto& task : ready) {
            task();
        }
    }
    void stop() {
        if (started) {
            for (std::thread& thread : threads) {
                thread.join();
            }
            threads.clear();
            run_waiting();
            started = false;
        }
    }
    void changed(acct_page number) {
        if (const auto page = pages.find(number); page != pages.end()) {
            services.page_changed(number, ++page->second.revision);
        }
    }

    // Completes an operation later: with an error if `fails`, else with what `act` makes.
    acct_status operate(void* context, acct_operation_completion completion, acct_operation* out,
                        const std::shared_ptr<Error>& fails, const std::function<std::string()>& act) {
        const acct_operation operation = ++last_id;
        *out = operation;
        later([=] {
            acct_operation_result result{};
            result.size = sizeof(result);
            acct_error error = accounting::empty_error();
            std::string payload;
            if (fails) {
                result.status = report(&error, *fails);
                result.error = &error;
            } else {
                payload = act();
                result.payload = text_of(payload);
            }
            completion(context, operation, &result);
        });
        return ACCT_OK;
    }

    std::vector<Credential> read() const {
        std::vector<Credential> found;
        std::ifstream lines{file("credentials")};
        for (std::string line; std::getline(lines, line);) {
            std::istringstream fields{line};
            Credential one;
            std::getline(fields, one.gstin, '\t');
            std::getline(fields, one.provider, '\t');
            std::getline(fields, one.environment, '\t');
            std::getline(fields, one.user, '\t');
            std::getline(fields, one.fingerprint, '\t');
            found.push_back(one);
        }
        return found;
    }
    void write(const std::vector<Credential>& all) const {
        std::ofstream lines{file("credentials")};
        for (const Credential& one : all) {
            lines << one.gstin << '\t' << one.provider << '\t' << one.environment << '\t' << one.user << '\t'
                  << one.fingerprint << '\n';
        }
    }
    uint32_t vault_state() const {
        struct stat about {};
        if (::stat(file("vault").c_str(), &about) != 0) {
            return ACCT_VAULT_ABSENT;
        }
        return unlocked ? ACCT_VAULT_UNLOCKED : ACCT_VAULT_LOCKED;
    }
    // With the host's key: opens the vault, or makes it.
    bool use_host_key(bool create) {
        return services.unlock_secret(vault_id, create, [&](std::string_view key) {
            const std::string print = "key " + fingerprint(key);
            if (create) {
                std::ofstream{file("vault")} << print << '\n';
            }
            std::string stored;
            std::getline(std::ifstream{file("vault")} >> std::ws, stored);
            unlocked = key.size() == 32 && stored == print;
        }) && unlocked;
    }
};

Error make(acct_status status, const char* code, const char* message) {
    return {status, code, "", message, "Do it differently."};
}

// ---- page

acct_status ACCT_CALL list_pages(const acct_plugin*, void* context, acct_page_info_receiver receiver,
                                 acct_error*) {
    const acct_page_info info{sizeof(info), text_of("everything"), text_of("Everything"),
                              text_of("A page with every kind of control.")};
    receiver(context, &info);
    return ACCT_OK;
}

acct_status ACCT_CALL open_page(const acct_plugin* plugin, acct_text id, acct_page* out, acct_error* error) {
    if (view_of(id) != "everything") {
        return report(error, make(ACCT_ERROR_UNKNOWN_ID, "FAKE-PAGE", "There is no such page."));
    }
    Fake& fake = Fake::of(plugin);
    *out = ++fake.last_id;
    fake.pages[*out].revision = 1;
    return ACCT_OK;
}

acct_status ACCT_CALL close_page(const acct_plugin* plugin, acct_page page, acct_error*) {
    return Fake::of(plugin).pages.erase(page) == 1 ? ACCT_OK : ACCT_ERROR_UNKNOWN_ID;
}

void fill(View& to, const Page& page) {
    to.add(ACCT_CONTROL_HEADING, "heading", "Every \"kind\" <of> control", "").level = 1;
    to.add(ACCT_CONTROL_TEXT, "received", "Received", fingerprint(page.secret));
    acct_control& notice = to.add(ACCT_CONTROL_NOTICE, "notice", "Notice", page.message);
    notice.tone = ACCT_TONE_WARNING;
    notice.flags |= ACCT_FLAG_ASSERTIVE;
    acct_control& choice = to.add(ACCT_CONTROL_CHOICE, "choice", "Choice", page.chosen);
    for (const char* id : {"one", "two"}) {
        to.options.push_back({sizeof(acct_option), ACCT_FLAG_ENABLED, text_of(id), text_of(id),
                              text_of("detail"), text_of("Verified"), ACCT_TONE_SUCCESS, 0});
        to.option_list.push_back(&to.options.back());
    }
    choice.options = to.option_list.data();
    choice.option_count = 2;
    acct_control& input = to.add(ACCT_CONTROL_INPUT, "a/b c", "Input", page.text);
    input.flags |= ACCT_FLAG_REQUIRED | ACCT_FLAG_AUTOFOCUS | ACCT_FLAG_MONOSPACE;
    input.max_length = 50;
    input.autocomplete = text_of("username");
    acct_control& secret = to.add(ACCT_CONTROL_SECRET, "secret", "Secret", "");
    secret.flags |= page.secret.empty() ? 0U : ACCT_FLAG_HAS_VALUE;
    secret.value = text_of("a plugin must not do this");
    to.add(ACCT_CONTROL_ONE_TIME_CODE, "code", "Code", "");
    to.add(ACCT_CONTROL_CHECKBOX, "check", "Check", page.checked ? "1" : "0");
    acct_control& button = to.add(ACCT_CONTROL_BUTTON, "slow", "Slow", "");
    button.tone = ACCT_TONE_PRIMARY;
    button.flags |= ACCT_FLAG_DEFAULT | (page.busy ? ACCT_FLAG_BUSY : 0U);
    to.add(ACCT_CONTROL_BUTTON, "off", "Off", "").flags = 0;
    to.add(ACCT_CONTROL_LINK, "link", "Link", "");
    acct_control& progress = to.add(ACCT_CONTROL_PROGRESS, "progress", "Progress", "");
    progress.progress_done = 1;
    progress.progress_total = 4;
    acct_control& table = to.add(ACCT_CONTROL_TABLE, "table", "Table", "");
    to.column_list = {to.cell("GSTIN", 0), to.cell("Status", 0)};
    to.cell_list = {to.cell("29AAACP0029A1Z2", 0), to.cell("Verified", ACCT_TONE_SUCCESS)};
    to.action = {sizeof(to.action), ACCT_FLAG_ENABLED, text_of("edit"), text_of("Edit")};
    to.row.size = sizeof(to.row);
    to.row.id = text_of("r1");
    to.row.cells = to.cell_list.data();
    to.row.cell_count = 2;
    to.row.actions = &to.action_pointer;
    to.row.action_count = 1;
    table.columns = to.column_list.data();
    table.column_count = 2;
    table.rows = &to.row_pointer;
    table.row_count = 1;
    to.add(ACCT_CONTROL_FILE, "file", "File", "");
    to.add(4711, "new", "New", "a kind from the future");
}

acct_status ACCT_CALL acquire(const acct_plugin* plugin, acct_page number, const acct_page_view** out,
                              acct_error*) {
    Fake& fake = Fake::of(plugin);
    const auto found = fake.pages.find(number);
    if (found == fake.pages.end()) {
        return ACCT_ERROR_UNKNOWN_ID;
    }
    auto made = std::make_unique<View>();
    fill(*made, found->second);
    acct_page_view& view = made->view;
    view.size = sizeof(view);
    view.view_id = ++fake.last_id;
    view.revision = found->second.revision;
    view.focus_serial = 3;
    view.title = text_of("Everything");
    made->crumbs[0] = text_of("Settings");
    made->crumbs[1] = text_of("Everything");
    view.breadcrumbs = made->crumbs;
    view.breadcrumb_count = 2;
    view.flags = found->second.busy ? ACCT_FLAG_BUSY : 0U;
    view.controls = made->control_list.data();
    view.control_count = static_cast<uint32_t>(made->control_list.size());
    *out = &view;
    fake.views[view.view_id] = std::move(made);
    return ACCT_OK;
}

acct_status ACCT_CALL release(const acct_plugin* plugin, uint64_t view, acct_error*) {
    return Fake::of(plugin).views.erase(view) == 1 ? ACCT_OK : ACCT_ERROR_UNKNOWN_ID;
}

acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page number, acct_text control,
                                acct_text value, acct_error* error) {
    Fake& fake = Fake::of(plugin);
    const auto page = fake.pages.find(number);
    const std::string_view id = view_of(control);
    if (page == fake.pages.end()) {
        return report(error, make(ACCT_ERROR_UNKNOWN_ID, "FAKE-PAGE", "There is no such page."));
    }
    if (id == "secret" || id == "code") {
        page->second.secret = string_of(value);
    } else if (id == "a/b c") {
        page->second.text = string_of(value);
    } else if (id == "choice") {
        page->second.chosen = string_of(value);
    } else if (id == "check") {
        page->second.checked = view_of(value) == "1";
    } else if (id == "off") {
        return report(error, make(ACCT_ERROR_WRONG_STATE, "FAKE-OFF", "This control is off."));
    } else {
        return report(error, make(ACCT_ERROR_UNKNOWN_ID, "FAKE-CONTROL", "There is no such control."));
    }
    fake.changed(number);
    return ACCT_OK;
}

acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page number, acct_text control, acct_text row,
                               acct_text action, acct_error* error) {
    Fake& fake = Fake::of(plugin);
    const auto page = fake.pages.find(number);
    const std::string_view id = view_of(control);
    if (page == fake.pages.end() || (id != "slow" && id != "table" && id != "link")) {
        return report(error, make(ACCT_ERROR_UNKNOWN_ID, "FAKE-CONTROL", "There is no such control."));
    }
    if (id == "slow") {
        page->second.busy = true;
        fake.later([&fake, number] {
            if (const auto open = fake.pages.find(number); open != fake.pages.end()) {
                open->second.busy = false;
                open->second.message = "Done";
                fake.changed(number);
            }
        });
    } else {
        page->second.message = string_of(control) + ":" + string_of(row) + "/" + string_of(action);
    }
    fake.changed(number);
    return ACCT_OK;
}

// ---- vault

uint32_t ACCT_CALL vault_state(const acct_plugin* plugin, acct_error*) {
    return Fake::of(plugin).vault_state();
}

acct_status ACCT_CALL vault_create(const acct_plugin* plugin, acct_text passphrase, void* context,
                                   acct_operation_completion completion, acct_operation* out, acct_error*) {
    Fake& fake = Fake::of(plugin);
    return fake.operate(context, completion, out, nullptr, [&fake, print = fingerprint(view_of(passphrase))] {
        std::ofstream{fake.file("vault")} << "passphrase " << print << '\n';
        fake.unlocked = true;
        return std::string{};
    });
}

acct_status ACCT_CALL vault_unlock(const acct_plugin* plugin, acct_text passphrase, void* context,
                                   acct_operation_completion completion, acct_operation* out, acct_error*) {
    Fake& fake = Fake::of(plugin);
    std::string stored;
    std::getline(std::ifstream{fake.file("vault")} >> std::ws, stored);
    std::shared_ptr<Error> wrong;
    if (stored != "passphrase " + fingerprint(view_of(passphrase))) {
        wrong = std::make_shared<Error>(
            make(ACCT_ERROR_REFUSED, "VAULT-PASSPHRASE", "This is not the vault's passphrase."));
    }
    return fake.operate(context, completion, out, wrong, [&fake] {
        fake.unlocked = true;
        return std::string{};
    });
}

acct_status ACCT_CALL vault_lock(const acct_plugin* plugin, acct_error*) {
    Fake::of(plugin).unlocked = false;
    return ACCT_OK;
}

// ---- credentials

bool fits(const Credential& one, const acct_credential_key& key) {
    return one.gstin == view_of(key.gstin) && one.provider == view_of(key.provider) &&
           one.environment == view_of(key.environment);
}

void tell(const Credential& one, void* context, acct_credential_receiver receiver) {
    const std::string words = "Verified " + one.fingerprint;
    acct_credential_info info{};
    info.size = sizeof(info);
    info.state = ACCT_CREDENTIAL_ACTIVE;
    info.gstin = text_of(one.gstin);
    info.provider = text_of(one.provider);
    info.environment = text_of(one.environment);
    info.user_name = text_of(one.user);
    info.state_text = text_of(words);
    info.verified_at = 1700000000;
    receiver(context, &info);
}

acct_status ACCT_CALL list_credentials(const acct_plugin* plugin, void* context,
                                       acct_credential_receiver receiver, acct_error* error) {
    const Fake& fake = Fake::of(plugin);
    if (fake.vault_state() != ACCT_VAULT_UNLOCKED) {
        return report(error, make(ACCT_ERROR_LOCKED, "VAULT-LOCKED", "The vault is locked."));
    }
    for (const Credential& one : fake.read()) {
        tell(one, context, receiver);
    }
    return ACCT_OK;
}

acct_status ACCT_CALL find_credential(const acct_plugin* plugin, const acct_credential_key* key,
                                      void* context, acct_credential_receiver receiver, acct_error* error) {
    for (const Credential& one : Fake::of(plugin).read()) {
        if (fits(one, *key)) {
            tell(one, context, receiver);
            return ACCT_OK;
        }
    }
    return report(error, make(ACCT_ERROR_NOT_FOUND, "FAKE-NONE", "Nothing is stored under that name."));
}

std::shared_ptr<Error> provider_answer(std::string_view user) {
    const std::map<std::string_view, acct_status> answers{{"refused", ACCT_ERROR_REFUSED},
                                                          {"blocked", ACCT_ERROR_BLOCKED},
                                                          {"offline", ACCT_ERROR_UNREACHABLE},
                                                          {"insecure", ACCT_ERROR_INSECURE},
                                                          {"rejected", ACCT_ERROR_REJECTED}};
    const auto found = answers.find(user);
    return found == answers.end()
               ? nullptr
               : std::make_shared<Error>(make(found->second, "IRP-3028", "The provider says no."));
}

acct_status ACCT_CALL save(const acct_plugin* plugin, const acct_credential_input* input, void* context,
                           acct_operation_completion completion, acct_operation* out, acct_error* error) {
    Fake& fake = Fake::of(plugin);
    if (fake.vault_state() == ACCT_VAULT_ABSENT) {
        (void)fake.use_host_key(true);
    }
    if (fake.vault_state() != ACCT_VAULT_UNLOCKED) {
        return report(error, make(ACCT_ERROR_LOCKED, "VAULT-LOCKED", "The vault is locked."));
    }
    if (view_of(input->key->gstin).size() != 15) {
        Error wrong = make(ACCT_ERROR_INVALID_VALUE, "GSTIN-LENGTH", "A GSTIN has 15 characters.");
        wrong.field = "gstin";
        return report(error, wrong);
    }
    std::vector<Credential> all = fake.read();
    for (auto one = all.begin(); one != all.end(); ++one) {
        if (fits(*one, *input->key)) {
            if ((input->flags & ACCT_SAVE_REPLACE) == 0) {
                return report(error, make(ACCT_ERROR_EXISTS, "FAKE-EXISTS", "It is stored already."));
            }
            all.erase(one);
            break;
        }
    }
    all.push_back({string_of(input->key->gstin), string_of(input->key->provider),
                   string_of(input->key->environment), string_of(input->user_name),
                   fingerprint(view_of(input->password))});
    // What a careless plugin might do; the tests look for the password in the log.
    fake.services.log(ACCT_LOG_INFO, "saving for \x1b[31m" + string_of(input->user_name) + "\nforged line");
    return fake.operate(context, completion, out,
                        (input->flags & ACCT_SAVE_WITHOUT_VERIFYING) != 0
                            ? nullptr
                            : provider_answer(view_of(input->user_name)),
                        [&fake, all] {
                            fake.write(all);
                            return std::string{};
                        });
}

acct_status ACCT_CALL verify(const acct_plugin* plugin, const acct_credential_key* key, void* context,
                             acct_operation_completion completion, acct_operation* out, acct_error* error) {
    Fake& fake = Fake::of(plugin);
    for (const Credential& one : fake.read()) {
        if (fits(one, *key)) {
            return fake.operate(context, completion, out, provider_answer(one.user),
                                [] { return std::string{}; });
        }
    }
    return report(error, make(ACCT_ERROR_NOT_FOUND, "FAKE-NONE", "Nothing is stored under that name."));
}

acct_status ACCT_CALL remove_credential(const acct_plugin* plugin, const acct_credential_key* key,
                                        void* context, acct_operation_completion completion,
                                        acct_operation* out, acct_error*) {
    Fake& fake = Fake::of(plugin);
    std::vector<Credential> all = fake.read();
    std::erase_if(all, [&](const Credential& one) { return fits(one, *key); });
    return fake.operate(context, completion, out, nullptr, [&fake, all] {
        fake.write(all);
        return std::string{};
    });
}

acct_status ACCT_CALL open_session(const acct_plugin* plugin, const acct_credential_key*, acct_text,
                                   acct_session* out, acct_error*) {
    *out = ++Fake::of(plugin).last_id;
    return ACCT_OK;
}

acct_status ACCT_CALL close_session(const acct_plugin*, acct_session, acct_error*) {
    return ACCT_OK;
}

acct_status ACCT_CALL call(const acct_plugin* plugin, acct_session, const acct_call_request* request,
                           void* context, acct_operation_completion completion, acct_operation* out,
                           acct_error*) {
    std::string answer = "{\"method\":\"" + string_of(request->method) + "\",\"path\":\"" +
                         string_of(request->path) + "\",\"bytes\":" + std::to_string(request->json.size) +
                         "}";
    const auto rejected = view_of(request->path) == "/rejected" ? provider_answer("rejected") : nullptr;
    return Fake::of(plugin).operate(context, completion, out, rejected, [answer] { return answer; });
}

acct_status ACCT_CALL observe(const acct_plugin*, void*, acct_credentials_observer, acct_observation*,
                              acct_error*) {
    return ACCT_ERROR_UNSUPPORTED;
}
acct_status ACCT_CALL unobserve(const acct_plugin*, acct_observation, acct_error*) {
    return ACCT_ERROR_UNKNOWN_ID;
}

// ---- plugin

constexpr acct_settings_pages pages_table{sizeof(acct_settings_pages),
                                          &list_pages,
                                          &open_page,
                                          &close_page,
                                          &acquire,
                                          &release,
                                          &set_value,
                                          &activate};
// As an older plugin has it: the care of the vault lies beyond its size.
constexpr acct_vault vault_table = [] {
    acct_vault table{};
    table.size = offsetof(acct_vault, ways_in);
    table.state = &vault_state;
    table.create = &vault_create;
    table.unlock = &vault_unlock;
    table.lock = &vault_lock;
    return table;
}();
constexpr acct_credentials credentials_table{sizeof(acct_credentials),
                                             &list_credentials,
                                             &find_credential,
                                             &save,
                                             &verify,
                                             &remove_credential,
                                             &open_session,
                                             &close_session,
                                             &call,
                                             &observe,
                                             &unobserve};

acct_status ACCT_CALL init(const acct_plugin* plugin, acct_error* error) {
    Fake& fake = Fake::of(plugin);
    fake.services.attach(fake.host);
    const auto folder = fake.services.data_directory();
    if (!folder) {
        return report(error, make(ACCT_ERROR_STORAGE, "FAKE-FOLDER", "The host gives no folder."));
    }
    fake.folder = *folder;
    fake.started = true;
    if (fake.vault_state() == ACCT_VAULT_LOCKED) {
        (void)fake.use_host_key(false);
    }
    return ACCT_OK;
}

void ACCT_CALL destroy(const acct_plugin* plugin) {
    Fake::of(plugin).stop();
}

const void* ACCT_CALL get_extension(const acct_plugin*, const char* id) {
    const std::string_view wanted{id};
    if (wanted == ACCT_EXT_SETTINGS_PAGE) {
        return &pages_table;
    }
    if (wanted == ACCT_EXT_VAULT) {
        return &vault_table;
    }
    return wanted == ACCT_EXT_CREDENTIALS ? &credentials_table : nullptr;
}

void ACCT_CALL on_main_thread(const acct_plugin* plugin) {
    Fake::of(plugin).run_waiting();
}

// Instances stay readable until the library goes.
std::vector<std::unique_ptr<Fake>>& instances() {
    static std::vector<std::unique_ptr<Fake>> all;
    return all;
}

uint32_t ACCT_CALL count() {
    return 1;
}

const acct_plugin_descriptor* ACCT_CALL descriptor(uint32_t index) {
    static const acct_plugin_descriptor only{sizeof(only),    text_of("test.fake"),
                                             text_of("Fake"), text_of("Tests"),
                                             text_of("1.0"),  text_of("For testing hosts.")};
    return index == 0 ? &only : nullptr;
}

acct_status ACCT_CALL create(const acct_host* host, acct_text, const acct_plugin** out, acct_error*) {
    auto made = std::make_unique<Fake>();
    made->host = host;
    made->plugin = {sizeof(acct_plugin), made.get(), &init, &destroy, &get_extension, &on_main_thread};
    *out = &made->plugin;
    instances().push_back(std::move(made));
    return ACCT_OK;
}

constexpr acct_plugin_factory factory{sizeof(acct_plugin_factory), &count, &descriptor, &create};

acct_status ACCT_CALL entry_init(acct_text, acct_error*) {
    return ACCT_OK;
}

void ACCT_CALL entry_deinit() {}

const void* ACCT_CALL get_factory(const char* id) {
    return std::string_view{id} == ACCT_PLUGIN_FACTORY_ID ? &factory : nullptr;
}

}  // namespace

ACCT_EXTERN_C ACCT_EXPORT const acct_plugin_entry acct_entry;
const acct_plugin_entry acct_entry{sizeof(acct_plugin_entry),
                                   0,
                                   {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0},
                                   &entry_init,
                                   &entry_deinit,
                                   &get_factory};
