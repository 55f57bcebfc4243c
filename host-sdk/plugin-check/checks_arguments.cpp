// checks_arguments.cpp - arguments that are NULL, not UTF-8, too large, too small, or name nothing.
#include <algorithm>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "checks.hpp"
#include "functions.hpp"
#include "texts.hpp"

namespace accounting::check {
namespace {

// An instance that works, with arguments for it.
struct Bench {
    Library library;
    Live live;
    Desk desk;

    explicit Bench(const Context& context)
        : library(context.library), live(library, context), desk(filled(live)) {}
    static Live& filled(Live& live) {
        live.start();
        live.fill();
        return live;
    }
    template <typename Try>
    void each(Try&& attempt) {
        for (const Function& function : all_functions()) {
            if (function.exists(live.tables())) {
                attempt(function, desk.good(function));
            }
        }
        live.settle();
        live.destroy();
    }
    // Calls it, undoes it, and gives the status back.
    acct_status attempt(const Function& function, const Values& values, const std::string& how) {
        const Answer answer = call(live, function, values, how);
        undo(live, function, answer);
        return answer.status;
    }
    void expect_failure(const Function& function, const Values& values, const std::string& how,
                        const char* rule, acct_status wanted) {
        const Answer answer = call(live, function, values, how);
        undo(live, function, answer);
        acct_status came = answer.status;
        if (came == ACCT_OK && answer.started != nullptr && values.with_completion) {
            live.settle();  // an operation may find it out itself
            came = answer.started->result;
        }
        if (came == ACCT_OK) {
            found({rule, "called " + call_name(function, how), name_of(wanted), name_of(ACCT_OK), ""});
        }
    }
};

constexpr const char* bad_argument = "abi.h, ACCT_ERROR_BAD_ARGUMENT";

void judge_null(const Context& context) {
    Bench bench(context);
    bench.each([&](const Function& function, const Values& good) {
        Values values = good;
        values.plugin = nullptr;
        bench.expect_failure(function, values, "plugin NULL", bad_argument, ACCT_ERROR_BAD_ARGUMENT);
        const auto without = [&](Takes what, const char* how, auto&& change) {
            if (function.has(what)) {
                Values changed = good;
                change(changed);
                bench.expect_failure(function, changed, how, bad_argument, ACCT_ERROR_BAD_ARGUMENT);
                changed.with_error = false;
                (void)bench.attempt(function, changed, std::string(how) + ", error NULL");
            }
        };
        without(Takes::receiver, "receiver NULL", [](Values& v) { v.with_receiver = false; });
        without(Takes::completion, "completion NULL", [](Values& v) { v.with_completion = false; });
        without(Takes::key, "key NULL", [](Values& v) { v.key = nullptr; });
        without(Takes::input, "input NULL", [](Values& v) { v.input = nullptr; });
        without(Takes::request, "request NULL", [](Values& v) { v.request = nullptr; });
        if (std::string_view(function.name) != "operations.progress") {  // its number names nothing here
            without(Takes::out, "out NULL", [](Values& v) { v.with_out = false; });
        }
        if (function.has(Takes::input)) {
            acct_credential_input input = *good.input;
            input.key = nullptr;
            without(Takes::input, "input.key NULL", [&](Values& v) { v.input = &input; });
        }
        // An operation that the host does not want to cancel; no words wanted.
        if (function.starts_operation()) {
            values = good;
            values.with_out = false;
            (void)bench.attempt(function, values, "out_operation NULL");
        }
        if (std::string_view(function.name) != "settings-page.close" &&
            std::string_view(function.name) != "settings-page.release") {
            values = good;
            values.with_error = false;
            (void)bench.attempt(function, values, "error NULL");
        }
        for (std::size_t i = 0; i < function.texts().size(); ++i) {
            for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{9}}) {
                values = good;
                values.text[i] = {nullptr, size};
                (void)bench.attempt(
                    function, values,
                    std::string(name_of(function.texts()[i])) + " {NULL, " + std::to_string(size) + "}");
            }
        }
    });
}

void judge_base_null(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    const acct_plugin* plugin = live.plugin();
    ErrorBox error;
    const acct_status status =
        asked("plugin.init(plugin NULL)", error, [&] { return plugin->init(nullptr, error.at()); });
    if (status == ACCT_OK) {
        found({bad_argument, "called plugin.init(plugin NULL)", name_of(ACCT_ERROR_BAD_ARGUMENT),
               name_of(status), ""});
    }
    (void)called("plugin.init(NULL, NULL)", [&] { return plugin->init(nullptr, nullptr); });
    for (const acct_plugin* with : {static_cast<const acct_plugin*>(nullptr), plugin}) {
        if (called("plugin.get_extension(id NULL)", [&] { return plugin->get_extension(with, nullptr); }) !=
            nullptr) {
            found({"plugin.h, get_extension", "asked for the extension NULL", "NULL", "a table", ""});
        }
    }
    if (called("plugin.get_extension(plugin NULL)",
               [&] { return plugin->get_extension(nullptr, ACCT_EXT_SETTINGS_PAGE); }) != nullptr) {
        found({"plugin.h, get_extension", "asked for an extension of plugin NULL", "NULL", "a table", ""});
    }
    called("plugin.on_main_thread(plugin NULL)", [&] { plugin->on_main_thread(nullptr); });
    called("plugin.destroy(plugin NULL)", [&] { plugin->destroy(nullptr); });
    // It goes on as before.
    if (live.tables().pages != nullptr && !live.page_ids().empty()) {
        (void)live.open(live.page_ids().front());
    }
    live.destroy();
}

