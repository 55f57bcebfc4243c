// choice_widget.cpp - a dropdown with search as you type. Draws only the options in sight, so that ten
// thousand are as quick as ten.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "plugins/view_json.hpp"
#include "terminal/search.hpp"
#include "terminal/widget.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

constexpr std::size_t most_rows = 10;
constexpr std::size_t widest_box = 76;

class Choice final : public Field {
    bool takes_text() const override { return true; }
    bool is_open() const override { return is_list_open_; }

    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        add_label(drawing);
        const std::size_t width = std::clamp<std::size_t>(around.width, 8, widest_box) - 4;
        const std::size_t box_row = drawing.lines.size();
        Line box{"["};
        if (is_list_open_) {
            const std::string shown{tail_of(printable(search_.text()), width - 1)};
            drawing.cursor = Spot{box_row, 1 + display_width(shown)};
            box.add(fitted(shown, width));
        } else {
            const acct_option* option = chosen();
            const std::string_view placeholder = view_of(control().placeholder);
            if (option != nullptr) {
                box.add(fitted(one_line(*option), width));
            } else if (!view_of(control().value).empty()) {
                box.add(fitted(printable(view_of(control().value)), width));
            } else {
                box.add(fitted(!placeholder.empty()          ? printable(placeholder)
                               : control().option_count == 0 ? "Nothing to choose yet"
                                                             : "Choose or search",
                               width),
                        Look::quiet);
            }
            drawing.cursor = Spot{box_row, 1};
        }
        drawing.lines.push_back(box.add(is_list_open_ ? " ▲]" : " ▼]"));
        if (is_list_open_) {
            add_list(drawing, around);
            drawing.wanted = {0, drawing.lines.size()};
        }
        add_messages(drawing, around.width);
        return drawing;
    }

    void add_list(Drawing& drawing, const Surroundings& around) const {
        const auto& found = search_.found();
        const std::size_t room =
            std::clamp<std::size_t>(around.height > 10 ? around.height - 8 : 2, 2, most_rows);
        const std::size_t from = first_in_sight(active_, found.size(), room, top_);
        for (std::size_t place = from; place < std::min(from + room, found.size()); ++place) {
            const acct_option& option = *options_[found[place]];
            const bool can_be = (option.flags & ACCT_FLAG_ENABLED) != 0;
            Line line{place == active_ ? " > " : "   "};
            line.add(
                fitted(one_line(option) + (can_be ? "" : " (off)"), std::min(around.width, widest_box) - 3),
                place == active_ ? Look::selected
                : can_be         ? Look::plain
                                 : Look::quiet);
            drawing.lines.push_back(std::move(line));
        }
        const std::string count =
            found.empty() && search_.text().empty() ? "There is nothing to choose from yet."
            : found.empty() ? "Nothing matches \"" + printable(search_.text(), 60) + "\"."
                            : std::to_string(active_ + 1) + " of " + std::to_string(found.size()) +
                                  (search_.text().empty() ? ". Type to search." : " that match.");
        for (std::string& line : wrapped(count, around.width - 3)) {
            drawing.lines.push_back(Line{"   "}.add(std::move(line), Look::quiet));
        }
    }

    bool press_key(const Key& key, PageLink& page) override {
        if (key.kind == Kind::paste_ended) {
            return true;
        }
        if (key.pasted && key.kind != Kind::character) {
            return true;
        }
        if (!is_list_open_) {
            if (key.kind != Kind::character && key.kind != Kind::enter) {
                return false;
            }
            open();
            return key.kind == Kind::enter || (key.is(' ') && !key.pasted) || type(key);
        }
        const std::size_t count = search_.found().size();
        switch (key.kind) {
            case Kind::up:
                move(active_ == 0 ? count : active_ - 1);
                return true;
            case Kind::down:
                move(active_ + 1 >= count ? 0 : active_ + 1);
                return true;
            case Kind::page_up:
                move(active_ - std::min(active_, most_rows));
                return true;
            case Kind::page_down:
                move(active_ + most_rows);
                return true;
            case Kind::home:
                move(0);
                return true;
            case Kind::end:
                move(count);
                return true;
            case Kind::enter:
                choose(page);
                return true;
            case Kind::escape:
                is_list_open_ = false;
                return true;
            case Kind::tab:
                if (has_moved_ || (!search_.text().empty() && count == 1)) {
                    choose(page);
                }
                is_list_open_ = false;
                return false;
            default:
                return type(key);
        }
    }
    bool type(const Key& key) {
        if (!search_.edit(key)) {
            return false;
        }
        active_ = 0;
        has_moved_ = false;
        return true;
    }
    std::string keys() const override {
        return is_list_open_ ? "type to search, Up/Down move, Enter takes it, Esc closes"
                             : "Enter opens the list, type to search";
    }
    void leave(PageLink&) override { is_list_open_ = false; }

    void take(bool) override {
        options_.clear();
        chosen_ = nullptr;
        for (uint32_t index = 0; control().options != nullptr && index < control().option_count; ++index) {
            const acct_option* option = control().options[index];
            if (readable(option)) {
                options_.push_back(option);
                if (view_of(option->id) == view_of(control().value)) {
                    chosen_ = option;
                }
            }
        }
        if (!is(ACCT_FLAG_ENABLED)) {
            is_list_open_ = false;
        }
        if (is_list_open_) {
            fill_search();
            move(active_, has_moved_);
        }
    }

    void fill_search() {
        search_.fill(options_.size(), [this](std::size_t index) {
            const acct_option& option = *options_[index];
            return std::string{view_of(option.label)} + " " + std::string{view_of(option.detail)} + " " +
                   std::string{view_of(option.badge)};
        });
    }
    void open() {
        is_list_open_ = true;
        has_moved_ = false;
        search_.clear();
        fill_search();
        const auto at = std::find(options_.begin(), options_.end(), chosen_);
        active_ = at != options_.end() ? static_cast<std::size_t>(at - options_.begin()) : 0;
    }
    void move(std::size_t to, bool by_user = true) {
        const std::size_t count = search_.found().size();
        active_ = count == 0 ? 0 : std::min(to, count - 1);
        has_moved_ = by_user;
    }
    void choose(PageLink& page) {
        if (active_ >= search_.found().size()) {
            return;
        }
        const acct_option& option = *options_[search_.found()[active_]];
        if ((option.flags & ACCT_FLAG_ENABLED) != 0) {
            is_list_open_ = false;
            tell(page, option.id);
        }
    }
    const acct_option* chosen() const noexcept { return chosen_; }

    static std::string one_line(const acct_option& option) {
        std::string line = printable(view_of(option.label));
        for (const std::string_view more : {view_of(option.detail), view_of(option.badge)}) {
            if (!more.empty()) {
                line += " · " + printable(more);
            }
        }
        return line;
    }

    std::vector<const acct_option*> options_;
    const acct_option* chosen_ = nullptr;
    Search search_;
    bool is_list_open_ = false;
    bool has_moved_ = false;
    std::size_t active_ = 0;
    mutable std::size_t top_ = 0;  // where the list was drawn from last
};

}  // namespace

std::unique_ptr<Widget> make_choice_widget() {
    return std::make_unique<Choice>();
}

}  // namespace munim::terminal
