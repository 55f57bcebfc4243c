// live.cpp - see live.hpp.
#include "live.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "kept.hpp"
#include "secrets.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* gstin = "29AAACP0029A1Z2";

void expect_new_page(const acct_page_info* info, std::vector<std::string>& ids) {
    if (info == nullptr || info->size < first_size<acct_page_info>) {
        found({"settings_page.h, list", "listed the pages", "an acct_page_info whose size is set",
               info == nullptr ? "NULL" : "size " + std::to_string(info->size), ""});
        return;
    }
    heard("the id of a page", info->id);
    heard("the title of a page", info->title);
    heard("the description of a page", info->description);
    std::string id = string_of(info->id);
    if (id.empty() || std::find(ids.begin(), ids.end(), id) != ids.end() || view_of(info->title).empty()) {
        found({"settings_page.h, acct_page_info", "listed the pages",
               "pages with a title and an id of their own",
               "id " + in_quotes(id) + ", title " + in_quotes(view_of(info->title)), ""});
    }
    ids.push_back(std::move(id));
}

}  // namespace

void ACCT_CALL on_completion(void* context, acct_operation operation, const acct_operation_result* result) {
    auto& started = *static_cast<Started*>(context);
    Live& live = *started.live;
    const auto finding = [&](const char* rule, const std::string& expected, const std::string& got) {
        found({rule, "waited for the completion of " + started.call, expected, got, ""});
    };
    const int before = started.completed.fetch_add(1);
    if (before > 0) {
        finding("operations.h, completion", "exactly one call of the completion", "another one");
        return;
    }
    if (started.state == Started::State::refused) {
        finding("operations.h, completion", "no completion of what did not start",
                "a call of the completion");
        return;
    }
    if (!live.is_main_thread()) {
        finding("abi.h, rule 6", "a completion comes on the main thread", "it came on another thread");
    } else if (!live.delivering) {
        finding("operations.h, completion", "inside plugin->on_main_thread or plugin->destroy",
                "outside of both");
    }
    if (result == nullptr || result->size < first_size<acct_operation_result>) {
        finding("operations.h, acct_operation_result", "a result whose size is set",
                result == nullptr ? "NULL" : "size " + std::to_string(result->size));
        return;
    }
    if (operation == 0 || (started.operation != 0 && operation != started.operation)) {
        finding("operations.h, completion", "the operation " + std::to_string(started.operation),
                std::to_string(operation));
    }
    started.result = result->status;
    if ((result->status == ACCT_OK) != (result->error == nullptr)) {
        finding("operations.h, acct_operation_result.error", "words for a failure, NULL beside ACCT_OK",
                name_of(result->status) + (result->error == nullptr ? " without words" : " with words"));
    }
    if (result->error != nullptr && result->status != ACCT_OK) {
        judge_words("the completion of " + started.call, *result->error, result->status);
    }
    heard("the payload of " + started.call, result->payload);
    heard("the info of " + started.call, result->info);
    if (started.then) {
        started.then();
    }
}

Live::Live(const Library& library, const Context& context, HostShape shape)
    : library_(library),
      context_(context),
      host_(std::make_unique<Host>(context.scratch / "data", std::move(shape.manners), shape.with_services,
                                   shape.with_requests)) {}

Live::~Live() {
    try {
        if (plugin_ != nullptr && !over_) {
            destroy();
        }
    } catch (const Stop&) {
        over_ = true;  // told
    }
    // Threads of a bad plugin may live on and call the host: it stays for a while.
    static std::mutex mutex;
    static std::deque<std::unique_ptr<Host>> late;
    const std::lock_guard lock(mutex);
    late.push_back(std::move(host_));
    if (late.size() > 8) {
        late.pop_front();
    }
}

std::filesystem::path Live::data_folder() const {
    return context_.scratch / "data";
}

bool Live::create() {
    ErrorBox error;
    const acct_status status = asked("factory.create", error, [&] {
        return library_.factory().create(host_->table(), text_of(context_.plugin_id), &plugin_, error.at());
    });
    if (status == ACCT_ERROR_BUSY) {
        plugin_ = nullptr;
        return false;
    }
    if (status != ACCT_OK || plugin_ == nullptr || plugin_->size < first_size<acct_plugin> ||
        plugin_->init == nullptr || plugin_->destroy == nullptr || plugin_->get_extension == nullptr ||
        plugin_->on_main_thread == nullptr) {
        found({"plugin.h, create", "created an instance of " + context_.plugin_id,
               "ACCT_OK, and an acct_plugin with all its functions",
               name_of(status) + (status == ACCT_OK ? ", and an incomplete one" : ": " + error.message()),
               ""});
        plugin_ = nullptr;
        throw Stop{};
    }
    return true;
}

