// credentials_page.cpp - what the page "API credentials" does; how it looks is in credentials_page_view.cpp.
#include "credentials_page.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"
#include "credentials/report_file.hpp"
#include "settings/bulk_check.hpp"
#include "settings/paths.hpp"

namespace tijori::settings {

CredentialsPage::CredentialsPage(PageSurroundings surroundings, std::function<void()> redraw)
    : around_(std::move(surroundings)),
      redraw_(std::move(redraw)),
      gate_(around_, focus_, redraw_, [this] { focus_.on("gstin"); }) {
    entities_ = around_.host.entities();
    // Books hold what was once typed or imported; a view holds text.
    // A registration that they list twice is one choice.
    std::set<std::string> known;
    std::erase_if(entities_, [&](const accounting::Entity& entity) {
        const std::string gstin =
            is_plain_text(entity.gstin) ? normalized_gstin(entity.gstin) : std::string();
        return gstin.empty() || !known.insert(gstin).second;
    });
    for (accounting::Entity& entity : entities_) {
        for (std::string* name : {&entity.company, &entity.unit_name}) {
            if (!is_plain_text(*name)) {
                name->clear();
            }
        }
    }
    std::vector<std::string> gstins;
    gstins.reserve(entities_.size());
    for (const accounting::Entity& entity : entities_) {
        gstins.push_back(entity.gstin);
    }
    around_.service.set_known_gstins(std::move(gstins));
    if (entities_.size() == 1) {
        gstin_ = normalized_gstin(entities_.front().gstin);
    }
    // Profiles and what other programs stored are on disk: read them aside and draw again.
    around_.background.run(
        [&service = around_.service](Cancellation&) -> Status {
            service.reload_profiles();
            return service.refresh();
        },
        [this, alive = alive_](const Status&) {
            if (*alive) {
                choose_defaults();
                look_again();
                redraw_();
            }
        });
    choose_defaults();
    look_again();
}

CredentialsPage::~CredentialsPage() {
    *alive_ = false;
    if (cancellation_ != nullptr && (task_ == Task::saving || task_ == Task::testing_many)) {
        cancellation_->cancel();
    }
}

void CredentialsPage::look_again() {
    overview_.look(around_, entities_);
}

// Prefers a provider that is ready to be used.
void CredentialsPage::choose_defaults() {
    const auto profiles = around_.service.profiles();
    if (profiles->find(provider_) == nullptr) {
        provider_.clear();
        for (const auto& profile : profiles->all()) {
            for (const auto& [id, environment] : profile->environments) {
                if (provider_.empty() && irp::Access::ready(around_.service.account_at(profile, id))) {
                    provider_ = profile->id;
                    environment_ = id;
                }
            }
        }
        if (provider_.empty() && !profiles->all().empty()) {
            provider_ = profiles->all().front()->id;
        }
    }
    choose_environment();
}

void CredentialsPage::choose_environment() {
    const auto profiles = around_.service.profiles();
    const irp::Profile* profile = profiles->find(provider_);
    if (profile != nullptr && !profile->environments.contains(environment_)) {
        environment_ = profile->environments.begin()->first;
    }
}

// ---- what the user types
// ------------------------------------------------------------------------------------------------

void CredentialsPage::set_value(std::string_view control, std::string_view value) {
    if (task_is_shown()) {
        account_task_->set_value(control, value);
        return;
    }
    errors_.erase(std::string(control));
    if (gate_.set_value(control, value) || overview_.set_value(control, value) ||
        set_form_value(control, value)) {
        return;
    }
    if (control == "move-to") {
        move_to_ = normalized_gstin(value);
    } else if (control == "report-file") {
        report_file_ = std::string(value);
    }
}

bool CredentialsPage::set_form_value(std::string_view control, std::string_view value) {
    if (control == "gstin") {
        const std::string chosen = normalized_gstin(value);
        const bool listed =
            entities_.empty() ||
            std::any_of(entities_.begin(), entities_.end(), [&](const accounting::Entity& entity) {
                return normalized_gstin(entity.gstin) == chosen;
            });
        if (!listed && !chosen.empty()) {
            errors_["gstin"] =
                say("{gstin} is not the GSTIN of any company in your books. Add the registration "
                    "to the company first, or choose one from the list.",
                    {{"gstin", in_quotes(value)}});
            return true;
        }
        gstin_ = chosen;
        question_ = Question::none;
    } else if (control == "provider") {
        if (around_.service.profiles()->find(value) == nullptr) {
            errors_["provider"] = say("There is no such provider. Choose one from the list.");
            return true;
        }
        provider_ = std::string(value);
        question_ = Question::none;
        choose_environment();
    } else if (control == "environment") {
        const auto profiles = around_.service.profiles();
        const irp::Profile* profile = profiles->find(provider_);
        if (profile == nullptr || !profile->environments.contains(std::string(value))) {
            errors_["environment"] = say("This provider has no such environment. Choose one from the list.");
            return true;
        }
        environment_ = std::string(value);
        question_ = Question::none;
    } else if (control == "user-name") {
        user_name_ = std::string(value);
    } else if (control == "password") {
        password_ = SecretBytes(value);
    } else {
        return false;
    }
    return true;
}

void CredentialsPage::refuse(std::string_view control, const Error& why) {
    if (task_is_shown()) {
        account_task_->refuse(control, why);
    } else if (!gate_.refuse(control, why)) {
        errors_[std::string(control)] = words_of(why);
    }
}

void CredentialsPage::activate(std::string_view control, std::string_view row, std::string_view action) {
    if (task_is_shown()) {
        account_task_->activate(control);
        return;
    }
    if (control == "cancel-task") {
        if (cancellation_ != nullptr) {
            cancellation_->cancel();
        }
        return;
    }
    if (overview_.activate(control)) {
        return;
    }
    notice_.reset();
    if (control == "lock-vault") {
        leave_form();
    }
    if (gate_.activate(control) || press_question(control)) {
        return;
    }
    if (control == "save") {
        start_save(changing_ ? Anyway::replace : Anyway::no);
    } else if (control == "save-unverified") {
        start_save(Anyway::unverified, true);
    } else if (control == "cancel-change") {
        leave_form();
        focus_.on("gstin");
    } else if (control == "forgot-password") {
        start_account_task(AccountTask::Goal::forgot_password, form_key());
    } else if (control == "create-user") {
        start_account_task(AccountTask::Goal::create_user, form_key());
    } else if (control == "register") {
        start_account_task(AccountTask::Goal::registration, form_key());
    } else if (control == "verify-all") {
        start_test_many();
    } else if (control == "export-report") {
        start_report();
    } else if (control == "credentials" || control == "pending") {
        press_row(control, row, action);
    }
}

bool CredentialsPage::press_question(std::string_view control) {
    if (control == "confirm-replace") {
        start_save(Anyway::replace, true);
    } else if (control == "confirm-environment") {
        start_save(changing_ ? Anyway::replace : Anyway::no, true);
    } else if (control == "confirm-remove") {
        start_remove(question_key_);
    } else if (control == "confirm-discard") {
        start_discard(question_key_);
    } else if (control == "confirm-move") {
        start_move();
    } else if (control == "cancel-replace" || control == "cancel-environment") {
        question_ = Question::none;
        focus_.on(control == "cancel-replace" ? "user-name" : "environment");
    } else if (control == "cancel-remove" || control == "cancel-move") {
        question_ = Question::none;
        focus_.on("credentials");
    } else if (control == "cancel-discard") {
        question_ = Question::none;
        focus_.on("pending");
    } else {
        return false;
    }
    return true;
}

void CredentialsPage::press_row(std::string_view table, std::string_view row, std::string_view action) {
    const auto key = key_of_row(row);
    if (!key) {
        return;
    }
    if (table == "pending") {
        action == "check" ? start_settle(*key) : ask(Question::discard, *key, "cancel-discard");
    } else if (action == "test") {
        start_test(*key);
    } else if (action == "change") {
        start_change(*key);
    } else if (action == "forgot") {
        start_account_task(AccountTask::Goal::forgot_password, *key);
    } else if (action == "move") {
        move_to_.clear();
        ask(Question::move, *key, "move-to");
    } else if (action == "remove") {
        ask(Question::remove, *key, "cancel-remove");
    }
}

void CredentialsPage::ask(Question question, const CredentialKey& about, const std::string& focus) {
    question_ = question;
    question_key_ = about;
    focus_.on(focus);
}

template <typename Work, typename Then>
void CredentialsPage::run(Task task, const CredentialKey& key, Work work, Then then) {
    task_ = task;
    task_key_ = key;
    question_ = Question::none;
    cancellation_ =
        around_.background.run(std::move(work), [this, alive = alive_, changed = around_.changed_for_all,
                                                 then = std::move(then)](auto result) mutable {
            if (*alive) {
                task_ = Task::none;
                ticking_.reset();
                then(std::move(result));
                look_again();
                redraw_();
            }
            changed();
        });
}

// ---- saving
// ----------------------------------------------------------------------------------------------------------

std::string CredentialsPage::other_environment() const {
    const std::vector<Credential>& stored = overview_.stored();
    if (stored.empty()) {
        return {};
    }
    const std::string& first = stored.front().key.environment;
    const bool alike = std::all_of(stored.begin(), stored.end(),
                                   [&](const Credential& one) { return one.key.environment == first; });
    return alike && first != environment_ ? first : std::string{};
}

void CredentialsPage::start_save(Anyway anyway, bool environment_confirmed) {
    errors_.clear();
    question_ = Question::none;
    CredentialService::Entry entry;
    entry.key = form_key();
    entry.user_name = user_name_;
    entry.password = password_.copy();
    entry.replace = anyway != Anyway::no;
    entry.without_verifying = anyway == Anyway::unverified;
    entry.consumer = "Settings";
    Result<CredentialKey> right = around_.service.check(entry);
    if (!right) {
        show_error(right.error(), say("Please check what you entered"));
        // Both missing: say both at once.
        if (Status password = check_password(password_.bytes());
            !password && right.error().field == "user-name") {
            errors_["password"] = words_of(password.error());
        }
        return;
    }
    if (!environment_confirmed && !other_environment().empty()) {
        ask(Question::environment, *right, "cancel-environment");
        return;
    }
    if (anyway == Anyway::no) {
        if (Result<Credential> present = around_.service.find(entry.key)) {
            ask(Question::replace, present->key, "confirm-replace");
            return;
        }
    }
    auto shared = std::make_shared<CredentialService::Entry>(std::move(entry));
    run(
        Task::saving, *right,
        [&service = around_.service, shared](Cancellation& cancellation) {
            return service.save(std::move(*shared), cancellation);
        },
        [this](const Result<Credential>& result) { saved(result); });
}

void CredentialsPage::saved(const Result<Credential>& result) {
    if (!result) {
        show_error(result.error(), changing_
                                       ? say("Not changed: the credentials stored before are still in use")
                                       : say("Not saved"));
        if (result.error().code == "VAULT-HOST-KEY-NOT-MADE") {
            gate_.ask_for_passphrase();
        }
        return;
    }
    const bool verified = result->state == CredentialState::active;
    notice_ = Notice{verified ? ACCT_TONE_SUCCESS : ACCT_TONE_WARNING,
                     verified ? say("Saved and verified with the IRP") : say("Saved, but not verified yet"),
                     describe(*result) +
                         (verified ? "" : " " + say("Use \"Test again\" below when the IRP can be reached.")),
                     false};
    leave_form();
    focus_.on("credentials");
}

void CredentialsPage::leave_form() {
    password_.clear();
    gate_.clear();
    user_name_.clear();
    if (entities_.size() != 1) {
        gstin_.clear();
    }
    changing_ = false;
    question_ = Question::none;
    errors_.clear();
}

// An error goes where the user can act on it: to its field if the form has that field, otherwise to the top.
void CredentialsPage::show_error(const Error& error, const std::string& title) {
    static constexpr std::array fields{"gstin", "provider", "environment", "user-name", "password"};
    if (std::find(fields.begin(), fields.end(), error.field) != fields.end()) {
        errors_[error.field] = words_of(error);
        notice_ = Notice{ACCT_TONE_ERROR, title, error.message, false};
        focus_.on(error.field);
        return;
    }
    if (error.status == ACCT_ERROR_CANCELLED) {
        notice_ = Notice{ACCT_TONE_INFO, say("Cancelled"),
                         say("Nothing was stored. What you entered is still here."), false};
        focus_.on("save");
        return;
    }
    const bool nobody_asked = error.status == ACCT_ERROR_UNREACHABLE;
    notice_ = Notice{ACCT_TONE_ERROR, nobody_asked ? say("The IRP cannot be reached") : title,
                     words_of(error), nobody_asked};
    focus_.on("save");
}

// ---- with the account at the portal
// --------------------------------------------------------------------------------------

void CredentialsPage::start_account_task(AccountTask::Goal goal, const CredentialKey& key) {
    errors_.clear();
    question_ = Question::none;
    Result<CredentialKey> right = around_.service.checked_key(key);
    Status in_books = right ? around_.service.in_books(right->gstin) : Status{right.error()};
    if (!in_books) {
        Error why = in_books.error();
        if (key.gstin.empty()) {
            why.message = say("The GSTIN is missing.");
            why.next_step = say("Choose the GSTIN that this is about.");
            why.field = "gstin";
        }
        show_error(why, say("Please check what you entered"));
        return;
    }
    account_task_ = std::make_unique<AccountTask>(
        around_, focus_, goal, *right,
        [redraw = redraw_, alive = alive_] {
            if (*alive) {
                redraw();
            }
        },
        [this, goal](const AccountTask::Ended& ended) {
            const std::unique_ptr<AccountTask> over = std::move(account_task_);
            if (!ended.title.empty()) {
                notice_ = Notice{ended.tone, ended.title, ended.text, false};
            }
            if (ended.saved) {
                leave_form();
                focus_.on("credentials");
            } else {
                focus_.on(goal == AccountTask::Goal::forgot_password ? "forgot-password"
                          : goal == AccountTask::Goal::create_user   ? "create-user"
                                                                     : "register");
            }
            look_again();
        });
}

// ---- what is stored
// --------------------------------------------------------------------------------------------------

void CredentialsPage::start_test(const CredentialKey& key) {
    run(
        Task::testing, key,
        [&service = around_.service, key](Cancellation& cancellation) {
            return service.verify(key, "Settings", cancellation);
        },
        [this, key](const Result<Credential>& result) {
            if (result) {
                notice_ = Notice{ACCT_TONE_SUCCESS, say("Verified with the IRP"), describe(*result), false};
            } else if (result.error().status == ACCT_ERROR_CANCELLED) {
                notice_ = Notice{ACCT_TONE_INFO, say("Cancelled"),
                                 say("The test was stopped; nothing was changed."), false};
            } else {
                notice_ = Notice{ACCT_TONE_ERROR, say("The test of {gstin} failed", {{"gstin", key.gstin}}),
                                 words_of(result.error()), false};
            }
        });
}

void CredentialsPage::start_test_many() {
    std::vector<Credential> which = overview_.shown();
    ticking_ = around_.tick();
    run(
        Task::testing_many, {},
        [&service = around_.service, which = std::move(which),
         now = around_.now()](Cancellation& cancellation) -> Result<BulkOutcome> {
            return verify_many(service, which, now, cancellation);
        },
        [this](const Result<BulkOutcome>& outcome) {
            if (!outcome) {
                notice_ = Notice{ACCT_TONE_INFO, say("Cancelled"), words_of(outcome.error()), false};
                return;
            }
            const std::size_t attention = outcome->failed + outcome->refused;
            notice_ = Notice{attention > 0 ? ACCT_TONE_WARNING : ACCT_TONE_SUCCESS,
                             outcome->stopped ? say("Stopped") : say("Verified with the IRP"),
                             outcome->words(), false};
            focus_.on("verify-all");
        });
}

void CredentialsPage::start_change(const CredentialKey& key) {
    Result<Credential> stored = around_.service.find(key);
    if (!stored) {
        show_error(stored.error(), say("It cannot be changed"));
        return;
    }
    leave_form();
    gstin_ = key.gstin;
    provider_ = key.provider;
    environment_ = key.environment;
    user_name_ = stored->user_name;
    changing_ = true;
    focus_.on("password");
}

void CredentialsPage::start_remove(const CredentialKey& key) {
    run(
        Task::removing, key,
        [&service = around_.service, key](Cancellation&) { return service.remove(key, "Settings"); },
        [this, key](const Status& done) {
            if (!done) {
                notice_ = Notice{ACCT_TONE_ERROR, say("Not removed"), words_of(done.error()), false};
                return;
            }
            if (changing_ && form_key() == key) {
                leave_form();
            }
            notice_ = Notice{ACCT_TONE_SUCCESS, say("Removed"),
                             say("The API credentials for {gstin} were removed from this computer. The API "
                                 "user still exists at the IRP.",
                                 {{"gstin", key.gstin}}),
                             false};
            focus_.on("gstin");
        });
}

void CredentialsPage::start_move() {
    const CredentialKey from = question_key_;
    if (move_to_.empty()) {
        errors_["move-to"] = say("Choose the GSTIN that they belong to.");
        focus_.on("move-to");
        return;
    }
    run(
        Task::moving, from,
        [&service = around_.service, from, to = move_to_](Cancellation& cancellation) {
            return service.move(from, to, "Settings", cancellation);
        },
        [this, from](const Result<Credential>& moved) {
            if (moved) {
                notice_ = Notice{ACCT_TONE_SUCCESS, say("Moved and verified with the IRP"), describe(*moved),
                                 false};
                focus_.on("credentials");
                return;
            }
            ask(Question::move, from, "move-to");
            errors_["move-to"] = words_of(moved.error());
            notice_ =
                Notice{ACCT_TONE_ERROR, say("Not moved: nothing was changed"), moved.error().message, false};
        });
}

void CredentialsPage::start_settle(const CredentialKey& key) {
    run(
        Task::settling, key,
        [&service = around_.service, key](Cancellation& cancellation) {
            return service.settle(key, "Settings", cancellation);
        },
        [this, key](const Result<CredentialService::Settled>& settled) {
            if (!settled) {
                notice_ = Notice{ACCT_TONE_ERROR, say("Not known yet"), words_of(settled.error()), false};
                focus_.on("pending");
                return;
            }
            if (*settled == CredentialService::Settled::nothing) {
                notice_ = Notice{ACCT_TONE_INFO, say("This is settled already"),
                                 say("Somebody else found out meanwhile which password counts."), false};
                return;
            }
            const bool taken = *settled == CredentialService::Settled::taken;
            notice_ = Notice{taken ? ACCT_TONE_SUCCESS : ACCT_TONE_INFO,
                             taken ? say("The new password counts") : say("The password was not changed"),
                             taken ? say("The IRP accepts it, and it is stored here.")
                                   : say("The IRP still accepts the one that is stored for {gstin}. The new "
                                         "one was dropped.",
                                         {{"gstin", key.gstin}}),
                             false};
            focus_.on("credentials");
        });
}

void CredentialsPage::start_discard(const CredentialKey& key) {
    run(
        Task::settling, key,
        [&service = around_.service, key](Cancellation&) { return service.discard_pending(key, "Settings"); },
        [this](const Status& done) {
            if (done) {
                notice_ = Notice{ACCT_TONE_INFO, say("Discarded"),
                                 say("The password that was sent is not kept any more."), false};
                focus_.on("credentials");
            } else {
                notice_ = Notice{ACCT_TONE_ERROR, say("Not discarded"), words_of(done.error()), false};
            }
        });
}

void CredentialsPage::start_report() {
    Result<std::filesystem::path> file = checked_path(report_file_);
    if (!file) {
        errors_["report-file"] = words_of(file.error());
        focus_.on("report-file");
        return;
    }
    run(
        Task::exporting, {},
        [which = overview_.shown(), to = *file, profiles = around_.service.profiles(),
         now = around_.now()](Cancellation&) { return write_report(to, which, *profiles, now); },
        [this, to = file->string()](const Status& written) {
            if (written) {
                notice_ = Notice{ACCT_TONE_SUCCESS, say("The report was written"),
                                 say("{file} holds no passwords.", {{"file", to}}), false};
                focus_.on("export-report");
            } else {
                errors_["report-file"] = words_of(written.error());
                focus_.on("report-file");
            }
        });
}

}  // namespace tijori::settings
