// page.cpp - see page.hpp.
#include "page.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "picture.hpp"
#include "rules.hpp"
#include "texts.hpp"

namespace accounting::host_check {
namespace {

using check::in_quotes;
using check::is_utf8;

constexpr std::chrono::seconds patience{5};
constexpr std::size_t most_lent = 64;
constexpr std::size_t many_rows = 2000;

constexpr std::uint32_t later_kind = 900;
constexpr std::uint32_t later_tone = 900;
constexpr std::uint32_t later_flag = UINT32_C(1) << 30U;

Judge& judge() {
    return Judge::of_library();
}

Error refusal(acct_status status, std::string code, std::string message) {
    return Error{status, std::move(code), "", std::move(message), "See the report of the host check."};
}

bool takes_value(std::uint32_t kind) {
    switch (kind) {
        case ACCT_CONTROL_CHOICE:
        case ACCT_CONTROL_INPUT:
        case ACCT_CONTROL_SECRET:
        case ACCT_CONTROL_ONE_TIME_CODE:
        case ACCT_CONTROL_CHECKBOX:
        case ACCT_CONTROL_FILE:
            return true;
        default:
            return false;
    }
}

bool is_secret(std::uint32_t kind) {
    return kind == ACCT_CONTROL_SECRET || kind == ACCT_CONTROL_ONE_TIME_CODE;
}

bool has_option(const acct_control& choice, std::string_view id) {
    const acct_option* const* const end = choice.options + choice.option_count;
    return std::any_of(choice.options, end, [id](const acct_option* one) { return view_of(one->id) == id; });
}

bool can_hold(const acct_control& control, std::string_view value) {
    switch (control.kind) {
        case ACCT_CONTROL_CHECKBOX:
            return value == "1" || value == "0";
        case ACCT_CONTROL_CHOICE:
            return value.empty() || has_option(control, value);
        default:
            return true;
    }
}

void draw_controls(Picture& to, const std::map<std::string, std::string, std::less<>>& values) {
    const auto value = [&](const char* id) {
        const auto found = values.find(id);
        return found != values.end() ? found->second : std::string();
    };
    to.add(ACCT_CONTROL_HEADING, "fields", "Every kind of field").level = 1;
    acct_control& branch = to.add(ACCT_CONTROL_CHOICE, "branch", "Branch", value("branch"));
    to.add_option(branch, "blr", "29AAACP0029A1Z2", "Bengaluru, Karnataka", ACCT_FLAG_ENABLED, "Verified",
                  ACCT_TONE_SUCCESS);
    to.add_option(branch, "bom", "27AAACP0027A1Z8", "मुंबई, महाराष्ट्र", ACCT_FLAG_ENABLED, "New", later_tone);
    to.add_option(branch, "closed", "07AAACP0007A1ZG", "Delhi, closed", 0);
    acct_control& name = to.add(ACCT_CONTROL_INPUT, "name", "&Short name", value("name"));
    name.max_length = 12;
    name.flags |= ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE | later_flag;
    name.placeholder = text_of("at most 12 bytes");
    name.help = text_of("Only for this check; nothing is kept.");
    name.warning = text_of(value("name").empty() ? "" : "This is a warning. It stops nothing.");
    name.error = text_of(value("name") == "wrong" ? "This is an error: \"wrong\" is wrong." : "");
    for (const auto& [kind, id, label] : {std::tuple{ACCT_CONTROL_SECRET, "secret", "Password"},
                                          std::tuple{ACCT_CONTROL_ONE_TIME_CODE, "code", "One-time code"}}) {
        acct_control& secret = to.add(kind, id, label);
        secret.flags |= value(id).empty() ? 0U : ACCT_FLAG_HAS_VALUE;
        secret.help = text_of("Type anything; only its length is looked at.");
        secret.autocomplete = text_of("off");
    }
    to.add(ACCT_CONTROL_CHECKBOX, "agree", "Tick this", value("agree").empty() ? "0" : value("agree"));
    to.add(ACCT_CONTROL_FILE, "file", "A file", value("file"));
    acct_control& frozen = to.add(ACCT_CONTROL_INPUT, "frozen", "Not now", "This field is disabled");
    frozen.flags = 0;
    to.add(later_kind, "later", "Valid until (a kind that no host knows; it is shown as text)", "2027-03-31")
        .tone = later_tone;
}

void draw_buttons(Picture& to) {
    const auto button = [&](const char* id, const char* label, std::uint32_t tone) -> acct_control& {
        acct_control& made = to.add(ACCT_CONTROL_BUTTON, id, label);
        made.tone = tone;
        made.group = text_of("buttons");
        return made;
    };
    button("save", "Press this", ACCT_TONE_PRIMARY).flags |= ACCT_FLAG_DEFAULT;
    button("thread", "Change this page from another thread", ACCT_TONE_NEUTRAL);
    button("never", "This is disabled", ACCT_TONE_DESTRUCTIVE).flags = 0;
    to.add(ACCT_CONTROL_LINK, "link", "Follow this");
}

void draw_table(Picture& to) {
    acct_control& table = to.add(ACCT_CONTROL_TABLE, "rows", "Many rows");
    to.set_columns(table, {"GSTIN", "User", "Status"});
    for (std::size_t i = 1; i <= many_rows; ++i) {
        const std::string number = std::to_string(i);
        to.add_row(
            table, "row/" + number, {"29AAACP0029A1Z2\nbranch " + number, "API_user_" + number, "Verified"},
            {{"open", "Open"}, {"lock", "Not now", false}}, i % 2 == 0 ? later_tone : ACCT_TONE_SUCCESS);
    }
}

// What came to be judged, and how.
void draw_report(Picture& to, const std::vector<Seen>& findings, const std::set<std::string>& judged) {
    to.add(ACCT_CONTROL_HEADING, "report", "What was found").level = 1;
    acct_control& notice = to.add(ACCT_CONTROL_NOTICE, "verdict",
                                  findings.empty() ? "Nothing is wrong so far" : "The host breaks rules",
                                  findings.empty() ? "" : findings.back().did + ": " + findings.back().got);
    notice.tone = findings.empty() ? ACCT_TONE_SUCCESS : ACCT_TONE_ERROR;
    acct_control& done = to.add(ACCT_CONTROL_PROGRESS, "judged", "Rules that came to be judged");
    done.progress_done = judged.size();
    done.progress_total = all_rules().size();
    acct_control& open = to.add(ACCT_CONTROL_TABLE, "open", "Rules");
    to.set_columns(open, {"Rule", "How it stands"});
    for (const Rule& rule : all_rules()) {
        const auto broken = std::count_if(findings.begin(), findings.end(),
                                          [&](const Seen& seen) { return seen.rule == rule.name; });
        const bool was_judged = judged.count(std::string(rule.name)) == 1;
        const std::string stands = broken > 0 ? "Broken" : was_judged ? "Kept so far" : "Not judged yet";
        to.add_row(open, std::string(rule.name),
                   {std::string(rule.what) + "\n" + std::string(was_judged ? rule.source : rule.how), stands},
                   {},
                   broken > 0   ? ACCT_TONE_ERROR
                   : was_judged ? ACCT_TONE_SUCCESS
                                : ACCT_TONE_WARNING);
    }
}

}  // namespace

Pages::Pages(std::function<void(acct_page, std::uint64_t)> changed,
             std::function<void(acct_page)> from_other_thread)
    : changed_(std::move(changed)), from_other_thread_(std::move(from_other_thread)) {}

Pages::~Pages() = default;

acct_page Pages::open() {
    Open& opened = open_[++last_page_];
    opened.findings = judge().findings();
    opened.judged = judge().judged();
    judge().last("opened page " + std::to_string(last_page_));
    return last_page_;
}

Pages::Open* Pages::find(acct_page page, std::string_view did) {
    const auto found = open_.find(page);
    // A page that was closed meanwhile is no mistake: clicks may be under way.
    judge().expect(page != 0 && page <= last_page_, "pages.known", did,
                   "page " + std::to_string(page) + " was never opened");
    return found != open_.end() ? &found->second : nullptr;
}

Status Pages::close(acct_page page) {
    if (find(page, "close") == nullptr) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-PAGE", "This page is not open.");
    }
    judge_patience(false);
    open_.erase(page);
    judge().last("closed page " + std::to_string(page));
    return Nothing{};
}

