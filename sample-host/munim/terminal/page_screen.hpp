// page_screen.hpp - one open settings page on the terminal: its controls one below the other, the focus,
// scrolling. Knows control kinds, not what the page is about.
#ifndef MUNIM_TERMINAL_PAGE_SCREEN_HPP
#define MUNIM_TERMINAL_PAGE_SCREEN_HPP

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/page_desk.hpp"
#include "terminal/widget.hpp"

namespace munim::terminal {

// What a key asks of whoever shows screens.
enum class Wish { stay, back };

class PageScreen final : public PageLink {
public:
    // `page` is open at the desk, and closed with this. `way_back` says where Escape leads: "back to the
    // menu".
    PageScreen(PageDesk& desk, uint64_t page, std::string way_back);
    PageScreen(const PageScreen&) = delete;
    PageScreen& operator=(const PageScreen&) = delete;
    ~PageScreen() override;

    // Takes the newest view. The page is gone: false.
    bool look();
    // There is a newer view than the one that look() took.
    bool has_changed();
    Frame draw(const ScreenSize& size, bool may_move, std::size_t tick);
    Wish press_key(const Key& key);
    // The letter q is a command here, not text.
    bool takes_text() const { return focus_ != nullptr && focus_->takes_text(); }
    // Does what is due; when it wants to be asked again.
    std::optional<Clock::time_point> on_time(Clock::time_point now);

    Status set(std::string_view control, acct_text value) override;
    void activate(std::string_view control, std::string_view row, std::string_view action) override;
    bool press(uint32_t flag) override;
    void move_focus(int steps) override;

private:
    // The page as lines, and where in them things are.
    struct Body {
        Lines lines;
        std::optional<Spot> cursor;
        std::optional<Reveal> reveal;
        std::pair<std::size_t, std::size_t> focus{0, 0};
        std::pair<std::size_t, std::size_t> news{0, 0};
    };

    void take(const acct_page_view& view);
    void place_focus(const acct_page_view& view, std::size_t before);
    bool has_new_message(const Widget& widget);
    void focus(Widget* widget);
    std::size_t place_of(const Widget* widget) const noexcept;
    Widget* nearest_focus(std::size_t place) const noexcept;
    bool is_touched() const;

    Body body(const ScreenSize& size, std::size_t height, bool may_move, std::size_t tick) const;
    void add_buttons(Body& body, std::size_t& place, const Surroundings& around) const;
    void add_widget(Body& body, const Widget& widget, const Surroundings& around) const;
    bool stands_apart(std::size_t place) const;
    void scroll(const Body& body, std::size_t height);
    std::string help() const;

    PageDesk& desk_;
    uint64_t page_;
    std::string way_back_;

    std::unique_ptr<accounting::View> view_;
    std::map<std::pair<uint32_t, std::string>, std::unique_ptr<Widget>> widgets_;  // by kind and id
    std::vector<Widget*> order_;
    std::map<std::string, std::string, std::less<>> messages_;  // what notices said, by id
    std::optional<uint64_t> focus_serial_;

    Widget* focus_ = nullptr;
    const Widget* news_ = nullptr;  // a notice that has just appeared
    bool expects_errors_ = false;   // a button was pressed: the first mistake told gets the focus
    bool was_warned_ = false;       // that what was typed is lost by going back
    std::size_t top_ = 0;
    bool scrolled_by_hand_ = false;
    std::size_t body_height_ = 1;
    std::string problem_;
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_PAGE_SCREEN_HPP
