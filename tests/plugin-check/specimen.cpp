// specimen.cpp - a plugin with a page, a credentials service and operations, all in memory, that keeps the
// ABI's rules; and that breaks one of them in the way which the environment variable SPECIMEN_FAULT names.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "acct/c/text.h"
#include "acct/cpp/host_services.hpp"
#include "acct/cpp/result.hpp"
#include "acct/credentials.h"
#include "acct/operations.h"
#include "acct/plugin.h"
#include "acct/settings_page.h"

namespace {

using accounting::first_size;
using accounting::string_of;
using accounting::text_of;
using accounting::view_of;

bool breaks(std::string_view rule) {
    static const char* const fault = std::getenv("SPECIMEN_FAULT");
    return fault != nullptr && rule == fault;
}

acct_status fail(acct_error* error, acct_status status, const char* message) {
    if (breaks("no_words")) {
        return status;
    }
    if (breaks("ignores_error_size") && error != nullptr) {
        error->status = status;
        (void)std::snprintf(error->message, sizeof(error->message), "%s", message);
    }
    return acct_fail(error, status, "SPECIMEN", message, "Try again.");
}

bool is_utf8(acct_text text) {
    return acct_text_is_utf8(text) != 0;
}

// ---- the page

struct Page {
    std::string name;
    std::string colour = "red";
    bool has_secret = false;
    std::string remark;  // below the secret
    std::uint64_t revision = 1;
};

// A view with memory of its own.
struct Frozen {
    Page shown;
    std::array<acct_option, 2> options{};
    std::array<const acct_option*, 2> option_list{};
    std::array<acct_cell, 2> cells{};
    std::array<const acct_cell*, 2> cell_list{};
    acct_row_action action{};
    const acct_row_action* action_list = nullptr;
    acct_row row{};
    const acct_row* row_list = nullptr;
    std::array<acct_control, 6> controls{};
    std::array<const acct_control*, 6> control_list{};
    acct_page_view view{};

    explicit Frozen(const Page& page) : shown(page) {
        const auto control = [this](std::size_t index, std::uint32_t kind, const char* id,
                                    const char* label) -> auto& {
            acct_control& to = controls[index];
            to.size = sizeof(to);
            to.kind = kind;
            to.flags = kind == ACCT_CONTROL_TABLE ? 0 : ACCT_FLAG_ENABLED;
            to.id = text_of(id);
            to.label = text_of(label);
            control_list[index] = &to;
            return to;
        };
        control(0, ACCT_CONTROL_INPUT, "name", breaks("bad_utf8") ? "Na\xEF" : "Name").value =
            text_of(shown.name);
        acct_control& colour =
            control(1, ACCT_CONTROL_CHOICE, breaks("same_ids") ? "name" : "colour", "Colour");
        options = {
            {{sizeof(acct_option), ACCT_FLAG_ENABLED, text_of("red"), text_of("Red"), {}, {}, 0, 0},
             {sizeof(acct_option), ACCT_FLAG_ENABLED, text_of("blue"), text_of("Blue"), {}, {}, 0, 0}}};
        option_list = {&options[0], &options[1]};
        colour.value = text_of(shown.colour);
        colour.options = option_list.data();
        colour.option_count = 2;
        acct_control& secret = control(2, ACCT_CONTROL_SECRET, "secret", "Secret");
        secret.flags |= shown.has_secret ? ACCT_FLAG_HAS_VALUE : 0U;
        secret.error = text_of(shown.remark);
        control(3, ACCT_CONTROL_BUTTON, "save", "Save").flags |= ACCT_FLAG_DEFAULT;
        acct_control& table = control(4, ACCT_CONTROL_TABLE, "table", "Names");
        cells = {{{sizeof(acct_cell), 0, text_of("Name")}, {sizeof(acct_cell), 0, text_of("first")}}};
        cell_list = {&cells[0], &cells[1]};
        action = {sizeof(action), ACCT_FLAG_ENABLED, text_of("edit"), text_of("Edit")};
        action_list = &action;
        row = {sizeof(row), breaks("missing_cell") ? 0U : 1U, text_of("1"), &cell_list[1], 1, 0,
               &action_list};
        row_list = &row;
        table.columns = cell_list.data();
        table.column_count = 1;
        table.rows = &row_list;
        table.row_count = 1;
        control(5, ACCT_CONTROL_BUTTON, "off", "Disabled").flags = 0;
        view.size = sizeof(view);
        view.control_count = static_cast<std::uint32_t>(controls.size());
        view.revision = shown.revision;
        view.title = text_of("Specimen");
        view.controls = control_list.data();
    }
    Frozen(const Frozen&) = delete;
    Frozen& operator=(const Frozen&) = delete;
};

// ---- the instance

struct Operation {
    acct_operation number = 0;
    void* context = nullptr;
    acct_operation_completion completion = nullptr;
    acct_status status = ACCT_OK;
    bool cancelled = false;
};

void complete(const Operation& ended) {
    acct_error error = accounting::empty_error();
    acct_operation_result result{};
    result.size = sizeof(result);
    result.status = ended.cancelled ? ACCT_ERROR_CANCELLED : ended.status;
    if (result.status != ACCT_OK) {
        (void)fail(&error, result.status, "This has no network.");
        result.error = &error;
    }
    ended.completion(ended.context, ended.number, &result);
    if (breaks("completes_twice")) {
        ended.completion(ended.context, ended.number, &result);
    }
}

class Instance {
public:
    explicit Instance(const acct_host* by);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() { end(); }

