// settings_screen.hpp - the settings of all plugins on the terminal: the menu of pages, the page that is
// open, and the loop that lets keys, signals and the main thread's tasks take turns.
#ifndef MUNIM_TERMINAL_SETTINGS_SCREEN_HPP
#define MUNIM_TERMINAL_SETTINGS_SCREEN_HPP

#include <memory>
#include <string>
#include <vector>

#include "base/main_loop.hpp"
#include "plugins/page_desk.hpp"
#include "terminal/page_screen.hpp"
#include "terminal/screen.hpp"
#include "terminal/tty.hpp"

namespace munim::terminal {

struct SettingsWishes {
    std::string page;             // an entry of the menu to open at once; empty: the menu
    std::vector<Error> problems;  // shown above the menu
    bool with_colours = true;
    bool may_move = true;  // a spinner
};

class SettingsScreen {
public:
    SettingsScreen(MainLoop& loop, PageDesk& desk, SettingsWishes wishes);

    // Until the user leaves or a signal ends the program: its number, else 0. Fails if the first page cannot
    // be opened.
    Result<int> run();

private:
    void open(std::size_t entry);
    void press_key(const Key& key);
    void press_menu_key(const Key& key);
    void take_keys(bool has_input);
    Frame draw_menu(const ScreenSize& size);
    std::chrono::milliseconds patience(Clock::time_point now);

    MainLoop& loop_;
    PageDesk& desk_;
    SettingsWishes wishes_;
    std::vector<MenuEntry> entries_;
    std::size_t entry_ = 0;
    std::string problem_;
    bool is_left_ = false;
    std::size_t tick_ = 0;

    Tty tty_;
    Screen screen_;
    KeyReader reader_;
    SecretText typed_;
    std::unique_ptr<PageScreen> page_;
};

}  // namespace munim::terminal

#endif  // MUNIM_TERMINAL_SETTINGS_SCREEN_HPP
