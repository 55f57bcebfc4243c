// text_widgets.cpp - controls that are only looked at: heading, text, notice, progress.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"
#include "terminal/widget.hpp"

namespace munim::terminal {
namespace {

class Heading final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const std::string_view text = label().empty() ? view_of(control().value) : label();
        for (std::string& line : wrapped(text, around.width)) {
            const std::size_t columns = display_width(line);
            drawing.lines.emplace_back(std::move(line), Look::strong);
            if (control().level <= 1) {
                std::string rule;
                for (std::size_t column = 0; column < columns; ++column) {
                    rule += "─";
                }
                drawing.lines.emplace_back(std::move(rule), Look::quiet);
            }
        }
        return drawing;
    }
};

class Text final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const std::string_view value = view_of(control().value);
        const Look look = look_of(control().tone);
        const std::string name = label().empty() ? std::string{} : printable(label()) + ": ";
        const std::size_t indent = display_width(name);
        if (indent * 2 > around.width) {
            // No room for the two side by side.
            for (std::string& line : wrapped(std::string{label()} + ":", around.width)) {
                drawing.lines.emplace_back(std::move(line), Look::strong);
            }
            for (std::string& line : wrapped(value, around.width)) {
                drawing.lines.emplace_back(std::move(line), look);
            }
            return drawing;
        }
        for (std::string& line : wrapped(value, around.width - indent)) {
            Line whole{drawing.lines.empty() ? name : std::string(indent, ' '), Look::strong};
            whole.add(std::move(line), look);
            drawing.lines.push_back(std::move(whole));
        }
        return drawing;
    }
};

// Its tone stands in front as a word, and a bar in its colour goes down its side.
class Notice final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const Look look = control().tone == ACCT_TONE_NEUTRAL ? Look::info : look_of(control().tone);
        const std::size_t width = std::max<std::size_t>(around.width, 12) - 2;
        const std::string title =
            std::string{word_of(control().tone)} + (label().empty() ? "" : ": ") + std::string{label()};
        for (std::string& line : wrapped(title, width)) {
            Line whole{"┃ ", look};
            drawing.lines.push_back(whole.add(std::move(line), look == Look::error ? look : Look::strong));
        }
        if (view_of(control().value).empty()) {
            return drawing;
        }
        for (std::string& line : wrapped(view_of(control().value), width)) {
            Line whole{"┃ ", look};
            drawing.lines.push_back(whole.add(std::move(line)));
        }
        return drawing;
    }
};

constexpr std::array<std::string_view, 4> spinner{"|", "/", "-", "\\"};
constexpr std::chrono::milliseconds spinner_step{150};

class Progress final : public Widget {
    Drawing draw(const Surroundings& around) const override {
        Drawing drawing;
        const uint64_t total = control().progress_total;
        const uint64_t done = std::min(control().progress_done, total);
        const std::string_view text = label().empty() ? view_of(control().value) : label();
        for (std::string& line : wrapped(text.empty() ? "Under way" : text, around.width)) {
            drawing.lines.emplace_back(std::move(line), Look::strong);
        }
        if (total == 0) {
            std::string line = "Under way …";
            if (around.may_move) {
                line += " " + std::string{spinner[around.tick % spinner.size()]};
            }
            drawing.lines.emplace_back(std::move(line));
            return drawing;
        }
        const std::string count = " " + std::to_string(done) + " of " + std::to_string(total);
        const std::size_t room = std::clamp<std::size_t>(around.width, count.size() + 12, count.size() + 42);
        const std::size_t width = room - count.size() - 2;
        const auto filled = static_cast<std::size_t>(static_cast<double>(done) / static_cast<double>(total) *
                                                     static_cast<double>(width));
        drawing.lines.emplace_back("[" + std::string(filled, '#') + std::string(width - filled, '.') + "]" +
                                   count);
        return drawing;
    }
    std::optional<Clock::time_point> on_time(PageLink&, Clock::time_point now) override {
        return control().progress_total == 0 ? std::optional{now + spinner_step} : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Widget> make_text_widget(uint32_t kind) {
    switch (kind) {
        case ACCT_CONTROL_HEADING:
            return std::make_unique<Heading>();
        case ACCT_CONTROL_NOTICE:
            return std::make_unique<Notice>();
        case ACCT_CONTROL_PROGRESS:
            return std::make_unique<Progress>();
        default:
            return std::make_unique<Text>();
    }
}

}  // namespace munim::terminal
