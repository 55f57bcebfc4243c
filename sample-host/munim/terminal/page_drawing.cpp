// page_drawing.cpp - how a page is laid out on the screen: title above, controls, the keys below.
#include <algorithm>

#include "base/text.hpp"
#include "terminal/page_screen.hpp"

namespace munim::terminal {
namespace {

constexpr std::size_t margin = 2;  // for the mark at the control that has the focus
constexpr std::size_t widest = 100;
constexpr std::size_t least_columns = 20;
constexpr std::size_t least_rows = 8;

std::string rule(std::size_t columns) {
    std::string line;
    for (std::size_t column = 0; column < columns; ++column) {
        line += "─";
    }
    return line;
}

bool is_button(const Widget& widget) noexcept {
    return widget.control().kind == ACCT_CONTROL_BUTTON;
}

std::string title_of(const acct_page_view& view) {
    std::string title;
    for (uint32_t index = 0; view.breadcrumbs != nullptr && index < view.breadcrumb_count; ++index) {
        title += (title.empty() ? "" : " > ") + printable(view_of(view.breadcrumbs[index]));
    }
    return title.empty() ? printable(view_of(view.title)) : title;
}

}  // namespace

// A blank line above it: not between lines of facts, nor below a heading.
bool PageScreen::stands_apart(std::size_t place) const {
    if (place == 0) {
        return false;
    }
    const acct_control& before = order_[place - 1]->control();
    const acct_control& present = order_[place]->control();
    if (before.kind == ACCT_CONTROL_HEADING && present.kind != ACCT_CONTROL_HEADING) {
        return false;
    }
    const bool facts = kind_of(before) == ACCT_CONTROL_TEXT && kind_of(present) == ACCT_CONTROL_TEXT;
    return !facts || view_of(before.label).empty() || view_of(present.label).empty();
}

void PageScreen::add_widget(Body& body, const Widget& widget, const Surroundings& around) const {
    Surroundings own = around;
    own.has_focus = &widget == focus_;
    const Drawing drawing = widget.draw(own);
    const std::size_t from = body.lines.size();
    for (std::size_t row = 0; row < drawing.lines.size(); ++row) {
        Line line{own.has_focus && row == 0 ? "> " : "  ", Look::strong};
        body.lines.push_back(line.add(drawing.lines[row]));
    }
    const auto move = [&](Spot spot) { return Spot{spot.row + from, spot.column + margin}; };
    if (own.has_focus) {
        body.cursor = move(drawing.cursor.value_or(Spot{0, 0}));
        const bool part = drawing.wanted.first < drawing.wanted.second;
        body.focus = {from + (part ? drawing.wanted.first : 0),
                      part ? from + drawing.wanted.second : body.lines.size()};
    }
    if (drawing.reveal) {
        body.reveal = drawing.reveal;
        body.reveal->at = move(drawing.reveal->at);
    }
    if (&widget == news_) {
        body.news = {from, body.lines.size()};
    }
}

// Buttons that follow each other stand side by side, as many as fit.
void PageScreen::add_buttons(Body& body, std::size_t& place, const Surroundings& around) const {
    const std::string_view group = view_of(order_[place]->control().group);
    Line row{"  "};
    std::size_t used = 0;
    for (; place < order_.size() && is_button(*order_[place]) &&
           view_of(order_[place]->control().group) == group;
         ++place) {
        const Widget& button = *order_[place];
        Surroundings own = around;
        own.has_focus = &button == focus_;
        const Line drawn = cut(button.draw(own).lines.front(), around.width);
        const std::size_t columns = drawn.width();
        if (used > 0 && used + 2 + columns > around.width) {
            body.lines.push_back(std::exchange(row, Line{"  "}));
            used = 0;
        }
        if (used > 0) {
            row.add("  ");
            used += 2;
        }
        if (own.has_focus) {
            row.spans.front().text = "> ";
            body.cursor = Spot{body.lines.size(), margin + used};
            body.focus = {body.lines.size(), body.lines.size() + 1};
        }
        row.add(drawn);
        used += columns;
    }
    body.lines.push_back(std::move(row));
}

PageScreen::Body PageScreen::body(const ScreenSize& size, std::size_t height, bool may_move,
                                  std::size_t tick) const {
    Body body;
    const Surroundings around{std::min(size.columns, widest) - margin - 1, height, false, may_move, tick};
    for (std::string& line :
         problem_.empty() ? std::vector<std::string>{} : wrapped("Error: " + problem_, around.width)) {
        body.lines.push_back(Line{"  "}.add(std::move(line), Look::error));
    }
    for (std::size_t place = 0; place < order_.size();) {
        if (!body.lines.empty() && (place == 0 || stands_apart(place))) {
            body.lines.emplace_back();
        }
        if (is_button(*order_[place])) {
            add_buttons(body, place, around);
        } else {
            add_widget(body, *order_[place++], around);
        }
    }
    return body;
}

// Moves what has the focus into sight, and a new notice with it.
void PageScreen::scroll(const Body& body, std::size_t height) {
    const auto show = [&](std::pair<std::size_t, std::size_t> rows) {
        if (rows.second > top_ + height) {
            top_ = rows.second - height;
        }
        top_ = std::min(top_, rows.first);
    };
    if (!scrolled_by_hand_) {
        // The start of the page, too, if the focus is near it.
        if (body.focus.second <= height && body.news.second <= height) {
            top_ = 0;
        }
        const bool has_news = body.news.first < body.news.second;
        if (focus_ != nullptr) {
            show(body.focus);
        }
        if (has_news) {
            const auto both = std::pair{std::min(body.news.first, body.focus.first),
                                        std::max(body.news.second, body.focus.second)};
            show(focus_ != nullptr && both.second - both.first <= height ? both : body.news);
        }
    }
    top_ = std::min(top_, body.lines.size() > height ? body.lines.size() - height : 0);
}

std::string PageScreen::help() const {
    if (was_warned_) {
        return "What you typed here is not saved. Esc again: " + way_back_ + ".";
    }
    std::string text;
    const auto add = [&](std::string_view part) { text += (text.empty() ? "" : " · ") + std::string{part}; };
    if (focus_ != nullptr && !focus_->keys().empty()) {
        add(focus_->keys());
        if (focus_->is_open()) {
            return text;
        }
    }
    std::string escape = "Esc: " + way_back_;
    std::string enter;
    for (const Widget* widget : order_) {
        if (is_button(*widget) && widget->takes_focus() && widget->is(ACCT_FLAG_CANCEL)) {
            escape = "Esc: " + printable(widget->label());
        }
        if (is_button(*widget) && widget->takes_focus() && widget->is(ACCT_FLAG_DEFAULT)) {
            enter = "Enter: " + printable(widget->label());
        }
    }
    const bool is_text = focus_ != nullptr && focus_->takes_text();
    if (is_text && focus_->control().kind != ACCT_CONTROL_CHOICE && !enter.empty()) {
        add(enter);
    }
    add("Tab moves on");
    add(escape);
    add(is_text ? "Ctrl-C leaves" : "q leaves");
    return text;
}

Frame PageScreen::draw(const ScreenSize& size, bool may_move, std::size_t tick) {
    Frame frame;
    if (size.columns < least_columns || size.rows < least_rows || view_ == nullptr) {
        frame.lines.emplace_back("Make this window larger.");
        return frame;
    }
    const acct_page_view& view = **view_;
    std::vector<std::string> keys = wrapped(help(), size.columns - 1);
    keys.resize(std::min<std::size_t>(keys.size(), size.rows >= 16 ? 3 : 1));
    body_height_ = size.rows - 3 - keys.size();

    const std::string busy = (view.flags & ACCT_FLAG_BUSY) != 0 ? " working …" : "";
    const std::size_t title_width = size.columns - display_width(busy);
    frame.lines.push_back(Line{fitted(title_of(view), title_width), Look::strong}.add(busy, Look::info));
    frame.lines.emplace_back(rule(size.columns), Look::quiet);

    Body page = body(size, body_height_, may_move, tick);
    scroll(page, body_height_);
    for (std::size_t row = top_; row < top_ + body_height_; ++row) {
        frame.lines.push_back(row < page.lines.size() ? std::move(page.lines[row]) : Line{});
    }
    const bool above = top_ > 0;
    const bool below = top_ + body_height_ < page.lines.size();
    const std::string more = above && below ? " more above and below "
                             : above        ? " more above "
                             : below        ? " more below "
                                            : "";
    const std::size_t side = size.columns - std::min(size.columns, more.size() + 2);
    frame.lines.push_back(
        Line{rule(side), Look::quiet}.add(more).add(rule(size.columns - side - more.size()), Look::quiet));
    for (std::string& line : keys) {
        frame.lines.emplace_back(std::move(line), was_warned_ ? Look::warning : Look::quiet);
    }

    const auto in_sight = [&](const Spot& spot) {
        return spot.row >= top_ && spot.row < top_ + body_height_;
    };
    const auto on_screen = [&](const Spot& spot) { return Spot{spot.row - top_ + 2, spot.column}; };
    if (page.cursor && focus_ != nullptr && in_sight(*page.cursor)) {
        frame.cursor = on_screen(*page.cursor);
    }
    if (page.reveal && in_sight(page.reveal->at)) {
        frame.reveal = page.reveal;
        frame.reveal->at = on_screen(page.reveal->at);
    }
    return frame;
}

}  // namespace munim::terminal
