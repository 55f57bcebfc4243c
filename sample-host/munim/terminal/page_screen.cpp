// page_screen.cpp - see page_screen.hpp. How it is drawn: page_drawing.cpp.
#include "terminal/page_screen.hpp"

#include <algorithm>
#include <set>

#include "plugins/view_json.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

}  // namespace

PageScreen::PageScreen(PageDesk& desk, uint64_t page, std::string way_back)
    : desk_(desk), page_(page), way_back_(std::move(way_back)) {}

PageScreen::~PageScreen() {
    (void)desk_.close(page_);
}

bool PageScreen::look() {
    auto lent = desk_.lend(page_);
    if (!lent) {
        return false;
    }
    if (view_ != nullptr && (*view_)->revision == (*lent)->revision) {
        return true;
    }
    auto next = std::make_unique<accounting::View>(std::move(*lent));
    take(**next);
    view_ = std::move(next);  // gives the old one back, which nothing points to now
    return true;
}

bool PageScreen::has_changed() {
    const auto lent = desk_.lend(page_);
    return !lent || view_ == nullptr || (*lent)->revision != (*view_)->revision;
}

void PageScreen::take(const acct_page_view& view) {
    const bool is_first = view_ == nullptr;
    const std::size_t focus_before = place_of(focus_);
    std::set<std::pair<uint32_t, std::string>> seen;
    order_.clear();
    news_ = nullptr;
    for (uint32_t index = 0; view.controls != nullptr && index < view.control_count; ++index) {
        const acct_control* control = view.controls[index];
        if (!readable(control)) {
            continue;
        }
        const uint32_t kind = kind_of(*control);
        std::pair<uint32_t, std::string> key{kind, std::string{view_of(control->id)}};
        if (!seen.insert(key).second) {
            continue;  // an id that another control has already
        }
        std::unique_ptr<Widget>& widget = widgets_[std::move(key)];
        if (widget == nullptr) {
            widget = make_widget(kind);
        }
        widget->update(*control);
        order_.push_back(widget.get());
        if (kind == ACCT_CONTROL_NOTICE && has_new_message(*widget) && !is_first) {
            news_ = widget.get();
        }
    }
    // What the view no longer has is wiped.
    for (auto entry = widgets_.begin(); entry != widgets_.end();) {
        if (seen.contains(entry->first)) {
            ++entry;
            continue;
        }
        if (focus_ == entry->second.get()) {
            focus_ = nullptr;
        }
        messages_.erase(entry->first.second);
        entry = widgets_.erase(entry);
    }
    place_focus(view, focus_before);
}

void PageScreen::place_focus(const acct_page_view& view, std::size_t before) {
    const bool has_moved = focus_serial_ != view.focus_serial;
    focus_serial_ = view.focus_serial;
    const auto find = [&](const auto& wanted) {
        const auto found = std::ranges::find_if(
            order_, [&](const Widget* widget) { return widget->takes_focus() && wanted(*widget); });
        return found != order_.end() ? *found : nullptr;
    };
    Widget* target = nullptr;
    if (has_moved) {
        target = find([](const Widget& widget) { return widget.is(ACCT_FLAG_AUTOFOCUS); });
    }
    if (target == nullptr && expects_errors_) {
        target = find([](const Widget& widget) { return !view_of(widget.control().error).empty(); });
    }
    if (target != nullptr) {
        expects_errors_ = false;
        focus(target);
    } else if (focus_ == nullptr || !focus_->takes_focus()) {
        focus(nearest_focus(before));
    }
}

bool PageScreen::has_new_message(const Widget& widget) {
    std::string message = std::string{widget.label()} + "\n" + std::string{view_of(widget.control().value)};
    std::string& known = messages_[std::string{widget.id()}];
    const bool is_new = message.size() > 1 && known != message;
    known = std::move(message);
    return is_new;
}

std::size_t PageScreen::place_of(const Widget* widget) const noexcept {
    const auto found = std::ranges::find(order_, widget);
    return widget != nullptr && found != order_.end() ? static_cast<std::size_t>(found - order_.begin()) : 0;
}

// The first that takes the focus from there on, or the last before.
Widget* PageScreen::nearest_focus(std::size_t place) const noexcept {
    Widget* best = nullptr;
    for (std::size_t index = 0; index < order_.size(); ++index) {
        if (order_[index]->takes_focus()) {
            best = order_[index];
            if (index >= place) {
                break;
            }
        }
    }
    return best;
}

