// text_field.cpp - see text_field.hpp.
#include "terminal/text_field.hpp"

#include <algorithm>

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

// Typing is not one message a key.
constexpr std::chrono::milliseconds typing_pause{150};
constexpr std::size_t widest_box = 60;

}  // namespace

std::size_t TextField::box_width(std::size_t width) noexcept {
    return std::clamp<std::size_t>(width, 6, widest_box + 2) - 2;
}

void TextField::changed() {
    is_touched_ = is_edited_ = true;
    tell_at_ = Clock::now() + typing_pause;
    const uint32_t most = control().max_length;
    set_remark(most > 0 && size() > most
                   ? "This is too long: at most " + std::to_string(most) + " characters fit here."
                   : std::string{});
}

// A line end behind the text is common in what is copied, and dropped; one in its middle is told.
bool TextField::paste(const Key& key) {
    if (key.kind == Kind::character) {
        left_out_ = left_out_ || line_ended_;
        line_ended_ = false;
        if (!edit(key)) {
            left_out_ = true;
        }
    } else if (key.kind == Kind::enter) {
        line_ended_ = true;
    } else if (key.kind != Kind::paste_ended) {
        left_out_ = true;
    } else {
        changed();
        if (left_out_) {
            set_remark(
                "Part of what was pasted is not here: line breaks, control characters, or what did not fit. "
                "Check it.");
        }
        line_ended_ = false;
        left_out_ = false;
    }
    return true;
}

bool TextField::press_key(const Key& key, PageLink& page) {
    if (key.pasted || key.kind == Kind::paste_ended) {
        return paste(key);
    }
    if (key.kind == Kind::enter) {
        report(page);
        if (!page.press(ACCT_FLAG_DEFAULT)) {
            page.move_focus(1);
        }
        return true;
    }
    if (edit(key)) {
        changed();
        return true;
    }
    return move(key);
}

void TextField::leave(PageLink& page) {
    const bool was_told = !is_dirty();
    report(page);
    if (has_problem()) {
        return;  // what is wrong stays to be seen
    }
    is_edited_ = false;
    if (was_told) {
        settle();  // else the view is not yet the one with this value
    }
}

void TextField::report(PageLink& page) {
    if (tell_at_) {
        tell_at_.reset();
        tell_value(page);
    }
}

std::optional<Clock::time_point> TextField::on_time(PageLink& page, Clock::time_point now) {
    if (tell_at_ && reports_while_typing()) {
        if (now < *tell_at_) {
            return tell_at_;
        }
        report(page);
    }
    return std::nullopt;
}

}  // namespace munim::terminal