std::unique_ptr<Picture> Pages::draw(const Open& open, std::uint64_t view_id) {
    auto picture = std::make_unique<Picture>();
    picture->view.view_id = view_id;
    picture->view.revision = open.revision;
    picture->view.title = text_of("Host check");
    picture->view.flags = open.busy ? ACCT_FLAG_BUSY : 0U;
    picture->add(ACCT_CONTROL_TEXT, "intro", "",
                 "Use every field and button on this page, and look whether each is drawn as its label says. "
                 "What is wrong "
                 "shows below and in the report.");
    acct_control& did = picture->add(ACCT_CONTROL_TEXT, "did", "Done last", open.did);
    did.flags |= later_flag;
    draw_controls(*picture, open.values);
    draw_buttons(*picture);
    draw_report(*picture, open.findings, open.judged);
    draw_table(*picture);
    picture->finish();
    return picture;
}

Result<const acct_page_view*> Pages::acquire(acct_page page) {
    Open* open = find(page, "acquire");
    if (open == nullptr) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-PAGE", "This page is not open.");
    }
    if (open->told != 0) {
        judge().expect(true, "pages.redrawn", "acquire");
        open->told = 0;
    }
    auto picture = draw(*open, ++last_view_);
    const acct_page_view* view = &picture->view;
    judge().last("lent view " + std::to_string(view->view_id) + " of the page \"Host check\"");
    lent_[view->view_id] = std::move(picture);
    most_lent_ = std::max(most_lent_, lent_.size());
    judge().expect(most_lent_ <= most_lent, "views.released", "acquire",
                   std::to_string(lent_.size()) + " views are on loan");
    return view;
}

