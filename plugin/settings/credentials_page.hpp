// credentials_page.hpp - the page "API credentials": choose a GSTIN, enter API user name and password, save
// and submit; what is stored, with what can be done about it. Its parts: the gate that the vault's passphrase
// opens (vault_gate.hpp), the table (overview.hpp), and what is done with the account at a portal
// (account_task.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acct/cpp/host_services.hpp"
#include "base/secret.hpp"
#include "credentials/service.hpp"
#include "settings/account_task.hpp"
#include "settings/controls.hpp"
#include "settings/overview.hpp"
#include "settings/page.hpp"
#include "settings/surroundings.hpp"
#include "settings/vault_gate.hpp"

namespace tijori::settings {

class CredentialsPage final : public Page {
public:
    CredentialsPage(PageSurroundings surroundings, std::function<void()> redraw);
    ~CredentialsPage() override;

    ViewModel draw() const override;
    void look_again() override;
    void set_value(std::string_view control, std::string_view value) override;
    void refuse(std::string_view control, const Error& why) override;
    void activate(std::string_view control, std::string_view row, std::string_view action) override;

private:
    // What is under way.
    enum class Task : std::uint8_t {
        none,
        saving,
        testing,
        testing_many,
        removing,
        moving,
        settling,
        exporting
    };
    // What the user is asked before it is done.
    enum class Question : std::uint8_t { none, replace, environment, remove, move, discard };

    struct Notice {
        std::uint32_t tone;
        std::string title;
        std::string text;
        bool offer_save_unverified = false;
    };

    // The vault may be locked in the midst of it; then its gate is in front.
    bool task_is_shown() const { return account_task_ != nullptr && !gate_.closed(); }
    void choose_defaults();
    void choose_environment();
    bool set_form_value(std::string_view control, std::string_view value);
    bool press_question(std::string_view control);
    void press_row(std::string_view table, std::string_view row, std::string_view action);

    // Runs `work` on a worker; then `then(result)` if the page is still open, and every page is drawn anew.
    template <typename Work, typename Then>
    void run(Task task, const CredentialKey& key, Work work, Then then);
    enum class Anyway : std::uint8_t { no, replace, unverified };
    void start_save(Anyway anyway, bool environment_confirmed = false);
    void saved(const Result<Credential>& result);
    void start_test(const CredentialKey& key);
    void start_test_many();
    void start_change(const CredentialKey& key);
    void start_remove(const CredentialKey& key);
    void start_move();
    void start_settle(const CredentialKey& key);
    void start_discard(const CredentialKey& key);
    void start_report();
    void start_account_task(AccountTask::Goal goal, const CredentialKey& key);
    void ask(Question question, const CredentialKey& about, const std::string& focus);
    void leave_form();
    void show_error(const Error& error, const std::string& title);
    CredentialKey form_key() const { return {gstin_, provider_, environment_}; }
    // The environment in which everything is that is stored, if it is one and not that of the form.
    std::string other_environment() const;

    void draw_notice(ViewModel& view) const;
    void draw_question(ViewModel& view) const;
    void draw_move_question(ViewModel& view) const;
    void draw_pending(ViewModel& view) const;
    void draw_form(ViewModel& view) const;
    void draw_provider_choice(ViewModel& view) const;
    void draw_environment_choice(ViewModel& view) const;
    void draw_form_actions(ViewModel& view) const;
    void draw_stored_actions(ViewModel& view) const;
    void draw_problems(ViewModel& view) const;
    Control gstin_control(const std::string& id, const std::string& value, std::uint32_t flags) const;
    std::vector<Option> gstin_options() const;
    std::string describe(const Credential& credential) const;
    std::string name_of_provider(const std::string& id) const;
    std::string gstin_doubt() const;
    std::uint32_t enabled() const { return task_ == Task::none ? ACCT_FLAG_ENABLED : 0U; }
    void add(ViewModel& view, Control control) const;

    PageSurroundings around_;
    std::function<void()> redraw_;
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true);  // results that come after the page is closed find it false
    std::vector<accounting::Entity> entities_;
    Focus focus_;
    VaultGate gate_;
    Overview overview_;
    std::unique_ptr<AccountTask> account_task_;

    // The form, as typed.
    std::string gstin_;
    std::string provider_;
    std::string environment_;
    std::string user_name_;
    SecretBytes password_;
    bool changing_ = false;  // the form changes what is stored; its key is fixed

    std::string move_to_;
    std::string report_file_;
    FieldErrors errors_;
    std::optional<Notice> notice_;
    Task task_ = Task::none;
    std::shared_ptr<Cancellation> cancellation_;
    std::shared_ptr<void> ticking_;  // while the progress of many is shown
    CredentialKey task_key_;
    Question question_ = Question::none;
    CredentialKey question_key_;
};

}  // namespace tijori::settings
