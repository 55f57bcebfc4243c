// probe.cpp - acct-host-check's plugin: how it is found, made, started, used and ended, and what of that a
// host does wrong.
#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "acct/plugin.h"
#include "acct/settings_page.h"
#include "judge.hpp"
#include "page.hpp"
#include "services.hpp"
#include "texts.hpp"

namespace accounting::host_check {
namespace {

constexpr std::string_view plugin_id = "acct.host-check";
constexpr std::string_view page_id = "host-check";
constexpr std::chrono::seconds patience{5};

Judge& judge() {
    return Judge::of_library();
}

thread_local bool inside_request = false;

struct Instance {
    explicit Instance(const acct_host* by);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() { end(); }

    enum class State { made, running, ended };

    const acct_host* host;
    acct_plugin plugin;
    State state = State::made;
    std::thread::id main_thread;
    Services services;
    Pages pages;

    std::mutex mutex;
    std::vector<acct_page> arriving;
    std::optional<Pages::Clock::time_point> requested;
    std::vector<std::thread> workers;

    void start();
    void end() noexcept;
    void on_main_thread();
    void request_main_thread();
};

// All instances, also those that have ended: they stay readable until the last deinit.
struct Library {
    std::mutex mutex;
    unsigned users = 0;
    std::vector<std::unique_ptr<Instance>> instances;

