// overview.cpp - see overview.hpp.
#include "overview.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"
#include "credentials/reminders.hpp"
#include "settings/controls.hpp"

namespace tijori::settings {
namespace {

constexpr std::size_t few = 5;  // rows that need no search

std::string state_of(std::string_view gstin) {
    const std::string_view state = state_name_of(gstin.substr(0, 2));
    return state.empty() ? std::string{} : say(state);
}

// "Changed today", "Not changed for 91 days": no IRP says that a password expires, so neither do we.
Cell password_cell(const Credential& credential, const irp::Profile* profile, std::int64_t now) {
    const std::int64_t days = password_days(credential, now);
    std::string words = "••••••••";
    if (credential.password_saved_at > 0) {
        words += "\n" + (days == 0 ? say("Saved today")
                                   : say_n(days, "Not changed for {n} day", "Not changed for {n} days"));
    }
    return {std::move(words),
            password_is_old(credential, profile, now) ? ACCT_TONE_WARNING : ACCT_TONE_NEUTRAL};
}

}  // namespace

std::uint32_t tone_of(CredentialState state) noexcept {
    switch (state) {
        case CredentialState::active:
            return ACCT_TONE_SUCCESS;
        case CredentialState::unverified:
            return ACCT_TONE_WARNING;
        default:
            return ACCT_TONE_ERROR;
    }
}

std::string row_id(const CredentialKey& key) {
    return key.gstin + "|" + key.provider + "|" + key.environment;
}

std::optional<CredentialKey> key_of_row(std::string_view row) {
    const auto first = row.find('|');
    const auto second = row.find('|', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    return CredentialKey{std::string(row.substr(0, first)),
                         std::string(row.substr(first + 1, second - first - 1)),
                         std::string(row.substr(second + 1))};
}

void Overview::look(const PageSurroundings& around, const std::vector<accounting::Entity>& entities) {
    Result<std::shared_ptr<OpenVault>> open = around.vault.open();
    const std::uint64_t revision = open ? (*open)->credentials.revision() : 0;
    const auto profiles = around.service.profiles();
    const int language = static_cast<int>(Speaking::now());
    if (revision == revision_ && profiles.get() == profiles_ && language == language_ && revision != 0) {
        return;
    }
    revision_ = revision;
    profiles_ = profiles.get();
    language_ = language;
    // Reading a vault that was opened just now would take its time; the page is drawn anew afterwards.
    Result<std::vector<Credential>> stored = around.service.loaded()
                                                 ? around.service.list()
                                                 : Result<std::vector<Credential>>{std::vector<Credential>{}};
    stored_ = stored ? std::move(*stored) : std::vector<Credential>{};
    lines_.clear();
    lines_.reserve(stored_.size());
    attention_ = 0;
    const std::int64_t now = around.now();
    std::set<std::string> known;
    for (std::size_t i = 0; i < stored_.size(); ++i) {
        const Credential& one = stored_[i];
        known.insert(one.key.gstin);
        const irp::Profile* profile = profiles->find(one.key.provider);
        Line line;
        line.at = i;
        line.attention = one.state != CredentialState::active || password_is_old(one, profile, now);
        attention_ += line.attention ? 1U : 0U;
        std::string words;
        for (const std::string& part :
             {one.key.gstin, one.user_name, one.legal_name, state_of(one.key.gstin),
              std::string(state_name_of(std::string_view(one.key.gstin).substr(0, 2))),
              profile != nullptr ? profile->name : one.key.provider, environment_name(one.key.environment)}) {
            words += part + "\n";
        }
        line.words = to_upper(words);
        lines_.push_back(std::move(line));
    }
    std::stable_sort(lines_.begin(), lines_.end(), [this](const Line& left, const Line& right) {
        const auto rank = [this](const Line& line) {
            const CredentialState state = stored_[line.at].state;
            return !line.attention                        ? 3
                   : state == CredentialState::active     ? 2  // works, but is old
                   : state == CredentialState::unverified ? 1
                                                          : 0;
        };
        return rank(left) < rank(right);
    });
    missing_.clear();
    for (const accounting::Entity& entity : entities) {
        std::string gstin = normalized_gstin(entity.gstin);
        if (!known.contains(gstin)) {
            const std::string state = state_of(gstin);
            missing_.push_back(gstin + (state.empty() ? "" : " (" + state + ")"));
        }
    }
    choose();
}

bool Overview::passes(const Line& line) const {
    const Credential& one = stored_[line.at];
    const bool fits = filter_ == "attention"    ? line.attention
                      : filter_ == "verified"   ? one.state == CredentialState::active
                      : filter_ == "production" ? one.key.environment == "production"
                      : filter_ == "sandbox"    ? one.key.environment != "production"
                                                : true;
    return fits && (search_.empty() || line.words.find(search_) != std::string::npos);
}

void Overview::choose() {
    chosen_.clear();
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (passes(lines_[i])) {
            chosen_.push_back(i);
        }
    }
    if (first_ >= chosen_.size()) {
        first_ = 0;
    }
}

std::vector<Credential> Overview::shown() const {
    std::vector<Credential> found;
    if (!shows_rows()) {
        return found;
    }
    found.reserve(chosen_.size());
    for (const std::size_t i : chosen_) {
        found.push_back(stored_[lines_[i].at]);
    }
    return found;
}

bool Overview::set_value(std::string_view control, std::string_view value) {
    if (control == "search") {
        typed_ = std::string(value);
        search_ = to_upper(trim(value));
    } else if (control == "filter") {
        filter_ = std::string(value);
    } else {
        return false;
    }
    first_ = 0;
    choose();
    return true;
}

bool Overview::activate(std::string_view control) {
    if (control == "next-rows") {
        first_ += first_ + rows_at_once < chosen_.size() ? rows_at_once : 0;
    } else if (control == "previous-rows") {
        first_ -= std::min(first_, rows_at_once);
    } else if (control == "show-all") {
        typed_.clear();
        search_.clear();
        filter_ = "all";
        first_ = 0;
        choose();
    } else {
        return false;
    }
    return true;
}

void Overview::draw(ViewModel& view, const PageSurroundings& around, bool enabled, const Busy& busy) const {
    view.controls.push_back(heading("stored-heading", say("Stored credentials")));
    if (stored_.empty()) {
        view.controls.push_back(
            paragraph("stored-none",
                      say("None yet. Once you have saved the first, it is listed here with its state.")));
        return;
    }
    const auto count = static_cast<std::int64_t>(stored_.size());
    std::string summary = say_n(count, "{n} stored.", "{n} stored.");
    if (attention_ > 0) {
        summary +=
            " " + say_n(static_cast<std::int64_t>(attention_), "{n} needs attention.", "{n} need attention.");
    } else {
        summary += " " + say("All are in order.");
    }
    if (!missing_.empty()) {
        summary +=
            " " + say_n(static_cast<std::int64_t>(missing_.size()), "{n} GSTIN of your books has none yet.",
                        "{n} GSTINs of your books have none yet.");
    }
    view.controls.push_back(paragraph("summary", std::move(summary)));
    if (stored_.size() > few || is_filtered()) {
        draw_search(view, enabled);
    }
    if (filter_ == "missing") {
        draw_missing(view);
    } else if (chosen_.empty()) {
        view.controls.push_back(paragraph("none-found", say("Nothing that is stored fits.")));
        view.controls.push_back(button("show-all", say("Show all"), ACCT_TONE_NEUTRAL,
                                       enabled ? ACCT_FLAG_ENABLED : 0U, "rows-actions"));
    } else {
        draw_rows(view, around, enabled, busy);
    }
}

void Overview::draw_search(ViewModel& view, bool enabled) const {
    Control search;
    search.kind = ACCT_CONTROL_INPUT;
    search.id = "search";
    search.group = "search";
    search.label = say("Search");
    search.value = typed_;
    search.placeholder = say("GSTIN, state, user name…");
    search.autocomplete = "off";
    search.max_length = 100;
    search.flags = enabled ? ACCT_FLAG_ENABLED : 0U;
    view.controls.push_back(std::move(search));
    Control filter;
    filter.kind = ACCT_CONTROL_CHOICE;
    filter.id = "filter";
    filter.group = "search";
    filter.label = say("Show");
    filter.value = filter_;
    filter.flags = enabled ? ACCT_FLAG_ENABLED : 0U;
    for (const auto& [id, label] :
         {std::pair{"all", say("All")}, std::pair{"attention", say("Needs attention")},
          std::pair{"verified", say("Verified")}, std::pair{"production", say("Production")},
          std::pair{"sandbox", say("Sandbox")}, std::pair{"missing", say("GSTINs without credentials")}}) {
        filter.options.push_back({id, label, "", "", ACCT_TONE_NEUTRAL, true});
    }
    view.controls.push_back(std::move(filter));
}

void Overview::draw_missing(ViewModel& view) const {
    if (missing_.empty()) {
        view.controls.push_back(
            paragraph("missing-none", say("Every GSTIN of your books has API credentials.")));
        return;
    }
    std::size_t number = 0;
    for (const std::string& gstin : missing_) {
        if (number == rows_at_once) {
            view.controls.push_back(
                paragraph("missing-more", say_n(static_cast<std::int64_t>(missing_.size() - number),
                                                "And {n} more.", "And {n} more.")));
            break;
        }
        Control line = paragraph("missing-" + std::to_string(++number), gstin, "missing");
        line.flags = ACCT_FLAG_MONOSPACE;
        view.controls.push_back(std::move(line));
    }
}

void Overview::draw_rows(ViewModel& view, const PageSurroundings& around, bool enabled,
                         const Busy& busy) const {
    const auto profiles = around.service.profiles();
    const std::int64_t now = around.now();
    const auto time = [&](std::int64_t at) { return date_and_time(at, around.host.utc_offset_minutes(at)); };
    Control table;
    table.kind = ACCT_CONTROL_TABLE;
    table.id = "credentials";
    table.label = say("Stored credentials");
    table.flags = ACCT_FLAG_MONOSPACE;
    table.columns = {say("GSTIN"),        say("Portal"), say("Environment"), say("API user name"),
                     say("API password"), say("Status"), say("Token until")};
    const std::size_t last = std::min(first_ + rows_at_once, chosen_.size());
    for (std::size_t i = first_; i < last; ++i) {
        const Credential& one = stored_[lines_[chosen_[i]].at];
        const irp::Profile* profile = profiles->find(one.key.provider);
        const bool is_busy = !busy.words.empty() && busy.key == one.key;
        Row row;
        row.id = row_id(one.key);
        const std::string state = state_of(one.key.gstin);
        row.cells.push_back({one.key.gstin + (state.empty() ? "" : "\n" + state), ACCT_TONE_NEUTRAL});
        row.cells.push_back({profile != nullptr ? profile->name : one.key.provider, ACCT_TONE_NEUTRAL});
        row.cells.push_back({environment_name(one.key.environment), environment_tone(one.key.environment)});
        row.cells.push_back(
            {one.user_name + (one.legal_name.empty() ? "" : "\n" + one.legal_name), ACCT_TONE_NEUTRAL});
        row.cells.push_back(password_cell(one, profile, now));
        std::string status = is_busy ? busy.words : say(state_words(one.state));
        if (!is_busy && one.verified_at > 0) {
            status += "\n" + (one.state == CredentialState::active
                                  ? time(one.verified_at)
                                  : say("last worked {time}", {{"time", time(one.verified_at)}}));
        }
        row.cells.push_back({std::move(status), is_busy ? ACCT_TONE_INFO : tone_of(one.state)});
        const std::int64_t until = around.service.token_until(one);
        row.cells.push_back({until > now ? time(until) : "–", ACCT_TONE_NEUTRAL});
        row.flags = is_busy ? ACCT_FLAG_BUSY : 0U;
        row.actions.push_back({"test", say("Test again"), enabled});
        row.actions.push_back({"change", say("Change"), enabled});
        if (one.state == CredentialState::needs_password) {
            row.actions.push_back({"forgot", say("Forgot API password"), enabled});
        }
        if (one.state == CredentialState::needs_user) {
            row.actions.push_back({"move", say("Move to another GSTIN"), enabled});
        }
        row.actions.push_back({"remove", say("Remove"), enabled});
        table.rows.push_back(std::move(row));
    }
    view.controls.push_back(std::move(table));
    if (chosen_.size() > rows_at_once) {
        view.controls.push_back(paragraph(
            "rows-shown",
            say("{from}–{to} of {all}", {{"from", number(static_cast<std::int64_t>(first_ + 1))},
                                         {"to", number(static_cast<std::int64_t>(last))},
                                         {"all", number(static_cast<std::int64_t>(chosen_.size()))}})));
        view.controls.push_back(button("previous-rows", say("Previous"), ACCT_TONE_NEUTRAL,
                                       enabled && first_ > 0 ? ACCT_FLAG_ENABLED : 0U, "rows-actions"));
        view.controls.push_back(button("next-rows", say("Next"), ACCT_TONE_NEUTRAL,
                                       enabled && last < chosen_.size() ? ACCT_FLAG_ENABLED : 0U,
                                       "rows-actions"));
    }
}

}  // namespace tijori::settings
