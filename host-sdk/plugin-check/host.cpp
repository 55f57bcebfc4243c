// host.cpp - see host.hpp.
#include "host.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>

#include "acct/c/text.h"
#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "notes.hpp"
#include "secrets.hpp"
#include "texts.hpp"
#include "verdict.hpp"

namespace accounting::check {
namespace {

// Not UTF-8, not a path, not a key, not an address.
constexpr std::string_view nonsense{"\xFF\xFE\0\x80", 4};

Host& host_of(const acct_host* host) {
    return *static_cast<Host*>(host->host_data);
}

}  // namespace

std::string_view name_of(Manner manner) {
    switch (manner) {
        case Manner::good:
            return "is good";
        case Manner::missing:
            return "is missing";
        case Manner::refuses:
            return "fails";
        case Manner::silent:
            return "fails without words";
        case Manner::nonsense:
            return "answers nonsense";
        case Manner::nothing:
            return "answers ACCT_OK and tells nothing";
        case Manner::slow:
            return "answers late";
        case Manner::older:
            return "has a table of size 4";
        case Manner::newer:
            return "has a table of a later release";
    }
    return "";
}

// The functions in the tables.
struct Services {
    enum class Where { main_thread, any_thread };

    // What holds for every function of the host: when, where, and by whom it is called.
    static Host& entered(const acct_host* host, std::string_view service, std::string_view function,
                         Where where) {
        Host& self = host_of(host);
        const std::string name = "the host's " + std::string(function) + " (" + std::string(service) + ")";
        if (self.life_ == Host::Life::created) {
            found({"plugin.h, create", "created an instance, and did not call plugin->init yet",
                   "nothing in acct_host is called before plugin->init", "the plugin called " + name,
                   "Ask the host for services in plugin->init."});
        } else if (self.life_ == Host::Life::over) {
            found({"plugin.h, create", "destroyed the instance", "the plugin is done with its host",
                   "the plugin called " + name + " after destroy had returned",
                   "Join every thread in destroy before it returns."});
        } else if (where == Where::main_thread && std::this_thread::get_id() != self.main_thread_.load()) {
            found({"abi.h, rule 6", "waited for calls of the host's functions",
                   "a [main-thread] function of the host is called on the main thread",
                   "the plugin called " + name + " on another thread",
                   "Ask for the main thread by request_main_thread, and call it in on_main_thread."});
        }
        const Manner manner = self.manner_of(service);
        if (manner == Manner::slow) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        }
        // changed is told what is new before it calls back.
        if (self.on_service && service != ACCT_EXT_HOST_PAGE) {
            self.on_service(service);
        }
        return self;
    }
    static acct_status failed(Manner manner, acct_error* error) {
        return manner == Manner::silent
                   ? ACCT_ERROR_FAILED
                   : acct_fail(error, ACCT_ERROR_FAILED, "CHECK",
                               "The host that checks plugins does not do this.", "Go on without.");
    }
    // Tells a text as the service's manner asks.
    static acct_status tell(const Host& self, std::string_view service, std::string_view text, void* context,
                            acct_text_receiver receiver, acct_error* error) {
        const Manner manner = self.manner_of(service);
        if (manner == Manner::refuses || manner == Manner::silent) {
            return failed(manner, error);
        }
        if (receiver == nullptr) {
            found({"abi.h, rule 4", "was asked for a text", "a receiver", "NULL",
                   "Pass a function that takes it."});
            return ACCT_ERROR_BAD_ARGUMENT;
        }
        if (manner == Manner::nothing) {
            return ACCT_OK;
        }
        if (manner == Manner::nonsense) {
            const std::string much(1U << 20U, 'x');
            for (const std::string_view odd : {nonsense, std::string_view(much)}) {
                receiver(context, text_of(odd));
            }
            receiver(context, {nullptr, 0});
        } else {
            receiver(context, text_of(text));
        }
        return ACCT_OK;
    }

