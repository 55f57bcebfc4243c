// providers_page_view.cpp - how the page "Providers" looks in each of its states.
#include <utility>

#include "settings/controls.hpp"
#include "settings/providers_page.hpp"

namespace tijori::settings {
namespace {

// How sure we are of a profile, see the README.
std::string confidence_words(const std::string& mark) {
    if (mark == "V") {
        return say("Checked by computation");
    }
    if (mark == "C3") {
        return say("Confirmed by at least three independent sources");
    }
    if (mark == "C2") {
        return say("Confirmed by two independent sources");
    }
    if (mark == "C1") {
        return say("From a single source: compare it with your portal");
    }
    return say("Assumed: compare it with your portal");
}

std::string dialect_words(irp::Dialect dialect) {
    switch (dialect) {
        case irp::Dialect::nic_104:
            return say("E-invoice, authentication v1.04");
        case irp::Dialect::nic_103:
            return say("E-invoice, authentication v1.03");
        case irp::Dialect::ewb_103:
            return say("E-way bill v1.03");
    }
    return {};
}

// "b477 a9b8 …": groups of four are compared more easily.
std::string in_groups(const std::string& digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        text += (i != 0 && i % 4 == 0 ? " " : "") + std::string(1, digits[i]);
    }
    return text;
}

Control fact(std::string id, std::string label, std::string value) {
    Control control = paragraph(std::move(id), std::move(value), "facts");
    control.label = std::move(label);
    return control;
}

}  // namespace

void ProvidersPage::add(ViewModel& view, Control control) const {
    settings::add(view, std::move(control), errors_, focus_);
}

ViewModel ProvidersPage::draw() const {
    ViewModel view;
    view.title = say("Providers");
    view.breadcrumbs = {say("Settings"), say("Providers")};
    view.focus_serial = focus_.serial();
    view.flags = busy_ ? ACCT_FLAG_BUSY : 0U;
    const std::uint32_t state = around_.vault.state();
    if (state == ACCT_VAULT_OPENING || provider_.empty()) {
        view.flags |= ACCT_FLAG_BUSY;
        add(view, progress("opening", say("Reading the provider profiles…")));
        return view;
    }
    if (notice_) {
        add(view, notice("result", notice_->tone, notice_->title, notice_->text));
    }
    draw_choice(view);
    draw_facts(view);
    if (profile()->pattern) {
        add(view,
            notice("pattern", ACCT_TONE_INFO, say("This is a pattern"),
                   say("Put a copy of it, with your gateway's address and headers, into the folder {folder}.",
                       {{"folder", profiles_->folder().string()}})));
        return view;
    }
    const bool can_store =
        state == ACCT_VAULT_UNLOCKED || (state == ACCT_VAULT_ABSENT && around_.vault.host_holds_key());
    if (!can_store) {
        add(view, notice("vault", ACCT_TONE_INFO, say("The vault is not open"),
                         say("What you enter here is kept in the vault. Open it on the page \"API "
                             "credentials\" first.")));
        return view;
    }
    draw_client(view);
    draw_headers(view);
    draw_key(view);
    draw_actions(view);
    return view;
}

void ProvidersPage::draw_choice(ViewModel& view) const {
    add(view, heading("choice-heading", say("Provider"), 1, "choice"));
    Control provider;
    provider.kind = ACCT_CONTROL_CHOICE;
    provider.id = "provider";
    provider.group = "choice";
    provider.label = say("Invoice Registration Portal or gateway");
    provider.value = provider_;
    provider.flags = enabled();
    for (const auto& one : profiles_->all()) {
        provider.options.push_back({one->id, one->name, "", "", ACCT_TONE_NEUTRAL, true});
    }
    add(view, std::move(provider));
    Control choice;
    choice.kind = ACCT_CONTROL_CHOICE;
    choice.id = "environment";
    choice.group = "choice";
    choice.label = say("Environment");
    choice.value = environment_;
    choice.flags = enabled();
    const auto chosen = profile();
    for (const auto& [id, one] : chosen->environments) {
        const Status ready = irp::Access::ready(around_.service.account_at(chosen, id));
        choice.options.push_back({id, environment_name(id), "", ready ? say("Ready") : say("Not set up"),
                                  ready ? ACCT_TONE_SUCCESS : ACCT_TONE_WARNING, true});
    }
    add(view, std::move(choice));
    if (const Status ready = irp::Access::ready(around_.service.account_at(chosen, environment_)); !ready) {
        add(view, notice("missing", ACCT_TONE_WARNING, say("Not ready yet"), ready.error().message));
    }
}

void ProvidersPage::draw_facts(ViewModel& view) const {
    const auto chosen = profile();
    add(view, fact("address", say("Address"), environment()->base_url));
    add(view, fact("dialect", say("Protocol"), dialect_words(chosen->dialect)));
    add(view,
        fact("confidence", say("How sure we are of this profile"), confidence_words(chosen->confidence)));
    if (!chosen->comment.empty()) {
        add(view, fact("comment", say("Notes"), say(chosen->comment)));
    }
    add(view, fact("source", say("Profile"),
                   chosen->file.empty() ? say("Shipped with the plugin") : chosen->file.string()));
    add(view, fact("limits", say("Log-ins"),
                   say("At most {logins} within {minutes} minutes for an API user, and a pause after "
                       "{refusals} wrong ones, so that no account is locked",
                       {{"logins", std::to_string(chosen->limits.logins)},
                        {"minutes", std::to_string(chosen->limits.minutes)},
                        {"refusals", std::to_string(chosen->limits.refusals)}})));
    if (!chosen->portal.login.empty()) {
        Control link;
        link.kind = ACCT_CONTROL_LINK;
        link.id = "portal";
        link.group = "facts";
        link.label = say("Open the portal");
        link.value = chosen->portal.login;
        link.flags = ACCT_FLAG_ENABLED;
        add(view, std::move(link));
    }
}

