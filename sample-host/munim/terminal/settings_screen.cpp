// settings_screen.cpp - see settings_screen.hpp.
#include "terminal/settings_screen.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace munim::terminal {
namespace {

using Kind = Key::Kind;

// After this long the Escape key is not the start of another key.
constexpr std::chrono::milliseconds escape_pause{40};
constexpr std::chrono::milliseconds longest_pause{60'000};

}  // namespace

SettingsScreen::SettingsScreen(MainLoop& loop, PageDesk& desk, SettingsWishes wishes)
    : loop_(loop),
      desk_(desk),
      wishes_(std::move(wishes)),
      entries_(desk.menu()),
      screen_(tty_, wishes_.with_colours) {}

void SettingsScreen::open(std::size_t entry) {
    const Result<uint64_t> opened = desk_.open(entries_[entry].id);
    if (!opened) {
        problem_ = opened.error().message + " " + opened.error().next_step;
        return;
    }
    problem_.clear();
    entry_ = entry;
    page_ = std::make_unique<PageScreen>(desk_, *opened, entries_.size() > 1 ? "back to the menu" : "leave");
}

Result<int> SettingsScreen::run() {
    const auto wanted = std::ranges::find(entries_, wishes_.page, &MenuEntry::id);
    if (wanted != entries_.end()) {
        open(static_cast<std::size_t>(wanted - entries_.begin()));
        if (page_ == nullptr) {
            return make_error(ACCT_ERROR_FAILED, "SETTINGS-CLOSED", problem_, "Try again.");
        }
    }
    while (!is_left_ && !tty_.ended_by()) {
        // What is due comes first: what it changes is drawn at once.
        if (page_ != nullptr) {
            (void)page_->on_time(Clock::now());
        }
        if (page_ != nullptr && !page_->look()) {
            page_.reset();
            problem_ = "The page has been closed. Open it again.";
        }
        const ScreenSize size = tty_.size();
        screen_.draw(page_ != nullptr ? page_->draw(size, wishes_.may_move, tick_) : draw_menu(size), size);
        std::array<pollfd, 2> inputs{{{tty_.input(), POLLIN, 0}, {tty_.signals(), POLLIN, 0}}};
        loop_.run_once(patience(Clock::now()), inputs);
        if (tty_.take_size_changed()) {
            screen_.forget();
        }
        if (tty_.take_stop_wanted()) {
            tty_.suspend();
            screen_.forget();
        }
        take_keys(inputs[0].revents != 0);
        ++tick_;
    }
    page_.reset();
    return tty_.ended_by().value_or(0);
}

std::chrono::milliseconds SettingsScreen::patience(Clock::time_point now) {
    if (reader_.is_waiting()) {
        return escape_pause;
    }
    const auto next = page_ != nullptr ? page_->on_time(now) : std::nullopt;
    // What on_time told the plugin may have changed the page already.
    if (page_ != nullptr && page_->has_changed()) {
        return std::chrono::milliseconds{0};
    }
    return next ? std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*next - now),
                             std::chrono::milliseconds{1}, longest_pause)
                : longest_pause;
}

void SettingsScreen::take_keys(bool has_input) {
    const auto use = [this](const Key& key) { press_key(key); };
    if (!has_input) {
        if (reader_.is_waiting()) {
            reader_.stop_waiting(use);
        }
        return;
    }
    is_left_ = is_left_ || !tty_.read(typed_);
    reader_.feed(typed_.view(), use);
    typed_.wipe();
}

void SettingsScreen::press_key(const Key& key) {
    if (is_left_) {
        return;
    }
    if (key.is_control('c') || (key.is('q') && !key.pasted && (page_ == nullptr || !page_->takes_text()))) {
        is_left_ = true;
    } else if (key.is_control('l')) {
        screen_.forget();
    } else if (key.is_control('z')) {
        tty_.suspend();
        screen_.forget();
    } else if (page_ == nullptr) {
        press_menu_key(key);
    } else {
        if (page_->press_key(key) == Wish::back) {
            page_.reset();
            is_left_ = entries_.size() == 1;
        } else if (!key.pasted && !page_->look()) {
            page_.reset();  // so that the next key meets the page as it is now
        }
    }
}

void SettingsScreen::press_menu_key(const Key& key) {
    if (key.pasted || key.kind == Kind::paste_ended) {
        return;
    }
    const std::size_t count = entries_.size();
    switch (key.kind) {
        case Kind::up:
        case Kind::back_tab:
            entry_ = entry_ == 0 ? count - 1 : entry_ - 1;
            break;
        case Kind::down:
        case Kind::tab:
            entry_ = entry_ + 1 == count ? 0 : entry_ + 1;
            break;
        case Kind::home:
            entry_ = 0;
            break;
        case Kind::end:
            entry_ = count - 1;
            break;
        case Kind::enter:
            open(entry_);
            break;
        case Kind::escape:
            is_left_ = true;
            break;
        default:
            break;
    }
}

Frame SettingsScreen::draw_menu(const ScreenSize& size) {
    Frame frame;
    const std::size_t width = std::max<std::size_t>(size.columns, 8) - 3;
    frame.lines.emplace_back("Settings", Look::strong);
    frame.lines.emplace_back();
    const auto add = [&](const std::string& text, Look look) {
        for (std::string& line : wrapped(text, width)) {
            frame.lines.push_back(Line{"  "}.add(std::move(line), look));
        }
    };
    if (!problem_.empty()) {
        add("Error: " + problem_, Look::error);
        frame.lines.emplace_back();
    }
    for (const Error& problem : wishes_.problems) {
        add("Warning: " + problem.message + " " + problem.next_step, Look::warning);
        frame.lines.emplace_back();
    }
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        const bool present = index == entry_;
        if (present) {
            frame.cursor = Spot{frame.lines.size(), 2};
        }
        frame.lines.push_back(Line{present ? "> " : "  ", Look::strong}.add(
            printable(entries_[index].title), present ? Look::selected : Look::strong));
        add(entries_[index].description, Look::quiet);
    }
    // The present entry in sight, the keys in the last line.
    const std::size_t room = std::max<std::size_t>(size.rows, 2) - 1;
    const std::size_t row = frame.cursor->row;
    const std::size_t top = row + 2 > room ? std::min(row + 2 - room, row) : 0;
    frame.lines.erase(frame.lines.begin(), frame.lines.begin() + static_cast<std::ptrdiff_t>(top));
    frame.lines.resize(room);
    frame.cursor->row -= top;
    frame.lines.emplace_back("Up/Down move · Enter opens · Esc or q leaves", Look::quiet);
    return frame;
}

}  // namespace munim::terminal
