// vault_gate.hpp - what the page "API credentials" shows until the vault is open: the first passphrase,
// unlocking by passphrase or recovery code, and why the vault cannot be used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "settings/controls.hpp"
#include "settings/surroundings.hpp"
#include "settings/view_model.hpp"

namespace tijori::settings {

// All [main-thread].
class VaultGate {
public:
    // `opened` is called when the vault was opened through the gate.
    VaultGate(const PageSurroundings& around, Focus& focus, std::function<void()> redraw,
              std::function<void()> opened)
        : around_(around), focus_(focus), redraw_(std::move(redraw)), opened_(std::move(opened)) {}
    VaultGate(const VaultGate&) = delete;
    VaultGate& operator=(const VaultGate&) = delete;
    ~VaultGate() { *alive_ = false; }

    // The page behind it is not to be seen.
    bool closed() const;
    bool busy() const noexcept { return task_ != Task::none; }
    void draw(ViewModel& view) const;

    // True if it is one of its controls.
    bool set_value(std::string_view control, std::string_view value);
    bool refuse(std::string_view control, const Error& why);
    bool activate(std::string_view control);

    // The host said that it holds a key, and then had none.
    void ask_for_passphrase();
    void lock();
    void clear();

private:
    enum class Task : std::uint8_t { none, opening, creating, unlocking };

    void run(Task task, std::function<Status()> work, const std::string& field);
    void create();
    void unlock();
    void unlock_with_code();
    void add(ViewModel& view, Control control) const;
    void draw_first_passphrase(ViewModel& view) const;
    void draw_unlock(ViewModel& view) const;
    void draw_recovery_code(ViewModel& view) const;
    std::uint32_t enabled() const { return busy() ? 0U : ACCT_FLAG_ENABLED; }
    std::uint32_t primary() const { return enabled() | ACCT_FLAG_DEFAULT | (busy() ? ACCT_FLAG_BUSY : 0U); }

    PageSurroundings around_;
    Focus& focus_;
    std::function<void()> redraw_;
    std::function<void()> opened_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    SecretBytes passphrase_;
    SecretBytes passphrase_again_;
    SecretBytes recovery_code_;
    bool with_recovery_code_ = false;  // the user unlocks with the recovery code
    bool passphrase_instead_ = false;
    FieldErrors errors_;
    Task task_ = Task::none;
};

}  // namespace tijori::settings
