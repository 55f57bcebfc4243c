// host_services.hpp - for C++ plugins: the host's services, each with a fallback, so that plugin code cannot
// forget that every one of them is optional. Header-only, C++17.
#ifndef ACCT_CPP_HOST_SERVICES_HPP
#define ACCT_CPP_HOST_SERVICES_HPP

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../host.h"
#include "../host_entities.h"
#include "../host_services.h"
#include "../settings_page.h"
#include "result.hpp"

namespace accounting {

struct Entity {
    std::string gstin;
    std::string company;
    std::string unit_name;
};

// What one host offers. Copy freely; valid until the plugin is destroyed. The thread tags are those of the C
// headers.
class HostServices {
public:
    // Before attach every service falls back.
    HostServices() = default;
    explicit HostServices(const acct_host* host) noexcept { attach(host); }

    void attach(const acct_host* host) noexcept {
        host_ = host;
        entities_ = find<acct_host_entities>(ACCT_EXT_HOST_ENTITIES);
        storage_ = find<acct_host_storage>(ACCT_EXT_HOST_STORAGE);
        log_ = find<acct_host_log>(ACCT_EXT_HOST_LOG);
        notify_ = find<acct_host_notify>(ACCT_EXT_HOST_NOTIFY);
        unlock_secret_ = find<acct_host_unlock_secret>(ACCT_EXT_HOST_UNLOCK_SECRET);
        open_url_ = find<acct_host_open_url>(ACCT_EXT_HOST_OPEN_URL);
        locale_ = find<acct_host_locale>(ACCT_EXT_HOST_LOCALE);
        page_ = find<acct_host_page>(ACCT_EXT_HOST_PAGE);
        network_ = find<acct_host_network>(ACCT_EXT_HOST_NETWORK);
    }

    std::string name() const { return host_ != nullptr ? string_of(host_->name) : std::string{}; }