acct_status Live::init() {
    main_thread_ = std::this_thread::get_id();
    host_->starts();
    ErrorBox error;
    const acct_status status =
        asked("plugin.init", error, [&] { return plugin_->init(plugin_, error.at()); });
    if (status == ACCT_OK) {
        find_tables();
    }
    return status;
}

void Live::start() {
    if (!create()) {
        found({"plugin.h, destroy", "created an instance when no other was there", "ACCT_OK",
               name_of(ACCT_ERROR_BUSY), "Give up the place of an instance in destroy."});
        throw Stop{};
    }
    const acct_status status = init();
    if (status != ACCT_OK) {
        found({"abi.h, rule 9", "started an instance for a host with a folder for its files", "ACCT_OK",
               name_of(status), "See what the message says."});
        throw Stop{};
    }
}

void Live::find_tables() {
    const auto table = [this](const char* id, auto*& to) {
        using Table = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<decltype(to)>>>;
        const auto* extension =
            static_cast<const Table*>(called(std::string("plugin.get_extension(") + id + ")",
                                             [&] { return plugin_->get_extension(plugin_, id); }));
        if (extension == nullptr) {
            return;
        }
        // Every table is its size, then functions.
        const auto* functions =
            reinterpret_cast<void (*const*)()>(reinterpret_cast<const char*>(extension) + sizeof(void (*)()));
        const std::size_t count = first_size<Table> / sizeof(void (*)()) - 1;
        if (extension->size < first_size<Table> ||
            std::any_of(functions, functions + count, [](auto* function) { return function == nullptr; })) {
            found({"abi.h, rule 2", std::string("asked for the extension ") + id,
                   "a table with every function of its first release",
                   "a size that is too small, or NULL functions", "Fill the whole table, and its size."});
            return;
        }
        to = extension;
    };
    table(ACCT_EXT_SETTINGS_PAGE, tables_.pages);
    table(ACCT_EXT_CREDENTIALS, tables_.credentials);
    table(ACCT_EXT_VAULT, tables_.vault);
    table(ACCT_EXT_OPERATIONS, tables_.operations);
}

void Live::destroy() {
    delivering = true;
    called("plugin.destroy", [&] { plugin_->destroy(plugin_); });
    delivering = false;
    was_ended();
    expect_completed("plugin->destroy");
}

void Live::was_ended() {
    over_ = true;
    host_->ended();
}

void Live::pump(int wait) {
    if (host_->wait_for_request(wait)) {
        delivering = true;
        called("plugin.on_main_thread", [&] { plugin_->on_main_thread(plugin_); });
        delivering = false;
    }
}

bool Live::pump_until(const std::function<bool()>& reached, int wait) {
    const auto until = steady_clock::now() + milliseconds(wait);
    while (!reached()) {
        if (steady_clock::now() > until) {
            return false;
        }
        if (host_->wait_for_request(5)) {
            delivering = true;
            called("plugin.on_main_thread", [&] { plugin_->on_main_thread(plugin_); });
            delivering = false;
        }
    }
    return true;
}

void Live::settle(int wait) {
    const Note note("waiting for operations to complete");
    if (!pump_until([this] { return under_way() == 0; }, wait)) {
        std::string call;
        {
            const std::lock_guard lock(mutex_);
            for (const Started* started : started_) {
                if (started->state == Started::State::running && started->completed == 0) {
                    call = started->call;
                }
            }
        }
        found({"operations.h, completion",
               "started " + call + " and called on_main_thread when it was asked for",
               "the operation completes", "no completion within " + std::to_string(wait / 1000) + " s",
               "Ask for the main thread when an operation has ended; without a network it ends with "
               "ACCT_ERROR_UNREACHABLE."});
    }
}

// ---- operations

Started& Live::starting(std::string call) {
    Started& started = kept<Started>();
    started.live = this;
    started.call = std::move(call);
    const std::lock_guard lock(mutex_);
    started_.push_back(&started);
    return started;
}

std::size_t Live::under_way() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(started_.begin(), started_.end(), [](const Started* started) {
            return started->state == Started::State::running && started->completed == 0;
        }));
}

