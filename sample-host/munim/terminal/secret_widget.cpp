// secret_widget.cpp - a secret and a one-time code: only dots are drawn. What is typed lies in locked memory
// that is wiped, and goes from there to the plugin, or to the screen when the user asks to see it.
#include <algorithm>

#include "base/text.hpp"
#include "terminal/text_field.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

// It hides itself again.
constexpr std::chrono::seconds shown_for{30};

class Secret : public TextField {
public:
    explicit Secret(bool is_code) : is_code_(is_code) {}

private:
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        add_label(drawing);
        const std::size_t width = box_width(around.width);
        const std::size_t count = characters();
        Line box{"["};
        if (count == 0) {
            const std::string_view placeholder = view_of(control().placeholder);
            box.add(fitted(!placeholder.empty()      ? printable(placeholder)
                           : is(ACCT_FLAG_HAS_VALUE) ? "Stored. Type to replace it."
                                                     : "",
                           width),
                    Look::quiet);
        } else if (hides_at_) {
            box.add(std::string(width, ' '));
            drawing.reveal = Reveal{{drawing.lines.size(), 1}, &text_, width - 1};
        } else {
            std::string dots;
            for (std::size_t dot = 0; dot < std::min(count, width - 1); ++dot) {
                dots += "•";
            }
            box.add(fitted(dots, width));
        }
        box.add("]");
        const std::size_t before = hides_at_ ? display_width(text_.view()) : count;
        drawing.cursor = Spot{drawing.lines.size(), 1 + std::min(before, width - 1)};
        drawing.lines.push_back(std::move(box));
        add_messages(drawing, around.width);
        return drawing;
    }

    bool press_key(const Key& key, PageLink& page) override {
        if (key.is_control('r')) {
            hides_at_ = hides_at_ || text_.empty() ? std::nullopt : std::optional{Clock::now() + shown_for};
            return true;
        }
        return TextField::press_key(key, page);
    }
    bool edit(const Key& key) override {
        if (key.kind == Kind::character) {
            std::string_view character = key.text();
            return is_printable(next_character(character)) && text_.append(key.text());
        }
        if (key.kind == Kind::backspace) {
            text_.remove_last_character();
        } else if (key.is_control('u')) {
            text_.wipe();
        } else {
            return false;
        }
        if (text_.empty()) {
            hides_at_.reset();
        }
        return true;
    }
    std::size_t size() const override { return text_.size(); }
    void tell_value(PageLink& page) override { tell(page, text_.loan()); }
    std::string keys() const override {
        return std::string{is_code_ ? "type the code" : "type (only dots show)"} + ", Ctrl-R " +
               (hides_at_ ? "hides" : "shows") + " it, Ctrl-U empties";
    }

    void take(bool) override {
        const bool holds = is(ACCT_FLAG_HAS_VALUE);
        if (held_ && !holds && !is_dirty()) {
            text_.wipe();  // the plugin has taken it, or given it up
            hides_at_.reset();
            forget_touch();
        }
        held_ = holds;
    }
    void leave(PageLink& page) override {
        hides_at_.reset();
        TextField::leave(page);
    }
    std::optional<Clock::time_point> on_time(PageLink& page, Clock::time_point now) override {
        if (hides_at_ && now >= *hides_at_) {
            hides_at_.reset();
        }
        const auto next = TextField::on_time(page, now);
        return next && hides_at_ ? std::min(next, hides_at_) : next ? next : hides_at_;
    }

    std::size_t characters() const noexcept {
        return static_cast<std::size_t>(std::ranges::count_if(
            text_.view(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
    }

    SecretText text_;
    bool is_code_;
    bool held_ = false;
    std::optional<Clock::time_point> hides_at_;  // shown until then
};

}  // namespace

std::unique_ptr<Widget> make_secret_widget(uint32_t kind) {
    return std::make_unique<Secret>(kind == ACCT_CONTROL_ONE_TIME_CODE);
}

}  // namespace munim::terminal