    const acct_plugin* plugin() const { return &plugin_; }

    acct_status init(acct_error* error) {
        if (state != State::made && !breaks("second_init")) {
            return fail(error, ACCT_ERROR_WRONG_STATE, "It was started already.");
        }
        if (state == State::running) {
            return ACCT_OK;
        }
        if (breaks("needs_log")) {
            const auto* log = static_cast<const acct_host_log*>(host->get_extension(host, ACCT_EXT_HOST_LOG));
            log->write(host, ACCT_LOG_INFO, text_of("started"));
        }
        services.attach(host);
        folder = services.data_directory().value_or("");
        main_thread = std::this_thread::get_id();
        state = State::running;
        worker_ = std::thread([this] { work(); });
        leak();
        return ACCT_OK;
    }

    void end() {
        {
            const std::lock_guard lock(mutex);
            if (state != State::running) {
                state = State::over;
                return;
            }
            state = State::over;
        }
        if (breaks("hangs")) {
            std::this_thread::sleep_for(std::chrono::hours(1));
        }
        wake_.notify_all();
        worker_.join();
        std::deque<Operation> left;
        {
            const std::lock_guard lock(mutex);
            left.swap(waiting);
            left.insert(left.begin(), done.begin(), done.end());
            done.clear();
        }
        for (Operation& operation : left) {
            operation.cancelled = true;
            if (!breaks("forgets_operations")) {
                complete(operation);
            }
        }
        pages.clear();
        if (breaks("calls_late")) {
            std::thread([by = services] {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                by.log(ACCT_LOG_INFO, "late");
            }).detach();
        }
        if (breaks("ends_openssl")) {
            if (void* crypto = ::dlopen("libcrypto.so.3", RTLD_NOW | RTLD_NOLOAD)) {
                reinterpret_cast<void (*)()>(::dlsym(crypto, "OPENSSL_cleanup"))();
            }
        }
    }

    void on_main_thread() {
        if (breaks("delivers_anywhere") || std::this_thread::get_id() == main_thread) {
            while (true) {
                Operation ended;
                {
                    const std::lock_guard lock(mutex);
                    if (state != State::running || done.empty()) {
                        return;
                    }
                    ended = done.front();
                    done.pop_front();
                }
                complete(ended);
            }
        }
    }

    acct_status start(void* context, acct_operation_completion completion, acct_status outcome,
                      acct_operation* out, acct_error* error) {
        if (completion == nullptr) {
            return fail(error, ACCT_ERROR_BAD_ARGUMENT, "No completion was given.");
        }
        const std::lock_guard lock(mutex);
        waiting.push_back({++last_operation, context, completion, outcome, false});
        if (out != nullptr) {
            *out = last_operation;
        }
        wake_.notify_all();
        return ACCT_OK;
    }

    void changed(acct_page number) {
        Page& page = pages[number];
        if (breaks("same_revision")) {
            return;
        }
        page.revision = breaks("revision_back") && page.revision > 3 ? 1 : page.revision + 1;
        if (!breaks("silent_change")) {
            services.page_changed(number, page.revision);
        }
    }

