// press_widgets.cpp - controls that are pressed: button, link, checkbox.
#include "base/text.hpp"
#include "terminal/widget.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

bool presses(const Key& key) noexcept {
    return !key.pasted && (key.kind == Kind::enter || key.is(' '));
}

class Button final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        // Square brackets: can be pressed now.
        const bool ready = takes_focus();
        const std::string name = printable(label()) + (is(ACCT_FLAG_BUSY) ? " …" : "");
        const bool coloured = control().tone == ACCT_TONE_PRIMARY || control().tone == ACCT_TONE_DESTRUCTIVE;
        const Look look = around.has_focus ? Look::selected
                          : !ready         ? Look::quiet
                          : coloured       ? look_of(control().tone)
                                           : Look::plain;
        Drawing drawing;
        drawing.lines.emplace_back((ready ? "[ " : "( ") + name + (ready ? " ]" : " )"), look);
        return drawing;
    }
    bool takes_focus() const override { return is(ACCT_FLAG_ENABLED) && !is(ACCT_FLAG_BUSY); }
    bool press_key(const Key& key, PageLink& page) override {
        if (!presses(key)) {
            return false;
        }
        if (takes_focus()) {
            page.activate(id(), {}, {});
        }
        return true;
    }
    std::string keys() const override {
        const std::string help = printable(view_of(control().help));
        return "Enter presses" + (help.empty() ? "" : " (" + help + ")");
    }
};

// Shows its address, too: a terminal cannot follow it.
class Link final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const Look look = around.has_focus ? Look::selected : takes_focus() ? Look::info : Look::quiet;
        const std::string_view address = label().empty() ? std::string_view{} : view_of(control().value);
        for (std::string& line :
             wrapped(label().empty() ? view_of(control().value) : label(), around.width)) {
            drawing.lines.emplace_back(std::move(line), look);
        }
        if (!address.empty()) {
            for (std::string& line : wrapped(address, around.width)) {
                drawing.lines.emplace_back(std::move(line));
            }
        }
        return drawing;
    }
    bool takes_focus() const override { return is(ACCT_FLAG_ENABLED); }
    bool press_key(const Key& key, PageLink& page) override {
        if (presses(key)) {
            page.activate(id(), {}, {});
            return true;
        }
        return false;
    }
    std::string keys() const override { return "Enter follows"; }
};

class Checkbox final : public Field {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const std::string box = is_checked() ? "[x] " : "[ ] ";
        for (std::string& line : wrapped(label(), around.width - box.size())) {
            Line whole{drawing.lines.empty() ? box : std::string(box.size(), ' '),
                       around.has_focus ? Look::selected : Look::plain};
            drawing.lines.push_back(whole.add(std::move(line), takes_focus() ? Look::strong : Look::quiet));
        }
        add_messages(drawing, around.width);
        return drawing;
    }
    bool press_key(const Key& key, PageLink& page) override {
        if (key.pasted || !key.is(' ')) {
            return !key.pasted && key.kind == Kind::enter && page.press(ACCT_FLAG_DEFAULT);
        }
        tell(page, accounting::text_of(is_checked() ? "0" : "1"));
        return true;
    }
    std::string keys() const override { return "Space toggles"; }

    bool is_checked() const noexcept { return view_of(control().value) == "1"; }
};

}  // namespace

std::unique_ptr<Widget> make_press_widget(uint32_t kind) {
    if (kind == ACCT_CONTROL_BUTTON) {
        return std::make_unique<Button>();
    }
    if (kind == ACCT_CONTROL_LINK) {
        return std::make_unique<Link>();
    }
    return std::make_unique<Checkbox>();
}

}  // namespace munim::terminal
