// instance.cpp - see instance.hpp.
#include "instance.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.hpp"
#include "credentials/reminders.hpp"

namespace tijori::abi {
namespace {

namespace fs = std::filesystem;

// Where files are kept if the host does not say: the place that the freedesktop.org base directory
// specification gives.
std::optional<fs::path> fallback_folder() {
    const auto environment = [](const char* name) {
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, in init
        return std::string(value != nullptr ? value : "");
    };
    if (const std::string data_home = environment("XDG_DATA_HOME"); !data_home.empty()) {
        return fs::path(data_home) / plugin_id;
    }
    if (const std::string home = environment("HOME"); !home.empty()) {
        return fs::path(home) / ".local/share" / plugin_id;
    }
    return std::nullopt;
}

// The log stays English: what was said to a person in another language is named there by its code alone.
std::string for_log(const Error& error) {
    return "vault: " + error.code + (Speaking::now() == Language::english ? ": " + error.message : "");
}

acct_status ACCT_CALL plugin_init(const acct_plugin* plugin, acct_error* error) {
    try {
        const std::shared_ptr<Instance> instance = Instance::of(plugin);
        if (instance == nullptr) {
            return accounting::report(error, bad_argument(say("a plugin")));
        }
        const Status done = instance->init();
        return done ? ACCT_OK : accounting::report(error, done.error());
    } catch (...) {
        return failure(error);
    }
}

void ACCT_CALL plugin_destroy(const acct_plugin* plugin) {
    const std::shared_ptr<Instance> instance = Instance::of(plugin);
    if (instance != nullptr && (instance->parts() == nullptr || instance->on_its_main_thread())) {
        instance->destroy();
    }
}

const void* ACCT_CALL plugin_get_extension(const acct_plugin* plugin, const char* id) {
    const std::shared_ptr<Instance> instance = Instance::of(plugin);
    if (instance == nullptr || id == nullptr || instance->parts() == nullptr) {
        return nullptr;
    }
    const std::string_view wanted(id);
    if (wanted == ACCT_EXT_SETTINGS_PAGE) {
        return &settings_pages_table();
    }
    if (wanted == ACCT_EXT_CREDENTIALS) {
        return &credentials_table();
    }
    if (wanted == ACCT_EXT_VAULT) {
        return &vault_table();
    }
    if (wanted == ACCT_EXT_OPERATIONS) {
        return &operations_table();
    }
    return nullptr;
}

void ACCT_CALL plugin_on_main_thread(const acct_plugin* plugin) {
    try {
        if (const std::shared_ptr<Instance> instance = Instance::of(plugin)) {
            instance->on_main_thread();
        }
    } catch (...) {
        return;  // nothing to tell it to; the tasks report their own failures
    }
}

}  // namespace

void Parts::read_vault() {
    background.run(
        [this](Cancellation& cancellation) -> Status {
            auto_lock.follow();
            if (Status read = service.refresh(); !read) {
                return read;
            }
            return care.continue_key_change(
                [&](std::int64_t, std::int64_t) { return !cancellation.cancelled(); });
        },
        [this](const Status& done) {
            if (!done) {
                host.log(ACCT_LOG_WARNING, for_log(done.error()));
            }
            pages.refresh_all();
            remind();
        });
}

void Parts::remind() {
    constexpr std::int64_t day = 24 * 3600;
    const std::int64_t now = clock.utc_seconds();
    if (!service.loaded() || now - reminded_at < day) {
        return;
    }
    Result<std::vector<Credential>> stored = service.list();
    if (!stored) {
        return;
    }
    const Reminder reminder = reminder_of(*stored, *service.profiles(), now);
    if (!reminder.text.empty()) {
        reminded_at = now;
        host.notify(ACCT_LOG_WARNING, reminder.title, reminder.text, "api-credentials");
    }
}

void Parts::look_at_vault() {
    // Opening the vault touches the disk: not on this thread. Pages show that it is being opened.
    background.run(
        [this](Cancellation& cancellation) -> Status {
            service.reload_profiles();
            return vault.look(&cancellation);
        },
        [this](const Status& looked) {
            if (!looked) {
                host.log(ACCT_LOG_ERROR, for_log(looked.error()));
            } else if (vault.state() == ACCT_VAULT_UNLOCKED) {
                read_vault();
            }
            pages.refresh_all();
        });
}

void Parts::say_anew() {
    if (vault.state() == ACCT_VAULT_UNUSABLE) {
        look_at_vault();
        return;
    }
    background.run(
        [this](Cancellation&) -> Status {
            service.reload_profiles();
            return Nothing{};
        },
        [this](const Status&) { pages.refresh_all(); });
}

void Parts::lock_idle() {
    service.lock_idle();
    background.main_thread().post([this] { pages.refresh_all(); });
}

Instance::Instance(const acct_host* host)
    : host_(host), plugin_{sizeof(acct_plugin),   this, &plugin_init, &plugin_destroy, &plugin_get_extension,
                           &plugin_on_main_thread} {}

Status Instance::init() {
    {
        const std::lock_guard lock(mutex_);
        if (was_initialised_) {
            return wrong_state();
        }
        was_initialised_ = true;
        main_thread_ = std::this_thread::get_id();
    }
    accounting::HostServices host(host_);
    language_ = language_of(host.language());
    const Speaking speaking(language_);
    std::optional<fs::path> folder;
    if (const auto given = host.data_directory()) {
        folder = fs::path(*given);
    } else {
        folder = fallback_folder();
    }
    if (folder && !folder->is_absolute()) {
        return make_error(
            ACCT_ERROR_CONFIGURATION, "DATA-FOLDER-RELATIVE",
            say("The folder \"{folder}\", in which API credentials shall be kept, is not an absolute path.",
                {{"folder", folder->string()}}),
            say("Have the program name its data folder from the root on."));
    }
    if (!folder) {
        return make_error(ACCT_ERROR_CONFIGURATION, "NO-DATA-FOLDER",
                          say("There is no folder in which API credentials can be kept."),
                          say("Set the environment variable HOME, or have the program name a data folder."));
    }
    auto parts = std::make_shared<Parts>(
        host, *folder, [host](acct_page page, std::uint64_t revision) { host.page_changed(page, revision); },
        language_);
    {
        const std::lock_guard lock(mutex_);
        parts_ = parts;
    }
    parts->look_at_vault();
    return Nothing{};
}

void Instance::destroy() {
    std::shared_ptr<Parts> parts;
    {
        const std::lock_guard lock(mutex_);
        parts = parts_;
        was_initialised_ = true;  // what was destroyed is not initialised any more
    }
    if (parts == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(parts->mutex);
        parts->ending = true;
    }
    const Speaking speaking(language_);
    parts->auto_lock.stop();
    parts->ticker.stop();
    parts->background.stop();  // completions come while the parts are still there
    complete_all(*parts);      // those that do not come because we are called from within one
    parts->pages.close_all();
    parts->service.lock();
    const std::lock_guard lock(mutex_);
    lent_views_ = parts->pages.hand_over_loans();
    parts_.reset();
}

void Instance::on_main_thread() {
    const std::shared_ptr<Parts> held = parts();
    if (held != nullptr && on_its_main_thread()) {
        const Speaking speaking(language());
        if (held->pages.at_work()) {
            held->host.request_main_thread();  // once the page that asked the host for something is done
            return;
        }
        held->background.main_thread().drain();
        held->observers.tell(held->service.changes());
    }
}

std::shared_ptr<Parts> Instance::parts() const {
    const std::lock_guard lock(mutex_);
    return parts_;
}

bool Instance::on_its_main_thread() const noexcept {
    return std::this_thread::get_id() == main_thread_;
}

Language Instance::language() {
    const std::shared_ptr<Parts> held = on_its_main_thread() ? parts() : nullptr;
    if (held == nullptr) {
        return language_;
    }
    const Language now = language_of(held->host.language());
    if (language_.exchange(now) != now) {
        const Speaking speaking(now);
        held->pages.refresh_all();
        held->say_anew();
    }
    return now;
}

std::shared_ptr<Instance> Instance::of(const acct_plugin* plugin) noexcept {
    return Instances::all().find(plugin);
}

Instances& Instances::all() noexcept {
    static Instances instances;
    return instances;
}

const acct_plugin* Instances::add(const acct_host* host) {
    auto made = std::make_shared<Instance>(host);
    const acct_plugin* handle = made->plugin();
    const std::lock_guard lock(mutex_);
    instances_[handle] = std::move(made);
    return handle;
}

std::shared_ptr<Instance> Instances::find(const acct_plugin* plugin) const noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = instances_.find(plugin);
    return found != instances_.end() ? found->second : nullptr;
}

