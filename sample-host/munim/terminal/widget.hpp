// widget.hpp - one control of a settings page on the terminal. One class for each kind in
// acct/settings_page.h; each is made once for a control's id and then only updated, so that what is being
// typed stays.
#ifndef MUNIM_TERMINAL_WIDGET_HPP
#define MUNIM_TERMINAL_WIDGET_HPP

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "acct/cpp/result.hpp"
#include "acct/settings_page.h"
#include "base/error.hpp"
#include "terminal/keys.hpp"
#include "terminal/layout.hpp"
#include "terminal/screen.hpp"

namespace munim::terminal {

using Clock = std::chrono::steady_clock;
using accounting::view_of;

inline bool flagged(const acct_control& control, uint32_t flag) noexcept {
    return (control.flags & flag) != 0;
}

// What a widget reports to its page.
class PageLink {
public:
    PageLink() = default;
    PageLink(const PageLink&) = delete;
    PageLink& operator=(const PageLink&) = delete;
    virtual ~PageLink() = default;

    // The user changed this control.
    virtual Status set(std::string_view control, acct_text value) = 0;
    // The user pressed it. What was typed before is reported first.
    virtual void activate(std::string_view control, std::string_view row, std::string_view action) = 0;
    // Presses the page's button with this flag (the default or the cancel button); false if there is none.
    virtual bool press(uint32_t flag) = 0;
    virtual void move_focus(int steps) = 0;
};

// Where a widget is drawn.
struct Surroundings {
    std::size_t width = 80;   // of the control, without margins
    std::size_t height = 24;  // of the page
    bool has_focus = false;
    bool may_move = false;  // a spinner is welcome
    std::size_t tick = 0;
};

// What a widget looks like. Spots count from its own first line.
struct Drawing {
    Lines lines;
    std::optional<Spot> cursor;
    std::optional<Reveal> reveal;
    // The lines that have to be in sight while it has the focus: first and one behind the last; all if equal.
    std::pair<std::size_t, std::size_t> wanted{0, 0};
};

class Widget {
public:
    Widget() = default;
    Widget(const Widget&) = delete;
    Widget& operator=(const Widget&) = delete;
    virtual ~Widget() = default;

    // The control is valid until the next update.
    void update(const acct_control& control) {
        const acct_control* last = std::exchange(control_, &control);
        take(last == nullptr);
    }
    const acct_control& control() const noexcept { return *control_; }
    std::string_view id() const noexcept { return view_of(control_->id); }
    std::string_view label() const noexcept { return view_of(control_->label); }
    bool is(uint32_t flag) const noexcept { return flagged(*control_, flag); }

    virtual Drawing draw(const Surroundings& around) const = 0;
    virtual bool takes_focus() const { return false; }
    // What is typed goes into it: letters are no commands, and it can be pasted into.
    virtual bool takes_text() const { return false; }
    // Answers whether the key was for it.
    virtual bool press_key(const Key&, PageLink&) { return false; }
    // What the keys do here, for the help line: "Space toggles".
    virtual std::string keys() const { return {}; }

    // Something of it is open that takes Tab and Escape for itself: those lead nowhere else.
    virtual bool is_open() const { return false; }

    // Reports what was typed and has not been told yet.
    virtual void report(PageLink&) {}
    // Reports, hides what was revealed, closes what was open.
    virtual void leave(PageLink& page) { report(page); }
    // Typed into since the last button was pressed.
    virtual bool is_touched() const { return false; }
    virtual void forget_touch() {}
    // Does what is due, and says when it wants to be asked again.
    virtual std::optional<Clock::time_point> on_time(PageLink&, Clock::time_point) { return std::nullopt; }

protected:
    // The control is another one than before, or has changed.
    virtual void take(bool /*is_first*/) {}

private:
    const acct_control* control_ = nullptr;
};

// A widget that has a label above, and help, warning and error below what is drawn in between.
class Field : public Widget {
public:
    bool takes_focus() const override { return is(ACCT_FLAG_ENABLED); }

protected:
    void add_label(Drawing& drawing) const;
    void add_messages(Drawing& drawing, std::size_t width) const;
    // Reports a value; what the plugin says against it is shown as the field's error.
    void tell(PageLink& page, acct_text value);
    // What the field itself has against what was typed.
    bool has_problem() const noexcept { return !problem_.empty() || !remark_.empty(); }
    void set_remark(std::string text) { remark_ = std::move(text); }

private:
    std::string problem_;
    std::string remark_;
};

// The kind as a number, text for one that is not known: what `make_widget` goes by.
uint32_t kind_of(const acct_control& control) noexcept;
std::unique_ptr<Widget> make_widget(uint32_t kind);

// One for each family of kinds.
std::unique_ptr<Widget> make_text_widget(uint32_t kind);
std::unique_ptr<Widget> make_press_widget(uint32_t kind);
std::unique_ptr<Widget> make_input_widget(uint32_t kind);
std::unique_ptr<Widget> make_secret_widget(uint32_t kind);
std::unique_ptr<Widget> make_choice_widget();
std::unique_ptr<Widget> make_table_widget();

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_WIDGET_HPP
