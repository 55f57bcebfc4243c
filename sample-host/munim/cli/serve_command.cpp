// serve_command.cpp - `munim serve`: the web page, until a signal ends it.
#include <Poco/Exception.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <optional>

#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "books/state_names.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"
#include "invoices/invoice_desk.hpp"
#include "web/invoice_requests.hpp"
#include "web/server.hpp"

namespace munim {
namespace {

constexpr std::chrono::seconds tidy_interval{5};

// For the signal handler, which can be given nothing else.
std::atomic<MainLoop*> loop_to_stop{nullptr};

void stop_loop(int) {
    if (MainLoop* loop = loop_to_stop.load()) {
        loop->stop();
    }
}

// While it lives, the signals that end a program end the loop instead.
class StopOnSignals {
public:
    explicit StopOnSignals(MainLoop& loop) {
        loop_to_stop.store(&loop);
        struct sigaction action {};
        sigemptyset(&action.sa_mask);
        action.sa_handler = &stop_loop;
        for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
            ::sigaction(number, &action, nullptr);
        }
        // A browser that goes away is an error of one request, not the end of the program.
        action.sa_handler = SIG_IGN;
        ::sigaction(SIGPIPE, &action, nullptr);
    }
    StopOnSignals(const StopOnSignals&) = delete;
    StopOnSignals& operator=(const StopOnSignals&) = delete;
    ~StopOnSignals() { loop_to_stop.store(nullptr); }
};

// The answer to GET /api/app.
std::string describe_app(Workplace& place, const PageDesk& desk) {
    JsonWriter json;
    json.begin_object()
        .member("name", "Munim")
        .member("version", MUNIM_VERSION)
        .member("language", place.language())
        .key("companies")
        .begin_array();
    for (const Company& company : place.books().companies) {
        json.begin_object().member("name", company.name).key("registrations").begin_array();
        for (const Registration& registration : company.registrations) {
            json.begin_object()
                .member("gstin", registration.gstin)
                .member("unit_name", registration.unit_name)
                .member("state", state_of_gstin(registration.gstin))
                .end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().key("settings").begin_array();
    for (const MenuEntry& entry : desk.menu()) {
        json.begin_object()
            .member("id", entry.id)
            .member("title", entry.title)
            .member("description", entry.description)
            .member("plugin", entry.plugin)
            .end_object();
    }
    json.end_array().key("problems").begin_array();
    for (const Error& problem : place.problems()) {
        json.begin_object()
            .member("message", problem.message)
            .member("next_step", problem.next_step)
            .end_object();
    }
    return json.end_array().end_object().take();
}

void tidy(MainLoop& loop, PageDesk& desk, InvoiceBook& book) {
    desk.close_idle(PageDesk::Clock::now());
    book.refresh();
    loop.post_after(tidy_interval, [&] { tidy(loop, desk, book); });
}

// The settings page of the plugin that keeps credentials: where the page "Invoices" sends people.
std::string credentials_settings(const PageDesk& desk, const HostedPlugin* plugin) {
    for (const MenuEntry& entry : desk.menu()) {
        if (plugin != nullptr && entry.id.starts_with(plugin->info.id + "/")) {
            return entry.id;
        }
    }
    return {};
}

// While it lives, the invoice page hears of changes of credentials.
class CredentialNews {
public:
    CredentialNews(const HostedPlugin* plugin, InvoiceBook& book) : ring_([&book] { book.news().ring(); }) {
        if (plugin != nullptr) {
            service_.emplace(plugin->instance);
            if (const auto observation = service_->observe(&ring_)) {
                observation_ = *observation;
            }
        }
    }
    CredentialNews(const CredentialNews&) = delete;
    CredentialNews& operator=(const CredentialNews&) = delete;
    ~CredentialNews() {
        if (observation_ != 0) {
            service_->unobserve(observation_);
        }
    }

private:
    std::function<void()> ring_;
    std::optional<accounting::CredentialsService> service_;
    acct_observation observation_ = 0;
};

Status write_ready_file(const std::string& file, const Server& server) {
    return write_private_file(file, JsonWriter{}
                                            .begin_object()
                                            .member("url", server.url() + "#session=" + server.token())
                                            .member("port", server.port())
                                            .member("pid", ::getpid())
                                            .end_object()
                                            .take() +
                                        "\n");
}

Result<ServerSettings> server_settings(const Arguments& arguments) {
    ServerSettings settings;
    if (arguments.has("--port")) {
        const auto port = number_option(arguments, "--port", 65535);
        if (!port) {
            return port.error();
        }
        settings.port = static_cast<uint16_t>(*port);
    }
    if (arguments.has("--web-timeout")) {
        const auto seconds = number_option(arguments, "--web-timeout", 60);
        if (!seconds) {
            return seconds.error();
        }
        settings.patience = std::chrono::seconds{*seconds};
    }
    if (const auto folder = arguments.value("--web-root")) {
        std::error_code unreadable;
        if (!std::filesystem::is_directory(*folder, unreadable)) {
            return usage_error("--web-root is not a folder: " + printable(*folder),
                               "Give an existing folder.");
        }
        settings.web_root = *folder;
    }
    return settings;
}

}  // namespace

int serve(const Arguments& arguments, const Output& output, Workplace& place) {
    const auto settings = server_settings(arguments);
    if (!settings) {
        return output.failure(settings.error());
    }
    const StopOnSignals signals{place.loop()};
    // A script may unlock the vault at the start; a person does it on the page.
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return output.failure(passphrases.error());
    }
    if (const auto keeps = place.credentials_plugin(); keeps && passphrases->is_descriptor()) {
        if (const Status opened = open_vault(place, **keeps, *passphrases, false); !opened) {
            return output.failure(opened.error());
        }
    }
    PageDesk desk{place.plugins()};
    const auto plugin = place.credentials_plugin();
    const HostedPlugin* keeper = plugin ? *plugin : nullptr;
    InvoiceBook book{place.invoice_folder(), place.loop()};
    book.open(place.books().companies);
    const IrpDesk irp{keeper, plugin ? Error{} : plugin.error()};
    InvoiceDesk invoices{book, irp};
    InvoiceOffice office{book, invoices, irp, place.books(), credentials_settings(desk, keeper)};
    const CredentialNews news{keeper, book};
    try {
        Server server{*settings,
                      place.loop(),
                      desk,
                      office,
                      place.log(),
                      {[&] { return describe_app(place, desk); }, [&](std::string_view tag) { place.speak(tag); }}};
        server.start();
        if (settings->port != 0 && server.port() != settings->port) {
            Output::note("Port " + std::to_string(settings->port) + " is in use; Munim uses port " +
                         std::to_string(server.port()) + ".");
        }
        for (const Error& problem : place.problems()) {
            Output::note(problem.message + " " + problem.next_step);
        }
        const auto ready_file = arguments.value("--ready-file");
        if (ready_file) {
            if (const Status written = write_ready_file(*ready_file, server); !written) {
                place.loop().close();
                return output.failure(written.error());
            }
        }
        std::printf("Munim is ready: %s#session=%s\n", server.url().c_str(), server.token().c_str());
        (void)std::fflush(stdout);
        place.log().write(ACCT_LOG_INFO, "munim", "Listening on " + server.url() + ".");
        tidy(place.loop(), desk, book);
        place.loop().run();
        place.log().write(ACCT_LOG_INFO, "munim", "Closing.");
        place.loop().close();  // requests that wait for the main thread are answered "closing"
        server.stop();
        if (ready_file) {
            ::unlink(ready_file->c_str());
        }
    } catch (const Poco::Exception& failure) {
        place.loop().close();
        return output.failure(make_error(ACCT_ERROR_FAILED, "MUNIM-SERVER",
                                         "Munim cannot listen on 127.0.0.1: " + failure.displayText() + ".",
                                         "Try another port with --port."));
    }
    return exit_ok;
}

}  // namespace munim