void PageScreen::focus(Widget* widget) {
    if (widget == focus_) {
        return;
    }
    Widget* before = std::exchange(focus_, widget);
    scrolled_by_hand_ = false;
    if (before != nullptr) {
        before->leave(*this);
    }
}

void PageScreen::move_focus(int steps) {
    std::vector<Widget*> takers;
    std::ranges::copy_if(order_, std::back_inserter(takers),
                         [](const Widget* widget) { return widget->takes_focus(); });
    if (takers.empty()) {
        return;
    }
    const auto at = std::ranges::find(takers, focus_);
    const auto count = static_cast<int>(takers.size());
    const int from = at != takers.end() ? static_cast<int>(at - takers.begin()) : 0;
    expects_errors_ = false;
    focus(takers[static_cast<std::size_t>((from + steps + count) % count)]);
}

bool PageScreen::is_touched() const {
    return std::ranges::any_of(order_, [](const Widget* widget) { return widget->is_touched(); });
}

Status PageScreen::set(std::string_view control, acct_text value) {
    return desk_.set_value(page_, control, value);
}

void PageScreen::activate(std::string_view control, std::string_view row, std::string_view action) {
    for (Widget* widget : order_) {
        widget->report(*this);
        widget->forget_touch();
    }
    problem_.clear();
    expects_errors_ = true;
    const Status done = desk_.activate(page_, control, row, action);
    // A control that is gone or off shows as such in the next view.
    if (!done && done.error().status != ACCT_ERROR_UNKNOWN_ID &&
        done.error().status != ACCT_ERROR_WRONG_STATE) {
        problem_ = done.error().message + " " + done.error().next_step;
    }
}

// That of the focus's own group, or the next one below, or the first.
bool PageScreen::press(uint32_t flag) {
    const std::size_t from = place_of(focus_);
    const std::string_view group = focus_ != nullptr ? view_of(focus_->control().group) : std::string_view{};
    Widget* best = nullptr;
    int best_rank = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) {
        Widget* widget = order_[place];
        if (widget->control().kind != ACCT_CONTROL_BUTTON || !widget->is(flag) || !widget->takes_focus()) {
            continue;
        }
        const bool same_group = !group.empty() && view_of(widget->control().group) == group;
        const int rank = same_group ? 3 : place > from ? 2 : 1;
        if (rank > best_rank) {
            best = widget;
            best_rank = rank;
        }
    }
    if (best != nullptr) {
        activate(std::string{best->id()}, {}, {});
    }
    return best != nullptr;
}

Wish PageScreen::press_key(const Key& key) {
    const bool pasted = key.pasted || key.kind == Kind::paste_ended;
    if (pasted && !takes_text()) {
        return Wish::stay;
    }
    if (!pasted) {
        news_ = nullptr;
    }
    const bool warned = std::exchange(was_warned_, false);
    if (key.kind == Kind::character) {
        expects_errors_ = false;
    }
    if (focus_ != nullptr && focus_->press_key(key, *this)) {
        scrolled_by_hand_ = false;
        return Wish::stay;
    }
    switch (pasted ? Kind::unknown : key.kind) {
        case Kind::tab:
        case Kind::down:
        case Kind::right:
            if (focus_ == nullptr) {
                ++top_;
                scrolled_by_hand_ = true;
            }
            move_focus(1);
            return Wish::stay;
        case Kind::back_tab:
        case Kind::up:
        case Kind::left:
            if (focus_ == nullptr) {
                top_ -= std::min<std::size_t>(top_, 1);
                scrolled_by_hand_ = true;
            }
            move_focus(-1);
            return Wish::stay;
        case Kind::page_down:
            top_ += body_height_;
            scrolled_by_hand_ = true;
            return Wish::stay;
        case Kind::page_up:
            top_ -= std::min(top_, body_height_);
            scrolled_by_hand_ = true;
            return Wish::stay;
        case Kind::escape:
            if (press(ACCT_FLAG_CANCEL)) {
                return Wish::stay;
            }
            if (!warned && is_touched()) {
                was_warned_ = true;
                return Wish::stay;
            }
            return Wish::back;
        default:
            return Wish::stay;
    }
}

std::optional<Clock::time_point> PageScreen::on_time(Clock::time_point now) {
    std::optional<Clock::time_point> next;
    for (Widget* widget : order_) {
        const auto wanted = widget->on_time(*this, now);
        if (wanted && (!next || *wanted < *next)) {
            next = wanted;
        }
    }
    return next;
}

}  // namespace munim::terminal
