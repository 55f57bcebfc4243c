// settings_command.cpp - `munim settings`: the plugins' settings pages, full-screen in the terminal.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <system_error>

#include "base/places.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"
#include "terminal/settings_screen.hpp"

namespace munim {
namespace {

// The entry that the user named: by its id, with or without the plugin's in front, or its title.
Result<std::string> find_page(const std::vector<MenuEntry>& entries, const std::string& named) {
    std::string all;
    for (const MenuEntry& entry : entries) {
        const std::string page = entry.id.substr(entry.id.find('/') + 1);
        if (named == entry.id || named == page || named == entry.title) {
            return entry.id;
        }
        all += (all.empty() ? "" : ", ") + page;
    }
    return make_error(ACCT_ERROR_BAD_ARGUMENT, "USAGE",
                      "There is no settings page \"" + printable(named, 100) + "\".",
                      "Use one of: " + all + ".");
}

// What keeps the command from beginning.
Status ready_for(const Arguments& arguments) {
    if (arguments.has("--json")) {
        return usage_error("\"settings\" is for people and prints no JSON.",
                           "Programs use the \"munim vault\" and \"munim credentials\" commands.");
    }
    if (!terminal::Tty::is_usable()) {
        return make_error(
            ACCT_ERROR_UNSUPPORTED, "MUNIM-NO-TERMINAL",
            "Settings fill the screen of a terminal, and there is none here that can show them.",
            "Run \"munim settings\" in a terminal window; or use \"munim serve\" and a browser, or the "
            "\"munim credentials\" and \"munim vault\" commands.");
    }
    if (arguments.has("--verbose") && ::isatty(STDERR_FILENO) == 1) {
        return usage_error(
            "--verbose would write over the settings on the screen.",
            "Send it elsewhere: munim settings --verbose 2>FILE. The log is in munim.log, too.");
    }
    return Nothing{};
}

}  // namespace

int settings(const Arguments& arguments, const Output& output, Workplace& place) {
    if (const Status ready = ready_for(arguments); !ready) {
        return output.failure(ready.error());
    }
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
    const std::vector<MenuEntry> entries = desk.menu();
    const std::vector<Error> problems = place.problems();
    if (entries.empty()) {
        return output.failure(problems.empty()
                                  ? make_error(ACCT_ERROR_NOT_FOUND, "NO-SETTINGS", "No plugin has settings.",
                                               "\"munim plugins\" shows what is loaded.")
                                  : problems.front());
    }
    terminal::SettingsWishes wishes;
    wishes.problems = problems;
    wishes.with_colours = !environment("NO_COLOR");
    wishes.may_move = wishes.with_colours && !environment("PREFERS_REDUCED_MOTION");
    if (!arguments.operands().empty()) {
        const auto named = find_page(entries, arguments.operands().front());
        if (!named) {
            return output.failure(named.error());
        }
        wishes.page = *named;
    } else if (entries.size() == 1 && problems.empty()) {
        wishes.page = entries.front().id;
    }
    try {
        const auto ended = terminal::SettingsScreen{place.loop(), desk, std::move(wishes)}.run();
        if (!ended) {
            return output.failure(ended.error());
        }
        return *ended == 0 ? exit_ok : 128 + *ended;  // as a shell tells of a signal
    } catch (const std::system_error& failure) {
        return output.failure(make_error(ACCT_ERROR_FAILED, "MUNIM-TERMINAL",
                                         "The terminal cannot be used: " + failure.code().message() + ".",
                                         "Try another terminal window, or \"munim serve\" and a browser."));
    }
}

}  // namespace munim
