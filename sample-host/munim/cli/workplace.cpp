// workplace.cpp - see workplace.hpp.
#include "cli/workplace.hpp"

#include <fstream>
#include <system_error>

#include "base/files.hpp"
#include "base/places.hpp"
#include "plugins/locale.hpp"

namespace munim {
namespace {

namespace fs = std::filesystem;

// How many messages of plugins are kept for the user to see.
constexpr std::size_t most_messages = 20;

fs::path absolute(const std::string& path) {
    std::error_code unreadable;
    return fs::absolute(path, unreadable).lexically_normal();
}

fs::path language_file(const fs::path& data_folder) {
    return data_folder / "language";
}

// What the user chose on the page, otherwise what the computer speaks.
std::string chosen_language(const fs::path& data_folder) {
    std::ifstream file(language_file(data_folder));
    std::string tag;
    return std::getline(file, tag) && tag == language_tag(tag) ? tag : environment_language();
}

}  // namespace

Result<WorkplaceSettings> settings_of(const Arguments& arguments) {
    WorkplaceSettings settings;
    const auto data = arguments.value("--data");
    settings.data_folder = data ? absolute(*data) : default_data_folder();
    for (const std::string& file : arguments.values("--plugin")) {
        settings.plugins.push_back(absolute(file));
    }
    if (arguments.has("--no-vault-key")) {
        if (arguments.has("--vault-key-dir")) {
            return usage_error("--no-vault-key and --vault-key-dir contradict each other.",
                               "Give one of them.");
        }
    } else {
        const auto keys = arguments.value("--vault-key-dir");
        settings.key_folder = keys ? absolute(*keys) : default_key_folder();
    }
    for (const char* option : {"--data", "--plugin", "--vault-key-dir"}) {
        if (arguments.value(option) == "") {
            return usage_error(std::string{"The value of "} + option + " is empty.", "Give a path.");
        }
    }
    const auto locale = arguments.value("--locale");
    settings.language = locale ? language_tag(*locale) : chosen_language(settings.data_folder);
    settings.verbose = arguments.has("--verbose");
    if (const auto proxy = arguments.value("--proxy")) {
        const auto address = proxy_option(*proxy);
        if (!address) {
            return usage_error("--proxy: " + address.error().message, address.error().next_step);
        }
        settings.network.proxy = *address;
    }
    if (const auto authorities = arguments.value("--ca-file")) {
        const auto file = ca_file_option(*authorities);
        if (!file) {
            return usage_error("--ca-file: " + file.error().message, file.error().next_step);
        }
        settings.network.ca_file = *file;
    }
    if (arguments.has("--timeout")) {
        const auto seconds = number_option(arguments, "--timeout", 86400);
        if (!seconds) {
            return seconds.error();
        }
        settings.timeout = std::chrono::seconds{*seconds};
    }
    return settings;
}

Workplace::Workplace(const WorkplaceSettings& settings)
    : settings_(settings),
      log_(settings.verbose),
      offer_{loop_,
             log_,
             books_,
             settings.data_folder,
             settings.language,
             nullptr,
             nullptr,
             [this](const Notification& message) { note(message); }},
      plugins_(offer_) {}

Workplace::~Workplace() {
    // Plugins first: what they still post or log finds everything in place.
    plugins_.close();
    loop_.close();
}

Result<std::unique_ptr<Workplace>> Workplace::open(const WorkplaceSettings& settings) {
    if (const Status made = make_private_folder(settings.data_folder); !made) {
        return made.error();
    }
    std::unique_ptr<Workplace> place{new Workplace{settings}};
    if (const Status opened = place->log_.open(settings.data_folder / "munim.log"); !opened) {
        place->start_problems_.push_back(opened.error());
    }
    const auto network = read_network_settings(settings.data_folder / "network.json");
    if (!network) {
        return network.error();
    }
    place->offer_.network = settings.network.over(*network);
    place->books_ = open_books(settings.data_folder / "books.json");
    if (place->books_.problem) {
        place->log_.write(ACCT_LOG_ERROR, "munim", place->books_.problem->message);
    }
    if (settings.key_folder) {
        place->offer_.key_file = &place->key_file_.emplace(*settings.key_folder, place->log_);
    }
    if (settings.with_browser) {
        place->offer_.url_opener = &place->url_opener_;
    }
    if (settings.plugins.empty()) {
        place->plugins_.discover(plugin_folders());
    } else {
        place->plugins_.load(settings.plugins);
    }
    return place;
}

void Workplace::note(const Notification& message) {
    messages_.push_back(message);
    if (messages_.size() > most_messages) {
        messages_.pop_front();
    }
}

void Workplace::speak(std::string_view tag) {
    offer_.language = language_tag(tag);
    if (const Status kept = write_private_file(language_file(settings_.data_folder), offer_.language + "\n");
        !kept) {
        log_.write(ACCT_LOG_WARNING, "munim", kept.error().message);  // then it holds until Munim ends
    }
    for (const auto& plugin : plugins_.plugins()) {
        plugin->instance.on_main_thread();  // they look at the language whenever they are called
    }
}

Result<HostedPlugin*> Workplace::credentials_plugin() {
    for (const auto& plugin : plugins_.plugins()) {
        if (accounting::CredentialsService{plugin->instance}) {
            return plugin.get();
        }
    }
    std::string message = "No plugin that keeps credentials is loaded.";
    if (!plugins_.refused().empty()) {
        message += " " + plugins_.refused().front().message;
    }
    return make_error(
        ACCT_ERROR_UNSUPPORTED, "NO-CREDENTIALS-PLUGIN", std::move(message),
        "Install the plugin, or give its file with --plugin; \"munim plugins\" shows what was found.");
}

std::vector<Error> Workplace::problems() const {
    std::vector<Error> found = start_problems_;
    if (books_.problem) {
        found.push_back(*books_.problem);
    }
    for (const Error& refused : plugins_.refused()) {
        found.push_back(refused);
    }
    if (plugins_.plugins().empty() && plugins_.refused().empty()) {
        found.push_back(make_error(ACCT_ERROR_NOT_FOUND, "NO-PLUGIN", "No plugin was found.",
                                   "Put plugins into ~/.local/share/accounting-plugins or start Munim with "
                                   "--plugin FILE."));
    }
    for (const Notification& message : messages_) {
        if (message.severity >= ACCT_LOG_WARNING) {
            found.push_back(make_error(ACCT_ERROR_FAILED, "PLUGIN-MESSAGE", message.title, message.body));
        }
    }
    return found;
}

}  // namespace munim
