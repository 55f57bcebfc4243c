// pages_extension.cpp - acct.settings-page/1: pages for a host to draw.
#include <array>

#include "acct/cpp/result.hpp"
#include "base/text.hpp"
#include "instance.hpp"
#include "settings/credentials_page.hpp"
#include "settings/providers_page.hpp"
#include "settings/vault_page.hpp"

namespace tijori::abi {
namespace {

using accounting::text_of;
using accounting::view_of;

constexpr std::string_view credentials_page_id = "api-credentials";
constexpr std::string_view providers_page_id = "providers";
constexpr std::string_view vault_page_id = "vault";

acct_status ACCT_CALL pages_list(const acct_plugin* plugin, void* context, acct_page_info_receiver receiver,
                                 acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts&) -> Status {
        if (receiver == nullptr) {
            return bad_argument(say("a receiver"));
        }
        struct Listed {
            std::string_view id;
            std::string title;
            std::string summary;
        };
        const std::array pages{
            Listed{credentials_page_id, say("API credentials"),
                   say("User names and passwords with which invoices are registered at the IRP")},
            Listed{providers_page_id, say("Providers"),
                   say("Client id, gateway token and public key: what this program needs at an IRP or a "
                       "gateway")},
            Listed{
                vault_page_id, say("Vault"),
                say("Where the credentials are kept: ways in, recovery code, backup, import, audit trail")}};
        for (const Listed& page : pages) {
            const acct_page_info info{sizeof(acct_page_info), text_of(page.id), text_of(page.title),
                                      text_of(page.summary)};
            receiver(context, &info);
        }
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_open(const acct_plugin* plugin, acct_text page_id, acct_page* out_page,
                                 acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (out_page == nullptr) {
            return bad_argument(say("a place for the page"));
        }
        const std::string_view wanted = view_of(page_id);
        if (wanted != vault_page_id && wanted != providers_page_id && wanted != credentials_page_id) {
            return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-SUCH-PAGE",
                              say("The credentials plugin has no such page."),
                              say("Choose one from the settings menu."));
        }
        *out_page = parts.pages.open([&](std::function<void()> redraw) -> std::unique_ptr<settings::Page> {
            settings::PageSurroundings around{parts.service,
                                              parts.vault,
                                              parts.care,
                                              parts.auto_lock,
                                              parts.background,
                                              parts.host,
                                              [&parts] { parts.pages.refresh_all(); },
                                              [&parts] { return parts.clock.utc_seconds(); },
                                              [&parts] { return parts.ticker.need(); },
                                              [&parts] { parts.read_vault(); }};
            if (wanted == providers_page_id) {
                return std::make_unique<settings::ProvidersPage>(std::move(around), std::move(redraw));
            }
            if (wanted == vault_page_id) {
                return std::make_unique<settings::VaultPage>(std::move(around), std::move(redraw));
            }
            return std::make_unique<settings::CredentialsPage>(std::move(around), std::move(redraw));
        });
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_close(const acct_plugin* plugin, acct_page page, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) { return parts.pages.close(page); });
}

acct_status ACCT_CALL pages_acquire(const acct_plugin* plugin, acct_page page,
                                    const acct_page_view** out_view, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (out_view == nullptr) {
            return bad_argument(say("a place for the view"));
        }
        Result<const acct_page_view*> view = parts.pages.acquire(page);
        if (!view) {
            return view.error();
        }
        *out_view = *view;
        return Nothing{};
    });
}

acct_status ACCT_CALL pages_release(const acct_plugin* plugin, std::uint64_t view_id, acct_error* error) {
    return guarded(plugin, Where::main_thread, error,
                   [&](Parts& parts) { return parts.pages.release(view_id); });
}

acct_status ACCT_CALL pages_set_value(const acct_plugin* plugin, acct_page page, acct_text control,
                                      acct_text value, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) -> Status {
        if (value.data == nullptr && value.size > 0) {
            return bad_argument(say("a value"));
        }
        return parts.pages.set_value(page, view_of(control), view_of(value));
    });
}

acct_status ACCT_CALL pages_activate(const acct_plugin* plugin, acct_page page, acct_text control,
                                     acct_text row, acct_text action, acct_error* error) {
    return guarded(plugin, Where::main_thread, error, [&](Parts& parts) {
        return parts.pages.activate(page, view_of(control), view_of(row), view_of(action));
    });
}

}  // namespace

const acct_settings_pages& settings_pages_table() noexcept {
    static const acct_settings_pages table{sizeof(acct_settings_pages),
                                           &pages_list,
                                           &pages_open,
                                           &pages_close,
                                           &pages_acquire,
                                           &pages_release,
                                           &pages_set_value,
                                           &pages_activate};
    return table;
}

}  // namespace tijori::abi
