// widget.cpp - see widget.hpp.
#include "terminal/widget.hpp"

#include "base/text.hpp"

namespace munim::terminal {

void Field::add_label(Drawing& drawing) const {
    Line line{printable(label()), Look::strong};
    if (is(ACCT_FLAG_REQUIRED)) {
        line.add(" (required)", Look::quiet);
    }
    if (!is(ACCT_FLAG_ENABLED)) {
        line.add(" (off)", Look::quiet);
    }
    if (is(ACCT_FLAG_BUSY)) {
        line.add(" (under way)", Look::quiet);
    }
    drawing.lines.push_back(std::move(line));
}

void Field::add_messages(Drawing& drawing, std::size_t width) const {
    const auto add = [&](std::string_view word, std::string_view text, Look look) {
        if (text.empty()) {
            return;
        }
        for (std::string& line : wrapped(std::string{word} + std::string{text}, width)) {
            drawing.lines.emplace_back(std::move(line), look);
        }
    };
    const std::string_view own = problem_.empty() ? std::string_view{remark_} : std::string_view{problem_};
    add("Error: ", own.empty() ? view_of(control().error) : own, Look::error);
    add("Warning: ", view_of(control().warning), Look::warning);
    add("", view_of(control().help), Look::quiet);
}

void Field::tell(PageLink& page, acct_text value) {
    problem_.clear();
    const Status taken = page.set(id(), value);
    // A control that is gone or off shows as such in the next view.
    if (!taken && taken.error().status != ACCT_ERROR_UNKNOWN_ID &&
        taken.error().status != ACCT_ERROR_WRONG_STATE) {
        problem_ = taken.error().message + " " + taken.error().next_step;
    }
}

uint32_t kind_of(const acct_control& control) noexcept {
    return control.kind >= ACCT_CONTROL_HEADING && control.kind <= ACCT_CONTROL_FILE ? control.kind
                                                                                     : ACCT_CONTROL_TEXT;
}

std::unique_ptr<Widget> make_widget(uint32_t kind) {
    switch (kind) {
        case ACCT_CONTROL_CHOICE:
            return make_choice_widget();
        case ACCT_CONTROL_TABLE:
            return make_table_widget();
        case ACCT_CONTROL_INPUT:
        case ACCT_CONTROL_FILE:
            return make_input_widget(kind);
        case ACCT_CONTROL_SECRET:
        case ACCT_CONTROL_ONE_TIME_CODE:
            return make_secret_widget(kind);
        case ACCT_CONTROL_BUTTON:
        case ACCT_CONTROL_LINK:
        case ACCT_CONTROL_CHECKBOX:
            return make_press_widget(kind);
        default:
            return make_text_widget(kind);
    }
}

}  // namespace munim::terminal
