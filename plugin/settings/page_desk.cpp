// page_desk.cpp - see page_desk.hpp.
#include "page_desk.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace tijori::settings {
namespace {

constexpr std::size_t longest_value = 64 * 1024;

bool takes_values(std::uint32_t kind) {
    return kind == ACCT_CONTROL_CHOICE || kind == ACCT_CONTROL_INPUT || kind == ACCT_CONTROL_SECRET ||
           kind == ACCT_CONTROL_ONE_TIME_CODE || kind == ACCT_CONTROL_CHECKBOX || kind == ACCT_CONTROL_FILE;
}

Error programming(acct_status status, std::string code, std::string message) {
    return make_error(status, std::move(code), std::move(message),
                      say("This is a mistake of the program; tell its maker."));
}

Error no_control() {
    return programming(ACCT_ERROR_UNKNOWN_ID, "NO-CONTROL",
                       say("The page has no such control at the moment."));
}

Error other_kind() {
    return programming(ACCT_ERROR_UNSUPPORTED, "OTHER-KIND",
                       say("This kind of control cannot be used in this way."));
}

Error disabled() {
    return make_error(ACCT_ERROR_WRONG_STATE, "CONTROL-DISABLED",
                      say("This cannot be changed at the moment."),
                      say("Wait until what is under way has ended."));
}

}  // namespace

class PageDesk::Visit {
public:
    Visit(PageDesk& desk, const std::shared_ptr<Open>& open) : desk_(desk), open_(open) {
        ++desk_.at_work_;
        ++open_->in_use;
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() {
        --desk_.at_work_;
        if (--open_->in_use == 0 && open_->closed) {
            open_->page.reset();
        }
    }

private:
    PageDesk& desk_;
    std::shared_ptr<Open> open_;
};

acct_page PageDesk::open(const std::function<std::unique_ptr<Page>(std::function<void()>)>& make) {
    if (used_) {
        used_();
    }
    const acct_page id = ++last_page_;
    auto opened = std::make_shared<Open>();
    open_[id] = opened;
    {
        const Visit visit(*this, opened);
        opened->page = make([this, id] { redraw(id); });
    }
    redraw(id);
    return id;
}

Status PageDesk::close(acct_page page) {
    Result<std::shared_ptr<Open>> found = find(page);
    if (!found) {
        return found.error();
    }
    (*found)->closed = true;
    open_.erase(page);
    if ((*found)->in_use == 0) {
        (*found)->page.reset();
    }
    return Nothing{};
}

void PageDesk::close_all() {
    while (!open_.empty()) {
        (void)close(open_.begin()->first);
    }
}

Result<std::shared_ptr<PageDesk::Open>> PageDesk::find(acct_page page) const {
    const auto found = open_.find(page);
    if (found == open_.end()) {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-PAGE", say("This page is no longer open."),
                          say("Open it again from the settings menu."));
    }
    return found->second;
}

void PageDesk::redraw(acct_page page) {
    const auto found = open_.find(page);
    if (found == open_.end() || found->second->page == nullptr) {
        return;
    }
    const std::shared_ptr<Open> open = found->second;
    if (open->drawing) {
        open->draw_again = true;
        return;
    }
    open->draw_again = false;
    ViewModel model;
    {
        const Visit visit(*this, open);
        open->drawing = true;
        const struct Drawn {
            bool& drawing;
            ~Drawn() { drawing = false; }
        } end{open->drawing};
        model = open->page->draw();
    }
    if (open->closed) {
        return;
    }
    if (open->drawn == nullptr || !(open->drawn->model() == model)) {
        open->drawn = std::make_shared<const FrozenView>(std::move(model), ++open->revision);
        changed_(page, open->revision);
    }
    if (std::exchange(open->draw_again, false)) {
        redraw(page);
    }
}

Result<const acct_page_view*> PageDesk::acquire(acct_page page) {
    Result<std::shared_ptr<Open>> found = find(page);
    if (!found) {
        return found.error();
    }
    auto loan = std::make_unique<Loan>();
    loan->frozen = (*found)->drawn;
    loan->view = loan->frozen->view(++last_view_);
    const acct_page_view* view = &loan->view;
    loans_[last_view_] = std::move(loan);
    return view;
}

