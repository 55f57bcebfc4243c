// page_walk_test.cpp - somebody who presses and types anything at random on the page "API credentials", at an
// IRP that now and then fails: the page never comes to a dead end and never shows a secret.
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "desk.hpp"
#include "leaks.hpp"

namespace integration {
namespace {

class PageWalk : public Desk {
protected:
    template <typename Container>
    const auto& one_of(const Container& all) {
        return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random_)];
    }
    bool chance(int percent) { return std::uniform_int_distribution<int>(1, 100)(random_) <= percent; }

    std::string something_for(const SeenControl& control) {
        if (control.id == "provider" && chance(85)) {
            return "local-sandbox";
        }
        if (control.id == "gstin" && chance(70)) {
            return bengaluru;
        }
        if (control.kind == ACCT_CONTROL_CHOICE) {
            // ids, labels, details and badges of the options, four for each
            return control.options.empty()
                       ? "nowhere"
                       : control.options[4 * std::uniform_int_distribution<std::size_t>(
                                                 0, control.options.size() / 4 - 1)(random_)];
        }
        if (control.kind == ACCT_CONTROL_ONE_TIME_CODE) {
            return chance(70) ? newest_code() : "123";
        }
        if (control.id == "account-password") {
            return chance(80) ? "Pushpak@Portal1" : "Wr0ng@Secret-of-the-walk";
        }
        if (control.kind == ACCT_CONTROL_SECRET) {
            return one_of(std::vector<std::string>{"Walk@Secret7", "Walk@Secret8x", "short-walk-secret",
                                                   password(bengaluru_user), "पासवर्ड-of-the-walk"});
        }
        if (control.id == "report-file") {
            return (folder / "report.csv").string();
        }
        return one_of(std::vector<std::string>{bengaluru_user, "API_walker", "", "x", mumbai,
                                               std::string(60, 'w'), "रोज़"});
    }
    std::string newest_code() const {
        const std::string codes = sandbox->admin("GET", "/one-time-codes", "");
        const auto last = codes.rfind("\"otp\":");
        return last == std::string::npos ? "000000" : json_value(codes, "otp", last);
    }
    // What somebody who wants to come on does next: fills what is empty, then presses the button that Enter
    // presses. Without it a walk hardly ever gets behind a form.
    const SeenControl& next_of(const std::vector<SeenControl>& usable) {
        if (chance(50)) {
            for (const SeenControl& control : usable) {
                const bool empty =
                    control.kind == ACCT_CONTROL_SECRET || control.kind == ACCT_CONTROL_ONE_TIME_CODE
                        ? !control.holds_secret()
                        : control.value.empty();
                if ((control.flags & ACCT_FLAG_REQUIRED) != 0 && empty) {
                    return control;
                }
            }
            for (const SeenControl& control : usable) {
                if ((control.flags & ACCT_FLAG_DEFAULT) != 0) {
                    return control;
                }
            }
        }
        return one_of(usable);
    }
    void trouble() {
        const std::string kind = one_of(
            std::vector<std::string>{"reset_before", "reset_after", "http_503_html", "truncated_json"});
        const std::string where = one_of(std::vector<std::string>{"account", "auth", "call"});
        const std::string path =
            where == "account" && chance(70) ? R"("path":"/sandbox/account/api-credentials/password",)" : "";
        sandbox->fault(R"({"where":")" + where + R"(",)" + path + R"("times":1,"kind":")" + kind + R"("})");
    }

    std::mt19937 random_{20261125};
};

TEST_F(PageWalk, HasNoDeadEndAndShowsNoSecret) {
    const char* wanted = std::getenv("TIJORI_STEPS");
    const long steps = wanted != nullptr ? std::atol(wanted) : 10000;
    start_with_credential();
    PageDriver page = plugin->open_page();
    page.wait_for("save");
    long pressed = 0;
    std::map<std::string, long> states;
    const std::vector<std::string> secrets{"Pushpak@Portal1",    "Wr0ng@Secret-of-the-walk",
                                           "Walk@Secret",        "short-walk-secret",
                                           "पासवर्ड-of-the-walk", password(bengaluru_user)};
    for (long step = 0; step < steps; ++step) {
        if (step % 997 == 0) {
            sandbox->admin("POST", "/clock/advance", R"({"seconds":1000})");
            sandbox->admin("POST", "/accounts/portal",
                           R"({"gstin":")" + bengaluru + R"(","account_state":"active"})");
        }
        if (chance(2)) {
            trouble();
        }
        SeenView view = page.look();
        ++states[view.title + " / " + view["task-heading"].label];
        std::vector<SeenControl> usable;
        for (const SeenControl& control : view.controls) {
            if (control.enabled() || !control.rows.empty()) {
                usable.push_back(control);
            }
        }
        if (usable.empty()) {
            ASSERT_TRUE(view.busy()) << "a dead end at step " << step << ":\n" << view.texts();
            view = page.settle();
            continue;
        }
        const SeenControl chosen = next_of(usable);
        if (!chosen.rows.empty()) {
            const SeenRow row = one_of(chosen.rows);
            const std::string action =
                chosen.id == "pending"
                    ? one_of(std::vector<std::string>{"check", "discard"})
                    : one_of(std::vector<std::string>{"test", "change", "forgot", "move", "remove"});
            (void)page.press(chosen.id, row.id, action);  // some rows do not offer it
        } else if (chosen.kind == ACCT_CONTROL_BUTTON || chosen.kind == ACCT_CONTROL_LINK) {
            EXPECT_TRUE(page.press(chosen.id)) << chosen.id;
            ++pressed;
            if (chance(60)) {
                view = page.settle();
                bool a_way_on = false;
                for (const SeenControl& control : view.controls) {
                    a_way_on = a_way_on || (control.kind == ACCT_CONTROL_BUTTON && control.enabled());
                }
                ASSERT_TRUE(a_way_on) << "a dead end at step " << step << ":\n" << view.texts();
            }
        } else {
            (void)page.set(chosen.id, something_for(chosen));
        }
        if (host.main_thread_requested()) {
            plugin->pump();
        }
        if (step % 500 == 499 || step + 1 == steps) {
            for (const std::string& secret : secrets) {
                ASSERT_EQ(page.seen().find(secret), std::string::npos)
                    << "a secret in a view before step " << step;
            }
            page.forget_seen();
        }
    }
    EXPECT_GT(pressed, steps / 10);
    for (const char* state :
         {"One-time code", "New API password", "Which password counts?", "The API user at the IRP"}) {
        EXPECT_TRUE(states.contains(std::string("Forgot API password / ") + state)) << state;
    }
    EXPECT_GE(states.size(), 9U) << "the walk came to few states";
    if (wanted != nullptr) {
        for (const auto& [state, times] : states) {
            std::cout << times << "  " << state << "\n";
        }
    }
}

}  // namespace
}  // namespace integration