    enum class State { made, running, over };
    std::atomic<State> state{State::made};
    std::thread::id main_thread;
    accounting::HostServices services;
    std::string folder;
    std::recursive_mutex mutex;
    std::mutex narrow;  // not to be held while the host is called
    std::map<acct_page, Page> pages;
    std::map<std::uint64_t, std::unique_ptr<Frozen>> views;
    std::map<std::string, std::string> stored;  // user names
    std::deque<Operation> waiting;
    std::deque<Operation> done;
    acct_operation last_operation = 0;
    std::uint64_t last_number = 0;
    std::map<std::uint64_t, std::string> sessions;
    std::map<std::uint64_t, acct_credentials_observer> observers;
    const acct_host* host;

private:
    void work() {
        while (true) {
            std::unique_lock lock(mutex);
            wake_.wait(lock, [this] { return state != State::running || !waiting.empty(); });
            if (state != State::running) {
                return;
            }
            const Operation next = waiting.front();
            waiting.pop_front();
            if (breaks("completes_elsewhere")) {
                lock.unlock();
                complete(next);
                continue;
            }
            done.push_back(next);
            lock.unlock();
            if (breaks("notifies_elsewhere")) {
                services.notify(ACCT_LOG_INFO, "Done", "An operation has ended.", "");
            }
            services.request_main_thread();
        }
    }

    static void leak() {
        if (breaks("leaks_thread")) {
            pthread_t thread{};
            (void)::pthread_create(&thread, nullptr,
                                   reinterpret_cast<void* (*)(void*)>(reinterpret_cast<void*>(&::pause)),
                                   nullptr);
        }
        if (breaks("leaks_descriptor")) {
            (void)::open("/dev/null", O_RDONLY | O_CLOEXEC);
        }
        if (breaks("leaks_memory")) {
            [[maybe_unused]] void* lost = std::malloc(16384);
        }
    }

    acct_plugin plugin_;
    std::condition_variable_any wake_;
    std::thread worker_;
};

// All instances until the last deinit.
std::mutex instances_mutex;
std::map<const acct_plugin*, std::unique_ptr<Instance>> instances;
int users = 0;

Instance* find(const acct_plugin* plugin) {
    const std::lock_guard lock(instances_mutex);
    const auto found = instances.find(plugin);
    return found != instances.end() ? found->second.get() : nullptr;
}

// What every function asks first.
acct_status enter(const acct_plugin* plugin, bool on_main_thread, bool complete, acct_error* error,
                  Instance*& to) {
    to = find(plugin);
    if (plugin == nullptr || !complete) {
        return fail(error, ACCT_ERROR_BAD_ARGUMENT, "Something is missing.");
    }
    if (to == nullptr || to->state != Instance::State::running) {
        return fail(error, ACCT_ERROR_WRONG_STATE, "The specimen is not running.");
    }
    if (on_main_thread && std::this_thread::get_id() != to->main_thread && !breaks("any_thread")) {
        return fail(error, ACCT_ERROR_WRONG_THREAD, "This is another thread.");
    }
    return ACCT_OK;
}
constexpr bool on_main = true;
constexpr bool anywhere = false;

// ---- acct.settings-page/1

acct_status ACCT_CALL list_pages(const acct_plugin* plugin, void* context, acct_page_info_receiver receiver,
                                 acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, on_main, receiver != nullptr, error, self);
    if (status == ACCT_OK) {
        const acct_page_info info{sizeof(info), text_of("specimen"), text_of("Specimen"), {}};
        receiver(context, &info);
    }
    return status;
}

acct_status ACCT_CALL open_page(const acct_plugin* plugin, acct_text id, acct_page* out, acct_error* error) {
    Instance* self = nullptr;
    if (breaks("crashes_on_null") && find(plugin) != nullptr) {
        *out = 0;
    }
    acct_status status = enter(plugin, on_main, out != nullptr, error, self);
    if (status == ACCT_OK && view_of(id) != "specimen") {
        if (breaks("writes_out")) {
            *out = 7;
        }
        status = fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such page.");
    }
    if (status == ACCT_OK) {
        if (breaks("waits_for_key")) {
            (void)self->services.unlock_secret("00112233445566778899aabbccddeeff", true,
                                               [](std::string_view) {});
        }
        *out = ++self->last_number;
        self->pages[*out] = {};
    }
    return status;
}

