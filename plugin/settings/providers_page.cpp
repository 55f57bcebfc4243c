// providers_page.cpp - what the page "Providers" does; how it looks is in providers_page_view.cpp.
#include "providers_page.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace tijori::settings {
namespace {

constexpr const char* consumer = "Settings";
constexpr std::size_t longest_key_file = std::size_t{64} * 1024;
constexpr std::string_view header_mark = "header-";

// What goes into an HTTP header: visible characters of ASCII and blanks between them.
Status check_header_value(std::string_view value, const std::string& what, const std::string& control) {
    const bool good = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < 0x7F; });
    if (good && trim(value) == value) {
        return Nothing{};
    }
    return make_error(ACCT_ERROR_INVALID_VALUE, "SETUP-CHARACTERS",
                      good ? say("{what} begins or ends with a blank.", {{"what", what}})
                           : say("{what} holds characters that no such text has.", {{"what", what}}),
                      say("Copy it again, without blanks or line breaks around it."), control);
}

}  // namespace

ProvidersPage::ProvidersPage(PageSurroundings surroundings, std::function<void()> redraw)
    : around_(std::move(surroundings)), redraw_(std::move(redraw)) {
    around_.background.run(
        [&service = around_.service](Cancellation&) -> Status {
            service.reload_profiles();
            return service.refresh();
        },
        [this, alive = alive_](const Status&) {
            if (*alive) {
                choose(provider_, environment_);
                redraw_();
            }
        });
    choose("", "");
}

std::shared_ptr<const irp::Profile> ProvidersPage::profile() const {
    return profiles_->keep(provider_);
}

const irp::Environment* ProvidersPage::environment() const {
    const auto chosen = profile();
    if (chosen == nullptr) {
        return nullptr;
    }
    const auto found = chosen->environments.find(environment_);
    return found != chosen->environments.end() ? &found->second : nullptr;
}

// The nearest to what is asked for that exists.
void ProvidersPage::choose(const std::string& provider, const std::string& environment_id) {
    profiles_ = around_.service.profiles();
    const bool same = provider == provider_ && environment_id == environment_;
    provider_ = provider;
    environment_ = environment_id;
    if (profile() == nullptr) {
        provider_ = profiles_->all().empty() ? "" : profiles_->all().front()->id;
    }
    if (environment() == nullptr && profile() != nullptr) {
        environment_ = profile()->environments.begin()->first;
    }
    if (!same || !typed_) {
        start_form();
    }
}

// They may have been read anew, for this page or another.
void ProvidersPage::look_again() {
    if (profiles_ != around_.service.profiles()) {
        choose(provider_, environment_);
    }
}

void ProvidersPage::start_form() {
    typed_ = false;
    client_secret_.clear();
    headers_.clear();
    key_text_.clear();
    key_file_.clear();
    key_.reset();
    errors_.clear();
    client_id_.clear();
    if (const auto chosen = profile(); chosen != nullptr && environment() != nullptr) {
        const irp::Account account = around_.service.account_at(chosen, environment_);
        client_id_ = account.client_id();
    }
}

void ProvidersPage::set_value(std::string_view control, std::string_view value) {
    const std::string id(control);
    errors_.erase(id);
    if (id == "provider") {
        if (profiles_->find(value) == nullptr) {
            errors_[id] = say("There is no such provider. Choose one from the list.");
            return;
        }
        notice_.reset();
        choose(std::string(value), environment_);
    } else if (id == "environment") {
        if (const auto chosen = profile();
            chosen == nullptr || !chosen->environments.contains(std::string(value))) {
            errors_[id] = say("This provider has no such environment. Choose one from the list.");
            return;
        }
        notice_.reset();
        choose(provider_, std::string(value));
        return;
    }
    typed_ = true;
    if (id == "client-id") {
        client_id_ = std::string(value);
    } else if (id == "client-secret") {
        client_secret_ = SecretBytes(value);
    } else if (id == "key-text") {
        key_text_ = std::string(value);
        key_file_.clear();
        take_key(key_text_, id);
    } else if (id == "key-file") {
        key_file_ = std::string(value);
        take_key_file(key_file_);
    } else if (id.starts_with(header_mark)) {
        headers_[id.substr(header_mark.size())] = SecretBytes(value);
    }
}

void ProvidersPage::refuse(std::string_view control, const Error& why) {
    errors_[std::string(control)] = words_of(why);
}