void Instances::clear() noexcept {
    std::map<const acct_plugin*, std::shared_ptr<Instance>> leaving;
    {
        const std::lock_guard lock(mutex_);
        leaving.swap(instances_);
    }
    for (const auto& [handle, instance] : leaving) {
        instance->destroy();
    }
}

Language spoken_by(const acct_plugin* plugin) noexcept {
    try {
        const std::shared_ptr<Instance> instance = Instance::of(plugin);
        return instance != nullptr ? instance->language() : Language::english;
    } catch (...) {
        return Language::english;
    }
}

Result<std::string> checked_text(acct_text text, const std::string& what, const std::string& field) {
    if (text.data == nullptr && text.size > 0) {
        return bad_argument(what);
    }
    const std::string_view view = accounting::view_of(text);
    if (!is_utf8(view)) {
        return make_error(ACCT_ERROR_BAD_TEXT, "BAD-TEXT",
                          say("The {what} is not valid text (UTF-8).", {{"what", what}}),
                          say("Type it again."), field);
    }
    return std::string(view);
}

namespace {

void complete(Parts& parts, acct_operation operation, const Result<Yield>& result) {
    Operation ended;
    {
        const std::lock_guard lock(parts.mutex);
        const auto found = parts.operations.find(operation);
        if (found == parts.operations.end()) {
            return;  // complete_all came first
        }
        ended = std::move(found->second);
        parts.operations.erase(found);
    }
    acct_operation_result outcome{};
    outcome.size = sizeof(outcome);
    acct_error error = accounting::empty_error();
    if (result) {
        outcome.status = ACCT_OK;
        outcome.payload = accounting::text_of(result->payload);
        outcome.info = accounting::text_of(result->info);
    } else {
        outcome.info = accounting::text_of(result.error().info);
        outcome.status = accounting::report(&error, result.error());
        outcome.error = &error;
    }
    ended.completion(ended.context, operation, &outcome);
    parts.pages.refresh_all();
}

}  // namespace