acct_status enter_page(const acct_plugin* plugin, acct_page page, bool complete, acct_error* error,
                       Instance*& self) {
    const acct_status status = enter(plugin, on_main, complete, error, self);
    return status == ACCT_OK && self->pages.count(page) == 0
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "This page is not open.")
               : status;
}

acct_status ACCT_CALL close_page(const acct_plugin* plugin, acct_page page, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter_page(plugin, page, true, error, self);
    if (status == ACCT_OK) {
        self->pages.erase(page);
    }
    return status;
}

acct_status ACCT_CALL acquire_view(const acct_plugin* plugin, acct_page page, const acct_page_view** out,
                                   acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter_page(plugin, page, out != nullptr, error, self);
    if (status == ACCT_OK) {
        const std::lock_guard lock(self->narrow);
        auto frozen = std::make_unique<Frozen>(self->pages[page]);
        frozen->view.view_id = breaks("same_view_ids") ? page : ++self->last_number;
        *out = &frozen->view;
        self->views[frozen->view.view_id] = std::move(frozen);
    }
    return status;
}

acct_status ACCT_CALL release_view(const acct_plugin* plugin, std::uint64_t view, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, on_main, true, error, self);
    return status == ACCT_OK && self->views.erase(view) == 0
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "This view is not on loan.")
               : status;
}

acct_status ACCT_CALL set_value(const acct_plugin* plugin, acct_page number, acct_text control,
                                acct_text value, acct_error* error) {
    Instance* self = nullptr;
    if (const acct_status status = enter_page(plugin, number, true, error, self); status != ACCT_OK) {
        return status;
    }
    const std::string_view id = view_of(control);
    Page& page = self->pages[number];
    if (id == "save" || id == "off" || id == "table") {
        return fail(error, ACCT_ERROR_UNSUPPORTED, "This takes no value.");
    }
    if (id != "name" && id != "colour" && id != "secret") {
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such control.");
    }
    if (!is_utf8(value)) {
        return fail(error, ACCT_ERROR_BAD_TEXT, "This is not UTF-8.");
    }
    if (value.size > 100) {
        if (breaks("throws")) {
            throw std::length_error("too long");
        }
        return fail(error, ACCT_ERROR_INVALID_VALUE, "This is too long.");
    }
    if (id == "name") {
        page.name = string_of(value);
    } else if (id == "colour" && (view_of(value) == "red" || view_of(value) == "blue")) {
        page.colour = string_of(value);
    } else if (id == "secret") {
        page.has_secret = value.size > 0;
        page.remark = breaks("echoes_secret") ? "It may not be " + string_of(value) : "";
    }
    if (breaks("changes_views")) {
        for (auto& [lent, frozen] : self->views) {
            frozen->shown.name = page.name;
            frozen->controls[0].value = text_of(frozen->shown.name);
        }
    }
    if (breaks("holds_lock")) {
        const std::lock_guard lock(self->narrow);
        self->changed(number);
    } else {
        self->changed(number);
    }
    return ACCT_OK;
}

acct_status ACCT_CALL activate(const acct_plugin* plugin, acct_page number, acct_text control, acct_text row,
                               acct_text action, acct_error* error) {
    Instance* self = nullptr;
    if (const acct_status status = enter_page(plugin, number, true, error, self); status != ACCT_OK) {
        return status;
    }
    const std::string_view id = view_of(control);
    if (id == "table") {
        if (view_of(row) != "1" || view_of(action) != "edit") {
            return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such row.");
        }
    } else if (id == "off") {
        return fail(error, ACCT_ERROR_WRONG_STATE, "This is disabled.");
    } else if (id == "name" || id == "colour" || id == "secret") {
        return fail(error, ACCT_ERROR_UNSUPPORTED, "This is not pressed.");
    } else if (id != "save" || row.size + action.size > 0) {
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such control.");
    }
    if (breaks("ends_process")) {
        ::_exit(0);
    }
    self->pages[number].has_secret = false;
    self->changed(number);
    return ACCT_OK;
}

// ---- acct.credentials/1

