// workplace.hpp - everything a command works with, put together: data folder, log, books, keys, plugins.
#ifndef MUNIM_CLI_WORKPLACE_HPP
#define MUNIM_CLI_WORKPLACE_HPP

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/main_loop.hpp"
#include "books/books.hpp"
#include "cli/arguments.hpp"
#include "plugins/key_file.hpp"
#include "plugins/plugin_host.hpp"
#include "plugins/url_opener.hpp"

namespace munim {

struct WorkplaceSettings {
    std::filesystem::path data_folder;
    std::vector<std::filesystem::path> plugins;       // none: search
    std::optional<std::filesystem::path> key_folder;  // none: hold no vault keys
    std::string language;
    bool verbose = false;
    NetworkSettings network;    // of the command line; network.json comes after it
    bool with_browser = false;  // offer to open addresses
    std::chrono::seconds timeout{120};
};

Result<WorkplaceSettings> settings_of(const Arguments& arguments);

class Workplace {
public:
    // Fails if the data folder or the network settings cannot be used (nothing goes out another way than the
    // user set); everything else becomes a problem to show.
    static Result<std::unique_ptr<Workplace>> open(const WorkplaceSettings& settings);
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    ~Workplace();

    MainLoop& loop() noexcept { return loop_; }
    Log& log() noexcept { return log_; }
    const Books& books() const noexcept { return books_; }
    PluginHost& plugins() noexcept { return plugins_; }
    bool holds_keys() const noexcept { return offer_.key_file != nullptr; }
    // Where the invoice book is.
    std::filesystem::path invoice_folder() const { return settings_.data_folder / "invoices"; }
    // The language of the user, as plugins are told it.
    const std::string& language() const noexcept { return offer_.language; }
    // From now on another one, also the next time; plugins hear of it at once. Main thread.
    void speak(std::string_view tag);
    std::chrono::seconds timeout() const noexcept { return settings_.timeout; }

    // The plugin that keeps credentials.
    Result<HostedPlugin*> credentials_plugin();
    // What does not work, for the user: books, refused plugins, messages of plugins.
    std::vector<Error> problems() const;
    // Waits a little for the main thread's tasks: the pump of accounting::run.
    void pump() { loop_.run_once(std::chrono::milliseconds{50}); }

private:
    explicit Workplace(const WorkplaceSettings& settings);
    void note(const Notification& message);

    WorkplaceSettings settings_;
    MainLoop loop_;
    Log log_;
    std::vector<Error> start_problems_;
    std::deque<Notification> messages_;
    Books books_;
    std::optional<KeyFile> key_file_;
    UrlOpener url_opener_;
    HostOffer offer_;
    PluginHost plugins_;  // last: the plugins use everything above
};

}  // namespace munim

#endif  // MUNIM_CLI_WORKPLACE_HPP
