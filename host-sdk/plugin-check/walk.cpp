// walk.cpp - see walk.hpp.
#include "walk.hpp"

#include <algorithm>

#include "secrets.hpp"
#include "texts.hpp"

namespace accounting::check {

void Walk::expect(const std::string& did, std::initializer_list<acct_status> allowed, acct_status got,
                  const std::string& why, const std::string& function) const {
    const bool is_answer = got == ACCT_OK || got == ACCT_ERROR_UNKNOWN_ID || got == ACCT_ERROR_WRONG_STATE ||
                           got == ACCT_ERROR_UNSUPPORTED;
    if (surprises_ && is_answer) {
        return;
    }
    if (std::find(allowed.begin(), allowed.end(), got) == allowed.end()) {
        std::string expected;
        for (const acct_status status : allowed) {
            expected += (expected.empty() ? "" : " or ") + name_of(status);
        }
        found({"settings_page.h, " + function, did, expected + ": " + why, name_of(got), ""});
    }
}

Walk::Walk(Live& live, unsigned seed)
    : live_(live), random_(seed), secrets_{new_secret(), new_secret()}, code_(new_code()) {}

bool Walk::chance(int percent) {
    return std::uniform_int_distribution<int>(1, 100)(random_) <= percent;
}

void Walk::everywhere(unsigned steps) {
    const std::vector<std::string> ids = live_.page_ids();
    for (const std::string& id : ids) {
        on_page(id, steps / static_cast<unsigned>(ids.size()) + 1);
    }
}

void Walk::on_page(const std::string& page_id, unsigned steps) {
    const acct_page page = live_.open(page_id);
    if (page == 0) {
        return;
    }
    for (unsigned i = 0; i < steps; ++i) {
        const SeenView view = live_.look(page);
        step(page, view);
        // What comes of it shows in later views; somebody who waits sees it, somebody who does not goes on.
        if (chance(60)) {
            live_.pump(chance(30) ? 10 : 0);
        }
    }
    expect("closed the page " + in_quotes(page_id), {ACCT_OK}, live_.close(page), "the page is open",
           "close");
}

void Walk::step(acct_page page, const SeenView& view) {
    std::vector<const SeenControl*> usable;
    for (const SeenControl& control : view.controls) {
        const bool acts = std::any_of(control.rows.begin(), control.rows.end(),
                                      [](const SeenRow& row) { return !row.actions.empty(); });
        if (acts || (control.enabled() && (control.takes_value() || control.is_pressed()))) {
            usable.push_back(&control);
        }
    }
    if (usable.empty() || chance(5)) {
        err(page, view);
        live_.pump(usable.empty() ? 20 : 0);
        return;
    }
    const SeenControl* chosen = one_of(usable);
    // Fills what has to be filled, and then presses what Enter presses: else a walk hardly gets behind a
    // form.
    if (chance(50)) {
        for (const SeenControl* control : usable) {
            const bool empty =
                control->is_secret() ? (control->flags & ACCT_FLAG_HAS_VALUE) == 0 : control->value.empty();
            if ((control->flags & ACCT_FLAG_DEFAULT) != 0) {
                chosen = control;
            }
            if ((control->flags & ACCT_FLAG_REQUIRED) != 0 && control->takes_value() && empty) {
                chosen = control;
                break;
            }
        }
    }
    if (chosen->takes_value()) {
        type_into(page, *chosen);
    } else if (chosen->is_pressed()) {
        press(page, *chosen);
    } else {
        act_on_row(page, *chosen);
    }
}

std::string Walk::something_for(const SeenControl& control) {
    switch (control.kind) {
        case ACCT_CONTROL_CHOICE:
            return control.options.empty() || chance(10) ? "no-such-option" : one_of(control.options);
        case ACCT_CONTROL_SECRET:
            return one_of(secrets_);
        case ACCT_CONTROL_ONE_TIME_CODE:
            return code_;
        case ACCT_CONTROL_CHECKBOX:
            return chance(50) ? "1" : "0";
        case ACCT_CONTROL_FILE:
            return (live_.data_folder().parent_path() / "a-file").string();
        default:
            return one_of(std::vector<std::string>{"API_check", "29AAACP0029A1Z2", "", "रोज़",
                                                   std::string(70, 'w'), "<b>&amp;\"'", "12",
                                                   "https://example.invalid/"});
    }
}

void Walk::type_into(acct_page page, const SeenControl& control) {
    const std::string value = something_for(control);
    const std::string did = "typed into the enabled control " + in_quotes(control.id) +
                            (control.is_secret() ? std::string(" (a secret)") : " " + in_quotes(value));
    expect(did, {ACCT_OK, ACCT_ERROR_INVALID_VALUE}, live_.set(page, control.id, value),
           "values are taken as typed, and what is wrong with them shows in the next view", "set_value");
}

void Walk::press(acct_page page, const SeenControl& control) {
    expect("pressed the enabled control " + in_quotes(control.id), {ACCT_OK}, live_.press(page, control.id),
           "what comes of it shows in later views", "activate");
}

void Walk::act_on_row(acct_page page, const SeenControl& table) {
    std::vector<const SeenRow*> rows;
    for (const SeenRow& row : table.rows) {
        if (!row.actions.empty()) {
            rows.push_back(&row);
        }
    }
    const SeenRow& row = *one_of(rows);
    const std::string& action = one_of(row.actions);
    expect("pressed the action " + in_quotes(action) + " of the row " + in_quotes(row.id) + " of " +
               in_quotes(table.id),
           {ACCT_OK}, live_.press(page, table.id, row.id, action), "what comes of it shows in later views",
           "activate");
}

// What a host that draws an older view, or is wrong, does.
void Walk::err(acct_page page, const SeenView& view) {
    expect("typed into a control that is not in the view", {ACCT_ERROR_UNKNOWN_ID},
           live_.set(page, "no-such-control", "x"), "there is none", "set_value");
    expect("pressed a control that is not in the view", {ACCT_ERROR_UNKNOWN_ID},
           live_.press(page, "no-such-control"), "there is none", "activate");
    if (view.controls.empty()) {
        return;
    }
    const SeenControl& control = one_of(view.controls);
    if (control.kind == 0 || control.kind > ACCT_CONTROL_FILE) {
        return;
    }
    const std::string id = in_quotes(control.id);
    if (!control.takes_value()) {
        // Whether it is disabled or takes no value may be looked at in either order. Here and elsewhere: a
        // page that goes on by itself may have lost the control since the view was lent.
        expect("typed into " + id + ", of kind " + std::to_string(control.kind),
               {ACCT_ERROR_UNSUPPORTED, ACCT_ERROR_WRONG_STATE, ACCT_ERROR_UNKNOWN_ID},
               live_.set(page, control.id, "x"), "this kind takes no value", "set_value");
    } else if (!control.enabled()) {
        expect("typed into " + id + ", which is disabled", {ACCT_ERROR_WRONG_STATE, ACCT_ERROR_UNKNOWN_ID},
               live_.set(page, control.id, "1"), "it is disabled", "set_value");
    } else if (live_.set(page, control.id, "\xC3\x28 not UTF-8") == ACCT_OK) {
        found({"settings_page.h, set_value", "set bytes that are not UTF-8 as the value of " + id,
               name_of(ACCT_ERROR_BAD_TEXT), name_of(ACCT_OK), "Check every text that comes from outside."});
    }
    if (control.kind == ACCT_CONTROL_TABLE) {
        expect("pressed an action that the table " + id + " does not have", {ACCT_ERROR_UNKNOWN_ID},
               live_.press(page, control.id, "no-such-row", "no-such-action"), "there is none", "activate");
    } else if (!control.is_pressed()) {
        expect("pressed " + id + ", of kind " + std::to_string(control.kind),
               {ACCT_ERROR_UNSUPPORTED, ACCT_ERROR_WRONG_STATE, ACCT_ERROR_UNKNOWN_ID},
               live_.press(page, control.id), "this kind is not pressed", "activate");
    } else if (!control.enabled()) {
        expect("pressed " + id + ", which is disabled", {ACCT_ERROR_WRONG_STATE, ACCT_ERROR_UNKNOWN_ID},
               live_.press(page, control.id), "it is disabled", "activate");
    }
}

}  // namespace accounting::check