acct_status key_of(const acct_credential_key* key, std::string& to, acct_error* error) {
    if (key == nullptr || (key->size < first_size<acct_credential_key> && !breaks("ignores_size"))) {
        return fail(error, ACCT_ERROR_BAD_ARGUMENT, "The key is incomplete.");
    }
    if (!is_utf8(key->gstin) || !is_utf8(key->provider) || !is_utf8(key->environment)) {
        return fail(error, ACCT_ERROR_BAD_TEXT, "The key is not UTF-8.");
    }
    if (key->gstin.size != 15) {
        return fail(error, ACCT_ERROR_INVALID_VALUE, "A GSTIN has 15 characters.");
    }
    if (key->provider.size > 64 || key->environment.size > 64) {
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such provider.");
    }
    to = string_of(key->gstin) + '\n' + string_of(key->provider) + '\n' + string_of(key->environment);
    return ACCT_OK;
}

void tell(const std::string& key, const std::string& user, void* context, acct_credential_receiver receiver) {
    const std::size_t provider = key.find('\n') + 1;
    const std::size_t environment = key.find('\n', provider) + 1;
    acct_credential_info info{};
    info.size = sizeof(info);
    info.state = ACCT_CREDENTIAL_UNVERIFIED;
    const std::string_view text(key);
    info.gstin = text_of(text.substr(0, provider - 1));
    info.provider = text_of(text.substr(provider, environment - provider - 1));
    info.environment = text_of(text.substr(environment));
    info.user_name = text_of(user);
    info.state_text = text_of("Not verified");
    receiver(context, &info);
}

acct_status ACCT_CALL list_credentials(const acct_plugin* plugin, void* context,
                                       acct_credential_receiver receiver, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, anywhere, receiver != nullptr, error, self);
    if (status == ACCT_OK) {
        std::map<std::string, std::string> all;
        {
            const std::lock_guard lock(self->mutex);
            all = self->stored;
        }
        for (const auto& [key, user] : all) {
            tell(key, user, context, receiver);
        }
    }
    return status;
}

acct_status ACCT_CALL find_credential(const acct_plugin* plugin, const acct_credential_key* key,
                                      void* context, acct_credential_receiver receiver, acct_error* error) {
    Instance* self = nullptr;
    std::string name;
    acct_status status = enter(plugin, anywhere, receiver != nullptr, error, self);
    if (status != ACCT_OK || (status = key_of(key, name, error)) != ACCT_OK) {
        return status;
    }
    std::string user;
    {
        const std::lock_guard lock(self->mutex);
        const auto found = self->stored.find(name);
        if (found == self->stored.end()) {
            return fail(error, ACCT_ERROR_NOT_FOUND, "Nothing is stored under this name.");
        }
        user = found->second;
    }
    tell(name, user, context, receiver);
    return ACCT_OK;
}

acct_status ACCT_CALL save(const acct_plugin* plugin, const acct_credential_input* input, void* context,
                           acct_operation_completion completion, acct_operation* out, acct_error* error) {
    Instance* self = nullptr;
    std::string name;
    acct_status status = enter(
        plugin, anywhere, input != nullptr && input->size >= first_size<acct_credential_input>, error, self);
    if (status != ACCT_OK || (status = key_of(input->key, name, error)) != ACCT_OK) {
        return status;
    }
    if (!is_utf8(input->user_name) || !is_utf8(input->password)) {
        return fail(error, ACCT_ERROR_BAD_TEXT, "This is not UTF-8.");
    }
    if (input->user_name.size > 50 || input->password.size > 50) {
        return fail(error, ACCT_ERROR_INVALID_VALUE, "This is too long.");
    }
    if (breaks("logs_secret")) {
        self->services.log(ACCT_LOG_DEBUG, "password " + string_of(input->password));
    }
    if (breaks("prints_secret")) {
        (void)std::fprintf(stderr, "saving %s\n", string_of(input->password).c_str());
    }
    if (breaks("writes_secret")) {
        std::ofstream("specimen.txt", std::ios::app) << view_of(input->password) << "\n";
    }
    const bool unverified = (input->flags & ACCT_SAVE_WITHOUT_VERIFYING) != 0;
    const std::lock_guard lock(self->mutex);
    if (unverified) {
        self->stored[name] = string_of(input->user_name);
    }
    return self->start(context, completion, unverified ? ACCT_OK : ACCT_ERROR_UNREACHABLE, out, error);
}

acct_status ACCT_CALL verify(const acct_plugin* plugin, const acct_credential_key* key, void* context,
                             acct_operation_completion completion, acct_operation* out, acct_error* error) {
    Instance* self = nullptr;
    std::string name;
    acct_status status = enter(plugin, anywhere, true, error, self);
    if (status == ACCT_OK && (status = key_of(key, name, error)) == ACCT_OK) {
        status = self->start(context, completion, ACCT_ERROR_UNREACHABLE, out, error);
    }
    return status;
}