void Live::expect_completed(std::string_view after) const {
    const std::lock_guard lock(mutex_);
    for (const Started* started : started_) {
        if (started->state == Started::State::running && started->completed == 0) {
            found({"plugin.h, destroy",
                   "started " + started->call + ", and ended the instance by " + std::string(after),
                   "its completion is called before that returns", "it was not called",
                   "Complete what is left with ACCT_ERROR_CANCELLED."});
        }
    }
}

acct_status Live::run(const std::string& call,
                      const std::function<acct_status(Started&, acct_operation*, acct_error*)>& start) {
    Started& started = starting(call);
    ErrorBox error;
    acct_operation operation = 0;
    const acct_status status = asked(call, error, [&] { return start(started, &operation, error.at()); });
    started.operation = operation;
    started.state = status == ACCT_OK ? Started::State::running : Started::State::refused;
    if (status != ACCT_OK) {
        return status;
    }
    judge_number("operation", started.operation);
    settle();
    return started.completed > 0 ? started.result : ACCT_ERROR_FAILED;
}

void Live::judge_number(const char* what, std::uint64_t number) {
    bool is_new = false;
    {
        const std::lock_guard lock(mutex_);
        is_new = numbers_[what].insert(number).second;
    }
    if (number == 0 || !is_new) {
        found({"abi.h, rule 8", std::string("was given the number of a new ") + what,
               "a number other than 0 that was not used before", std::to_string(number),
               "Count up, and never start again."});
    }
}

// ---- pages

std::vector<std::string> Live::page_ids() {
    std::vector<std::string> ids;
    if (tables_.pages == nullptr) {
        return ids;
    }
    ErrorBox error;
    const acct_status status = asked("settings-page.list", error, [&] {
        return tables_.pages->list(
            plugin_, &ids,
            [](void* context, const acct_page_info* info) {
                expect_new_page(info, *static_cast<std::vector<std::string>*>(context));
            },
            error.at());
    });
    if (status != ACCT_OK) {
        found({"settings_page.h, list", "listed the pages", "ACCT_OK",
               name_of(status) + ": " + error.message(), ""});
    }
    return ids;
}

acct_page Live::open(const std::string& page_id) {
    acct_page page = 0;
    ErrorBox error;
    const acct_status status = asked("settings-page.open(" + in_quotes(page_id) + ")", error, [&] {
        return tables_.pages->open(plugin_, text_of(page_id), &page, error.at());
    });
    if (status == ACCT_ERROR_BUSY) {
        return 0;
    }
    if (status != ACCT_OK) {
        found({"settings_page.h, open", "opened the page " + in_quotes(page_id) + ", which list told",
               "ACCT_OK", name_of(status) + ": " + error.message(), ""});
        return 0;
    }
    judge_number("page", page);
    pages_[page].id = page_id;
    return page;
}

acct_status Live::close(acct_page page) {
    ErrorBox error;
    return asked("settings-page.close", error,
                 [&] { return tables_.pages->close(plugin_, page, error.at()); });
}

const acct_page_view* Live::acquire(acct_page page) {
    const acct_page_view* view = nullptr;
    ErrorBox error;
    const std::uint64_t told = host_->told_revision(page);
    const acct_status status = asked("settings-page.acquire", error, [&] {
        return tables_.pages->acquire(plugin_, page, &view, error.at());
    });
    if (status != ACCT_OK) {
        return nullptr;
    }
    if (view == nullptr) {
        found({"settings_page.h, acquire", "acquired a view, which answered ACCT_OK", "a view", "NULL", ""});
        return nullptr;
    }
    Watched& watched = pages_[page];
    seen_ = read_view(in_quotes(watched.id), *view);
    const SeenView& seen = seen_;
    judge_number("view", seen.view_id);
    const std::string did = "acquired a view of " + in_quotes(watched.id) + " once more";
    if (watched.looked_at) {
        if (seen.revision < watched.revision || seen.focus_serial < watched.focus_serial) {
            found({"settings_page.h, acct_page_view.revision", did,
                   "a revision and a focus_serial that only grow",
                   "revision " + std::to_string(seen.revision) + " after " +
                       std::to_string(watched.revision) + ", focus_serial " +
                       std::to_string(seen.focus_serial) + " after " + std::to_string(watched.focus_serial),
                   "Count the revision up with every change, and never down."});
        } else if (seen.revision == watched.revision && seen.picture != watched.picture) {
            found({"settings_page.h, acct_page_view.revision", did,
                   "the revision grows with every change of the page",
                   "the view has changed and its revision is still " + std::to_string(seen.revision),
                   "Count the revision up with every change."});
        } else if (seen.revision > watched.revision && host_->has(ACCT_EXT_HOST_PAGE) &&
                   std::max(told, host_->told_revision(page)) < seen.revision) {
            found({"settings_page.h, acct_host_page.changed", did,
                   "the host was told of every new revision, since it offers " ACCT_EXT_HOST_PAGE,
                   "revision " + std::to_string(seen.revision) + " was not told; the last that was is " +
                       std::to_string(told),
                   "Call changed when the page changes."});
        }
    }
    watched.looked_at = true;
    watched.revision = seen.revision;
    watched.focus_serial = seen.focus_serial;
    watched.picture = seen.picture;
    return view;
}