    static acct_status ACCT_CALL data_directory(const acct_host* host, void* context,
                                                acct_text_receiver receiver, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_STORAGE, "data_directory", Where::main_thread);
        return tell(self, ACCT_EXT_HOST_STORAGE, self.data_folder_.string(), context, receiver, error);
    }
    static acct_status ACCT_CALL list_entities(const acct_host* host, void* context,
                                               acct_entity_receiver receiver, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_ENTITIES, "list", Where::main_thread);
        const Manner manner = self.manner_of(ACCT_EXT_HOST_ENTITIES);
        if (manner == Manner::refuses || manner == Manner::silent) {
            return failed(manner, error);
        }
        const auto told = [&](std::string_view gstin, std::string_view company, std::string_view unit) {
            const acct_entity entity{sizeof(entity), 0, text_of(gstin), text_of(company), text_of(unit)};
            receiver(context, &entity);
        };
        if (manner == Manner::nonsense) {
            told(nonsense, nonsense, nonsense);
            told("", "", "");
            told("29AAACP0029A1Z2", "One", "Twice");
            told("29AAACP0029A1Z2", "One", "Twice");
            const acct_entity odd{sizeof(odd), UINT32_MAX, {nullptr, 0}, {nullptr, 0}, {nullptr, 0}};
            receiver(context, &odd);
            for (int i = 0; i < 10000; ++i) {
                told("29AAACP" + std::to_string(10000 + i) + "Z2", "Company " + std::to_string(i), "");
            }
        } else if (manner != Manner::nothing) {
            told("29AAACP0029A1Z2", "Pushpak Traders Private Limited", "Bengaluru head office");
            told("27AAACP0029A1Z6", "Pushpak Traders Private Limited", "मुंबई");
            told("24AAACP0029A1ZC", "Pushpak Traders Private Limited", "");
        }
        return ACCT_OK;
    }
    static void ACCT_CALL write_log(const acct_host* host, std::uint32_t, acct_text line) {
        (void)entered(host, ACCT_EXT_HOST_LOG, "write", Where::any_thread);
        heard("a log line", line);
    }
    static void ACCT_CALL notify(const acct_host* host, std::uint32_t, acct_text title, acct_text body,
                                 acct_text page_id) {
        (void)entered(host, ACCT_EXT_HOST_NOTIFY, "notify", Where::main_thread);
        heard("the title of a notification", title);
        heard("a notification", body);
        heard("the page of a notification", page_id);
    }
    static acct_status ACCT_CALL open_url(const acct_host* host, acct_text url, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_OPEN_URL, "open", Where::main_thread);
        heard("an address to open", url);
        if (view_of(url).substr(0, 8) != "https://") {
            found({"host_services.h, acct_host_open_url.open", "was asked to open an address",
                   "an https address", in_quotes(view_of(url)), "Open https addresses only."});
        }
        const Manner manner = self.manner_of(ACCT_EXT_HOST_OPEN_URL);
        return manner == Manner::good || manner == Manner::slow || manner == Manner::newer
                   ? ACCT_OK
                   : failed(manner, error);
    }
    static acct_status ACCT_CALL language(const acct_host* host, void* context, acct_text_receiver receiver,
                                          acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_LOCALE, "language", Where::main_thread);
        return tell(self, ACCT_EXT_HOST_LOCALE, "en-IN", context, receiver, error);
    }
    static std::int32_t ACCT_CALL utc_offset(const acct_host* host, std::int64_t) {
        Host& self = entered(host, ACCT_EXT_HOST_LOCALE, "utc_offset_minutes", Where::main_thread);
        return self.manner_of(ACCT_EXT_HOST_LOCALE) == Manner::nonsense ? INT32_MIN : 330;
    }
    static void ACCT_CALL changed(const acct_host* host, acct_page page, std::uint64_t revision) {
        Host& self = entered(host, ACCT_EXT_HOST_PAGE, "changed", Where::main_thread);
        {
            const std::lock_guard lock(self.mutex_);
            std::uint64_t& told = self.revisions_[page];
            if (page == 0 || revision < told) {
                found({"settings_page.h, changed", "was told of changes of a page",
                       "a page, and revisions that grow",
                       "page " + std::to_string(page) + " has revision " + std::to_string(revision) +
                           " after " + std::to_string(told),
                       "Count the revision up with every change, and never down."});
            }
            told = revision;
        }
        if (self.on_changed) {
            self.on_changed(page, revision);
        }
    }
    static acct_status ACCT_CALL proxy_for(const acct_host* host, acct_text url, void* context,
                                           acct_text_receiver receiver, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_NETWORK, "proxy_for", Where::any_thread);
        heard("the address for proxy_for", url);
        return tell(self, ACCT_EXT_HOST_NETWORK, closed_proxy(), context, receiver, error);
    }
    static acct_status ACCT_CALL authorities(const acct_host* host, void* context,
                                             acct_text_receiver receiver, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_NETWORK, "certificate_authorities", Where::any_thread);
        return tell(self, ACCT_EXT_HOST_NETWORK, "", context, receiver, error);
    }
    static acct_status ACCT_CALL unlock_secret(const acct_host* host, acct_text vault_id,
                                               std::uint32_t create, void* context,
                                               acct_text_receiver receiver, acct_error* error) {
        Host& self = entered(host, ACCT_EXT_HOST_UNLOCK_SECRET, "get", Where::any_thread);
        heard("the vault for an unlock secret", vault_id);
        const std::string_view id = view_of(vault_id);
        if (id.size() != 32 || id.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
            found({"host_services.h, acct_host_unlock_secret.get", "was asked for an unlock secret",
                   "a vault_id of 32 hexadecimal digits", in_quotes(id),
                   "Name the vault by 16 random bytes."});
        }
        std::string key;
        {
            const std::lock_guard lock(self.mutex_);
            std::string& kept = self.keys_[std::string(id)];
            if (kept.empty() && create != 0) {
                kept = new_key();
            }
            key = kept;
        }
        if (key.empty()) {
            return acct_fail(error, ACCT_ERROR_NOT_FOUND, "CHECK", "There is no key for this vault.", "");
        }
        return tell(self, ACCT_EXT_HOST_UNLOCK_SECRET, key, context, receiver, error);
    }

    static const void* ACCT_CALL get_extension(const acct_host* host, const char* id) {
        const Note note("the host's get_extension");
        Host& self = entered(host, "acct.host", "get_extension", Where::any_thread);
        if (id == nullptr) {
            found({"abi.h, rule 8", "was asked for a host service", "the id of a service", "NULL",
                   "Ask for the ids that the headers define."});
            return nullptr;
        }
        return self.extension(id);
    }
    static void ACCT_CALL request_main_thread(const acct_host* host) {
        Host& self = entered(host, "acct.host", "request_main_thread", Where::any_thread);
        {
            const std::lock_guard lock(self.mutex_);
            self.requested_ = true;
        }
        self.wake_.notify_all();
        if (self.on_request) {
            self.on_request();
        }
    }
};