acct_status ACCT_CALL open_session(const acct_plugin* plugin, const acct_credential_key* key,
                                   acct_text consumer, acct_session* out, acct_error* error) {
    Instance* self = nullptr;
    std::string name;
    acct_status status = enter(plugin, anywhere, out != nullptr, error, self);
    if (status != ACCT_OK || (status = key_of(key, name, error)) != ACCT_OK) {
        return status;
    }
    if (!is_utf8(consumer)) {
        return fail(error, ACCT_ERROR_BAD_TEXT, "This is not UTF-8.");
    }
    const std::lock_guard lock(self->mutex);
    if (self->stored.count(name) == 0) {
        return fail(error, ACCT_ERROR_NOT_FOUND, "Nothing is stored under this name.");
    }
    *out = ++self->last_operation;
    self->sessions[*out] = name;
    return ACCT_OK;
}

acct_status ACCT_CALL close_session(const acct_plugin* plugin, acct_session session, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, anywhere, true, error, self);
    if (status != ACCT_OK) {
        return status;
    }
    const std::lock_guard lock(self->mutex);
    return self->sessions.erase(session) == 0
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such session.")
               : ACCT_OK;
}

acct_status ACCT_CALL call(const acct_plugin* plugin, acct_session session, const acct_call_request* request,
                           void* context, acct_operation_completion completion, acct_operation* out,
                           acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(
        plugin, anywhere, request != nullptr && request->size >= first_size<acct_call_request>, error, self);
    if (status != ACCT_OK) {
        return status;
    }
    if (!is_utf8(request->method) || !is_utf8(request->path) || !is_utf8(request->json)) {
        return fail(error, ACCT_ERROR_BAD_TEXT, "This is not UTF-8.");
    }
    const std::lock_guard lock(self->mutex);
    if (self->sessions.count(session) == 0) {
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such session.");
    }
    return self->start(context, completion, ACCT_ERROR_UNREACHABLE, out, error);
}

acct_status ACCT_CALL remove_credential(const acct_plugin* plugin, const acct_credential_key* key,
                                        void* context, acct_operation_completion completion,
                                        acct_operation* out, acct_error* error) {
    Instance* self = nullptr;
    std::string name;
    acct_status status = enter(plugin, anywhere, true, error, self);
    if (status == ACCT_OK && (status = key_of(key, name, error)) == ACCT_OK) {
        const std::lock_guard lock(self->mutex);
        const bool was_there = completion != nullptr && self->stored.erase(name) > 0;
        status = self->start(context, completion, was_there ? ACCT_OK : ACCT_ERROR_NOT_FOUND, out, error);
    }
    return status;
}

acct_status ACCT_CALL observe(const acct_plugin* plugin, void*, acct_credentials_observer observer,
                              acct_observation* out, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, on_main, observer != nullptr && out != nullptr, error, self);
    if (status == ACCT_OK) {
        *out = ++self->last_number;
        self->observers[*out] = observer;
    }
    return status;
}

acct_status ACCT_CALL unobserve(const acct_plugin* plugin, acct_observation observation, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, on_main, true, error, self);
    return status == ACCT_OK && self->observers.erase(observation) == 0
               ? fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such observation.")
               : status;
}

// ---- acct.operations/1

acct_status ACCT_CALL cancel(const acct_plugin* plugin, acct_operation number, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status = enter(plugin, anywhere, true, error, self);
    if (status != ACCT_OK) {
        return status;
    }
    const std::lock_guard lock(self->mutex);
    for (std::deque<Operation>* queue : {&self->waiting, &self->done}) {
        for (Operation& operation : *queue) {
            if (operation.number == number) {
                operation.cancelled = true;
                return ACCT_OK;
            }
        }
    }
    return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such operation.");
}

acct_status ACCT_CALL progress(const acct_plugin* plugin, acct_operation number, std::uint64_t* out_done,
                               std::uint64_t* out_total, acct_error* error) {
    Instance* self = nullptr;
    const acct_status status =
        enter(plugin, anywhere, out_done != nullptr && out_total != nullptr, error, self);
    if (status != ACCT_OK) {
        return status;
    }
    const std::lock_guard lock(self->mutex);
    for (const std::deque<Operation>* queue : {&self->waiting, &self->done}) {
        for (const Operation& operation : *queue) {
            if (operation.number == number) {
                *out_done = *out_total = 0;
                return ACCT_OK;
            }
        }
    }
    return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such operation.");
}