acct_status Live::release(std::uint64_t view_id) {
    ErrorBox error;
    return asked("settings-page.release", error,
                 [&] { return tables_.pages->release(plugin_, view_id, error.at()); });
}

SeenView Live::look(acct_page page) {
    const acct_page_view* view = acquire(page);
    if (view == nullptr) {
        found({"settings_page.h, acquire", "acquired a view of an open page", "ACCT_OK", "a failure", ""});
        return {};
    }
    SeenView seen = std::move(seen_);
    if (release(seen.view_id) != ACCT_OK) {
        found({"settings_page.h, release", "gave a view back that is on loan", "ACCT_OK", "a failure", ""});
    }
    return seen;
}

acct_status Live::set(acct_page page, std::string_view control, std::string_view value) {
    ErrorBox error;
    // The host wipes the buffer as soon as the call returns (abi.h, rule 5).
    std::string buffer(value);
    const acct_status status = asked("settings-page.set_value(" + in_quotes(control) + ")", error, [&] {
        return tables_.pages->set_value(plugin_, page, text_of(control), text_of(buffer), error.at());
    });
    std::fill(buffer.begin(), buffer.end(), 'W');
    return status;
}

acct_status Live::press(acct_page page, std::string_view control, std::string_view row,
                        std::string_view action) {
    ErrorBox error;
    return asked("settings-page.activate(" + in_quotes(control) +
                     (row.empty() && action.empty() ? "" : ", " + in_quotes(row) + ", " + in_quotes(action)) +
                     ")",
                 error, [&] {
                     return tables_.pages->activate(plugin_, page, text_of(control), text_of(row),
                                                    text_of(action), error.at());
                 });
}

// ---- something to work with

void Live::fill() {
    const acct_vault* vault = tables_.vault;
    if (vault != nullptr) {
        const auto state = [&] {
            return called("vault.state", [&] { return vault->state(plugin_, nullptr); });
        };
        (void)pump_until([&] { return state() != ACCT_VAULT_OPENING; }, 10000);
        if (state() == ACCT_VAULT_ABSENT) {
            const std::string passphrase = new_secret();
            (void)run("vault.create", [&](Started& started, acct_operation* operation, acct_error* error) {
                return vault->create(plugin_, text_of(passphrase), &started, &on_completion, operation,
                                     error);
            });
        }
    }
    if (tables_.credentials == nullptr) {
        return;
    }
    // Which providers there are only pages tell, as options. A name from credentials.h is tried first.
    std::vector<std::string> providers{"nic-1", "local-sandbox"};
    for (const std::string& id : page_ids()) {
        if (const acct_page page = open(id); page != 0) {
            for (const SeenControl& control : look(page).controls) {
                if (control.kind == ACCT_CONTROL_CHOICE && control.options.size() < 20) {
                    providers.insert(providers.end(), control.options.begin(), control.options.end());
                }
            }
            (void)close(page);
        }
    }
    const std::string password = new_secret();
    for (const std::string& provider : providers) {
        for (const char* environment : {"sandbox", "production"}) {
            provider_ = provider;
            stored_ = {sizeof(stored_), text_of(gstin), text_of(provider_), text_of(environment)};
            acct_credential_input input{};
            input.size = sizeof(input);
            input.flags = ACCT_SAVE_REPLACE | ACCT_SAVE_WITHOUT_VERIFYING;
            input.key = &stored_;
            input.user_name = text_of("API_check");
            input.password = text_of(password);
            if (run("credentials.save", [&](Started& started, acct_operation* operation, acct_error* error) {
                    return tables_.credentials->save(plugin_, &input, &started, &on_completion, operation,
                                                     error);
                }) == ACCT_OK) {
                has_stored_ = true;
                return;
            }
        }
    }
}

}  // namespace accounting::check
