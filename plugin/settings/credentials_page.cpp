// credentials_page.cpp - what the page "API credentials" does; how it looks is in credentials_page_view.cpp.
#include "credentials_page.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"

namespace tijori::settings {
CredentialsPage::CredentialsPage(PageSurroundings surroundings, std::function<void()> redraw)
    : around_(std::move(surroundings)), redraw_(std::move(redraw)) {
    entities_ = around_.host.entities();
    // Books hold what was once typed or imported; a view holds text.
    const auto is_text = [](const std::string& one) { return is_utf8(one) && !has_control_characters(one); };
    std::erase_if(entities_, [&](const accounting::Entity& entity) { return !is_text(entity.gstin); });
    for (accounting::Entity& entity : entities_) {
        for (std::string* name : {&entity.company, &entity.unit_name}) {
            if (!is_text(*name)) {
                name->clear();
            }
        }
    }
    std::vector<std::string> gstins;
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
                redraw_();
            }
        });
    choose_defaults();
}

CredentialsPage::~CredentialsPage() {
    *alive_ = false;
    if (cancellation_ != nullptr && task_ == Task::saving) {
        cancellation_->cancel();
    }
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

CredentialKey CredentialsPage::form_key() const {
    return {gstin_, provider_, environment_};
}

std::optional<CredentialKey> CredentialsPage::key_of_row(std::string_view row) const {
    const auto first = row.find('|');
    const auto second = row.find('|', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    return CredentialKey{std::string(row.substr(0, first)),
                         std::string(row.substr(first + 1, second - first - 1)),
                         std::string(row.substr(second + 1))};
}

void CredentialsPage::focus_on(const std::string& control) {
    focus_ = control;
    ++focus_serial_;
}

void CredentialsPage::set_value(std::string_view control, std::string_view value) {
    const std::string id(control);
    errors_.erase(id);
    if (id == "gstin") {
        const std::string chosen = normalized_gstin(value);
        const bool listed =
            entities_.empty() ||
            std::any_of(entities_.begin(), entities_.end(), [&](const accounting::Entity& entity) {
                return normalized_gstin(entity.gstin) == chosen;
            });
        if (!listed && !chosen.empty()) {
            errors_["gstin"] =
                in_quotes(value) +
                " is not the GSTIN of any company in your books. Add the registration to the company "
                "first, or choose one from the list.";
            return;
        }
        gstin_ = chosen;
        question_ = Question::none;
    } else if (id == "provider") {
        if (around_.service.profiles()->find(value) == nullptr) {
            errors_["provider"] = "There is no such provider. Choose one from the list.";
            return;
        }
        provider_ = std::string(value);
        question_ = Question::none;
        choose_environment();
    } else if (id == "environment") {
        const auto profiles = around_.service.profiles();
        const irp::Profile* profile = profiles->find(provider_);
        if (profile == nullptr || !profile->environments.contains(std::string(value))) {
            errors_["environment"] = "This provider has no such environment. Choose one from the list.";
            return;
        }
        environment_ = std::string(value);
        question_ = Question::none;
    } else if (id == "user-name") {
        user_name_ = std::string(value);
    } else if (id == "password") {
        password_ = SecretBytes(value);
    } else if (id == "passphrase") {
        passphrase_ = SecretBytes(value);
    } else if (id == "passphrase-again") {
        passphrase_again_ = SecretBytes(value);
    } else if (id == "recovery-code") {
        recovery_code_ = SecretBytes(value);
    }
}

void CredentialsPage::refuse(std::string_view control, const Error& why) {
    errors_[std::string(control)] = words_of(why);
}

void CredentialsPage::activate(std::string_view control, std::string_view item) {
    if (control == "cancel-task") {
        if (cancellation_ != nullptr) {
            cancellation_->cancel();
        }
        return;
    }
    notice_.reset();
    if (control == "retry-vault") {
        start_vault_task(
            Task::opening_vault, [&vault = around_.vault] { return vault.look(); }, "");
    } else if (control == "create-vault") {
        errors_.clear();
        if (Status good = check_passphrases(passphrase_.bytes(), passphrase_again_.bytes()); !good) {
            errors_[good.error().field] = words_of(good.error());
            focus_on(good.error().field);
        } else {
            auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
            passphrase_again_.clear();
            start_vault_task(
                Task::creating_vault,
                [&vault = around_.vault, passphrase] { return vault.create(std::move(*passphrase)); },
                "passphrase");
        }
    } else if (control == "unlock") {
        errors_.clear();
        if (passphrase_.empty()) {
            errors_["passphrase"] = "Type the passphrase of the vault.";
            focus_on("passphrase");
        } else {
            auto passphrase = std::make_shared<SecretBytes>(std::move(passphrase_));
            start_vault_task(
                Task::unlocking,
                [&vault = around_.vault, passphrase] {
                    return vault.unlock(vault::SlotKind::passphrase, passphrase->bytes());
                },
                "passphrase");
        }
    } else if (control == "use-recovery-code" || control == "use-passphrase") {
        with_recovery_code_ = control == "use-recovery-code";
        errors_.clear();
        focus_on(with_recovery_code_ ? "recovery-code" : "passphrase");
    } else if (control == "unlock-with-code") {
        errors_.clear();
        Result<vault::RecoveryCode> code = vault::RecoveryCode::parse(recovery_code_.bytes());
        if (!code) {
            errors_["recovery-code"] = words_of(code.error());
            focus_on("recovery-code");
        } else {
            recovery_code_.clear();
            auto shared = std::make_shared<vault::RecoveryCode>(std::move(*code));
            start_vault_task(
                Task::unlocking,
                [&vault = around_.vault, shared] {
                    return vault.unlock(vault::SlotKind::recovery_code, shared->entropy.bytes());
                },
                "recovery-code");
        }
    } else if (control == "lock-vault") {
        leave_form();
        start_vault_task(
            Task::opening_vault,
            [&service = around_.service]() -> Status {
                service.lock();
                return Nothing{};
            },
            "");
    } else if (control == "save") {
        start_save(changing_, false);
    } else if (control == "save-unverified") {
        start_save(true, true);
    } else if (control == "confirm-replace") {
        start_save(true, false);
    } else if (control == "cancel-replace" || control == "cancel-remove") {
        question_ = Question::none;
        focus_on("user-name");
    } else if (control == "confirm-remove") {
        start_remove(question_key_);
    } else if (control == "cancel-change") {
        leave_form();
        focus_on("gstin");
    } else if (control == "credentials") {
        const auto slash = item.rfind('/');
        const auto key = key_of_row(item.substr(0, slash));
        if (!key) {
            return;
        }
        const std::string_view action = item.substr(slash + 1);
        if (action == "test") {
            start_test(*key);
        } else if (action == "change") {
            start_change(*key);
        } else if (action == "remove") {
            question_ = Question::remove;
            question_key_ = *key;
            focus_on("cancel-remove");
        }
    }
}

// ---- vault
// -----------------------------------------------------------------------------------------------------------

void CredentialsPage::start_vault_task(Task task, std::function<Status()> work, const std::string& field) {
    task_ = task;
    cancellation_ =
        around_.background.run([work = std::move(work)](Cancellation&) { return work(); },
                               [this, alive = alive_, field, around = around_](const Status& done) {
                                   if (done && around.vault.state() == ACCT_VAULT_UNLOCKED) {
                                       around.vault_opened();
                                   }
                                   if (*alive) {
                                       task_ = Task::none;
                                       if (done) {
                                           focus_on("gstin");
                                       } else if (!field.empty()) {
                                           errors_[field] = words_of(done.error());
                                           focus_on(field);
                                       }
                                       redraw_();
                                   }
                                   around.changed_for_all();
                               });
}

// ---- saving
// ----------------------------------------------------------------------------------------------------------

void CredentialsPage::start_save(bool replace, bool without_verifying) {
    errors_.clear();
    question_ = Question::none;
    CredentialService::Entry entry;
    entry.key = form_key();
    entry.user_name = user_name_;
    entry.password = password_.copy();
    entry.replace = replace;
    entry.without_verifying = without_verifying;
    entry.consumer = "Settings";
    if (Result<CredentialKey> right = around_.service.check(entry); !right) {
        show_error(right.error(), "Please check what you entered");
        // Both missing: say both at once.
        if (Status password = check_password(password_.bytes());
            !password && right.error().field == "user-name") {
            errors_["password"] = words_of(password.error());
        }
        return;
    }
    if (!replace) {
        if (Result<Credential> present = around_.service.find(entry.key)) {
            question_ = Question::replace;
            question_key_ = present->key;
            focus_on("confirm-replace");
            return;
        }
    }
    task_ = Task::saving;
    task_key_ = entry.key;
    auto shared = std::make_shared<CredentialService::Entry>(std::move(entry));
    cancellation_ = around_.background.run(
        [&service = around_.service, shared](Cancellation& cancellation) {
            return service.save(std::move(*shared), cancellation);
        },
        [this, alive = alive_, changed = around_.changed_for_all](Result<Credential> result) {
            if (*alive) {
                saved(std::move(result));
                redraw_();
            }
            changed();
        });
}

void CredentialsPage::saved(Result<Credential> result) {
    task_ = Task::none;
    if (!result) {
        show_error(result.error(),
                   changing_ ? "Not changed: the credentials stored before are still in use" : "Not saved");
        if (result.error().code == "VAULT-HOST-KEY-NOT-MADE") {
            passphrase_instead_ = true;
            focus_on("passphrase");
        }
        return;
    }
    const bool verified = result->state == CredentialState::active;
    notice_ =
        Notice{verified ? ACCT_TONE_SUCCESS : ACCT_TONE_WARNING,
               verified ? "Saved and verified with the IRP" : "Saved, but not verified yet",
               describe(*result) + (verified ? "" : " Use \"Test again\" below when the IRP can be reached."),
               false};
    leave_form();
    focus_on("credentials");
}

void CredentialsPage::leave_form() {
    password_.clear();
    passphrase_.clear();
    passphrase_again_.clear();
    recovery_code_.clear();
    with_recovery_code_ = !around_.vault.has_passphrase() && around_.vault.has_recovery_code();
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
        focus_on(error.field);
        return;
    }
    if (error.status == ACCT_ERROR_CANCELLED) {
        notice_ =
            Notice{ACCT_TONE_INFO, "Cancelled", "Nothing was stored. What you entered is still here.", false};
        focus_on("save");
        return;
    }
    const bool nobody_asked = error.status == ACCT_ERROR_UNREACHABLE;
    notice_ = Notice{ACCT_TONE_ERROR, nobody_asked ? "The IRP cannot be reached" : title, words_of(error),
                     nobody_asked};
    focus_on("save");
}

// ---- what is stored
// --------------------------------------------------------------------------------------------------

void CredentialsPage::start_test(const CredentialKey& key) {
    task_ = Task::testing;
    task_key_ = key;
    cancellation_ = around_.background.run(
        [&service = around_.service, key](Cancellation& cancellation) {
            return service.verify(key, "Settings", cancellation);
        },
        [this, alive = alive_, changed = around_.changed_for_all, key](Result<Credential> result) {
            if (*alive) {
                task_ = Task::none;
                if (result) {
                    notice_ = Notice{ACCT_TONE_SUCCESS, "Verified with the IRP", describe(*result), false};
                } else if (result.error().status == ACCT_ERROR_CANCELLED) {
                    notice_ = Notice{ACCT_TONE_INFO, "Cancelled",
                                     "The test was stopped; nothing was changed.", false};
                } else {
                    notice_ = Notice{ACCT_TONE_ERROR, "The test of " + key.gstin + " failed",
                                     words_of(result.error()), false};
                }
                redraw_();
            }
            changed();
        });
}

void CredentialsPage::start_change(const CredentialKey& key) {
    Result<Credential> stored = around_.service.find(key);
    if (!stored) {
        show_error(stored.error(), "It cannot be changed");
        return;
    }
    leave_form();
    gstin_ = key.gstin;
    provider_ = key.provider;
    environment_ = key.environment;
    user_name_ = stored->user_name;
    changing_ = true;
    focus_on("password");
}

void CredentialsPage::start_remove(const CredentialKey& key) {
    question_ = Question::none;
    task_ = Task::removing;
    task_key_ = key;
    cancellation_ = around_.background.run(
        [&service = around_.service, key](Cancellation&) { return service.remove(key, "Settings"); },
        [this, alive = alive_, changed = around_.changed_for_all, key](const Status& done) {
            if (*alive) {
                task_ = Task::none;
                if (done) {
                    if (changing_ && form_key() == key) {
                        leave_form();
                    }
                    notice_ = Notice{ACCT_TONE_SUCCESS, "Removed",
                                     "The API credentials for " + key.gstin +
                                         " were removed from this computer. The API user "
                                         "still exists at the IRP.",
                                     false};
                    focus_on("gstin");
                } else {
                    notice_ = Notice{ACCT_TONE_ERROR, "Not removed", words_of(done.error()), false};
                }
                redraw_();
            }
            changed();
        });
}

}  // namespace tijori::settings
