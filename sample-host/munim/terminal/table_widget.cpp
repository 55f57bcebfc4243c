// table_widget.cpp - a table: rows to move through and search, and a menu of what can be done with a row.
// Where its columns do not fit side by side, each row is a card of lines "Head: value".
#include <algorithm>
#include <numeric>
#include <vector>

#include "base/text.hpp"
#include "plugins/view_json.hpp"
#include "terminal/search.hpp"
#include "terminal/widget.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

constexpr std::size_t gap = 2;     // between columns
constexpr std::size_t margin = 2;  // for the mark of the present row
constexpr std::size_t page_step = 8;
constexpr std::size_t most_measured = 2000;  // rows

class Table final : public Widget {
    bool takes_focus() const override { return !rows_.empty(); }
    bool takes_text() const override { return is_searching_; }
    bool is_open() const override { return is_searching_ || menu_is_open_; }

    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        if (!label().empty()) {
            drawing.lines.emplace_back(printable(label()), Look::strong);
        }
        if (rows_.empty()) {
            const std::string_view placeholder = view_of(control().placeholder);
            const std::string_view help = view_of(control().help);
            const std::string_view text = !placeholder.empty() ? placeholder
                                          : !help.empty()      ? help
                                                               : std::string_view{"Nothing here yet."};
            for (std::string& line : wrapped(text, around.width)) {
                drawing.lines.emplace_back(std::move(line), Look::quiet);
            }
            return drawing;
        }
        if (is_searching_ || !search_.text().empty()) {
            const std::string shown{tail_of(printable(search_.text()), around.width - 10)};
            if (is_searching_) {
                drawing.cursor = Spot{drawing.lines.size(), 8 + display_width(shown)};
            }
            drawing.lines.push_back(Line{"Search: ", Look::quiet}.add(shown));
        }
        add_rows(drawing, around, widths(around.width - margin));
        if (drawing.lines.size() <= around.height) {
            drawing.wanted = {0, drawing.lines.size()};
        }
        return drawing;
    }

    void add_rows(Drawing& drawing, const Surroundings& around,
                  const std::vector<std::size_t>& columns) const {
        const auto& found = search_.found();
        if (!columns.empty()) {
            Line head{std::string(margin, ' ')};
            for (std::size_t column = 0; column < columns.size(); ++column) {
                head.add(fitted(head_text(column), columns[column]) + std::string(gap, ' '), Look::quiet);
            }
            drawing.lines.push_back(std::move(head));
        }
        if (found.empty()) {
            drawing.lines.emplace_back("  Nothing matches. Esc shows all rows.", Look::quiet);
            return;
        }
        const std::size_t room = std::clamp<std::size_t>(around.height > 12 ? around.height - 9 : 4, 4, 40);
        top_ = std::min(top_, row_);
        // From the present row upwards as far as there is room.
        std::size_t used = 0;
        std::size_t first = row_ + 1;
        while (first > top_) {
            used += row_lines(found[first - 1], around, columns, false).size();
            if (used > room && first <= row_) {
                break;
            }
            --first;
        }
        top_ = first;
        used = 0;
        std::size_t row = top_;
        for (; row < found.size(); ++row) {
            const bool present = row == row_;
            Lines lines = row_lines(found[row], around, columns, present && around.has_focus);
            if (used + lines.size() > room && row > row_) {
                break;
            }
            used += lines.size();
            const std::size_t from = drawing.lines.size();
            drawing.lines.insert(drawing.lines.end(), lines.begin(), lines.end());
            if (present) {
                if (!is_searching_) {
                    drawing.cursor = Spot{from, 0};
                }
                if (menu_is_open_) {
                    add_menu(drawing);
                }
                drawing.wanted = {from, drawing.lines.size()};
            }
        }
        if (top_ > 0 || row < found.size() || found.size() < rows_.size()) {
            std::string count = "  Rows " + std::to_string(top_ + 1) + " to " + std::to_string(row) + " of " +
                                std::to_string(found.size());
            drawing.lines.emplace_back(count + (found.size() < rows_.size() ? " that match" : ""),
                                       Look::quiet);
        }
    }

    Lines row_lines(std::size_t index, const Surroundings& around, const std::vector<std::size_t>& columns,
                    bool selected) const {
        const acct_row& row = *rows_[index];
        const auto look = [&](std::size_t column) {
            return selected ? Look::selected : look_of(tone_of(row, column));
        };
        const std::string mark = selected ? "> " : "  ";
        Lines lines;
        if (columns.empty()) {
            for (std::size_t column = 0; column < control().column_count; ++column) {
                const std::string text = cell_text(row, column);
                const std::string head = column == 0 ? std::string{} : head_text(column) + ": ";
                if (text.empty()) {
                    continue;
                }
                for (std::string& part : wrapped(head + text, around.width - margin)) {
                    Line line{lines.empty() ? mark : std::string(margin, ' ')};
                    lines.push_back(
                        line.add(std::move(part), column == 0 && !selected ? Look::strong : look(column)));
                }
            }
            if (lines.empty()) {
                lines.emplace_back(mark);
            }
            return lines;
        }
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const std::vector<std::string> parts = wrapped(cell_text(row, column), columns[column]);
            for (std::size_t line = lines.size(); line < parts.size(); ++line) {
                lines.emplace_back(line == 0 ? mark : std::string(margin, ' '));
                // The columns in front of this one are empty there.
                for (std::size_t before = 0; before < column; ++before) {
                    lines.back().add(std::string(columns[before] + gap, ' '),
                                     selected ? Look::selected : Look::plain);
                }
            }
            for (std::size_t line = 0; line < lines.size(); ++line) {
                lines[line].add(
                    fitted(line < parts.size() ? parts[line] : "", columns[column]) + std::string(gap, ' '),
                    look(column));
            }
        }
        return lines;
    }

    void add_menu(Drawing& drawing) const {
        for (std::size_t place = 0; place < actions().size(); ++place) {
            const acct_row_action& action = *actions()[place];
            const bool can_be = can_act(action);
            const std::string name = printable(view_of(action.label));
            drawing.lines.push_back(Line{place == action_ ? "    > " : "      "}.add(
                can_be ? "[ " + name + " ]" : "( " + name + " )", place == action_ ? Look::selected
                                                                  : can_be         ? Look::plain
                                                                                   : Look::quiet));
            if (place == action_) {
                drawing.cursor = Spot{drawing.lines.size() - 1, 6};
            }
        }
    }

    bool press_key(const Key& key, PageLink& page) override {
        if (is_searching_) {
            return search_key(key);
        }
        if (menu_is_open_) {
            return menu_key(key, page);
        }
        const std::size_t count = search_.found().size();
        switch (key.kind) {
            case Kind::up:
                return row_ > 0 && move(row_ - 1);
            case Kind::down:
                return row_ + 1 < count && move(row_ + 1);
            case Kind::page_up:
                return move(row_ - std::min(row_, page_step));
            case Kind::page_down:
                return move(row_ + page_step);
            case Kind::home:
                return move(0);
            case Kind::end:
                return move(count);
            case Kind::enter:
                menu_is_open_ = row_ < count && !actions().empty();
                action_ = 0;
                return true;
            case Kind::escape:
                if (search_.text().empty()) {
                    return false;
                }
                search_.clear();
                return move(0);
            default:
                is_searching_ = key.is('/');
                return is_searching_;
        }
    }
    bool search_key(const Key& key) {
        if (key.pasted && key.kind != Kind::character) {
            return true;
        }
        if (key.kind == Kind::enter || key.kind == Kind::down) {
            is_searching_ = false;
        } else if (key.kind == Kind::escape) {
            is_searching_ = false;
            search_.clear();
        } else if (!search_.edit(key)) {
            return key.kind == Kind::paste_ended;
        }
        return move(0);
    }
    bool menu_key(const Key& key, PageLink& page) {
        const auto& offered = actions();
        if (key.kind == Kind::up) {
            action_ = action_ == 0 ? offered.size() - 1 : action_ - 1;
        } else if (key.kind == Kind::down) {
            action_ = action_ + 1 == offered.size() ? 0 : action_ + 1;
        } else if (key.kind == Kind::escape) {
            menu_is_open_ = false;
        } else if (key.kind == Kind::enter && can_act(*offered[action_])) {
            menu_is_open_ = false;
            page.activate(id(), row_id_, view_of(offered[action_]->id));
        }
        return key.kind != Kind::tab && key.kind != Kind::back_tab;
    }
    std::string keys() const override {
        return is_searching_   ? "type to search, Enter goes to the rows, Esc shows all"
               : menu_is_open_ ? "Up/Down move, Enter does it, Esc closes"
                               : "Enter: what can be done with this row, / searches";
    }
    void leave(PageLink&) override {
        menu_is_open_ = false;
        is_searching_ = false;
    }

    void take(bool) override {
        rows_.clear();
        for (uint32_t index = 0; control().rows != nullptr && index < control().row_count; ++index) {
            if (readable(control().rows[index])) {
                rows_.push_back(control().rows[index]);
            }
        }
        search_.fill(rows_.size(), [this](std::size_t index) {
            std::string text;
            for (std::size_t column = 0; column < control().column_count; ++column) {
                text += cell_text(*rows_[index], column) + " ";
            }
            return text;
        });
        measure();
        // The present row stays the present one, wherever it is now.
        const std::string before = row_id_;
        const auto& found = search_.found();
        const auto same = std::find_if(found.begin(), found.end(), [&](std::size_t index) {
            return view_of(rows_[index]->id) == before;
        });
        const bool menu_was_open = menu_is_open_;
        (void)move(same != found.end() ? static_cast<std::size_t>(same - found.begin()) : row_);
        menu_is_open_ = menu_was_open && same != found.end() && action_ < actions().size();
    }
    bool move(std::size_t to) {
        const auto& found = search_.found();
        row_ = found.empty() ? 0 : std::min(to, found.size() - 1);
        row_id_ = found.empty() ? std::string{} : std::string{view_of(rows_[found[row_]]->id)};
        actions_.clear();
        menu_is_open_ = false;
        if (!found.empty()) {
            const acct_row& row = *rows_[found[row_]];
            for (uint32_t index = 0; row.actions != nullptr && index < row.action_count; ++index) {
                if (readable(row.actions[index])) {
                    actions_.push_back(row.actions[index]);
                }
            }
        }
        return true;
    }

    void measure() {
        natural_.assign(control().column_count, 0);
        least_.assign(control().column_count, 0);
        const auto note = [&](std::size_t column, std::string_view text) {
            least_[column] = std::max(least_[column], widest_word(text));
            while (!text.empty()) {
                const std::size_t end = std::min(text.find('\n'), text.size());
                natural_[column] = std::max(natural_[column], display_width(text.substr(0, end)));
                text.remove_prefix(std::min(end + 1, text.size()));
            }
        };
        for (std::size_t column = 0; column < natural_.size(); ++column) {
            note(column, head_text(column));
            for (std::size_t row = 0; row < std::min(rows_.size(), most_measured); ++row) {
                note(column, cell_text(*rows_[row], column));
            }
        }
    }
    // How wide each column is; none: they do not fit.
    std::vector<std::size_t> widths(std::size_t width) const {
        const auto sum = [](const std::vector<std::size_t>& all) {
            return std::accumulate(all.begin(), all.end(), gap * all.size());
        };
        if (natural_.empty() || sum(least_) > width) {
            return {};
        }
        std::vector<std::size_t> chosen = natural_;
        while (sum(chosen) > width) {
            // The column gives way that has most to give.
            std::size_t widest = 0;
            for (std::size_t column = 1; column < chosen.size(); ++column) {
                if (chosen[column] - least_[column] > chosen[widest] - least_[widest]) {
                    widest = column;
                }
            }
            --chosen[widest];
        }
        return chosen;
    }

    std::string head_text(std::size_t column) const {
        const acct_cell* cell = control().columns != nullptr ? control().columns[column] : nullptr;
        return readable(cell) ? printable(view_of(cell->text)) : std::string{};
    }
    static const acct_cell* cell_of(const acct_row& row, std::size_t column) noexcept {
        const acct_cell* cell = row.cells != nullptr && column < row.cell_count ? row.cells[column] : nullptr;
        return readable(cell) ? cell : nullptr;
    }
    static std::string cell_text(const acct_row& row, std::size_t column) {
        const acct_cell* cell = cell_of(row, column);
        return cell != nullptr ? printable_lines(view_of(cell->text)) : std::string{};
    }
    static uint32_t tone_of(const acct_row& row, std::size_t column) noexcept {
        const acct_cell* cell = cell_of(row, column);
        return cell != nullptr ? cell->tone : ACCT_TONE_NEUTRAL;
    }
    static bool can_act(const acct_row_action& action) noexcept {
        return (action.flags & ACCT_FLAG_ENABLED) != 0;
    }
    const std::vector<const acct_row_action*>& actions() const noexcept { return actions_; }

    std::vector<const acct_row*> rows_;
    std::vector<const acct_row_action*> actions_;  // of the present row
    std::vector<std::size_t> natural_;             // widths of columns that need no breaks
    std::vector<std::size_t> least_;               // widths that break no word
    Search search_;
    bool is_searching_ = false;
    bool menu_is_open_ = false;
    std::size_t row_ = 0;  // the present one, among those found
    std::string row_id_;
    std::size_t action_ = 0;
    mutable std::size_t top_ = 0;  // where the rows were drawn from last
};

}  // namespace

std::unique_ptr<Widget> make_table_widget() {
    return std::make_unique<Table>();
}

}  // namespace munim::terminal
