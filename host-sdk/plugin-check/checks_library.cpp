// checks_library.cpp - the library as a whole: its one symbol, its entry, its factory.
#include <algorithm>
#include <set>
#include <thread>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "checks.hpp"
#include "elf_file.hpp"
#include "errors.hpp"
#include "guarded.hpp"
#include "host.hpp"
#include "library.hpp"
#include "secrets.hpp"
#include "texts.hpp"
#include "verdict.hpp"

namespace accounting::check {
namespace {

// What linkers put there by themselves.
bool is_of_the_linker(const std::string& name) {
    static const std::set<std::string> names{"_init", "_fini", "_edata", "_end", "__bss_start", ""};
    return names.count(name) == 1;
}

void judge_exports(const Context& context) {
    const ElfFile elf = read_elf(context.library);
    if (!elf.problem.empty()) {
        skip(elf.problem);
    }
    std::size_t more = 0;
    std::string names;
    for (const DefinedSymbol& symbol : elf.symbols) {
        if (symbol.name == ACCT_ENTRY_SYMBOL) {
            if (!symbol.is_data) {
                found({"EVOLUTION.md, E10", "read the dynamic symbols", ACCT_ENTRY_SYMBOL " is data",
                       "it is something else", "Define it with ACCT_DEFINE_ENTRY."});
            }
        } else if (!is_of_the_linker(symbol.name)) {
            ++more;
            if (more <= 5) {
                names += (names.empty() ? "" : ", ") + in_quotes(symbol.name);
            }
        }
    }
    if (more > 0) {
        found({"EVOLUTION.md, E10", "read the dynamic symbols", "nothing is exported but " ACCT_ENTRY_SYMBOL,
               std::to_string(more) + " more: " + names + (more > 5 ? ", …" : ""),
               "Compile with -fvisibility=hidden, and hide what templates and static libraries bring by a "
               "version script "
               "with \"global: acct_entry; local: *;\"."});
    }
}

void judge_entry(const Context& context) {
    Library library(context.library, Library::Init::no);
    const acct_plugin_entry& entry = library.entry();
    const auto factory = [&](const char* id, const char* shown) {
        return called(std::string("entry.get_factory(") + shown + ")", [&] { return entry.get_factory(id); });
    };
    const auto expect_none = [&](const char* id, const char* shown) {
        if (factory(id, shown) != nullptr) {
            found({"plugin.h, get_factory", std::string("asked get_factory for ") + shown, "NULL",
                   "a factory", "Compare the whole id."});
        }
    };
    (void)factory(ACCT_PLUGIN_FACTORY_ID, "the factory before init");  // NULL or not, but answered
    expect_none(nullptr, "NULL");
    (void)library.init();
    for (const char* odd : {"", "acct.plugin-factory/2", "acct.plugin-factory/1x", "\xFF"}) {
        expect_none(odd, "an id that is none");
    }
    expect_none(nullptr, "NULL");
    if (factory(ACCT_PLUGIN_FACTORY_ID, "the factory") == nullptr) {
        found({"plugin.h, get_factory", "asked get_factory for " ACCT_PLUGIN_FACTORY_ID " after init",
               "a factory", "NULL", ""});
    }
}

void judge_inits(const Context& context) {
    Library library(context.library, Library::Init::no);
    const acct_plugin_entry& entry = library.entry();
    // Paths that do not help, and no place for the words.
    for (const acct_text path :
         {acct_text{nullptr, 0}, acct_text{nullptr, 9}, text_of("\xFF/x"), text_of("/")}) {
        if (called("entry.init(an odd path, error NULL)", [&] { return entry.init(path, nullptr); }) ==
            ACCT_OK) {
            called("entry.deinit", [&] { entry.deinit(); });
        }
    }
    // Two users, the second of which ends first.
    (void)library.init();
    (void)library.init();
    library.deinit();
    const auto still_there = [&](const char* when) {
        const auto* factory = static_cast<const acct_plugin_factory*>(
            called("entry.get_factory", [&] { return entry.get_factory(ACCT_PLUGIN_FACTORY_ID); }));
        if (factory == nullptr ||
            called("factory.descriptor(0)", [&] { return factory->descriptor(0); }) == nullptr) {
            found({"plugin.h, acct_plugin_entry.init", when, "the library stays usable: inits are counted",
                   "no factory, or no descriptor", "Count the users, and end with the last."});
        }
    };
    still_there("called init twice and deinit once");
    library.deinit();
    (void)library.init();
    still_there("called init again after the last deinit");
    library.deinit();
    // Several users at once.
    constexpr int count = 4;
    std::vector<std::thread> users;
    users.reserve(count);
    for (int i = 0; i < count; ++i) {
        users.emplace_back([&entry] {
            for (int round = 0; round < 50; ++round) {
                const Note note("entry.init and deinit on several threads");
                if (entry.init({nullptr, 0}, nullptr) == ACCT_OK) {
                    entry.deinit();
                }
            }
        });
    }
    for (std::thread& user : users) {
        user.join();
    }
    (void)library.init();
    still_there("called init and deinit on several threads, and then init");
}

void judge_descriptors(const Context& context) {
    const Library library(context.library);
    const acct_plugin_factory& factory = library.factory();
    const std::uint32_t count = called("factory.count", [&] { return factory.count(); });
    const auto descriptor = [&](std::uint32_t index) {
        return called("factory.descriptor(" + std::to_string(index) + ")",
                      [&] { return factory.descriptor(index); });
    };
    const std::string header = "plugin.h, acct_plugin_descriptor";
    if (count == 0) {
        found({"plugin.h, count", "asked how many plugins the library holds", "one at least", "0", ""});
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
        const acct_plugin_descriptor* about = descriptor(i);
        if (about == nullptr || about->size < first_size<acct_plugin_descriptor>) {
            found({header, "asked for the descriptor of plugin " + std::to_string(i),
                   "a descriptor whose size is set",
                   about == nullptr ? "NULL" : "size " + std::to_string(about->size), ""});
            continue;
        }
        const std::pair<const char*, acct_text> texts[] = {{"id", about->id},
                                                           {"name", about->name},
                                                           {"vendor", about->vendor},
                                                           {"version", about->version},
                                                           {"description", about->description}};
        for (const auto& [name, text] : texts) {
            heard("the descriptor's " + std::string(name), text);
            if (view_of(text).empty()) {
                found({header, "read the descriptor of plugin " + std::to_string(i), "a text for each field",
                       "an empty " + std::string(name), ""});
            }
        }
        const std::string id = string_of(about->id);
        if (!ids.insert(id).second || id.find('.') == std::string::npos) {
            found({header, "read the id of plugin " + std::to_string(i),
                   "a reverse domain name, and each but once", in_quotes(id), ""});
        }
        if (descriptor(i) == nullptr || string_of(descriptor(i)->id) != id) {
            found({header, "asked for the same descriptor again", "the same texts: they are constant",
                   "others, or NULL", ""});
        }
    }
    for (const std::uint32_t beyond : {count, UINT32_MAX}) {
        if (descriptor(beyond) != nullptr) {
            found({"plugin.h, descriptor", "asked for the descriptor of plugin " + std::to_string(beyond),
                   "NULL", "a descriptor", "Compare the index with the count."});
        }
    }
}

// Makes instances for hosts and ids that are wrong.
void judge_create(const Context& context) {
    const Library library(context.library);
    const acct_plugin_factory& factory = library.factory();
    Host host(context.scratch / "data", {});
    const auto create = [&](const std::string& how, const acct_host* with, acct_text id, bool place,
                            bool words) {
        const acct_plugin* plugin = nullptr;
        ErrorBox error;
        const std::string name = "factory.create(" + how + ")";
        const acct_status status = called(name, [&] {
            return factory.create(with, id, place ? &plugin : nullptr, words ? error.at() : nullptr);
        });
        if (words) {
            error.judge(name, status);
        }
        if (status != ACCT_OK && plugin != nullptr) {
            found({"abi.h, rule 7", "called " + name, "out_plugin is as it was when create fails",
                   "it was set", ""});
        }
        if (status == ACCT_OK && plugin != nullptr) {
            called("plugin.destroy", [&] { plugin->destroy(plugin); });
        }
        return status;
    };
    const auto expect = [](const std::string& how, acct_status got, acct_status wanted, const char* rule) {
        if (got != wanted) {
            found({rule, "called factory.create with " + how, name_of(wanted), name_of(got), ""});
        }
    };
    const acct_text id = text_of(context.plugin_id);
    const char* arguments = "abi.h, ACCT_ERROR_BAD_ARGUMENT";
    for (const bool words : {true, false}) {
        expect("host NULL", create("host NULL", nullptr, id, true, words), ACCT_ERROR_BAD_ARGUMENT,
               arguments);
        expect("out_plugin NULL", create("out_plugin NULL", host.table(), id, false, words),
               ACCT_ERROR_BAD_ARGUMENT, arguments);
    }
    for (const acct_text odd : {acct_text{nullptr, 0}, acct_text{nullptr, 9}}) {
        if (create("plugin_id {NULL, " + std::to_string(odd.size) + "}", host.table(), odd, true, true) ==
            ACCT_OK) {
            found({"plugin.h, create", "called factory.create with plugin_id NULL", "a failure",
                   name_of(ACCT_OK), ""});
        }
    }
    const std::string longer = context.plugin_id + "x";
    const std::string endless(1U << 20U, 'x');
    for (const std::string_view odd :
         {std::string_view("no.such.plugin"), std::string_view(longer),
          std::string_view(context.plugin_id).substr(0, context.plugin_id.size() - 1),
          std::string_view(endless)}) {
        expect("the id " + in_quotes(odd),
               create("an id that is none", host.table(), text_of(odd), true, true), ACCT_ERROR_UNKNOWN_ID,
               "plugin.h, create");
    }
    (void)create("an id that is not UTF-8", host.table(), text_of("\xFF\xFE"), true, true);
    // Behind a host that is too small lies no memory.
    for (const std::size_t size : {sizeof(std::uint32_t), offsetof(acct_host, get_extension)}) {
        Guarded small(host.table(), size);
        small.as<acct_host>()->size = static_cast<std::uint32_t>(size);
        expect("a host of size " + std::to_string(size),
               create("host too small", small.as<acct_host>(), id, true, true), ACCT_ERROR_BAD_ARGUMENT,
               arguments);
    }
    // Instances that never start; nothing in the host is called for them.
    for (int i = 0; i < 10; ++i) {
        expect("good arguments", create("good arguments", host.table(), id, true, true), ACCT_OK,
               "plugin.h, create");
    }
}

}  // namespace

void look_at_library(const Context& context) {
    const ElfFile elf = read_elf(context.library);
    if (!elf.problem.empty() && elf.symbols.empty() && elf.problem.find("sections") == std::string::npos) {
        no_plugin(elf.problem);
    }
    const bool has_entry =
        std::any_of(elf.symbols.begin(), elf.symbols.end(),
                    [](const DefinedSymbol& symbol) { return symbol.name == ACCT_ENTRY_SYMBOL; });
    if (elf.problem.empty() && !has_entry) {
        no_plugin("it exports no " ACCT_ENTRY_SYMBOL);
    }
    const Library library(context.library);
    const std::uint32_t count = called("factory.count", [&] { return library.factory().count(); });
    for (std::uint32_t i = 0; i < count; ++i) {
        const acct_plugin_descriptor* about =
            called("factory.descriptor", [&] { return library.factory().descriptor(i); });
        if (about != nullptr && about->size >= first_size<acct_plugin_descriptor>) {
            found_plugin(view_of(about->id), string_of(about->name) + " " + string_of(about->version) +
                                                 " by " + string_of(about->vendor));
        }
    }
}

void add_library_checks(Checks& to) {
    to.push_back({"library.exports", "acct_entry is the only symbol that the library exports", Scope::library,
                  &judge_exports});
    to.push_back({"library.entry", "acct_entry is complete, and get_factory answers every id", Scope::library,
                  &judge_entry});
    to.push_back({"library.init", "init and deinit are counted, from several threads, too", Scope::library,
                  &judge_inits});
    to.push_back({"library.descriptors", "the descriptors are complete, and constant", Scope::library,
                  &judge_descriptors});
    to.push_back(
        {"library.create", "create answers wrong hosts, ids and places", Scope::plugin, &judge_create});
}

}  // namespace accounting::check