Status Pages::release(std::uint64_t view_id) {
    const auto found = lent_.find(view_id);
    const std::string did = "release(" + std::to_string(view_id) + ")";
    if (!judge().expect(found != lent_.end(), "views.released_once", did,
                        view_id != 0 && view_id <= last_view_ ? "it was given back before"
                                                              : "no view has this view_id")) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-VIEW", "This view is not on loan.");
    }
    judge().expect(found->second->is_as_lent(), "views.untouched", did, "the view is not what was lent");
    judge().expect(true, "future.drawn", did);
    lent_.erase(found);
    return Nothing{};
}

void Pages::change(acct_page page, Open& open, std::string did) {
    open.did = std::move(did);
    open.findings = judge().findings();
    open.judged = judge().judged();
    ++open.revision;
    if (changed_) {
        open.told = open.revision;
        open.told_at = Clock::now();
        changed_(page, open.revision);
    }
}

void Pages::judge_value(const acct_control& control, acct_text value, const std::string& did) {
    const std::string_view text = view_of(value);
    judge().expect(is_utf8(text) && (value.data != nullptr || value.size == 0), "values.utf8", did,
                   "the value is not UTF-8");
    const std::string shown = is_secret(control.kind) ? "a secret" : in_quotes(text);
    if (control.kind == ACCT_CONTROL_CHECKBOX) {
        judge().expect(text == "1" || text == "0", "values.checkbox", did, shown);
    } else if (control.kind == ACCT_CONTROL_FILE) {
        judge().expect(text.empty() || std::filesystem::path(text).is_absolute(), "values.file", did, shown);
    } else if (control.kind == ACCT_CONTROL_CHOICE) {
        const acct_option* const* const end = control.options + control.option_count;
        const acct_option* const* const chosen = std::find_if(
            control.options, end, [&](const acct_option* one) { return view_of(one->id) == text; });
        if (judge().expect(chosen != end || text.empty(), "values.option", did, shown) && chosen != end) {
            judge().expect(((*chosen)->flags & ACCT_FLAG_ENABLED) != 0, "values.enabled", did,
                           "the option " + shown + " is disabled");
        }
    }
}

