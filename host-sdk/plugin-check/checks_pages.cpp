// checks_pages.cpp - settings pages: what list tells, views on loan, many of everything, and a walk over each
// page.
#include <algorithm>

#include "checks.hpp"
#include "functions.hpp"
#include "secrets.hpp"
#include "texts.hpp"
#include "walk.hpp"

namespace accounting::check {
namespace {

void need_pages(const Live& live) {
    if (live.tables().pages == nullptr) {
        skip("the plugin has no " ACCT_EXT_SETTINGS_PAGE);
    }
}

void judge_list(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    need_pages(live);
    const std::vector<std::string> ids = live.page_ids();
    if (ids.empty()) {
        found({"settings_page.h, list", "listed the pages",
               "at least one, since the plugin has the extension", "none", ""});
    }
    if (live.page_ids() != ids) {
        found({"settings_page.h, list", "listed the pages twice", "the same pages", "others", ""});
    }
    for (const std::string& id : ids) {
        if (const acct_page page = live.open(id); page != 0) {
            (void)live.look(page);
            (void)live.look(page);
            if (live.close(page) != ACCT_OK) {
                found({"settings_page.h, close", "closed the page " + in_quotes(id), "ACCT_OK", "a failure",
                       ""});
            }
        }
    }
    live.destroy();
}

// A view on loan, and what it said when it was acquired.
struct Loan {
    const acct_page_view* view;
    std::string picture;
    bool is_same() const { return picture_of(*view) == picture; }
};

void expect_same(const Loan& loan, const std::string& after) {
    if (!loan.is_same()) {
        found({"settings_page.h, acct_page_view", "held a view on loan, and " + after,
               "until it is given back nothing in it changes", "it has changed",
               "Give each view memory of its own; change nothing in it."});
    }
}

void judge_loans(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    need_pages(live);
    std::vector<Loan> loans;
    Walk walk(live, context.seed);
    for (const std::string& id : live.page_ids()) {
        const acct_page page = live.open(id);
        if (page == 0) {
            continue;
        }
        const auto lend = [&] {
            if (const acct_page_view* view = live.acquire(page)) {
                loans.push_back({view, picture_of(*view)});
            }
        };
        lend();
        lend();
        // Types into everything, once and once more.
        for (const char* value : {"29AAACP0029A1Z2", "Check", "1"}) {
            const SeenView seen = live.look(page);
            for (const SeenControl& control : seen.controls) {
                if (control.enabled() && control.takes_value() && !control.is_secret()) {
                    (void)live.set(page, control.id,
                                   control.kind == ACCT_CONTROL_CHOICE && !control.options.empty()
                                       ? control.options.back()
                                       : value);
                    live.pump();
                }
            }
            lend();
        }
        for (const Loan& loan : loans) {
            expect_same(loan, "typed into the page");
        }
        if (loans.size() > 2) {
            (void)live.release(loans[1].view->view_id);
            loans.erase(loans.begin() + 1);
        }
        (void)live.close(page);
        walk.on_page(id, 30);
        for (const Loan& loan : loans) {
            expect_same(loan, "closed its page and opened it again");
        }
    }
    live.destroy();
    for (const Loan& loan : loans) {
        expect_same(loan, "destroyed the instance");
    }
}

void judge_returns(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    need_pages(live);
    const std::vector<std::string> ids = live.page_ids();
    const acct_page page = ids.empty() ? 0 : live.open(ids.front());
    const acct_page_view* view = page != 0 ? live.acquire(page) : nullptr;
    if (view == nullptr) {
        skip("the first page does not open");
    }
    const auto expect = [](const char* function, const std::string& what, acct_status wanted,
                           acct_status got) {
        if (got != wanted) {
            found({std::string("settings_page.h, ") + function, what, name_of(wanted), name_of(got), ""});
        }
    };
    const std::uint64_t id = view->view_id;
    expect("release", "gave back a view on loan", ACCT_OK, live.release(id));
    expect("release", "gave it back again", ACCT_ERROR_UNKNOWN_ID, live.release(id));
    expect("close", "closed an open page", ACCT_OK, live.close(page));
    expect("close", "closed it again", ACCT_ERROR_UNKNOWN_ID, live.close(page));
    const acct_page next = live.open(ids.front());
    if (next != 0) {
        (void)live.look(next);
        expect("close", "closed the first again, while another is open", ACCT_ERROR_UNKNOWN_ID,
               live.close(page));
        expect("close", "closed the other", ACCT_OK, live.close(next));
    }
    live.destroy();
}

// Opens and borrows until the plugin has no room for more, or many times, and gives everything back.
void judge_many(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    need_pages(live);
    const std::vector<std::string> ids = live.page_ids();
    if (ids.empty()) {
        skip("the plugin has no pages");
    }
    constexpr int many = 200;
    for (int round = 0; round < 2; ++round) {
        std::vector<acct_page> pages;
        for (int i = 0; i < many; ++i) {
            const acct_page page = live.open(ids[static_cast<std::size_t>(i) % ids.size()]);
            if (page == 0) {
                break;
            }
            pages.push_back(page);
        }
        std::vector<std::uint64_t> views;
        for (int i = 0; i < many && !pages.empty(); ++i) {
            if (const acct_page_view* view =
                    live.acquire(pages[static_cast<std::size_t>(i) % pages.size()])) {
                views.push_back(view->view_id);
            } else {
                break;
            }
        }
        if (pages.empty() || views.empty()) {
            found({"settings_page.h, open",
                   "opened a page and acquired a view, with everything given back before", "ACCT_OK",
                   "a failure", "Give up a place in close and in release."});
        }
        for (const std::uint64_t view : views) {
            (void)live.release(view);
        }
        for (const acct_page page : pages) {
            if (live.close(page) != ACCT_OK) {
                found({"settings_page.h, close", "closed one of many pages", "ACCT_OK", "a failure", ""});
            }
        }
    }
    live.destroy();
}

void judge_walk(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    need_pages(live);
    Walk walk(live, context.seed);
    walk.everywhere(context.steps / 2);
    live.fill();
    walk.everywhere(context.steps / 2 + 1);
    live.destroy();
    search_files(context.scratch);
}

}  // namespace

void add_page_checks(Checks& to) {
    to.push_back(
        {"pages.list", "list, open, acquire, release, close of each page", Scope::plugin, &judge_list});
    to.push_back(
        {"pages.loans", "a view on loan does not change, whatever happens", Scope::plugin, &judge_loans});
    to.push_back(
        {"pages.returns", "what was given back or closed is so once", Scope::plugin, &judge_returns});
    to.push_back({"pages.many", "many pages and views at once", Scope::plugin, &judge_many, 2});
    to.push_back({"pages.walk", "typing into and pressing anything, without a network", Scope::plugin,
                  &judge_walk, 3});
}

}  // namespace accounting::check