void judge_texts(const Context& context) {
    static const std::string much(std::size_t{16} << 20U, 'x');
    static const std::string_view odd[] = {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                           "ends in \xE0\xA4"};
    Bench bench(context);
    bench.each([&](const Function& function, const Values& good) {
        for (std::size_t i = 0; i < function.texts().size(); ++i) {
            const std::string name(name_of(function.texts()[i]));
            for (const std::string_view text : odd) {
                Values values = good;
                values.text[i] = text_of(text);
                bench.expect_failure(function, values, name + " " + in_quotes(text), "abi.h, rule 3",
                                     ACCT_ERROR_BAD_TEXT);
            }
            for (const std::string_view text : {std::string_view(much), std::string_view("a\0b", 3)}) {
                Values values = good;
                values.text[i] = text_of(text);
                (void)bench.attempt(function, values,
                                    name + (text.size() > 3 ? " of 16 MiB" : " with a NUL within"));
            }
        }
        // Texts within structs.
        for (const std::string_view text : {odd[0], odd[4], std::string_view(much)}) {
            const std::string how = text.size() > 100 ? " of 16 MiB" : " not UTF-8";
            acct_credential_key key = *good.key;
            acct_credential_input input = *good.input;
            acct_call_request request = *good.request;
            const auto with = [&](Takes what, acct_text& field, const char* name) {
                if (!function.has(what)) {
                    return;
                }
                const acct_text before = field;
                field = text_of(text);
                Values values = good;
                values.key = &key;
                values.input = &input;
                values.request = &request;
                bench.expect_failure(function, values, name + how, "abi.h, rule 3", ACCT_ERROR_BAD_TEXT);
                field = before;
            };
            with(Takes::key, key.gstin, "key.gstin");
            with(Takes::key, key.provider, "key.provider");
            with(Takes::key, key.environment, "key.environment");
            with(Takes::input, input.user_name, "input.user_name");
            with(Takes::input, input.password, "input.password");
            input.key = &key;
            with(Takes::input, key.gstin, "input.key.gstin");
            with(Takes::request, request.method, "request.method");
            with(Takes::request, request.path, "request.path");
            with(Takes::request, request.json, "request.json");
        }
    });
}

template <typename Struct, typename Set>
void with_sizes(Bench& bench, const Function& function, const Values& good, const Struct& from,
                const char* name, Set&& set) {
    for (const std::size_t size :
         {std::size_t{0}, sizeof(std::uint32_t), first_size<Struct> - sizeof(void*)}) {
        Guarded memory(&from, std::max<std::size_t>(size, sizeof(std::uint64_t)));
        memory.as<Struct>()->size = static_cast<std::uint32_t>(size);
        Values values = good;
        set(values, memory.as<Struct>());
        bench.expect_failure(function, values, std::string(name) + ".size " + std::to_string(size),
                             bad_argument, ACCT_ERROR_BAD_ARGUMENT);
    }
    // One of a later release is read as far as it is known.
    constexpr std::size_t later = 64;
    Guarded larger(sizeof(Struct) + later);
    std::memset(larger.at(), 0x5A, larger.size());
    std::memcpy(larger.at(), &from, sizeof(from));
    larger.as<Struct>()->size = static_cast<std::uint32_t>(larger.size());
    Values values = good;
    set(values, larger.as<Struct>());
    if (bench.attempt(function, values, std::string(name) + " of a later release") ==
        ACCT_ERROR_BAD_ARGUMENT) {
        found({"abi.h, rule 2", "called " + call_name(function, std::string(name) + " of a later release"),
               "a reader looks at the fields that it knows, and takes a larger size",
               name_of(ACCT_ERROR_BAD_ARGUMENT),
               "Compare the size with the size in the first release, by <."});
    }
}

void judge_struct_sizes(const Context& context) {
    Bench bench(context);
    bench.each([&](const Function& function, const Values& good) {
        if (function.has(Takes::key)) {
            with_sizes(bench, function, good, *good.key, "key",
                       [](Values& v, const acct_credential_key* key) { v.key = key; });
        }
        if (function.has(Takes::input)) {
            with_sizes(bench, function, good, *good.input, "input",
                       [](Values& v, const acct_credential_input* input) { v.input = input; });
            acct_credential_input input = *good.input;
            with_sizes(bench, function, good, *good.input->key, "input.key",
                       [&input](Values& v, const acct_credential_key* key) {
                           input.key = key;
                           v.input = &input;
                       });
        }
        if (function.has(Takes::request)) {
            with_sizes(bench, function, good, *good.request, "request",
                       [](Values& v, const acct_call_request* request) { v.request = request; });
        }
    });
}

