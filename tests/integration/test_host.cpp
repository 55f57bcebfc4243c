// test_host.cpp - see test_host.hpp.
#include "test_host.hpp"

#include <chrono>
#include <utility>

namespace integration {
namespace {

using accounting::text_of;
using accounting::view_of;

// Empty, not UTF-8, not a path, not a key.
constexpr std::string_view nonsense{"\xFF\xFE\0\x80", 4};

}  // namespace

TestHost::TestHost(std::filesystem::path folder) : data_folder(std::move(folder)) {
    table.size = sizeof(table);
    table.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    table.host_data = this;
    table.name = text_of("Test host");
    table.vendor = text_of("Tijori tests");
    table.version = text_of("1");
    table.get_extension = &get_extension;
    table.request_main_thread = &request_main_thread;
    fill_tables();
}

acct_status TestHost::refuse(acct_error* error) {
    return accounting::report(error, ACCT_ERROR_FAILED, "TEST-REFUSES", "The test host refuses.", "");
}

void TestHost::fill_tables() {
    storage_ = {sizeof(storage_),
                [](const acct_host* host, void* context, acct_text_receiver receiver, acct_error* error) {
                    return of(host).tell(ACCT_EXT_HOST_STORAGE, of(host).data_folder.string(), context,
                                         receiver, error);
                }};
    entities_ = {sizeof(entities_),
                 [](const acct_host* host, void* context, acct_entity_receiver receiver, acct_error* error) {
                     TestHost& self = of(host);
                     if (self.on_entities) {
                         self.on_entities();
                     }
                     if (self.fails(ACCT_EXT_HOST_ENTITIES)) {
                         if (self.failure == Failure::refuses) {
                             return refuse(error);
                         }
                         const acct_entity odd{sizeof(acct_entity), 0, text_of(nonsense), {nullptr, 7}, {}};
                         receiver(context, &odd);
                         receiver(context, nullptr);
                         return ACCT_OK;
                     }
                     for (const accounting::Entity& entity : self.entities) {
                         const acct_entity told{sizeof(acct_entity), 0, text_of(entity.gstin),
                                                text_of(entity.company), text_of(entity.unit_name)};
                         receiver(context, &told);
                     }
                     return ACCT_OK;
                 }};
    log_ = {sizeof(log_), [](const acct_host* host, std::uint32_t, acct_text line) {
                TestHost& self = of(host);
                const std::lock_guard lock(self.mutex_);
                self.lines_.append(view_of(line)).append("\n");
            }};
    notify_ = {sizeof(notify_),
               [](const acct_host* host, std::uint32_t, acct_text title, acct_text body, acct_text) {
                   TestHost& self = of(host);
                   const std::lock_guard lock(self.mutex_);
                   self.lines_.append(view_of(title)).append(view_of(body)).append("\n");
               }};
    open_url_ = {sizeof(open_url_), [](const acct_host* host, acct_text, acct_error* error) {
                     return of(host).fails(ACCT_EXT_HOST_OPEN_URL) ? refuse(error) : ACCT_OK;
                 }};
    locale_ = {sizeof(locale_),
               [](const acct_host* host, void* context, acct_text_receiver receiver, acct_error* error) {
                   return of(host).tell(ACCT_EXT_HOST_LOCALE, of(host).language, context, receiver, error);
               },
               [](const acct_host* host, std::int64_t) {
                   if (of(host).on_time) {
                       of(host).on_time();
                   }

                   return of(host).fails(ACCT_EXT_HOST_LOCALE) ? INT32_MAX : 330;
               }};
    page_ = {sizeof(page_), [](const acct_host* host, acct_page page, std::uint64_t revision) {
                 if (of(host).on_changed) {
                     of(host).on_changed(page, revision);
                 }
             }};
    unlock_secret_ = {
        sizeof(unlock_secret_), [](const acct_host* host, acct_text, std::uint32_t, void* context,
                                   acct_text_receiver receiver, acct_error* error) {
            return of(host).key.empty()
                       ? ACCT_ERROR_NOT_FOUND
                       : of(host).tell(ACCT_EXT_HOST_UNLOCK_SECRET, of(host).key, context, receiver, error);
        }};
}

acct_status TestHost::tell(std::string_view service, std::string_view text, void* context,
                           acct_text_receiver receiver, acct_error* error) const {
    if (!fails(service)) {
        receiver(context, text_of(text));
        return ACCT_OK;
    }
    if (failure == Failure::refuses) {
        return refuse(error);
    }
    receiver(context, text_of(nonsense));
    receiver(context, {nullptr, 99});
    return ACCT_OK;
}

const void* TestHost::get_extension(const acct_host* host, const char* id) {
    TestHost& self = of(host);
    const std::string_view wanted(id);
    if (self.missing.contains(wanted)) {
        return nullptr;
    }
    static constexpr std::uint32_t too_small = sizeof(std::uint32_t);
    if (self.fails(wanted) && self.failure == Failure::too_small) {
        return &too_small;
    }
    if (self.fails(wanted) && self.failure == Failure::no_table_functions) {
        // as large as the largest table, and not one function
        static constexpr acct_host_locale empty{4 * sizeof(acct_host_locale), nullptr, nullptr};
        return &empty;
    }
    const std::pair<std::string_view, const void*> tables[] = {
        {ACCT_EXT_HOST_STORAGE, &self.storage_},   {ACCT_EXT_HOST_ENTITIES, &self.entities_},
        {ACCT_EXT_HOST_LOG, &self.log_},           {ACCT_EXT_HOST_NOTIFY, &self.notify_},
        {ACCT_EXT_HOST_OPEN_URL, &self.open_url_}, {ACCT_EXT_HOST_LOCALE, &self.locale_},
        {ACCT_EXT_HOST_PAGE, &self.page_},         {ACCT_EXT_HOST_UNLOCK_SECRET, &self.unlock_secret_},
    };
    for (const auto& [name, service] : tables) {
        if (name == wanted) {
            return service;
        }
    }
    return nullptr;
}

void TestHost::request_main_thread(const acct_host* host) {
    TestHost& self = of(host);
    if (self.on_request) {
        self.on_request();
    }
    {
        const std::lock_guard lock(self.mutex_);
        self.requested_ = true;
    }
    self.wake_.notify_all();
}

void TestHost::pump(const accounting::Instance& plugin) {
    {
        std::unique_lock lock(mutex_);
        (void)wake_.wait_for(lock, std::chrono::milliseconds(20), [this] { return requested_; });
        requested_ = false;
    }
    plugin.on_main_thread();
}

std::string TestHost::log() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

bool TestHost::main_thread_requested() const {
    const std::lock_guard lock(mutex_);
    return requested_;
}

}  // namespace integration