void ProvidersPage::draw_client(ViewModel& view) const {
    if (!environment()->needs_client) {
        return;
    }
    add(view, heading("client-heading", say("This program at the provider"), 1, "client"));
    Control id;
    id.kind = ACCT_CONTROL_INPUT;
    id.id = "client-id";
    id.group = "client";
    id.label = say("Client id");
    id.value = client_id_;
    id.help = say(
        "From the IRP's portal (direct integration) or from your software provider. One client id serves all "
        "GSTINs of the same PAN.");
    id.autocomplete = "off";
    id.max_length = 128;
    id.flags = enabled() | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
    add(view, std::move(id));
    const irp::Account account = around_.service.account_at(profile(), environment_);
    Control secret_control = secret("client-secret", say("Client secret"), client_secret_, "off", enabled());
    secret_control.group = "client";
    secret_control.max_length = 256;
    if (!account.client_secret().empty()) {
        secret_control.flags &= ~ACCT_FLAG_REQUIRED;
        secret_control.help = say("One is stored. Leave this empty to keep it.");
    }
    add(view, std::move(secret_control));
}

void ProvidersPage::draw_headers(ViewModel& view) const {
    const auto chosen = profile();
    if (chosen->extra_headers.empty()) {
        return;
    }
    add(view, heading("headers-heading", say("The gateway's own access"), 1, "headers"));
    const irp::Account account = around_.service.account_at(chosen, environment_);
    const SecretBytes nothing;
    for (const irp::ExtraHeader& header : chosen->extra_headers) {
        const auto typed = headers_.find(header.name);
        const SecretBytes& value = typed != headers_.end() ? typed->second : nothing;
        const bool stored = !account.header(header.name).empty();
        Control control;
        if (header.secret) {
            control = secret("header-" + header.name, say(header.label), value, "off", enabled());
            control.help = stored ? say("One is stored. Leave this empty to keep it.") : "";
        } else {
            control.kind = ACCT_CONTROL_INPUT;
            control.id = "header-" + header.name;
            control.label = say(header.label);
            control.value = std::string(value.empty() ? account.header(header.name) : value.view());
            control.autocomplete = "off";
            control.flags = enabled() | ACCT_FLAG_REQUIRED | ACCT_FLAG_MONOSPACE;
        }
        if (stored) {
            control.flags &= ~ACCT_FLAG_REQUIRED;
        }
        control.help += std::string(control.help.empty() ? "" : " ") +
                        say("Sent as the header {header}.", {{"header", header.name}});
        control.group = "headers";
        control.max_length = 4096;
        add(view, std::move(control));
    }
}

void ProvidersPage::draw_key(ViewModel& view) const {
    add(view, heading("key-heading", say("The IRP's public key"), 1, "key"));
    const irp::Account account = around_.service.account_at(profile(), environment_);
    const std::optional<crypto::RsaPublicKey>& shown = key_ ? key_ : account.public_key();
    if (shown) {
        const std::string fingerprint = shown->fingerprint();
        Control present = paragraph("fingerprint", in_groups(fingerprint), "key");
        const std::string bits = std::to_string(shown->bits());
        present.label = key_ ? say("New key, {bits} bits, SHA-256 fingerprint", {{"bits", bits}})
                             : say("Key in use, {bits} bits, SHA-256 fingerprint", {{"bits", bits}});
        present.flags = ACCT_FLAG_MONOSPACE;
        const std::string& known = environment()->public_key_sha256;
        if (!known.empty() && known != fingerprint) {
            present.warning =
                say("This is not the key that is known of this environment ({fingerprint}). The IRP may have "
                    "changed it; compare the fingerprint with the portal.",
                    {{"fingerprint", in_groups(known)}});
        }
        add(view, std::move(present));
    }
    Control text;
    text.kind = ACCT_CONTROL_INPUT;
    text.id = "key-text";
    text.group = "key";
    text.label = shown ? say("Another key, pasted") : say("Key, pasted");
    text.value = key_file_.empty() ? key_text_ : std::string{};
    text.help = say(
        "The whole text of the PEM file, or the base64 alone. Each environment has a key of its own; it is "
        "not the key with which invoices are signed.");
    text.autocomplete = "off";
    text.flags = enabled() | ACCT_FLAG_MONOSPACE;
    text.max_length = 16384;
    add(view, std::move(text));
    Control file;
    file.kind = ACCT_CONTROL_FILE;
    file.id = "key-file";
    file.group = "key";
    file.label = say("Or its file");
    file.value = key_file_;
    file.help = say("A PEM file with the public key or a certificate.");
    file.flags = enabled();
    add(view, std::move(file));
}

void ProvidersPage::draw_actions(ViewModel& view) const {
    add(view, button("save", say("Save"), ACCT_TONE_PRIMARY,
                     enabled() | ACCT_FLAG_DEFAULT | (busy_ ? ACCT_FLAG_BUSY : 0U), "actions"));
    if (around_.service.setup(provider_, environment_) != nullptr) {
        add(view, button("forget", say("Forget what was entered here"), ACCT_TONE_DESTRUCTIVE, enabled(),
                         "actions"));
    }
}

}  // namespace tijori::settings