    static Library& get() {
        static Library library;
        return library;
    }
    Instance* find(const acct_plugin* plugin) {
        const std::lock_guard lock(mutex);
        for (const auto& one : instances) {
            if (&one->plugin == plugin) {
                return one.get();
            }
        }
        return nullptr;
    }
};

Error mistake(acct_status status, std::string message) {
    return Error{status, "HOST-CHECK", "", std::move(message), "See the report of the host check."};
}

// Lets in what comes at the right time and on the right thread, and notes what does not.
template <typename Work>
acct_status entered(const acct_plugin* plugin, const char* what, acct_error* error, Work&& work) noexcept {
    try {
        Instance* const instance = Library::get().find(plugin);
        if (!judge().expect(instance != nullptr, "life.order", what,
                            "with a plugin that create did not make")) {
            return report(error, mistake(ACCT_ERROR_BAD_ARGUMENT, "There is no such plugin."));
        }
        if (!judge().expect(instance->state == Instance::State::running, "life.order", what,
                            instance->state == Instance::State::made ? "before init" : "after destroy")) {
            return report(error, mistake(ACCT_ERROR_WRONG_STATE, "The plugin is not running."));
        }
        if (!judge().expect(std::this_thread::get_id() == instance->main_thread, "life.thread", what,
                            "on another thread than init")) {
            return report(error, mistake(ACCT_ERROR_WRONG_THREAD, "This is the wrong thread."));
        }
        const Status done = work(*instance);
        return done ? ACCT_OK : report(error, done.error());
    } catch (...) {
        return report(error, ACCT_ERROR_FAILED, "HOST-CHECK", "The host check failed by itself.",
                      "Report this to its makers.");
    }
}

// ---- the page

acct_status ACCT_CALL pages_list(const acct_plugin* plugin, void* context, acct_page_info_receiver receiver,
                                 acct_error* error) {
    return entered(plugin, "settings-page.list", error, [&](Instance&) -> Status {
        const acct_page_info info{sizeof(info), text_of(page_id), text_of("Host check"),
                                  text_of("Judges this program as a host of plugins")};
        if (receiver == nullptr) {
            return mistake(ACCT_ERROR_BAD_ARGUMENT, "A receiver is missing.");
        }
        receiver(context, &info);
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_open(const acct_plugin* plugin, acct_text id, acct_page* out, acct_error* error) {
    return entered(plugin, "settings-page.open", error, [&](Instance& instance) -> Status {
        if (!judge().expect(view_of(id) == page_id, "pages.known",
                            "open(" + check::in_quotes(view_of(id)) + ")", "list did not tell such a page")) {
            return mistake(ACCT_ERROR_UNKNOWN_ID, "There is no such page.");
        }
        if (out == nullptr) {
            return mistake(ACCT_ERROR_BAD_ARGUMENT, "A place for the page is missing.");
        }
        instance.services.judge_entities();
        *out = instance.pages.open();
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_close(const acct_plugin* plugin, acct_page page, acct_error* error) {
    return entered(plugin, "settings-page.close", error,
                   [&](Instance& instance) { return instance.pages.close(page); });
}

acct_status ACCT_CALL pages_acquire(const acct_plugin* plugin, acct_page page, const acct_page_view** out,
                                    acct_error* error) {
    return entered(plugin, "settings-page.acquire", error, [&](Instance& instance) -> Status {
        if (out == nullptr) {
            return mistake(ACCT_ERROR_BAD_ARGUMENT, "A place for the view is missing.");
        }
        const Result<const acct_page_view*> view = instance.pages.acquire(page);
        if (!view) {
            return view.error();
        }
        *out = *view;
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_release(const acct_plugin* plugin, std::uint64_t view, acct_error* error) {
    return entered(plugin, "settings-page.release", error,
                   [&](Instance& instance) { return instance.pages.release(view); });
}

acct_status ACCT_CALL pages_set_value(const acct_plugin* plugin, acct_page page, acct_text control,
                                      acct_text value, acct_error* error) {
    return entered(plugin, "settings-page.set_value", error, [&](Instance& instance) {
        return instance.pages.set_value(page, view_of(control), value);
    });
}

acct_status ACCT_CALL pages_activate(const acct_plugin* plugin, acct_page page, acct_text control,
                                     acct_text row, acct_text action, acct_error* error) {
    return entered(plugin, "settings-page.activate", error, [&](Instance& instance) {
        return instance.pages.activate(page, view_of(control), view_of(row), view_of(action));
    });
}

const acct_settings_pages pages_table{sizeof(pages_table), &pages_list,    &pages_open,      &pages_close,
                                      &pages_acquire,      &pages_release, &pages_set_value, &pages_activate};

// ---- one instance

acct_status ACCT_CALL plugin_init(const acct_plugin* plugin, acct_error* error) {
    try {
        Instance* const instance = Library::get().find(plugin);
        if (!judge().expect(
                instance != nullptr && instance->state == Instance::State::made, "life.order", "plugin.init",
                instance == nullptr ? "with a plugin that create did not make" : "a second time")) {
            return report(error, mistake(ACCT_ERROR_WRONG_STATE, "The plugin was started before."));
        }
        instance->start();
        return ACCT_OK;
    } catch (...) {
        return report(error, ACCT_ERROR_FAILED, "HOST-CHECK", "The host check could not start.",
                      "Report this to its makers.");
    }
}

void ACCT_CALL plugin_destroy(const acct_plugin* plugin) {
    Instance* const instance = Library::get().find(plugin);
    if (!judge().expect(instance != nullptr, "life.order", "plugin.destroy",
                        "with a plugin that create did not make") ||
        !judge().expect(instance->state != Instance::State::running ||
                            std::this_thread::get_id() == instance->main_thread,
                        "life.thread", "plugin.destroy", "on another thread than init")) {
        return;
    }
    instance->end();
}

const void* ACCT_CALL plugin_get_extension(const acct_plugin* plugin, const char* id) {
    const Instance* const instance = Library::get().find(plugin);
    if (!judge().expect(instance != nullptr && instance->state == Instance::State::running, "life.order",
                        "plugin.get_extension",
                        instance == nullptr                        ? "with a plugin that create did not make"
                        : instance->state == Instance::State::made ? "before init"
                                                                   : "after destroy") ||
        id == nullptr) {
        return nullptr;
    }
    return std::string_view(id) == ACCT_EXT_SETTINGS_PAGE ? &pages_table : nullptr;
}

void ACCT_CALL plugin_on_main_thread(const acct_plugin* plugin) {
    if (inside_request) {
        judge().broken("main.not_inside", "on_main_thread", "inside request_main_thread");
        return;
    }
    (void)entered(plugin, "plugin.on_main_thread", nullptr, [&](Instance& instance) -> Status {
        instance.on_main_thread();
        return Nothing{};
    });
}

Instance::Instance(const acct_host* by)
    : host(by),
      plugin{sizeof(acct_plugin),   this, &plugin_init, &plugin_destroy, &plugin_get_extension,
             &plugin_on_main_thread},
      services(by),
      pages(
          [this](acct_page page, std::uint64_t revision) {
              if (const acct_host_page* to = services.page()) {
                  to->changed(host, page, revision);
              }
          },
          [this](acct_page page) {
              workers.emplace_back([this, page] {
                  std::this_thread::sleep_for(std::chrono::milliseconds(200));
                  {
                      const std::lock_guard lock(mutex);
                      arriving.push_back(page);
                  }
                  request_main_thread();
              });
          }) {}

void Instance::start() {
    main_thread = std::this_thread::get_id();
    state = State::running;
    services.judge_table();
    services.judge_on_main_thread();
    if (std::filesystem::path(services.data_folder()).is_absolute()) {
        std::error_code not_made;
        std::filesystem::create_directories(services.data_folder(), not_made);
        judge().write_to(std::filesystem::path(services.data_folder()) / "host-check.journal");
    }
    request_main_thread();
    workers.emplace_back([this] {
        services.judge_on_other_thread();
        request_main_thread();
    });
}

void Instance::request_main_thread() {
    if (host->request_main_thread == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(mutex);
        if (!requested) {
            requested = Pages::Clock::now();
        }
    }
    judge().expect(true, "main.not_inside", "request_main_thread");
    inside_request = true;
    host->request_main_thread(host);
    inside_request = false;
}

void Instance::on_main_thread() {
    std::vector<acct_page> arrived;
    {
        const std::lock_guard lock(mutex);
        if (requested) {
            judge().expect(Pages::Clock::now() - *requested <= patience, "main.called", "on_main_thread",
                           "more than five seconds after it was asked for");
            requested.reset();
        }
        arrived.swap(arriving);
    }
    for (const acct_page page : arrived) {
        pages.arrived(page);
    }
    pages.judge_patience(false);
}

void Instance::end() noexcept {
    if (state != State::running) {
        state = State::ended;
        return;
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    if (requested && Pages::Clock::now() - *requested > patience) {
        judge().broken("main.called", "request_main_thread",
                       "on_main_thread had not been called when the plugin was destroyed");
    }
    pages.judge_patience(true);
    services.judge_constancy();
    state = State::ended;
    judge().last("destroyed");
}

// ---- the library

constexpr acct_text constant(std::string_view text) {
    return {text.data(), text.size()};
}

const acct_plugin_descriptor about{sizeof(about),
                                   constant(plugin_id),
                                   constant("Host check"),
                                   constant("Accounting plugin SDK"),
                                   constant(ACCT_CHECK_VERSION),
                                   constant("Judges the program that loads it as a host of plugins.")};

std::uint32_t ACCT_CALL count() {
    return 1;
}

const acct_plugin_descriptor* ACCT_CALL descriptor(std::uint32_t index) {
    return index == 0 ? &about : nullptr;
}

acct_status ACCT_CALL create(const acct_host* host, acct_text id, const acct_plugin** out,
                             acct_error* error) {
    try {
        Library& library = Library::get();
        const std::lock_guard lock(library.mutex);
        judge().last("create");
        if (!judge().expect(library.users > 0, "life.order", "create", "before the library's init")) {
            return report(error, mistake(ACCT_ERROR_WRONG_STATE, "The library is not in use."));
        }
        if (!judge().expect(host != nullptr && out != nullptr, "life.order", "create",
                            "without a host or a place for the plugin") ||
            !judge().expect(host->size >= first_size<acct_host>, "host.table",
                            "the acct_host that was passed to create",
                            "its size is " + std::to_string(host->size))) {
            return report(error, mistake(ACCT_ERROR_BAD_ARGUMENT, "The host is not complete."));
        }
        if (!judge().expect(view_of(id) == plugin_id, "life.order", "create",
                            "for the id " + check::in_quotes(view_of(id)))) {
            return report(error, mistake(ACCT_ERROR_UNKNOWN_ID, "There is no such plugin."));
        }
        library.instances.push_back(std::make_unique<Instance>(host));
        *out = &library.instances.back()->plugin;
        return ACCT_OK;
    } catch (...) {
        return report(error, ACCT_ERROR_FAILED, "HOST-CHECK", "The host check could not be made.",
                      "Report this to its makers.");
    }
}

const acct_plugin_factory factory{sizeof(factory), &count, &descriptor, &create};

acct_status ACCT_CALL entry_init(acct_text path, acct_error*) {
    Library& library = Library::get();
    const std::lock_guard lock(library.mutex);
    const char* file = std::getenv(journal_variable);  // NOLINT(concurrency-mt-unsafe): only read
    if (file != nullptr && *file != '\0') {
        judge().write_to(file);
    }
    Dl_info self{};
    std::error_code unknown;
    const std::filesystem::path told(view_of(path));
    const bool is_ours =
        ::dladdr(&factory, &self) != 0 && std::filesystem::equivalent(told, self.dli_fname, unknown);
    judge().expect(told.is_absolute() && is_ours, "life.path", "entry.init",
                   "the path is " + check::in_quotes(view_of(path)));
    ++library.users;
    return ACCT_OK;
}

void ACCT_CALL entry_deinit() {
    Library& library = Library::get();
    std::vector<std::unique_ptr<Instance>> leaving;
    {
        const std::lock_guard lock(library.mutex);
        if (!judge().expect(library.users > 0, "life.order", "entry.deinit", "more often than init") ||
            --library.users > 0) {
            return;
        }
        leaving.swap(library.instances);
    }
    for (const auto& instance : leaving) {
        judge().expect(instance->state == Instance::State::ended, "life.end", "the last entry.deinit",
                       "an instance was not destroyed");
    }
    leaving.clear();
    judge().ended();
}

const void* ACCT_CALL entry_get_factory(const char* id) {
    return id != nullptr && std::string_view(id) == ACCT_PLUGIN_FACTORY_ID ? &factory : nullptr;
}

}  // namespace
}  // namespace accounting::host_check

ACCT_DEFINE_ENTRY = {sizeof(acct_plugin_entry),
                     0,
                     {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0},
                     &accounting::host_check::entry_init,
                     &accounting::host_check::entry_deinit,
                     &accounting::host_check::entry_get_factory};