Status PageDesk::release(std::uint64_t view_id) {
    if (loans_.erase(view_id) == 0) {
        return programming(ACCT_ERROR_UNKNOWN_ID, "NO-VIEW", say("This view is not on loan."));
    }
    return Nothing{};
}

std::shared_ptr<const void> PageDesk::hand_over_loans() {
    return std::make_shared<const decltype(loans_)>(std::exchange(loans_, {}));
}

template <typename Call>
void PageDesk::work_on(acct_page page, const std::shared_ptr<Open>& open, Call&& call) {
    if (used_) {
        used_();
    }
    {
        const Visit visit(*this, open);
        call(*open->page);
    }
    redraw(page);
}

Status PageDesk::set_value(acct_page page, std::string_view control, std::string_view value) {
    Result<std::shared_ptr<Open>> found = find(page);
    if (!found) {
        return found.error();
    }
    const std::shared_ptr<const FrozenView> drawn = (*found)->drawn;
    const Control* present = drawn->model().find(control);
    if (present == nullptr) {
        return no_control();
    }
    if (!takes_values(present->kind)) {
        return other_kind();
    }
    if ((present->flags & ACCT_FLAG_ENABLED) == 0 || (*found)->drawing) {
        return disabled();
    }
    const auto refuse = [&](const Error& why) -> Status {
        work_on(page, *found, [&](Page& typed_into) { typed_into.refuse(control, why); });
        return why;
    };
    if (value.size() > longest_value) {
        return refuse(make_error(ACCT_ERROR_INVALID_VALUE, "VALUE-TOO-LONG",
                                 say("This is much longer than anything that belongs here."),
                                 say("Check what you pasted. What was here before is kept."),
                                 std::string(control)));
    }
    if (!is_utf8(value)) {
        return refuse(make_error(
            ACCT_ERROR_BAD_TEXT, "VALUE-ENCODING", say("This is not valid text (UTF-8)."),
            say("Type it instead of pasting it. What was here before is kept."), std::string(control)));
    }
    if (present->kind == ACCT_CONTROL_CHECKBOX && value != "0" && value != "1") {
        return programming(ACCT_ERROR_INVALID_VALUE, "CHECKBOX-VALUE",
                           say("A checkbox takes \"1\" or \"0\"."));
    }
    work_on(page, *found, [&](Page& typed_into) { typed_into.set_value(control, value); });
    return Nothing{};
}

Status PageDesk::activate(acct_page page, std::string_view control, std::string_view row_id,
                          std::string_view action_id) {
    Result<std::shared_ptr<Open>> found = find(page);
    if (!found) {
        return found.error();
    }
    const std::shared_ptr<const FrozenView> drawn = (*found)->drawn;
    const Control* present = drawn->model().find(control);
    if (present == nullptr) {
        return no_control();
    }
    if (present->kind == ACCT_CONTROL_TABLE) {
        const auto row = std::find_if(present->rows.begin(), present->rows.end(),
                                      [&](const Row& one) { return one.id == row_id; });
        if (row == present->rows.end()) {
            return no_control();
        }
        const auto action = std::find_if(row->actions.begin(), row->actions.end(),
                                         [&](const RowAction& one) { return one.id == action_id; });
        if (action == row->actions.end()) {
            return no_control();
        }
        if (!action->enabled || (*found)->drawing) {
            return disabled();
        }
    } else if (present->kind != ACCT_CONTROL_BUTTON && present->kind != ACCT_CONTROL_LINK) {
        return other_kind();
    } else if (!row_id.empty() || !action_id.empty()) {
        return no_control();
    } else if ((present->flags & ACCT_FLAG_ENABLED) == 0 || (*found)->drawing) {
        return disabled();
    }
    work_on(page, *found, [&](Page& pressed) { pressed.activate(control, row_id, action_id); });
    return Nothing{};
}

void PageDesk::refresh_all() {
    std::vector<acct_page> pages;
    for (const auto& [id, open] : open_) {
        pages.push_back(id);
    }
    for (const acct_page page : pages) {
        if (const auto found = open_.find(page);
            found != open_.end() && found->second->page != nullptr && !found->second->drawing) {
            const Visit visit(*this, found->second);
            found->second->page->look_again();
        }
        redraw(page);
    }
}

}  // namespace tijori::settings