Host::Host(std::filesystem::path data_folder, std::map<std::string, Manner> manners, bool with_services,
           bool with_requests)
    : table_(sizeof(acct_host)), data_folder_(std::move(data_folder)), manners_(std::move(manners)) {
    acct_host& host = *table_.as<acct_host>();
    host.size = sizeof(host);
    host.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host.host_data = this;
    host.name = text_of("acct-plugin-check");
    host.vendor = text_of("host-sdk");
    host.version = text_of("1");
    host.get_extension = with_services ? &Services::get_extension : nullptr;
    host.request_main_thread = with_requests ? &Services::request_main_thread : nullptr;
    offer(ACCT_EXT_HOST_STORAGE, acct_host_storage{sizeof(acct_host_storage), &Services::data_directory});
    offer(ACCT_EXT_HOST_ENTITIES, acct_host_entities{sizeof(acct_host_entities), &Services::list_entities});
    offer(ACCT_EXT_HOST_LOG, acct_host_log{sizeof(acct_host_log), &Services::write_log});
    offer(ACCT_EXT_HOST_NOTIFY, acct_host_notify{sizeof(acct_host_notify), &Services::notify});
    offer(ACCT_EXT_HOST_OPEN_URL, acct_host_open_url{sizeof(acct_host_open_url), &Services::open_url});
    offer(ACCT_EXT_HOST_LOCALE,
          acct_host_locale{sizeof(acct_host_locale), &Services::language, &Services::utc_offset});
    offer(ACCT_EXT_HOST_PAGE, acct_host_page{sizeof(acct_host_page), &Services::changed});
    offer(ACCT_EXT_HOST_NETWORK,
          acct_host_network{sizeof(acct_host_network), &Services::proxy_for, &Services::authorities});
    offer(ACCT_EXT_HOST_UNLOCK_SECRET,
          acct_host_unlock_secret{sizeof(acct_host_unlock_secret), &Services::unlock_secret});
}

template <typename Table>
void Host::offer(const char* id, const Table& table) {
    const Manner manner = manner_of(id);
    if (manner == Manner::missing) {
        return;
    }
    constexpr std::size_t later = 64;  // what the ABI may have grown by
    auto memory = std::make_unique<Guarded>(manner == Manner::older   ? sizeof(std::uint32_t)
                                            : manner == Manner::newer ? sizeof(Table) + later
                                                                      : sizeof(Table));
    std::memset(memory->at(), manner == Manner::newer ? 0x5A : 0, memory->size());
    if (manner == Manner::older) {
        constexpr std::uint32_t size = sizeof(std::uint32_t);
        std::memcpy(memory->at(), &size, sizeof(size));
    } else {
        std::memcpy(memory->at(), &table, sizeof(table));
        memory->as<Table>()->size = static_cast<std::uint32_t>(memory->size());
    }
    offered_[id] = std::move(memory);
}

const void* Host::extension(const char* id) {
    const auto service = offered_.find(id);
    return service != offered_.end() ? service->second->at() : nullptr;
}

Manner Host::manner_of(std::string_view service) const {
    const auto chosen = manners_.find(std::string(service));
    return chosen != manners_.end() ? chosen->second : Manner::good;
}

void Host::starts() {
    main_thread_ = std::this_thread::get_id();
    life_ = Life::running;
}

void Host::ended() {
    life_ = Life::over;
}

std::uint64_t Host::told_revision(acct_page page) const {
    const std::lock_guard lock(mutex_);
    const auto told = revisions_.find(page);
    return told != revisions_.end() ? told->second : 0;
}

bool Host::has(std::string_view service) const {
    const auto* host = const_cast<Host*>(this)->table_.as<acct_host>();
    const Manner manner = manner_of(service);
    return host->get_extension != nullptr && manner != Manner::missing && manner != Manner::older;
}

bool Host::wait_for_request(int milliseconds) {
    std::unique_lock lock(mutex_);
    const bool come =
        wake_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return requested_; });
    requested_ = false;
    return come || table_.as<acct_host>()->request_main_thread == nullptr;
}

const std::string& closed_proxy() {
    // Bound and not listening: nobody else gets the port, and whoever connects is refused at once.
    static const std::string address = [] {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(at);
        if (socket < 0 || ::bind(socket, reinterpret_cast<const sockaddr*>(&at), size) != 0 ||
            ::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
            return std::string("http://127.0.0.1:9");
        }
        return "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    }();
    return address;
}

}  // namespace accounting::check
