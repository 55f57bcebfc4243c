// host_table.cpp - the host's side of the ABI. Nothing here may throw: each function is called by a plugin.
#include "plugins/host_table.hpp"

#include <utility>

#include "acct/cpp/result.hpp"
#include "base/files.hpp"
#include "plugins/locale.hpp"

namespace munim {
namespace {

using accounting::string_of;
using accounting::text_of;
using accounting::view_of;

// Runs the body of a service and turns what it throws into a status.
template <typename Body>
acct_status guarded(acct_error* error, Body&& body) noexcept {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return accounting::report(error, ACCT_ERROR_NO_MEMORY, "MUNIM-MEMORY",
                                  "Munim has no memory left for this.",
                                  "Close other programs and try again.");
    } catch (...) {
        return accounting::report(error, ACCT_ERROR_FAILED, "MUNIM-FAILED",
                                  "Munim could not do what the plugin asked for.", "Look into Munim's log.");
    }
}

}  // namespace

HostTable::HostTable(const HostOffer& offer, std::string plugin_id)
    : offer_(offer), plugin_id_(std::move(plugin_id)) {
    host_.size = sizeof(host_);
    host_.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
    host_.host_data = this;
    host_.name = text_of("Munim");
    host_.vendor = text_of("Tijori project");
    host_.version = text_of(MUNIM_VERSION);
    host_.get_extension = &get_extension;
    host_.request_main_thread = &request_main_thread;
    fill_services();
}

std::string HostTable::storage_folder() const {
    return (offer_.data_folder / "plugins" / plugin_id_).string();
}

const void* HostTable::get_extension(const acct_host* host, const char* id) {
    return host != nullptr && id != nullptr ? self(host).find(id) : nullptr;
}

const void* HostTable::find(std::string_view id) const noexcept {
    if (id == ACCT_EXT_HOST_ENTITIES) {
        return &entities_;
    }
    if (id == ACCT_EXT_HOST_STORAGE) {
        return &storage_;
    }
    if (id == ACCT_EXT_HOST_LOG) {
        return &log_;
    }
    if (id == ACCT_EXT_HOST_NOTIFY) {
        return &notify_;
    }
    if (id == ACCT_EXT_HOST_UNLOCK_SECRET) {
        return offer_.key_file != nullptr ? &unlock_secret_ : nullptr;
    }
    if (id == ACCT_EXT_HOST_OPEN_URL) {
        return offer_.url_opener != nullptr ? &open_url_ : nullptr;
    }
    if (id == ACCT_EXT_HOST_NETWORK) {
        return offer_.network.is_set() ? &network_ : nullptr;
    }
    if (id == ACCT_EXT_HOST_LOCALE) {
        return &locale_;
    }
    return id == ACCT_EXT_HOST_PAGE ? &page_ : nullptr;
}

void HostTable::request_main_thread(const acct_host* host) {
    (void)guarded(nullptr, [&] {
        const HostTable& table = self(host);
        if (!table.link_->requested.exchange(true)) {
            table.offer_.loop.post([link = table.link_] {
                // Cleared first: a request that comes while the plugin is working gets a call of its own.
                link->requested.store(false);
                if (link->plugin != nullptr) {
                    link->plugin->on_main_thread(link->plugin);
                }
            });
        }
        return ACCT_OK;
    });
}

void HostTable::fill_services() noexcept {
    entities_.size = sizeof(entities_);
    entities_.list = [](const acct_host* host, void* context, acct_entity_receiver receiver,
                        acct_error*) -> acct_status {
        for (const Company& company : self(host).offer_.books.companies) {
            for (const Registration& registration : company.registrations) {
                acct_entity entity{};
                entity.size = sizeof(entity);
                entity.gstin = text_of(registration.gstin);
                entity.company = text_of(company.name);
                entity.unit_name = text_of(registration.unit_name);
                receiver(context, &entity);
            }
        }
        return ACCT_OK;
    };

    storage_.size = sizeof(storage_);
    storage_.data_directory = [](const acct_host* host, void* context, acct_text_receiver receiver,
                                 acct_error* error) {
        return guarded(error, [&] {
            const std::string folder = self(host).storage_folder();
            if (const Status made = make_private_folder(folder); !made) {
                self(host).offer_.log.write(ACCT_LOG_ERROR, "munim", made.error().message);
                return accounting::report(error, made.error());
            }
            receiver(context, text_of(folder));
            return ACCT_OK;
        });
    };

    log_.size = sizeof(log_);
    log_.write = [](const acct_host* host, uint32_t severity, acct_text line) {
        self(host).offer_.log.write(severity, self(host).plugin_id_, view_of(line));
    };

    notify_.size = sizeof(notify_);
    notify_.notify = [](const acct_host* host, uint32_t severity, acct_text title, acct_text body,
                        acct_text page) {
        (void)guarded(nullptr, [&] {
            const HostTable& table = self(host);
            const Notification message{table.plugin_id_, severity, string_of(title), string_of(body),
                                       string_of(page)};
            table.offer_.log.write(severity, message.plugin, message.title + ": " + message.body);
            if (table.offer_.notify) {
                table.offer_.notify(message);
            }
            return ACCT_OK;
        });
    };

    unlock_secret_.size = sizeof(unlock_secret_);
    unlock_secret_.get = [](const acct_host* host, acct_text vault_id, uint32_t create, void* context,
                            acct_text_receiver receiver, acct_error* error) {
        return guarded(error, [&] {
            return self(host).offer_.key_file->get(
                view_of(vault_id), create != 0, [&](acct_text key) { receiver(context, key); }, error);
        });
    };

    open_url_.size = sizeof(open_url_);
    open_url_.open = [](const acct_host* host, acct_text url, acct_error* error) {
        return guarded(error, [&] {
            return self(host).offer_.url_opener->open(view_of(url))
                       ? ACCT_OK
                       : accounting::report(error, ACCT_ERROR_FAILED, "MUNIM-OPEN",
                                            "Munim could not open a browser.",
                                            "Open the address by yourself.");
        });
    };

    locale_.size = sizeof(locale_);
    locale_.language = [](const acct_host* host, void* context, acct_text_receiver receiver,
                          acct_error*) -> acct_status {
        receiver(context, text_of(self(host).offer_.language));
        return ACCT_OK;
    };
    locale_.utc_offset_minutes = [](const acct_host*, int64_t utc_seconds) {
        return local_offset_minutes(utc_seconds);
    };

    network_.size = sizeof(network_);
    network_.proxy_for = [](const acct_host* host, acct_text url, void* context, acct_text_receiver receiver,
                            acct_error* error) -> acct_status {
        const NetworkSettings& network = self(host).offer_.network;
        if (!network.proxy) {
            return accounting::report(error, ACCT_ERROR_NOT_FOUND, "MUNIM-NO-PROXY",
                                      "No proxy is set in Munim.",
                                      "");  // the environment counts
        }
        receiver(context, text_of(is_loopback(view_of(url)) ? std::string_view{} : *network.proxy));
        return ACCT_OK;
    };
    network_.certificate_authorities = [](const acct_host* host, void* context, acct_text_receiver receiver,
                                          acct_error*) -> acct_status {
        receiver(context, text_of(self(host).offer_.network.ca_file));
        return ACCT_OK;
    };

    page_.size = sizeof(page_);
    page_.changed = [](const acct_host* host, acct_page page, uint64_t revision) {
        (void)guarded(nullptr, [&] {
            if (self(host).page_changed_) {
                self(host).page_changed_(page, revision);
            }
            return ACCT_OK;
        });
    };
}

}  // namespace munim
