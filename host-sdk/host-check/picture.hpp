// picture.hpp - one view: owns everything it points to, and knows when somebody wrote to it.
#ifndef ACCT_HOST_CHECK_PICTURE_HPP
#define ACCT_HOST_CHECK_PICTURE_HPP

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/result.hpp"
#include "acct/settings_page.h"

namespace accounting::host_check {

// A control as a plugin of a later release has it: fields behind those that this ABI knows.
struct LaterControl {
    acct_control now;
    acct_text later_text;
    std::uint64_t later_number;
};

class Picture {
public:
    acct_page_view view{};

    acct_text keep(std::string text) { return text_of(texts_.emplace_back(std::move(text))); }

    // Every control is as large as a later one's.
    acct_control& add(std::uint32_t kind, std::string id, std::string label, std::string value = {}) {
        LaterControl& made = controls_.emplace_back();
        made = {};
        made.later_text = text_of("a text that this release does not know");
        made.later_number = UINT64_MAX;
        acct_control& control = made.now;
        control.size = sizeof(LaterControl);
        control.kind = kind;
        control.flags = ACCT_FLAG_ENABLED;
        control.id = keep(std::move(id));
        control.label = keep(std::move(label));
        control.value = keep(std::move(value));
        list_.push_back(&control);
        return control;
    }
    void add_option(acct_control& to, std::string id, std::string label, std::string detail,
                    std::uint32_t flags, std::string badge = {}, std::uint32_t tone = ACCT_TONE_NEUTRAL) {
        options_.push_back({sizeof(acct_option), flags, keep(std::move(id)), keep(std::move(label)),
                            keep(std::move(detail)), keep(std::move(badge)), tone, 0});
        auto& list = lists_of_[&to].options;
        list.push_back(&options_.back());
        to.options = list.data();
        to.option_count = static_cast<std::uint32_t>(list.size());
    }
    void set_columns(acct_control& to, const std::vector<std::string>& heads) {
        const auto& cells = cells_of(heads);
        to.columns = cells.data();
        to.column_count = static_cast<std::uint32_t>(cells.size());
    }
    struct Action {
        std::string id;
        std::string label;
        bool enabled = true;
    };
    void add_row(acct_control& to, std::string id, const std::vector<std::string>& texts,
                 const std::vector<Action>& actions, std::uint32_t tone_of_last = ACCT_TONE_NEUTRAL) {
        const auto& cells = cells_of(texts);
        cells_.back().tone = tone_of_last;
        auto& row_actions = action_lists_.emplace_back();
        for (const Action& action : actions) {
            actions_.push_back({sizeof(acct_row_action), action.enabled ? ACCT_FLAG_ENABLED : 0U,
                                keep(action.id), keep(action.label)});
            row_actions.push_back(&actions_.back());
        }
        rows_.push_back({sizeof(acct_row), static_cast<std::uint32_t>(cells.size()), keep(std::move(id)),
                         cells.data(), static_cast<std::uint32_t>(row_actions.size()), ACCT_FLAG_ENABLED,
                         row_actions.data()});
        auto& list = lists_of_[&to].rows;
        list.push_back(&rows_.back());
        to.rows = list.data();
        to.row_count = static_cast<std::uint32_t>(list.size());
    }
    // Complete: from here on nobody writes to it.
    void finish() {
        view.size = sizeof(view);
        view.control_count = static_cast<std::uint32_t>(list_.size());
        view.controls = list_.data();
        as_lent_ = bytes();
    }
    bool is_as_lent() const { return bytes() == as_lent_; }

    const acct_control* find(std::string_view id) const {
        const auto found = std::find_if(list_.begin(), list_.end(),
                                        [&](const acct_control* one) { return view_of(one->id) == id; });
        return found != list_.end() ? *found : nullptr;
    }

private:
    struct Lists {
        std::vector<const acct_option*> options;
        std::vector<const acct_row*> rows;
    };
    std::deque<std::string> texts_;
    std::deque<LaterControl> controls_;
    std::vector<const acct_control*> list_;
    std::deque<acct_option> options_;
    std::deque<acct_cell> cells_;
    std::deque<std::vector<const acct_cell*>> cell_lists_;
    std::deque<acct_row_action> actions_;
    std::deque<std::vector<const acct_row_action*>> action_lists_;
    std::deque<acct_row> rows_;
    std::map<const acct_control*, Lists> lists_of_;
    std::string as_lent_;

    const std::vector<const acct_cell*>& cells_of(const std::vector<std::string>& texts) {
        auto& list = cell_lists_.emplace_back();
        for (const std::string& text : texts) {
            cells_.push_back({sizeof(acct_cell), ACCT_TONE_NEUTRAL, keep(text)});
            list.push_back(&cells_.back());
        }
        return list;
    }
    template <typename Container>
    static void append(std::string& to, const Container& structs) {
        for (const auto& one : structs) {
            // NOLINTNEXTLINE(bugprone-sizeof-expression): of pointers the bytes are meant
            to.append(reinterpret_cast<const char*>(&one), sizeof(one));
        }
    }
    std::string bytes() const {
        std::string all(reinterpret_cast<const char*>(&view), sizeof(view));
        append(all, controls_);
        append(all, options_);
        append(all, cells_);
        append(all, actions_);
        append(all, rows_);
        append(all, list_);
        for (const std::string& text : texts_) {
            all += text;
        }
        return all;
    }
};

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_PICTURE_HPP
