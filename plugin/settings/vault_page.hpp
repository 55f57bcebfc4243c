// vault_page.hpp - the page "Vault": the ways in, the recovery code, a check, a new key, copies, lists from a
// spreadsheet, and the audit trail.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "settings/controls.hpp"
#include "settings/page.hpp"
#include "settings/surroundings.hpp"

namespace tijori::settings {

class VaultPage final : public Page {
public:
    VaultPage(PageSurroundings surroundings, std::function<void()> redraw);
    ~VaultPage() override;

    ViewModel draw() const override;
    void look_again() override;
    void set_value(std::string_view control, std::string_view value) override;
    void refuse(std::string_view control, const Error& why) override;
    void activate(std::string_view control, std::string_view row, std::string_view action) override;

private:
    // A form or question that the user has opened.
    enum class Form { none, passphrase, recovery_code, remove_slot, mend, export_copy, import_copy };

    // What the page shows of the vault; read on a worker.
    struct Facts {
        std::vector<vault::SlotInfo> slots;
        std::size_t credentials = 0;
        std::uint32_t auto_lock = 0;  // seconds; 0: never
        bool older_copy = false;
        bool rotating = false;
        std::int64_t audit_size = 0;
        std::vector<vault::AuditEntry> audit;  // the latest first
        std::string audit_problem;
    };
    struct Notice {
        std::uint32_t tone = ACCT_TONE_INFO;
        std::string title;
        std::string text;
        bool offer_mend = false;
    };
    // What a task yields for the user.
    using Outcome = Result<Notice>;

    void read_facts();
    // On a worker, where the page itself may already be gone.
    static std::optional<Facts> facts_now(const PageSurroundings& around, std::int64_t audit_end);
    void start(const std::string& label, std::function<Outcome(Cancellation&, const vault::Progress&)> work,
               const std::string& field);
    // The same for work that only succeeds or fails.
    void start(const std::string& label, std::function<Status(Cancellation&, const vault::Progress&)> work,
               Notice done, const std::string& field = {});
    void finished(Outcome outcome, const std::string& field);
    void open_form(Form form, const std::string& focus);
    void close_form();
    void submit_passphrase();
    void submit_copy(bool with_passphrase);
    void submit_import();
    void submit_list(bool dry_run);
    void submit_audit();
    void submit_unlock();
    void submit_create();
    // Has the vault opened or made; its answer to a wrong secret appears at `field`.
    void start_opening(const std::string& label, std::function<Status()> work, const std::string& field);
    std::optional<std::filesystem::path> path_in(const std::string& control, const std::string& typed);
    bool new_passphrase_is_good();

    void draw_absent(ViewModel& view) const;
    void draw_locked(ViewModel& view) const;
    void draw_working(ViewModel& view) const;
    void draw_auto_lock(ViewModel& view) const;
    void draw_ways_in(ViewModel& view) const;
    void draw_care(ViewModel& view) const;
    void draw_copies(ViewModel& view) const;
    void draw_audit(ViewModel& view) const;
    void draw_new_passphrase(ViewModel& view, const std::string& label, const std::string& group) const;
    std::string when(std::int64_t seconds) const;
    std::uint32_t enabled() const { return task_.empty() ? ACCT_FLAG_ENABLED : 0U; }
    void add(ViewModel& view, Control control) const;

    PageSurroundings around_;
    std::function<void()> redraw_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

    std::optional<Facts> facts_;  // none while the vault is not open
    int reading_ = 0;             // of facts, under way
    std::int64_t audit_end_ = 0;  // the latest entry shown; 0: the latest there is
    Form form_ = Form::none;
    std::int64_t form_slot_ = 0;
    SecretBytes passphrase_;
    SecretBytes passphrase_again_;
    SecretBytes shown_code_;
    SecretBytes typed_code_;
    bool with_recovery_code_ = false;
    std::string copy_file_;
    std::string audit_file_;
    std::string import_file_;
    bool replace_ = false;

    FieldErrors errors_;
    std::optional<Notice> notice_;
    std::string task_;  // what is under way, in words; empty: nothing
    std::shared_ptr<Cancellation> cancellation_;
    Focus focus_;
};

}  // namespace tijori::settings