// A failing call with an acct_error of another age: behind its size nothing is written.
void judge_error_sizes(const Context& context) {
    Bench bench(context);
    bench.each([&](const Function& function, const Values& good) {
        Values values = good;
        values.plugin = nullptr;
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{4}, std::size_t{8}, std::size_t{40}, sizeof(acct_error) + 64}) {
            values.error_size = size;
            (void)bench.attempt(function, values, "plugin NULL, error.size " + std::to_string(size));
        }
    });
}

bool is_number(Takes what) {
    return what <= Takes::observation;
}

void expect_unknown(Bench& bench, const Function& function, const Values& values, const std::string& how) {
    const acct_status status = bench.attempt(function, values, how);
    // What else is wrong with a call on a session may be seen first.
    const bool lenient = std::string_view(function.name) == "credentials.call" && status != ACCT_OK;
    if (status != ACCT_ERROR_UNKNOWN_ID && !lenient) {
        found({"abi.h, ACCT_ERROR_UNKNOWN_ID", "called " + call_name(function, how),
               name_of(ACCT_ERROR_UNKNOWN_ID), name_of(status), ""});
    }
}

void judge_unknown(const Context& context) {
    Bench bench(context);
    bench.each([&](const Function& function, const Values& good) {
        const auto number = std::find_if(function.takes.begin(), function.takes.end(), &is_number);
        if (number != function.takes.end()) {
            for (const std::uint64_t odd : {std::uint64_t{0}, good.number + 100000, UINT64_MAX}) {
                Values values = good;
                values.number = odd;
                expect_unknown(bench, function, values,
                               std::string(name_of(*number)) + " " + std::to_string(odd));
            }
        }
        for (std::size_t i = 0; i < function.texts().size(); ++i) {
            const Takes what = function.texts()[i];
            if (what == Takes::page_id || (what == Takes::control_id && bench.desk.page != 0)) {
                for (const char* odd : {"", "no-such-name", "a/b"}) {
                    Values values = good;
                    values.text[i] = text_of(odd);
                    expect_unknown(bench, function, values,
                                   std::string(name_of(what)) + " " + in_quotes(odd));
                }
            }
        }
    });
}

// What was there, and has been closed, given back or ended.
void judge_closed(const Context& context) {
    Bench bench(context);
    Live& live = bench.live;
    const auto expect_ok = [](const std::string& what, acct_status status) {
        if (status != ACCT_OK) {
            found({"abi.h, ACCT_ERROR_UNKNOWN_ID", what, "ACCT_OK: it is there", name_of(status), ""});
        }
    };
    const acct_page page = bench.desk.page;
    const acct_page_view* view = bench.desk.view;
    std::uint64_t view_id = 0;
    if (page != 0) {
        expect_ok("closed an open page", live.close(page));
    }
    if (view != nullptr) {
        view_id = view->view_id;
        (void)read_view("a page that was closed", *view);
        expect_ok("gave a view back after its page was closed: a view outlives close", live.release(view_id));
    }
    for (const Function& function : all_functions()) {
        const std::string_view name = function.name;
        const bool closes = name == "credentials.close_session" || name == "credentials.unobserve";
        if (!function.exists(live.tables()) || !closes) {
            continue;
        }
        const Values good = bench.desk.good(function);
        if (good.number != 0) {
            expect_ok("called " + std::string(name), call(live, function, good, "what is open").status);
        }
    }
    bench.each([&](const Function& function, const Values& good) {
        Values values = good;
        const auto number = std::find_if(function.takes.begin(), function.takes.end(), &is_number);
        if (number == function.takes.end()) {
            return;
        }
        if (*number == Takes::view) {
            values.number = view_id;
        }
        if (*number != Takes::operation && values.number != 0) {
            expect_unknown(bench, function, values, std::string(name_of(*number)) + " that was closed");
        }
    });
}

}  // namespace

void add_argument_checks(Checks& to) {
    to.push_back({"arguments.null", "NULL for each argument of each function is answered", Scope::plugin,
                  &judge_null});
    to.push_back({"arguments.base-null", "the same for the functions of acct_plugin", Scope::plugin,
                  &judge_base_null});
    to.push_back({"arguments.texts", "texts that are not UTF-8, endless, or hold a NUL", Scope::plugin,
                  &judge_texts, 2});
    to.push_back({"arguments.struct-sizes", "structs that are too small, or of a later release",
                  Scope::plugin, &judge_struct_sizes});
    to.push_back({"arguments.error-sizes", "nothing is written behind the size of an acct_error",
                  Scope::plugin, &judge_error_sizes});
    to.push_back(
        {"arguments.unknown-ids", "numbers and ids that name nothing", Scope::plugin, &judge_unknown});
    to.push_back({"arguments.closed-ids", "pages, views, sessions and observations that were closed",
                  Scope::plugin, &judge_closed});
}

}  // namespace accounting::check