Status start_operation(Parts& parts, std::function<Result<std::string>(Cancellation&)> work, void* context,
                       acct_operation_completion completion, acct_operation* out_operation) {
    return start_call(
        parts,
        [work = std::move(work)](Cancellation& cancellation) -> Result<Yield> {
            Result<std::string> payload = work(cancellation);
            return payload ? Result<Yield>{Yield{std::move(*payload), {}}} : Result<Yield>{payload.error()};
        },
        context, completion, out_operation);
}

Status start_call(Parts& parts, std::function<Result<Yield>(Cancellation&)> work, void* context,
                  acct_operation_completion completion, acct_operation* out_operation) {
    if (completion == nullptr) {
        return bad_argument(say("a completion"));
    }
    // Held until the work is queued: destroy either comes first, and nothing starts, or ends what was queued.
    const std::lock_guard lock(parts.mutex);
    if (parts.ending) {
        return wrong_state();
    }
    const acct_operation operation = ++parts.last_operation;
    if (out_operation != nullptr) {
        *out_operation = operation;  // before the work starts: the completion may come at any moment
    }
    Operation& started = parts.operations[operation];
    started = {nullptr, context, completion};
    started.cancellation = parts.background.run(
        std::move(work),
        [&parts, operation](const Result<Yield>& result) { complete(parts, operation, result); });
    return Nothing{};
}

void complete_all(Parts& parts) {
    while (true) {
        acct_operation operation = 0;
        {
            const std::lock_guard lock(parts.mutex);
            if (parts.operations.empty()) {
                return;
            }
            operation = parts.operations.begin()->first;
        }
        complete(parts, operation, cancelled_error());
    }
}

}  // namespace tijori::abi
