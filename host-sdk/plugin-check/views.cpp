// views.cpp - see views.hpp.
#include "views.hpp"

#include <set>
#include <string_view>

#include "acct/cpp/first_size.hpp"
#include "acct/cpp/result.hpp"
#include "secrets.hpp"
#include "texts.hpp"
#include "verdict.hpp"

namespace accounting::check {
namespace {

// Where in a view something stands; put into words only for a finding, because tables can be long.
struct Place {
    const Place* above = nullptr;
    std::string_view name;
    std::int64_t index = -1;

    std::string words() const {
        return (above != nullptr ? above->words() : std::string()) + std::string(name) +
               (index >= 0 ? "[" + std::to_string(index) + "]" : std::string());
    }
    Place operator()(std::string_view below, std::int64_t at = -1) const { return {this, below, at}; }
};

// Walks over everything in a view in one order, for reading and for comparing.
class Reader {
public:
    Reader(std::string page, bool judging) : page_(std::move(page)), judging_(judging) {}

    std::string picture;

    void number(std::uint64_t value) { picture += std::to_string(value) + '\n'; }
    std::string text(const Place& at, acct_text text) {
        if (judging_ && (text.data == nullptr ? text.size > 0 : !is_utf8(view_of(text)))) {
            expect_utf8(at.words(), text);
        }
        picture += view_of(text);
        picture += '\n';
        return string_of(text);
    }
    // Tells what `got` and `wanted` say if something is not good.
    template <typename Got>
    void expect(bool good, const char* rule, const Place& at, const std::string_view wanted,
                Got&& got) const {
        if (!good && judging_) {
            found({std::string("settings_page.h, ") + rule,
                   "acquired a view of " + page_ + " and read " + at.words(), std::string(wanted), got(),
                   ""});
        }
    }
    // True if a struct behind a pointer can be read.
    template <typename Struct>
    bool readable(const Struct* at, const Place& place) const {
        const bool good = at != nullptr && at->size >= first_size<Struct>;
        expect(good, "sizes", place, "a struct whose size is set (abi.h, rule 2)",
               [at] { return at == nullptr ? std::string("NULL") : "size " + std::to_string(at->size); });
        return good;
    }
    bool array(const void* at, std::uint32_t count, const Place& place) const {
        expect(count == 0 || at != nullptr, "arrays", place, "an array for what is counted",
               [count] { return "NULL for " + std::to_string(count); });
        return at != nullptr;
    }
    // An id that has to be other than those before it.
    void expect_new(std::set<std::string>& ids, const std::string& id, const char* rule,
                    const Place& at) const {
        expect(ids.insert(id).second, rule, at, "an id of its own among the others",
               [&] { return in_quotes(id) + " again"; });
    }
    bool judging() const { return judging_; }
    const std::string& page() const { return page_; }

private:
    std::string page_;
    bool judging_;
};

void read_options(Reader& to, const acct_control& from, const Place& place, SeenControl& control) {
    if (!to.array(from.options, from.option_count, place(".options"))) {
        return;
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < from.option_count; ++i) {
        const Place at = place(".options", i);
        const acct_option* option = from.options[i];
        if (!to.readable(option, at)) {
            continue;
        }
        std::string id = to.text(at(".id"), option->id);
        to.expect_new(ids, id, "acct_option.id", at);
        (void)to.text(at(".label"), option->label);
        (void)to.text(at(".detail"), option->detail);
        (void)to.text(at(".badge"), option->badge);
        to.number(option->flags);
        to.number(option->badge_tone);
        if ((option->flags & ACCT_FLAG_ENABLED) != 0) {
            control.options.push_back(std::move(id));
        }
    }
    to.expect(control.value.empty() || ids.count(control.value) == 1, "ACCT_CONTROL_CHOICE", place(".value"),
              "the id of one of the options, or nothing", [&] { return in_quotes(control.value); });
}

void read_cells(Reader& to, const acct_cell* const* cells, std::uint32_t count, const Place& above,
                std::string_view name) {
    if (!to.array(cells, count, above(name))) {
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        const Place at = above(name, i);
        if (to.readable(cells[i], at)) {
            (void)to.text(at, cells[i]->text);
            to.number(cells[i]->tone);
        }
    }
}

void read_actions(Reader& to, const acct_row& from, const Place& place, SeenRow& row) {
    if (!to.array(from.actions, from.action_count, place(".actions"))) {
        return;
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < from.action_count; ++i) {
        const Place at = place(".actions", i);
        const acct_row_action* action = from.actions[i];
        if (!to.readable(action, at)) {
            continue;
        }
        std::string id = to.text(at(".id"), action->id);
        to.expect_new(ids, id, "acct_row_action.id", at);
        to.expect(!id.empty() && action->label.size > 0, "acct_row_action", at, "an id and a label",
                  [] { return std::string("one of them is empty"); });
        (void)to.text(at(".label"), action->label);
        to.number(action->flags);
        if ((action->flags & ACCT_FLAG_ENABLED) != 0) {
            row.actions.push_back(std::move(id));
        }
    }
}

void read_rows(Reader& to, const acct_control& from, const Place& place, SeenControl& control) {
    read_cells(to, from.columns, from.column_count, place, ".columns");
    if (!to.array(from.rows, from.row_count, place(".rows"))) {
        return;
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < from.row_count; ++i) {
        const Place at = place(".rows", i);
        const acct_row* row = from.rows[i];
        if (!to.readable(row, at)) {
            continue;
        }
        SeenRow seen{to.text(at(".id"), row->id), {}};
        to.expect_new(ids, seen.id, "acct_row.id", at);
        to.expect(row->cell_count == from.column_count, "acct_row.cell_count", at,
                  "as many cells as the table has columns", [&] {
                      return std::to_string(row->cell_count) + " cells for " +
                             std::to_string(from.column_count) + " columns";
                  });
        read_cells(to, row->cells, row->cell_count, at, ".cells");
        to.number(row->flags);
        read_actions(to, *row, at, seen);
        control.rows.push_back(std::move(seen));
    }
}

void judge_kind(const Reader& to, const acct_control& from, const SeenControl& control, const Place& at) {
    const auto kind = from.kind;
    const bool is_known = kind <= ACCT_CONTROL_FILE;
    const auto shown_kind = [kind] { return "kind " + std::to_string(kind); };
    const auto shown_value = [&control] { return in_quotes(control.value); };
    to.expect(kind != 0, "acct_control.kind", at, "one of ACCT_CONTROL_…", shown_kind);
    to.expect(kind != ACCT_CONTROL_HEADING || from.level == 1 || from.level == 2, "ACCT_CONTROL_HEADING",
              at(".level"), "1 or 2", [&] { return std::to_string(from.level); });
    to.expect(!control.is_secret() || control.value.empty(), "ACCT_CONTROL_SECRET", at(".value"),
              "always empty for secrets and one-time codes (abi.h, rule 5)",
              [&] { return "a value of " + std::to_string(control.value.size()) + " bytes"; });
    to.expect(kind != ACCT_CONTROL_CHECKBOX || control.value == "0" || control.value == "1",
              "ACCT_CONTROL_CHECKBOX", at(".value"), "\"1\" or \"0\"", shown_value);
    to.expect(kind != ACCT_CONTROL_PROGRESS || from.progress_total == 0 ||
                  from.progress_done <= from.progress_total,
              "ACCT_CONTROL_PROGRESS", at, "not more done than there is", [&] {
                  return std::to_string(from.progress_done) + " of " + std::to_string(from.progress_total);
              });
    to.expect(kind == ACCT_CONTROL_CHOICE || !is_known || from.option_count == 0, "acct_control.options", at,
              "options of a choice only", shown_kind);
    to.expect(kind == ACCT_CONTROL_TABLE || !is_known || (from.row_count == 0 && from.column_count == 0),
              "acct_control.rows", at, "rows and columns of a table only", shown_kind);
    to.expect(!(control.takes_value() || control.is_pressed()) || from.label.size > 0, "acct_control.label",
              at, "a name for people, for everything that is filled in or pressed",
              [] { return std::string("none"); });
    to.expect((from.flags & ACCT_FLAG_HAS_VALUE) == 0 || control.is_secret() || !is_known,
              "ACCT_FLAG_HAS_VALUE", at, "on secrets only", shown_kind);
    to.expect((from.flags & (ACCT_FLAG_DEFAULT | ACCT_FLAG_CANCEL)) == 0 || control.is_pressed() || !is_known,
              "ACCT_FLAG_DEFAULT", at, "ACCT_FLAG_DEFAULT and ACCT_FLAG_CANCEL on what is pressed",
              shown_kind);
}

SeenControl read_control(Reader& to, const acct_control& from, const Place& place) {
    SeenControl control;
    control.kind = from.kind;
    control.flags = from.flags;
    control.max_length = from.max_length;
    control.id = to.text(place(".id"), from.id);
    const std::string name = "control " + in_quotes(control.id);
    const Place at{nullptr, name};
    for (const std::uint32_t value : {from.kind, from.flags, from.tone, from.level, from.max_length}) {
        to.number(value);
    }
    control.value = to.text(at(".value"), from.value);
    const std::pair<const char*, acct_text> texts[] = {
        {".label", from.label}, {".placeholder", from.placeholder}, {".help", from.help},
        {".error", from.error}, {".warning", from.warning},         {".autocomplete", from.autocomplete},
        {".group", from.group},
    };
    for (const auto& [field, text] : texts) {
        (void)to.text(at(field), text);
    }
    to.number(from.progress_done);
    to.number(from.progress_total);
    if (from.kind == ACCT_CONTROL_CHOICE) {
        read_options(to, from, at, control);
    }
    if (from.kind == ACCT_CONTROL_TABLE) {
        read_rows(to, from, at, control);
    }
    if (to.judging()) {
        judge_kind(to, from, control, at);
    }
    return control;
}

SeenView read(Reader& to, const acct_page_view& from) {
    SeenView view;
    if (!to.readable(&from, {nullptr, "the view"})) {
        return view;
    }
    view.view_id = from.view_id;
    view.revision = from.revision;
    view.focus_serial = from.focus_serial;
    view.busy = (from.flags & ACCT_FLAG_BUSY) != 0;
    const Place title{nullptr, "the title"};
    view.title = to.text(title, from.title);
    to.expect(!view.title.empty(), "acct_page_view.title", title, "a title",
              [] { return std::string("none"); });
    const Place breadcrumbs{nullptr, "the breadcrumbs"};
    std::string last = view.title;
    if (to.array(from.breadcrumbs, from.breadcrumb_count, breadcrumbs)) {
        for (std::uint32_t i = 0; i < from.breadcrumb_count; ++i) {
            last = to.text({nullptr, "the breadcrumbs", i}, from.breadcrumbs[i]);
        }
    }
    to.expect(last == view.title, "acct_page_view.breadcrumbs", breadcrumbs, "the title as the last of them",
              [&] { return in_quotes(last); });
    to.number(from.focus_serial);
    to.number(from.flags);
    const Place controls{nullptr, "the controls"};
    std::set<std::string> ids;
    int focused = 0;
    for (std::uint32_t i = 0; to.array(from.controls, from.control_count, controls) && i < from.control_count;
         ++i) {
        const Place at{nullptr, "controls", i};
        if (!to.readable(from.controls[i], at)) {
            continue;
        }
        SeenControl control = read_control(to, *from.controls[i], at);
        to.expect(!control.id.empty(), "acct_control.id", at, "an id", [] { return std::string("none"); });
        to.expect_new(ids, control.id, "acct_control.id", at);
        focused += (control.flags & ACCT_FLAG_AUTOFOCUS) != 0 ? 1 : 0;
        view.controls.push_back(std::move(control));
    }
    to.expect(focused <= 1, "ACCT_FLAG_AUTOFOCUS", controls, "the focus at one control at most",
              [focused] { return std::to_string(focused); });
    if (to.judging()) {
        search_text("a view of " + to.page(), to.picture);
    }
    view.picture = std::move(to.picture);
    return view;
}

}  // namespace

bool SeenControl::takes_value() const {
    return (kind >= ACCT_CONTROL_CHOICE && kind <= ACCT_CONTROL_CHECKBOX) || kind == ACCT_CONTROL_FILE;
}

SeenView read_view(const std::string& page, const acct_page_view& view) {
    Reader reader(page, true);
    return read(reader, view);
}

std::string picture_of(const acct_page_view& view) {
    Reader reader("", false);
    return read(reader, view).picture;
}

}  // namespace accounting::check