// ---- plugin, factory, entry

constexpr acct_settings_pages pages_table{sizeof(pages_table), &list_pages,   &open_page, &close_page,
                                          &acquire_view,       &release_view, &set_value, &activate};
constexpr acct_credentials credentials_table{sizeof(credentials_table),
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
constexpr acct_operations operations_table{sizeof(operations_table), &cancel, &progress};

acct_status ACCT_CALL init(const acct_plugin* plugin, acct_error* error) {
    Instance* self = find(plugin);
    return self != nullptr ? self->init(error) : fail(error, ACCT_ERROR_BAD_ARGUMENT, "No plugin was named.");
}

void ACCT_CALL destroy(const acct_plugin* plugin) {
    Instance* self = find(plugin);
    if (self != nullptr &&
        (self->state != Instance::State::running || std::this_thread::get_id() == self->main_thread)) {
        self->end();
    }
}

const void* ACCT_CALL get_extension(const acct_plugin* plugin, const char* id) {
    const Instance* self = find(plugin);
    if (self == nullptr || self->state != Instance::State::running || id == nullptr) {
        return nullptr;
    }
    const std::string_view wanted(id);
    return wanted == ACCT_EXT_SETTINGS_PAGE ? static_cast<const void*>(&pages_table)
           : wanted == ACCT_EXT_CREDENTIALS ? static_cast<const void*>(&credentials_table)
           : wanted == ACCT_EXT_OPERATIONS  ? static_cast<const void*>(&operations_table)
                                            : nullptr;
}

void ACCT_CALL on_main_thread(const acct_plugin* plugin) {
    if (Instance* self = find(plugin)) {
        self->on_main_thread();
    }
}

Instance::Instance(const acct_host* by)
    : host(by), plugin_{sizeof(plugin_), nullptr, &::init, &destroy, &get_extension, &::on_main_thread} {}

const acct_plugin_descriptor about{sizeof(about),
                                   ACCT_TEXT_LITERAL("com.example.specimen"),
                                   ACCT_TEXT_LITERAL("Specimen"),
                                   ACCT_TEXT_LITERAL("Example"),
                                   ACCT_TEXT_LITERAL("1"),
                                   ACCT_TEXT_LITERAL("Shows acct-plugin-check what to find.")};

acct_status ACCT_CALL create(const acct_host* by, acct_text id, const acct_plugin** out, acct_error* error) {
    if (by == nullptr || by->size < first_size<acct_host> || out == nullptr) {
        return fail(error, ACCT_ERROR_BAD_ARGUMENT, "Something is missing.");
    }
    if (view_of(id) != view_of(about.id)) {
        return fail(error, ACCT_ERROR_UNKNOWN_ID, "There is no such plugin.");
    }
    if (breaks("asks_early")) {
        (void)by->get_extension(by, ACCT_EXT_HOST_LOG);
    }
    auto made = std::make_unique<Instance>(by);
    *out = made->plugin();
    const std::lock_guard lock(instances_mutex);
    instances[*out] = std::move(made);
    return ACCT_OK;
}

const acct_plugin_factory factory{sizeof(factory), [] { return std::uint32_t{1}; },
                                  [](std::uint32_t index) { return index == 0 ? &about : nullptr; }, &create};

acct_status ACCT_CALL prepare(acct_text, acct_error*) {
    const std::lock_guard lock(instances_mutex);
    ++users;
    return ACCT_OK;
}

void ACCT_CALL finish() {
    std::map<const acct_plugin*, std::unique_ptr<Instance>> leaving;
    const std::lock_guard lock(instances_mutex);
    if (--users == 0) {
        leaving.swap(instances);
    }
}

const void* ACCT_CALL get_factory(const char* id) {
    return id != nullptr && std::string_view(id) == ACCT_PLUGIN_FACTORY_ID ? &factory : nullptr;
}

}  // namespace

#ifdef SPECIMEN_EXPORTS_MORE
extern "C" ACCT_EXPORT int specimen_helper();
int specimen_helper() {
    return 1;
}
#endif

ACCT_DEFINE_ENTRY = {
    sizeof(acct_plugin_entry), 0, {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0}, &prepare, &finish, &get_factory};