    void request_main_thread() const noexcept {
        if (host_ != nullptr && host_->request_main_thread != nullptr) {
            host_->request_main_thread(host_);
        }
    }
    // Empty if the host does not know any, or cannot say.
    std::vector<Entity> entities() const {
        std::vector<Entity> found;
        if (entities_ != nullptr && entities_->list != nullptr) {
            (void)asked("which companies there are", [&](acct_error* error) {
                return entities_->list(
                    host_, &found,
                    [](void* context, const acct_entity* entity) {
                        if (entity != nullptr) {
                            static_cast<std::vector<Entity>*>(context)->push_back(
                                {string_of(entity->gstin), string_of(entity->company),
                                 string_of(entity->unit_name)});
                        }
                    },
                    error);
            });
        }
        return found;
    }
    std::optional<std::string> data_directory() const {
        std::optional<std::string> found;
        if (storage_ != nullptr && storage_->data_directory != nullptr) {
            (void)asked("where files are kept", [&](acct_error* error) {
                return storage_->data_directory(host_, &found, &receive, error);
            });
        }
        return found && !found->empty() ? found : std::nullopt;
    }
    void log(uint32_t severity, std::string_view line) const noexcept {
        if (log_ != nullptr && log_->write != nullptr) {
            log_->write(host_, severity, text_of(line));
        }
    }
    void notify(uint32_t severity, std::string_view title, std::string_view body,
                std::string_view page) const noexcept {
        if (notify_ != nullptr && notify_->notify != nullptr) {
            notify_->notify(host_, severity, text_of(title), text_of(body), text_of(page));
        }
    }
    bool can_hold_unlock_secret() const noexcept {
        return unlock_secret_ != nullptr && unlock_secret_->get != nullptr;
    }
    // Lends the secret to `use`; false if the host has none.
    bool unlock_secret(std::string_view vault_id, bool create,
                       const std::function<void(std::string_view)>& use) const {
        if (!can_hold_unlock_secret()) {
            return false;
        }
        struct Loan {
            const std::function<void(std::string_view)>* use;
            bool received;
        } loan{&use, false};
        const bool told = asked("the key that it holds for the vault", [&](acct_error* error) {
            return unlock_secret_->get(
                host_, text_of(vault_id), create ? 1U : 0U, &loan,
                [](void* context, acct_text secret) {
                    auto* to = static_cast<Loan*>(context);
                    to->received = true;
                    (*to->use)(view_of(secret));
                },
                error);
        });
        return told && loan.received;
    }
    bool can_open_url() const noexcept { return open_url_ != nullptr && open_url_->open != nullptr; }
    bool open_url(std::string_view url) const noexcept {
        return can_open_url() && asked("to open an address", [&](acct_error* error) {
                   return open_url_->open(host_, text_of(url), error);
               });
    }
    std::string language() const {
        std::optional<std::string> found;
        if (locale_ != nullptr && locale_->language != nullptr) {
            (void)locale_->language(host_, &found, &receive, nullptr);
        }
        return found && !found->empty() ? *found : "en";
    }
    // India's by default: that is where the users are.
    int32_t utc_offset_minutes(int64_t utc_seconds) const noexcept {
        return locale_ != nullptr && locale_->utc_offset_minutes != nullptr
                   ? locale_->utc_offset_minutes(host_, utc_seconds)
                   : 330;
    }
    // The proxy for an address, empty for none; nothing if the host does not decide about proxies.
    std::optional<std::string> proxy_for(std::string_view url) const {
        std::optional<std::string> found;
        if (network_ != nullptr && network_->proxy_for != nullptr &&
            !asked("for a proxy", [&](acct_error* error) {
                return network_->proxy_for(host_, text_of(url), &found, &receive, error);
            })) {
            return std::nullopt;
        }
        return found;
    }
    // A PEM file with further certificate authorities; empty for none.
    std::string certificate_authorities() const {
        std::optional<std::string> found;
        if (network_ != nullptr && network_->certificate_authorities != nullptr) {
            (void)asked("for certificate authorities", [&](acct_error* error) {
                return network_->certificate_authorities(host_, &found, &receive, error);
            });
        }
        return found.value_or(std::string{});
    }
    void page_changed(acct_page page, uint64_t revision) const noexcept {
        if (page_ != nullptr && page_->changed != nullptr) {
            page_->changed(host_, page, revision);
        }
    }

private:
    template <typename Extension>
    const Extension* find(const char* id) const noexcept {
        if (host_ == nullptr || host_->get_extension == nullptr) {
            return nullptr;
        }
        const auto* found = static_cast<const Extension*>(host_->get_extension(host_, id));
        return found != nullptr && found->size >= first_size<Extension> ? found : nullptr;
    }
    // True if the host answered. Otherwise its words go to the log; that it holds no such thing is no news.
    template <typename Call>
    bool asked(const char* what, Call&& call) const {
        acct_error error = empty_error();
        const acct_status status = call(&error);
        if (status != ACCT_OK && status != ACCT_ERROR_NOT_FOUND && status != ACCT_ERROR_UNSUPPORTED) {
            const Error why = error_from(error, status);
            log(ACCT_LOG_WARNING, std::string{"The program was asked "} + what +
                                      " and could not say: " + why.code + " " + why.message);
        }
        return status == ACCT_OK;
    }
    static void ACCT_CALL receive(void* context, acct_text text) {
        *static_cast<std::optional<std::string>*>(context) = string_of(text);
    }

    const acct_host* host_ = nullptr;
    const acct_host_entities* entities_ = nullptr;
    const acct_host_storage* storage_ = nullptr;
    const acct_host_log* log_ = nullptr;
    const acct_host_notify* notify_ = nullptr;
    const acct_host_unlock_secret* unlock_secret_ = nullptr;
    const acct_host_open_url* open_url_ = nullptr;
    const acct_host_locale* locale_ = nullptr;
    const acct_host_page* page_ = nullptr;
    const acct_host_network* network_ = nullptr;
};

}  // namespace accounting

#endif  // ACCT_CPP_HOST_SERVICES_HPP
