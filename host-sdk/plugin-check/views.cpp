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

constexpr const char* header = "settings_page.h";

// Walks over everything in a view in one order, for reading and for comparing.
class Reader {
public:
    Reader(std::string page, bool judging) : page_(std::move(page)), judging_(judging) {}

    std::string picture;

    void number(std::uint64_t value) { picture += std::to_string(value) + '\n'; }
    std::string text(const std::string& where, acct_text text) {
        if (judging_) {
            expect_utf8(where, text);
        }
        picture += view_of(text);
        picture += '\n';
        return string_of(text);
    }
    void expect(bool good, const char* what, const std::string& where, const std::string& expected,
                const std::string& got) {
        if (!good && judging_) {
            found({std::string(header) + ", " + what, "acquired a view of " + page_ + " and read " + where,
                   expected, got, ""});
        }
    }
    // True if a struct behind a pointer can be read.
    template <typename Struct>
    bool readable(const Struct* at, const std::string& where) {
        expect(at != nullptr && at->size >= first_size<Struct>, "sizes", where,
               "a struct whose size is set (abi.h, rule 2)",
               at == nullptr ? std::string("NULL") : "size " + std::to_string(at->size));
        return at != nullptr && at->size >= first_size<Struct>;
    }
    bool array(const void* at, std::uint32_t count, const std::string& where) {
        expect(count == 0 || at != nullptr, "arrays", where,
               "an array for " + std::to_string(count) + " entries", "NULL");
        return at != nullptr;
    }
    bool judging() const { return judging_; }
    const std::string& page() const { return page_; }

private:
    std::string page_;
    bool judging_;
};

void read_options(Reader& to, const acct_control& from, const std::string& where, SeenControl& control) {
    if (!to.array(from.options, from.option_count, where + ".options")) {
        return;
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < from.option_count; ++i) {
        const std::string at = where + ".options[" + std::to_string(i) + "]";
        const acct_option* option = from.options[i];
        if (!to.readable(option, at)) {
            continue;
        }
        std::string id = to.text(at + ".id", option->id);
        to.expect(ids.insert(id).second, "acct_option.id", at, "an id of its own among the options",
                  in_quotes(id) + " again");
        (void)to.text(at + ".label", option->label);
        (void)to.text(at + ".detail", option->detail);
        (void)to.text(at + ".badge", option->badge);
        to.number(option->flags);
        to.number(option->badge_tone);
        if ((option->flags & ACCT_FLAG_ENABLED) != 0) {
            control.options.push_back(std::move(id));
        }
    }
    to.expect(control.value.empty() || ids.count(control.value) == 1, "ACCT_CONTROL_CHOICE", where + ".value",
              "the id of one of the options, or nothing", in_quotes(control.value));
}

void read_cells(Reader& to, const acct_cell* const* cells, std::uint32_t count, const std::string& where) {
    if (!to.array(cells, count, where)) {
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string at = where + "[" + std::to_string(i) + "]";
        if (to.readable(cells[i], at)) {
            (void)to.text(at, cells[i]->text);
            to.number(cells[i]->tone);
        }
    }
}

void read_rows(Reader& to, const acct_control& from, const std::string& where, SeenControl& control) {
    read_cells(to, from.columns, from.column_count, where + ".columns");
    if (!to.array(from.rows, from.row_count, where + ".rows")) {
        return;
    }
    std::set<std::string> ids;
    for (std::uint32_t i = 0; i < from.row_count; ++i) {
        const std::string at = where + ".rows[" + std::to_string(i) + "]";
        const acct_row* row = from.rows[i];
        if (!to.readable(row, at)) {
            continue;
        }
        SeenRow seen{to.text(at + ".id", row->id), {}};
        to.expect(ids.insert(seen.id).second, "acct_row.id", at, "an id of its own among the rows",
                  in_quotes(seen.id) + " again");
        to.expect(row->cell_count == from.column_count, "acct_row.cell_count", at,
                  "as many cells as the table has columns (" + std::to_string(from.column_count) + ")",
                  std::to_string(row->cell_count));
        read_cells(to, row->cells, row->cell_count, at + ".cells");
        to.number(row->flags);
        std::set<std::string> actions;
        for (std::uint32_t k = 0;
             to.array(row->actions, row->action_count, at + ".actions") && k < row->action_count; ++k) {
            const std::string action_at = at + ".actions[" + std::to_string(k) + "]";
            if (!to.readable(row->actions[k], action_at)) {
                continue;
            }
            std::string id = to.text(action_at + ".id", row->actions[k]->id);
            const std::string label = to.text(action_at + ".label", row->actions[k]->label);
            to.number(row->actions[k]->flags);
            to.expect(!id.empty() && actions.insert(id).second, "acct_row_action.id", action_at,
                      "an id of its own in its row", in_quotes(id));
            to.expect(!label.empty(), "acct_row_action.label", action_at, "a label", "none");
            if ((row->actions[k]->flags & ACCT_FLAG_ENABLED) != 0) {
                seen.actions.push_back(std::move(id));
            }
        }
        control.rows.push_back(std::move(seen));
    }
}

