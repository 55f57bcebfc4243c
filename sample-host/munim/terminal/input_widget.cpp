// input_widget.cpp - one line of text, and the path of a file.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/places.hpp"
#include "base/text.hpp"
#include "terminal/text_field.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

class Input : public TextField {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        add_label(drawing);
        const std::size_t width = box_width(around.width);
        const std::string_view before = std::string_view{text_}.substr(0, caret_);
        Line box{"["};
        if (text_.empty()) {
            box.add(fitted(printable(view_of(control().placeholder)), width), Look::quiet);
        } else {
            // What is left of the caret is shown as far as it fits, so that the caret is always in sight.
            const std::string left = printable(before);
            const std::string shown{tail_of(left, width - 1)};
            const std::string right = printable(std::string_view{text_}.substr(caret_));
            box.add(shown + fitted(right, width - display_width(shown)));
        }
        box.add("]");
        drawing.cursor =
            Spot{drawing.lines.size(), 1 + std::min(display_width(printable(before)), width - 1)};
        drawing.lines.push_back(std::move(box));
        add_messages(drawing, around.width);
        return drawing;
    }

    bool edit(const Key& key) override {
        switch (key.kind) {
            case Kind::character:
                text_.insert(caret_, key.text());
                caret_ += key.text().size();
                return true;
            case Kind::backspace: {
                const std::size_t from = before_caret();
                text_.erase(from, caret_ - from);
                caret_ = from;
                return true;
            }
            case Kind::erase:
                text_.erase(caret_, after_caret() - caret_);
                return true;
            default:
                if (key.is_control('u')) {
                    text_.clear();
                    caret_ = 0;
                    return true;
                }
                return false;
        }
    }
    bool move(const Key& key) override {
        switch (key.kind) {
            case Kind::left:
                caret_ = before_caret();
                return true;
            case Kind::right:
                caret_ = after_caret();
                return true;
            case Kind::home:
                caret_ = 0;
                return true;
            case Kind::end:
                caret_ = text_.size();
                return true;
            default:
                return false;
        }
    }
    std::size_t size() const override { return text_.size(); }
    void tell_value(PageLink& page) override { tell(page, accounting::text_of(text_)); }

    void take(bool) override {
        if (!is_edited()) {
            settle();
        }
    }
    void settle() override {
        const std::string_view value = view_of(control().value);
        if (text_ != value) {
            text_ = value;
            caret_ = text_.size();
        }
    }

    std::size_t before_caret() const noexcept {
        std::size_t at = caret_;
        // Over all signs that combine with the letter, and the letter.
        while (at > 0) {
            do {
                --at;
            } while (at > 0 && (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80U);
            if (width_at(at) > 0) {
                break;
            }
        }
        return at;
    }
    std::size_t after_caret() const noexcept {
        std::size_t at = caret_;
        while (at < text_.size()) {
            std::string_view rest = std::string_view{text_}.substr(at);
            next_character(rest);
            at = text_.size() - rest.size();
            if (at == text_.size() || width_at(at) > 0) {
                break;
            }
        }
        return at;
    }
    std::size_t width_at(std::size_t at) const noexcept {
        std::string_view rest = std::string_view{text_}.substr(at);
        return character_width(next_character(rest));
    }

protected:
    std::string text_;

private:
    std::size_t caret_ = 0;
};

// The plugin gets a whole path, whatever the user types.
class FilePath final : public Input {
    void tell_value(PageLink& page) override {
        std::string path = text_;
        if (path.starts_with("~/")) {
            path.replace(0, 1, environment("HOME").value_or("~"));
        }
        std::error_code unreadable;
        if (!path.empty()) {
            path = std::filesystem::absolute(path, unreadable).lexically_normal().string();
        }
        tell(page, accounting::text_of(unreadable ? text_ : path));
    }
    // A path that is half typed is no file.
    bool reports_while_typing() const override { return false; }
    std::string keys() const override { return "type or paste the file's path"; }
};

}  // namespace

std::unique_ptr<Widget> make_input_widget(uint32_t kind) {
    return kind == ACCT_CONTROL_FILE ? std::unique_ptr<Widget>{std::make_unique<FilePath>()}
                                     : std::make_unique<Input>();
}

}  // namespace munim::terminal
