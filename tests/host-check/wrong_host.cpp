// wrong_host.cpp - a host that keeps every rule but the one it is told to break, for testing acct-host-check.
//     wrong_host PROBE DATA-FOLDER MISTAKE         MISTAKE: see `is`; "none": keeps all
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <thread>

#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "acct/plugin.h"
#include "acct/settings_page.h"

namespace {

std::string mistake;
std::string data_folder;
const acct_plugin* plugin = nullptr;
std::atomic<bool> requested{false};

bool is(std::string_view one) {
    return mistake == one;
}
acct_text text(std::string_view from) {
    return {from.data(), from.size()};
}
acct_status fail(acct_error* error, acct_status status) {
    if (error != nullptr && !is("error-without-words")) {
        error->status = status;
        std::strcpy(error->message, "The host could not do that.");
    }
    return status;
}

acct_status ACCT_CALL folder(const acct_host*, void* context, acct_text_receiver receiver, acct_error*) {
    static int asked = 0;
    ++asked;
    if (is("receiver-on-another-thread")) {
        std::thread([=] { receiver(context, text(data_folder)); }).join();
    } else if (is("receiver-twice")) {
        receiver(context, text(data_folder));
        receiver(context, text(data_folder));
    } else {
        const std::string other = data_folder + std::to_string(asked);
        receiver(context, text(is("relative-folder") ? "data" : is("folder-changes") ? other : data_folder));
    }
    return ACCT_OK;
}
acct_status ACCT_CALL companies(const acct_host*, void* context, acct_entity_receiver receiver, acct_error*) {
    acct_entity one{};
    one.size = sizeof(one);
    one.gstin = text(is("company-without-gstin") ? "" : "29AAACP0029A1Z2");
    one.company = text(is("company-not-utf8") ? "Caf\xE9" : "Pushpak Traders");
    receiver(context, &one);
    return ACCT_OK;
}
acct_status ACCT_CALL language(const acct_host*, void* context, acct_text_receiver receiver, acct_error*) {
    receiver(context, text(is("odd-language") ? "English (India)" : "en-IN"));
    return ACCT_OK;
}
std::int32_t ACCT_CALL offset(const acct_host*, std::int64_t) {
    return is("offset-in-seconds") ? 19800 : 330;
}
acct_status ACCT_CALL secret(const acct_host*, acct_text vault, std::uint32_t create, void* context,
                             acct_text_receiver receiver, acct_error* error) {
    static std::map<std::string, std::string> kept;
    const std::string id = is("one-secret-for-all") ? "" : std::string(vault.data, vault.size);
    if (kept.count(id) == 0 || is("new-secret-each-time")) {
        if (create == 0 && !is("secret-unasked") && !is("new-secret-each-time")) {
            return fail(error, ACCT_ERROR_NOT_FOUND);
        }
        std::string made(is("short-secret") ? 16 : 32, '\0');
        std::ifstream("/dev/urandom", std::ios::binary)
            .read(made.data(), static_cast<std::streamsize>(made.size()));
        kept[id] = made;
        if (is("secret-in-data-folder")) {
            std::ofstream(data_folder + "/key", std::ios::binary) << made;
        }
    }
    receiver(context, text(kept[id]));
    return ACCT_OK;
}
acct_status ACCT_CALL proxy(const acct_host*, acct_text, void* context, acct_text_receiver receiver,
                            acct_error*) {
    receiver(context, text(is("proxy-without-scheme") ? "proxy.example:8080" : "http://proxy.example:8080"));
    return ACCT_OK;
}
acct_status ACCT_CALL authorities(const acct_host*, void* context, acct_text_receiver receiver, acct_error*) {
    receiver(context, text(is("no-such-authorities") ? "/no/such/file.pem" : ""));
    return ACCT_OK;
}
void ACCT_CALL log_line(const acct_host*, std::uint32_t, acct_text) {}
void ACCT_CALL changed(const acct_host*, acct_page, std::uint64_t) {}

const acct_host_storage storage{sizeof(storage), &folder};
const acct_host_entities entities{sizeof(entities), &companies};
acct_host_locale locale{sizeof(locale), &language, &offset};
const acct_host_unlock_secret unlock{sizeof(unlock), &secret};
const acct_host_network network{sizeof(network), &proxy, &authorities};
const acct_host_log log_table{sizeof(log_table), &log_line};
const acct_host_log log_without_size{0, &log_line};
const acct_host_log log_without_function{sizeof(log_table), nullptr};
const acct_host_page page_table{sizeof(page_table), &changed};

const void* ACCT_CALL find(const acct_host*, const char* id) {
    const std::string_view wanted(id);
    if (is("prefix-of-id") && wanted.rfind("acct.host.storage", 0) == 0) {
        return &storage;
    }
    const std::map<std::string_view, const void*> tables{
        {ACCT_EXT_HOST_STORAGE, &storage},
        {ACCT_EXT_HOST_ENTITIES, &entities},
        {ACCT_EXT_HOST_LOCALE, &locale},
        {ACCT_EXT_HOST_UNLOCK_SECRET, &unlock},
        {ACCT_EXT_HOST_NETWORK, &network},
        {ACCT_EXT_HOST_PAGE, &page_table},
        {ACCT_EXT_HOST_LOG, is("table-without-size")       ? &log_without_size
                            : is("table-without-function") ? &log_without_function
                                                           : &log_table}};
    const auto found = tables.find(wanted);
    return found != tables.end() ? found->second : nullptr;
}
void ACCT_CALL request(const acct_host*) {
    if (is("on-main-thread-inside")) {
        plugin->on_main_thread(plugin);
    } else if (is("on-main-thread-elsewhere")) {
        std::thread([] { plugin->on_main_thread(plugin); }).join();
    }
    requested = true;
}

void rest(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}
void turn() {
    if (!is("never-on-main-thread") && requested.exchange(false)) {
        plugin->on_main_thread(plugin);
    }
    rest(10);
}

const acct_settings_pages* pages = nullptr;
acct_page page = 0;

// Draws the page: looks at every control as a host would.
void draw() {
    const acct_page_view* view = nullptr;
    if (pages->acquire(plugin, page, &view, nullptr) != ACCT_OK) {
        return;
    }
    for (std::uint32_t i = 0; i < view->control_count; ++i) {
        if (view->controls[i]->kind > ACCT_CONTROL_FILE && is("crashes-on-unknown-kind")) {
            (void)std::raise(SIGSEGV);
        }
    }
    if (is("writes-to-view")) {
        const_cast<acct_control*>(view->controls[0])->flags = 0;
    }
    if (!is("keeps-views")) {
        (void)pages->release(plugin, view->view_id, nullptr);
    }
    if (is("releases-twice")) {
        (void)pages->release(plugin, view->view_id, nullptr);
    }
}
void set(const char* id, std::string_view value) {
    (void)pages->set_value(plugin, page, text(id), text(value), nullptr);
    draw();
}
void press(const char* id, const char* row = "", const char* action = "") {
    (void)pages->activate(plugin, page, text(id), text(row), text(action), nullptr);
    draw();
}

void use_page() {
    (void)pages->list(
        plugin, nullptr, [](void*, const acct_page_info*) {}, nullptr);
    (void)pages->open(plugin, text(is("unknown-page") ? "nothing" : "host-check"), &page, nullptr);
    draw();
    set("branch", is("option-by-label") ? "Bengaluru" : is("disabled-option") ? "closed" : "blr");
    set(is("unknown-control") ? "nam" : "name", is("value-not-utf8") ? "Caf\xE9" : "HO");
    set("secret", "Sample-1");
    set("code", "123456");
    set("agree", is("checkbox-true") ? "true" : "1");
    set("file", is("relative-file") ? "list.csv" : "/tmp/list.csv");
    if (is("sets-a-button")) {
        set("save", "1");
    }
    if (is("sets-what-is-disabled")) {
        set("frozen", "x");
    }
    press(is("presses-what-is-disabled") ? "never" : "save");
    press("link", is("button-with-row") ? "row/1" : "");
    press("rows", "row/7", is("row-and-action-in-one") ? "" : is("disabled-action") ? "lock" : "open");
    if (is("keeps-views")) {
        for (int i = 0; i < 80; ++i) {
            draw();
        }
    }
    if (is("page-on-another-thread")) {
        std::thread([] { draw(); }).join();
    }
    (void)pages->activate(plugin, page, text("thread"), {}, {}, nullptr);
    for (int i = 0; i < (is("never-on-main-thread") || is("never-draws-again") ? 550 : 40); ++i) {
        turn();
    }
    if (!is("never-draws-again")) {
        draw();
    }
    (void)pages->close(plugin, is("closes-no-page") ? 99 : page, nullptr);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        return 2;
    }
    data_folder = arguments[2];
    mistake = arguments[3];
    ::mkdir(data_folder.c_str(), 0700);
    if (is("open-folder")) {
        ::chmod(data_folder.c_str(), 0755);
    }
    void* library = ::dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return 2;
    }
    const auto* entry = static_cast<const acct_plugin_entry*>(::dlsym(library, ACCT_ENTRY_SYMBOL));
    (void)entry->init(text(is("relative-path") ? "probe.so" : arguments[1]), nullptr);
    const auto* factory = static_cast<const acct_plugin_factory*>(entry->get_factory(ACCT_PLUGIN_FACTORY_ID));
    acct_host host{};
    host.size = sizeof(host);
    host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.name = text("Wrong host");
    host.vendor = text(is("nobody-made-it") ? "" : "Tijori tests");
    host.version = text("1");
    host.get_extension = &find;
    host.request_main_thread = &request;
    (void)factory->create(&host, factory->descriptor(0)->id, &plugin, nullptr);
    if (is("asks-before-init")) {
        (void)plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE);
    }
    (void)plugin->init(plugin, nullptr);
    if (is("starts-twice")) {
        (void)plugin->init(plugin, nullptr);
    }
    pages = static_cast<const acct_settings_pages*>(plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE));
    for (int i = 0; i < 10; ++i) {
        turn();
    }
    use_page();
    if (is("table-changes")) {
        locale.utc_offset_minutes = [](const acct_host*, std::int64_t) { return std::int32_t{0}; };
    }
    if (is("just-exits")) {
        ::_exit(0);
    }
    if (!is("forgets-destroy")) {
        plugin->destroy(plugin);
    }
    if (is("goes-on-after-destroy")) {
        plugin->on_main_thread(plugin);
    }
    entry->deinit();
    if (is("deinit-twice")) {
        entry->deinit();
    }
    ::dlclose(library);
    return 0;
}