void judge_kind(Reader& to, const acct_control& from, const SeenControl& control, const std::string& where) {
    const auto kind = from.kind;
    to.expect(kind != 0, "acct_control.kind", where, "one of ACCT_CONTROL_…", "0");
    to.expect(kind != ACCT_CONTROL_HEADING || from.level == 1 || from.level == 2, "ACCT_CONTROL_HEADING",
              where + ".level", "1 or 2", std::to_string(from.level));
    to.expect(!control.is_secret() || control.value.empty(), "ACCT_CONTROL_SECRET", where + ".value",
              "always empty for secrets and one-time codes (abi.h, rule 5)",
              "a value of " + std::to_string(control.value.size()) + " bytes");
    to.expect(kind != ACCT_CONTROL_CHECKBOX || control.value == "0" || control.value == "1",
              "ACCT_CONTROL_CHECKBOX", where + ".value", "\"1\" or \"0\"", in_quotes(control.value));
    to.expect(kind != ACCT_CONTROL_PROGRESS || from.progress_total == 0 ||
                  from.progress_done <= from.progress_total,
              "ACCT_CONTROL_PROGRESS", where, "not more done than there is",
              std::to_string(from.progress_done) + " of " + std::to_string(from.progress_total));
    to.expect(kind == ACCT_CONTROL_CHOICE || from.option_count == 0, "acct_control.options", where,
              "options of a choice only",
              std::to_string(from.option_count) + " on kind " + std::to_string(kind));
    to.expect(kind == ACCT_CONTROL_TABLE || (from.row_count == 0 && from.column_count == 0),
              "acct_control.rows", where, "rows and columns of a table only",
              "some on kind " + std::to_string(kind));
    to.expect(!(control.takes_value() || control.is_pressed()) || !view_of(from.label).empty(),
              "acct_control.label", where, "a name for people, for everything that is filled in or pressed",
              "none");
    to.expect((from.flags & ACCT_FLAG_HAS_VALUE) == 0 || control.is_secret() || kind > ACCT_CONTROL_FILE,
              "ACCT_FLAG_HAS_VALUE", where, "on secrets only", "kind " + std::to_string(kind));
    to.expect((from.flags & (ACCT_FLAG_DEFAULT | ACCT_FLAG_CANCEL)) == 0 || control.is_pressed() ||
                  kind > ACCT_CONTROL_FILE,
              "ACCT_FLAG_DEFAULT", where, "ACCT_FLAG_DEFAULT and ACCT_FLAG_CANCEL on what is pressed",
              "kind " + std::to_string(kind));
}

SeenControl read_control(Reader& to, const acct_control& from, const std::string& place) {
    SeenControl control;
    control.kind = from.kind;
    control.flags = from.flags;
    control.max_length = from.max_length;
    control.id = to.text(place + ".id", from.id);
    const std::string where = "control " + in_quotes(control.id);
    for (const std::uint32_t value : {from.kind, from.flags, from.tone, from.level, from.max_length}) {
        to.number(value);
    }
    control.value = to.text(where + ".value", from.value);
    const std::pair<const char*, acct_text> texts[] = {
        {".label", from.label}, {".placeholder", from.placeholder}, {".help", from.help},
        {".error", from.error}, {".warning", from.warning},         {".autocomplete", from.autocomplete},
        {".group", from.group},
    };
    for (const auto& [name, text] : texts) {
        (void)to.text(where + name, text);
    }
    to.number(from.progress_done);
    to.number(from.progress_total);
    if (from.kind == ACCT_CONTROL_CHOICE) {
        read_options(to, from, where, control);
    }
    if (from.kind == ACCT_CONTROL_TABLE) {
        read_rows(to, from, where, control);
    }
    if (to.judging()) {
        judge_kind(to, from, control, where);
    }
    return control;
}

SeenView read(Reader& to, const acct_page_view& from) {
    SeenView view;
    if (!to.readable(&from, "the view")) {
        return view;
    }
    view.view_id = from.view_id;
    view.revision = from.revision;
    view.focus_serial = from.focus_serial;
    view.busy = (from.flags & ACCT_FLAG_BUSY) != 0;
    view.title = to.text("the title", from.title);
    to.expect(!view.title.empty(), "acct_page_view.title", "the title", "a title", "none");
    std::string last;
    for (std::uint32_t i = 0;
         to.array(from.breadcrumbs, from.breadcrumb_count, "the breadcrumbs") && i < from.breadcrumb_count;
         ++i) {
        last = to.text("breadcrumb " + std::to_string(i), from.breadcrumbs[i]);
    }
    to.expect(from.breadcrumb_count == 0 || last == view.title, "acct_page_view.breadcrumbs",
              "the breadcrumbs", "the title " + in_quotes(view.title) + " as the last", in_quotes(last));
    to.number(from.focus_serial);
    to.number(from.flags);
    std::set<std::string> ids;
    int focused = 0;
    for (std::uint32_t i = 0;
         to.array(from.controls, from.control_count, "the controls") && i < from.control_count; ++i) {
        const std::string place = "controls[" + std::to_string(i) + "]";
        if (!to.readable(from.controls[i], place)) {
            continue;
        }
        SeenControl control = read_control(to, *from.controls[i], place);
        to.expect(!control.id.empty() && ids.insert(control.id).second, "acct_control.id", place,
                  "an id that is unique in the view", in_quotes(control.id));
        focused += (control.flags & ACCT_FLAG_AUTOFOCUS) != 0 ? 1 : 0;
        view.controls.push_back(std::move(control));
    }
    to.expect(focused <= 1, "ACCT_FLAG_AUTOFOCUS", "the controls", "the focus at one control at most",
              std::to_string(focused));
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
