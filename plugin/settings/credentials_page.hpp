// credentials_page.hpp - the page "API credentials": choose a GSTIN, enter API user name and password, save
// and submit; test, change and remove what is stored; and the vault's first passphrase and unlocking, which
// come before all that.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "base/background.hpp"
#include "base/secret.hpp"
#include "credentials/service.hpp"
#include "credentials/vault_care.hpp"
#include "settings/page.hpp"
#include "settings/surroundings.hpp"

namespace tijori::settings {

class CredentialsPage final : public Page {
public:
    CredentialsPage(PageSurroundings surroundings, std::function<void()> redraw);
    ~CredentialsPage() override;

    ViewModel draw() const override;
    void set_value(std::string_view control, std::string_view value) override;
    void refuse(std::string_view control, const Error& why) override;
    void activate(std::string_view control, std::string_view item) override;

private:
    // What is under way.
    enum class Task { none, opening_vault, creating_vault, unlocking, saving, testing, removing };
    // What the user is asked before it is done.
    enum class Question { none, replace, remove };

    struct Notice {
        std::uint32_t tone;
        std::string title;
        std::string text;
        bool offer_save_unverified = false;
    };

    void choose_defaults();
    void choose_environment();

    void start_save(bool replace, bool without_verifying);
    void saved(Result<Credential> result);
    void start_test(const CredentialKey& key);
    void start_change(const CredentialKey& key);
    void start_remove(const CredentialKey& key);
    void start_vault_task(Task task, std::function<Status()> work, const std::string& field);
    void leave_form();
    void show_error(const Error& error, const std::string& title);
    void focus_on(const std::string& control);
    CredentialKey form_key() const;
    std::optional<CredentialKey> key_of_row(std::string_view row) const;

    void draw_vault_form(ViewModel& view, bool first_time) const;
    void draw_notice(ViewModel& view) const;
    void draw_question(ViewModel& view) const;
    void draw_form(ViewModel& view, const std::vector<Credential>& stored) const;
    void draw_stored(ViewModel& view, const std::vector<Credential>& stored) const;
    void draw_problems(ViewModel& view) const;
    std::vector<Option> gstin_options(const std::vector<Credential>& stored) const;
    std::string describe(const Credential& credential) const;
    std::string gstin_doubt() const;
    std::uint32_t enabled() const { return task_ == Task::none ? ACCT_FLAG_ENABLED : 0U; }
    std::string error_of(const std::string& control) const;
    std::uint32_t autofocus(const std::string& control) const;
    void add(ViewModel& view, Control control) const;

    PageSurroundings around_;
    std::function<void()> redraw_;
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true);  // results that come after the page is closed find it false
    std::vector<accounting::Entity> entities_;

    // The form, as typed.
    std::string gstin_;
    std::string provider_;
    std::string environment_;
    std::string user_name_;
    SecretBytes password_;
    SecretBytes passphrase_;
    SecretBytes passphrase_again_;
    SecretBytes recovery_code_;
    bool with_recovery_code_ = false;  // the user unlocks with the recovery code
    bool passphrase_instead_ = false;  // the host said that it holds a key, and then had none
    bool changing_ = false;            // the form changes what is stored; its key is fixed

    std::map<std::string, std::string> errors_;  // by control
    std::optional<Notice> notice_;
    Task task_ = Task::none;
    std::shared_ptr<Cancellation> cancellation_;
    CredentialKey task_key_;
    Question question_ = Question::none;
    CredentialKey question_key_;
    std::string focus_;
    std::uint64_t focus_serial_ = 0;
};

}  // namespace tijori::settings
