// services.cpp - see services.hpp.
#include "services.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "acct/cpp/result.hpp"
#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "judge.hpp"
#include "texts.hpp"

namespace accounting::host_check {
namespace {

namespace fs = std::filesystem;
using check::in_quotes;
using check::is_utf8;
using check::name_of;

Judge& judge() {
    return Judge::of_library();
}

std::string answer(acct_status status) {
    return "it answered " + name_of(status);
}

// Receives texts and notices when and where they come.
struct Receiver {
    std::thread::id thread = std::this_thread::get_id();
    bool is_open = true;
    bool on_other_thread = false;
    bool too_late = false;
    std::vector<std::string> texts;

    static void ACCT_CALL receive(void* context, acct_text text) {
        auto& self = *static_cast<Receiver*>(context);
        self.on_other_thread = self.on_other_thread || std::this_thread::get_id() != self.thread;
        self.too_late = self.too_late || !self.is_open;
        self.texts.push_back(string_of(text));
    }
};

// A call of the host that tells one text. Judges its error and its use of the receiver; the text, if it came
// well.
template <typename Call>
std::optional<std::string> ask(const char* what, acct_status& status, Call&& call) {
    // Outlives the call, until the library is unloaded: a host that calls the receiver later is noticed, not
    // obeyed.
    static std::vector<std::unique_ptr<Receiver>> receivers;
    static std::mutex mutex;
    auto made = std::make_unique<Receiver>();
    Receiver& receiver = *made;
    {
        const std::lock_guard lock(mutex);
        receivers.push_back(std::move(made));
    }
    acct_error error = empty_error();
    judge().last(std::string("asked ") + what);
    status = call(&receiver, &Receiver::receive, &error);
    receiver.is_open = false;
    judge().expect(!receiver.on_other_thread, "service.receiver", what,
                   "the receiver was called on another thread");
    if (status != ACCT_OK) {
        judge().expect(error.status == status && error.message[0] != '\0' && is_utf8(error.message),
                       "service.error", std::string(what) + " failed with " + name_of(status),
                       error.message[0] == '\0'
                           ? "the message is empty"
                           : "the error says " + name_of(error.status) + ", " + in_quotes(error.message));
        return std::nullopt;
    }
    judge().expect(receiver.texts.size() == 1, "service.receiver", std::string(what) + " succeeded",
                   "the receiver was called " + std::to_string(receiver.texts.size()) + " times, not once");
    return receiver.texts.empty() ? std::nullopt : std::optional(receiver.texts.front());
}

bool is_language_tag(const std::string& tag) {
    std::size_t length = 0;
    bool first = true;
    for (const char c : tag + "-") {
        if (c == '-') {
            if (length == 0 || length > 8 || (first && length < 2)) {
                return false;
            }
            first = false;
            length = 0;
        } else if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            ++length;
        } else {
            return false;
        }
    }
    return true;
}

bool folder_holds(const fs::path& folder, const std::string& secret) {
    std::string hexadecimal;
    for (const char c : secret) {
        constexpr const char* digits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        hexadecimal += {digits[byte >> 4U], digits[byte & 15U]};
    }
    constexpr std::uintmax_t largest = 4U << 20U;
    std::error_code unreadable;
    for (fs::recursive_directory_iterator file(folder, unreadable), last; !unreadable && file != last;
         file.increment(unreadable)) {
        std::error_code other_kind;
        if (!file->is_regular_file(other_kind) || file->file_size(other_kind) > largest) {
            continue;
        }
        std::ifstream in(file->path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(in), {}};
        if (content.find(secret) != std::string::npos) {
            return true;
        }
        std::transform(content.begin(), content.end(), content.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (content.find(hexadecimal) != std::string::npos) {
            return true;
        }
    }
    return false;
}

constexpr std::array<const char*, 9> known_services{
    ACCT_EXT_HOST_STORAGE,       ACCT_EXT_HOST_LOG,      ACCT_EXT_HOST_NOTIFY,
    ACCT_EXT_HOST_UNLOCK_SECRET, ACCT_EXT_HOST_OPEN_URL, ACCT_EXT_HOST_LOCALE,
    ACCT_EXT_HOST_NETWORK,       ACCT_EXT_HOST_ENTITIES, ACCT_EXT_HOST_PAGE};

}  // namespace

// The table, if it is as large as in its first release and all of its functions are there.
template <typename Table>
const Table* Services::find(const char* id) const {
    if (host_->get_extension == nullptr) {
        return nullptr;
    }
    judge().last(std::string("asked for the service ") + id);
    const auto* table = static_cast<const Table*>(host_->get_extension(host_, id));
    if (table == nullptr) {
        return nullptr;
    }
    if (!judge().expect(table->size >= first_size<Table>, "service.size", std::string("the service ") + id,
                        "its size is " + std::to_string(table->size) + ", not " +
                            std::to_string(first_size<Table>) + " or more")) {
        return nullptr;
    }
    // Every field behind `size` is a function.
    const auto* functions =
        reinterpret_cast<void (*const*)()>(reinterpret_cast<const char*>(table) + sizeof(void*));
    for (std::size_t i = 0; i < (first_size<Table> - sizeof(void*)) / sizeof(void*); ++i) {
        if (!judge().expect(functions[i] != nullptr, "service.size", std::string("the service ") + id,
                            "its function " + std::to_string(i + 1) + " is NULL")) {
            return nullptr;
        }
    }
    return table;
}

std::string Services::bytes_of_tables() const {
    std::string bytes(reinterpret_cast<const char*>(host_), first_size<acct_host>);
    for (const char* id : known_services) {
        const void* table = host_->get_extension != nullptr ? host_->get_extension(host_, id) : nullptr;
        std::uint32_t size = 0;
        if (table != nullptr) {
            size = *static_cast<const std::uint32_t*>(table);
            constexpr std::uint32_t sane = 4096;
            bytes.append(static_cast<const char*>(table), std::min(size, sane));
        }
        bytes += id + std::to_string(size);
    }
    return bytes;
}

void Services::judge_table() {
    const std::string did = "the acct_host that was passed to create";
    judge().expect(host_->size >= first_size<acct_host>, "host.table", did,
                   "its size is " + std::to_string(host_->size));
    judge().expect(host_->abi_version.major == ACCT_ABI_MAJOR, "host.table", did,
                   "its ABI is " + std::to_string(host_->abi_version.major));
    for (const auto& [what, text] :
         {std::pair{"name", host_->name}, {"vendor", host_->vendor}, {"version", host_->version}}) {
        judge().expect(is_utf8(view_of(text)) && !view_of(text).empty(), "host.table", did,
                       std::string("its ") + what + " is " + in_quotes(view_of(text)));
    }
    judge().host(view_of(host_->name), view_of(host_->vendor), view_of(host_->version));
    if (host_->get_extension != nullptr) {
        for (const char* unknown : {"", "acct.host.storage", "acct.host.storage/2", "acct.host.storage/10",
                                    "com.example.nothing/1", "ACCT.HOST.LOG/1"}) {
            judge().last(std::string("asked for the service \"") + unknown + "\"");
            judge().expect(host_->get_extension(host_, unknown) == nullptr, "host.unknown_service",
                           "get_extension(" + in_quotes(unknown) + ")", "it answered a table");
        }
    }
    page_ = find<acct_host_page>(ACCT_EXT_HOST_PAGE);
    tables_ = bytes_of_tables();
}

void Services::judge_on_main_thread() {
    acct_status status = ACCT_OK;
    if (const auto* storage = find<acct_host_storage>(ACCT_EXT_HOST_STORAGE)) {
        std::array<std::optional<std::string>, 2> told;
        for (auto& one : told) {
            one = ask("acct.host.storage/1 for the data folder", status,
                      [&](void* context, acct_text_receiver receiver, acct_error* error) {
                          return storage->data_directory(host_, context, receiver, error);
                      });
        }
        if (told[0]) {
            data_folder_ = *told[0];
            judge().expect(is_utf8(data_folder_) && fs::path(data_folder_).is_absolute(), "service.storage",
                           "data_directory", "it told " + in_quotes(data_folder_));
            judge().expect(told[1] == told[0], "service.storage", "data_directory, asked again",
                           told[1] ? "it told " + in_quotes(*told[1]) : answer(status));
            struct stat about {};
            if (fs::path(data_folder_).is_absolute() && ::stat(data_folder_.c_str(), &about) == 0) {
                judge().expect((about.st_mode & 077U) == 0, "service.storage_private",
                               "the folder " + data_folder_, "its mode lets others in");
            }
        }
    }
    if (const auto* locale = find<acct_host_locale>(ACCT_EXT_HOST_LOCALE)) {
        const auto language = ask("acct.host.locale/1 for the language", status,
                                  [&](void* context, acct_text_receiver receiver, acct_error* error) {
                                      return locale->language(host_, context, receiver, error);
                                  });
        if (language) {
            judge().expect(is_language_tag(*language), "service.locale", "language",
                           "it told " + in_quotes(*language));
        }
        constexpr int longest = 14 * 60;
        for (const std::int64_t when :
             {std::int64_t{0}, std::int64_t{1'800'000'000}, std::int64_t{4'000'000'000}}) {
            const std::int32_t offset = locale->utc_offset_minutes(host_, when);
            judge().expect(offset >= -longest && offset <= longest, "service.locale",
                           "utc_offset_minutes(" + std::to_string(when) + ")",
                           "it told " + std::to_string(offset));
        }
    }
    if (const auto* log = find<acct_host_log>(ACCT_EXT_HOST_LOG)) {
        constexpr std::uint32_t later_severity = 99;  // a newer plugin may know more of them
        log->write(host_, ACCT_LOG_DEBUG, text_of("The host check has started."));
        log->write(host_, later_severity, text_of("Line of a severity that this host does not know."));
        log->write(host_, ACCT_LOG_DEBUG, {nullptr, 0});
    }
    if (const auto* notify = find<acct_host_notify>(ACCT_EXT_HOST_NOTIFY)) {
        judge().last("notified the user");
        notify->notify(host_, ACCT_LOG_INFO, text_of("Host check"),
                       text_of("A page is waiting: \"Host check\"."), text_of("host-check"));
    }
}

void Services::judge_entities() {
    const auto* entities = find<acct_host_entities>(ACCT_EXT_HOST_ENTITIES);
    if (entities == nullptr) {
        return;
    }
    struct Books {
        std::thread::id thread = std::this_thread::get_id();
        std::size_t count = 0;
    } books;
    acct_error error = empty_error();
    judge().last("asked for the companies");
    const acct_status status = entities->list(
        host_, &books,
        [](void* context, const acct_entity* entity) {
            auto& seen = *static_cast<Books*>(context);
            const std::string did = "list told registration " + std::to_string(++seen.count);
            judge().expect(std::this_thread::get_id() == seen.thread, "service.receiver", did,
                           "on another thread");
            if (!judge().expect(
                    entity != nullptr && entity->size >= first_size<acct_entity>, "service.entities", did,
                    entity == nullptr ? "NULL" : "with a size of " + std::to_string(entity->size))) {
                return;
            }
            judge().expect(!view_of(entity->gstin).empty() && is_utf8(view_of(entity->gstin)),
                           "service.entities", did, "its gstin is " + in_quotes(view_of(entity->gstin)));
            for (const acct_text text : {entity->company, entity->unit_name}) {
                judge().expect(is_utf8(view_of(text)), "service.entities", did,
                               in_quotes(view_of(text)) + " is not UTF-8");
            }
        },
        &error);
    judge().expect(status == ACCT_OK || (error.status == status && error.message[0] != '\0'), "service.error",
                   "acct.host.entities/1 failed with " + name_of(status), in_quotes(error.message));
}

void Services::judge_unlock_secret() {
    const auto* unlock = find<acct_host_unlock_secret>(ACCT_EXT_HOST_UNLOCK_SECRET);
    if (unlock == nullptr) {
        return;
    }
    acct_status status = ACCT_OK;
    const auto get = [&](std::string_view vault, std::uint32_t create) {
        return ask(create != 0 ? "acct.host.unlock-secret/1 to make a secret"
                               : "acct.host.unlock-secret/1 for a secret",
                   status, [&](void* context, acct_text_receiver receiver, acct_error* error) {
                       return unlock->get(host_, text_of(vault), create, context, receiver, error);
                   });
    };
    constexpr std::size_t secret_size = 32;
    // Always the same ids: each run of the check uses what the first one left with the host.
    constexpr std::string_view one = "acc7acc7acc7acc7acc7acc7acc70001";
    constexpr std::string_view other = "acc7acc7acc7acc7acc7acc7acc70002";
    constexpr std::string_view never = "acc7acc7acc7acc7acc7acc7acc7ffff";
    const auto secret = get(one, 1);
    if (!secret) {
        return;  // it may be refused, by a keyring that is locked: its error was judged
    }
    judge().expect(secret->size() == secret_size, "service.unlock_secret", "get for a new vault",
                   "it told " + std::to_string(secret->size()) + " bytes");
    judge().expect(get(one, 0) == secret, "service.unlock_secret", "get for the same vault",
                   "it is not the same secret");
    const auto of_other = get(other, 1);
    judge().expect(of_other != secret, "service.unlock_secret", "get for another vault",
                   "it is the same secret");
    const auto none = get(never, 0);
    judge().expect(!none && status == ACCT_ERROR_NOT_FOUND, "service.unlock_secret",
                   "get with create 0 for a vault that has none", none ? "it told a secret" : answer(status));
    for (const auto& one_of_them : {secret, of_other}) {
        if (!data_folder_.empty() && one_of_them && one_of_them->size() == secret_size) {
            judge().expect(!folder_holds(data_folder_, *one_of_them), "service.unlock_secret_apart",
                           "the folder " + data_folder_, "the secret lies in it");
        }
    }
}

void Services::judge_network() {
    const auto* network = find<acct_host_network>(ACCT_EXT_HOST_NETWORK);
    if (network == nullptr) {
        return;
    }
    acct_status status = ACCT_OK;
    const auto proxy =
        ask("acct.host.network/1 for a proxy", status,
            [&](void* context, acct_text_receiver receiver, acct_error* error) {
                return network->proxy_for(host_, text_of("https://einv-apisandbox.example:443"), context,
                                          receiver, error);
            });
    if (proxy) {
        judge().expect(proxy->empty() || proxy->rfind("http://", 0) == 0, "service.network", "proxy_for",
                       "it told something else than an address with http://");  // it may hold a password
    }
    const auto file = ask("acct.host.network/1 for certificate authorities", status,
                          [&](void* context, acct_text_receiver receiver, acct_error* error) {
                              return network->certificate_authorities(host_, context, receiver, error);
                          });
    if (file && !file->empty()) {
        std::error_code unreadable;
        judge().expect(fs::path(*file).is_absolute() && fs::is_regular_file(*file, unreadable),
                       "service.network", "certificate_authorities", "it told " + in_quotes(*file));
    }
}

void Services::judge_on_other_thread() {
    if (const auto* log = find<acct_host_log>(ACCT_EXT_HOST_LOG)) {
        log->write(host_, ACCT_LOG_DEBUG, text_of("A line from another thread."));
    }
    judge_unlock_secret();
    judge_network();
}

void Services::judge_constancy() {
    judge().expect(bytes_of_tables() == tables_, "host.constant", "the tables of the host and its services",
                   "they are not what they were at init");
}

}  // namespace accounting::host_check
