// view_model.cpp - freezes view models into the ABI's structs.
#include "view_model.hpp"

#include <algorithm>
#include <deque>

#include "acct/cpp/result.hpp"

namespace tijori::settings {

using accounting::text_of;

const Control* ViewModel::find(std::string_view id) const {
    const auto found = std::find_if(controls.begin(), controls.end(),
                                    [id](const Control& control) { return control.id == id; });
    return found != controls.end() ? &*found : nullptr;
}

// The structs, in containers that do not move what they hold.
struct FrozenView::Structs {
    std::deque<acct_control> controls;
    std::deque<acct_option> options;
    std::deque<acct_cell> cells;
    std::deque<acct_row_action> actions;
    std::deque<acct_row> rows;
    std::deque<std::vector<const acct_option*>> option_lists;
    std::deque<std::vector<const acct_cell*>> cell_lists;
    std::deque<std::vector<const acct_row_action*>> action_lists;
    std::deque<std::vector<const acct_row*>> row_lists;
    std::vector<const acct_control*> control_list;
    std::vector<acct_text> breadcrumbs;

    const acct_cell* cell(const std::string& text, std::uint32_t tone) {
        cells.push_back({sizeof(acct_cell), tone, text_of(text)});
        return &cells.back();
    }

    void add_options(const Control& from, acct_control& to) {
        auto& list = option_lists.emplace_back();
        list.reserve(from.options.size());
        for (const Option& option : from.options) {
            options.push_back({sizeof(acct_option), option.enabled ? ACCT_FLAG_ENABLED : 0U,
                               text_of(option.id), text_of(option.label), text_of(option.detail),
                               text_of(option.badge), option.badge_tone, 0});
            list.push_back(&options.back());
        }
        to.options = list.data();
        to.option_count = static_cast<std::uint32_t>(list.size());
    }

    void add_table(const Control& from, acct_control& to) {
        auto& heads = cell_lists.emplace_back();
        for (const std::string& column : from.columns) {
            heads.push_back(cell(column, ACCT_TONE_NEUTRAL));
        }
        to.columns = heads.data();
        to.column_count = static_cast<std::uint32_t>(heads.size());
        auto& list = row_lists.emplace_back();
        for (const Row& row : from.rows) {
            auto& row_cells = cell_lists.emplace_back();
            for (const Cell& one : row.cells) {
                row_cells.push_back(cell(one.text, one.tone));
            }
            auto& row_actions = action_lists.emplace_back();
            for (const RowAction& action : row.actions) {
                actions.push_back({sizeof(acct_row_action), action.enabled ? ACCT_FLAG_ENABLED : 0U,
                                   text_of(action.id), text_of(action.label)});
                row_actions.push_back(&actions.back());
            }
            rows.push_back({sizeof(acct_row), static_cast<std::uint32_t>(row_cells.size()), text_of(row.id),
                            row_cells.data(), static_cast<std::uint32_t>(row_actions.size()), row.flags,
                            row_actions.data()});
            list.push_back(&rows.back());
        }
        to.rows = list.data();
        to.row_count = static_cast<std::uint32_t>(list.size());
    }
};

FrozenView::FrozenView(ViewModel model, std::uint64_t revision)
    : model_(std::move(model)), revision_(revision), structs_(std::make_unique<Structs>()) {
    for (const Control& from : model_.controls) {
        acct_control to{};
        to.size = sizeof(to);
        to.kind = from.kind;
        to.flags = from.flags;
        to.tone = from.tone;
        to.level = from.level;
        to.max_length = from.max_length;
        to.id = text_of(from.id);
        to.label = text_of(from.label);
        to.value = text_of(from.value);
        to.placeholder = text_of(from.placeholder);
        to.help = text_of(from.help);
        to.error = text_of(from.error);
        to.warning = text_of(from.warning);
        to.autocomplete = text_of(from.autocomplete);
        to.group = text_of(from.group);
        to.progress_done = from.progress_done;
        to.progress_total = from.progress_total;
        structs_->add_options(from, to);
        structs_->add_table(from, to);
        structs_->controls.push_back(to);
        structs_->control_list.push_back(&structs_->controls.back());
    }
    for (const std::string& crumb : model_.breadcrumbs) {
        structs_->breadcrumbs.push_back(text_of(crumb));
    }
}

FrozenView::~FrozenView() = default;

acct_page_view FrozenView::view(std::uint64_t view_id) const noexcept {
    acct_page_view view{};
    view.size = sizeof(view);
    view.control_count = static_cast<std::uint32_t>(structs_->control_list.size());
    view.view_id = view_id;
    view.revision = revision_;
    view.focus_serial = model_.focus_serial;
    view.title = text_of(model_.title);
    view.breadcrumbs = structs_->breadcrumbs.data();
    view.breadcrumb_count = static_cast<std::uint32_t>(structs_->breadcrumbs.size());
    view.flags = model_.flags;
    view.controls = structs_->control_list.data();
    return view;
}

}  // namespace tijori::settings
