// view_json.cpp - see view_json.hpp. Kinds, flags and tones become words, so that the script needs no
// numbers.
#include "plugins/view_json.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "acct/cpp/result.hpp"
#include "base/json_writer.hpp"

namespace munim {
namespace {

using accounting::view_of;

// By ACCT_CONTROL_… number.
constexpr std::array<std::string_view, 14> kinds{"text",  "heading",  "text",          "notice",   "choice",
                                                 "input", "secret",   "one_time_code", "checkbox", "button",
                                                 "link",  "progress", "table",         "file"};
static_assert(kinds[ACCT_CONTROL_HEADING] == "heading" && kinds[ACCT_CONTROL_SECRET] == "secret" &&
              kinds[ACCT_CONTROL_PROGRESS] == "progress" && kinds[ACCT_CONTROL_FILE] == "file");

// By ACCT_TONE_… number.
constexpr std::array<std::string_view, 7> tones{"neutral", "info",    "success",    "warning",
                                                "error",   "primary", "destructive"};
static_assert(tones[ACCT_TONE_ERROR] == "error" && tones[ACCT_TONE_DESTRUCTIVE] == "destructive");

constexpr std::array<std::pair<uint32_t, std::string_view>, 9> flag_words{
    {{ACCT_FLAG_ENABLED, "enabled"},
     {ACCT_FLAG_REQUIRED, "required"},
     {ACCT_FLAG_AUTOFOCUS, "autofocus"},
     {ACCT_FLAG_HAS_VALUE, "has_value"},
     {ACCT_FLAG_BUSY, "busy"},
     {ACCT_FLAG_DEFAULT, "default"},
     {ACCT_FLAG_MONOSPACE, "monospace"},
     {ACCT_FLAG_CANCEL, "cancel"},
     {ACCT_FLAG_ASSERTIVE, "assertive"}}};

template <std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, uint32_t number) noexcept {
    return number < N ? words[number] : words[0];
}

void write_options(JsonWriter& json, const acct_control& control) {
    json.key("options").begin_array();
    for (uint32_t index = 0; control.options != nullptr && index < control.option_count; ++index) {
        const acct_option* option = control.options[index];
        if (!readable(option)) {
            continue;
        }
        json.begin_object()
            .member("id", view_of(option->id))
            .member("label", view_of(option->label))
            .member("detail", view_of(option->detail))
            .member("badge", view_of(option->badge))
            .member("badge_tone", word(tones, option->badge_tone))
            .member("enabled", (option->flags & ACCT_FLAG_ENABLED) != 0)
            .end_object();
    }
    json.end_array();
}

void write_row(JsonWriter& json, const acct_row& row) {
    json.begin_object().member("id", view_of(row.id)).key("cells").begin_array();
    for (uint32_t index = 0; row.cells != nullptr && index < row.cell_count; ++index) {
        const acct_cell* cell = row.cells[index];
        // A missing cell still takes its column.
        json.begin_object()
            .member("text", readable(cell) ? view_of(cell->text) : std::string_view{})
            .member("tone", word(tones, readable(cell) ? cell->tone : ACCT_TONE_NEUTRAL))
            .end_object();
    }
    json.end_array().key("actions").begin_array();
    for (uint32_t index = 0; row.actions != nullptr && index < row.action_count; ++index) {
        const acct_row_action* action = row.actions[index];
        if (readable(action)) {
            json.begin_object()
                .member("id", view_of(action->id))
                .member("label", view_of(action->label))
                .member("enabled", (action->flags & ACCT_FLAG_ENABLED) != 0)
                .end_object();
        }
    }
    json.end_array().end_object();
}

void write_table(JsonWriter& json, const acct_control& control) {
    json.key("columns").begin_array();
    for (uint32_t index = 0; control.columns != nullptr && index < control.column_count; ++index) {
        json.value(readable(control.columns[index]) ? view_of(control.columns[index]->text)
                                                    : std::string_view{});
    }
    json.end_array().key("rows").begin_array();
    for (uint32_t index = 0; control.rows != nullptr && index < control.row_count; ++index) {
        if (readable(control.rows[index])) {
            write_row(json, *control.rows[index]);
        }
    }
    json.end_array();
}

void write_control(JsonWriter& json, const acct_control& control) {
    // A secret's value is empty by the ABI; should a plugin break that rule, it still does not travel on.
    const bool secret = control.kind == ACCT_CONTROL_SECRET || control.kind == ACCT_CONTROL_ONE_TIME_CODE;
    json.begin_object()
        .member("kind", word(kinds, control.kind))
        .member("id", view_of(control.id))
        .member("group", view_of(control.group))
        .member("label", view_of(control.label))
        .member("value", secret ? std::string_view{} : view_of(control.value))
        .member("placeholder", view_of(control.placeholder))
        .member("help", view_of(control.help))
        .member("error", view_of(control.error))
        .member("warning", view_of(control.warning))
        .member("autocomplete", view_of(control.autocomplete))
        .member("tone", word(tones, control.tone))
        .member("level", control.level)
        .member("max_length", control.max_length)
        .key("flags")
        .begin_array();
    for (const auto& [flag, name] : flag_words) {
        if ((control.flags & flag) != 0) {
            json.value(name);
        }
    }
    json.end_array();
    if (control.kind == ACCT_CONTROL_CHOICE) {
        write_options(json, control);
    } else if (control.kind == ACCT_CONTROL_TABLE) {
        write_table(json, control);
    } else if (control.kind == ACCT_CONTROL_PROGRESS) {
        json.key("progress")
            .begin_object()
            .member("done", control.progress_done)
            .member("total", control.progress_total)
            .end_object();
    }
    json.end_object();
}

}  // namespace

std::string view_json(const acct_page_view& view) {
    JsonWriter json;
    json.begin_object()
        .member("revision", view.revision)
        .member("focus_serial", view.focus_serial)
        .member("title", view_of(view.title))
        .key("breadcrumbs")
        .begin_array();
    for (uint32_t index = 0; view.breadcrumbs != nullptr && index < view.breadcrumb_count; ++index) {
        json.value(view_of(view.breadcrumbs[index]));
    }
    json.end_array().member("busy", (view.flags & ACCT_FLAG_BUSY) != 0).key("controls").begin_array();
    for (uint32_t index = 0; view.controls != nullptr && index < view.control_count; ++index) {
        if (readable(view.controls[index])) {
            write_control(json, *view.controls[index]);
        }
    }
    return json.end_array().end_object().take();
}

}  // namespace munim
