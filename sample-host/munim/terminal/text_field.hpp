// text_field.hpp - what a line of text and a secret have in common: typing, pasting, telling the plugin.
#ifndef MUNIM_TERMINAL_TEXT_FIELD_HPP
#define MUNIM_TERMINAL_TEXT_FIELD_HPP

#include "terminal/widget.hpp"

namespace munim::terminal {

class TextField : public Field {
public:
    bool takes_text() const override { return true; }
    bool press_key(const Key& key, PageLink& page) override;
    std::string keys() const override { return "type to edit, Ctrl-U empties"; }
    void report(PageLink& page) override;
    void leave(PageLink& page) override;
    bool is_touched() const override { return is_touched_; }
    void forget_touch() override { is_touched_ = is_edited_ = false; }
    std::optional<Clock::time_point> on_time(PageLink& page, Clock::time_point now) override;

protected:
    // Changes the text; false: not a key that does.
    virtual bool edit(const Key& key) = 0;
    // Moves in the text; false: not a key that does.
    virtual bool move(const Key&) { return false; }
    // In bytes.
    virtual std::size_t size() const = 0;
    virtual void tell_value(PageLink& page) = 0;
    virtual bool reports_while_typing() const { return true; }

    bool is_dirty() const noexcept { return tell_at_.has_value(); }
    // What is typed here counts, not what the plugin has made of it.
    bool is_edited() const noexcept { return is_edited_ || is_dirty(); }
    // The plugin's value counts again.
    virtual void settle() {}
    static std::size_t box_width(std::size_t width) noexcept;

private:
    bool paste(const Key& key);
    void changed();

    std::optional<Clock::time_point> tell_at_;
    bool is_touched_ = false;
    bool is_edited_ = false;
    bool line_ended_ = false;  // in what is being pasted
    bool left_out_ = false;    // something that is no text
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_TEXT_FIELD_HPP