// The key is read as soon as it is there: its fingerprint is what the user compares before saving.
void ProvidersPage::take_key(std::string text, const std::string& control) {
    key_.reset();
    if (trim(text).empty()) {
        return;
    }
    Result<crypto::RsaPublicKey> parsed = crypto::RsaPublicKey::parse(text);
    if (!parsed) {
        errors_[control] = words_of(parsed.error());
        return;
    }
    key_text_ = std::move(text);
    key_ = std::move(*parsed);
}

void ProvidersPage::take_key_file(const std::string& path) {
    key_text_.clear();
    key_.reset();
    if (path.empty()) {
        return;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text(longest_key_file + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad() || (file.gcount() == 0 && !file.eof())) {
        errors_["key-file"] = say("The file {file} cannot be read. Check its name and its permissions.",
                                  {{"file", in_quotes(path)}});
        return;
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    take_key(std::move(text), "key-file");
}

irp::Setup ProvidersPage::entered() const {
    const auto stored = around_.service.setup(provider_, environment_);
    irp::Setup setup;
    if (stored != nullptr) {
        setup.client_secret = stored->client_secret.copy();
        setup.public_key_text = stored->public_key_text;
        setup.public_key = stored->public_key;
        for (const auto& [name, value] : stored->headers) {
            setup.headers.emplace(name, value.copy());
        }
    }
    setup.client_id = client_id_;
    if (!client_secret_.empty()) {
        setup.client_secret = client_secret_.copy();
    }
    for (const auto& [name, value] : headers_) {
        if (!value.empty()) {
            setup.headers.insert_or_assign(name, value.copy());
        }
    }
    if (key_) {
        setup.public_key_text = key_text_;
        setup.public_key = key_;
    }
    return setup;
}

void ProvidersPage::start_save() {
    const auto chosen = profile();
    if (chosen == nullptr || environment() == nullptr) {
        return;
    }
    const auto check = [this](std::string_view value, const std::string& what, const std::string& control) {
        if (Status good = check_header_value(value, what, control); !good) {
            errors_[control] = words_of(good.error());
            focus_.on(control);
        }
    };
    check(client_id_, say("The client id"), "client-id");
    check(client_secret_.view(), say("The client secret"), "client-secret");
    for (const irp::ExtraHeader& header : chosen->extra_headers) {
        if (const auto typed = headers_.find(header.name); typed != headers_.end()) {
            check(typed->second.view(), "\"" + say(header.label) + "\"",
                  std::string(header_mark) + header.name);
        }
    }
    if (!errors_.empty()) {
        notice_ =
            Notice{ACCT_TONE_ERROR, say("Please check what you entered"), say("Nothing was stored yet.")};
        return;
    }
    auto setup = std::make_shared<irp::Setup>(entered());
    run([&service = around_.service, provider = provider_, environment = environment_,
         setup] { return service.save_setup(provider, environment, std::move(*setup), consumer); },
        Notice{ACCT_TONE_SUCCESS, say("Saved"),
               say("What you entered for {provider} is kept encrypted in the vault, for every program that "
                   "uses it.",
                   {{"provider", chosen->name}})});
}

void ProvidersPage::start_forget() {
    run([&service = around_.service, provider = provider_,
         environment = environment_] { return service.remove_setup(provider, environment, consumer); },
        Notice{ACCT_TONE_SUCCESS, say("Removed"),
               say("What was entered here is forgotten; the profile's own settings count.")});
}

void ProvidersPage::run(std::function<Status()> work, Notice done) {
    busy_ = true;
    around_.background.run(
        [work = std::move(work)](Cancellation&) { return work(); },
        [this, alive = alive_, done = std::move(done),
         changed = around_.changed_for_all](const Status& ended) {
            if (*alive) {
                busy_ = false;
                if (ended) {
                    notice_ = done;
                    start_form();
                    focus_.on("provider");
                } else {
                    notice_ = Notice{ACCT_TONE_ERROR, say("Not saved"), words_of(ended.error())};
                    focus_.on("save");
                }
                redraw_();
            }
            changed();
        });
}

void ProvidersPage::activate(std::string_view control, std::string_view, std::string_view) {
    notice_.reset();
    if (control == "save") {
        errors_.clear();
        start_save();
    } else if (control == "forget") {
        start_forget();
    } else if (control == "portal") {
        if (const auto chosen = profile();
            chosen != nullptr && !around_.host.open_url(chosen->portal.login)) {
            notice_ = Notice{ACCT_TONE_INFO, say("Open this address in your browser"), chosen->portal.login};
        }
    }
}

}  // namespace tijori::settings
