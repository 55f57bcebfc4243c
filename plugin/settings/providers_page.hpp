// providers_page.hpp - the page "Providers": what this program needs to be heard at an IRP or a gateway to
// one, besides the users' credentials: client id and secret, a gateway's token, the IRP's public key.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "irp/account.hpp"
#include "settings/controls.hpp"
#include "settings/page.hpp"
#include "settings/surroundings.hpp"

namespace tijori::settings {

class ProvidersPage final : public Page {
public:
    ProvidersPage(PageSurroundings surroundings, std::function<void()> redraw);
    ~ProvidersPage() override { *alive_ = false; }

    ViewModel draw() const override;
    void look_again() override;
    void set_value(std::string_view control, std::string_view value) override;
    void refuse(std::string_view control, const Error& why) override;
    void activate(std::string_view control, std::string_view row, std::string_view action) override;

private:
    struct Notice {
        std::uint32_t tone;
        std::string title;
        std::string text;
    };

    std::shared_ptr<const irp::Profile> profile() const;
    const irp::Environment* environment() const;
    void choose(const std::string& provider, const std::string& environment);
    void start_form();
    void take_key(std::string text, const std::string& control);
    void take_key_file(const std::string& path);
    // What is stored, with what was typed in its place.
    irp::Setup entered() const;
    void start_save();
    void start_forget();
    void run(std::function<Status()> work, Notice done);

    void add(ViewModel& view, Control control) const;
    void draw_choice(ViewModel& view) const;
    void draw_facts(ViewModel& view) const;
    void draw_client(ViewModel& view) const;
    void draw_headers(ViewModel& view) const;
    void draw_key(ViewModel& view) const;
    void draw_actions(ViewModel& view) const;
    std::uint32_t enabled() const { return busy_ ? 0U : ACCT_FLAG_ENABLED; }

    PageSurroundings around_;
    std::function<void()> redraw_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

    // As of the last choice. Held, because another page may have them read anew at any time, and what was
    // chosen has to stay there while it is drawn.
    std::shared_ptr<const irp::Profiles> profiles_;
    std::string provider_;
    std::string environment_;
    bool typed_ = false;  // since the form was started: it is not to be started anew meanwhile
    std::string client_id_;
    SecretBytes client_secret_;
    std::map<std::string, SecretBytes> headers_;  // typed, by name
    std::string key_text_;
    std::string key_file_;
    std::optional<crypto::RsaPublicKey> key_;  // typed or picked

    FieldErrors errors_;
    std::optional<Notice> notice_;
    bool busy_ = false;
    Focus focus_;
};

}  // namespace tijori::settings