Status Pages::set_value(acct_page page, std::string_view control, acct_text value) {
    const std::string did = "set_value(" + in_quotes(control) + ")";
    judge().last(did);
    Open* open = find(page, did);
    if (open == nullptr) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-PAGE", "This page is not open.");
    }
    const auto picture = draw(*open, 0);
    const acct_control* present = picture->find(control);
    if (!judge().expect(present != nullptr, "values.known_control", did, "the page has no such control")) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-CONTROL", "The page has no such control.");
    }
    if (!judge().expect(takes_value(present->kind), "values.kind", did,
                        "a control of kind " + std::to_string(present->kind) + " takes no value")) {
        return refusal(ACCT_ERROR_UNSUPPORTED, "OTHER-KIND", "This control takes no value.");
    }
    if (!judge().expect((present->flags & ACCT_FLAG_ENABLED) != 0, "values.enabled", did,
                        "the control is disabled")) {
        return refusal(ACCT_ERROR_WRONG_STATE, "DISABLED", "This control is disabled.");
    }
    judge_value(*present, value, did);
    if (!is_utf8(view_of(value))) {
        return refusal(ACCT_ERROR_BAD_TEXT, "NOT-UTF-8", "This is not UTF-8.");
    }
    // What no view could show is judged and not kept.
    if (!can_hold(*present, view_of(value))) {
        change(page, *open, string_of(present->label) + " was given what it cannot hold");
        return Nothing{};
    }
    // Of a secret nothing is kept but that it was typed.
    std::string kept =
        is_secret(present->kind) ? std::string(value.size > 0 ? "typed" : "") : string_of(value);
    std::string& now = open->values[std::string(control)];
    if (std::exchange(now, std::move(kept)) != now || is_secret(present->kind)) {
        change(page, *open, string_of(present->label) + " was filled in");
    }
    return Nothing{};
}

Status Pages::activate(acct_page page, std::string_view control, std::string_view row,
                       std::string_view action) {
    const std::string did =
        "activate(" + in_quotes(control) + ", " + in_quotes(row) + ", " + in_quotes(action) + ")";
    judge().last(did);
    Open* open = find(page, did);
    if (open == nullptr) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-PAGE", "This page is not open.");
    }
    const auto picture = draw(*open, 0);
    const acct_control* present = picture->find(control);
    if (!judge().expect(present != nullptr, "values.known_control", did, "the page has no such control")) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-CONTROL", "The page has no such control.");
    }
    const bool is_table = present->kind == ACCT_CONTROL_TABLE;
    if (!judge().expect(
            is_table || present->kind == ACCT_CONTROL_BUTTON || present->kind == ACCT_CONTROL_LINK,
            "values.kind", did, "a control of kind " + std::to_string(present->kind) + " is not pressed")) {
        return refusal(ACCT_ERROR_UNSUPPORTED, "OTHER-KIND", "This control is not pressed.");
    }
    bool enabled = (present->flags & ACCT_FLAG_ENABLED) != 0;
    bool known = !is_table && row.empty() && action.empty();
    for (std::uint32_t i = 0; is_table && i < present->row_count; ++i) {
        for (std::uint32_t j = 0; view_of(present->rows[i]->id) == row && j < present->rows[i]->action_count;
             ++j) {
            const acct_row_action* one = present->rows[i]->actions[j];
            if (view_of(one->id) == action) {
                known = true;
                enabled = enabled && (one->flags & ACCT_FLAG_ENABLED) != 0;
            }
        }
    }
    if (!judge().expect(known, "values.row", did,
                        is_table ? "there is no such row or action" : "a button has no rows")) {
        return refusal(ACCT_ERROR_UNKNOWN_ID, "NO-ROW", "The page has no such row or action.");
    }
    if (!judge().expect(enabled, "values.enabled", did, "it is disabled")) {
        return refusal(ACCT_ERROR_WRONG_STATE, "DISABLED", "This is disabled.");
    }
    if (control == "thread") {
        open->busy = true;
        change(page, *open, "Waiting for another thread");
        from_other_thread_(page);
    } else {
        change(page, *open,
               is_table ? "Row " + std::string(row) + ", " + std::string(action)
                        : string_of(present->label) + " was pressed");
    }
    return Nothing{};
}

void Pages::arrived(acct_page page) {
    if (const auto found = open_.find(page); found != open_.end()) {
        found->second.busy = false;
        change(page, found->second, "Another thread changed this page");
    }
}

void Pages::judge_patience(bool at_the_end) {
    for (auto& [page, open] : open_) {
        if (open.told != 0 && Clock::now() - open.told_at > patience) {
            judge().broken(
                "pages.redrawn",
                "revision " + std::to_string(open.told) + " of page " + std::to_string(page) + " was told",
                "the view was not acquired within five seconds");
            open.told = 0;
        }
    }
    for (const auto& [view_id, picture] : lent_) {
        if (at_the_end) {
            judge().expect(picture->is_as_lent(), "views.untouched",
                           "view " + std::to_string(view_id) + ", still on loan at destroy",
                           "it is not what was lent");
        }
    }
}

}  // namespace accounting::host_check
